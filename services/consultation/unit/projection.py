"""Submission's events → rows."""

from chassis.eventlog import Tx
from contracts.submission import UnitEnrolled
from services.consultation.unit import store


async def on_enrolled(tx: Tx, event: UnitEnrolled) -> None:
    await store.put(tx, event.unit_id, name=event.name, system=event.system)
