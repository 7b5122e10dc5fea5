"""Beneficiaries' ratings as stored."""

from sqlalchemy import Column, Index, Text

from chassis.eventlog import Aggregate
from services.evaluation.beneficiary_rating import domain
from services.evaluation.beneficiary_rating.domain import BeneficiaryRating
from services.evaluation.metadata import METADATA

RATINGS = Aggregate(
    METADATA,
    "beneficiary_ratings",
    BeneficiaryRating,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("form_id", Text, nullable=False),
        Column("proposal_id", Text, nullable=False),
        Column("rating", Text, nullable=False),
    ],
    project=lambda s: {"form_id": s.form_id, "proposal_id": s.proposal_id, "rating": s.rating},
    constraints=[Index(None, "county", "form_id"), Index(None, "county", "proposal_id")],
)
