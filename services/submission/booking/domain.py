"""A booking holds a place on a topic; filing fulfils it, else it is released or lapses and the place is free again."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from contracts.base import DomainRefusal, Event, Line, Record, Ref
from contracts.submission import BookingFulfilled, BookingLapsed, BookingReleased, TopicBooked

EVENTS = (TopicBooked, BookingReleased, BookingLapsed, BookingFulfilled)

State = Literal["open", "fulfilled", "released", "lapsed"]
STATES: tuple[State, ...] = ("open", "fulfilled", "released", "lapsed")

TRANSITIONS: dict[str, frozenset[State]] = {
    "release": frozenset({"open"}),
    "fulfil": frozenset({"open"}),
}
"""Command → states in which it is allowed; everything else is refused. What is fulfilled stays so, whatever becomes
of the proposal."""


class Booking(Record):
    id: Ref
    state: State
    call_id: Ref
    topic: int
    title: Line | None
    member_id: Ref
    body_id: Ref | None
    due: date
    proposal_id: Ref | None = None


@dataclass(frozen=True)
class Quota:
    """The part of the policy that applies to one topic, and how much of it is used."""

    holders: int
    holders_used: int
    """Open and fulfilled bookings of the topic."""
    open_per_holder: int
    open_used: int
    """The holder's open bookings, on whatever topic."""
    held_already: bool
    """Whether the holder has a place on this very topic."""
    days_until_lapse: int
    days_at_most: int


def apply(state: Booking | None, event: Event) -> Booking:
    if isinstance(event, TopicBooked):
        return Booking(
            id=event.booking_id,
            state="open",
            call_id=event.call_id,
            topic=event.topic,
            title=event.title,
            member_id=event.member_id,
            body_id=event.body_id,
            due=event.due,
        )
    if state is None:
        raise ValueError(f"{type(event).__name__} before TopicBooked")
    match event:
        case BookingReleased():
            return state.model_copy(update={"state": "released"})
        case BookingLapsed():
            return state.model_copy(update={"state": "lapsed"})
        case BookingFulfilled():
            return state.model_copy(update={"state": "fulfilled", "proposal_id": event.proposal_id})
        case _:
            raise ValueError(event)


def permit(state: Booking, command: str) -> None:
    """Refuses ``command`` where the transition table does not allow it."""
    if state.state not in TRANSITIONS[command]:
        raise DomainRefusal("state", f"The booking is {state.state}; {command} needs {sorted(TRANSITIONS[command])}.")


def due_day(due: date | None, today: date, quota: Quota) -> date:
    """The day the holder chose, or the policy's."""
    chosen = due or today + timedelta(days=quota.days_until_lapse)
    latest = today + timedelta(days=quota.days_at_most)
    if not today <= chosen <= latest:
        raise DomainRefusal("due", f"The day must lie between {today} and {latest}.")
    return chosen


def book(booked: TopicBooked, quota: Quota) -> list[Event]:
    if quota.held_already:
        raise DomainRefusal("booked-already", "This holder has a place on the topic already.")
    if quota.holders_used >= quota.holders:
        raise DomainRefusal("topic-full", f"All {quota.holders} places on this topic are taken.")
    if quota.open_used >= quota.open_per_holder:
        raise DomainRefusal("quota", f"A holder has at most {quota.open_per_holder} open bookings at a time.")
    return [booked]


def is_holder(state: Booking, member_id: str | None, token_body: str | None) -> bool:
    """A body's booking is its officers', whoever made it; a member's is the member's alone."""
    return token_body == state.body_id if state.body_id is not None else member_id == state.member_id


def release(state: Booking, reason: str | None) -> list[Event]:
    permit(state, "release")
    return [BookingReleased(booking_id=state.id, reason=reason)]


def fulfil(
    state: Booking | None, booking_id: str, proposal_id: str, member_id: str, body_id: str | None, today: date
) -> list[Event]:
    """By the holder's own filing, while the booking is open; the due day counts whole."""
    own = state is not None and state.body_id == body_id and (body_id is not None or state.member_id == member_id)
    if state is None or not own:
        raise DomainRefusal("booking-unknown", f"The proposer has no booking {booking_id}.")
    permit(state, "fulfil")
    if today > state.due:
        raise DomainRefusal("booking-over", f"The booking was open until {state.due}.")
    return [BookingFulfilled(booking_id=state.id, proposal_id=proposal_id)]


def lapse(state: Booking, today: date) -> list[Event]:
    """What the timer does: nothing to a booking that was fulfilled or released."""
    return [BookingLapsed(booking_id=state.id)] if state.state == "open" and today > state.due else []
