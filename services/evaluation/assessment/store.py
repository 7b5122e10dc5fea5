"""Assessments as stored."""

from sqlalchemy import Column, Index, Text

from chassis.eventlog import Aggregate
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
    ],
    project=lambda s: {
        "proposal_id": s.proposal_id,
        "subject": s.subject,
        "unit_id": s.unit_id,
        "status": s.state,
    },
    constraints=[Index(None, "county", "proposal_id")],
)
