"""Submission's events → rows."""

from chassis.eventlog import Tx
from contracts.submission import UnitEnrolled, UnitRetired, UnitSucceeded, UnitSuccessionUndone
from services.consultation.letter.store import put_name
from services.consultation.unit import store


async def on_enrolled(tx: Tx, event: UnitEnrolled) -> None:
    await store.put(tx, event.unit_id, name=event.name, system=event.system, committee=event.linked_committee)
    await put_name(tx, "unit", event.unit_id, event.name)


async def on_succeeded(tx: Tx, event: UnitSucceeded) -> None:
    await store.end(tx, event.unit_id, on=event.takes_over_on, successor_id=event.successor_id)


async def on_succession_undone(tx: Tx, event: UnitSuccessionUndone) -> None:
    await store.end(tx, event.unit_id, on=None, successor_id=None)


async def on_retired(tx: Tx, event: UnitRetired) -> None:
    await store.end(tx, event.unit_id, on=event.retired_on, successor_id=None)
