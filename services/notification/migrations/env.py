"""Alembic's entry: all that it does is shared."""

from chassis.migrations import run
from services.notification.app import SERVICE

run(SERVICE.metadata)
