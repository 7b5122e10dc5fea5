"""Counts over this service's own rows."""

from typing import Any

from sqlalchemy import ColumnElement, Table, func, select, true

from chassis.eventlog import Tx
from services.consultation.assignment.store import ASSIGNMENTS
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
