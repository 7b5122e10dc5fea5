"""Schemes as stored."""

from sqlalchemy import Boolean, Column, Text

from chassis.eventlog import Aggregate
from services.evaluation.metadata import METADATA
from services.evaluation.scheme import domain
from services.evaluation.scheme.domain import Scheme

SCHEMES = Aggregate(
    METADATA,
    "schemes",
    Scheme,
    domain.EVENTS,
    domain.apply,
    columns=[Column("subject", Text, nullable=False), Column("example", Boolean, nullable=False)],
    project=lambda s: {"subject": s.subject, "example": s.example},
)
