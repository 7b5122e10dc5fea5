"""Rankings as stored, and the scores that they are frozen from."""

from collections.abc import Sequence

from sqlalchemy import Column, Index, Text, select

from chassis.eventlog import Aggregate, Loaded, Tx
from services.evaluation.assessment.domain import Assessment
from services.evaluation.assessment.store import ASSESSMENTS
from services.evaluation.excellent.store import SELECTIONS
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
    constraints=[Index(None, "county", "scheme_id")],
)


async def computed(tx: Tx, scheme_id: str) -> list[Loaded[Assessment]]:
    """The computed assessments of units, of a proposal withdrawn since none. Locked: nobody computes one anew, or
    appeals, while a ranking is made from it."""
    t, p = ASSESSMENTS.table, PROPOSALS.c
    query = (
        select(t)
        .join(PROPOSALS, (p.county == t.c.county) & (p.proposal_id == t.c.proposal_id))
        .where(
            t.c.county == tx.county,
            t.c.scheme_id == scheme_id,
            t.c.status == "computed",
            t.c.unit_id.is_not(None),
            p.review == "admitted",
        )
        .order_by(t.c.id)
        .with_for_update(of=t)
    )
    return [ASSESSMENTS.loaded(row) for row in (await tx.connection.execute(query)).mappings()]


async def assessments(tx: Tx, ids: Sequence[str]) -> dict[str, Loaded[Assessment]]:
    t = ASSESSMENTS.table
    query = select(t).where(t.c.county == tx.county, t.c.id.in_(ids))
    return {row["id"]: ASSESSMENTS.loaded(row) for row in (await tx.connection.execute(query)).mappings()}


async def frozen_by(tx: Tx, scheme_id: str, assessment_id: str) -> str | None:
    """The ranking, or the order of proposals, that was made from the assessment. Who asks holds its row, and so does
    who freezes."""
    t = RANKINGS.table
    query = select(t.c.id).where(
        t.c.county == tx.county,
        t.c.scheme_id == scheme_id,
        t.c.state.contains(f'"assessment_id":"{assessment_id}"', autoescape=True),
    )
    s = SELECTIONS.table
    selected = select(s.c.id).where(
        s.c.county == tx.county,
        s.c.scheme_id == scheme_id,
        s.c.state.contains(f'"assessment_id":"{assessment_id}"', autoescape=True),
    )
    found: str | None = (await tx.connection.execute(query.union_all(selected).limit(1))).scalar()
    return found
