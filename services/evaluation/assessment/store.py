"""Assessments as stored."""

from collections.abc import Sequence

from sqlalchemy import ARRAY, Column, Index, Integer, Numeric, Text, any_, literal, select

from chassis.eventlog import Aggregate, Loaded, Tx
from services.evaluation.assessment import domain
from services.evaluation.assessment.domain import Assessment
from services.evaluation.metadata import METADATA

ASSESSMENTS = Aggregate(
    METADATA,
    "assessments",
    Assessment,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("proposal_id", Text, nullable=False),
        Column("subject", Text, nullable=False),
        Column("unit_id", Text),
        Column("status", Text, nullable=False),
        Column("scheme_id", Text, nullable=False),
        Column("total", Numeric),
        Column("maximum", Numeric),
        Column("spread", Numeric),
        Column("assessors", Integer, nullable=False),
    ],
    project=lambda s: {
        "proposal_id": s.proposal_id,
        "subject": s.subject,
        "unit_id": s.unit_id,
        "status": s.state,
        "scheme_id": s.scheme_id,
        "total": s.result.total if s.result else None,
        "maximum": s.result.maximum if s.result else None,
        "spread": s.result.spread if s.result else None,
        "assessors": len(s.scores),
    },
    constraints=[Index(None, "county", "proposal_id"), Index(None, "county", "scheme_id")],
)


async def standing(tx: Tx, scheme_id: str, proposal_id: str, unit_id: str | None) -> str | None:
    """The id of the assessment that there is already."""
    t = ASSESSMENTS.table
    query = select(t.c.id).where(
        t.c.county == tx.county,
        t.c.proposal_id == proposal_id,
        t.c.scheme_id == scheme_id,
        t.c.unit_id.is_not_distinct_from(unit_id),
    )
    found: str | None = (await tx.connection.execute(query.limit(1))).scalar()
    return found


async def of_scheme(tx: Tx, scheme_id: str, proposal_ids: Sequence[str]) -> dict[str, Loaded[Assessment]]:
    """Proposal → its assessment as a whole by the scheme, of those that have one."""
    t = ASSESSMENTS.table
    query = select(t).where(
        t.c.county == tx.county,
        t.c.scheme_id == scheme_id,
        t.c.unit_id.is_(None),
        t.c.proposal_id == any_(literal(list(proposal_ids), ARRAY(Text))),
    )
    rows = (await tx.connection.execute(query)).mappings()
    return {row["proposal_id"]: ASSESSMENTS.loaded(row) for row in rows}
