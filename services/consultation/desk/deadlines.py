"""Supervision's word on when each unit's answer is due: what a desk shows and is sorted by."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
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
    update,
)
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Tx
from contracts.supervision import (
    DeadlineExtended,
    DeadlineLifted,
    DeadlineMet,
    DeadlinePaused,
    DeadlineRecomputed,
    DeadlineResumed,
    DeadlineSet,
)
from services.consultation.assignment.domain import Assignment
from services.consultation.metadata import METADATA

DEADLINES = Table(
    "deadlines",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("assignment_id", Text, nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("due", Date, nullable=False),
    Column("running", Boolean, nullable=False),
    PrimaryKeyConstraint("county", "assignment_id"),
    Index(None, "county", "proposal_id"),
)
"""``running`` until it is met or lifted, and not while it is paused; one that was missed goes on running."""


async def on_set(tx: Tx, event: DeadlineSet) -> None:
    values = event.model_dump(include={"proposal_id", "unit_id", "cycle", "due"}) | {"running": True}
    statement = insert(DEADLINES).values(county=tx.county, assignment_id=event.assignment_id, **values)
    keys = ["county", "assignment_id"]
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))


async def on_moved(tx: Tx, event: DeadlineExtended | DeadlineResumed | DeadlineRecomputed) -> None:
    await _update(tx, event.assignment_id, due=event.due, running=True)


async def on_paused(tx: Tx, event: DeadlinePaused) -> None:
    await _update(tx, event.assignment_id, running=False)


async def on_ended(tx: Tx, event: DeadlineMet | DeadlineLifted) -> None:
    await _update(tx, event.assignment_id, running=False)


async def _update(tx: Tx, assignment_id: str, **values: object) -> None:
    t = DEADLINES
    statement = update(t).where(t.c.county == tx.county, t.c.assignment_id == assignment_id).values(**values)
    await tx.connection.execute(statement)


async def dues(
    tx: Tx, proposals: Collection[str] | Select[tuple[str]], held: Mapping[str, Assignment]
) -> dict[str, date]:
    """By assignment, of those ``held`` on the proposals whose present cycle has a date that still runs."""
    t = DEADLINES.c
    query = select(t.assignment_id, t.cycle, t.due).where(
        t.county == tx.county, t.proposal_id.in_(proposals), t.running
    )
    rows = await tx.connection.execute(query)
    return {
        row.assignment_id: row.due
        for row in rows
        if row.assignment_id in held and held[row.assignment_id].cycle == row.cycle
    }


def earliest(county: str, units: Collection[str] | None) -> Select[*tuple[Any, ...]]:
    """Proposal → the first date that runs there, of these units where they are named."""
    t = DEADLINES.c
    return (
        select(t.proposal_id, func.min(t.due).label("due"))
        .where(t.county == county, t.running, true() if units is None else t.unit_id.in_(sorted(units)))
        .group_by(t.proposal_id)
    )
