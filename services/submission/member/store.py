"""The members' table."""

from sqlalchemy import Boolean, Column, Select, Text, select

from chassis.eventlog import Aggregate, Tx
from services.submission.member import domain
from services.submission.metadata import METADATA

MEMBERS = Aggregate(
    METADATA,
    "members",
    domain.Member,
    domain.EVENTS,
    domain.apply,
    columns=[Column("name", Text, nullable=False), Column("active", Boolean, nullable=False)],
    project=lambda s: {"name": s.name, "active": s.active},
)


def listing(county: str) -> Select[tuple[str, str, bool]]:
    return select(MEMBERS.table).where(MEMBERS.table.c.county == county)


_ACTIVE = "SELECT id FROM members WHERE county = $1 AND id = ANY($2) AND active"


async def inactive_of(tx: Tx, ids: set[str]) -> set[str]:
    """Those of ``ids`` that are not active members of the county."""
    found = await tx.connection.exec_driver_sql(_ACTIVE, (tx.county, sorted(ids)))
    return ids - {row.id for row in found}
