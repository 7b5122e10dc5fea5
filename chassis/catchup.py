"""A type of event that a consumer takes up later is first applied from the beginning, before it reads on.

Its marks are past all that it has skipped: reading on would leave what the type fills empty for ever. Which types a
consumer takes is kept in its store. What is new is read once more, up to the marks, as a projection that emits nothing.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import bus
from chassis.bus import Message
from chassis.consumer import Consumer
from chassis.database import STORE_ERRORS, Database
from chassis.settings import Settings
from contracts.envelope import Envelope, MalformedEvent

log = structlog.get_logger()

_TAKEN = text("SELECT type FROM taken_types WHERE consumer = :consumer")
_TAKE = text("INSERT INTO taken_types (consumer, type) VALUES (:consumer, :type) ON CONFLICT DO NOTHING")
_LEAVE = text("DELETE FROM taken_types WHERE consumer = :consumer AND type = :type")
_COPY_MARKS = text(
    "INSERT INTO inbox (consumer, source, county, aggregate_id, version, hash) "
    "SELECT :late, source, county, aggregate_id, version, hash FROM inbox WHERE consumer = :consumer"
)
_LEFT = text(
    "SELECT type FROM unnest(CAST(:types AS text[])) AS type "
    "WHERE EXISTS (SELECT FROM inbox WHERE consumer = CAST(:consumer AS text) || '+' || type)"
)
_BEHIND = text(
    "SELECT count(*) FROM inbox m LEFT JOIN inbox l ON l.consumer = :late AND "
    "(l.source, l.county, l.aggregate_id) = (m.source, m.county, m.aggregate_id) "
    "WHERE m.consumer = :consumer AND m.source = ANY (CAST(:sources AS text[])) "
    "AND m.version > coalesce(l.version, 0)"
)
_END = [
    text(f"DELETE FROM {table} WHERE consumer = :late") for table in ("inbox", "progress", "positions", "taken_types")
]


@dataclass
class Late:
    """A consumer of the new types alone, with marks of its own that may not pass those of the first."""

    consumer: Consumer
    types: list[str]
    behind: int = 0
    """Aggregates whose events have not all been read again."""


async def late_consumers(connection: AsyncConnection, consumer: Consumer) -> list[Late]:
    """What has still to be caught up, in turn.

    Types that are new together are applied together, in their order, and what comes new meanwhile has its turn after
    them. One that was left and is taken up again goes on from where it was left, by marks of its own.
    """
    taken = await _types(connection, consumer.name)
    new = sorted(consumer.types - taken - consumer.from_now) if taken else []
    left = set((await connection.execute(_LEFT, {"types": new, "consumer": consumer.name})).scalars())
    begun = await _types(connection, f"{consumer.name}+")
    together = [one for one in new if one not in left and (one in begun or not begun)]
    groups = [*((f"+{one}", [one]) for one in sorted(left)), ("+", together)]
    return [Late(consumer.late(suffix, types), types) for suffix, types in groups if types]


async def _types(connection: AsyncConnection, name: str) -> set[str]:
    return set((await connection.execute(_TAKEN, {"consumer": name})).scalars())


async def _take(connection: AsyncConnection, name: str, types: Sequence[str]) -> None:
    if types:
        await connection.execute(_TAKE, [{"consumer": name, "type": one} for one in types])


class CatchUp:
    """Run before each subscription: an ordinary start asks the store one question."""

    def __init__(self, consumer: Consumer, database: Database, settings: Settings) -> None:
        self.now: Late | None = None
        """What is being caught up."""
        self._consumer = consumer
        self._database = database
        self._settings = settings

    async def run(self) -> None:
        """Ends when every type has been applied as far as the consumer has come, or its consumer stopped."""
        while not self._consumer.stopped:
            try:
                found = await self._prepare()
                if not found:
                    return
                self.now = found[0]
                await self._read(found[0])
            except STORE_ERRORS as error:
                log.warning("consumer.database_lost", consumer=self._consumer.name, error=repr(error))
                await asyncio.sleep(1)
            finally:
                self.now = None

    async def _prepare(self) -> list[Late]:
        name = self._consumer.name
        async with self._database.transaction([]) as connection:
            taken = await _types(connection, name)
            for left in sorted(taken - self._consumer.types):
                # An earlier release runs again, perhaps: what it passes over is caught up by the next one.
                log.warning("consumer.type_left", consumer=name, type=left)
                await connection.execute(_COPY_MARKS, {"consumer": name, "late": f"{name}+{left}"})
                await connection.execute(_LEAVE, {"consumer": name, "type": left})
            # Whoever has none recorded reads from the beginning, or was here before types were recorded.
            fresh = self._consumer.types if not taken else self._consumer.types & self._consumer.from_now
            await _take(connection, name, sorted(fresh - taken))
            found = await late_consumers(connection, self._consumer)
            for late in found[:1]:
                await _take(connection, late.consumer.name, late.types)
            return found

    async def _read(self, late: Late) -> None:
        """Reads the topics until nothing lacks; what they do not hold, a replay must bring."""
        consumer = late.consumer
        consumer.cluster = self._consumer.cluster
        log.info("consumer.catching_up", consumer=self._consumer.name, types=late.types)
        while True:
            for source in sorted(consumer.sources):

                async def on_batch(messages: Sequence[Message], _: int) -> None:
                    if passed := await self._passed(messages):
                        await consumer.on_batch(passed)

                positions = await consumer.positions()
                await bus.read_to_end(self._settings.kafka, f"{source}.events", positions, on_batch)
            if await self._done(late):
                log.info("consumer.caught_up", consumer=self._consumer.name, types=late.types)
                return
            if consumer.stopped:
                self._consumer.stopped = consumer.stopped
                return
            await asyncio.sleep(self._settings.heads_seconds)

    async def _passed(self, messages: Sequence[Message]) -> list[Message]:
        """What the consumer itself has behind it; the rest it will come to."""
        found: list[tuple[Message, Envelope]] = []
        for message in messages:
            try:
                found.append((message, Envelope.parse(message.headers, message.value)))
            except MalformedEvent:
                continue  # parked by the consumer itself
        keys = {(envelope.source, envelope.county, envelope.aggregate_id) for _, envelope in found}
        async with self._database.transaction([]) as connection:
            marks, _ = await self._consumer.inbox.known(connection, keys)
        return [
            message
            for message, envelope in found
            if envelope.version <= marks[envelope.source, envelope.county, envelope.aggregate_id].version
        ]

    async def _done(self, late: Late) -> bool:
        """Whether nothing lacks; then the types are the consumer's own from here on."""
        names: dict[str, Any] = {"consumer": self._consumer.name, "late": late.consumer.name}
        async with self._database.transaction([]) as connection:
            sources = sorted(late.consumer.sources)
            late.behind = (await connection.execute(_BEHIND, names | {"sources": sources})).scalar_one()
            if late.behind:
                return False
            await _take(connection, self._consumer.name, late.types)
            for statement in _END:
                await connection.execute(statement, {"late": late.consumer.name})
        return True
