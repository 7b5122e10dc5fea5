"""An offer keeps a place on the topic until it is answered, withdrawn, or lapses; accepted, it is a booking."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypedDict

from contracts.base import DomainRefusal, Event, Line, Record, Ref
from contracts.submission import (
    CallKind,
    OfferAccepted,
    OfferDeclined,
    OfferLapsed,
    OfferWithdrawn,
    TopicOffered,
)

EVENTS = (TopicOffered, OfferAccepted, OfferDeclined, OfferWithdrawn, OfferLapsed)

State = Literal["open", "accepted", "declined", "withdrawn", "lapsed"]
STATES: tuple[State, ...] = ("open", "accepted", "declined", "withdrawn", "lapsed")

TRANSITIONS: dict[str, frozenset[State]] = {
    "accept": frozenset({"open"}),
    "decline": frozenset({"open"}),
    "withdraw": frozenset({"open"}),
}
"""Command → states in which it is allowed; everything else is refused."""


class Offer(Record):
    id: Ref
    state: State
    call_id: Ref
    topic: int
    title: Line
    member_id: Ref | None
    body_id: Ref | None
    answer_by: date
    due: date | None
    note: Line | None
    reason: Line | None = None
    """Of the decline or the withdrawal."""
    booking_id: Ref | None = None


@dataclass(frozen=True)
class Places:
    """How much of the topic is left, and what its holder has of it."""

    holders: int
    used: int
    """Booked, or offered to somebody."""
    booked_by_holder: bool
    offered_to_holder: bool
    answer_days: int
    answer_days_at_most: int


def apply(state: Offer | None, event: Event) -> Offer:
    if isinstance(event, TopicOffered):
        return Offer(
            id=event.offer_id,
            state="open",
            call_id=event.call_id,
            topic=event.topic,
            title=event.title,
            member_id=event.member_id,
            body_id=event.body_id,
            answer_by=event.answer_by,
            due=event.due,
            note=event.note,
        )
    if state is None:
        raise ValueError(f"{type(event).__name__} before TopicOffered")
    match event:
        case OfferAccepted():
            return state.model_copy(update={"state": "accepted", "booking_id": event.booking_id})
        case OfferDeclined():
            return state.model_copy(update={"state": "declined", "reason": event.reason})
        case OfferWithdrawn():
            return state.model_copy(update={"state": "withdrawn", "reason": event.reason})
        case OfferLapsed():
            return state.model_copy(update={"state": "lapsed"})
        case _:
            raise ValueError(event)


def permit(state: Offer, command: str) -> None:
    """Refuses ``command`` where the transition table does not allow it."""
    if state.state not in TRANSITIONS[command]:
        raise DomainRefusal("state", f"The offer is {state.state}; {command} needs {sorted(TRANSITIONS[command])}.")


def check_holder(member_id: str | None, body_id: str | None) -> None:
    if (member_id is None) == (body_id is None):
        raise DomainRefusal("offer-holder", "An offer is made to a member or to a body, one of both.")


def answer_by(wanted: date | None, today: date, places: Places) -> date:
    """The day the clerk chose, or the policy's."""
    day = wanted or today + timedelta(days=places.answer_days)
    latest = today + timedelta(days=places.answer_days_at_most)
    if not today <= day <= latest:
        raise DomainRefusal("answer-by", f"The day must lie between {today} and {latest}.")
    return day


def offer(offered: TopicOffered, kind: CallKind, places: Places) -> list[Event]:
    if kind != "commissioned":
        raise DomainRefusal("not-commissioned", f"Topics of a {kind} call are offered to everybody.")
    if places.booked_by_holder:
        raise DomainRefusal("booked-already", "This holder has a place on the topic already.")
    if places.offered_to_holder:
        raise DomainRefusal("offered-already", "This holder is asked already.")
    if places.used >= places.holders:
        raise DomainRefusal("topic-full", f"All {places.holders} places on this topic are taken, or offered.")
    if offered.due is not None and offered.due < offered.answer_by:
        raise DomainRefusal("due", f"The topic is due after {offered.answer_by}, when the answer is.")
    return [offered]


class _Holder(TypedDict):
    offer_id: str
    title: str
    member_id: str | None
    body_id: str | None


def _of(state: Offer) -> _Holder:
    return {
        "offer_id": state.id,
        "title": state.title,
        "member_id": state.member_id,
        "body_id": state.body_id,
    }


def check_day(state: Offer, today: date) -> None:
    """The last day counts whole; then it is over, also where its timer has not run yet."""
    if today > state.answer_by:
        raise DomainRefusal("offer-over", f"The answer was awaited until {state.answer_by}.")


def accept(state: Offer, booking_id: str, today: date) -> list[Event]:
    permit(state, "accept")
    check_day(state, today)
    return [OfferAccepted(booking_id=booking_id, **_of(state))]


def decline(state: Offer, reason: str) -> list[Event]:
    permit(state, "decline")
    return [OfferDeclined(reason=reason, **_of(state))]


def withdraw(state: Offer, reason: str) -> list[Event]:
    permit(state, "withdraw")
    return [OfferWithdrawn(reason=reason, **_of(state))]


def lapse(state: Offer, today: date) -> list[Event]:
    """What the timer does: nothing to an offer that was answered or withdrawn."""
    return [OfferLapsed(**_of(state))] if state.state == "open" and today > state.answer_by else []
