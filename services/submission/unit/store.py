"""The units' table."""

from sqlalchemy import Column, Select, Text, select

from chassis.eventlog import Aggregate, Tx
from services.submission.metadata import METADATA
from services.submission.unit import domain

UNITS = Aggregate(
    METADATA,
    "units",
    domain.Unit,
    domain.EVENTS,
    domain.apply,
    columns=[Column("name", Text, nullable=False)],
    project=lambda s: {"name": s.name},
)


def listing(county: str) -> Select[tuple[str, str]]:
    return select(UNITS.table).where(UNITS.table.c.county == county)


async def unknown_of(tx: Tx, ids: set[str]) -> set[str]:
    """Those of ``ids`` that are no units of the county."""
    t = UNITS.table
    found = await tx.connection.execute(select(t.c.id).where(t.c.county == tx.county, t.c.id.in_(sorted(ids))))
    return ids - set(found.scalars())
