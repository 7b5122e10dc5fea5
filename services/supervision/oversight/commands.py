"""What changes a supervision."""

from datetime import date
from pathlib import Path

from pydantic import BaseModel

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx
from chassis.policy import Policy
from contracts.base import DomainRefusal, Line
from contracts.submission import ProposalAdmitted, ProposalWithdrawn
from services.supervision.handling import store as handlings
from services.supervision.metadata import TABLES
from services.supervision.oversight import domain
from services.supervision.oversight.domain import ActivityKind, Oversight
from services.supervision.oversight.store import OVERSIGHTS, key_number_taken, oversight_id


class OversightPolicy(BaseModel):
    default_supervisor: Line


POLICY = Policy("oversight", OversightPolicy, Path(__file__).with_name("policy.yaml"), TABLES)


async def on_admitted(tx: Tx, event: ProposalAdmitted) -> None:
    """What consultation has told already is acted on now."""
    await handlings.note_admitted(tx, event.proposal_id)
    id = oversight_id(event.proposal_id)
    if await OVERSIGHTS.find(tx, id) is not None:
        return
    default = (await POLICY.at(tx)).value.default_supervisor
    await OVERSIGHTS.append(tx, id, None, domain.open_for(event, default))
    await appoint_default(tx, event.proposal_id)
    for handling in await handlings.answering(tx, event.proposal_id):
        if handling.disputed_reply is not None:
            await committee_due(
                tx, event.proposal_id, handling.disputed_reply, handling.assignment_id, handling.unit_id
            )
    await close_when_settled(tx, event.proposal_id)


async def on_withdrawn(tx: Tx, event: ProposalWithdrawn) -> None:
    found = await OVERSIGHTS.find(tx, oversight_id(event.proposal_id))
    if found is not None:
        await OVERSIGHTS.append(tx, found.id, found, domain.cancel(found.state, event.reason))


async def appoint_default(tx: Tx, proposal_id: str) -> None:
    found = await OVERSIGHTS.find(tx, oversight_id(proposal_id))
    committee = await handlings.linked_committee(tx, proposal_id)
    if found is not None and committee is not None:
        await OVERSIGHTS.append(tx, found.id, found, domain.appoint_default(found.state, committee))


async def committee_due(tx: Tx, proposal_id: str, reply_id: str, assignment_id: str, unit_id: str) -> None:
    found = await OVERSIGHTS.find(tx, oversight_id(proposal_id))
    if found is not None:
        events = domain.committee_due(found.state, reply_id=reply_id, assignment_id=assignment_id, unit_id=unit_id)
        await OVERSIGHTS.append(tx, found.id, found, events)


async def close_when_settled(tx: Tx, proposal_id: str) -> None:
    """Locks the supervision *before* reading the handlings: two last signatures at once must see each other."""
    found = await OVERSIGHTS.find(tx, oversight_id(proposal_id))
    if found is None:
        return
    answering = await handlings.answering(tx, proposal_id)
    if all(handling.signed_cycle >= handling.cycle for handling in answering):
        results = [handling.result for handling in answering if handling.result is not None]
        await OVERSIGHTS.append(tx, found.id, found, domain.close(found.state, results, tx.now))


async def appoint(tx: Tx, proposal_id: str, supervisor: str) -> Loaded[Oversight]:
    found = await OVERSIGHTS.load(tx, oversight_id(proposal_id))
    return await OVERSIGHTS.append(tx, found.id, found, domain.appoint(found.state, supervisor))


async def designate_key(tx: Tx, proposal_id: str, key_number: int | None, leader: str) -> Loaded[Oversight]:
    found = await OVERSIGHTS.load(tx, oversight_id(proposal_id))
    events = domain.designate_key(found.state, key_number, leader)
    if key_number is not None and await key_number_taken(tx, key_number):
        raise DomainRefusal("key-number-taken", f"Number {key_number} belongs to another proposal.")
    return await OVERSIGHTS.append(tx, found.id, found, events)


async def designate_tracked(tx: Tx, proposal_id: str, reason: str) -> Loaded[Oversight]:
    found = await OVERSIGHTS.load(tx, oversight_id(proposal_id))
    return await OVERSIGHTS.append(tx, found.id, found, domain.designate_tracked(found.state, reason))


async def hold_activity(
    tx: Tx, proposal_id: str, kind: ActivityKind, held_on: date, findings: str
) -> Loaded[Oversight]:
    found = await OVERSIGHTS.load(tx, oversight_id(proposal_id))
    events = domain.hold_activity(found.state, kind, held_on, findings, wall_date(tx.now))
    return await OVERSIGHTS.append(tx, found.id, found, events)


async def urge(tx: Tx, proposal_id: str, assignment_id: str, text: str) -> Loaded[Oversight]:
    found = await OVERSIGHTS.load(tx, oversight_id(proposal_id))
    handling = await handlings.find(tx, assignment_id)
    if handling is None or handling.proposal_id != proposal_id or handling.ended:
        raise DomainRefusal("unknown-assignment", "The proposal has no such assignment under way.")
    return await OVERSIGHTS.append(tx, found.id, found, domain.urge(found.state, assignment_id, text))


async def close_unsigned(tx: Tx, proposal_id: str, reason: str) -> Loaded[Oversight]:
    found = await OVERSIGHTS.load(tx, oversight_id(proposal_id))
    answering = await handlings.answering(tx, proposal_id)
    events = domain.close_unsigned(
        found.state,
        reason,
        all_replied=bool(answering) and all(handling.replied_cycle >= handling.cycle for handling in answering),
        all_signed=all(handling.signed_cycle >= handling.cycle for handling in answering),
    )
    return await OVERSIGHTS.append(tx, found.id, found, events)
