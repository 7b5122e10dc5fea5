"""What changes an assignment."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, Field

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx, new_id
from chassis.policy import Policy
from chassis.workcalendar import CalendarPolicy
from contracts.base import DomainRefusal, UnitRole
from contracts.submission import MergeUndone, ProposalWithdrawn
from contracts.supervision import ClosedUnsigned, RehandlingOrdered, SupervisionClosed
from services.consultation.assignment import domain, ladder
from services.consultation.assignment.domain import Assignment
from services.consultation.assignment.store import ASSIGNMENTS, load_own, of_proposal
from services.consultation.matter import store as matters
from services.consultation.matter.store import Matter
from services.consultation.meeting.commands import call_off, close_or_wait, require_gate
from services.consultation.metadata import TABLES
from services.consultation.unit import store as units


class AssignmentPolicy(BaseModel):
    return_working_days: int = Field(ge=0, le=366)
    urgent_return_working_days: int = Field(default=1, ge=0, le=366)
    dispute_working_days: int = Field(default=3, ge=0, le=366)


POLICY = Policy("assignment", AssignmentPolicy, Path(__file__).with_name("policy.yaml"), TABLES)
CALENDAR = Policy("calendar", CalendarPolicy, Path(__file__).with_name("calendar.yaml"), TABLES)


@dataclass(frozen=True)
class Wanted:
    """One assignment as the meeting decided it; no ``suggestions`` are all of them."""

    proposal_id: str
    unit_id: str
    role: UnitRole
    cycle: int = 1
    suggestions: Sequence[int] = ()
    urgent: bool = False


async def issue(tx: Tx, wanted: Wanted) -> Loaded[Assignment]:
    matter = await _assignable(tx, wanted.proposal_id)
    return await _issue(tx, new_id(tx), wanted, matter)


async def issue_batch(tx: Tx, batch: Sequence[Wanted]) -> list[Loaded[Assignment] | DomainRefusal]:
    """Each assignment in a savepoint of its own: what one rule refuses leaves the others issued."""
    # All locks first and in one order, or two meetings that share proposals could wait for each other.
    await matters.lock_all(tx, sorted({wanted.proposal_id for wanted in batch}))
    answers: list[Loaded[Assignment] | DomainRefusal] = []
    for wanted in batch:
        try:
            async with tx.connection.begin_nested():
                answers.append(await issue(tx, wanted))
        except DomainRefusal as refusal:
            answers.append(refusal)
    return answers


async def _assignable(tx: Tx, proposal_id: str) -> Matter:
    """Locks the matter: what is assigned on one proposal is decided by one at a time."""
    matter = await matters.find(tx, proposal_id, lock=True)
    if matter is None:
        raise DomainRefusal("not-admitted", "The proposal is not known here as admitted.")
    if matter.withdrawn:
        raise DomainRefusal("withdrawn", "The proposal was withdrawn.")
    return matter


async def _issue(tx: Tx, assignment_id: str, wanted: Wanted, matter: Matter) -> Loaded[Assignment]:
    await units.check_assignable(tx, wanted.unit_id)
    policy = await POLICY.at(tx)
    days = policy.value.urgent_return_working_days if wanted.urgent else policy.value.return_working_days
    calendar = (await CALENDAR.at(tx)).value.calendar
    events = domain.issue(
        assignment_id=assignment_id,
        proposal_id=matter.id,
        unit_id=wanted.unit_id,
        role=wanted.role,
        cycle=wanted.cycle,
        now=tx.now,
        return_until=calendar.add(wall_date(tx.now), days),
        policy_version=policy.version,
        others=[other.state for other in await of_proposal(tx, matter.id)],
        suggestions=wanted.suggestions,
        known=matter.suggestions,
        merge_undone=matter.merge_undone,
        urgent=wanted.urgent,
    )
    return await ASSIGNMENTS.append(tx, assignment_id, None, events, proposal=matter.id)


async def accept(tx: Tx, assignment_id: str) -> Loaded[Assignment]:
    loaded = await load_own(tx, assignment_id)
    events = domain.accept(loaded.state, assignment_id)
    return await ASSIGNMENTS.append(tx, assignment_id, loaded, events)


async def give_back(tx: Tx, assignment_id: str, *, reason: str, suggested_unit: str) -> Loaded[Assignment]:
    loaded = await load_own(tx, assignment_id)
    events = domain.give_back(
        loaded.state, assignment_id, reason=reason, suggested_unit=suggested_unit, today=wall_date(tx.receipt)
    )
    return await ASSIGNMENTS.append(tx, assignment_id, loaded, events)


async def refuse_return(tx: Tx, assignment_id: str, *, reason: str) -> Loaded[Assignment]:
    loaded = await ASSIGNMENTS.load(tx, assignment_id)
    days = (await POLICY.at(tx)).value.dispute_working_days
    until = (await CALENDAR.at(tx)).value.calendar.add(wall_date(tx.now), days)
    events = domain.refuse_return(loaded.state, assignment_id, reason=reason, dispute_until=until)
    return await ASSIGNMENTS.append(tx, assignment_id, loaded, events)


async def dispute(tx: Tx, assignment_id: str, *, statement: str) -> Loaded[Assignment]:
    loaded = await load_own(tx, assignment_id)
    events = ladder.dispute(
        loaded.state, assignment_id, statement=statement, stated_by=tx.actor.name, today=wall_date(tx.receipt)
    )
    return await ASSIGNMENTS.append(tx, assignment_id, loaded, events)


async def decide_dispute(tx: Tx, assignment_id: str, *, unit_id: str | None, reason: str) -> Loaded[Assignment]:
    """A leader's last word: ``unit_id`` handles it from now on, or, without one, the unit that objects."""
    loaded, matter = await _load_on_matter(tx, assignment_id)
    events = ladder.decide(
        loaded.state, assignment_id, moved=unit_id is not None, reason=reason, decided_by=tx.actor.name
    )
    decided = await ASSIGNMENTS.append(tx, assignment_id, loaded, events)
    return decided if unit_id is None else await _move(tx, decided, matter, unit_id)


async def request_helper(tx: Tx, assignment_id: str, *, wanted_unit: str, reason: str) -> Loaded[Assignment]:
    loaded = await load_own(tx, assignment_id)
    events = ladder.request_helper(loaded.state, assignment_id, wanted_unit=wanted_unit, reason=reason)
    await units.check_assignable(tx, wanted_unit)
    return await ASSIGNMENTS.append(tx, assignment_id, loaded, events)


async def decide_helper(
    tx: Tx, assignment_id: str, *, wanted_unit: str, granted: bool, reason: str | None
) -> Loaded[Assignment]:
    """Granted, the helper's assignment is issued in the same transaction."""
    loaded, matter = await _load_on_matter(tx, assignment_id)
    events = ladder.decide_helper(loaded.state, assignment_id, wanted_unit=wanted_unit, granted=granted, reason=reason)
    decided = await ASSIGNMENTS.append(tx, assignment_id, loaded, events)
    if granted:
        helper = Wanted(matter.id, wanted_unit, "helper", decided.state.cycle, urgent=decided.state.urgent)
        await _issue(tx, new_id(tx), helper, matter)
    return decided


async def reassign(tx: Tx, assignment_id: str, *, unit_id: str) -> Loaded[Assignment]:
    """Ends the returned assignment and issues its successor in one transaction; answers the ended one."""
    loaded, matter = await _load_on_matter(tx, assignment_id)
    return await _move(tx, loaded, matter, unit_id)


async def _load_on_matter(tx: Tx, assignment_id: str) -> tuple[Loaded[Assignment], Matter]:
    """The matter is locked before the assignment, as on withdrawal, so that the two cannot wait for each other."""
    proposal_id = (await ASSIGNMENTS.load(tx, assignment_id, lock=False)).state.proposal_id
    matter = await _assignable(tx, proposal_id)
    return await ASSIGNMENTS.load(tx, assignment_id), matter


async def _move(tx: Tx, loaded: Loaded[Assignment], matter: Matter, unit_id: str) -> Loaded[Assignment]:
    successor_id = new_id(tx)
    events = domain.reassign(loaded.state, loaded.id, successor_id=successor_id, unit_id=unit_id)
    ended = await ASSIGNMENTS.append(tx, loaded.id, loaded, events)
    old = ended.state
    wanted = Wanted(matter.id, unit_id, old.role, old.cycle, old.suggestions, old.urgent)
    await _issue(tx, successor_id, wanted, matter)
    await call_off(tx, loaded.id, "交办已改派。")
    return ended


async def cancel(tx: Tx, assignment_id: str, *, reason: str) -> Loaded[Assignment]:
    loaded = await ASSIGNMENTS.load(tx, assignment_id)
    events = domain.cancel(loaded.state, assignment_id, reason=reason)
    await call_off(tx, assignment_id, "交办已撤销。")
    return await ASSIGNMENTS.append(tx, assignment_id, loaded, events)


async def agree_plan(tx: Tx, assignment_id: str, *, plan: str) -> Loaded[Assignment]:
    loaded = await load_own(tx, assignment_id)
    events = domain.agree_plan(loaded.state, assignment_id, plan=plan)
    await require_gate(tx, "plan_agreed", assignment_id, loaded.state)
    return await ASSIGNMENTS.append(tx, assignment_id, loaded, events)


async def mark_replied(tx: Tx, loaded: Loaded[Assignment], reply_id: str) -> Loaded[Assignment]:
    events = domain.reply(loaded.state, loaded.id, reply_id=reply_id)
    return await ASSIGNMENTS.append(tx, loaded.id, loaded, events)


async def on_withdrawn(tx: Tx, event: ProposalWithdrawn) -> None:
    """Submission's decision stands: what is not answered yet is cancelled, and the unit sees why."""
    await matters.mark_withdrawn(tx, event.proposal_id)
    await _cancel(tx, await of_proposal(tx, event.proposal_id, lock=True), "提案已撤案", event.reason)


async def on_merge_undone(tx: Tx, event: MergeUndone) -> None:
    """Submission's decision stands: what was assigned for all that had been merged, when it was not known here yet, is
    cancelled as far as it is not answered, and the unit sees why. What was assigned afterwards goes on, also where a
    restored store hears of the undoing once more."""
    if event.proposers is None:
        return
    await matters.undo_merge(tx, event.proposal_id, event.proposers)
    crossed = [one for one in await of_proposal(tx, event.proposal_id, lock=True) if not one.state.merge_undone]
    await _cancel(tx, crossed, "并案已撤销", event.reason)


async def _cancel(tx: Tx, assignments: Sequence[Loaded[Assignment]], what: str, reason: str) -> None:
    for loaded in assignments:
        if loaded.state.state in domain.TRANSITIONS["cancel"]:
            events = domain.cancel(loaded.state, loaded.id, reason=f"{what}：{reason}"[:20_000])
            await call_off(tx, loaded.id, f"{what}。")
            await ASSIGNMENTS.append(tx, loaded.id, loaded, events)


async def on_rehandling_ordered(tx: Tx, event: RehandlingOrdered) -> None:
    loaded = await ASSIGNMENTS.find(tx, event.assignment_id)
    if (
        loaded is None
        or loaded.state.state not in domain.TRANSITIONS["reopen"]
        or event.next_cycle <= loaded.state.cycle
    ):
        return
    events = domain.reopen(loaded.state, loaded.id, cycle=event.next_cycle, now=tx.receipt)
    await call_off(tx, loaded.id, "已责成重新办理，由下一轮协商代替。")
    await ASSIGNMENTS.append(tx, loaded.id, loaded, events)


async def on_supervision_closed(tx: Tx, event: SupervisionClosed | ClosedUnsigned) -> None:
    for loaded in await of_proposal(tx, event.proposal_id, lock=True):
        if loaded.state.role != "helper":
            if loaded.state.state in domain.TRANSITIONS["close"]:
                await close_or_wait(tx, loaded)
        elif loaded.state.state in domain.TRANSITIONS["close_as_helper"]:
            await ASSIGNMENTS.append(tx, loaded.id, loaded, domain.close(loaded.state, loaded.id))
