"""The bodies' table."""

from typing import Any

from sqlalchemy import Boolean, Column, Select, Text, select

from chassis.eventlog import Aggregate
from services.submission.body import domain
from services.submission.metadata import METADATA

BODIES = Aggregate(
    METADATA,
    "bodies",
    domain.Body,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("name", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("active", Boolean, nullable=False),
    ],
    project=lambda s: {"name": s.name, "kind": s.kind, "active": s.active},
)


def listing(county: str) -> Select[Any]:
    return select(BODIES.table).where(BODIES.table.c.county == county)
