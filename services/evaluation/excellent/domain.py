"""A selection of excellent proposals. The order is frozen with the scores behind it; people decide, and say why where
they decide otherwise."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from contracts.base import DomainRefusal, Event, Record
from contracts.evaluation import (
    ExcellentCandidate,
    ExcellentCandidatesRanked,
    ExcellentProposalsDecided,
    Points,
)
from services.evaluation.scheme.domain import Scheme

State = Literal["ranked", "decided"]
Standing = Literal["in", "tied", "out"]

TRANSITIONS: dict[str, frozenset[State]] = {"rank": frozenset({"ranked"}), "decide": frozenset({"ranked"})}
"""Command → the states it may be given in. What is decided is not ranked again."""

EVENTS: tuple[type[Event], ...] = (ExcellentCandidatesRanked, ExcellentProposalsDecided)

MOST = 2000
"""Candidates: an event holds them all."""


class Selection(Record):
    scheme_id: str
    session_id: str
    maximum: Points
    admitted: int
    places: int
    collective_places: int
    candidates: tuple[ExcellentCandidate, ...]
    state: State = "ranked"
    chosen: tuple[str, ...] = ()
    departures: dict[str, str] = Field(default={})
    year: int | None = None
    decided_by: str | None = None


@dataclass(frozen=True)
class Assessed:
    proposal_id: str
    assessment_id: str
    version: int
    total: Points
    points: Mapping[str, Points]
    collective: bool


def apply(state: Selection | None, event: Event) -> Selection:
    match event:
        case ExcellentCandidatesRanked():
            if state is not None and state.state == "decided":
                raise ValueError("what is decided is not ranked again")
            # Not dumped: the candidates are values that stay as they are.
            names = Selection.model_fields.keys() & ExcellentCandidatesRanked.model_fields.keys()
            return Selection(**{name: getattr(event, name) for name in names})
        case ExcellentProposalsDecided():
            if state is None:
                raise ValueError("candidates are ranked before it is decided")
            said = {"chosen": event.chosen, "departures": event.departures, "year": event.year}
            return state.model_copy(update=said | {"state": "decided", "decided_by": event.decided_by})
        case _:
            raise ValueError(f"{event.wire_name()} is no event of a selection")


def selection_id(scheme_id: str, session_id: str) -> str:
    """A scheme and a session have one."""
    return f"selection-{hashlib.sha256(f'{scheme_id} {session_id}'.encode()).hexdigest()[:40]}"


Key = tuple[Points, ...]
Ordered = Sequence[tuple[Key, Assessed]]


def _taken(ordered: Ordered, places: int) -> tuple[set[str], set[str]]:
    """(in, equal for the last places) of those in order: where not all that are equal fit, none of them is in."""
    if len(ordered) <= places:
        return {one.proposal_id for _, one in ordered}, set()
    if places <= 0:
        return set(), set()
    last = ordered[places - 1][0]
    within = {one.proposal_id for _, one in ordered[:places]}
    if ordered[places][0] != last:
        return within, set()
    tied = {one.proposal_id for key, one in ordered if key == last}
    return within - tied, tied


def standings(ordered: Ordered, places: int, collective_places: int) -> dict[str, Standing]:
    """By the order alone, where enough bodies' proposals are in by themselves; else the best of those first."""
    within, tied = _taken(ordered, places)
    bodies = [(key, one) for key, one in ordered if one.collective]
    wanted = min(collective_places, len(bodies))
    if sum(one.proposal_id in within for _, one in bodies) < wanted:
        within, tied = _taken(bodies, wanted)
        others = [(key, one) for key, one in ordered if one.proposal_id not in within | tied]
        more, equal = _taken(others, places - wanted)
        within, tied = within | more, tied | equal
    return {
        one.proposal_id: "in" if one.proposal_id in within else "tied" if one.proposal_id in tied else "out"
        for _, one in ordered
    }


def rank(
    state: Selection | None,
    scheme_id: str,
    scheme: Scheme,
    *,
    session_id: str,
    admitted: int,
    places: tuple[int, int],
    found: Sequence[Assessed],
    policy_version: int,
) -> list[Event]:
    if state is not None and state.state not in TRANSITIONS["rank"]:
        raise DomainRefusal("decided", "It is decided; what was announced is not ranked again.")
    if scheme.subject != "proposal_quality":
        raise DomainRefusal("subject", "Proposals are ranked by a scheme of proposal quality.")
    if not found:
        raise DomainRefusal(
            "no-assessments", "No assessment of the session's proposals with this scheme is computed yet."
        )
    if len(found) > MOST:
        raise DomainRefusal("too-many", f"{len(found)} candidates; at most {MOST} are ranked at once.")
    ties = scheme.rules.ties
    rows = [((one.total, *(one.points[code] for code in ties)), one) for one in found]
    rows.sort(key=lambda row: (tuple(-value for value in row[0]), row[1].proposal_id))
    standing = standings(rows, *places)
    keys = [key for key, _ in rows]
    return [
        ExcellentCandidatesRanked(
            selection_id=selection_id(scheme_id, session_id),
            scheme_id=scheme_id,
            session_id=session_id,
            maximum=scheme.maximum,
            admitted=admitted,
            places=places[0],
            collective_places=places[1],
            candidates=tuple(
                ExcellentCandidate(
                    rank=keys.index(key) + 1,
                    proposal_id=one.proposal_id,
                    assessment_id=one.assessment_id,
                    version=one.version,
                    total=one.total,
                    collective=one.collective,
                    standing=standing[one.proposal_id],
                    ties=dict(zip(ties, key[1:], strict=True)),
                )
                for key, one in rows
            ),
            policy_version=policy_version,
        )
    ]


def departing(state: Selection, chosen: Collection[str]) -> list[str]:
    """Against the order: left out from within the places, chosen from outside, or chosen among equals."""
    return [
        one.proposal_id
        for one in state.candidates
        if (one.standing == "in" and one.proposal_id not in chosen)
        or (one.standing != "in" and one.proposal_id in chosen)
    ]


def decide(
    state: Selection,
    selection_id: str,
    *,
    chosen: Sequence[str],
    reasons: Mapping[str, str],
    year: int,
    decided_by: str,
) -> list[Event]:
    if state.state not in TRANSITIONS["decide"]:
        raise DomainRefusal("decided", "It is decided already.")
    picked = tuple(dict.fromkeys(chosen))
    foreign = sorted(set(picked) - {one.proposal_id for one in state.candidates})
    if foreign:
        raise DomainRefusal("not-a-candidate", f"Not among the candidates: {', '.join(foreign)}.")
    if len(picked) > state.places:
        raise DomainRefusal("places", f"{len(picked)} are chosen, and there are {state.places} places.")
    departs = departing(state, picked)
    silent = [one for one in departs if one not in reasons]
    if silent:
        what = "Say why, where the order is departed from or equals are told apart"
        places = [(f"/body/reasons/{one}", "the order says otherwise; say why") for one in silent]
        raise DomainRefusal("departure", f"{what}: {', '.join(silent)}.", places)
    idle = sorted(set(reasons) - set(departs))
    if idle:
        raise DomainRefusal("no-departure", f"The order says the same of {', '.join(idle)}; no reason is asked.")
    order = {one.proposal_id: number for number, one in enumerate(state.candidates)}
    return [
        ExcellentProposalsDecided(
            selection_id=selection_id,
            year=year,
            chosen=tuple(sorted(picked, key=lambda one: order[one])),
            departures=dict(reasons),
            decided_by=decided_by,
        )
    ]
