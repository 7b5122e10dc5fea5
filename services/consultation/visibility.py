"""Who sees which rows: staff see all, a unit what is its own, a member what belongs to their proposals."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Table, false, or_, select, true

from chassis.eventlog import Actor, Tx
from chassis.problems import NotFound
from contracts.base import UnitRole
from services.consultation.assignment.domain import NO_ANSWER
from services.consultation.assignment.store import ASSIGNMENTS
from services.consultation.forum.domain import Forum
from services.consultation.forum.store import FORUMS
from services.consultation.matter.store import MATTERS
from services.consultation.meeting.store import CONSULTATIONS
from services.consultation.point.store import POINTS
from services.consultation.reply.store import REPLIES

STAFF = (
    "clerk",
    "chair",
    "assigning_office",
    "supervisor",
    "county_admin",
    "city_viewer",
    "city_admin",
    "auditor",
)
READERS = (*STAFF, "member", "unit", "unit_leader")
CONFERENCE = ("clerk", "chair", "county_admin", "auditor")
"""Those of the conference itself, and who audits it."""


def _units(actor: Actor) -> frozenset[str]:
    return actor.units if actor.roles & {"unit", "unit_leader"} else frozenset()


def _own(actor: Actor, unit: ColumnElement[Any]) -> ColumnElement[bool]:
    return unit.in_(sorted(_units(actor)))


def _proposed(actor: Actor, county: str, proposal: ColumnElement[Any]) -> ColumnElement[bool]:
    """Rows of proposals that the caller is a proposer of."""
    if "member" not in actor.roles or actor.member_id is None:
        return false()
    mine = select(MATTERS.c.id).where(MATTERS.c.county == county, MATTERS.c.proposers.contains([actor.member_id]))
    return proposal.in_(mine)


def _assigned(
    actor: Actor, county: str, proposal: ColumnElement[Any], role: UnitRole | None = None
) -> ColumnElement[bool]:
    """Rows of proposals that the caller's unit works on or has answered, in ``role`` where one is named: what it
    promised is to be kept after the close."""
    units = sorted(_units(actor))
    if not units:
        return false()
    a = ASSIGNMENTS.table
    query = select(a.c.proposal_id).where(a.c.county == county, a.c.unit_id.in_(units), a.c.status.not_in(NO_ANSWER))
    return proposal.in_(query if role is None else query.where(a.c.role == role))


def _scope(actor: Actor, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return true() if actor.roles & set(STAFF) else or_(false(), *conditions)


def sees_matter(actor: Actor, county: str) -> ColumnElement[bool]:
    proposal = MATTERS.c.id
    return _scope(actor, _assigned(actor, county, proposal), _proposed(actor, county, proposal))


def sees_assignment(actor: Actor, county: str) -> ColumnElement[bool]:
    t = ASSIGNMENTS.table
    return _scope(actor, _own(actor, t.c.unit_id), _proposed(actor, county, t.c.proposal_id))


def counts_assignment(actor: Actor) -> ColumnElement[bool]:
    """Of a unit's figures: what it has proposed itself is others' work."""
    return _scope(actor, _own(actor, ASSIGNMENTS.table.c.unit_id))


def sees_consultation(actor: Actor, county: str) -> ColumnElement[bool]:
    t = CONSULTATIONS.table
    return _scope(actor, _own(actor, t.c.unit_id), _proposed(actor, county, t.c.proposal_id))


def sees_reply(actor: Actor, county: str) -> ColumnElement[bool]:
    """Helpers read the versions that they countersign; proposers and other units read a reply once it is issued."""
    t = REPLIES.table
    concerned = or_(_assigned(actor, county, t.c.proposal_id), _proposed(actor, county, t.c.proposal_id))
    return _scope(
        actor,
        _own(actor, t.c.unit_id),
        _assigned(actor, county, t.c.proposal_id, "helper"),
        concerned & (t.c.status == "issued"),
    )


def sees_forum(actor: Actor, county: str) -> ColumnElement[bool]:
    """Whoever is invited."""
    t = FORUMS.table
    own = [t.c.units.overlap(sorted(_units(actor)))] if _units(actor) else []
    if "member" in actor.roles and actor.member_id is not None:
        own.append(t.c.members.contains([actor.member_id]))
    return _scope(actor, *own)


def reads_documents(actor: Actor, forum: Forum) -> bool:
    """The conference and whoever takes part; not all who see the meeting: what is handed out there is for those."""
    invited = "member" in actor.roles and actor.member_id in forum.members
    return invited or bool(actor.roles & set(CONFERENCE)) or bool(_units(actor) & set(forum.units))


def sees_point(actor: Actor, county: str) -> ColumnElement[bool]:
    """The unit that it is put to, whoever asked, and the proposers of what it is about."""
    t = POINTS.table
    asked = t.c.member_id == actor.member_id if "member" in actor.roles and actor.member_id else false()
    return _scope(actor, _own(actor, t.c.unit_id), asked, _proposed(actor, county, t.c.proposal_id))


async def must_see(tx: Tx, table: Table, id: str, condition: ColumnElement[bool]) -> Mapping[str, Any]:
    """The row, or :class:`NotFound`: what the caller may not see does not exist for them."""
    query = select(table).where(table.c.county == tx.county, table.c.id == id, condition)
    row = (await tx.connection.execute(query)).mappings().first()
    if row is None:
        raise NotFound(f"{table.name} {id}")
    return dict(row)
