"""Commands on calls, and what conversion's events mean for them."""

from collections.abc import Iterable, Sequence

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx
from chassis.timers import Fired
from contracts.base import DomainRefusal
from contracts.conversion import TopicSuggested
from contracts.submission import CallAnnounced, CallPublished, TopicOrigin
from services.submission.booking.store import HOLDING, of_calls
from services.submission.call import domain, store
from services.submission.call.domain import Call
from services.submission.call.store import CALLS
from services.submission.duty import commands as duties
from services.submission.metadata import TIMERS, end_of_day
from services.submission.offer.store import open_of_calls
from services.submission.session.store import SESSIONS
from services.submission.suggestion import commands as suggestions
from services.submission.suggestion.commands import Place

CLOSE = "call-close"


async def announce(tx: Tx, announced: CallAnnounced) -> Loaded[Call]:
    found = await CALLS.find(tx, announced.call_id)
    events = domain.announce(found.state if found else None, announced, wall_date(tx.receipt))
    await _known_session(tx, announced.session_id)
    call = await CALLS.append(tx, announced.call_id, found, events)
    await duties.on_announced(tx, call.state)
    return call


async def drop(tx: Tx, call_id: str, reason: str) -> Loaded[Call]:
    await duties.settle(tx, call_id)
    call = await CALLS.load(tx, call_id)
    return await CALLS.append(tx, call_id, call, domain.drop(call.state, reason))


async def publish(tx: Tx, published: CallPublished) -> Loaded[Call]:
    await duties.settle(tx, published.call_id)
    found = await CALLS.find(tx, published.call_id)
    today = wall_date(tx.receipt)
    published = published.model_copy(update={"published_on": today})
    events = domain.publish(found.state if found else None, published, today)
    await _known_session(tx, published.session_id)
    titled = zip(published.topics, published.origins, strict=True) if published.origins else ()
    await _take(tx, published.call_id, places(titled, first=0))
    call = await CALLS.append(tx, published.call_id, found, events)
    await schedule(tx, call)
    await duties.on_published(tx, call.state)
    return call


async def schedule(tx: Tx, call: Loaded[Call]) -> None:
    last = call.state.closes_on if call.state.state == "published" else None
    await TIMERS.put(tx, CLOSE, call.id, {} if last is None else {0: end_of_day(last)})


async def rebuild(tx: Tx, call: Loaded[Call]) -> None:
    """The timer, and that its suggestions are taken, where a restored store took its events back."""
    await schedule(tx, call)
    await duties.on_announced(tx, call.state)
    taken = [topic.suggestion_id for topic in call.state.offered if topic.suggestion_id is not None]
    await store.take_suggestions(tx, taken, call.id)


async def _known_session(tx: Tx, session_id: str | None) -> None:
    if session_id is not None and await SESSIONS.find(tx, session_id, lock=False) is None:
        raise DomainRefusal("session-unknown", f"There is no session {session_id}.")


def places(topics: Iterable[tuple[str, TopicOrigin]], *, first: int) -> list[Place]:
    """Those of ``topics`` that came from a suggestion; ``first`` is the index of the first in the call."""
    return [
        Place(origin.suggestion_id, index, title)
        for index, (title, origin) in enumerate(topics, first)
        if origin.suggestion_id is not None
    ]


async def _take(tx: Tx, call_id: str, wanted: Sequence[Place]) -> None:
    if not wanted:
        return
    ids = [place.suggestion_id for place in wanted]
    known = await store.lock_suggestions(tx, ids)
    unknown = sorted(set(ids) - set(known))
    if unknown:
        raise DomainRefusal("suggestion-unknown", f"Nothing that a call could take was suggested under {unknown}.")
    taken = {id: call for id, call in known.items() if call is not None}
    if taken:
        raise DomainRefusal("suggestion-taken", f"In a call already: {taken}.")
    await store.take_suggestions(tx, ids, call_id)
    await suggestions.on_taken(tx, call_id, wanted)


async def correct(tx: Tx, call_id: str, wanted: domain.Wanted) -> Loaded[Call]:
    """Whoever books locks the call as well, so that no topic is withdrawn that is being booked."""
    # The timer's row before the call's, as the ticker takes them: the other order could wait for each other.
    await TIMERS.cancel(tx, CLOSE, call_id)
    call = await CALLS.load(tx, call_id)
    held = [one.state for one in await of_calls(tx, [call_id]) if one.state.state in HOLDING]
    booked = {booking.topic for booking in held}
    booked |= {offer.state.topic for offer in await open_of_calls(tx, [call_id])}
    last_due = max((booking.due for booking in held if booking.state == "open"), default=None)
    events = domain.correct(call.state, wanted, booked, last_due, wall_date(tx.receipt))
    withdrawn = (call.state.topics[index].suggestion_id for index in wanted.withdraw)
    gone = [id for id in withdrawn if id is not None]
    added = places(wanted.add, first=len(call.state.topics))
    # All at once, in id order: two corrections that free and take crosswise could wait for each other.
    await store.lock_suggestions(tx, [*gone, *(place.suggestion_id for place in added)])
    await store.free_suggestions(tx, gone, call_id)
    await suggestions.on_freed(tx, call_id, gone)
    await _take(tx, call_id, added)
    call = await CALLS.append(tx, call_id, call, events)
    await schedule(tx, call)
    return call


async def close(tx: Tx, call_id: str) -> Loaded[Call]:
    # The timer's row before the call's, as the ticker takes them: the other order could wait for each other.
    await TIMERS.cancel(tx, CLOSE, call_id)
    call = await CALLS.load(tx, call_id)
    return await CALLS.append(tx, call_id, call, domain.close(call.state))


async def on_close(tx: Tx, fired: Fired) -> None:
    call = await CALLS.load(tx, fired.aggregate_id)
    await CALLS.append(tx, fired.aggregate_id, call, domain.expire(call.state, wall_date(tx.now)))


async def on_topic_suggested(tx: Tx, event: TopicSuggested) -> None:
    await store.note_suggestion(
        tx, event.outcome_id, event.topic, source="outcome", proposal_id=event.proposal_id, suggested_at=tx.receipt
    )
