"""The members' table."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Boolean, Column, Integer, Select, Text, func, select

from chassis.eventlog import Aggregate, Tx
from contracts.base import DomainRefusal
from services.submission.member import domain
from services.submission.metadata import METADATA

MEMBERS = Aggregate(
    METADATA,
    "members",
    domain.Member,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("name", Text, nullable=False),
        Column("active", Boolean, nullable=False),
        Column("carries_on", Boolean, nullable=False),
        Column("term", Integer, nullable=False),
    ],
    project=lambda s: {"name": s.name, "active": s.active, "carries_on": s.carries_on, "term": s.term},
)


def listing(county: str) -> Select[Any]:
    return select(MEMBERS.table).where(MEMBERS.table.c.county == county)


_ACTIVE = "SELECT id FROM members WHERE county = $1 AND id = ANY($2) AND active"
_FINISHING = "SELECT id FROM members WHERE county = $1 AND id = ANY($2) AND (active OR carries_on)"


async def inactive_of(tx: Tx, ids: Collection[str], *, finishing: bool = False) -> set[str]:
    """Those of ``ids`` that are not active members of the county; ``finishing`` lets pass who may still finish."""
    found = await tx.connection.exec_driver_sql(_FINISHING if finishing else _ACTIVE, (tx.county, sorted(ids)))
    return set(ids) - {row.id for row in found}


async def check_active(tx: Tx, ids: Collection[str]) -> None:
    """Refuses whoever is no active member of the county."""
    if inactive := await inactive_of(tx, ids):
        raise DomainRefusal("not-a-member", f"Not active members of this county: {sorted(inactive)}.")


async def active_until(tx: Tx, term: int) -> list[str]:
    """The ids of the active members whose last term is ``term`` or an earlier one."""
    t = MEMBERS.table
    query = select(t.c.id).where(t.c.county == tx.county, t.c.active, t.c.term <= term)
    return list((await tx.connection.execute(query.order_by(t.c.id))).scalars())


async def count_later(tx: Tx, term: int) -> int:
    """How many active members a later term has."""
    t = MEMBERS.table
    query = select(func.count()).where(t.c.county == tx.county, t.c.active, t.c.term > term)
    return (await tx.connection.execute(query)).scalar_one()


async def carrying_on(tx: Tx) -> set[str]:
    """Those whom the end of a term has retired."""
    t = MEMBERS.table
    query = select(t.c.id).where(t.c.county == tx.county, t.c.carries_on)
    return set((await tx.connection.execute(query)).scalars())


async def sectors_of(tx: Tx, ids: set[str]) -> dict[str, str]:
    """Member → sector, of those that the county has, retired or not."""
    t = MEMBERS.table
    query = select(t).where(t.c.county == tx.county, t.c.id.in_(sorted(ids)))
    rows = (await tx.connection.execute(query)).mappings()
    return {row["id"]: MEMBERS.loaded(dict(row)).state.sector for row in rows}
