"""Commands on offers. Rows are locked in one order: the offer's timer, its holder, the call, the offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx, new_id
from chassis.problems import NotFound
from chassis.timers import Fired
from contracts.base import Event
from contracts.submission import TopicOffered
from services.submission.body import commands as bodies
from services.submission.booking import commands as bookings
from services.submission.booking import store as booked
from services.submission.booking.commands import STAFF, Plan
from services.submission.booking.policy import POLICY as BOOKING
from services.submission.booking.store import Holder
from services.submission.call.domain import topic
from services.submission.call.store import CALLS
from services.submission.member.store import check_active
from services.submission.metadata import TIMERS, end_of_day
from services.submission.offer import domain, store
from services.submission.offer.domain import Offer
from services.submission.offer.policy import POLICY
from services.submission.offer.store import OFFERS

LAPSE = "offer-lapse"


@dataclass(frozen=True)
class Wanted:
    """Whom to ask, for which topic; None leaves a day to the policy."""

    topic: int
    member_id: str | None
    body_id: str | None
    answer_by: date | None = None
    due: date | None = None
    note: str | None = None


async def ask(tx: Tx, call_id: str, wanted: Wanted) -> Loaded[Offer]:
    """Locks the call, and not its holder: whoever books locks them the other way round, and accepting looks again."""
    found = await CALLS.find(tx, call_id)
    if found is None:
        raise NotFound(f"calls {call_id}")
    call = found.state
    domain.check_holder(wanted.member_id, wanted.body_id)
    today = wall_date(tx.receipt)
    title = topic(call, wanted.topic, today).title
    await _known(tx, wanted)
    policy, holders = await POLICY.at(tx), (await BOOKING.at(tx)).value.holders_per_topic[call.kind]
    used = await booked.used(tx, call.id, wanted.topic, Holder(wanted.member_id or "", wanted.body_id))
    waiting = [one.state for one in await store.open_of_calls(tx, [call.id]) if one.state.topic == wanted.topic]
    holder = store.holder(wanted.member_id, wanted.body_id)
    places = domain.Places(
        holders=holders,
        used=used.topic + len(waiting),
        booked_by_holder=used.topic_by_holder > 0,
        offered_to_holder=holder in [store.holder(one.member_id, one.body_id) for one in waiting],
        answer_days=policy.value.answer_days,
        answer_days_at_most=policy.value.answer_days_at_most,
    )
    offered = TopicOffered(
        offer_id=new_id(tx),
        title=title,
        member_id=wanted.member_id,
        body_id=wanted.body_id,
        call_id=call.id,
        topic=wanted.topic,
        answer_by=domain.answer_by(wanted.answer_by, today, places),
        due=wanted.due,
        note=wanted.note,
        policy_version=policy.version,
    )
    return await _store(tx, offered.offer_id, None, domain.offer(offered, call.kind, places))


async def _known(tx: Tx, wanted: Wanted) -> None:
    if wanted.body_id is not None:
        await bodies.check_known(tx, wanted.body_id)
    else:
        await check_active(tx, {wanted.member_id or ""})


async def _store(tx: Tx, offer_id: str, offer: Loaded[Offer] | None, events: Sequence[Event]) -> Loaded[Offer]:
    after = await OFFERS.append(tx, offer_id, offer, events)
    await rebuild(tx, after)
    return after


async def rebuild(tx: Tx, offer: Loaded[Offer]) -> None:
    state = offer.state
    await TIMERS.put(tx, LAPSE, offer.id, {0: end_of_day(state.answer_by)} if state.state == "open" else {})


async def accept(tx: Tx, offer_id: str, plan: Plan | None) -> Loaded[Offer]:
    """By its holder: it books the topic, in one transaction, with the place that the offer kept."""
    seen = await _asked(tx, offer_id)
    member_id = await bookings.active_member(tx)
    if seen.body_id is not None:
        await bodies.authorise(tx, seen.body_id, member_id, lock=True)
    call = await CALLS.find(tx, seen.call_id)
    assert call is not None
    offer = await OFFERS.load(tx, offer_id)
    booking_id = new_id(tx)
    events = domain.accept(offer.state, booking_id, wall_date(tx.receipt))
    offer = await _store(tx, offer_id, offer, events)
    # The call may have been closed since: what was promised while it was open is kept.
    what = bookings.Wanted(call.state, offer.state.topic, call.state.topics[offer.state.topic], offer_id)
    await bookings.make(tx, booking_id, what, Holder(member_id, seen.body_id), offer.state.due, plan)
    return offer


async def decline(tx: Tx, offer_id: str, reason: str) -> Loaded[Offer]:
    seen = await _asked(tx, offer_id)
    if seen.body_id is not None:
        await bodies.authorise(tx, seen.body_id, tx.actor.member_id or "")
    offer = await OFFERS.load(tx, offer_id)
    return await _store(tx, offer_id, offer, domain.decline(offer.state, reason))


async def _asked(tx: Tx, offer_id: str) -> Offer:
    """For its holder, not locked yet; for others it does not exist."""
    await TIMERS.cancel(tx, LAPSE, offer_id)
    found = await OFFERS.find(tx, offer_id, lock=False)
    if found is None or not _is_holder(tx, found.state):
        raise NotFound(f"topic_offers {offer_id}")
    return found.state


def _is_holder(tx: Tx, state: Offer) -> bool:
    return store.holder(state.member_id, state.body_id) in own(tx)


def own(tx: Tx) -> list[str]:
    return [store.holder(one.member_id, one.body_id) for one in bookings.holders(tx)]


async def withdraw(tx: Tx, offer_id: str, reason: str) -> Loaded[Offer]:
    """By a clerk, before it is answered."""
    await TIMERS.cancel(tx, LAPSE, offer_id)
    offer = await OFFERS.load(tx, offer_id)
    return await _store(tx, offer_id, offer, domain.withdraw(offer.state, reason))


async def on_lapse(tx: Tx, fired: Fired) -> None:
    offer = await OFFERS.load(tx, fired.aggregate_id)
    await OFFERS.append(tx, fired.aggregate_id, offer, domain.lapse(offer.state, wall_date(tx.now)))


async def read(tx: Tx, offer_id: str) -> Loaded[Offer]:
    found = await OFFERS.find(tx, offer_id, lock=False)
    if found is None or not (tx.actor.roles & STAFF or _is_holder(tx, found.state)):
        raise NotFound(f"topic_offers {offer_id}")
    return found
