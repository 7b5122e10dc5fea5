"""The supervisions, and what is known of admissions, units and handlings."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    Text,
    func,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.eventlog import Aggregate, Tx
from contracts.base import Rating
from services.supervision.metadata import METADATA
from services.supervision.oversight import domain

OVERSIGHTS = Aggregate(
    METADATA,
    "oversights",
    domain.Oversight,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("proposal_id", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("class", Text, nullable=False),
        Column("supervisor", Text),
        Column("key_number", Integer),
        Column("archived_year", Integer),
        Column("last_contact", Date),
    ],
    project=lambda s: {
        "proposal_id": s.proposal_id,
        "status": s.state,
        "class": s.supervision_class,
        "supervisor": s.supervisor,
        "key_number": s.key_number,
        "archived_year": s.archived_year,
        "last_contact": s.last_contact,
    },
    constraints=[Index("oversights_key_number_key", "county", "key_number", unique=True)],
)

ADMITTED = Table(
    "admitted",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("proposal_id", Text, nullable=False),
    PrimaryKeyConstraint("county", "proposal_id"),
)
"""Submission's own count, kept apart from the supervisions so that coverage *can* fail."""

UNITS = Table(
    "units",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("linked_committee", Text, nullable=False),
    PrimaryKeyConstraint("county", "unit_id"),
)

HANDLINGS = Table(
    "handlings",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("assignment_id", Text, nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("result", Text),
    PrimaryKeyConstraint("county", "assignment_id"),
    Index("handlings_proposal_idx", "county", "proposal_id"),
)
"""Each sole, lead or split assignment: open, awaiting, signed or ended."""


def oversight_id(proposal_id: str) -> str:
    return f"S-{proposal_id}"


async def note_admitted(tx: Tx, proposal_id: str) -> None:
    statement = insert(ADMITTED).values(county=tx.county, proposal_id=proposal_id)
    await tx.connection.execute(statement.on_conflict_do_nothing())


async def note_unit(tx: Tx, unit_id: str, name: str, committee: str) -> None:
    statement = insert(UNITS).values(county=tx.county, unit_id=unit_id, name=name, linked_committee=committee)
    await tx.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["county", "unit_id"], set_={"name": name, "linked_committee": committee}
        )
    )


async def note_handling(
    tx: Tx, assignment_id: str, proposal_id: str, unit_id: str, status: str, result: str | None = None
) -> None:
    values = {"proposal_id": proposal_id, "unit_id": unit_id, "status": status, "result": result}
    statement = insert(HANDLINGS).values(county=tx.county, assignment_id=assignment_id, **values)
    await tx.connection.execute(
        statement.on_conflict_do_update(index_elements=["county", "assignment_id"], set_=values)
    )


async def note_new_handling(tx: Tx, assignment_id: str, proposal_id: str, unit_id: str) -> None:
    """Open, unless more is known already: its reply may have come first."""
    values = {"proposal_id": proposal_id, "unit_id": unit_id, "status": "open", "result": None}
    statement = insert(HANDLINGS).values(county=tx.county, assignment_id=assignment_id, **values)
    await tx.connection.execute(statement.on_conflict_do_nothing())


async def awaits_signature(tx: Tx, proposal_id: str) -> bool:
    t = HANDLINGS
    query = select(func.count()).where(
        t.c.county == tx.county, t.c.proposal_id == proposal_id, t.c.status == "awaiting"
    )
    return bool((await tx.connection.execute(query)).scalar_one())


async def end_handling(tx: Tx, assignment_id: str) -> None:
    t = HANDLINGS
    await tx.connection.execute(
        t.update().where(t.c.county == tx.county, t.c.assignment_id == assignment_id).values(status="ended")
    )


async def results(tx: Tx, proposal_id: str) -> list[Rating] | None:
    """The result of every unit, or None while one of them is not signed; an empty list when there is none."""
    t = HANDLINGS
    query = select(t.c.status, t.c.result).where(
        t.c.county == tx.county, t.c.proposal_id == proposal_id, t.c.status != "ended"
    )
    rows = (await tx.connection.execute(query)).all()
    if any(row.status != "signed" for row in rows):
        return None
    return [cast(Rating, row.result) for row in rows]


async def committee_of_handling(tx: Tx, proposal_id: str) -> str | None:
    """The committee linked to the proposal's first known unit, when both are known."""
    h, u = HANDLINGS, UNITS
    query = (
        select(u.c.linked_committee)
        .join(h, (h.c.county == u.c.county) & (h.c.unit_id == u.c.unit_id))
        .where(h.c.county == tx.county, h.c.proposal_id == proposal_id, h.c.status != "ended")
        .order_by(h.c.assignment_id)
        .limit(1)
    )
    found: str | None = (await tx.connection.execute(query)).scalar()
    return found


async def proposals_of_unit(tx: Tx, unit_id: str) -> list[str]:
    t = HANDLINGS
    query = select(t.c.proposal_id).distinct().where(t.c.county == tx.county, t.c.unit_id == unit_id)
    return list((await tx.connection.execute(query)).scalars())


async def key_number_taken(tx: Tx, number: int) -> bool:
    t = OVERSIGHTS.table
    query = select(func.count()).where(t.c.county == tx.county, t.c.key_number == number)
    return bool((await tx.connection.execute(query)).scalar_one())


def listing(county: str) -> Select[Any]:
    return select(OVERSIGHTS.table).where(OVERSIGHTS.table.c.county == county)


async def coverage(tx: Tx) -> dict[str, Any]:
    """Admitted as submission says, supervised as this service knows, and the classes."""
    t = OVERSIGHTS.table
    by: dict[str, dict[str, int]] = {}
    for column in (t.c["class"], t.c.status):
        query = select(column.label("value"), func.count().label("n")).where(t.c.county == tx.county).group_by(column)
        by[column.name] = {row.value: row.n for row in await tx.connection.execute(query)}
    found = await _covered(tx.connection, [tx.county])
    return found.get(tx.county, _figure(0, 0)) | by


async def status(connection: AsyncConnection, counties: Sequence[str]) -> dict[str, Any]:
    """The same figure per county and in total, for operations."""
    found = await _covered(connection, counties)
    total = _figure(*(sum(one[name] for one in found.values()) for name in ("admitted", "supervised")))
    return {"coverage": {"total": total, "counties": found}}


async def _covered(connection: AsyncConnection, counties: Sequence[str]) -> dict[str, dict[str, Any]]:
    counts: dict[str, list[int]] = {}
    o = OVERSIGHTS.table
    supervised = (o, o.c.supervisor.is_not(None) & o.c.archived_year.is_(None))
    for place, (table, counted) in enumerate(((ADMITTED, true()), supervised)):
        query = select(table.c.county, func.count().label("n")).where(table.c.county.in_(counties), counted)
        for row in await connection.execute(query.group_by(table.c.county).order_by(table.c.county)):
            counts.setdefault(row.county, [0, 0])[place] = row.n
    return {county: _figure(*found) for county, found in counts.items()}


def _figure(admitted: int, supervised: int) -> dict[str, Any]:
    return {
        "admitted": admitted,
        "supervised": supervised,
        "coverage": supervised / admitted if admitted else None,
    }
