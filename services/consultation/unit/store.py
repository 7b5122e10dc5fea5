"""The read model ``units``: one row for each unit that submission has enrolled."""

from typing import Any

from sqlalchemy import Column, PrimaryKeyConstraint, Select, String, Table, Text, func, select
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Tx
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
    PrimaryKeyConstraint("county", "id"),
)


async def known(tx: Tx, unit_id: str) -> bool:
    query = select(UNITS.c.id).where(UNITS.c.county == tx.county, UNITS.c.id == unit_id)
    return (await tx.connection.execute(query)).first() is not None


async def put(tx: Tx, unit_id: str, *, name: str, system: str) -> None:
    values = {"name": name, "system": system}
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
