"""A store that lost everything and takes it back, compared table by table with the one that lost nothing."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.bus import Message
from chassis.tables import infrastructure
from tests.support.harness import Harness, Serve
from tests.support.recorder import finish, pump, record, recover

VOLATILE: dict[str, tuple[str, ...] | None] = {
    "event_log": ("seq",),
    "unsealed": ("seq",),
    # What is aimed at next, and since when.
    "progress": ("target", "target_at"),
    "parked_events": ("id", "parked_at", "attempts"),
    # What is taken back was sent, whenever.
    "external_outbound": ("queued_at", "sent_at"),
    # A place in the order in which several topics arrived, when this store had it, and whether its number was known.
    "notices": ("seq", "made_at", "facts.case_number"),
    "waiting_notices": ("since",),
    # What differs by what it is for: what was taken back, what was asked for again, what is asked of a request.
    "recovered_events": None,
    "rebuilding": None,
    "replays": None,
    "idempotency": None,
    "positions": None,
}
"""Columns, or what within them, that a restored store may have otherwise; None for the whole table."""


class Consumed:
    """Keeps what a harness's consumer has taken in."""

    def __init__(self, h: Harness) -> None:
        self.messages: list[Message] = []
        self._on_batch = h.runtime.consumer.on_batch
        h.runtime.consumer.on_batch = self._keep

    async def _keep(self, messages: Sequence[Message]) -> None:
        await self._on_batch(messages)
        self.messages += messages


async def contents(owner: AsyncEngine, tables: Sequence[Table]) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, without what is volatile, in an order of its own."""
    found: dict[str, list[dict[str, Any]]] = {}
    async with owner.connect() as connection:
        for table in tables:
            left_out = VOLATILE.get(table.name, ())
            if left_out is None:
                continue
            columns = [column for column in table.columns if column.name not in left_out]
            rows = [dict(row) for row in (await connection.execute(select(*columns))).mappings()]
            found[table.name] = sorted(rows, key=repr)
    return found


async def equals_its_twin(serve: Serve, h: Harness, consumed: Sequence[Message]) -> None:
    """Restores ``h`` into an empty store from what it published and consumed, and demands that nothing is different."""
    service = h.runtime.service
    recorder = record(h)
    # What a timer sets may be due at once.
    while await h.tick():
        pass
    while await _pending(h):
        await pump(h)
    twin = await serve(service)
    twin.clock.set(h.clock.now())
    # What a service reads of its own topic was sent before.
    own = [message for message in consumed if message.topic == service.topic]
    await recover(twin, [*own, *recorder.take(service.topic)])
    for message in consumed:
        await twin.runtime.consumer.on_batch([message])
    await finish(twin)
    # A timer that fell due and changed nothing left no event: it falls due once more, and changes nothing.
    while await twin.tick():
        pass
    tables = service.metadata.sorted_tables
    expected, actual = await contents(h.owner, tables), await contents(twin.owner, tables)
    for name, rows in expected.items():
        assert actual[name] == rows, f"{name} of {service.name} differs after the restore"


async def _pending(h: Harness) -> bool:
    t = infrastructure(h.runtime.service.metadata).outbox
    async with h.owner.connect() as connection:
        return (await connection.execute(select(t.c.seq).limit(1))).first() is not None
