"""Acts → lines of the ledger. Pure, and a function of what happened alone: in whatever order the events of several
services came, and however often they are read again, the lines are the same to the last digit.

What takes points back is a further line that names its event; no line ever vanishes. What counts in a year of one kind
is what stands of it, up to the cap: each line says by how much it changed that.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Protocol

from contracts.base import ProposalKind

Kind = Literal["filed", "cosigned", "admitted", "key", "excellent"]
KINDS: tuple[Kind, ...] = ("filed", "cosigned", "admitted", "key", "excellent")

What = Literal[
    "filed", "cosigned", "merged", "admitted", "merge_undone", "key", "key_revoked", "excellent", "excellent_revoked",
    "withdrawn",
]  # fmt: skip
ORDER: Mapping[str, int] = {
    what: number
    for number, what in enumerate((
        "filed", "cosigned", "merge_undone", "merged", "admitted", "key_revoked", "key", "excellent_revoked",
        "excellent", "withdrawn",
    ))
}  # fmt: skip
"""Of what one transaction told at one instant."""


@dataclass(frozen=True)
class Act:
    """What one event says of a proposal. ``members``: who filed it, who co-signed, or all its proposers by then."""

    event_id: str
    proposal_id: str
    what: What
    at: datetime
    day: date
    """In whose year it counts: a paper came in before it was entered."""
    members: tuple[str, ...] = ()
    kind: ProposalKind | None = None
    session_id: str | None = None
    """The last two of a filing."""


@dataclass(frozen=True)
class Line:
    member_id: str
    kind: Kind
    proposal_id: str
    session_id: str
    year: int
    day: date
    event_id: str
    takes_back: str | None
    """The event whose points these are, where they are taken back."""
    points: Decimal
    """By the policy of the day of the act; below zero where they are taken back."""
    counted: Decimal
    """By how much the member's sum of this kind and year changed, with its cap."""


class Rules(Protocol):
    def points(self, kind: Kind, *, first: bool, collective: bool) -> Decimal: ...
    def cap(self, kind: Kind) -> Decimal | None: ...


class Policies(Protocol):
    """Points are by the policy of the act, the cap of a year by the last policy of that year."""

    def on(self, at: datetime) -> Rules: ...
    def of_year(self, year: int) -> Rules: ...


@dataclass
class _Entry:
    member_id: str
    kind: Kind
    act: Act
    points: Decimal


@dataclass
class _Proposal:
    filed: Act | None = None
    waiting: list[Act] = field(default_factory=list[Act])
    """What came before the filing."""
    proposers: tuple[str, ...] | None = None
    """Of an admitted one."""
    withdrawn: bool = False
    awards: int = 0
    """Granted and not revoked, one a year at most."""
    standing: dict[tuple[Kind, str], _Entry] = field(default_factory=dict[tuple[Kind, str], _Entry])


class _Book:
    def __init__(self, policies: Policies) -> None:
        self._policies = policies
        self._sums: dict[tuple[str, Kind, int], Decimal] = {}

    def _counts(self, key: tuple[str, Kind, int]) -> Decimal:
        total = self._sums.get(key, Decimal(0))
        cap = self._policies.of_year(key[2]).cap(key[1])
        return total if cap is None else min(total, cap)

    def _line(self, proposal: _Proposal, entry: _Entry, act: Act, points: Decimal, takes_back: str | None) -> Line:
        assert proposal.filed is not None
        key = entry.member_id, entry.kind, entry.act.day.year
        before = self._counts(key)
        self._sums[key] = self._sums.get(key, Decimal(0)) + points
        return Line(
            member_id=entry.member_id,
            kind=entry.kind,
            proposal_id=act.proposal_id,
            session_id=proposal.filed.session_id or "",
            year=entry.act.day.year,
            day=act.day,
            event_id=act.event_id,
            takes_back=takes_back,
            points=points,
            counted=self._counts(key) - before,
        )

    def give(self, proposal: _Proposal, kind: Kind, act: Act, members: Iterable[str]) -> Iterator[Line]:
        """To each who has not these points already."""
        assert proposal.filed is not None
        rules = self._policies.on(act.at)
        for member in members:
            if (kind, member) in proposal.standing:
                continue
            first = member in proposal.filed.members
            points = rules.points(kind, first=first, collective=proposal.filed.kind == "collective")
            if not points:
                continue
            entry = proposal.standing[kind, member] = _Entry(member, kind, act, points)
            yield self._line(proposal, entry, act, points, None)

    def take_back(
        self, proposal: _Proposal, act: Act, kinds: Collection[Kind], but: Collection[str] = ()
    ) -> Iterator[Line]:
        for kind, member in sorted(proposal.standing):
            if kind in kinds and member not in but:
                entry = proposal.standing.pop((kind, member))
                yield self._line(proposal, entry, act, -entry.points, entry.act.event_id)


def lines(acts: Iterable[Act], policies: Policies) -> list[Line]:
    """In the order of the acts."""
    book = _Book(policies)
    proposals: dict[str, _Proposal] = {}
    found: list[Line] = []
    for act in sorted(acts, key=lambda act: (act.at, ORDER[act.what], act.proposal_id, act.event_id)):
        proposal = proposals.setdefault(act.proposal_id, _Proposal())
        if proposal.filed is None and act.what != "filed":
            proposal.waiting.append(act)
            continue
        found += _told(book, proposal, act)
        if act.what == "filed":
            for one in proposal.waiting:
                found += _told(book, proposal, one)
            proposal.waiting.clear()
    return found


def _told(book: _Book, proposal: _Proposal, act: Act) -> Iterator[Line]:
    if proposal.withdrawn:
        return
    match act.what:
        case "filed":
            proposal.filed = act
            yield from book.give(proposal, "filed", act, act.members)
        case "cosigned":
            yield from book.give(proposal, "cosigned", act, act.members)
        case "admitted":
            proposal.proposers = act.members
            yield from book.give(proposal, "admitted", act, act.members)
        case "merged":
            # Before the admission, that one says who proposes it.
            if proposal.proposers is not None:
                proposal.proposers = tuple(dict.fromkeys((*proposal.proposers, *act.members)))
                yield from book.give(proposal, "admitted", act, act.members)
        case "merge_undone":
            if proposal.proposers is not None and act.members:
                proposal.proposers = act.members
                kinds: tuple[Kind, ...] = ("admitted", "key", "excellent")
                yield from book.take_back(proposal, act, kinds, but=act.members)
        case "key":
            yield from book.give(proposal, "key", act, proposal.proposers or ())
        case "excellent":
            proposal.awards += 1
            yield from book.give(proposal, "excellent", act, proposal.proposers or ())
        case "key_revoked":
            yield from book.take_back(proposal, act, ("key",))
        case "excellent_revoked":
            # Of two years' awards the other one stands.
            proposal.awards -= 1
            if proposal.awards <= 0:
                yield from book.take_back(proposal, act, ("excellent",))
        case "withdrawn":
            proposal.withdrawn = True
            yield from book.take_back(proposal, act, KINDS)


@dataclass(frozen=True)
class Totals:
    """Of one member: what counts, by kind and together."""

    member_id: str
    by_kind: dict[Kind, Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.by_kind.values(), Decimal(0))


def totals(found: Iterable[Line]) -> list[Totals]:
    """The highest first."""
    of: dict[str, dict[Kind, Decimal]] = {}
    for line in found:
        kinds = of.setdefault(line.member_id, dict.fromkeys(KINDS, Decimal(0)))
        kinds[line.kind] += line.counted
    every = [Totals(member, kinds) for member, kinds in of.items()]
    return sorted(every, key=lambda one: (-one.total, one.member_id))
