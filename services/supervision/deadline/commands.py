"""Deadlines follow the assignments; persons extend, pause and resume them, and the calendar may move them."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal

from chassis.clock import WALL, wall_date
from chassis.eventlog import Loaded, Tx
from chassis.problems import NotFound
from chassis.timers import Fired
from chassis.workcalendar import add_months
from contracts.base import Event, UnitRole
from contracts.consultation import (
    AssignmentCancelled,
    AssignmentIssued,
    AssignmentReassigned,
    HelperOpinionGiven,
    ReplyIssued,
)
from contracts.supervision import DateStep, RehandlingOrdered
from services.supervision.deadline import domain, store
from services.supervision.deadline.domain import Computed, Deadline
from services.supervision.deadline.policy import CALENDAR, POLICY, computation
from services.supervision.deadline.store import DEADLINES, deadline_id
from services.supervision.deadline.term import Case, follow
from services.supervision.handling import store as handlings
from services.supervision.metadata import TIMERS
from services.supervision.oversight import store as oversights

TIMER = "deadline"
REVIEW = "calendar"
"""Timer of one date whose computation may have become another."""


async def _compute(
    tx: Tx, proposal_id: str, started_on: date, at: datetime, role: UnitRole, *, urgent: bool, rehandling: bool
) -> Computed:
    """``at`` is when it was decided: its policies count. The class and the channel are what is known now."""
    channel, supervision_class = await oversights.channel_and_class(tx, proposal_id)
    trace, version = await computation(tx, started_on, Case(role, urgent, rehandling, channel, supervision_class), at)
    return Computed(trace, version, tuple(await _tiers(tx, trace, at)))


async def _tiers(tx: Tx, trace: Sequence[DateStep], at: datetime | None = None) -> list[int]:
    """Those still to come, as the policy has them ``at`` (default: now)."""
    tiers = (await POLICY.at(tx, at)).value.tiers
    return domain.future_tiers(trace[-1].day, tiers, wall_date(tx.now))


async def schedule(tx: Tx, deadline: Loaded[Deadline]) -> None:
    """Replaces the timers of an earlier version of the date; also what rebuilds them, to the same moments.

    A guess is looked at with each new day: counted from now, a rebuilt timer would be another than the lost one.
    """
    due = {tier: datetime.combine(day, time(), WALL) for tier, day in domain.timers(deadline.state).items()}
    await TIMERS.put(tx, TIMER, deadline.id, due)
    guessed = deadline.state.state == "running" and any(step.rule == "tentative" for step in deadline.state.trace)
    tomorrow = datetime.combine(wall_date(tx.now) + timedelta(days=1), time(), WALL)
    await TIMERS.put(tx, REVIEW, deadline.id, {0: tomorrow} if guessed else {})


async def _find(tx: Tx, id: str) -> Loaded[Deadline] | None:
    """Locked, for who moves its timers: they are taken first, as the ticker does."""
    await TIMERS.hold(tx, (TIMER, REVIEW), id)
    return await DEADLINES.find(tx, id)


async def _load(tx: Tx, id: str) -> Loaded[Deadline]:
    """As :func:`_find`; ``NotFound`` when there is none."""
    await TIMERS.hold(tx, (TIMER, REVIEW), id)
    return await DEADLINES.load(tx, id)


async def _append(tx: Tx, id: str, found: Loaded[Deadline] | None, events: Sequence[Event]) -> Loaded[Deadline]:
    """Stores what moves a date, or ends it, with its timers."""
    changed = await DEADLINES.append(tx, id, found, events)
    await schedule(tx, changed)
    return changed


async def on_assigned(tx: Tx, event: AssignmentIssued) -> None:
    """Its reply, and even the order to handle it again, may have come first: the date catches up with them."""
    started_on = wall_date(event.issued_at)
    again = event.cycle > 1
    computed = await _compute(
        tx, event.proposal_id, started_on, event.issued_at, event.role, urgent=event.urgent, rehandling=again
    )
    about = event.assignment_id, event.proposal_id, event.unit_id
    events = domain.start(*about, event.cycle, computed, event.role, event.issued_at, urgent=event.urgent)
    await _append(tx, deadline_id(event.assignment_id), None, events)
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
    found = await _find(tx, deadline_id(assignment_id))
    if found is None:
        return
    at = datetime.combine(ordered_on, time(), WALL)
    role = found.state.role or "sole"
    computed = await _compute(tx, found.state.proposal_id, ordered_on, at, role, urgent=False, rehandling=True)
    if events := domain.restart(found.state, cycle, computed, at):
        await _append(tx, found.id, found, events)


async def _meet(tx: Tx, assignment_id: str, cycle: int | None, day: date) -> None:
    """``cycle`` None is the one that the deadline is of."""
    found = await _find(tx, deadline_id(assignment_id))
    if found is None:
        return
    if events := domain.meet(found.state, cycle or found.state.cycle, day):
        await _append(tx, found.id, found, events)


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
    found = await _find(tx, deadline_id(event.assignment_id))
    if found is not None:
        reason = event.reason if isinstance(event, AssignmentCancelled) else "重新交办"
        await _append(tx, found.id, found, domain.lift(found.state, reason))


async def on_timer(tx: Tx, fired: Fired) -> None:
    found = await DEADLINES.load(tx, fired.aggregate_id)
    fell_due = wall_date(fired.due_at)
    if fired.tier == domain.OVERDUE:
        events = domain.miss(found.state, fell_due)
    else:
        events = domain.near(found.state, fired.tier, fell_due, announce=fired.latest)
    await DEADLINES.append(tx, found.id, found, events)


async def on_calendar_changed(tx: Tx, _: Fired) -> None:
    """The county's days are others: each running date is looked at again, in a transaction of its own."""
    for id in await store.running(tx):
        await TIMERS.set(tx, REVIEW, id, tx.now)


async def on_review(tx: Tx, fired: Fired) -> None:
    """Computed again with the calendar of now; a guess goes on being looked at until its year is announced."""
    found = await _load(tx, fired.aggregate_id)
    calendar = (await CALENDAR.at(tx)).value.calendar
    await _recompute(tx, found, "calendar", follow(found.state.trace, calendar))


async def follow_term(tx: Tx, proposal_id: str) -> None:
    """The proposal's class or channel has become another, or known: the term may be another."""
    for id in await store.of_proposal(tx, proposal_id):
        found = await _load(tx, id)
        state = found.state
        if state.state != "running" or state.role is None or state.decided_at is None:
            continue
        policy = (await POLICY.at(tx, state.decided_at)).value
        calendar = (await CALENDAR.at(tx)).value.calendar
        case = Case(state.role, state.urgent, state.cycle > 1, *await oversights.channel_and_class(tx, proposal_id))
        term = policy.term(case, state.started_on, calendar)
        await _recompute(tx, found, "term", follow(domain.with_term(state, term), calendar))


async def _recompute(
    tx: Tx, found: Loaded[Deadline], basis: Literal["calendar", "term"], trace: tuple[DateStep, ...]
) -> None:
    if not trace:
        return
    tiers = await _tiers(tx, trace)
    await _append(tx, found.id, found, domain.recompute(found.state, basis, trace, tiers, wall_date(tx.now)))


async def latest(tx: Tx, state: Deadline) -> date:
    """The latest date that the policy allows; a pause is not counted."""
    calendar = (await CALENDAR.at(tx)).value.calendar
    policy = (await POLICY.at(tx)).value
    paused = timedelta(days=sum(step.number or 0 for step in state.trace if step.rule == "paused"))
    return calendar.next_working(add_months(state.started_on, policy.months_at_most) + paused)


async def _extension(tx: Tx, state: Deadline, due: date, reason: str) -> tuple[tuple[DateStep, ...], date]:
    """The date that was wished as a trace, and the latest that may be."""
    calendar = (await CALENDAR.at(tx)).value.calendar
    step = DateStep(rule="extended", day=due, reason=reason)
    return follow((*domain.computed_again(state), step), calendar), await latest(tx, state)


async def extend(tx: Tx, assignment_id: str, due: date, reason: str) -> Loaded[Deadline]:
    """By the assigning office, asked or not."""
    found = await _load(tx, deadline_id(assignment_id))
    trace, latest = await _extension(tx, found.state, due, reason)
    tiers = await _tiers(tx, trace)
    events = domain.extend(found.state, trace[-1].day, latest, reason, tx.actor.name, tiers, trace)
    return await _append(tx, found.id, found, events)


async def request_extension(tx: Tx, assignment_id: str, due: date, reason: str) -> Loaded[Deadline]:
    """By the unit itself; for any other the date does not exist."""
    found = await DEADLINES.load(tx, deadline_id(assignment_id))
    if found.state.unit_id not in tx.actor.units:
        raise NotFound(f"deadlines {assignment_id}")
    trace, latest = await _extension(tx, found.state, due, reason)
    events = domain.request_extension(found.state, trace[-1].day, latest, reason)
    return await DEADLINES.append(tx, found.id, found, events)


async def refuse_extension(tx: Tx, assignment_id: str, reason: str) -> Loaded[Deadline]:
    found = await DEADLINES.load(tx, deadline_id(assignment_id))
    return await DEADLINES.append(tx, found.id, found, domain.refuse_extension(found.state, reason, tx.actor.name))


async def pause(tx: Tx, assignment_id: str, reason: str) -> Loaded[Deadline]:
    found = await _load(tx, deadline_id(assignment_id))
    return await _append(tx, found.id, found, domain.pause(found.state, wall_date(tx.now), reason, tx.actor.name))


async def resume(tx: Tx, assignment_id: str) -> Loaded[Deadline]:
    found = await _load(tx, deadline_id(assignment_id))
    today = wall_date(tx.now)
    calendar = (await CALENDAR.at(tx)).value.calendar
    trace = follow((*domain.computed_again(found.state), domain.stood_still(found.state, today)), calendar)
    events = domain.resume(found.state, today, tx.actor.name, trace, await _tiers(tx, trace))
    return await _append(tx, found.id, found, events)
