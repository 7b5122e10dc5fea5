"""What changes a commitment."""

from datetime import datetime, time
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field

from chassis.clock import WALL, wall_date
from chassis.eventlog import Loaded, Tx
from chassis.policy import Policy
from chassis.problems import NotFound
from chassis.timers import Fired
from contracts.consultation import Commitment as Promise
from contracts.consultation import ReplyIssued
from contracts.conversion import CommitmentMade
from services.conversion.commitment import domain
from services.conversion.commitment.domain import Commitment
from services.conversion.commitment.store import COMMITMENTS, of_suggestion
from services.conversion.followup import store as dossiers
from services.conversion.metadata import TABLES, TIMERS

TIMER = "commitment-due"


class CommitmentPolicy(BaseModel):
    # A tier below 0 would be taken for the day after.
    tiers: list[Annotated[int, Field(ge=0, le=366)]]


POLICY = Policy("commitment", CommitmentPolicy, Path(__file__).with_name("policy.yaml"), TABLES)


def commitment_id(reply_id: str, suggestion: int) -> str:
    return f"{reply_id}.{suggestion}"


async def on_reply_issued(tx: Tx, event: ReplyIssued) -> None:
    for answer in event.content.answers:
        id = commitment_id(event.reply_id, answer.suggestion)
        if answer.commitment is not None and await COMMITMENTS.find(tx, id) is None:
            await _make(tx, event, id, answer.suggestion, answer.commitment)


async def _make(tx: Tx, event: ReplyIssued, id: str, suggestion: int, promised: Promise) -> None:
    """What the unit promises again in a later cycle takes the earlier one's place, whichever reply comes first."""
    others = await of_suggestion(tx, event.proposal_id, event.unit_id, suggestion)
    restated = [
        other
        for other in others
        if other.state.cycle < event.cycle and other.state.state in domain.TRANSITIONS["supersede"]
    ]
    tiers = (await POLICY.at(tx)).value.tiers
    made = CommitmentMade(
        proposal_id=event.proposal_id,
        commitment_id=id,
        reply_id=event.reply_id,
        unit_id=event.unit_id,
        suggestion=suggestion,
        promise=promised.promise,
        due=promised.due,
        cycle=event.cycle,
        restates=restated[-1].id if restated else None,
        tiers=tuple(domain.future_tiers(promised.due, tiers, wall_date(tx.now))),
    )
    loaded = await COMMITMENTS.append(tx, id, None, [made])
    for other in restated:
        await _supersede(tx, other, loaded)
    if others and others[-1].state.cycle > event.cycle:
        await _supersede(tx, loaded, others[-1])
    else:
        await schedule(tx, loaded)


async def _supersede(tx: Tx, old: Loaded[Commitment], new: Loaded[Commitment]) -> None:
    events = domain.supersede(old.state, old.id, by=new.id, cycle=new.state.cycle)
    await TIMERS.cancel(tx, TIMER, old.id)
    await COMMITMENTS.append(tx, old.id, old, events)


async def schedule(tx: Tx, commitment: Loaded[Commitment]) -> None:
    """Also what rebuilds the timers."""
    due = {tier: datetime.combine(day, time.min, WALL) for tier, day in domain.timers(commitment.state).items()}
    await TIMERS.put(tx, TIMER, commitment.id, due)


async def on_timer(tx: Tx, fired: Fired) -> None:
    loaded = await COMMITMENTS.find(tx, fired.aggregate_id)
    # What was claimed, released or restated while the ticker was at it has nothing to announce.
    if loaded is None or loaded.state.state != "open":
        return
    if fired.tier == domain.OVERDUE:
        events = domain.miss(loaded.state, loaded.id, today=wall_date(tx.now))
    else:
        fell_due = wall_date(fired.due_at)
        events = domain.near(loaded.state, loaded.id, tier=fired.tier, fell_due=fell_due, announce=fired.latest)
    await COMMITMENTS.append(tx, loaded.id, loaded, events)


async def claim(tx: Tx, id: str, *, proof: str) -> Loaded[Commitment]:
    loaded = await COMMITMENTS.load(tx, id)
    if loaded.state.unit_id not in tx.actor.units:
        raise NotFound(f"commitments {id}")
    events = domain.claim(loaded.state, id, proof=proof, today=wall_date(tx.now))
    await TIMERS.cancel(tx, TIMER, id)
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
    await TIMERS.cancel(tx, TIMER, id)
    return await COMMITMENTS.append(tx, id, loaded, events)
