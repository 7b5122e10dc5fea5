"""Alembic's entry: all that it does is shared."""

from chassis.migrations import run
from services.evaluation.app import SERVICE

run(SERVICE.metadata)
