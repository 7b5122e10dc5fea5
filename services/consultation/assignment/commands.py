"""What changes an assignment."""

from datetime import date
from pathlib import Path

from pydantic import BaseModel, Field

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx, new_id
from chassis.policy import Policy
from chassis.workcalendar import WorkCalendar
from contracts.base import DomainRefusal, UnitRole
from contracts.submission import ProposalWithdrawn
from contracts.supervision import ClosedUnsigned, RehandlingOrdered, SupervisionClosed
from services.consultation.assignment import domain
from services.consultation.assignment.domain import Assignment
from services.consultation.assignment.store import ASSIGNMENTS, load_own, of_proposal
from services.consultation.matter import store as matters
from services.consultation.meeting.commands import require_gate
from services.consultation.metadata import TABLES


class AssignmentPolicy(BaseModel):
    return_working_days: int = Field(ge=0)


POLICY = Policy("assignment", AssignmentPolicy, Path(__file__).with_name("policy.yaml"), TABLES)


async def issue(tx: Tx, *, proposal_id: str, unit_id: str, role: UnitRole, cycle: int) -> Loaded[Assignment]:
    await _assignable(tx, proposal_id)
    others = [other.state for other in await of_proposal(tx, proposal_id)]
    return await _issue(tx, new_id(tx), proposal_id, unit_id, role, cycle, others)


async def _assignable(tx: Tx, proposal_id: str) -> None:
    """Locks the matter: what is assigned on one proposal is decided by one at a time."""
    matter = await matters.find(tx, proposal_id, lock=True)
    if matter is None:
        raise DomainRefusal("not-admitted", "The proposal is not known here as admitted.")
    if matter.withdrawn:
        raise DomainRefusal("withdrawn", "The proposal was withdrawn.")


async def _issue(
    tx: Tx,
    assignment_id: str,
    proposal_id: str,
    unit_id: str,
    role: UnitRole,
    cycle: int,
    others: list[Assignment],
) -> Loaded[Assignment]:
    policy = await POLICY.at(tx)
    events = domain.issue(
        assignment_id=assignment_id,
        proposal_id=proposal_id,
        unit_id=unit_id,
        role=role,
        cycle=cycle,
        now=tx.now,
        return_until=_return_until(wall_date(tx.now), policy.value),
        policy_version=policy.version,
        others=others,
    )
    return await ASSIGNMENTS.append(tx, assignment_id, None, events, proposal=proposal_id)


def _return_until(issued_on: date, policy: AssignmentPolicy) -> date:
    return WorkCalendar().add(issued_on, policy.return_working_days)


async def accept(tx: Tx, assignment_id: str) -> Loaded[Assignment]:
    loaded = await load_own(tx, assignment_id)
    events = domain.accept(loaded.state, assignment_id)
    return await ASSIGNMENTS.append(tx, assignment_id, loaded, events)


async def give_back(tx: Tx, assignment_id: str, *, reason: str, suggested_unit: str) -> Loaded[Assignment]:
    loaded = await load_own(tx, assignment_id)
    events = domain.give_back(
        loaded.state, assignment_id, reason=reason, suggested_unit=suggested_unit, today=wall_date(tx.now)
    )
    return await ASSIGNMENTS.append(tx, assignment_id, loaded, events)


async def refuse_return(tx: Tx, assignment_id: str, *, reason: str) -> Loaded[Assignment]:
    loaded = await ASSIGNMENTS.load(tx, assignment_id)
    events = domain.refuse_return(loaded.state, assignment_id, reason=reason)
    return await ASSIGNMENTS.append(tx, assignment_id, loaded, events)


async def reassign(tx: Tx, assignment_id: str, *, unit_id: str) -> Loaded[Assignment]:
    """Ends the returned assignment and issues its successor in one transaction; answers the ended one."""
    # The matter is locked before the assignment, as on withdrawal, so that the two cannot wait for each other.
    proposal_id = (await ASSIGNMENTS.load(tx, assignment_id, lock=False)).state.proposal_id
    await _assignable(tx, proposal_id)
    loaded = await ASSIGNMENTS.load(tx, assignment_id)
    successor_id = new_id(tx)
    events = domain.reassign(loaded.state, assignment_id, successor_id=successor_id, unit_id=unit_id)
    ended = await ASSIGNMENTS.append(tx, assignment_id, loaded, events)
    others = [other.state for other in await of_proposal(tx, proposal_id)]
    await _issue(tx, successor_id, proposal_id, unit_id, ended.state.role, ended.state.cycle, others)
    return ended


async def cancel(tx: Tx, assignment_id: str, *, reason: str) -> Loaded[Assignment]:
    loaded = await ASSIGNMENTS.load(tx, assignment_id)
    events = domain.cancel(loaded.state, assignment_id, reason=reason)
    return await ASSIGNMENTS.append(tx, assignment_id, loaded, events)


async def agree_plan(tx: Tx, assignment_id: str, *, plan: str) -> Loaded[Assignment]:
    loaded = await load_own(tx, assignment_id)
    events = domain.agree_plan(loaded.state, assignment_id, plan=plan)
    await require_gate(tx, "plan_agreed", assignment_id, loaded.state.cycle)
    return await ASSIGNMENTS.append(tx, assignment_id, loaded, events)


async def mark_replied(tx: Tx, loaded: Loaded[Assignment], reply_id: str) -> Loaded[Assignment]:
    events = domain.reply(loaded.state, loaded.id, reply_id=reply_id)
    return await ASSIGNMENTS.append(tx, loaded.id, loaded, events)


async def on_withdrawn(tx: Tx, event: ProposalWithdrawn) -> None:
    """Submission's decision stands: what is not answered yet is cancelled, and the unit sees why."""
    await matters.mark_withdrawn(tx, event.proposal_id)
    for loaded in await of_proposal(tx, event.proposal_id, lock=True):
        if loaded.state.state in domain.TRANSITIONS["cancel"]:
            events = domain.cancel(loaded.state, loaded.id, reason=f"提案已撤案：{event.reason}"[:20_000])
            await ASSIGNMENTS.append(tx, loaded.id, loaded, events)


async def on_rehandling_ordered(tx: Tx, event: RehandlingOrdered) -> None:
    loaded = await ASSIGNMENTS.find(tx, event.assignment_id)
    if (
        loaded is None
        or loaded.state.state not in domain.TRANSITIONS["reopen"]
        or event.next_cycle <= loaded.state.cycle
    ):
        return
    events = domain.reopen(loaded.state, loaded.id, cycle=event.next_cycle)
    await ASSIGNMENTS.append(tx, loaded.id, loaded, events)


async def on_supervision_closed(tx: Tx, event: SupervisionClosed | ClosedUnsigned) -> None:
    for loaded in await of_proposal(tx, event.proposal_id, lock=True):
        if loaded.state.state in domain.TRANSITIONS["close"]:
            await ASSIGNMENTS.append(tx, loaded.id, loaded, domain.close(loaded.state, loaded.id))
