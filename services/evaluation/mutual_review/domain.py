"""A mutual review: two ratings given back to back. It stands beside the scores and is in none of them, and it is no
sign-off: nothing follows from it but that both can be read."""

import hashlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from contracts.base import DomainRefusal, Event, Record
from contracts.evaluation import (
    Criterion,
    HandlingRated,
    MutualReviewClosed,
    MutualReviewOpened,
    Points,
    ProposalRated,
)
from services.evaluation.scheme.checks import PLACES, plain

State = Literal["open", "closed"]

TRANSITIONS: dict[str, frozenset[State]] = {
    "rate_proposal": frozenset({"open"}),
    "rate_handling": frozenset({"open"}),
    "close": frozenset({"open"}),
}

EVENTS: tuple[type[Event], ...] = (MutualReviewOpened, ProposalRated, HandlingRated, MutualReviewClosed)


class Rating(Record):
    points: dict[str, Points]
    comment: str | None

    @property
    def total(self) -> Points:
        return sum(self.points.values(), Decimal(0))


class MutualReview(Record):
    proposal_id: str
    unit_id: str
    due: date
    of_proposal_criteria: tuple[Criterion, ...]
    of_handling_criteria: tuple[Criterion, ...]
    state: State = "open"
    of_proposal: Rating | None = None
    """By the unit."""
    of_handling: Rating | None = None
    """By the first proposer."""


def apply(state: MutualReview | None, event: Event) -> MutualReview:
    if isinstance(event, MutualReviewOpened):
        if state is not None:
            raise ValueError("a mutual review is opened once")
        return MutualReview(**event.model_dump(exclude={"review_id", "policy_version"}))
    if state is None:
        raise ValueError(f"{event.wire_name()} before the mutual review was opened")
    match event:
        case ProposalRated():
            return state.model_copy(update={"of_proposal": Rating(points=event.points, comment=event.comment)})
        case HandlingRated():
            return state.model_copy(update={"of_handling": Rating(points=event.points, comment=event.comment)})
        case MutualReviewClosed():
            return state.model_copy(update={"state": "closed"})
        case _:
            raise ValueError(f"{event.wire_name()} is no event of a mutual review")


def review_id(proposal_id: str, unit_id: str) -> str:
    """Of a proposal and a unit there is one, however often the unit replies."""
    return f"mutual-{hashlib.sha256(f'{proposal_id} {unit_id}'.encode()).hexdigest()[:40]}"


def _check(state: MutualReview, criteria: tuple[Criterion, ...], points: Mapping[str, Points], today: date) -> None:
    if state.state != "open" or today > state.due:
        raise DomainRefusal("review-closed", f"The mutual review was open until {state.due}, or until both had rated.")
    wanted = {one.code: one for one in criteria}
    if points.keys() != wanted.keys():
        raise DomainRefusal("criteria", f"Give points for exactly {', '.join(wanted)}.")
    for code, given in points.items():
        if not plain(given) or given > wanted[code].maximum:
            most = f"{float(wanted[code].maximum):g}"
            what = f"The points for {code} must be from 0 to {most}, with at most {PLACES} places."
            raise DomainRefusal("maximum", what)


def rate_proposal(
    state: MutualReview, review_id: str, *, points: Mapping[str, Points], comment: str | None, today: date
) -> list[Event]:
    _check(state, state.of_proposal_criteria, points, today)
    if state.of_proposal is not None:
        raise DomainRefusal("rated", "Your unit has rated the proposal already.")
    given = ProposalRated(
        review_id=review_id,
        proposal_id=state.proposal_id,
        unit_id=state.unit_id,
        points=dict(points),
        comment=comment,
    )
    return [given, *_closed(apply(state, given), review_id, over=False)]


def rate_handling(
    state: MutualReview,
    review_id: str,
    *,
    member_id: str,
    points: Mapping[str, Points],
    comment: str | None,
    today: date,
) -> list[Event]:
    """That it is the first proposer who asks is checked before: to anybody else the review does not exist."""
    _check(state, state.of_handling_criteria, points, today)
    if state.of_handling is not None:
        raise DomainRefusal("rated", "You have rated the handling already.")
    given = HandlingRated(
        review_id=review_id,
        proposal_id=state.proposal_id,
        unit_id=state.unit_id,
        member_id=member_id,
        points=dict(points),
        comment=comment,
    )
    return [given, *_closed(apply(state, given), review_id, over=False)]


def close(state: MutualReview, review_id: str) -> list[Event]:
    """The days are over."""
    return _closed(state, review_id, over=True)


def _closed(state: MutualReview, review_id: str, *, over: bool) -> list[Event]:
    one, other = state.of_proposal, state.of_handling
    if state.state != "open" or not (over or (one and other)):
        return []
    return [
        MutualReviewClosed(
            review_id=review_id,
            proposal_id=state.proposal_id,
            unit_id=state.unit_id,
            proposal_total=one and one.total,
            handling_total=other and other.total,
        )
    ]
