"""The sessions' table."""

from chassis.eventlog import Aggregate
from services.submission.metadata import METADATA
from services.submission.session import domain

SESSIONS = Aggregate(METADATA, "sessions", domain.Session, domain.EVENTS, domain.apply)
