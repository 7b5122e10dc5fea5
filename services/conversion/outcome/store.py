"""Outcomes as stored."""

from sqlalchemy import Column, Index, Text, func, select

from chassis.eventlog import Aggregate, Tx
from services.conversion.metadata import METADATA, TABLES
from services.conversion.outcome import domain
from services.conversion.outcome.domain import Outcome

OUTCOMES = Aggregate(
    METADATA,
    "outcomes",
    Outcome,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("proposal_id", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("status", Text, nullable=False),
    ],
    project=lambda s: {"proposal_id": s.proposal_id, "kind": s.kind, "status": s.state},
    constraints=[Index(None, "county", "proposal_id")],
)


async def any_verified(tx: Tx, proposal_id: str) -> bool:
    t = OUTCOMES.table
    query = (
        select(func.count())
        .select_from(t)
        .where(t.c.county == tx.county, t.c.proposal_id == proposal_id, t.c.status == "verified")
    )
    return bool((await tx.connection.execute(query)).scalar_one())


async def recorder(tx: Tx, outcome_id: str) -> str:
    """The subject that recorded the outcome: the log keeps who caused each event."""
    log = TABLES.event_log
    query = select(log.c.actor).where(
        log.c.county == tx.county, log.c.aggregate_id == outcome_id, log.c.aggregate_version == 1
    )
    found: str = (await tx.connection.execute(query)).scalar_one()
    return found
