"""The handling of proposals as the desk looks at it: three statements for a chunk of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import distinct_on

from chassis.eventlog import Loaded, Tx
from services.consultation.assignment.domain import ENDED, Assignment
from services.consultation.assignment.store import ASSIGNMENTS
from services.consultation.desk.domain import Handling
from services.consultation.matter.store import MATTERS
from services.consultation.meeting.domain import Consultation
from services.consultation.meeting.store import CONSULTATIONS
from services.consultation.point.domain import Point
from services.consultation.point.store import OPEN, POINTS
from services.consultation.reply.domain import Reply
from services.consultation.reply.store import REPLIES

CHUNK = 100


@dataclass(frozen=True)
class Named:
    case_number: int
    title: str


async def open_proposals(tx: Tx, seen: ColumnElement[bool], after: str) -> dict[str, Named]:
    """The next proposals behind ``after`` of which something is assigned and not ended, in the order of their ids.

    ``seen`` is a condition on ``matters``.
    """
    a = ASSIGNMENTS.table
    held = select(a.c.proposal_id).where(a.c.county == tx.county, a.c.status.not_in(ENDED))
    query = (
        select(MATTERS.c.id, MATTERS.c.case_number, MATTERS.c.title)
        .where(MATTERS.c.county == tx.county, MATTERS.c.id > after, MATTERS.c.id.in_(held), seen)
        .order_by(MATTERS.c.id)
        .limit(CHUNK)
    )
    found = await tx.connection.execute(query)
    return {row.id: Named(row.case_number, row.title) for row in found}


async def handlings(tx: Tx, proposals: Sequence[str]) -> list[Handling]:
    """Each assignment of the proposals that has not ended, with its cycle's consultations and newest reply."""
    a, c, r = ASSIGNMENTS.table, CONSULTATIONS.table, REPLIES.table
    query = select(a).where(a.c.county == tx.county, a.c.proposal_id.in_(proposals)).order_by(a.c.id)
    beside: dict[str, dict[str, Assignment]] = {}
    for row in (await tx.connection.execute(query)).mappings():
        beside.setdefault(row["proposal_id"], {})[row["id"]] = ASSIGNMENTS.loaded(row).state
    held = {id: one for of in beside.values() for id, one in of.items() if one.state not in ENDED}
    consultations: dict[str, dict[str, Consultation]] = {id: {} for id in held}
    query = select(c).where(c.c.county == tx.county, c.c.assignment_id.in_(held)).order_by(c.c.id)
    for row in (await tx.connection.execute(query)).mappings():
        one = CONSULTATIONS.loaded(row).state
        if one.cycle == held[one.assignment_id].cycle:
            consultations[one.assignment_id][row["id"]] = one
    newest: dict[str, tuple[str, Reply]] = {}
    query = (
        select(r)
        .ext(distinct_on(r.c.assignment_id))
        .where(r.c.county == tx.county, r.c.assignment_id.in_(held))
        .order_by(r.c.assignment_id, r.c.cycle.desc(), r.c.reply_version.desc())
    )
    for row in (await tx.connection.execute(query)).mappings():
        reply = REPLIES.loaded(row).state
        if reply.cycle == held[reply.assignment_id].cycle:
            newest[reply.assignment_id] = (row["id"], reply)
    return [Handling(id, one, beside[one.proposal_id], consultations[id], newest.get(id)) for id, one in held.items()]


async def open_points(tx: Tx, seen: ColumnElement[bool]) -> list[Loaded[Point]]:
    """Those that wait for an answer, or for somebody to judge it, the most urgent first."""
    t = POINTS.table
    query = select(t).where(t.c.county == tx.county, t.c.status.in_(OPEN), seen).order_by(t.c.due, t.c.id)
    return [POINTS.loaded(row) for row in (await tx.connection.execute(query)).mappings()]


async def named(tx: Tx, proposals: Sequence[str]) -> dict[str, Named]:
    query = select(MATTERS.c.id, MATTERS.c.case_number, MATTERS.c.title)
    query = query.where(MATTERS.c.county == tx.county, MATTERS.c.id.in_(proposals))
    return {row.id: Named(row.case_number, row.title) for row in await tx.connection.execute(query)}
