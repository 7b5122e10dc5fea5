"""What puts an item on the committee's list, and what the committee's clerks record of it."""

from datetime import date

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx, new_id
from chassis.problems import NotFound
from contracts.base import Form
from contracts.supervision import MemberSignedOff
from services.supervision.talk import domain
from services.supervision.talk.domain import ProcessTalk
from services.supervision.talk.store import TALKS

STAFF = frozenset({"clerk", "chair", "supervisor", "county_admin", "city_viewer", "auditor"})
"""Who sees the committee's list; anybody else sees their own."""


async def on_signed(tx: Tx, signed: MemberSignedOff) -> None:
    """In the signature's own transaction: none is signed and not heard."""
    if domain.calls(signed):
        id = new_id(tx)
        await TALKS.append(tx, id, None, domain.call(id, signed, wall_date(tx.now)))


async def read(tx: Tx, talk_id: str) -> Loaded[ProcessTalk]:
    """For a member, what another member said of the process does not exist."""
    found = await TALKS.load(tx, talk_id, lock=False)
    if not tx.actor.roles & STAFF and tx.actor.member_id != found.state.member_id:
        raise NotFound(f"process_talks {talk_id}")
    return found


async def hold(tx: Tx, talk_id: str, held_on: date, form: Form, outcome: str) -> Loaded[ProcessTalk]:
    found = await TALKS.load(tx, talk_id)
    events = domain.hold(
        found.state,
        talk_id,
        held_on=held_on,
        form=form,
        outcome=outcome,
        recorded_by=tx.actor.name,
        today=wall_date(tx.now),
    )
    return await TALKS.append(tx, talk_id, found, events)


async def end(tx: Tx, talk_id: str, conclusion: str, *, declined: bool) -> Loaded[ProcessTalk]:
    found = await TALKS.load(tx, talk_id)
    events = domain.end(found.state, talk_id, conclusion=conclusion, declined=declined, ended_by=tx.actor.name)
    return await TALKS.append(tx, talk_id, found, events)
