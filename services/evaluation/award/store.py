"""Awards as stored."""

from sqlalchemy import Column, Index, Integer, Text

from chassis.eventlog import Aggregate
from services.evaluation.award import domain
from services.evaluation.award.domain import Award
from services.evaluation.metadata import METADATA

AWARDS = Aggregate(
    METADATA,
    "awards",
    Award,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("kind", Text, nullable=False),
        Column("subject_id", Text, nullable=False),
        Column("year", Integer, nullable=False),
        Column("status", Text, nullable=False),
    ],
    project=lambda s: {"kind": s.kind, "subject_id": s.subject_id, "year": s.year, "status": s.state},
    constraints=[Index(None, "county", "year", "kind")],
)
