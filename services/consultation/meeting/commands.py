"""What changes a consultation, and the gates that consultations open."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx, new_id
from chassis.policy import Policy
from chassis.problems import NotFound
from contracts.base import DomainRefusal, Form, Phase
from contracts.consultation import ConsultationRecorded
from services.consultation.assignment.store import ASSIGNMENTS, load_own
from services.consultation.matter import store as matters
from services.consultation.meeting import domain
from services.consultation.meeting.domain import Consultation
from services.consultation.meeting.store import CONSULTATIONS, of_assignment
from services.consultation.metadata import TABLES


class Gate(BaseModel):
    phases: tuple[Phase, ...]
    forms: tuple[Form, ...]


class GatePolicy(BaseModel):
    """For each step, the phases that must be confirmed and the forms that count."""

    plan_agreed: Gate
    approval: Gate


POLICY = Policy("consultation-gates", GatePolicy, Path(__file__).with_name("policy.yaml"), TABLES)


async def require_gate(tx: Tx, step: Literal["plan_agreed", "approval"], assignment_id: str, cycle: int) -> None:
    """Refuses while a phase that ``step`` needs is neither confirmed nor waived in this cycle."""
    policy = (await POLICY.at(tx)).value
    gate = policy.plan_agreed if step == "plan_agreed" else policy.approval
    domain.require(gate.phases, gate.forms, cycle, await of_assignment(tx, assignment_id, cycle))


async def record(
    tx: Tx,
    *,
    assignment_id: str,
    phase: Phase,
    form: Form,
    requested_by: str,
    held_on: date,
    place: str,
    participants: Sequence[str],
    minutes: str,
    points_raised: int,
    points_agreed: int,
) -> Loaded[Consultation]:
    assignment = (await load_own(tx, assignment_id)).state
    consultation_id = new_id(tx)
    event = ConsultationRecorded(
        proposal_id=assignment.proposal_id,
        consultation_id=consultation_id,
        assignment_id=assignment_id,
        unit_id=assignment.unit_id,
        cycle=assignment.cycle,
        phase=phase,
        form=form,
        requested_by=requested_by,
        held_on=held_on,
        place=place,
        participants=tuple(participants),
        minutes=minutes,
        points_raised=points_raised,
        points_agreed=points_agreed,
    )
    events = domain.record(event, assignment, today=wall_date(tx.now))
    return await CONSULTATIONS.append(tx, consultation_id, None, events)


async def _load_as_proposer(tx: Tx, consultation_id: str) -> tuple[Loaded[Consultation], str]:
    """The consultation and the calling member, who is one of its proposers; else it does not exist for them."""
    loaded = await CONSULTATIONS.load(tx, consultation_id)
    matter = await matters.find(tx, loaded.state.proposal_id)
    member_id = tx.actor.member_id
    if matter is None or member_id is None or member_id not in matter.proposers:
        raise NotFound(f"consultations {consultation_id}")
    return loaded, member_id


async def confirm(tx: Tx, consultation_id: str) -> Loaded[Consultation]:
    loaded, member_id = await _load_as_proposer(tx, consultation_id)
    events = domain.confirm(loaded.state, consultation_id, member_id=member_id)
    return await CONSULTATIONS.append(tx, consultation_id, loaded, events)


async def dispute(tx: Tx, consultation_id: str, *, statement: str) -> Loaded[Consultation]:
    loaded, member_id = await _load_as_proposer(tx, consultation_id)
    events = domain.dispute(loaded.state, consultation_id, member_id=member_id, statement=statement)
    return await CONSULTATIONS.append(tx, consultation_id, loaded, events)


async def settle(tx: Tx, consultation_id: str, *, upheld: bool, finding: str) -> Loaded[Consultation]:
    loaded = await CONSULTATIONS.load(tx, consultation_id)
    events = domain.settle(loaded.state, consultation_id, upheld=upheld, finding=finding)
    return await CONSULTATIONS.append(tx, consultation_id, loaded, events)


async def waive(tx: Tx, assignment_id: str, *, phase: Phase, reason: str) -> Loaded[Consultation]:
    assignment = await ASSIGNMENTS.find(tx, assignment_id)
    matter = await matters.find(tx, assignment.state.proposal_id) if assignment else None
    member_id = tx.actor.member_id
    if assignment is None or matter is None or member_id is None or member_id not in matter.proposers:
        raise NotFound(f"assignments {assignment_id}")
    if member_id != matter.proposers[0]:
        raise DomainRefusal("first-proposer", "Only the first proposer may waive a phase, in person.")
    # One waiver for each assignment, cycle and phase, whoever asks how often.
    consultation_id = f"W-{assignment_id}-{assignment.state.cycle}-{phase}"
    if await CONSULTATIONS.find(tx, consultation_id):
        raise DomainRefusal("already-waived", f"The phase {phase} is waived already.")
    events = domain.waive(
        assignment.state,
        consultation_id=consultation_id,
        assignment_id=assignment_id,
        phase=phase,
        member_id=member_id,
        reason=reason,
    )
    return await CONSULTATIONS.append(tx, consultation_id, None, events)
