"""A booking holds a place on a topic; filing fulfils it, else it is released or lapses and the place is free again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from contracts.base import DomainRefusal, Event, Line, Record, Ref
from contracts.submission import (
    BookingExtended,
    BookingFulfilled,
    BookingLapsed,
    BookingPlanned,
    BookingReleased,
    MilestoneNear,
    MilestoneReached,
    TopicBooked,
)

EVENTS = (
    TopicBooked,
    BookingPlanned,
    MilestoneReached,
    MilestoneNear,
    BookingExtended,
    BookingReleased,
    BookingLapsed,
    BookingFulfilled,
)

State = Literal["open", "fulfilled", "released", "lapsed"]
STATES: tuple[State, ...] = ("open", "fulfilled", "released", "lapsed")

TRANSITIONS: dict[str, frozenset[State]] = {
    "release": frozenset({"open"}),
    "fulfil": frozenset({"open"}),
    "plan": frozenset({"open"}),
    "reach": frozenset({"open"}),
    "extend": frozenset({"open"}),
}
"""Command → states in which it is allowed; everything else is refused. What is fulfilled stays so, whatever becomes
of the proposal."""


class Step(Record):
    """A milestone of the plan."""

    name: Line
    due: date
    done_on: date | None = None
    reminded: bool = False


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
    team: tuple[Ref, ...] = ()
    others: tuple[Line, ...] = ()
    research_from: date | None = None
    research_until: date | None = None
    milestones: tuple[Step, ...] = ()
    extensions: int = 0
    offer_id: Ref | None = None
    """The offer that was accepted with it."""


@dataclass(frozen=True)
class Quota:
    """The part of the policy that applies to one topic, and how much of it is used."""

    holders: int
    holders_used: int
    """Open and fulfilled bookings of the topic, and what is offered to somebody."""
    open_per_holder: int
    open_used: int
    """The holder's open bookings that count for this one, on whatever topic."""
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
            offer_id=event.offer_id,
        )
    if state is None:
        raise ValueError(f"{type(event).__name__} before TopicBooked")
    match event:
        case BookingPlanned():
            known = {(step.name, step.due): step for step in state.milestones}
            done = {step.name: step.done_on for step in state.milestones}
            steps = tuple(
                Step(
                    name=planned.name,
                    due=planned.due,
                    done_on=done.get(planned.name),
                    reminded=(planned.name, planned.due) in known and known[planned.name, planned.due].reminded,
                )
                for planned in event.milestones
            )
            plan = {name: getattr(event, name) for name in ("team", "others", "research_from", "research_until")}
            return state.model_copy(update=plan | {"milestones": steps})
        case MilestoneReached():
            return _with_step(state, event.milestone, {"done_on": event.done_on})
        case MilestoneNear():
            return _with_step(state, event.milestone, {"reminded": True})
        case BookingExtended():
            return state.model_copy(update={"due": event.due, "extensions": state.extensions + 1})
        case BookingReleased():
            return state.model_copy(update={"state": "released"})
        case BookingLapsed():
            return state.model_copy(update={"state": "lapsed"})
        case BookingFulfilled():
            return state.model_copy(update={"state": "fulfilled", "proposal_id": event.proposal_id})
        case _:
            raise ValueError(event)


def _with_step(state: Booking, name: str, change: Mapping[str, object]) -> Booking:
    steps = tuple(step.model_copy(update=change) if step.name == name else step for step in state.milestones)
    return state.model_copy(update={"milestones": steps})


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
        raise DomainRefusal(
            "topic-full", f"All {quota.holders} places on this topic are taken, or offered to somebody."
        )
    if quota.open_used >= quota.open_per_holder:
        raise DomainRefusal("quota", f"A holder has at most {quota.open_per_holder} open bookings at a time.")
    return [booked]


def is_holder(state: Booking, member_id: str | None, token_body: str | None) -> bool:
    """A body's booking is its officers', whoever made it; a member's is the member's alone."""
    return token_body == state.body_id if state.body_id is not None else member_id == state.member_id


def is_involved(state: Booking, member_id: str | None, token_body: str | None) -> bool:
    """Who reads it: also whoever is of the research team."""
    return is_holder(state, member_id, token_body) or member_id in state.team


@dataclass(frozen=True)
class Bounds:
    """The part of the policy that plans and extensions keep within."""

    team: int
    milestones: int
    extensions: int
    extension_days: int


def plan(state: Booking, planned: BookingPlanned, bounds: Bounds, today: date) -> list[Event]:
    """The holder's plan in place of the one before; nothing where it says the same."""
    permit(state, "plan")
    check_day(state, today)
    if len(planned.team) + len(planned.others) > bounds.team:
        raise DomainRefusal("team-large", f"A research team has at most {bounds.team} people beside the holder.")
    if len({*planned.team, *planned.others}) != len(planned.team) + len(planned.others):
        raise DomainRefusal("team-twice", "Each of the team is named once.")
    if state.body_id is None and state.member_id in planned.team:
        raise DomainRefusal("team-twice", "The holder is of the team already.")
    if len(planned.milestones) > bounds.milestones:
        raise DomainRefusal("milestones-many", f"A plan has at most {bounds.milestones} milestones.")
    names = [milestone.name for milestone in planned.milestones]
    if len(set(names)) != len(names):
        raise DomainRefusal("milestone-twice", "Each milestone has a name of its own.")
    gone = [step.name for step in state.milestones if step.done_on is not None and step.name not in names]
    if gone:
        raise DomainRefusal("milestone-done", f"What is done stays in the plan: {gone}.")
    first, last = planned.research_from, planned.research_until
    if (first and last and last < first) or any(day and day > state.due for day in (first, last)):
        raise DomainRefusal("research-dates", f"The research ends after it begins, and by {state.due}.")
    said = {(step.name, step.due) for step in state.milestones}
    for milestone in planned.milestones:
        if milestone.due > state.due or (milestone.due < today and (milestone.name, milestone.due) not in said):
            raise DomainRefusal("milestone-date", f"{milestone.name}: the day lies between {today} and {state.due}.")
    return [planned] if apply(state, planned) != state else []


def reach(state: Booking, name: str, done_on: date, today: date) -> list[Event]:
    """Done late is done, too, while the booking is open."""
    permit(state, "reach")
    step = next((step for step in state.milestones if step.name == name), None)
    if step is None:
        raise DomainRefusal("milestone-unknown", f"The plan has {[step.name for step in state.milestones]}.")
    if step.done_on is not None:
        raise DomainRefusal("milestone-done", f"It was done on {step.done_on}.")
    if done_on > today:
        raise DomainRefusal("milestone-date", f"{done_on} is still to come.")
    return [MilestoneReached(booking_id=state.id, milestone=name, done_on=done_on)]


def remind(state: Booking, index: int) -> list[Event]:
    """What the timer does: once for a milestone's date, and nothing where it is done or the booking is over."""
    if state.state != "open" or index >= len(state.milestones):
        return []
    step = state.milestones[index]
    if step.done_on is not None or step.reminded:
        return []
    return [MilestoneNear(booking_id=state.id, milestone=step.name, due=step.due)]


def extend(state: Booking, due: date, reason: str, today: date, bounds: Bounds, policy_version: int) -> list[Event]:
    permit(state, "extend")
    check_day(state, today)
    if state.extensions >= bounds.extensions:
        raise DomainRefusal("extended-often", f"A booking is extended at most {bounds.extensions} times.")
    latest = state.due + timedelta(days=bounds.extension_days)
    if not state.due < due <= latest:
        raise DomainRefusal("due", f"The new day lies after {state.due}, and by {latest}.")
    extended = BookingExtended(
        booking_id=state.id, due=due, before=state.due, reason=reason, policy_version=policy_version
    )
    return [extended]


def check_day(state: Booking, today: date) -> None:
    """The due day counts whole; then the booking is over, also where its timer has not run yet."""
    if today > state.due:
        raise DomainRefusal("booking-over", f"The booking was open until {state.due}.")


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
    check_day(state, today)
    return [BookingFulfilled(booking_id=state.id, proposal_id=proposal_id)]


def lapse(state: Booking, today: date) -> list[Event]:
    """What the timer does: nothing to a booking that was fulfilled or released."""
    return [BookingLapsed(booking_id=state.id)] if state.state == "open" and today > state.due else []
