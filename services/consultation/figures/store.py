"""Counts over this service's own rows."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select, true

from chassis.eventlog import Tx
from contracts.base import UnitRole
from services.consultation.assignment.store import ASSIGNMENTS
from services.consultation.matter.store import MATTERS
from services.consultation.meeting.store import CONSULTATIONS
from services.consultation.reply.store import REPLIES


async def _counts(
    tx: Tx, table: Table, keys: list[ColumnElement[Any]], where: ColumnElement[bool] | None = None
) -> list[tuple[Any, ...]]:
    query = (
        select(*keys, func.count())
        .where(table.c.county == tx.county, true() if where is None else where)
        .group_by(*keys)
        .order_by(*keys)
    )
    return [tuple(row) for row in await tx.connection.execute(query)]


async def assignments_by_state(tx: Tx) -> dict[str, int]:
    t = ASSIGNMENTS.table
    return dict(await _counts(tx, t, [t.c.status]))


async def consultations_by_phase(tx: Tx) -> dict[str, dict[str, int]]:
    """Phase → state → count; what is waived or struck is apart from what was held."""
    t = CONSULTATIONS.table
    found: dict[str, dict[str, int]] = {}
    for phase, state, count in await _counts(tx, t, [t.c.phase, t.c.status]):
        found.setdefault(phase, {})[state] = count
    return found


async def replies_issued_by_class(tx: Tx) -> dict[str, int]:
    t = REPLIES.table
    return dict(await _counts(tx, t, [t.c.answer_class], t.c.status == "issued"))


@dataclass
class OfUnit:
    """One unit in one role: assignments and their consultations by state, issued letters by class."""

    assignments: dict[str, int] = field(default_factory=dict[str, int])
    consultations: dict[str, int] = field(default_factory=dict[str, int])
    replies_issued: dict[str, int] = field(default_factory=dict[str, int])


async def by_unit(tx: Tx, seen: ColumnElement[bool], session_id: str | None) -> dict[tuple[str, UnitRole], OfUnit]:
    """(unit, role) → its figures, of one session's proposals where one is named. ``seen`` is of the assignments."""
    a, c, r = ASSIGNMENTS.table, CONSULTATIONS.table, REPLIES.table
    found: defaultdict[tuple[str, UnitRole], OfUnit] = defaultdict(OfUnit)
    of_session = select(MATTERS.c.id).where(MATTERS.c.county == tx.county, MATTERS.c.session_id == session_id)
    wanted = (a.c.county == tx.county, seen, true() if session_id is None else a.c.proposal_id.in_(of_session))

    async def counted(key: ColumnElement[str], *where: ColumnElement[bool]) -> list[tuple[OfUnit, str, int]]:
        keys = (a.c.unit_id, a.c.role, key)
        query = select(*keys, func.count()).where(*wanted, *where).group_by(*keys).order_by(*keys)
        rows = await tx.connection.execute(query)
        return [(found[unit, role], value, number) for unit, role, value, number in rows]

    for one, state, number in await counted(a.c.status):
        one.assignments[state] = number
    for one, state, number in await counted(c.c.status, c.c.county == a.c.county, c.c.assignment_id == a.c.id):
        one.consultations[state] = number
    issued = (r.c.county == a.c.county, r.c.assignment_id == a.c.id, r.c.status == "issued")
    for one, answer_class, number in await counted(r.c.answer_class, *issued):
        one.replies_issued[answer_class] = number
    return dict(sorted(found.items()))
