"""Commands on calls, and what conversion's events mean for them."""

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx
from chassis.timers import Fired
from contracts.base import DomainRefusal
from contracts.conversion import TopicSuggested
from contracts.submission import CallPublished
from services.submission.call import domain, store
from services.submission.call.domain import Call
from services.submission.call.store import CALLS
from services.submission.metadata import TIMERS, end_of_day
from services.submission.session.store import SESSIONS

CLOSE = "call-close"


async def publish(tx: Tx, published: CallPublished) -> Loaded[Call]:
    found = await CALLS.find(tx, published.call_id)
    events = domain.publish(found.state if found else None, published, wall_date(tx.receipt))
    if published.session_id and await SESSIONS.find(tx, published.session_id, lock=False) is None:
        raise DomainRefusal("session-unknown", f"There is no session {published.session_id}.")
    await _take(tx, published)
    call = await CALLS.append(tx, published.call_id, found, events)
    await schedule(tx, call)
    return call


async def schedule(tx: Tx, call: Loaded[Call]) -> None:
    last = call.state.closes_on if call.state.state == "published" else None
    await TIMERS.put(tx, CLOSE, call.id, {} if last is None else {0: end_of_day(last)})


async def rebuild(tx: Tx, call: Loaded[Call]) -> None:
    """The timer, and that its suggestions are taken, where a restored store took its events back."""
    await schedule(tx, call)
    taken = [topic.suggestion_id for topic in call.state.topics if topic.suggestion_id is not None]
    await store.take_suggestions(tx, taken, call.id)


async def _take(tx: Tx, published: CallPublished) -> None:
    wanted = [origin.suggestion_id for origin in published.origins if origin.suggestion_id is not None]
    if not wanted:
        return
    known = await store.lock_suggestions(tx, wanted)
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        raise DomainRefusal("suggestion-unknown", f"Nothing was suggested under {unknown}.")
    taken = {id: call for id, call in known.items() if call is not None}
    if taken:
        raise DomainRefusal("suggestion-taken", f"In a call already: {taken}.")
    await store.take_suggestions(tx, wanted, published.call_id)


async def close(tx: Tx, call_id: str) -> Loaded[Call]:
    # The timer's row before the call's, as the ticker takes them: the other order could wait for each other.
    await TIMERS.cancel(tx, CLOSE, call_id)
    call = await CALLS.load(tx, call_id)
    return await CALLS.append(tx, call_id, call, domain.close(call.state))


async def on_close(tx: Tx, fired: Fired) -> None:
    call = await CALLS.load(tx, fired.aggregate_id)
    await CALLS.append(tx, fired.aggregate_id, call, domain.expire(call.state, wall_date(tx.now)))


async def on_topic_suggested(tx: Tx, event: TopicSuggested) -> None:
    await store.note_suggestion(tx, event.outcome_id, event.proposal_id, event.topic, tx.receipt)
