"""Mutual reviews as stored."""

from sqlalchemy import Column, Index, Text

from chassis.eventlog import Aggregate
from services.evaluation.metadata import METADATA
from services.evaluation.mutual_review import domain
from services.evaluation.mutual_review.domain import MutualReview

REVIEWS = Aggregate(
    METADATA,
    "mutual_reviews",
    MutualReview,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("proposal_id", Text, nullable=False),
        Column("unit_id", Text, nullable=False),
        Column("status", Text, nullable=False),
    ],
    project=lambda s: {"proposal_id": s.proposal_id, "unit_id": s.unit_id, "status": s.state},
    constraints=[Index(None, "county", "proposal_id"), Index(None, "county", "unit_id")],
)
