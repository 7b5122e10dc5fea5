"""Consultations as stored."""

from sqlalchemy import Column, Date, Index, Integer, Text, select

from chassis.eventlog import Aggregate, Loaded, Tx
from services.consultation.meeting import domain
from services.consultation.meeting.domain import Consultation
from services.consultation.metadata import METADATA

CONSULTATIONS = Aggregate(
    METADATA,
    "consultations",
    Consultation,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("proposal_id", Text, nullable=False),
        Column("assignment_id", Text, nullable=False),
        Column("unit_id", Text),
        Column("cycle", Integer, nullable=False),
        Column("phase", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("due", Date),
    ],
    project=lambda s: {
        "proposal_id": s.proposal_id,
        "assignment_id": s.assignment_id,
        "unit_id": s.unit_id,
        "cycle": s.cycle,
        "phase": s.phase,
        "status": s.state,
        "due": s.due,
    },
    constraints=[Index(None, "county", "proposal_id"), Index(None, "county", "assignment_id")],
)


async def of_assignment(tx: Tx, assignment_id: str, cycle: int) -> list[Consultation]:
    t = CONSULTATIONS.table
    query = (
        select(t)
        .where(t.c.county == tx.county, t.c.assignment_id == assignment_id, t.c.cycle == cycle)
        .order_by(t.c.id)
    )
    return [CONSULTATIONS.loaded(dict(row)).state for row in (await tx.connection.execute(query)).mappings()]


async def scheduled(tx: Tx, assignment_id: str) -> list[Loaded[Consultation]]:
    """What is scheduled and not held yet, the most urgent first, locked."""
    t = CONSULTATIONS.table
    query = (
        select(t)
        .where(t.c.county == tx.county, t.c.assignment_id == assignment_id, t.c.status == "scheduled")
        .order_by(t.c.due, t.c.id)
        .with_for_update()
    )
    return [CONSULTATIONS.loaded(dict(row)) for row in (await tx.connection.execute(query)).mappings()]
