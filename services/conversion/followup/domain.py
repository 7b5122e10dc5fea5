"""The follow-up of one closed proposal: nothing ends with the reply."""

from datetime import date, datetime
from typing import Literal

from contracts.base import DomainRefusal, Event, Record
from contracts.conversion import FollowUpOpened, FollowUpPutOff, TrackingRecommended

State = Literal["watched", "recommended"]

TRANSITIONS: dict[str, frozenset[State]] = {
    "put_off": frozenset({"watched"}),
    "recommend": frozenset({"watched"}),
}
"""Command → the states it may be given in."""

EVENTS: tuple[type[Event], ...] = (FollowUpOpened, FollowUpPutOff, TrackingRecommended)


class FollowUp(Record):
    proposal_id: str
    closed_at: datetime
    state: State
    reason: str | None = None
    review_on: date | None = None
    """The next one; an older follow-up does not say."""


def apply(state: FollowUp | None, event: Event) -> FollowUp:
    if isinstance(event, FollowUpOpened):
        if state is not None:
            raise ValueError("a follow-up is opened once")
        return FollowUp(
            proposal_id=event.proposal_id, closed_at=event.closed_at, state="watched", review_on=event.review_on
        )
    if state is None:
        raise ValueError(f"{event.wire_name()} before the follow-up was opened")
    match event:
        case FollowUpPutOff():
            return state.model_copy(update={"review_on": event.review_on})
        case TrackingRecommended():
            return state.model_copy(update={"state": "recommended", "reason": event.reason})
        case _:
            raise ValueError(f"{event.wire_name()} is no event of a follow-up")


def allow(command: str, state: FollowUp) -> None:
    if state.state not in TRANSITIONS[command]:
        raise DomainRefusal("followup-state", "Tracking has been recommended already.")


def put_off(state: FollowUp, review_on: date) -> list[Event]:
    allow("put_off", state)
    return [FollowUpPutOff(proposal_id=state.proposal_id, review_on=review_on)]


def recommend(state: FollowUp, *, months: int) -> list[Event]:
    allow("recommend", state)
    reason = f"结案满{months}个月，无经核实的转化成果，也无办理中的承诺"
    return [TrackingRecommended(proposal_id=state.proposal_id, reason=reason)]
