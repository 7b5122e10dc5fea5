"""What the checker found, each with its place and its evidence."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal, get_args

Kind = Literal[
    "failed", "lost", "twice", "done_though_refused", "answered_otherwise", "key_not_kept", "unexplained", "chain",
    "forged", "fork", "row", "unlogged", "out_of_order", "split_key", "pending", "behind", "mark", "count", "parked",
    "dropped", "missing", "surplus", "differs", "case_number",
]  # fmt: skip
MEANS: dict[Kind, str] = {
    "failed": "a service answered that it failed, not that it or another was away",
    "lost": "accepted and not stored, or stored and not published",
    "twice": "one command or one cause took effect more than once",
    "done_though_refused": "a command that was refused left an event",
    "answered_otherwise": "one key was answered in two ways",
    "key_not_kept": "an accepted command's key is not kept",
    "unexplained": "no command, consumed event or timer explains an event",
    "chain": "a version is missing or does not continue the one before",
    "forged": "a hash does not fit what it covers, or a message differs from the log",
    "fork": "one version of one aggregate was published with two hashes",
    "row": "an aggregate's row is not where its events end",
    "unlogged": "published, and not in the log",
    "out_of_order": "a version was published before the one it follows",
    "split_key": "one key in two partitions",
    "pending": "still to be sent",
    "behind": "a consumer has not applied all",
    "mark": "a mark names what its source never published",
    "count": "a count of events is not the number of events",
    "parked": "a consumer has put an event aside",
    "dropped": "an event was given up",
    "missing": "an effect in another service is not there",
    "surplus": "an effect in another service has no cause",
    "differs": "an effect is not what its cause says",
    "case_number": "a case number is missing, given twice or moved",
}
assert MEANS.keys() == set(get_args(Kind))


@dataclass(frozen=True)
class Finding:
    kind: Kind
    county: str
    place: str
    """Store or topic, table, id, version."""
    evidence: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.county} {self.place}: {self.evidence}"


@dataclass
class Report:
    findings: list[Finding] = field(default_factory=list[Finding])
    looked_at: dict[str, int] = field(default_factory=dict[str, int])
    """What was compared, and how many of each: a report over nothing proves nothing."""

    @property
    def kinds(self) -> Counter[Kind]:
        return Counter(one.kind for one in self.findings)

    def of(self, kind: Kind) -> list[Finding]:
        return [one for one in self.findings if one.kind == kind]

    def at(self, county: str) -> "Report":
        """The part that is about one county."""
        return Report([one for one in self.findings if one.county == county], self.looked_at)

    def add(self, kind: Kind, county: str, place: str, evidence: str) -> None:
        self.findings.append(Finding(kind, county, place, evidence))

    def table(self, lines: int = 50) -> str:
        """For people: what was looked at, how many of each kind, and the first ``lines`` findings."""
        counted = "  ".join(f"{what} {number}" for what, number in self.looked_at.items())
        width = max(len(kind) for kind in MEANS)
        rows = [f"{kind:<{width}} {self.kinds[kind]:>6}  {meaning}" for kind, meaning in MEANS.items()]
        shown = [str(one) for one in self.findings[:lines]]
        if len(self.findings) > lines:
            shown.append(f"… and {len(self.findings) - lines} more")
        return "\n".join([counted, "", *rows, "", *(shown or ["nothing was found"])])
