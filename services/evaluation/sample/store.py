"""Samples as stored, and what they are drawn from."""

from sqlalchemy import Column, Text, extract, select

from chassis.eventlog import Aggregate, Tx
from contracts.evaluation import Drawn
from services.evaluation.facts.store import HANDLINGS, PROPOSALS
from services.evaluation.metadata import METADATA
from services.evaluation.sample import domain
from services.evaluation.sample.domain import Sample

SAMPLES = Aggregate(
    METADATA,
    "samples",
    Sample,
    domain.EVENTS,
    domain.apply,
    columns=[Column("scheme_id", Text, nullable=False)],
    project=lambda s: {"scheme_id": s.scheme_id},
)


async def handled(tx: Tx, session_id: str | None, year: int | None = None) -> list[Drawn]:
    """Every unit's handlings of admitted proposals, a helper's help not among them; of one session, or of those filed
    in one year, where that is said."""
    h, p = HANDLINGS.c, PROPOSALS.c
    helpers = select(h.assignment_id).where(h.county == tx.county, h.role == "helper")
    query = (
        select(h.unit_id, h.proposal_id)
        .distinct()
        .join(PROPOSALS, (p.county == h.county) & (p.proposal_id == h.proposal_id))
        .where(
            h.county == tx.county,
            p.review == "admitted",
            h.lifted.is_not(True) | h.replied_on.is_not(None),
            h.assignment_id.not_in(helpers),
        )
        .order_by(h.unit_id, h.proposal_id)
    )
    if session_id is not None:
        query = query.where(p.session_id == session_id)
    if year is not None:
        query = query.where(extract("year", p.filed_on) == year)
    return [Drawn(unit_id=unit, proposal_id=proposal) for unit, proposal in await tx.connection.execute(query)]


async def is_drawn(tx: Tx, scheme_id: str, proposal_id: str, unit_id: str) -> bool:
    t = SAMPLES.table
    wanted = Drawn(unit_id=unit_id, proposal_id=proposal_id)
    rows = await tx.connection.execute(select(t).where(t.c.county == tx.county, t.c.scheme_id == scheme_id))
    return any(wanted in SAMPLES.loaded(row).state.drawn for row in rows.mappings())
