"""Commands on bookings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from chassis.clock import WALL, wall_date
from chassis.eventlog import Loaded, Tx, new_id
from chassis.problems import NotFound
from chassis.timers import Fired
from contracts.base import DomainRefusal, Event
from contracts.submission import BookingPlanned, Milestone, TopicBooked
from services.submission.body import commands as bodies
from services.submission.booking import domain, store
from services.submission.booking.domain import Booking
from services.submission.booking.policy import POLICY
from services.submission.booking.store import BOOKINGS, Holder
from services.submission.call import domain as calls
from services.submission.call.store import CALLS
from services.submission.member.store import MEMBERS, check_active
from services.submission.metadata import TIMERS, end_of_day
from services.submission.offer.policy import POLICY as OFFERS
from services.submission.offer.store import open_of_calls
from services.submission.suggestion import commands as suggestions

LAPSE = "booking-lapse"
MILESTONE = "booking-milestone"
"""One timer per milestone; its tier is the place in the plan."""


@dataclass(frozen=True)
class Plan:
    """What the holder says of how the topic is worked up."""

    team: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    research_from: date | None = None
    research_until: date | None = None
    milestones: tuple[Milestone, ...] = ()

    def event(self, booking_id: str) -> BookingPlanned:
        return BookingPlanned(
            booking_id=booking_id,
            team=self.team,
            others=self.others,
            research_from=self.research_from,
            research_until=self.research_until,
            milestones=self.milestones,
        )


@dataclass(frozen=True)
class Wanted:
    """A topic that is to be booked; ``offer_id`` where it was offered to whoever books it."""

    call: calls.Call
    index: int
    topic: calls.Topic
    offer_id: str | None = None


async def active_member(tx: Tx) -> str:
    """The acting login's, locked: who books two topics at once waits, so that the quota holds."""
    member_id = tx.actor.member_id
    if member_id is None:
        raise DomainRefusal("member-needed", "Only a member books; this login is bound to none.")
    member = await MEMBERS.find(tx, member_id)
    if member is None or not member.state.active:
        raise DomainRefusal("not-a-member", f"Not an active member of this county: {member_id}.")
    return member_id


async def book(
    tx: Tx, call_id: str, topic: int, due: date | None, body_id: str | None, plan: Plan | None = None
) -> Loaded[Booking]:
    """Locks holder and call, in this order: of those who race for the last place, or for two at once, one waits."""
    member_id = await active_member(tx)
    if body_id is not None:
        await bodies.authorise(tx, body_id, member_id, lock=True)
    call = await CALLS.load(tx, call_id)
    wanted = Wanted(call.state, topic, calls.topic(call.state, topic, wall_date(tx.receipt)))
    return await make(tx, new_id(tx), wanted, Holder(member_id, body_id), due, plan)


async def make(
    tx: Tx, booking_id: str, wanted: Wanted, holder: Holder, due: date | None, plan: Plan | None
) -> Loaded[Booking]:
    """Holder and call are locked. What is offered to others, and waits for their answer, is no longer to be had."""
    today = wall_date(tx.receipt)
    policy, offers = await POLICY.at(tx), (await OFFERS.at(tx)).value
    used = await store.used(tx, wanted.call.id, wanted.index, holder)
    waiting = await open_of_calls(tx, [wanted.call.id])
    apart = offers.counted_apart
    of_kind = used.open_offered if wanted.offer_id is not None else used.open_by_holder - used.open_offered
    quota = domain.Quota(
        holders=policy.value.holders_per_topic[wanted.call.kind],
        holders_used=used.topic + sum(one.state.topic == wanted.index for one in waiting),
        open_per_holder=offers.open_accepted_per_holder
        if apart and wanted.offer_id is not None
        else policy.value.open_per_holder,
        open_used=of_kind if apart else used.open_by_holder,
        held_already=used.topic_by_holder > 0,
        days_until_lapse=policy.value.days_until_lapse,
        days_at_most=policy.value.days_at_most,
    )
    booked = TopicBooked(
        booking_id=booking_id,
        call_id=wanted.call.id,
        topic=wanted.index,
        member_id=holder.member_id,
        body_id=holder.body_id,
        title=wanted.topic.title,
        due=domain.due_day(due, today, quota),
        policy_version=policy.version,
        offer_id=wanted.offer_id,
    )
    events = domain.book(booked, quota)
    if plan is not None:
        await _known(tx, plan)
        planned = plan.event(booking_id)
        events += domain.plan(domain.apply(None, booked), planned, policy.value.bounds, today)
    booking = await _store(tx, booking_id, None, events)
    await suggestions.on_booked(tx, wanted.topic.suggestion_id, booking_id)
    return booking


async def _store(tx: Tx, booking_id: str, booking: Loaded[Booking] | None, events: list[Event]) -> Loaded[Booking]:
    after = await BOOKINGS.append(tx, booking_id, booking, events)
    await _schedule_lapse(tx, after)
    await _schedule_milestones(tx, after, after=tx.now)
    return after


async def rebuild(tx: Tx, booking: Loaded[Booking]) -> None:
    await _schedule_lapse(tx, booking)
    # Also what fell due meanwhile: nobody has been reminded of it.
    await _schedule_milestones(tx, booking, after=None)


async def _schedule_lapse(tx: Tx, booking: Loaded[Booking]) -> None:
    state = booking.state
    await TIMERS.put(tx, LAPSE, booking.id, {0: end_of_day(state.due)} if state.state == "open" else {})


async def _schedule_milestones(tx: Tx, booking: Loaded[Booking], *, after: datetime | None) -> None:
    """Those that are still to be reminded of; who plans something for tomorrow needs no reminder of it today."""
    state, timers = booking.state, dict[int, datetime]()
    if state.state == "open" and state.milestones:
        ahead = timedelta(days=(await POLICY.at(tx)).value.milestone_reminder_days)
        for index, step in enumerate(state.milestones):
            at = datetime.combine(step.due - ahead, time(), WALL)
            if step.done_on is None and not step.reminded and (after is None or at > after):
                timers[index] = at
    await TIMERS.put(tx, MILESTONE, booking.id, timers)


async def _known(tx: Tx, plan: Plan) -> None:
    await check_active(tx, set(plan.team)) if plan.team else set[str]()


async def plan(tx: Tx, booking_id: str, wanted: Plan) -> Loaded[Booking]:
    booking = await _held(tx, booking_id, frozenset[str]())
    await _known(tx, wanted)
    bounds = (await POLICY.at(tx)).value.bounds
    events = domain.plan(booking.state, wanted.event(booking_id), bounds, wall_date(tx.receipt))
    return await _store(tx, booking_id, booking, events)


async def reach(tx: Tx, booking_id: str, milestone: str, done_on: date | None) -> Loaded[Booking]:
    booking = await _held(tx, booking_id, frozenset[str]())
    today = wall_date(tx.receipt)
    events = domain.reach(booking.state, milestone, done_on or today, today)
    return await _store(tx, booking_id, booking, events)


async def extend(tx: Tx, booking_id: str, due: date, reason: str) -> Loaded[Booking]:
    """By a clerk. It comes before the lapse or after it, never beside it: both take the timer's row first."""
    await _cancel(tx, booking_id)
    booking = await BOOKINGS.load(tx, booking_id)
    policy = await POLICY.at(tx)
    events = domain.extend(booking.state, due, reason, wall_date(tx.receipt), policy.value.bounds, policy.version)
    return await _store(tx, booking_id, booking, events)


async def on_milestone(tx: Tx, fired: Fired) -> None:
    booking = await BOOKINGS.load(tx, fired.aggregate_id)
    await BOOKINGS.append(tx, fired.aggregate_id, booking, domain.remind(booking.state, fired.tier))


async def _cancel(tx: Tx, booking_id: str) -> None:
    # The timers' rows before the booking's, as the ticker takes them: the other order could wait for each other.
    await TIMERS.cancel(tx, LAPSE, booking_id)
    await TIMERS.cancel(tx, MILESTONE, booking_id)


async def _held(tx: Tx, booking_id: str, staff: frozenset[str]) -> Loaded[Booking]:
    """Locked, for its holder (a body's for an officer of its register) or ``staff``; for others it does not exist."""
    await _cancel(tx, booking_id)
    _visible(tx, booking_id, await BOOKINGS.find(tx, booking_id), staff, domain.is_holder)
    # If-Match only now: to whom it does not exist, no version of it does, either.
    booking = await BOOKINGS.load(tx, booking_id)
    if booking.state.body_id is not None and not tx.actor.roles & staff:
        await bodies.authorise(tx, booking.state.body_id, tx.actor.member_id or "")
    return booking


async def release(tx: Tx, booking_id: str, reason: str | None) -> Loaded[Booking]:
    """By its holder, or by a clerk."""
    booking = await _held(tx, booking_id, frozenset({"clerk"}))
    return await BOOKINGS.append(tx, booking_id, booking, domain.release(booking.state, reason))


async def fulfil(tx: Tx, booking_id: str, proposal_id: str, member_id: str, body_id: str | None) -> None:
    """Part of the filing's transaction: both happen or neither."""
    await _cancel(tx, booking_id)
    booking = await BOOKINGS.find(tx, booking_id)
    state = booking.state if booking else None
    events = domain.fulfil(state, booking_id, proposal_id, member_id, body_id, wall_date(tx.receipt))
    booking = await BOOKINGS.append(tx, booking_id, booking, events)
    call = await CALLS.find(tx, booking.state.call_id, lock=False)
    topic = call.state.topics[booking.state.topic] if call else None
    await suggestions.on_filed(tx, topic.suggestion_id if topic else None, booking_id, proposal_id)


async def on_lapse(tx: Tx, fired: Fired) -> None:
    booking = await BOOKINGS.load(tx, fired.aggregate_id)
    await BOOKINGS.append(tx, fired.aggregate_id, booking, domain.lapse(booking.state, wall_date(tx.now)))


STAFF = frozenset({"clerk", "reviewer", "chair", "county_admin", "auditor"})


def holders(tx: Tx) -> list[Holder]:
    """Whose bookings the actor's own are."""
    actor = tx.actor
    own = [Holder(actor.member_id, None)] if actor.member_id is not None else []
    if "body_officer" in actor.roles and actor.body_id is not None:
        own.append(Holder(actor.member_id or "", actor.body_id))
    return own


async def read(tx: Tx, booking_id: str) -> Loaded[Booking]:
    found = await BOOKINGS.find(tx, booking_id, lock=False)
    return _visible(tx, booking_id, found, STAFF, domain.is_involved)


def _visible(
    tx: Tx,
    booking_id: str,
    booking: Loaded[Booking] | None,
    staff: frozenset[str],
    concerns: Callable[[Booking, str | None, str | None], bool],
) -> Loaded[Booking]:
    body = tx.actor.body_id if "body_officer" in tx.actor.roles else None
    if booking is None or not (tx.actor.roles & staff or concerns(booking.state, tx.actor.member_id, body)):
        raise NotFound(f"bookings {booking_id}")
    return booking
