"""The units' table."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, PrimaryKeyConstraint, Select, String, Table, Text, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from chassis.eventlog import Aggregate, Tx
from chassis.tables import TIME
from services.submission.metadata import METADATA
from services.submission.unit import domain
from services.submission.unit.domain import Resolved, plain

UNITS = Aggregate(
    METADATA,
    "units",
    domain.Unit,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("name", Text, nullable=False),
        Column("names", ARRAY(Text), nullable=False),
        Column("successor_id", Text),
        Column("ended_on", Date),
    ],
    project=lambda s: {
        "name": s.name,
        "names": list(s.names),
        "successor_id": s.successor_id,
        "ended_on": s.ended_on,
    },
)

ACTS = Table(
    "unit_acts",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("acting_unit", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("at", TIME, nullable=False),
    PrimaryKeyConstraint("county", "unit_id", "acting_unit", "act", "proposal_id"),
)
"""What logins of another unit did in this one's name, as other services tell; of a kind and a proposal the last."""

_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('unit-names ' || $1, 0))"

# Each named unit leads along its successions to exactly one, since none is a ring.
_RESOLVE = """
WITH RECURSIVE way AS (
  SELECT id AS named, id, name, successor_id, ended_on FROM units WHERE county = $1 AND id = ANY ($2)
  UNION ALL
  SELECT w.named, u.id, u.name, u.successor_id, u.ended_on
  FROM way w JOIN units u ON u.county = $1 AND u.id = w.successor_id WHERE w.ended_on <= $3
)
SELECT named, id, name, ended_on <= $3 IS TRUE AS ended FROM way
WHERE successor_id IS NULL OR ended_on > $3
"""


def listing(county: str, q: str | None = None) -> Select[Any]:
    """``q`` is any part of a name or an alias."""
    t = UNITS.table
    query = select(t).where(t.c.county == county)
    if q is not None and plain(q):
        query = query.where(func.array_to_string(t.c.names, "\n").contains(plain(q), autoescape=True))
    return query


async def resolve(tx: Tx, ids: Collection[str], today: date) -> Mapping[str, Resolved]:
    """Who handles in place of each of ``ids`` that day; those that are no units of the county are missing."""
    found = await tx.connection.exec_driver_sql(_RESOLVE, (tx.county, sorted(ids), today))
    return {row.named: Resolved(row.id, row.name, row.ended) for row in found}


async def alone_with_names(tx: Tx) -> None:
    """Whoever gives names waits here: of two that give the same at once, the second sees the first."""
    await tx.connection.exec_driver_sql(_ALONE, (tx.county,))


async def bearing(tx: Tx, names: Collection[str], today: date) -> list[tuple[str, tuple[str, ...]]]:
    """Id and names of the open units that have one of ``names``."""
    t = UNITS.table
    query = select(t.c.id, t.c.names).where(
        t.c.county == tx.county,
        t.c.names.overlap(literal([plain(name) for name in names], ARRAY(Text))),
        or_(t.c.ended_on.is_(None), t.c.ended_on > today),
    )
    return [(row.id, tuple(row.names)) for row in await tx.connection.execute(query.order_by(t.c.id))]


_SUGGESTED = """SELECT id FROM proposals WHERE county = $1 AND status = ANY ($3)
AND state LIKE '%"named":%'
AND state::jsonb->'replaced_units' @> jsonb_build_array(jsonb_build_object('named', $2::text))
ORDER BY id LIMIT 20"""
_REPLIED = "SELECT number FROM chain_replies WHERE county = $1 AND unit_id = $2 AND issued_at >= $3 ORDER BY 1 LIMIT 20"


async def suggested_in_place(tx: Tx, unit_id: str) -> tuple[str, ...]:
    """Proposals of which something may still become that suggest somebody in this unit's place; the first of them."""
    standing = ["filed", "returned", "admitted", "merged"]
    found = await tx.connection.exec_driver_sql(_SUGGESTED, (tx.county, unit_id, standing))
    return tuple(row.id for row in found)


async def note_act(tx: Tx, unit_id: str, acting_unit: str, act: str, proposal_id: str, at: datetime) -> None:
    statement = insert(ACTS).values(
        county=tx.county, unit_id=unit_id, acting_unit=acting_unit, act=act, proposal_id=proposal_id, at=at
    )
    await tx.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["county", "unit_id", "acting_unit", "act", "proposal_id"],
            set_={"at": func.greatest(ACTS.c.at, statement.excluded.at)},
        )
    )


async def acted_since(tx: Tx, unit_id: str, since: datetime) -> tuple[tuple[str, str, str], ...]:
    """Unit, act and proposal of what others did in the unit's name; the first of them."""
    t = ACTS
    query = select(t.c.acting_unit, t.c.act, t.c.proposal_id).where(
        t.c.county == tx.county, t.c.unit_id == unit_id, t.c.at >= since
    )
    found = await tx.connection.execute(query.order_by(t.c.at, t.c.act, t.c.proposal_id).limit(20))
    return tuple((row.acting_unit, row.act, row.proposal_id) for row in found)


async def replied_since(tx: Tx, unit_id: str, since: datetime) -> tuple[str, ...]:
    """Numbers of replies that were issued in the unit's name; the first of them."""
    found = await tx.connection.exec_driver_sql(_REPLIED, (tx.county, unit_id, since))
    return tuple(row.number for row in found)
