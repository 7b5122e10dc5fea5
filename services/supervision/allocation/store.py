"""Allocations as stored, and what the allocation is made from."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Text, func, select

from chassis.eventlog import Aggregate, Tx
from services.supervision.allocation import domain
from services.supervision.allocation.domain import Allocation
from services.supervision.handling.store import HANDLINGS
from services.supervision.metadata import METADATA
from services.supervision.oversight.store import ADMITTED, OVERSIGHTS, UNITS

ALLOCATIONS = Aggregate(
    METADATA,
    "allocations",
    Allocation,
    domain.EVENTS,
    domain.apply,
    columns=[Column("session_id", Text, nullable=False), Column("status", Text, nullable=False)],
    project=lambda s: {"session_id": s.session_id, "status": s.state},
)


async def keys(tx: Tx, session_id: str, leaders: Sequence[str]) -> tuple[list[domain.Case], dict[str, int]]:
    """The session's open key proposals that none of ``leaders`` has, and how many each of them has, ended ones too."""
    o, a = OVERSIGHTS.table.c, ADMITTED.c
    joined = OVERSIGHTS.table.outerjoin(ADMITTED, (a.county == o.county) & (a.proposal_id == o.proposal_id))
    key = (o.county == tx.county) & (o.session_id == session_id) & (o["class"] == "key")
    query = select(o.supervisor, func.count()).where(key, o.supervisor.in_(leaders), o.status != "cancelled")
    counted = await tx.connection.execute(query.group_by(o.supervisor))
    loads: dict[str, int] = {row[0]: row[1] for row in counted}
    found = await tx.connection.execute(
        select(o.proposal_id, a.topic_group)
        .select_from(joined)
        .where(key, o.status == "open", o.supervisor.not_in(leaders))
        .order_by(o.proposal_id)
    )
    rows = found.all()
    units = await _units(tx, [row.proposal_id for row in rows])
    cases = [domain.Case(proposal_id=id, topic_group=topic, units=units.get(id, {})) for id, topic in rows]
    return cases, loads


async def _units(tx: Tx, proposals: Sequence[str]) -> dict[str, dict[str, str]]:
    """Proposal → the units that handle it now; one whose name has not come is known by its id."""
    h, u = HANDLINGS.c, UNITS.c
    joined = HANDLINGS.outerjoin(UNITS, (u.county == h.county) & (u.unit_id == h.unit_id))
    query = (
        select(h.proposal_id, h.unit_id, func.coalesce(u.name, h.unit_id).label("name"))
        .select_from(joined)
        .where(h.county == tx.county, h.proposal_id.in_(proposals), ~h.ended)
        .order_by(h.proposal_id, h.unit_id)
    )
    found: dict[str, dict[str, Any]] = {}
    for row in await tx.connection.execute(query):
        found.setdefault(row.proposal_id, {})[row.unit_id] = row.name
    return found
