"""Other services' events → what is known, then the aggregates that act on it."""

from chassis.clock import wall_date
from chassis.eventlog import Tx
from contracts.consultation import (
    AssignmentCancelled,
    AssignmentIssued,
    AssignmentReassigned,
    HelperOpinionGiven,
    ReplyIssued,
)
from contracts.submission import UnitEnrolled
from services.supervision.deadline import commands as deadlines
from services.supervision.handling import store
from services.supervision.oversight import commands as oversights
from services.supervision.signoff import commands as signoffs


async def on_unit(tx: Tx, event: UnitEnrolled) -> None:
    await store.note_unit(tx, event.unit_id, event.name, event.linked_committee)
    for proposal_id in await store.proposals_of_unit(tx, event.unit_id):
        await oversights.appoint_default(tx, proposal_id)


async def on_assigned(tx: Tx, event: AssignmentIssued) -> None:
    await store.note_issued(
        tx,
        event.assignment_id,
        proposal_id=event.proposal_id,
        unit_id=event.unit_id,
        role=event.role,
        cycle=event.cycle,
    )
    await oversights.appoint_default(tx, event.proposal_id)
    await deadlines.set_first(tx, event)


async def on_cancelled(tx: Tx, event: AssignmentCancelled) -> None:
    await _end(tx, event.proposal_id, event.assignment_id, event.reason)


async def on_reassigned(tx: Tx, event: AssignmentReassigned) -> None:
    """The successor is noted at once: until its own event comes, the proposal must not look settled without it."""
    ended = await store.find(tx, event.assignment_id)
    await store.note_issued(
        tx,
        event.successor_id,
        proposal_id=event.proposal_id,
        unit_id=event.unit_id,
        role=ended.role if ended else None,
        cycle=ended.cycle if ended else 1,
    )
    await _end(tx, event.proposal_id, event.assignment_id, f"已改交{event.unit_id}办理")


async def _end(tx: Tx, proposal_id: str, assignment_id: str, reason: str) -> None:
    await store.note_ended(tx, assignment_id)
    await deadlines.lift(tx, assignment_id, reason)
    await oversights.appoint_default(tx, proposal_id)
    await oversights.close_when_settled(tx, proposal_id)


async def on_replied(tx: Tx, event: ReplyIssued) -> None:
    day = wall_date(event.issued_at)
    await store.note_replied(
        tx,
        event.assignment_id,
        proposal_id=event.proposal_id,
        unit_id=event.unit_id,
        role=None,
        cycle=event.cycle,
        on=day,
    )
    await deadlines.meet(tx, event.assignment_id, event.cycle, day)
    await signoffs.request(tx, event)


async def on_helper_opinion(tx: Tx, event: HelperOpinionGiven) -> None:
    """A helper owes its opinion, not a reply: with the first one its own deadline is met."""
    handling = await store.find(tx, event.assignment_id)
    cycle = handling.cycle if handling else 1
    day = wall_date(tx.now)
    await store.note_replied(
        tx,
        event.assignment_id,
        proposal_id=event.proposal_id,
        unit_id=event.unit_id,
        role="helper",
        cycle=cycle,
        on=day,
    )
    await deadlines.meet(tx, event.assignment_id, cycle, day)
