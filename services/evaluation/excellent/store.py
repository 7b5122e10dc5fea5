"""Selections as stored."""

from sqlalchemy import Column, Text

from chassis.eventlog import Aggregate
from services.evaluation.excellent import domain
from services.evaluation.excellent.domain import Selection
from services.evaluation.metadata import METADATA

SELECTIONS = Aggregate(
    METADATA,
    "excellent_selections",
    Selection,
    domain.EVENTS,
    domain.apply,
    columns=[Column("scheme_id", Text, nullable=False), Column("session_id", Text, nullable=False)],
    project=lambda s: {"scheme_id": s.scheme_id, "session_id": s.session_id},
)
