"""An award, granted once; revoked, it may be granted anew."""

import hashlib
from typing import Literal

from pydantic import Field

from contracts.base import DomainRefusal, Event, Record
from contracts.evaluation import AwardGranted, AwardRevoked
from services.evaluation.ranking.domain import Ranking

State = Literal["granted", "revoked"]
Kind = Literal["excellent_proposal", "advanced_unit"]

TRANSITIONS: dict[str, frozenset[State]] = {"grant": frozenset({"revoked"}), "revoke": frozenset({"granted"})}
"""Command → the states it may be given in."""

EVENTS: tuple[type[Event], ...] = (AwardGranted, AwardRevoked)


class Award(Record):
    kind: Kind
    subject_id: str
    year: int
    ranking_id: str | None
    rank: int | None
    reason: str
    granted_by: str
    state: State = "granted"
    revoked: str | None = Field(default=None, exclude_if=lambda reason: reason is None)
    """Why."""


def apply(state: Award | None, event: Event) -> Award:
    match event:
        case AwardGranted():
            if state is not None and state.state == "granted":
                raise ValueError("an award is granted once")
            return Award(**event.model_dump(exclude={"award_id"}))
        case AwardRevoked():
            if state is None:
                raise ValueError("an award is granted before it is revoked")
            return state.model_copy(update={"state": "revoked", "revoked": event.reason})
        case _:
            raise ValueError(f"{event.wire_name()} is no event of an award")


def award_id(kind: Kind, subject_id: str, year: int) -> str:
    """One award of a kind for each subject and year, whoever asks how often."""
    return f"award-{year}-{hashlib.sha256(f'{kind} {subject_id}'.encode()).hexdigest()[:40]}"


def grant(
    *,
    kind: Kind,
    subject_id: str,
    year: int,
    ranking_id: str | None,
    ranking: Ranking | None,
    selected: tuple[str, int] | None = None,
    known: bool,
    granted: bool,
    reason: str,
    granted_by: str,
) -> list[Event]:
    """``selected``: the selection that the proposal was chosen by, and its rank; ``known``: the proposal stands
    admitted, or the unit has replied; ``granted``: it has the award already."""
    rank: int | None = None
    if not known:
        what = "admitted proposal" if kind == "excellent_proposal" else "unit that has replied to a proposal"
        raise DomainRefusal("unknown-subject", f"No {what} {subject_id} is known.")
    if granted:
        raise DomainRefusal("awarded", f"{subject_id} has this award of {year} already.")
    if ranking is not None:
        if kind != "advanced_unit":
            raise DomainRefusal("ranking", "A ranking is of units; it is no ground for a proposal's award.")
        rank = ranking.rank_of(subject_id)
        if rank is None:
            raise DomainRefusal("not-ranked", f"Unit {subject_id} is not in the ranking that is cited.")
    if selected is not None:
        ranking_id, rank = selected
    return [
        AwardGranted(
            award_id=award_id(kind, subject_id, year),
            kind=kind,
            subject_id=subject_id,
            year=year,
            ranking_id=ranking_id,
            rank=rank,
            reason=reason,
            granted_by=granted_by,
        )
    ]


def revoke(state: Award, award_id: str, *, reason: str, revoked_by: str) -> list[Event]:
    if state.state not in TRANSITIONS["revoke"]:
        raise DomainRefusal("award-revoked", "The award is revoked already.")
    return [
        AwardRevoked(
            award_id=award_id,
            kind=state.kind,
            subject_id=state.subject_id,
            year=state.year,
            reason=reason,
            revoked_by=revoked_by,
        )
    ]
