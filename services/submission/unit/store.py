"""The units' table."""

from sqlalchemy import Column, Select, Text, select

from chassis.eventlog import Aggregate
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
