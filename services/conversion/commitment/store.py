"""Commitments as stored."""

from sqlalchemy import Boolean, Column, Date, Index, Text, func, select

from chassis.eventlog import Aggregate, Loaded, Tx
from services.conversion.commitment import domain
from services.conversion.commitment.domain import Commitment
from services.conversion.metadata import METADATA

COMMITMENTS = Aggregate(
    METADATA,
    "commitments",
    Commitment,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("proposal_id", Text, nullable=False),
        Column("unit_id", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("due", Date, nullable=False),
        Column("on_time", Boolean),
    ],
    project=lambda s: {
        "proposal_id": s.proposal_id,
        "unit_id": s.unit_id,
        "status": s.state,
        "due": s.due,
        "on_time": s.on_time,
    },
    constraints=[Index(None, "county", "proposal_id")],
)


async def any_pending(tx: Tx, proposal_id: str) -> bool:
    t = COMMITMENTS.table
    query = (
        select(func.count())
        .select_from(t)
        .where(t.c.county == tx.county, t.c.proposal_id == proposal_id, t.c.status.in_(domain.PENDING))
    )
    return bool((await tx.connection.execute(query)).scalar_one())


async def of_suggestion(tx: Tx, proposal_id: str, unit_id: str, suggestion: int) -> list[Loaded[Commitment]]:
    """What the unit has promised on one suggestion, locked, by cycle."""
    t = COMMITMENTS.table
    query = select(t).where(t.c.county == tx.county, t.c.proposal_id == proposal_id, t.c.unit_id == unit_id)
    rows = (await tx.connection.execute(query.order_by(t.c.id).with_for_update())).mappings()
    found = [COMMITMENTS.loaded(dict(row)) for row in rows]
    own = [loaded for loaded in found if loaded.state.suggestion == suggestion]
    return sorted(own, key=lambda loaded: (loaded.state.cycle, loaded.id))
