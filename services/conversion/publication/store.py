"""Publications as stored, and what the public sees of a proposal."""

from typing import Any

from sqlalchemy import Column, Select, Text, func, select
from sqlalchemy.dialects.postgresql import JSONB

from chassis.eventlog import Aggregate
from services.conversion.followup.store import DOSSIERS, HANDLERS
from services.conversion.metadata import METADATA
from services.conversion.outcome.store import OUTCOMES
from services.conversion.publication import domain
from services.conversion.publication.domain import Publication

PUBLICATIONS = Aggregate(
    METADATA,
    "publications",
    Publication,
    domain.EVENTS,
    domain.apply,
    columns=[Column("proposal_id", Text, nullable=False), Column("status", Text, nullable=False)],
    project=lambda s: {"proposal_id": s.proposal_id, "status": s.state},
)


def publication_id(proposal_id: str) -> str:
    return f"P-{proposal_id}"


def public(county: str) -> Select[Any]:
    """What the proposer agreed to show, nobody has closed and a unit has replied to, with answers and outcomes."""
    p, d, h, o = PUBLICATIONS.table, DOSSIERS, HANDLERS, OUTCOMES.table
    answers = (
        select(
            func.jsonb_agg(
                func.jsonb_build_object("unit_id", h.c.unit_id, "answer_class", h.c.answer_class), type_=JSONB
            ).label("answers")
        )
        .where(h.c.county == p.c.county, h.c.proposal_id == p.c.proposal_id)
        .correlate(p)
        .scalar_subquery()
    )
    outcomes = (
        select(func.jsonb_agg(o.c.state.cast(JSONB), type_=JSONB))
        .where(o.c.county == p.c.county, o.c.proposal_id == p.c.proposal_id, o.c.status == "verified")
        .correlate(p)
        .scalar_subquery()
    )
    return (
        select(
            p,
            d.c.title,
            d.c.case_number,
            d.c.session_id,
            d.c.channel,
            answers.label("answers"),
            func.coalesce(outcomes, func.jsonb_build_array(type_=JSONB), type_=JSONB).label("outcomes"),
        )
        .join_from(p, d, (d.c.county == p.c.county) & (d.c.proposal_id == p.c.proposal_id))
        .where(p.c.county == county, p.c.status != "closed", d.c.publish_consent.is_(True), answers.is_not(None))
    )
