"""Commands on supervisions, and what other services' events mean for them."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx, new_id
from chassis.history import history
from chassis.policy import Policy
from chassis.problems import NotFound
from contracts.base import DomainRefusal, Event, Line, Rating
from contracts.consultation import AssignmentCancelled, AssignmentIssued, AssignmentReassigned
from contracts.submission import MergeUndone, ProposalAdmitted, ProposalWithdrawn, UnitEnrolled
from contracts.supervision import UrgeAnswered, UrgeIssued
from services.supervision.activity import commands as activities
from services.supervision.deadline import commands as deadlines
from services.supervision.deadline.store import DEADLINES, deadline_id
from services.supervision.handling import store as handlings
from services.supervision.metadata import TABLES
from services.supervision.oversight import domain, store
from services.supervision.oversight.domain import Oversight
from services.supervision.oversight.store import OVERSIGHTS, oversight_id
from services.supervision.signoff import store as sign_offs
from services.supervision.signoff.policy import POLICY as SIGN_OFF_POLICY


class OversightPolicy(BaseModel):
    default_supervisor: Line


POLICY = Policy("oversight", OversightPolicy, Path(__file__).with_name("policy.yaml"), TABLES)


async def on_admitted(tx: Tx, event: ProposalAdmitted) -> None:
    """The assignment may have come first: then its unit's committee is known already."""
    await store.note_admitted(tx, event)
    supervisor = await supervisor_by_default(tx, event.proposal_id)
    events = domain.open_for(event, supervisor, wall_date(tx.receipt))
    await OVERSIGHTS.append(tx, oversight_id(event.proposal_id), None, events)
    await close_when_settled(tx, event.proposal_id)


async def supervisor_by_default(tx: Tx, proposal_id: str) -> str:
    """The committee linked to its unit, or the policy's while no unit is known."""
    committee = await store.committee_of_handling(tx, proposal_id)
    return committee or (await POLICY.at(tx)).value.default_supervisor


async def on_withdrawn(tx: Tx, event: ProposalWithdrawn) -> None:
    """Before its admission there is nothing to end."""
    await activities.hold(tx, event.proposal_id)
    oversight = await OVERSIGHTS.find(tx, oversight_id(event.proposal_id))
    if oversight is not None:
        events = domain.cancel(oversight.state, event.reason)
        cancelled = await OVERSIGHTS.append(tx, oversight.id, oversight, events)
        for one in events:
            await activities.lapse(tx, one, cancelled)


async def on_merge_undone(tx: Tx, event: MergeUndone) -> None:
    """It stays supervised, with its number, for fewer proposers."""
    oversight = await OVERSIGHTS.find(tx, oversight_id(event.proposal_id))
    if oversight is not None and event.proposers is not None:
        await OVERSIGHTS.append(tx, oversight.id, oversight, domain.change_proposers(oversight.state, event.proposers))


async def on_unit(tx: Tx, event: UnitEnrolled) -> None:
    await store.note_unit(tx, event.unit_id, event.name, event.linked_committee)
    for proposal_id in await handlings.proposals_of_unit(tx, event.unit_id):
        await _appoint_default(tx, proposal_id)


async def on_assigned(tx: Tx, event: AssignmentIssued) -> None:
    """It may turn out to be the helper that an expected successor is: then nothing waits for it any more."""
    await handlings.note_assigned(tx, event.assignment_id, event.proposal_id, event.unit_id, event.role, event.cycle)
    await _appoint_default(tx, event.proposal_id)
    await close_when_settled(tx, event.proposal_id)


async def on_ended(tx: Tx, event: AssignmentCancelled | AssignmentReassigned) -> None:
    if isinstance(event, AssignmentReassigned):
        await handlings.note_expected(tx, event.successor_id, event.proposal_id, event.unit_id)
    await handlings.end(tx, event.assignment_id)
    await _appoint_default(tx, event.proposal_id)
    await close_when_settled(tx, event.proposal_id)


async def _appoint_default(tx: Tx, proposal_id: str) -> None:
    oversight = await OVERSIGHTS.find(tx, oversight_id(proposal_id))
    committee = await store.committee_of_handling(tx, proposal_id)
    if oversight is not None and committee is not None:
        events = domain.appoint_default(oversight.state, committee)
        await OVERSIGHTS.append(tx, oversight.id, oversight, events)


async def note_signed(tx: Tx, assignment_id: str, proposal_id: str, cycle: int, result: Rating) -> None:
    """A reply is signed by all who were asked; the proposal closes with its last one."""
    await handlings.note_signed(tx, assignment_id, cycle, result)
    await close_when_settled(tx, proposal_id)


async def close_when_settled(tx: Tx, proposal_id: str) -> None:
    """Locks the supervision *before* reading the handlings: two last signatures at once must see each other."""
    oversight = await OVERSIGHTS.find(tx, oversight_id(proposal_id))
    if oversight is None:
        return
    results = await handlings.results(tx, proposal_id)
    if results:
        await OVERSIGHTS.append(tx, oversight.id, oversight, domain.close(oversight.state, results, tx.now))


async def _reclassified(tx: Tx, found: Loaded[Oversight], events: Sequence[Event]) -> Loaded[Oversight]:
    """Another class may have another term."""
    changed = await OVERSIGHTS.append(tx, found.id, found, events)
    if events:
        await deadlines.follow_term(tx, found.state.proposal_id)
    return changed


async def track_after_second_dissatisfaction(tx: Tx, proposal_id: str) -> None:
    oversight = await OVERSIGHTS.find(tx, oversight_id(proposal_id))
    if oversight is not None:
        await _reclassified(tx, oversight, domain.track_after_second_dissatisfaction(oversight.state))


async def appoint(tx: Tx, proposal_id: str, supervisor: str) -> Loaded[Oversight]:
    found = await OVERSIGHTS.load(tx, oversight_id(proposal_id))
    return await OVERSIGHTS.append(tx, found.id, found, domain.appoint(found.state, supervisor))


async def designate_key(tx: Tx, proposal_id: str, key_number: int | None, leader: str) -> Loaded[Oversight]:
    found = await OVERSIGHTS.load(tx, oversight_id(proposal_id))
    if key_number is not None and await store.key_number_taken(tx, found.state.session_id, key_number):
        raise DomainRefusal("key-number-taken", f"Number {key_number} belongs to another proposal of this session.")
    return await _reclassified(tx, found, domain.designate_key(found.state, key_number, leader))


async def designate_tracked(tx: Tx, proposal_id: str, reason: str) -> Loaded[Oversight]:
    found = await OVERSIGHTS.load(tx, oversight_id(proposal_id))
    return await _reclassified(tx, found, domain.designate_tracked(found.state, reason))


async def urge(tx: Tx, proposal_id: str, assignment_id: str, text: str) -> Loaded[Oversight]:
    """Only a unit that still owes its reply is urged."""
    found = await OVERSIGHTS.load(tx, oversight_id(proposal_id))
    deadline = await DEADLINES.find(tx, deadline_id(assignment_id), lock=False)
    if deadline is None or deadline.state.proposal_id != proposal_id:
        raise NotFound(f"assignment {assignment_id} of {proposal_id}")
    if deadline.state.state not in ("running", "missed"):
        raise DomainRefusal("not-due", f"The deadline is {deadline.state.state}; there is nothing to urge.")
    (urged,) = domain.urge(found.state, new_id(tx), assignment_id, deadline.state.unit_id, text)
    await store.note_urge(tx, urged, tx.now)
    return await OVERSIGHTS.append(tx, found.id, found, [urged])


async def answer_urge(tx: Tx, urge_id: str, text: str) -> Loaded[Oversight]:
    """By the unit that was urged; for any other the urge does not exist."""
    urged = await store.find_urge(tx, urge_id)
    if urged is None or urged["unit_id"] not in tx.actor.units:
        raise NotFound(f"urges {urge_id}")
    found = await OVERSIGHTS.load(tx, oversight_id(urged["proposal_id"]))
    events = domain.answer_urge(found.state, urge_id, urged["assignment_id"], urged["unit_id"], text)
    await store.note_answer(tx, urge_id, text, tx.now)
    return await OVERSIGHTS.append(tx, found.id, found, events)


async def rebuild(tx: Tx, oversight: Loaded[Oversight]) -> None:
    """The urges, where a restored store took their events back."""
    for past in await history(tx, OVERSIGHTS, oversight.id):
        match past.event:
            case UrgeIssued(urge_id=str()):
                await store.note_urge(tx, past.event, past.at)
            case UrgeAnswered():
                await store.note_answer(tx, past.event.urge_id, past.event.text, past.at)
            case _:
                pass


async def close_unsigned(tx: Tx, proposal_id: str, why: domain.Unsigned, reason: str) -> Loaded[Oversight]:
    """The last resort: every unit has replied, and who is there to be reminded was reminded as often as the county has
    it."""
    found = await OVERSIGHTS.load(tx, oversight_id(proposal_id))
    if not await handlings.awaits_signature(tx, proposal_id):
        raise DomainRefusal("nothing-awaits", "No reply waits for a signature; there is nothing to close unsigned.")
    if await handlings.owes_reply(tx, proposal_id):
        raise DomainRefusal("reply-owed", "A unit has not replied yet; what it owes is not closed.")
    reminders = len((await SIGN_OFF_POLICY.at(tx)).value.remind_after_days)
    if why not in domain.CANNOT and (reminded := await sign_offs.least_reminded(tx, proposal_id)) < reminders:
        raise DomainRefusal(
            "reminders-first", f"The members are reminded {reminders} times first; so far it was {reminded}."
        )
    return await OVERSIGHTS.append(tx, found.id, found, domain.close_unsigned(found.state, why, reason))


async def ended(tx: Tx, proposal_id: str, *, lock: bool = False) -> bool:
    """Closed, withdrawn or given up: nobody is asked any more."""
    found = await OVERSIGHTS.find(tx, oversight_id(proposal_id), lock=lock)
    return found is not None and found.state.state != "open"


async def require_open(tx: Tx, proposal_id: str) -> None:
    """A proposal that was closed unsigned stays so: a later signature must not turn it into a satisfied one."""
    found = await OVERSIGHTS.find(tx, oversight_id(proposal_id))
    if found is not None and found.state.state != "open":
        raise DomainRefusal("state", f"The supervision is {found.state.state}; nothing is signed any more.")
