"""Rankings as stored, and the scores that they are frozen from."""

from sqlalchemy import Column, Text, select

from chassis.eventlog import Aggregate, Tx
from services.evaluation.assessment.store import ASSESSMENTS
from services.evaluation.facts.store import PROPOSALS
from services.evaluation.metadata import METADATA
from services.evaluation.ranking import domain
from services.evaluation.ranking.domain import Ranking

RANKINGS = Aggregate(
    METADATA,
    "rankings",
    Ranking,
    domain.EVENTS,
    domain.apply,
    columns=[Column("scheme_id", Text, nullable=False)],
    project=lambda s: {"scheme_id": s.scheme_id},
)


async def totals(tx: Tx, scheme_id: str) -> dict[str, list[float]]:
    """Unit → its computed totals; of a proposal withdrawn since none."""
    a, p = ASSESSMENTS.table.c, PROPOSALS.c
    query = (
        select(a.unit_id, a.total)
        .join(PROPOSALS, (p.county == a.county) & (p.proposal_id == a.proposal_id))
        .where(
            a.county == tx.county,
            a.scheme_id == scheme_id,
            a.status == "computed",
            a.unit_id.is_not(None),
            p.review == "admitted",
        )
        .order_by(a.id)
    )
    found: dict[str, list[float]] = {}
    for unit_id, total in await tx.connection.execute(query):
        found.setdefault(unit_id, []).append(total)
    return found
