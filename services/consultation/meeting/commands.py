"""What changes a consultation, and the gates that consultations open."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx, new_id
from chassis.policy import Policy
from chassis.problems import NotFound
from contracts.base import DomainRefusal, Form, Phase
from contracts.consultation import (
    Attempt,
    ConsultationCalledFor,
    ConsultationRecorded,
    ConsultationScheduled,
    Participant,
    RaisedPoint,
)
from services.consultation.assignment import domain as assignments
from services.consultation.assignment.domain import Assignment
from services.consultation.assignment.store import ASSIGNMENTS, load_own, of_proposal
from services.consultation.matter import store as matters
from services.consultation.meeting import domain, gates, giving_up, store
from services.consultation.meeting.domain import Consultation
from services.consultation.meeting.gates import GatePolicy, Gates
from services.consultation.meeting.record import check_present, counted
from services.consultation.meeting.store import CONSULTATIONS, of_assignment
from services.consultation.metadata import TABLES

POLICY = Policy("consultation-gates", GatePolicy, Path(__file__).with_name("policy.yaml"), TABLES)


@dataclass(frozen=True)
class Said:
    """Who took part and what came of it: in full, or by names and counts alone, as older records have it."""

    participants: Sequence[str]
    present: Sequence[Participant] | None
    points_raised: int | None
    points_agreed: int | None
    points: Sequence[RaisedPoint] | None

    def facts(self) -> dict[str, Any]:
        """For the event, whose names and counts follow from what was said in full."""
        raised, agreed = self.points_raised or 0, self.points_agreed or 0
        if self.points is not None:
            raised, agreed = counted(self.points, self.points_raised, self.points_agreed)
        return {
            "participants": tuple(one.name for one in self.present) if self.present else tuple(self.participants),
            "present": tuple(self.present) if self.present else None,
            "points_raised": raised,
            "points_agreed": agreed,
            "points": tuple(self.points) if self.points is not None else None,
        }


async def gates_of(tx: Tx, proposal_id: str) -> Gates:
    """As they are now for a proposal of its class."""
    return (await POLICY.at(tx)).value.of(await matters.supervision_class(tx, proposal_id))


async def require_gate(
    tx: Tx, step: Literal["plan_agreed", "approval"], assignment_id: str, assignment: Assignment
) -> None:
    """Refuses while a phase that ``step`` needs is neither held and confirmed nor given up in this cycle."""
    found = await gates_of(tx, assignment.proposal_id)
    held = await of_assignment(tx, assignment_id, assignment.cycle)
    gate = found.plan_agreed if step == "plan_agreed" else found.approval
    gates.require(gate, assignment.cycle, held, await confirming_of(tx, assignment.proposal_id, found))


async def close_or_wait(tx: Tx, loaded: Loaded[Assignment]) -> Loaded[Assignment]:
    """Closes what is replied, unless the county wants the result talked over first: then it waits for that."""
    gate = (await gates_of(tx, loaded.state.proposal_id)).closing
    missing = gates.closed(gate, await of_assignment(tx, loaded.id, loaded.state.cycle)) if gate.phases else ()
    if missing:
        events = assignments.await_closing(loaded.state, loaded.id, phases=missing)
        await store.note_waiting(tx, loaded.id, (await POLICY.at(tx)).version)
    else:
        events = assignments.close(loaded.state, loaded.id)
        await store.forget_waiting(tx, loaded.id)
    return await ASSIGNMENTS.append(tx, loaded.id, loaded, events)


def _waits(assignment: Assignment) -> bool:
    return assignment.state == "replied" and bool(assignment.closing_awaits)


async def look_again(tx: Tx, assignment_id: str) -> bool:
    """Judges a closing that waits by the gates as they are now; False where somebody else has done so."""
    assignment = await ASSIGNMENTS.find(tx, assignment_id)
    # Under the assignment's lock: of two workers the second one finds that it is done.
    judged_by = await store.waiting_by(tx, assignment_id)
    if judged_by is None or judged_by == (await POLICY.at(tx)).version:
        return False
    if assignment is not None and _waits(assignment.state):
        await close_or_wait(tx, assignment)
    else:
        await store.forget_waiting(tx, assignment_id)
    return True


async def judge_again(tx: Tx, proposal_id: str) -> None:
    """Has the worker look at the closings of a proposal whose class becomes another; called before it does.

    Who closes one of them at this moment has its lock, and is waited for; who comes after finds the new class.
    """
    await of_proposal(tx, proposal_id, lock=True)
    await store.judge_by_none(tx, proposal_id)


async def rebuild_waiting(tx: Tx, assignment: Loaded[Assignment]) -> None:
    """Of a restored store: by which version it was judged no event says, so it is looked at again."""
    if _waits(assignment.state):
        await store.note_waiting(tx, assignment.id, store.BY_NONE)
    else:
        await store.forget_waiting(tx, assignment.id)


async def _close_if_waiting(tx: Tx, assignment: Loaded[Assignment] | None) -> None:
    """``assignment`` is locked: its closing sees this consultation, or this one sees that its closing waits."""
    if assignment is not None and _waits(assignment.state):
        await close_or_wait(tx, assignment)


async def record(
    tx: Tx,
    *,
    assignment_id: str,
    phase: Phase,
    form: Form,
    requested_by: str,
    held_on: date,
    place: str,
    said: Said,
    minutes: str,
    scheduled_id: str | None,
) -> Loaded[Consultation]:
    """Fulfils the scheduled consultation that is named, else the most urgent one of the same cycle and phase."""
    assignment = (await load_own(tx, assignment_id)).state
    if said.present is not None:
        matter = await matters.find(tx, assignment.proposal_id)
        assert matter is not None  # an assignment is issued on a known matter only, and matters are never deleted
        originals = await matters.originals(tx, assignment.proposal_id)
        of_body = any(one.body_id is not None for one in originals)
        check_present(said.present, proposers=matter.proposers, of_body=of_body)
    fulfilled: Loaded[Consultation] | None = None
    if scheduled_id is not None:
        fulfilled = await CONSULTATIONS.find(tx, scheduled_id)
        if fulfilled is None:
            raise DomainRefusal("scheduled", f"No consultation {scheduled_id} is scheduled.")
    else:
        fulfilled = await _open(tx, assignment_id, assignment.cycle, phase, "scheduled")
        fulfilled = fulfilled or await _open(tx, assignment_id, assignment.cycle, phase, "called_for")
    consultation_id = fulfilled.id if fulfilled else new_id(tx)
    if fulfilled is not None and fulfilled.state.requested_by is not None:
        # Who called for it is on record: the unit's word does not make it its own.
        requested_by = fulfilled.state.requested_by
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
        minutes=minutes,
        **said.facts(),
    )
    since, today = wall_date(assignment.since), wall_date(tx.now)
    events = domain.record(event, assignment, fulfilled.state if fulfilled else None, since=since, today=today)
    return await CONSULTATIONS.append(tx, consultation_id, fulfilled, events)


async def _open(
    tx: Tx, assignment_id: str, cycle: int, phase: Phase, state: domain.State
) -> Loaded[Consultation] | None:
    """The most urgent one of the cycle and phase that is in this state."""
    found = await store.scheduled(tx, assignment_id, (state,))
    return next((one for one in found if (one.state.cycle, one.state.phase) == (cycle, phase)), None)


async def call_for(tx: Tx, assignment_id: str, *, phase: Phase, reason: str) -> Loaded[Consultation]:
    """By one of its proposers, or by the conference's clerk."""
    assignment = await ASSIGNMENTS.find(tx, assignment_id)
    matter = await matters.find(tx, assignment.state.proposal_id) if assignment else None
    if assignment is None or matter is None:
        raise NotFound(f"assignments {assignment_id}")
    proposer = tx.actor.member_id if "member" in tx.actor.roles and tx.actor.member_id in matter.proposers else None
    if proposer is None and "clerk" not in tx.actor.roles:
        raise NotFound(f"assignments {assignment_id}")
    policy = await POLICY.at(tx)
    consultation_id = new_id(tx)
    event = ConsultationCalledFor(
        proposal_id=assignment.state.proposal_id,
        consultation_id=consultation_id,
        assignment_id=assignment_id,
        unit_id=assignment.state.unit_id,
        cycle=assignment.state.cycle,
        phase=phase,
        reason=reason,
        called_by="proposer" if proposer else "conference",
        member_id=proposer,
        due=wall_date(tx.now) + timedelta(days=policy.value.call_answer_days),
        policy_version=policy.version,
    )
    of_cycle = await of_assignment(tx, assignment_id, assignment.state.cycle)
    return await CONSULTATIONS.append(tx, consultation_id, None, domain.call_for(event, assignment.state, of_cycle))


async def decline(tx: Tx, consultation_id: str, *, reason: str) -> Loaded[Consultation]:
    """The unit's answer to a call that it does not follow."""
    assignment = await _lock_assignment(tx, consultation_id)
    if assignment is None or assignment.state.unit_id not in tx.actor.units:
        raise NotFound(f"consultations {consultation_id}")
    loaded = await CONSULTATIONS.load(tx, consultation_id)
    events = domain.decline(loaded.state, consultation_id, unit_id=assignment.state.unit_id, reason=reason)
    return await CONSULTATIONS.append(tx, consultation_id, loaded, events)


async def schedule(
    tx: Tx, assignment_id: str, *, phase: Phase, at: datetime, place: str, invited: Sequence[str]
) -> Loaded[Consultation]:
    """Answers the call for one of this cycle and phase, where there is one."""
    assignment = (await load_own(tx, assignment_id)).state
    called = await _open(tx, assignment_id, assignment.cycle, phase, "called_for")
    consultation_id = called.id if called else new_id(tx)
    event = ConsultationScheduled(
        proposal_id=assignment.proposal_id,
        consultation_id=consultation_id,
        assignment_id=assignment_id,
        unit_id=assignment.unit_id,
        cycle=assignment.cycle,
        phase=phase,
        due=wall_date(at),
        at=at,
        place=place,
        invited=tuple(invited),
        by_policy=False,
    )
    events = domain.schedule(event, assignment, called.state if called else None, today=wall_date(tx.now))
    return await CONSULTATIONS.append(tx, consultation_id, called, events)


async def schedule_after(tx: Tx, replied: Loaded[Assignment]) -> None:
    """A reply is not the end: the result is talked over with the proposer within the policy's days."""
    policy = await POLICY.at(tx)
    consultation_id = new_id(tx)
    event = ConsultationScheduled(
        proposal_id=replied.state.proposal_id,
        consultation_id=consultation_id,
        assignment_id=replied.id,
        unit_id=replied.state.unit_id,
        cycle=replied.state.cycle,
        phase="after",
        due=wall_date(tx.now) + timedelta(days=policy.value.after_within_days),
        by_policy=True,
        policy_version=policy.version,
    )
    events = domain.schedule(event, replied.state, today=wall_date(tx.now))
    await CONSULTATIONS.append(tx, consultation_id, None, events)


async def call_off(tx: Tx, assignment_id: str, reason: str, phase: Phase | None = None) -> None:
    """Calls off what is scheduled or called for, of one phase where it is named."""
    for loaded in await store.scheduled(tx, assignment_id, ("scheduled", "called_for")):
        if phase in (None, loaded.state.phase):
            await CONSULTATIONS.append(tx, loaded.id, loaded, domain.call_off(loaded.state, loaded.id, reason=reason))


async def _load_as_proposer(tx: Tx, consultation_id: str) -> tuple[Loaded[Consultation], str]:
    """The consultation and the calling member, who is one of its proposers; else it does not exist for them."""
    loaded = await CONSULTATIONS.find(tx, consultation_id, lock=False)
    matter = await matters.find(tx, loaded.state.proposal_id) if loaded else None
    member_id = tx.actor.member_id
    if matter is None or member_id is None or member_id not in matter.proposers:
        raise NotFound(f"consultations {consultation_id}")
    # If-Match only now: to whom it does not exist, no version of it does, either.
    return await CONSULTATIONS.load(tx, consultation_id), member_id


async def _lock_assignment(tx: Tx, consultation_id: str) -> Loaded[Assignment] | None:
    """Before the consultation, as whoever records one does it."""
    found = await CONSULTATIONS.find(tx, consultation_id, lock=False)
    return await ASSIGNMENTS.find(tx, found.state.assignment_id) if found else None


async def confirming_of(tx: Tx, proposal_id: str, found: Gates) -> frozenset[str]:
    """Whose confirmations a record waits for; nobody's in particular where any proposer may confirm."""
    firsts = (await matters.first_proposers(tx, [proposal_id]))[proposal_id]
    matter = await matters.find(tx, proposal_id)
    return gates.confirming(found.confirmed_by, matter.proposers if matter else (), firsts)


async def confirm(tx: Tx, consultation_id: str, seen: Collection[str] = ()) -> Loaded[Consultation]:
    """``seen``: hashes of the record's files, which are confirmed with it."""
    assignment = await _lock_assignment(tx, consultation_id)
    loaded, member_id = await _load_as_proposer(tx, consultation_id)
    of = loaded.state.proposal_id
    confirming = await confirming_of(tx, of, await gates_of(tx, of))
    events = domain.confirm(loaded.state, consultation_id, member_id=member_id, confirming=confirming, seen=seen)
    confirmed = await CONSULTATIONS.append(tx, consultation_id, loaded, events)
    await _close_if_waiting(tx, assignment)
    return confirmed


async def dispute(
    tx: Tx, consultation_id: str, *, statement: str, points: Collection[int] = ()
) -> Loaded[Consultation]:
    loaded, member_id = await _load_as_proposer(tx, consultation_id)
    events = domain.dispute(loaded.state, consultation_id, member_id=member_id, statement=statement, points=points)
    return await CONSULTATIONS.append(tx, consultation_id, loaded, events)


async def settle(tx: Tx, consultation_id: str, *, upheld: bool, finding: str) -> Loaded[Consultation]:
    assignment = await _lock_assignment(tx, consultation_id)
    loaded = await CONSULTATIONS.load(tx, consultation_id)
    of = loaded.state.proposal_id
    confirming = await confirming_of(tx, of, await gates_of(tx, of))
    events = domain.settle(loaded.state, consultation_id, upheld=upheld, finding=finding, confirming=confirming)
    settled = await CONSULTATIONS.append(tx, consultation_id, loaded, events)
    await _close_if_waiting(tx, assignment)
    return settled


async def waive(tx: Tx, assignment_id: str, *, phase: Phase, reason: str) -> Loaded[Consultation]:
    assignment = await ASSIGNMENTS.find(tx, assignment_id)
    matter = await matters.find(tx, assignment.state.proposal_id) if assignment else None
    member_id = tx.actor.member_id
    if assignment is None or matter is None or member_id is None or member_id not in matter.proposers:
        raise NotFound(f"assignments {assignment_id}")
    if member_id != matter.proposers[0]:
        raise DomainRefusal("first-proposer", "Only the first proposer may waive a phase, in person.")
    consultation_id = await _give_up(tx, assignment, phase)
    events = giving_up.waive(
        assignment.state,
        consultation_id=consultation_id,
        assignment_id=assignment_id,
        phase=phase,
        member_id=member_id,
        reason=reason,
    )
    await call_off(tx, assignment_id, "提案者已放弃该环节协商。", phase)
    waived = await CONSULTATIONS.append(tx, consultation_id, None, events)
    await _close_if_waiting(tx, assignment)
    return waived


async def _give_up(tx: Tx, assignment: Loaded[Assignment], phase: Phase) -> str:
    """The id under which a phase is waived or released: one for each assignment, cycle and phase."""
    consultation_id = f"W-{assignment.id}-{assignment.state.cycle}-{phase}"
    found = await CONSULTATIONS.find(tx, consultation_id)
    if found is not None:
        raise DomainRefusal(f"already-{found.state.state}", f"The phase {phase} is {found.state.state} already.")
    return consultation_id


async def release(
    tx: Tx, assignment_id: str, *, phase: Phase, reason: str, attempts: Sequence[Attempt]
) -> Loaded[Consultation]:
    assignment = await ASSIGNMENTS.load(tx, assignment_id)
    consultation_id = await _give_up(tx, assignment, phase)
    policy = await POLICY.at(tx)
    events = giving_up.release(
        assignment.state,
        consultation_id=consultation_id,
        assignment_id=assignment_id,
        phase=phase,
        reason=reason,
        attempts=attempts,
        at_least=policy.value.release_attempts,
        since=wall_date(assignment.state.since),
        today=wall_date(tx.now),
        released_by=tx.actor.name,
        policy_version=policy.version,
    )
    await call_off(tx, assignment_id, "该环节协商已由提案委解除。", phase)
    released = await CONSULTATIONS.append(tx, consultation_id, None, events)
    await _close_if_waiting(tx, assignment)
    return released
