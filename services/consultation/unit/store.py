"""The read model ``units``: one row for each unit that submission has enrolled."""

from datetime import date
from typing import Any

from sqlalchemy import Column, Date, PrimaryKeyConstraint, Select, String, Table, Text, func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.clock import wall_date
from chassis.eventlog import Tx
from contracts.base import DomainRefusal
from services.consultation.assignment.domain import ENDED
from services.consultation.assignment.store import ASSIGNMENTS
from services.consultation.metadata import METADATA

UNITS = Table(
    "units",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("system", Text, nullable=False),
    Column("successor_id", Text),
    Column("ended_on", Date),
    Column("committee", Text),
    PrimaryKeyConstraint("county", "id"),
)


_ASSIGNABLE = """
WITH RECURSIVE way AS (
  SELECT 0 AS step, id, name, successor_id, ended_on FROM units WHERE county = $1 AND id = $2
  UNION ALL
  SELECT w.step + 1, u.id, u.name, u.successor_id, u.ended_on
  FROM way w JOIN units u ON u.county = $1 AND u.id = w.successor_id WHERE w.ended_on <= $3
)
SELECT id, name, successor_id, ended_on <= $3 IS TRUE AS ended FROM way ORDER BY step
"""


async def check_assignable(tx: Tx, unit_id: str) -> None:
    """Refuses a unit that is none of the county's, and one that has ended, with whoever has taken over from it."""
    found = await tx.connection.exec_driver_sql(_ASSIGNABLE, (tx.county, unit_id, wall_date(tx.now)))
    way = found.all()
    if not way:
        raise DomainRefusal("unit-unknown", f"No unit {unit_id} is enrolled in this county.")
    named, last = way[0], way[-1]
    if not named.ended:
        return
    # A successor may still be on its way here; then its id is all that is known.
    successor = last.successor_id if last.ended else f"{last.id} ({last.name})"
    told = f"; assign to its successor {successor}." if successor else " and nobody has taken over from it."
    raise DomainRefusal("unit-ended", f"Unit {named.id} ({named.name}) has ended{told}")


async def end(tx: Tx, unit_id: str, *, on: date | None, successor_id: str | None) -> None:
    """From a day on, or, None, not at all."""
    t = UNITS
    await tx.connection.execute(
        update(t).where(t.c.county == tx.county, t.c.id == unit_id).values(ended_on=on, successor_id=successor_id)
    )


def ended(county: str, today: date) -> Select[tuple[str]]:
    """The ids of the units that are assigned nothing new any more."""
    return select(UNITS.c.id).where(UNITS.c.county == county, UNITS.c.ended_on <= today)


async def put(tx: Tx, unit_id: str, *, name: str, system: str, committee: str) -> None:
    values = {"name": name, "system": system, "committee": committee}
    statement = insert(UNITS).values(county=tx.county, id=unit_id, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["county", "id"], set_=values))


def with_workload(county: str) -> Select[*tuple[Any, ...]]:
    """Every unit with the number of assignments that it has not answered yet."""
    a = ASSIGNMENTS.table.c
    workload = (
        select(func.count())
        .where(a.county == UNITS.c.county, a.unit_id == UNITS.c.id, a.status.not_in({*ENDED, "replied"}))
        .correlate(UNITS)
        .scalar_subquery()
    )
    return select(UNITS, workload.label("workload")).where(UNITS.c.county == county)
