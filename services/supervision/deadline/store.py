"""The deadlines' table."""

from typing import Any

from sqlalchemy import Boolean, Column, Date, Index, Integer, Select, Text, false, select

from chassis.eventlog import Aggregate, Tx
from services.supervision.deadline import domain
from services.supervision.metadata import METADATA

DEADLINES = Aggregate(
    METADATA,
    "deadlines",
    domain.Deadline,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("proposal_id", Text, nullable=False),
        Column("unit_id", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("due", Date, nullable=False),
        Column("met_on_time", Integer, nullable=False, server_default="0"),
        Column("met_late", Integer, nullable=False, server_default="0"),
        Column("asked", Boolean, nullable=False, server_default=false()),
    ],
    project=lambda s: {
        "proposal_id": s.proposal_id,
        "unit_id": s.unit_id,
        "status": s.state,
        "due": s.due,
        "met_on_time": s.met_on_time,
        "met_late": s.met_late,
        "asked": s.asked is not None,
    },
    constraints=[Index(None, "county", "proposal_id"), Index(None, "county", "status", "due")],
)


def deadline_id(assignment_id: str) -> str:
    return f"D-{assignment_id}"


def listing(
    county: str, *, units: frozenset[str] | None, status: str | None, asked: bool | None, proposal_id: str | None
) -> Select[Any]:
    t = DEADLINES.table
    query = select(t).where(t.c.county == county)
    if units is not None:
        query = query.where(t.c.unit_id.in_(sorted(units)))
    if status:
        query = query.where(t.c.status == status)
    if asked is not None:
        query = query.where(t.c.asked == asked)
    if proposal_id is not None:
        query = query.where(t.c.proposal_id == proposal_id)
    return query


async def of_proposal(tx: Tx, proposal_id: str) -> list[str]:
    """In an order that is the same for all who lock them."""
    t = DEADLINES.table
    query = select(t.c.id).where(t.c.county == tx.county, t.c.proposal_id == proposal_id).order_by(t.c.id)
    return list((await tx.connection.execute(query)).scalars())


async def running(tx: Tx) -> list[str]:
    t = DEADLINES.table
    query = select(t.c.id).where(t.c.county == tx.county, t.c.status == "running").order_by(t.c.id)
    return list((await tx.connection.execute(query)).scalars())
