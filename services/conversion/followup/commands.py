"""What opens a follow-up, and its review when the policy's months are over."""

from datetime import date, datetime, time
from pathlib import Path

from pydantic import BaseModel, Field

from chassis.clock import WALL, wall_date
from chassis.eventlog import Loaded, Tx
from chassis.policy import Policy
from chassis.timers import Fired
from chassis.workcalendar import add_months
from contracts.conversion import FollowUpOpened
from contracts.supervision import ClosedUnsigned, SupervisionClosed
from services.conversion.commitment.store import any_pending
from services.conversion.followup import domain
from services.conversion.followup.domain import FollowUp
from services.conversion.followup.store import FOLLOWUPS, followup_id
from services.conversion.metadata import TABLES, TIMERS
from services.conversion.outcome.store import any_verified

REVIEW = "follow-up"


class FollowUpPolicy(BaseModel):
    months: int = Field(ge=1, le=120)
    again_months: int = Field(ge=1, le=120)


POLICY = Policy("follow-up", FollowUpPolicy, Path(__file__).with_name("policy.yaml"), TABLES)


def _after(instant: datetime, months: int) -> date:
    return add_months(wall_date(instant), months)


async def on_closed(tx: Tx, event: SupervisionClosed) -> None:
    await _open(tx, event.proposal_id, event.closed_at)


async def on_closed_unsigned(tx: Tx, event: ClosedUnsigned) -> None:
    """What nobody signed is forgotten most easily."""
    await _open(tx, event.proposal_id, tx.receipt)


async def _open(tx: Tx, proposal_id: str, closed_at: datetime) -> None:
    id = followup_id(proposal_id)
    if await FOLLOWUPS.find(tx, id) is not None:
        return
    review_on = _after(closed_at, (await POLICY.at(tx)).value.months)
    opened = FollowUpOpened(proposal_id=proposal_id, closed_at=closed_at, review_on=review_on)
    await schedule(tx, await FOLLOWUPS.append(tx, id, None, [opened]))


async def schedule(tx: Tx, followup: Loaded[FollowUp]) -> None:
    """Also what rebuilds the timer; a review that was held and changed nothing is held again, and changes nothing."""
    state = followup.state
    if state.state == "recommended":
        await TIMERS.cancel(tx, REVIEW, followup.id)
        return
    review_on = state.review_on or _after(state.closed_at, (await POLICY.at(tx, state.closed_at)).value.months)
    await TIMERS.put(tx, REVIEW, followup.id, {0: datetime.combine(review_on, time.min, WALL)})


async def on_review(tx: Tx, fired: Fired) -> None:
    """A pending commitment only puts the review off: should it end without an outcome, nobody may forget it."""
    loaded = await FOLLOWUPS.find(tx, fired.aggregate_id)
    if loaded is None or loaded.state.state not in domain.TRANSITIONS["recommend"]:
        return
    proposal_id = loaded.state.proposal_id
    if await any_verified(tx, proposal_id):
        return
    policy = (await POLICY.at(tx)).value
    if await any_pending(tx, proposal_id):
        events = domain.put_off(loaded.state, _after(tx.now, policy.again_months))
        await schedule(tx, await FOLLOWUPS.append(tx, loaded.id, loaded, events))
        return
    await FOLLOWUPS.append(tx, loaded.id, loaded, domain.recommend(loaded.state, months=policy.months))
