"""The deadlines' table."""

from typing import Any

from sqlalchemy import Column, Date, Integer, Select, Text, select

from chassis.eventlog import Aggregate
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
    ],
    project=lambda s: {
        "proposal_id": s.proposal_id,
        "unit_id": s.unit_id,
        "status": s.state,
        "due": s.due,
        "met_on_time": s.met_on_time,
        "met_late": s.met_late,
    },
)


def deadline_id(assignment_id: str) -> str:
    return f"D-{assignment_id}"


def listing(county: str, *, units: frozenset[str] | None, status: str | None) -> Select[Any]:
    t = DEADLINES.table
    query = select(t).where(t.c.county == county)
    if units is not None:
        query = query.where(t.c.unit_id.in_(sorted(units)))
    if status:
        query = query.where(t.c.status == status)
    return query
