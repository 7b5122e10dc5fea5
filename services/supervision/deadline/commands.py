"""Deadlines follow the assignments; a person only extends them."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from chassis.clock import WALL, wall_date
from chassis.eventlog import Loaded, Tx
from chassis.policy import Policy
from chassis.timers import Fired
from chassis.workcalendar import CalendarPolicy, WorkCalendar, add_months
from contracts.consultation import (
    AssignmentCancelled,
    AssignmentIssued,
    AssignmentReassigned,
    HelperOpinionGiven,
    ReplyIssued,
)
from contracts.supervision import RehandlingOrdered
from services.supervision.deadline import domain
from services.supervision.deadline.domain import Computed, Deadline
from services.supervision.deadline.store import DEADLINES, deadline_id
from services.supervision.handling import store as handlings
from services.supervision.metadata import TABLES, TIMERS

TIMER = "deadline"

Months = Annotated[int, Field(ge=1, le=120)]


class DeadlinePolicy(BaseModel):
    months: Months
    helper_months: Months
    rehandling_months: Months
    urgent_months: Months = 1
    months_at_most: Months
    # A tier below 0 would be taken for the day after.
    tiers: list[Annotated[int, Field(ge=0, le=366)]]

    @model_validator(mode="after")
    def _none_beyond_the_longest(self) -> Self:
        if max(self.months, self.helper_months, self.rehandling_months, self.urgent_months) > self.months_at_most:
            raise ValueError("no time may be longer than months_at_most")
        return self


POLICY = Policy("deadline", DeadlinePolicy, Path(__file__).with_name("policy.yaml"), TABLES)
CALENDAR = Policy("calendar", CalendarPolicy, Path(__file__).with_name("calendar.yaml"), TABLES)


def compute(started_on: date, months: int, calendar: WorkCalendar) -> Computed:
    """``months`` after the start, moved to the next working day, with each step in words."""
    by_policy = add_months(started_on, months)
    due = calendar.next_working(by_policy)
    why = [f"起算日 {started_on}", f"按政策 {months} 个月：{by_policy}"]
    if due != by_policy:
        why.append(f"{by_policy} 不是工作日，顺延至下一工作日 {due}")
    if calendar.is_tentative(due):
        why.append(f"{due.year} 年放假安排尚未公布，暂按周末推算")
    return Computed(started_on, due, tuple(why))


async def schedule(tx: Tx, deadline: Loaded[Deadline]) -> None:
    """Replaces the timers of an earlier version of the date; also what rebuilds them."""
    due = {tier: datetime.combine(day, time(), WALL) for tier, day in domain.timers(deadline.state).items()}
    await TIMERS.put(tx, TIMER, deadline.id, due)


async def on_assigned(tx: Tx, event: AssignmentIssued) -> None:
    """Its reply, and even the order to handle it again, may have come first: the date catches up with them."""
    policy = await POLICY.at(tx, event.issued_at)
    months = policy.value.helper_months if event.role == "helper" else policy.value.months
    if event.urgent:
        months = min(months, policy.value.urgent_months)
    calendar = (await CALENDAR.at(tx, event.issued_at)).value.calendar
    computed = compute(wall_date(event.issued_at), months, calendar)
    id = deadline_id(event.assignment_id)
    tiers = domain.future_tiers(computed.due, policy.value.tiers, wall_date(tx.now))
    events = domain.start(
        event.assignment_id, event.proposal_id, event.unit_id, event.cycle, computed, policy.version, tiers
    )
    await schedule(tx, await DEADLINES.append(tx, id, None, events))
    for cycle, ordered_on, replied_on in await handlings.cycles(tx, event.assignment_id):
        if ordered_on is not None:
            await _restart(tx, event.assignment_id, cycle, ordered_on)
        if replied_on is not None:
            await _meet(tx, event.assignment_id, None if event.role == "helper" else cycle, replied_on)


async def restart(tx: Tx, order: RehandlingOrdered) -> None:
    """A re-handling was ordered: counted from the day of the order."""
    today = wall_date(tx.now)
    await note_ordered(tx, order, today)
    await _restart(tx, order.assignment_id, order.next_cycle, today)


async def note_ordered(tx: Tx, order: RehandlingOrdered, day: date) -> None:
    await handlings.note_ordered(tx, order.assignment_id, order.proposal_id, order.unit_id, order.next_cycle, day)


async def _restart(tx: Tx, assignment_id: str, cycle: int, ordered_on: date) -> None:
    found = await DEADLINES.find(tx, deadline_id(assignment_id))
    if found is None:
        return
    at = datetime.combine(ordered_on, time(), WALL)
    policy = await POLICY.at(tx, at)
    computed = compute(ordered_on, policy.value.rehandling_months, (await CALENDAR.at(tx, at)).value.calendar)
    tiers = domain.future_tiers(computed.due, policy.value.tiers, wall_date(tx.now))
    events = domain.restart(found.state, cycle, computed, policy.version, tiers)
    if events:
        await schedule(tx, await DEADLINES.append(tx, found.id, found, events))


async def _meet(tx: Tx, assignment_id: str, cycle: int | None, day: date) -> None:
    """``cycle`` None is the one that the deadline is of."""
    found = await DEADLINES.find(tx, deadline_id(assignment_id))
    if found is None:
        return
    if events := domain.meet(found.state, cycle or found.state.cycle, day):
        await DEADLINES.append(tx, found.id, found, events)
        await TIMERS.cancel(tx, TIMER, found.id)


async def on_replied(tx: Tx, event: ReplyIssued) -> None:
    day = wall_date(event.issued_at)
    await handlings.note_replied(tx, event.assignment_id, event.proposal_id, event.unit_id, event.cycle, day)
    await _meet(tx, event.assignment_id, event.cycle, day)


async def on_helper_opinion(tx: Tx, event: HelperOpinionGiven) -> None:
    """A helper has done its part with its countersignature or opinion, in whichever cycle it was called in; the letter
    is the lead's."""
    day = wall_date(tx.receipt)
    await handlings.note_helper_done(tx, event.assignment_id, day)
    await _meet(tx, event.assignment_id, None, day)


async def on_ended(tx: Tx, event: AssignmentCancelled | AssignmentReassigned) -> None:
    found = await DEADLINES.find(tx, deadline_id(event.assignment_id))
    if found is not None:
        reason = event.reason if isinstance(event, AssignmentCancelled) else "重新交办"
        await DEADLINES.append(tx, found.id, found, domain.lift(found.state, reason))
        await TIMERS.cancel(tx, TIMER, found.id)


async def on_timer(tx: Tx, fired: Fired) -> None:
    found = await DEADLINES.load(tx, fired.aggregate_id)
    fell_due = wall_date(fired.due_at)
    if fired.tier == domain.OVERDUE:
        events = domain.miss(found.state, fell_due)
    else:
        events = domain.near(found.state, fired.tier, fell_due, announce=fired.latest)
    await DEADLINES.append(tx, found.id, found, events)


async def extend(tx: Tx, assignment_id: str, due: date, reason: str) -> Loaded[Deadline]:
    found = await DEADLINES.load(tx, deadline_id(assignment_id))
    policy = await POLICY.at(tx)
    calendar = (await CALENDAR.at(tx)).value.calendar
    due = calendar.next_working(due)
    latest = calendar.next_working(add_months(found.state.started_on, policy.value.months_at_most))
    tiers = domain.future_tiers(due, policy.value.tiers, wall_date(tx.now))
    events = domain.extend(found.state, due, latest, reason, tx.actor.name, tiers)
    extended = await DEADLINES.append(tx, found.id, found, events)
    await schedule(tx, extended)
    return extended
