"""The bodies' table."""

from typing import Any

from sqlalchemy import Boolean, Column, Select, Text, select

from chassis.eventlog import Aggregate, Loaded, Tx
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


async def active(tx: Tx) -> list[Loaded[domain.Body]]:
    t = BODIES.table
    rows = await tx.connection.execute(listing(tx.county).where(t.c.active).order_by(t.c.id))
    return [BODIES.loaded(dict(row)) for row in rows.mappings()]
