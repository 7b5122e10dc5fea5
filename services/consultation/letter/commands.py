"""What a letter needs, gathered as of the letter's own day: asked for again next year it is the same one."""

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from chassis.clock import WALL, wall_date
from chassis.eventlog import Tx
from chassis.policy import Policy
from contracts.base import DomainRefusal
from contracts.letter import Document
from services.consultation.assignment.domain import NO_ANSWER, Assignment
from services.consultation.assignment.store import ASSIGNMENTS, of_proposal
from services.consultation.letter import domain, store
from services.consultation.letter.domain import Case
from services.consultation.letter.wording import Wording
from services.consultation.matter import store as matters
from services.consultation.meeting.store import CONSULTATIONS
from services.consultation.metadata import TABLES
from services.consultation.reply.store import REPLIES
from services.consultation.visibility import must_see, sees_assignment, sees_consultation, sees_reply

POLICY = Policy("letter", Wording, Path(__file__).with_name("policy.yaml"), TABLES)


async def reply_letter(tx: Tx, reply_id: str) -> Document:
    """Of what was issued, with its number and date, by the wording of that day; of any other version a draft."""
    row = await must_see(tx, REPLIES.table, reply_id, sees_reply(tx.actor, tx.county))
    reply = REPLIES.loaded(row).state
    at = reply.issued_at or reply.drafted_at or tx.now
    helpers = {opinion.unit_id for opinion in reply.opinions} | set(reply.helper_silent)
    units = await _names(tx, "unit", {reply.unit_id, *helpers}, at)
    return domain.reply_letter(
        reply,
        await _case(tx, reply.proposal_id, at),
        (await POLICY.at(tx, at)).value,
        unit=units[reply.unit_id],
        units=units,
        on=wall_date(at),
    )


async def assignment_letter(tx: Tx, assignment_id: str) -> Document:
    """By the wording of the day of issue; who else handles the proposal, and whether this has ended, are as of now."""
    row = await must_see(tx, ASSIGNMENTS.table, assignment_id, sees_assignment(tx.actor, tx.county))
    assignment = ASSIGNMENTS.loaded(row).state
    at = assignment.issued_at
    others = [one.state for one in await of_proposal(tx, assignment.proposal_id) if _beside(one.id, one.state, row)]
    units = await _names(tx, "unit", {assignment.unit_id, *(other.unit_id for other in others)}, at)
    return domain.assignment_letter(
        assignment,
        await _case(tx, assignment.proposal_id, at),
        (await POLICY.at(tx, at)).value,
        unit=units[assignment.unit_id],
        beside=[(other.role, units[other.unit_id]) for other in others],
        on=wall_date(at),
    )


def _beside(id: str, other: Assignment, row: Mapping[str, Any]) -> bool:
    return id != row["id"] and other.state not in NO_ANSWER


async def minutes(tx: Tx, consultation_id: str) -> Document:
    row = await must_see(tx, CONSULTATIONS.table, consultation_id, sees_consultation(tx.actor, tx.county))
    held = CONSULTATIONS.loaded(row).state
    on = domain.held_on(held)
    assignment = await ASSIGNMENTS.load(tx, held.assignment_id, lock=False)
    at = datetime.combine(on, datetime.max.time(), tzinfo=WALL)
    units = await _names(tx, "unit", {assignment.state.unit_id}, at)
    # Who takes part may be given as a member's id or in words.
    came = (*(held.present or ()), *held.attendance)
    present = {one.member_id for one in came if one.member_id is not None}
    members = await store.names(tx, "member", {*held.participants, *held.confirmed_by, *present}, at)
    return domain.minutes(
        held,
        await _case(tx, held.proposal_id, at),
        (await POLICY.at(tx, at)).value,
        unit=units[assignment.state.unit_id],
        members=members,
        on=on,
    )


async def _case(tx: Tx, proposal_id: str, at: datetime) -> Case:
    matter = await matters.find(tx, proposal_id)
    assert matter is not None  # an assignment is issued on a known matter only, and matters are never deleted
    session = await store.session(tx, matter.session_id) if matter.session_id else None
    if session is None or matter.channel is None:
        raise DomainRefusal("not-known-yet", "The session of the proposal has not come here yet; try again shortly.")
    originals = await matters.originals(tx, proposal_id)
    bodies = list(dict.fromkeys(one.body_id for one in originals if one.body_id))
    # Who filed for a body is not addressed in person, but where they proposed another one themselves.
    officers = {one.first_proposer for one in originals if one.body_id}
    officers -= {one.first_proposer for one in originals if one.body_id is None}
    members = [id for id in matter.proposers if id not in officers]
    called = await _names(tx, "member", members, at)
    bodies_called = await _names(tx, "body", bodies, at)
    return Case(
        channel=matter.channel,
        case_number=matter.case_number,
        title=matter.title,
        term=session[0],
        session_number=session[1],
        members=tuple(called[id] for id in members),
        bodies=tuple(bodies_called[id] for id in bodies),
        texts=matter.texts,
    )


async def _names(tx: Tx, kind: store.Named, ids: Collection[str], at: datetime) -> dict[str, str]:
    """Of all of them: an id in place of a name would go out under a seal."""
    found = await store.names(tx, kind, ids, at)
    missing = sorted(set(ids) - found.keys())
    if missing:
        raise DomainRefusal(
            "not-known-yet", f"The name of {kind} {', '.join(missing)} has not come here yet; try again shortly."
        )
    return found
