"""Selections as stored."""

from sqlalchemy import Column, Integer, Text

from chassis.eventlog import Aggregate
from services.consultation.metadata import METADATA
from services.consultation.selection import domain
from services.consultation.selection.domain import Selection

SELECTIONS = Aggregate(
    METADATA,
    "selections",
    Selection,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("year", Integer, nullable=False),
        Column("level", Text, nullable=False),
        Column("status", Text, nullable=False),
    ],
    project=lambda s: {"year": s.year, "level": s.level, "status": s.state},
)
