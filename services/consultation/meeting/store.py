"""Consultations as stored."""

from collections.abc import Collection

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.eventlog import Aggregate, Loaded, Tx
from services.consultation.assignment.store import ASSIGNMENTS
from services.consultation.attendance.codes import Codes
from services.consultation.document.store import files, files_column
from services.consultation.meeting import domain
from services.consultation.meeting.domain import Consultation, State
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
        files_column(),
    ],
    project=lambda s: {
        "proposal_id": s.proposal_id,
        "assignment_id": s.assignment_id,
        "unit_id": s.unit_id,
        "cycle": s.cycle,
        "phase": s.phase,
        "status": s.state,
        "due": s.due,
        "files": files(s),
    },
    constraints=[Index(None, "county", "proposal_id"), Index(None, "county", "assignment_id")],
)

WAITING_CLOSINGS = Table(
    "waiting_closings",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("assignment_id", Text, nullable=False),
    Column("policy_version", Integer, nullable=False),
    PrimaryKeyConstraint("county", "assignment_id"),
    info={"scope": "infrastructure"},
)
"""Assignments whose closing waits for its gate, with the version of the policy that it was judged by. What has gone on
by another way, as by a re-handling, is taken out when it is looked at."""

BY_NONE = -1
"""No version: it is judged by the next look."""
CODES = Codes("consultation_codes", "consultation_id")


async def of_assignment(tx: Tx, assignment_id: str, cycle: int) -> list[Consultation]:
    t = CONSULTATIONS.table
    query = (
        select(t)
        .where(t.c.county == tx.county, t.c.assignment_id == assignment_id, t.c.cycle == cycle)
        .order_by(t.c.id)
    )
    return [CONSULTATIONS.loaded(dict(row)).state for row in (await tx.connection.execute(query)).mappings()]


async def scheduled(
    tx: Tx, assignment_id: str, states: Collection[State] = ("scheduled",)
) -> list[Loaded[Consultation]]:
    """What is scheduled and not held yet, or in other ``states``, the most urgent first, locked."""
    t = CONSULTATIONS.table
    query = (
        select(t)
        .where(t.c.county == tx.county, t.c.assignment_id == assignment_id, t.c.status.in_(states))
        .order_by(t.c.due, t.c.id)
        .with_for_update()
    )
    return [CONSULTATIONS.loaded(dict(row)) for row in (await tx.connection.execute(query)).mappings()]


async def note_waiting(tx: Tx, assignment_id: str, policy_version: int) -> None:
    values = {"policy_version": policy_version}
    statement = insert(WAITING_CLOSINGS).values(county=tx.county, assignment_id=assignment_id, **values)
    keys = ["county", "assignment_id"]
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))


async def judge_by_none(tx: Tx, proposal_id: str) -> None:
    """Those of the proposal that wait are looked at next; who judged them by now does not count."""
    t, of = WAITING_CLOSINGS, ASSIGNMENTS.table
    ids = select(of.c.id).where(of.c.county == tx.county, of.c.proposal_id == proposal_id)
    waiting = update(t).where(t.c.county == tx.county, t.c.assignment_id.in_(ids))
    await tx.connection.execute(waiting.values(policy_version=BY_NONE))


async def forget_waiting(tx: Tx, assignment_id: str) -> None:
    t = WAITING_CLOSINGS
    await tx.connection.execute(delete(t).where(t.c.county == tx.county, t.c.assignment_id == assignment_id))


async def waiting_by(tx: Tx, assignment_id: str) -> int | None:
    """The version that its closing was judged by; None where it does not wait."""
    t = WAITING_CLOSINGS.c
    query = select(t.policy_version).where(t.county == tx.county, t.assignment_id == assignment_id)
    return (await tx.connection.execute(query)).scalar_one_or_none()


async def counties_waiting(connection: AsyncConnection) -> list[str]:
    county = WAITING_CLOSINGS.c.county
    return list((await connection.execute(select(county).distinct().order_by(county))).scalars())


async def judged_otherwise(tx: Tx, policy_version: int, limit: int) -> list[str]:
    """Those that wait by another version. In any order: what fails each time must not stand before the others."""
    t = WAITING_CLOSINGS.c
    query = select(t.assignment_id).where(t.county == tx.county, t.policy_version != policy_version)
    return list((await tx.connection.execute(query.order_by(func.random()).limit(limit))).scalars())
