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
from contracts.base import Event
from contracts.consultation import Commitment as Promise
from contracts.consultation import ReplyIssued
from contracts.conversion import CommitmentMade, Verifier
from services.conversion.commitment import domain
from services.conversion.commitment.domain import Commitment
from services.conversion.commitment.store import COMMITMENTS, of_suggestion
from services.conversion.followup import store as dossiers
from services.conversion.metadata import TABLES, TIMERS

TIMER = "commitment-due"


class CommitmentPolicy(BaseModel):
    # A tier below 0 would be taken for the day after.
    tiers: list[Annotated[int, Field(ge=0, le=366)]]
    missed_review_days: int = Field(default=30, ge=1, le=366)
    """After which a promise that is still broken is recommended for tracking."""


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
    if loaded is None or loaded.state.state != ("missed" if fired.tier == domain.REVIEW else "open"):
        return
    today = wall_date(tx.now)
    if fired.tier == domain.REVIEW:
        events = domain.recommend(loaded.state, loaded.id, today=today)
    elif fired.tier == domain.OVERDUE:
        events = domain.miss(loaded.state, loaded.id, today=today, review_days=await _review_days(tx))
        await _store(tx, loaded, events)
        return
    else:
        fell_due = wall_date(fired.due_at)
        events = domain.near(loaded.state, loaded.id, tier=fired.tier, fell_due=fell_due, announce=fired.latest)
    await COMMITMENTS.append(tx, loaded.id, loaded, events)


async def _review_days(tx: Tx) -> int:
    return (await POLICY.at(tx)).value.missed_review_days


async def _store(tx: Tx, loaded: Loaded[Commitment], events: list[Event]) -> Loaded[Commitment]:
    stored = await COMMITMENTS.append(tx, loaded.id, loaded, events)
    await schedule(tx, stored)
    return stored


async def claim(tx: Tx, id: str, *, proof: str) -> Loaded[Commitment]:
    await TIMERS.hold(tx, TIMER, id)
    loaded = await COMMITMENTS.load(tx, id)
    if loaded.state.unit_id not in tx.actor.units:
        raise NotFound(f"commitments {id}")
    days = await _review_days(tx)
    return await _store(
        tx, loaded, domain.claim(loaded.state, id, proof=proof, today=wall_date(tx.now), review_days=days)
    )


async def _judged(tx: Tx, id: str) -> tuple[Loaded[Commitment], str, Verifier]:
    """For a clerk, or a member who is a proposer: with whoever judges the claim, and as what."""
    loaded = await COMMITMENTS.load(tx, id)
    if (as_ := await dossiers.verifier(tx, loaded.state.proposal_id)) is None:
        raise NotFound(f"commitments {id}")
    return loaded, tx.actor.member_id or tx.actor.subject, as_


async def verify(tx: Tx, id: str) -> Loaded[Commitment]:
    loaded, by, as_ = await _judged(tx, id)
    events = domain.verify(loaded.state, id, verified_by=by, verified_as=as_)
    return await COMMITMENTS.append(tx, id, loaded, events)


async def refuse(tx: Tx, id: str, *, reason: str) -> Loaded[Commitment]:
    """The claim is not so; its dates run again."""
    loaded, by, _ = await _judged(tx, id)
    today, days = wall_date(tx.now), await _review_days(tx)
    return await _store(
        tx, loaded, domain.refuse(loaded.state, id, reason=reason, refused_by=by, today=today, review_days=days)
    )


async def release(tx: Tx, id: str, *, reason: str) -> Loaded[Commitment]:
    await TIMERS.hold(tx, TIMER, id)
    loaded = await COMMITMENTS.load(tx, id)
    return await _store(tx, loaded, domain.release(loaded.state, id, reason=reason))
