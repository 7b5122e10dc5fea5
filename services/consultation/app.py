"""Composition root."""

from chassis.app import Service
from services.consultation.assignment.api import router as assignments
from services.consultation.figures.api import router as figures
from services.consultation.letter.api import router as letters
from services.consultation.matter.api import router as matters
from services.consultation.meeting.api import router as consultations
from services.consultation.metadata import METADATA
from services.consultation.reply.api import router as replies
from services.consultation.subscriptions import SUBSCRIPTIONS
from services.consultation.unit.api import router as units

SERVICE = Service(
    "consultation",
    METADATA,
    [matters, units, assignments, consultations, replies, letters, figures],
    SUBSCRIPTIONS,
    consumed_tables=["matters", "originals", "units", "names", "sessions"],
)
