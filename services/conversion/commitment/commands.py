"""What changes a commitment."""

from datetime import date, datetime, time, timedelta

from chassis.clock import WALL, wall_date
from chassis.eventlog import Loaded, Tx
from chassis.problems import NotFound
from chassis.timers import Fired
from contracts.consultation import ReplyIssued
from contracts.conversion import CommitmentMade
from services.conversion.commitment import domain
from services.conversion.commitment.domain import Commitment
from services.conversion.commitment.store import COMMITMENTS
from services.conversion.followup import store as dossiers
from services.conversion.metadata import TIMERS

DUE = "commitment-due"


def commitment_id(reply_id: str, suggestion: int) -> str:
    return f"{reply_id}.{suggestion}"


def end_of(day: date) -> datetime:
    """The first instant after ``day`` on the wall clock: the due day itself is still in time."""
    return datetime.combine(day + timedelta(days=1), time.min, WALL)


async def on_reply_issued(tx: Tx, event: ReplyIssued) -> None:
    """Each reply has an id of its own, so those of an earlier cycle are never touched."""
    for answer in event.content.answers:
        if answer.commitment is None:
            continue
        id = commitment_id(event.reply_id, answer.suggestion)
        if await COMMITMENTS.find(tx, id) is not None:
            continue
        made = CommitmentMade(
            proposal_id=event.proposal_id,
            commitment_id=id,
            reply_id=event.reply_id,
            unit_id=event.unit_id,
            suggestion=answer.suggestion,
            promise=answer.commitment.promise,
            due=answer.commitment.due,
        )
        await COMMITMENTS.append(tx, id, None, [made])
        await TIMERS.set(tx, DUE, id, end_of(answer.commitment.due))


async def on_due(tx: Tx, fired: Fired) -> None:
    loaded = await COMMITMENTS.find(tx, fired.aggregate_id)
    if loaded is not None and loaded.state.state in domain.TRANSITIONS["miss"]:
        await COMMITMENTS.append(tx, loaded.id, loaded, domain.miss(loaded.state, loaded.id, today=wall_date(tx.now)))


async def claim(tx: Tx, id: str, *, proof: str) -> Loaded[Commitment]:
    loaded = await COMMITMENTS.load(tx, id)
    if loaded.state.unit_id != tx.actor.unit_id:
        raise NotFound(f"commitments {id}")
    events = domain.claim(loaded.state, id, proof=proof, today=wall_date(tx.now))
    await TIMERS.cancel(tx, DUE, id)
    return await COMMITMENTS.append(tx, id, loaded, events)


async def verify(tx: Tx, id: str) -> Loaded[Commitment]:
    loaded = await COMMITMENTS.load(tx, id)
    if "clerk" not in tx.actor.roles and not await dossiers.is_proposer(tx, loaded.state.proposal_id):
        raise NotFound(f"commitments {id}")
    events = domain.verify(loaded.state, id, verified_by=tx.actor.member_id or tx.actor.subject)
    return await COMMITMENTS.append(tx, id, loaded, events)


async def release(tx: Tx, id: str, *, reason: str) -> Loaded[Commitment]:
    loaded = await COMMITMENTS.load(tx, id)
    events = domain.release(loaded.state, id, reason=reason)
    await TIMERS.cancel(tx, DUE, id)
    return await COMMITMENTS.append(tx, id, loaded, events)
