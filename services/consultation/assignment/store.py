"""Assignments as stored."""

from collections.abc import Sequence

from sqlalchemy import Boolean, Column, Index, Text, select

from chassis.eventlog import Aggregate, Loaded, Tx
from chassis.problems import NotFound
from services.consultation.assignment import domain
from services.consultation.assignment.domain import Assignment
from services.consultation.metadata import METADATA

ASSIGNMENTS = Aggregate(
    METADATA,
    "assignments",
    Assignment,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("proposal_id", Text, nullable=False),
        Column("unit_id", Text, nullable=False),
        Column("role", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("helper_wanted", Boolean, nullable=False),
    ],
    project=lambda s: {
        "proposal_id": s.proposal_id,
        "unit_id": s.unit_id,
        "role": s.role,
        "status": s.state,
        "helper_wanted": s.helper_wanted,
    },
    constraints=[Index(None, "county", "proposal_id"), Index(None, "county", "unit_id")],
)


async def of_proposal(tx: Tx, proposal_id: str, *, lock: bool = False) -> list[Loaded[Assignment]]:
    """Every assignment of the proposal, in order of issue; locked in that order, so that two never cross."""
    t = ASSIGNMENTS.table
    query = select(t).where(t.c.county == tx.county, t.c.proposal_id == proposal_id).order_by(t.c.id)
    if lock:
        query = query.with_for_update()
    return [ASSIGNMENTS.loaded(dict(row)) for row in (await tx.connection.execute(query)).mappings()]


async def of_proposals(tx: Tx, proposal_ids: Sequence[str]) -> dict[str, list[Assignment]]:
    """The assignments of each of the proposals, without a lock."""
    t = ASSIGNMENTS.table
    query = select(t).where(t.c.county == tx.county, t.c.proposal_id.in_(proposal_ids)).order_by(t.c.id)
    found: dict[str, list[Assignment]] = {id: [] for id in proposal_ids}
    for row in (await tx.connection.execute(query)).mappings():
        found[row["proposal_id"]].append(ASSIGNMENTS.loaded(dict(row)).state)
    return found


async def load_own(tx: Tx, assignment_id: str) -> Loaded[Assignment]:
    """The assignment, locked; another unit's does not exist for the caller."""
    loaded = await ASSIGNMENTS.find(tx, assignment_id)
    if loaded is None or loaded.state.unit_id not in tx.actor.units:
        raise NotFound(f"assignments {assignment_id}")
    # Again through load, which checks If-Match; an own one only, so that a stale tag tells nothing of others'.
    return await ASSIGNMENTS.load(tx, assignment_id)
