"""Units for a proposal, from what is recorded: who was named, what the directory links, what was handled; pure.

An offer is nobody's decision: it is computed when it is asked for, and assigns nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from contracts.base import Line, Record, Ref, UnitRole

Kind = Literal["proposer", "returning_unit", "topic", "handled", "committee"]
Points = Annotated[int, Field(ge=0, le=1000)]


class Weights(BaseModel, frozen=True):
    """The points that each reason gives at most; 0: it is shown and counts for nothing."""

    proposer: Points
    returning_unit: Points
    topic: Points
    handled: Points
    committee: Points


class Links(BaseModel, frozen=True):
    """What the county ties a topic to: units, and committees with all units that they are linked to."""

    units: Annotated[tuple[Ref, ...], Field(max_length=50)] = ()
    committees: Annotated[tuple[Line, ...], Field(max_length=20)] = ()


class CandidatePolicy(BaseModel):
    weights: Weights
    answered_counts: int = Field(ge=0, le=100)
    accepted_counts: int = Field(ge=0, le=100)
    returned_costs: int = Field(ge=0, le=100)
    half_at: int = Field(ge=1, le=10_000)
    """What must have been counted for half of the points of ``handled``."""
    main_at_most: int = Field(ge=1, le=50)
    helpers_at_most: int = Field(ge=0, le=50)
    topics: Annotated[Mapping[Line, Links], Field(max_length=500)] = {}


@dataclass(frozen=True)
class Unit:
    name: str
    committee: str | None
    """The one that it is linked to; None until its enrolment has been read once more."""
    workload: int
    """Assignments that it has not answered yet."""
    ended: bool
    successor_id: str | None


@dataclass(frozen=True)
class Handled:
    """What a unit was given on one topic, and what it did with that."""

    answered: int = 0
    accepted: int = 0
    """And not answered yet."""
    returned: int = 0

    def __add__(self, other: "Handled") -> "Handled":
        return Handled(self.answered + other.answered, self.accepted + other.accepted, self.returned + other.returned)


class Returned(Record):
    """A unit that gave this very proposal back."""

    unit_id: str
    reason: str
    suggested_unit: str
    returned_at: datetime


class Reason(Record):
    """One thing that speaks for a unit, with what it rests on."""

    kind: Kind
    points: int
    place: int | None = None
    """The proposer's: as which one it was named, from 1."""
    topic_group: str | None = None
    committee: str | None = None
    unit_id: str | None = None
    """The unit that returned the proposal and suggests this one."""
    answered: int | None = None
    accepted: int | None = None
    returned: int | None = None
    instead_of: tuple[str, ...] = ()
    """The units that it rests on, where they have ended and this one has taken over from them."""


@dataclass(frozen=True)
class Candidate:
    unit_id: str
    workload: int
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        return sum(reason.points for reason in self.reasons)


@dataclass(frozen=True)
class Asked:
    """A proposal that units are wanted for."""

    topic_group: str | None
    named: Sequence[Sequence[str]] = ()
    """The units that its proposer suggested, in order, and those of what was merged into it."""
    committees: AbstractSet[str] = frozenset()
    """Of whoever filed it, and what was merged into it."""
    standing: Mapping[str, UnitRole] = field(default_factory=dict[str, UnitRole])
    """The units that hold a role on it, unless they have returned it."""
    returns: Sequence[Returned] = ()


@dataclass(frozen=True)
class Offer:
    """The best first; ``helpers`` stand beside the first of ``main``."""

    main: tuple[Candidate, ...]
    helpers: tuple[Candidate, ...]


NOTHING = Offer((), ())


class Directory:
    """The county's units as they are today."""

    def __init__(self, units: Mapping[str, Unit]) -> None:
        self.units = units
        self._linked: dict[str, list[str]] = {}
        for id, unit in units.items():
            if unit.committee is not None and not unit.ended:
                self._linked.setdefault(unit.committee, []).append(id)

    def linked(self, committee: str) -> Sequence[str]:
        return self._linked.get(committee, ())

    def in_place(self, unit_id: str) -> str | None:
        """The unit itself, or whoever has taken over from it by now; None where that is nobody known here."""
        seen: set[str] = set()
        at: str | None = unit_id
        while at is not None and at not in seen and at in self.units:
            if not self.units[at].ended:
                return at
            seen.add(at)
            at = self.units[at].successor_id
        return None


class History:
    """What the units did on earlier proposals, by topic; what has ended counts for its successor."""

    def __init__(self, rows: Iterable[tuple[str, str, bool, Handled]], directory: Directory) -> None:
        """``rows``: topic, unit, whether as a helper, what."""
        self._of: dict[tuple[str, bool], dict[str, tuple[Handled, tuple[str, ...]]]] = {}
        for topic, unit_id, helping, handled in rows:
            now = directory.in_place(unit_id)
            if now is None:
                continue
            units = self._of.setdefault((topic, helping), {})
            before, ended = units.get(now, (Handled(), ()))
            units[now] = before + handled, ended if now == unit_id else (*ended, unit_id)

    def on(self, topic: str | None, helping: bool) -> Mapping[str, tuple[Handled, tuple[str, ...]]]:
        """Unit → what it did, and the ended units whose work is among that."""
        return self._of.get((topic, helping), {}) if topic is not None else {}


def offer(asked: Asked, directory: Directory, history: History, policy: CandidatePolicy) -> Offer:
    """Nobody is offered a place that is taken, and nobody again who returned this proposal."""
    roles = set(asked.standing.values())
    gone = {directory.in_place(one.unit_id) for one in asked.returns}
    barred = {*asked.standing, *gone, *(one.unit_id for one in asked.returns)}
    main: list[Candidate] = []
    helpers: list[Candidate] = []
    if not roles & {"sole", "lead"}:
        main = _ranked(asked, directory, history, policy, barred, helping=False)[: policy.main_at_most]
    if "sole" not in roles:
        barred |= {one.unit_id for one in main[:1]}
        helpers = _ranked(asked, directory, history, policy, barred, helping=True)[: policy.helpers_at_most]
    return Offer(tuple(main), tuple(helpers))


def _ranked(
    asked: Asked,
    directory: Directory,
    history: History,
    policy: CandidatePolicy,
    barred: AbstractSet[str | None],
    *,
    helping: bool,
) -> list[Candidate]:
    """By points; then who has less to do."""
    found: dict[str, list[Reason]] = {}
    for unit_id, reason in _reasons(asked, directory, history, policy, helping=helping):
        if unit_id not in barred:
            found.setdefault(unit_id, []).append(reason)

    def weighed(one: Candidate) -> tuple[int, int, str]:
        return -one.points, one.workload, one.unit_id

    candidates = [Candidate(id, directory.units[id].workload, tuple(reasons)) for id, reasons in found.items()]
    return sorted((one for one in candidates if one.points > 0), key=weighed)


def _reasons(
    asked: Asked, directory: Directory, history: History, policy: CandidatePolicy, *, helping: bool
) -> Iterable[tuple[str, Reason]]:
    """At most one of each kind for a unit."""
    weights, topic = policy.weights, asked.topic_group
    links = policy.topics.get(topic, Links()) if topic is not None else Links()
    yield from _named(asked.named, directory, weights.proposer)
    if not helping:
        yield from _of_returns(asked.returns, directory, weights.returning_unit)
    for unit_id, ended in _present(links.units, directory).items():
        yield unit_id, Reason(kind="topic", points=weights.topic, topic_group=topic, instead_of=ended)
    for unit_id, (handled, ended) in history.on(topic, helping).items():
        if handled == Handled():
            continue
        yield (
            unit_id,
            Reason(
                kind="handled",
                points=_of_experience(handled, policy),
                topic_group=topic,
                answered=handled.answered,
                accepted=handled.accepted,
                returned=handled.returned,
                instead_of=ended,
            ),
        )
    if not helping:
        # A committee is linked to a dozen units: that says who may lead, and of no one that it is to help.
        for committee in sorted({*links.committees, *asked.committees}):
            for unit_id in directory.linked(committee):
                yield unit_id, Reason(kind="committee", points=weights.committee, committee=committee)


def _named(named: Sequence[Sequence[str]], directory: Directory, points: int) -> Iterable[tuple[str, Reason]]:
    best: dict[str, tuple[int, tuple[str, ...]]] = {}
    for units in named:
        for place, unit_id in enumerate(units, start=1):
            now = directory.in_place(unit_id)
            if now is not None and (now not in best or place < best[now][0]):
                best[now] = place, () if now == unit_id else (unit_id,)
    for unit_id, (place, ended) in best.items():
        # Whom it named first it wants to lead: a small reason more does not put the second before it.
        yield unit_id, Reason(kind="proposer", points=points * 2 // (place + 1), place=place, instead_of=ended)


def _of_returns(returns: Sequence[Returned], directory: Directory, points: int) -> Iterable[tuple[str, Reason]]:
    """The latest one that suggests a unit speaks for it."""
    latest = {now: one for one in returns if (now := directory.in_place(one.suggested_unit)) is not None}
    for unit_id, one in latest.items():
        ended = () if one.suggested_unit == unit_id else (one.suggested_unit,)
        yield unit_id, Reason(kind="returning_unit", points=points, unit_id=one.unit_id, instead_of=ended)


def _present(units: Iterable[str], directory: Directory) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for unit_id in units:
        now = directory.in_place(unit_id)
        if now is not None:
            found[now] = (*found.get(now, ()), *(() if now == unit_id else (unit_id,)))
    return found


def _of_experience(handled: Handled, policy: CandidatePolicy) -> int:
    """More with each case, never the whole weight: one unit that had hundreds does not outweigh everything else."""
    counted = handled.answered * policy.answered_counts + handled.accepted * policy.accepted_counts
    counted -= handled.returned * policy.returned_costs
    return policy.weights.handled * counted // (counted + policy.half_at) if counted > 0 else 0
