"""Key selections as stored."""

from sqlalchemy import Column, Text

from chassis.eventlog import Aggregate
from services.supervision.metadata import METADATA
from services.supervision.selection import domain
from services.supervision.selection.domain import KeySelection

SELECTIONS = Aggregate(
    METADATA,
    "key_selections",
    KeySelection,
    domain.EVENTS,
    domain.apply,
    columns=[Column("session_id", Text, nullable=False), Column("status", Text, nullable=False)],
    project=lambda s: {"session_id": s.session_id, "status": s.state},
)
