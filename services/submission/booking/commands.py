"""Commands on bookings."""

from datetime import date

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx, new_id
from chassis.problems import NotFound
from chassis.timers import Fired
from contracts.base import DomainRefusal
from contracts.submission import TopicBooked
from services.submission.body import commands as bodies
from services.submission.booking import domain, store
from services.submission.booking.domain import Booking
from services.submission.booking.policy import POLICY
from services.submission.booking.store import BOOKINGS, Holder
from services.submission.call import domain as calls
from services.submission.call.store import CALLS
from services.submission.member.store import MEMBERS
from services.submission.metadata import TIMERS, end_of_day

LAPSE = "booking-lapse"


async def book(tx: Tx, call_id: str, topic: int, due: date | None, body_id: str | None) -> Loaded[Booking]:
    """Locks holder and call, in this order: of those who race for the last place, or for two at once, one waits."""
    member_id = tx.actor.member_id
    if member_id is None:
        raise DomainRefusal("member-needed", "Only a member books; this login is bound to none.")
    member = await MEMBERS.find(tx, member_id)
    if member is None or not member.state.active:
        raise DomainRefusal("not-a-member", f"Not an active member of this county: {member_id}.")
    if body_id is not None:
        await bodies.authorise(tx, body_id, member_id, lock=True)
    call = await CALLS.load(tx, call_id)
    today = wall_date(tx.receipt)
    wanted = calls.topic(call.state, topic, today)
    policy = await POLICY.at(tx)
    used = await store.used(tx, call_id, topic, Holder(member_id, body_id))
    quota = domain.Quota(
        holders=policy.value.holders_per_topic[call.state.kind],
        holders_used=used.topic,
        open_per_holder=policy.value.open_per_holder,
        open_used=used.open_by_holder,
        held_already=used.topic_by_holder > 0,
        days_until_lapse=policy.value.days_until_lapse,
        days_at_most=policy.value.days_at_most,
    )
    booked = TopicBooked(
        booking_id=new_id(tx),
        call_id=call_id,
        topic=topic,
        member_id=member_id,
        body_id=body_id,
        title=wanted.title,
        due=domain.due_day(due, today, quota),
        policy_version=policy.version,
    )
    events = domain.book(booked, quota)
    booking = await BOOKINGS.append(tx, booked.booking_id, None, events)
    await schedule(tx, booking)
    return booking


async def schedule(tx: Tx, booking: Loaded[Booking]) -> None:
    """Also what rebuilds the timer."""
    state = booking.state
    await TIMERS.put(tx, LAPSE, booking.id, {0: end_of_day(state.due)} if state.state == "open" else {})


async def release(tx: Tx, booking_id: str, reason: str | None) -> Loaded[Booking]:
    """By its holder (a body's by an officer of its register), or by a clerk; for anybody else it does not exist."""
    # The timer's row before the booking's, as the ticker takes them: the other order could wait for each other.
    await TIMERS.cancel(tx, LAPSE, booking_id)
    _visible(tx, booking_id, await BOOKINGS.find(tx, booking_id), {"clerk"})
    # If-Match only now: to whom it does not exist, no version of it does, either.
    booking = await BOOKINGS.load(tx, booking_id)
    if booking.state.body_id is not None and "clerk" not in tx.actor.roles:
        await bodies.authorise(tx, booking.state.body_id, tx.actor.member_id or "")
    return await BOOKINGS.append(tx, booking_id, booking, domain.release(booking.state, reason))


async def fulfil(tx: Tx, booking_id: str, proposal_id: str, member_id: str, body_id: str | None) -> None:
    """Part of the filing's transaction: both happen or neither."""
    await TIMERS.cancel(tx, LAPSE, booking_id)
    booking = await BOOKINGS.find(tx, booking_id)
    state = booking.state if booking else None
    events = domain.fulfil(state, booking_id, proposal_id, member_id, body_id, wall_date(tx.receipt))
    await BOOKINGS.append(tx, booking_id, booking, events)


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
    return _visible(tx, booking_id, await BOOKINGS.find(tx, booking_id, lock=False), STAFF)


def _visible(
    tx: Tx, booking_id: str, booking: Loaded[Booking] | None, staff: frozenset[str] | set[str]
) -> Loaded[Booking]:
    body = tx.actor.body_id if "body_officer" in tx.actor.roles else None
    if booking is None or not (tx.actor.roles & staff or domain.is_holder(booking.state, tx.actor.member_id, body)):
        raise NotFound(f"bookings {booking_id}")
    return booking
