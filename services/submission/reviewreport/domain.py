"""The figures of the report; pure. Every figure counts the same list of proposals, so that each table adds up."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.base import Channel, ProposalKind

OUTCOMES = ("admitted", "declined", "merged", "returned", "filed", "withdrawn")
NO_TOPIC = "—"
"""A topic group is given at admission: what is not admitted, nor merged into one that is, has none."""
OPEN = frozenset({"returned", "filed"})
"""Of which the review has no result yet."""


@dataclass(frozen=True)
class One:
    """A proposal as the report tells it."""

    id: str
    state: str
    channel: Channel
    kind: ProposalKind
    sector: str
    """The first proposer's; of a collective one its body."""
    title: str
    proposers: tuple[str, ...]
    """Names."""
    case_number: int | None
    decline_reason: str | None
    redirect: str | None
    children: int
    topic: str
    """The topic group that it, or what it was merged into, was admitted under."""


@dataclass(frozen=True)
class Row:
    """One line of a table: a name, its whole, and how it came out (``OUTCOMES`` → count)."""

    name: str
    total: int
    outcomes: Mapping[str, int]


@dataclass(frozen=True)
class Reason:
    code: str
    text: str
    count: int


@dataclass(frozen=True)
class GroupRow:
    name: str
    distributed: int
    ready: int


@dataclass(frozen=True)
class Before:
    """The session before this one, in the figures that are compared."""

    session_id: str
    total: int
    outcomes: Mapping[str, int]


@dataclass(frozen=True)
class Report:
    session_id: str
    term: int
    number: int
    as_of: datetime
    total: int
    outcomes: Mapping[str, int]
    open: int
    """Not decided yet: while there are any, the report is a draft."""
    channels: tuple[Row, ...]
    kinds: tuple[Row, ...]
    sectors: tuple[Row, ...]
    topics: tuple[Row, ...]
    reasons: tuple[Reason, ...]
    masters: int
    """Into how many proposals the merged ones went."""
    groups: tuple[GroupRow, ...]
    admitted: tuple[One, ...]
    declined: tuple[One, ...]
    before: Before | None

    @property
    def draft(self) -> bool:
        return self.open > 0


def outcomes(found: Sequence[One]) -> dict[str, int]:
    counted = Counter(one.state for one in found)
    return {name: counted[name] for name in OUTCOMES}


def rows(found: Sequence[One], name: Callable[[One], str]) -> tuple[Row, ...]:
    """The largest first."""
    named: dict[str, list[One]] = {}
    for one in found:
        named.setdefault(name(one), []).append(one)
    made = [Row(name, len(ones), outcomes(ones)) for name, ones in named.items()]
    return tuple(sorted(made, key=lambda row: (-row.total, row.name)))


def report(
    session: tuple[str, int, int],
    found: Sequence[One],
    texts: Mapping[str, str],
    groups: Sequence[GroupRow],
    before: Before | None,
    as_of: datetime,
) -> Report:
    """``session`` is id, term and number; ``texts`` say what the codes of declining mean."""
    counted = outcomes(found)
    codes = Counter(one.decline_reason for one in found if one.state == "declined" and one.decline_reason)
    reasons = [Reason(code, texts.get(code, code), count) for code, count in codes.items()]
    return Report(
        *session,
        as_of=as_of,
        total=len(found),
        outcomes=counted,
        open=sum(counted[name] for name in OPEN),
        channels=rows(found, lambda one: one.channel),
        kinds=rows(found, lambda one: one.kind),
        sectors=rows(found, lambda one: one.sector),
        topics=rows(found, lambda one: one.topic),
        reasons=tuple(sorted(reasons, key=lambda reason: (-reason.count, reason.code))),
        masters=sum(one.children > 0 for one in found),
        groups=tuple(groups),
        admitted=tuple(
            sorted(
                (one for one in found if one.state == "admitted"),
                key=lambda one: (one.channel != "plenary", one.channel, one.case_number or 0),
            )
        ),
        declined=tuple(sorted((one for one in found if one.state == "declined"), key=lambda one: (one.title, one.id))),
        before=before,
    )
