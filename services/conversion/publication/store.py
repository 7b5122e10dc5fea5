"""Publications as stored."""

from sqlalchemy import Column, Index, Text

from chassis.eventlog import Aggregate
from services.conversion.metadata import METADATA
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
    constraints=[Index(None, "county", "proposal_id")],
)


def publication_id(proposal_id: str) -> str:
    return f"P-{proposal_id}"
