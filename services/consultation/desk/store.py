"""The handling of proposals as the desk looks at it: as many statements for thousands of them as for one."""

import asyncio
from collections.abc import AsyncGenerator, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, RowMapping, Select, and_, false, func, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on

from chassis.eventlog import Actor, Loaded, Tx
from chassis.problems import Invalid
from services.consultation.assignment.domain import ENDED, Assignment
from services.consultation.assignment.store import ASSIGNMENTS
from services.consultation.desk.deadlines import dues, earliest
from services.consultation.desk.domain import Handling
from services.consultation.matter.store import MATTERS, first_proposers, supervised
from services.consultation.meeting.domain import Consultation
from services.consultation.meeting.store import CONSULTATIONS
from services.consultation.point.domain import Point
from services.consultation.point.store import OPEN, POINTS
from services.consultation.reply.domain import Reply
from services.consultation.reply.store import REPLIES

CHUNK = 100
"""Rows after which others have their turn on the loop, and proposals that are looked at once at least."""


@dataclass(frozen=True)
class Place:
    """Where a proposal stands in a desk's order: by the first date that runs there, then by its id."""

    due: date
    id: str

    @classmethod
    def parse(cls, token: str) -> "Place":
        due, between, id = token.partition("~")
        try:
            found = cls(date.fromisoformat(due), id)
        except ValueError as error:
            raise Invalid("after is not a cursor of this list") from error
        if not between:
            raise Invalid("after is not a cursor of this list")
        return found

    def __str__(self) -> str:
        return f"{self.due}~{self.id}"


@dataclass(frozen=True)
class Named:
    case_number: int
    title: str
    proposers: tuple[str, ...]


def open_proposals(county: str) -> Select[tuple[str]]:
    """Those of which something is assigned and not ended."""
    a = ASSIGNMENTS.table.c
    return select(a.proposal_id).where(a.county == county, a.status.not_in(ENDED))


def may_wait_for(actor: Actor, county: str, seen: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition on ``matters``: whatever has a step for the caller, and as little else as the stored states tell.

    ``seen``, a condition on ``matters`` too, is of what a unit or a member sees.
    """
    a, c, r, id = ASSIGNMENTS.table.c, CONSULTATIONS.table.c, REPLIES.table.c, MATTERS.c.id
    held = open_proposals(county)
    disputed = select(c.proposal_id).where(c.county == county, c.status == "disputed")
    to_vet_or_issue = (
        select(r.proposal_id)
        .join(ASSIGNMENTS.table, and_(a.county == r.county, a.id == r.assignment_id))
        .where(r.county == county, r.status.in_(("approved", "vetted")), a.status == "plan_agreed")
    )
    offices = {
        "assigning_office": or_(
            id.in_(held.where(or_(a.status == "returned", a.helper_wanted))), id.in_(to_vet_or_issue)
        ),
        "supervisor": id.in_(held.where(a.status == "disputed")),
        "clerk": id.in_(disputed),
    }
    conditions = [condition for role, condition in offices.items() if role in actor.roles]
    if actor.roles & {"unit", "unit_leader"} and actor.units:
        conditions.append(id.in_(held.where(a.unit_id.in_(sorted(actor.units)))))
    if "member" in actor.roles and actor.member_id is not None:
        recorded = select(c.proposal_id).where(c.county == county, c.status == "recorded")
        conditions.append(and_(MATTERS.c.proposers.contains([actor.member_id]), id.in_(recorded)))
    return and_(or_(false(), *conditions), id.in_(held), seen)


async def named(tx: Tx, proposals: Collection[str]) -> dict[str, Named]:
    m = MATTERS.c
    query = select(m.id, m.case_number, m.title, m.proposers).where(m.county == tx.county, m.id.in_(proposals))
    return {row.id: _named(row) for row in await tx.connection.execute(query)}


def _named(row: Row[*tuple[Any, ...]]) -> Named:
    return Named(row.case_number, row.title, tuple(row.proposers))


async def waiting(
    tx: Tx, actor: Actor, seen: ColumnElement[bool], after: Place | None, limit: int
) -> list[tuple[Place, Named]]:
    """The proposals behind ``after`` that may wait for the caller, in the order of their desk: what is due first comes
    first, a unit's by its own dates; what has no date comes last."""
    own = actor.units if actor.roles <= {"unit", "unit_leader"} else None
    m, first = MATTERS.c, earliest(tx.county, own).subquery()
    due = func.coalesce(first.c.due, date.max)
    query = (
        select(m.id, m.case_number, m.title, m.proposers, due.label("due"))
        .outerjoin_from(MATTERS, first, first.c.proposal_id == m.id)
        .where(m.county == tx.county, may_wait_for(actor, tx.county, seen))
        .order_by(due, m.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(due, m.id) > tuple_(literal(after.due), literal(after.id)))
    return [(Place(row.due, row.id), _named(row)) for row in await tx.connection.execute(query)]


async def handlings(tx: Tx, proposals: Collection[str] | Select[tuple[str]]) -> list[Handling]:
    """Each assignment of the proposals that has not ended, with its cycle's consultations and newest reply."""
    a, c, r = ASSIGNMENTS.table, CONSULTATIONS.table, REPLIES.table
    beside: dict[str, dict[str, Assignment]] = {}
    query = select(a).where(a.c.county == tx.county, a.c.proposal_id.in_(proposals)).order_by(a.c.id)
    async for row in _rows(tx, query):
        beside.setdefault(row["proposal_id"], {})[row["id"]] = ASSIGNMENTS.loaded(row).state
    held = {id: one for of in beside.values() for id, one in of.items() if one.state not in ENDED}
    consultations: dict[str, dict[str, Consultation]] = {id: {} for id in held}
    query = select(c).where(c.c.county == tx.county, c.c.proposal_id.in_(proposals)).order_by(c.c.id)
    async for row in _rows(tx, query):
        if _of_now(row, held):
            consultations[row["assignment_id"]][row["id"]] = CONSULTATIONS.loaded(row).state
    newest: dict[str, tuple[str, Reply]] = {}
    query = (
        select(r)
        .ext(distinct_on(r.c.assignment_id))
        .where(r.c.county == tx.county, r.c.proposal_id.in_(proposals))
        .order_by(r.c.assignment_id, r.c.cycle.desc(), r.c.reply_version.desc())
    )
    async for row in _rows(tx, query):
        # What is out is nobody's step any more: the longest texts are not read for nothing.
        if _of_now(row, held) and row["status"] != "issued":
            newest[row["assignment_id"]] = (row["id"], REPLIES.loaded(row).state)
    firsts, whose = await first_proposers(tx, proposals), await supervised(tx, proposals)
    until = await dues(tx, proposals, held)
    return [
        Handling(
            id,
            one,
            beside[one.proposal_id],
            consultations[id],
            newest.get(id),
            *whose[one.proposal_id],
            firsts[one.proposal_id],
            until,
        )
        for id, one in held.items()
    ]


async def _rows(tx: Tx, query: Select[*tuple[Any, ...]]) -> AsyncGenerator[RowMapping]:
    """All rows of one statement; others have their turn between them."""
    for n, row in enumerate((await tx.connection.execute(query)).mappings(), start=1):
        yield row
        if n % CHUNK == 0:
            await asyncio.sleep(0)


def _of_now(row: RowMapping, held: dict[str, Assignment]) -> bool:
    """Whether it belongs to the present cycle of something that has not ended."""
    assignment = held.get(row["assignment_id"])
    return assignment is not None and row["cycle"] == assignment.cycle


async def open_points(tx: Tx, seen: ColumnElement[bool]) -> list[Loaded[Point]]:
    """Those that wait for an answer, or for somebody to judge it, the most urgent first."""
    t = POINTS.table
    query = select(t).where(t.c.county == tx.county, t.c.status.in_(OPEN), seen).order_by(t.c.due, t.c.id)
    return [POINTS.loaded(row) for row in (await tx.connection.execute(query)).mappings()]
