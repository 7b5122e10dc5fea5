"""The batch loop: one database transaction holds marks, handlers, new events and positions.

Each aggregate of each source has a high-water mark. At or below it: a duplicate. Exactly one above, continuing the
hash chain: applied. Further above: a gap, stored until the missing version comes. Same version, other hash: a fork.
A handler that fails parks its event, and what follows of that aggregate waits; the rest flows on.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from sqlalchemy import Table, delete, func, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import metrics
from chassis.bus import Message
from chassis.clock import Clock
from chassis.database import Database, Infrastructure
from chassis.eventlog import GENESIS, SYSTEM, Tx
from contracts.base import Event
from contracts.envelope import Envelope, MalformedEvent, parse_data

log = structlog.get_logger()

Outcome = Literal["applied", "duplicate", "gap", "fork", "poison", "waiting", "malformed"]
Key = tuple[str, str, str]
"""(source, county, aggregate id)"""

PARKED_REASONS: tuple[Outcome, ...] = ("gap", "fork", "poison", "waiting", "malformed")
POISON_RUN_LIMIT = 50


class ConsumerStopped(RuntimeError):
    """Too many events in a row failed: the fault is ours, not theirs. Nothing was acknowledged."""


Handler = Callable[[Tx, Any], Awaitable[object]]
"""``async (tx, event)``; runs in the batch's transaction and must not fail because another event has not come."""


@dataclass
class _Mark:
    version: int
    hash: str


@dataclass
class _Item:
    message: Message
    envelope: Envelope


class Consumer:
    """One named consumer of one service. A new projection is a new name and reads from the beginning."""

    def __init__(
        self,
        service: str,
        name: str,
        database: Database,
        tables: Infrastructure,
        handlers: Mapping[type[Event], Handler],
        clock: Clock,
        on_commit: Callable[[], None] = lambda: None,
    ) -> None:
        self.service = service
        self.name = name
        self.stopped: str | None = None
        self.cluster = ""
        self._database = database
        self._t = tables
        self._handlers = {event.wire_name(): (event, handler) for event, handler in handlers.items()}
        self._clock = clock
        self._on_commit = on_commit
        self._failures = 0
        self._poison_run = 0

    async def positions(self) -> dict[tuple[str, int], int]:
        """Where this consumer's store is, per (topic, partition) of the present cluster."""
        t = self._t.positions
        async with self._database.transaction([]) as connection:
            result = await connection.execute(select(t).where(t.c.consumer == self.name, t.c.cluster == self.cluster))
            return {(row.topic, row.partition): row.next_offset for row in result}

    async def on_batch(self, messages: Sequence[Message]) -> None:
        """Applies one batch whole, or raises with nothing stored."""
        if self.stopped:
            await asyncio.sleep(5)
            raise ConsumerStopped(self.stopped)
        try:
            outcomes = await self._try(messages)
        except BaseException as error:
            metrics.CONSUMER_FAILURES.labels(self.service).inc()
            self._failures += 1
            log.warning("consumer.batch_failed", service=self.service, error=repr(error), failures=self._failures)
            await asyncio.sleep(min(0.1 * 2**self._failures, 10))
            raise
        self._failures = 0
        for outcome, count in outcomes.items():
            metrics.CONSUMED.labels(self.service, outcome).inc(count)
        self._on_commit()

    async def _try(self, messages: Sequence[Message]) -> dict[Outcome, int]:
        try:
            return await self._apply(messages, isolate=False)
        except (OperationalError, InterfaceError, OSError, asyncio.CancelledError):
            raise  # the store is away: nothing is wrong with the events
        except Exception as error:
            log.info("consumer.isolating", service=self.service, error=repr(error))
            return await self._apply(messages, isolate=True)

    async def _apply(self, messages: Sequence[Message], *, isolate: bool) -> dict[Outcome, int]:
        outcomes: dict[Outcome, int] = defaultdict(int)
        items: list[_Item] = []
        malformed: list[tuple[Message, str]] = []
        for message in messages:
            try:
                items.append(_Item(message, Envelope.parse(message.headers, message.value)))
            except MalformedEvent as error:
                malformed.append((message, str(error)))
        counties = sorted({item.envelope.county for item in items})
        async with self._database.transaction(counties) as connection:
            for message, error in malformed:
                await self._park(connection, message, None, "malformed", error)
                outcomes["malformed"] += 1
            marks = await self._marks(connection, {_key(item.envelope) for item in items})
            parked = await self._parked_keys(connection, {_key(item.envelope) for item in items})
            changed: set[Key] = set()
            for item in items:
                outcome = await self._one(connection, item, marks, parked, isolate=isolate)
                outcomes[outcome] += 1
                key = _key(item.envelope)
                if outcome == "applied":
                    changed.add(key)
                    if key in parked:
                        outcomes["applied"] += await self._drain(connection, key, marks, isolate=isolate)
            await self._store_marks(connection, marks, changed)
            await self._store_positions(connection, messages)
        return outcomes

    async def _one(
        self, connection: AsyncConnection, item: _Item, marks: dict[Key, _Mark], parked: set[Key], *, isolate: bool
    ) -> Outcome:
        envelope = item.envelope
        key = _key(envelope)
        mark = marks.setdefault(key, _Mark(0, GENESIS))
        if envelope.version <= mark.version:
            if envelope.version == mark.version and envelope.hash != mark.hash:
                return await self._keep(connection, item, "fork", "same version, other hash", parked)
            return "duplicate"
        if envelope.version > mark.version + 1:
            return await self._keep(connection, item, "gap", f"the mark is at {mark.version}", parked)
        if envelope.prev_hash != mark.hash:
            return await self._keep(connection, item, "fork", "does not continue the applied chain", parked)
        if isolate:
            try:
                async with connection.begin_nested():
                    await self._handle(connection, envelope)
            except (OperationalError, InterfaceError, OSError):
                raise
            except Exception as error:
                self._poison_run += 1
                if self._poison_run >= POISON_RUN_LIMIT:
                    self.stopped = f"{self._poison_run} events in a row failed, the last with {error!r}"
                    raise ConsumerStopped(self.stopped) from error
                log.error("consumer.parked", service=self.service, type=envelope.type, error=repr(error))
                return await self._keep(connection, item, "poison", repr(error), parked)
        else:
            await self._handle(connection, envelope)
        self._poison_run = 0
        marks[key] = _Mark(envelope.version, envelope.hash)
        return "applied"

    async def _handle(self, connection: AsyncConnection, envelope: Envelope) -> None:
        found = self._handlers.get(envelope.type)
        if found is None:
            return
        event_type, handler = found
        tx = Tx(
            connection,
            envelope.county,
            SYSTEM,
            self._clock.now(),
            correlation_id=envelope.correlation_id,
            causation_id=envelope.id,
            traceparent=envelope.traceparent,
            received_at=envelope.time,
        )
        await handler(tx, parse_data(event_type, envelope.data))

    async def _drain(self, connection: AsyncConnection, key: Key, marks: dict[Key, _Mark], *, isolate: bool) -> int:
        """Applies what waited for the version that has just come, in order; returns how many."""
        t = self._t.parked
        applied = 0
        while True:
            nxt = await connection.execute(
                select(t).where(*self._about(t, key), t.c.version == marks[key].version + 1).limit(1)
            )
            row = nxt.mappings().first()
            # What was parked twice, or has just been overtaken by a retry, is behind the mark now.
            await connection.execute(
                delete(t).where(*self._about(t, key), t.c.version <= marks[key].version, t.c.reason != "fork")
            )
            if row is None:
                return applied
            item = _item(row)
            if await self._one(connection, item, marks, {key}, isolate=isolate) != "applied":
                return applied
            applied += 1

    async def _keep(
        self, connection: AsyncConnection, item: _Item, reason: str, error: str, parked: set[Key]
    ) -> Outcome:
        await self._park(connection, item.message, item.envelope, reason, error)
        parked.add(_key(item.envelope))
        return reason  # pyright: ignore[reportReturnType]  # one of Outcome by construction

    async def _park(
        self, connection: AsyncConnection, message: Message, envelope: Envelope | None, reason: str, error: str
    ) -> None:
        t = self._t.parked
        where = (
            t.c.consumer == self.name,
            t.c.topic == message.topic,
            t.c.partition == message.partition,
            t.c.offset == message.offset,
        )
        if envelope is not None:
            where = (*self._about(t, _key(envelope)), t.c.version == envelope.version)
        again = await connection.execute(
            update(t).where(*where).values(attempts=t.c.attempts + 1, error=error, reason=reason)
        )
        if again.rowcount:
            return
        await connection.execute(
            insert(t).values(
                consumer=self.name,
                source=envelope.source if envelope else "",
                county=envelope.county if envelope else "",
                aggregate_id=envelope.aggregate_id if envelope else "",
                version=envelope.version if envelope else 0,
                reason=reason,
                error=error,
                attempts=1,
                headers=json.dumps(message.headers, ensure_ascii=False),
                key=message.key,
                value=message.value,
                topic=message.topic,
                partition=message.partition,
                offset=message.offset,
                parked_at=self._clock.now(),
            )
        )

    def _about(self, t: Table, key: Key) -> tuple[Any, ...]:
        source, county, aggregate_id = key
        return (
            t.c.consumer == self.name,
            t.c.source == source,
            t.c.county == county,
            t.c.aggregate_id == aggregate_id,
        )

    async def _marks(self, connection: AsyncConnection, keys: set[Key]) -> dict[Key, _Mark]:
        t = self._t.inbox
        if not keys:
            return {}
        result = await connection.execute(
            select(t).where(
                t.c.consumer == self.name, tuple_(t.c.source, t.c.county, t.c.aggregate_id).in_(sorted(keys))
            )
        )
        return {(row.source, row.county, row.aggregate_id): _Mark(row.version, row.hash) for row in result}

    async def _parked_keys(self, connection: AsyncConnection, keys: set[Key]) -> set[Key]:
        t = self._t.parked
        if not keys:
            return set()
        result = await connection.execute(
            select(t.c.source, t.c.county, t.c.aggregate_id)
            .distinct()
            .where(t.c.consumer == self.name, tuple_(t.c.source, t.c.county, t.c.aggregate_id).in_(sorted(keys)))
        )
        return {(row.source, row.county, row.aggregate_id) for row in result}

    async def _store_marks(self, connection: AsyncConnection, marks: Mapping[Key, _Mark], changed: set[Key]) -> None:
        t = self._t.inbox
        if not changed:
            return
        values = [
            {
                "consumer": self.name,
                "source": key[0],
                "county": key[1],
                "aggregate_id": key[2],
                "version": marks[key].version,
                "hash": marks[key].hash,
            }
            for key in sorted(changed)
        ]
        statement = upsert(t)
        statement = statement.on_conflict_do_update(
            index_elements=["consumer", "source", "county", "aggregate_id"],
            set_={"version": statement.excluded.version, "hash": statement.excluded.hash},
            # Compare-and-set: two owners of one partition during a rebalance must not both advance it.
            where=t.c.version < statement.excluded.version,
        ).returning(t.c.version)
        stored = await connection.execute(statement, values)
        if len(stored.all()) != len(values):
            raise RuntimeError("another process advanced a mark meanwhile; the batch is given up")

    async def _store_positions(self, connection: AsyncConnection, messages: Sequence[Message]) -> None:
        t = self._t.positions
        last: dict[tuple[str, int], int] = {}
        for message in messages:
            last[message.topic, message.partition] = message.offset + 1
        statement = upsert(t)
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=["consumer", "cluster", "topic", "partition"],
                set_={"next_offset": statement.excluded.next_offset},
            ),
            [
                {
                    "consumer": self.name,
                    "cluster": self.cluster,
                    "topic": topic,
                    "partition": partition,
                    "next_offset": offset,
                }
                for (topic, partition), offset in sorted(last.items())
            ],
        )

    async def retry(self, parked_id: int) -> bool:
        """Tries a parked event and what waits behind it again; returns whether it was applied."""
        t = self._t.parked
        async with self._database.transaction([]) as connection:
            found = (await connection.execute(select(t.c.county).where(t.c.id == parked_id))).scalar()
        if not found:
            return False
        async with self._database.transaction([found]) as connection:
            row = (await connection.execute(select(t).where(t.c.id == parked_id))).mappings().one()
            item = _item(row)
            key = _key(item.envelope)
            marks = await self._marks(connection, {key})
            applied = await self._one(connection, item, marks, {key}, isolate=True) == "applied"
            if applied:
                await self._drain(connection, key, marks, isolate=True)
                await self._store_marks(connection, marks, {key})
        self._on_commit()
        return applied

    async def drop(self, parked_id: int, reason: str) -> bool:
        """Gives up a parked event: the mark moves past it, so that what follows can be applied."""
        t = self._t.parked
        async with self._database.transaction([]) as connection:
            row = (await connection.execute(select(t).where(t.c.id == parked_id))).mappings().first()
        if row is None:
            return False
        log.warning("consumer.dropped", service=self.service, parked=parked_id, reason=reason, headers=row["headers"])
        async with self._database.transaction([row["county"]] if row["county"] else []) as connection:
            await connection.execute(delete(t).where(t.c.id == parked_id))
            if row["reason"] in ("gap", "poison", "waiting"):
                item = _item(row)
                key = _key(item.envelope)
                marks = await self._marks(connection, {key})
                mark = marks.get(key, _Mark(0, GENESIS))
                if item.envelope.version == mark.version + 1:
                    marks[key] = _Mark(item.envelope.version, item.envelope.hash)
                    await self._drain(connection, key, marks, isolate=True)
                    await self._store_marks(connection, marks, {key})
        self._on_commit()
        return True

    async def parked_counts(self) -> dict[str, int]:
        t = self._t.parked
        async with self._database.transaction([]) as connection:
            result = await connection.execute(
                select(t.c.reason, func.count().label("events")).where(t.c.consumer == self.name).group_by(t.c.reason)
            )
            return {row.reason: row.events for row in result}


def _key(envelope: Envelope) -> Key:
    return envelope.source, envelope.county, envelope.aggregate_id


def _item(row: Mapping[Any, Any]) -> _Item:
    headers: dict[str, str] = json.loads(row["headers"])
    message = Message(row["topic"], row["partition"], row["offset"], row["key"], row["value"], headers)
    return _Item(message, Envelope.parse(headers, message.value))
