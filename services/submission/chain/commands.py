"""What consumed events add to the chain, and the chain as a caller may see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.eventlog import Loaded, Tx
from chassis.problems import NotFound
from contracts.consultation import ReplyIssued
from contracts.conversion import OutcomeRecorded, OutcomeVerified
from services.submission.booking.commands import STAFF as BOOKING_STAFF
from services.submission.booking.domain import Booking, is_involved
from services.submission.booking.store import BOOKINGS, of_calls
from services.submission.call.domain import Call, Topic
from services.submission.call.store import CALLS
from services.submission.chain import store
from services.submission.chain.store import Outcome, Reply
from services.submission.proposal import commands as proposals
from services.submission.proposal.domain import Proposal
from services.submission.similar import store as texts


async def on_reply(tx: Tx, event: ReplyIssued) -> None:
    await store.note_reply(
        tx,
        reply_id=event.reply_id,
        reply_version=event.reply_version,
        proposal_id=event.proposal_id,
        unit_id=event.unit_id,
        cycle=event.cycle,
        number=event.number,
        answer_class=event.content.answer_class,
        issued_at=event.issued_at,
    )


async def on_outcome(tx: Tx, event: OutcomeRecorded | OutcomeVerified) -> None:
    """Recorded it has its title, verified it is shown."""
    first = {"proposal_id": event.proposal_id, "suggestion": event.suggestion, "kind": event.kind}
    if isinstance(event, OutcomeVerified):
        await store.note_outcome(tx, event.outcome_id, first, {"verified": True})
    else:
        known = {"title": event.title, "achieved_on": event.achieved_on}
        await store.note_outcome(tx, event.outcome_id, first | {"verified": False}, known)


@dataclass(frozen=True)
class Filed:
    """A proposal with what became of it."""

    state: Proposal
    replies: Sequence[Reply]
    outcomes: Sequence[Outcome]


@dataclass(frozen=True)
class Held:
    booking: Loaded[Booking]
    filed: Filed | None
    """None: nothing is filed on it, or the caller may not see what is."""


@dataclass(frozen=True)
class Offered:
    call: Loaded[Call]
    index: int
    topic: Topic
    suggested_by: str | None
    """The proposal whose outcome suggested the topic, as far as the caller may read it."""


@dataclass(frozen=True)
class Chain:
    offered: Offered | None
    held: Sequence[Held]


def _sees(tx: Tx, booking: Booking) -> bool:
    return bool(tx.actor.roles & BOOKING_STAFF) or is_involved(booking, tx.actor.member_id, proposals.body_of(tx))


async def of_topic(tx: Tx, call_id: str, index: int) -> Chain:
    """Everybody sees the topic; of its bookings staff all, a member their own."""
    call = await CALLS.load(tx, call_id, lock=False)
    if not 0 <= index < len(call.state.topics):
        raise NotFound(f"topic {index} of call {call_id}")
    seen = [one for one in await of_calls(tx, [call_id]) if one.state.topic == index and _sees(tx, one.state)]
    filed = await _filed(tx, [one.state.proposal_id for one in seen if one.state.proposal_id is not None])
    held = [Held(one, filed.get(one.state.proposal_id or "")) for one in seen]
    return Chain(await _offered(tx, call, index), held)


async def of_proposal(tx: Tx, proposal_id: str) -> tuple[Filed, Chain]:
    """For whoever may read the proposal; its booking only where that is theirs, too."""
    state = (await proposals.read(tx, proposal_id)).state
    filed = (await _filed(tx, [proposal_id]))[proposal_id]
    booking = await BOOKINGS.find(tx, state.booking_id, lock=False) if state.booking_id is not None else None
    if booking is None:
        return filed, Chain(None, [])
    call = await CALLS.load(tx, booking.state.call_id, lock=False)
    held = [Held(booking, None)] if _sees(tx, booking.state) else []
    return filed, Chain(await _offered(tx, call, booking.state.topic), held)


async def _filed(tx: Tx, ids: Sequence[str]) -> dict[str, Filed]:
    """Those that the caller may read."""
    states = {id: state for id, state in (await texts.proposals(tx, ids)).items() if _reads(tx, state)}
    replies, outcomes = await store.replies(tx, list(states)), await store.outcomes(tx, list(states))
    return {
        id: Filed(
            state, [one for one in replies if one.proposal_id == id], [one for one in outcomes if one.proposal_id == id]
        )
        for id, state in states.items()
    }


def _reads(tx: Tx, state: Proposal) -> bool:
    return bool(tx.actor.roles & proposals.STAFF) or proposals.is_own(tx, state)


async def _offered(tx: Tx, call: Loaded[Call], index: int) -> Offered:
    topic = call.state.topics[index]
    origin = await store.origin(tx, topic.suggestion_id) if topic.suggestion_id is not None else None
    return Offered(call, index, topic, next(iter(await _filed(tx, [origin])), None) if origin is not None else None)
