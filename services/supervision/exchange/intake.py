"""Messages from outside → the record. An outsider has no chain of hashes, so that its messages are not our envelope's:
each is known by (source, id), and those of a source come in the order of their sequence.

One transaction per batch holds what was taken in, the answers and the positions. What is no CloudEvent is kept aside
whole and stops nobody; one that overtook others waits for them; one that fails is kept aside, and the rest goes on.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress

import structlog
from aiokafka.errors import KafkaError
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import bus, cluster, metrics
from chassis.app import Runtime
from chassis.bus import Message, Position
from chassis.database import STORE_ERRORS, lost_race, overdue, store_away
from chassis.inbox import Inbox
from chassis.watchdog import Watchdog
from contracts import external
from services.supervision.exchange import commands, store
from services.supervision.exchange.commands import Entry, Outcome
from services.supervision.metadata import TABLES

log = structlog.get_logger()

BATCH = 200
TICK_SECONDS = 1.0


class Intake:
    """The one reader of the inbound topic in this process."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._database = runtime.worker_database
        self._inbox = Inbox("supervision.external", TABLES)
        self._city = runtime.settings.city
        self._cluster = ""

    async def run(self) -> None:
        """Runs until cancelled; outlives lost brokers and stores."""
        while True:
            try:
                await self._read()
            except (KafkaError, OSError) as error:
                log.warning("exchange.broker_away", error=repr(error))
            await asyncio.sleep(1)

    async def _read(self) -> None:
        settings = self._runtime.settings
        await cluster.create_topics(settings, [external.INBOUND])
        self._cluster = await cluster.identity(settings.kafka)
        subscription = bus.Subscription(
            settings.kafka,
            [external.INBOUND],
            f"{self._inbox.consumer}-{settings.city}",
            self.positions,
            self.on_batch,
            max_records=BATCH,
            session_timeout_ms=settings.kafka_session_timeout_ms,
        )
        try:
            # A group that never forms is no reason to wait for ever: the next try begins with a new client.
            async with asyncio.timeout(settings.kafka_patience_seconds + settings.kafka_session_timeout_ms / 1000):
                await subscription.start()
            watchdog = Watchdog(subscription, settings.kafka, self.positions, settings.kafka_patience_seconds)
            while not subscription.broken.is_set():
                try:
                    await self.obey()
                except STORE_ERRORS as error:
                    log.warning("exchange.store_away", error=repr(error))
                if (why := await watchdog.bark()) is not None:
                    log.error("exchange.stuck", why=why)
                    metrics.RESUBSCRIBED.labels(self._inbox.consumer).inc()
                    break
                with suppress(TimeoutError):
                    async with asyncio.timeout(TICK_SECONDS):
                        await subscription.broken.wait()
        finally:
            await subscription.stop()

    async def positions(self) -> Mapping[Position, int]:
        """Where the store is; waits for it, since Kafka's own offsets may be ahead of a restored one."""
        while True:
            try:
                async with self._database.transaction([]) as connection:
                    return await self._inbox.positions(connection, self._cluster)
            except STORE_ERRORS as error:
                log.warning("exchange.store_away", error=repr(error))
                await asyncio.sleep(1)

    async def on_batch(self, messages: Sequence[Message]) -> None:
        """Takes in one batch whole, or raises with nothing stored."""
        try:
            async with self._database.transaction([]) as connection:
                outcomes = await self._take(connection, messages)
                await self._inbox.store_positions(connection, self._cluster, messages)
        except BaseException as error:
            metrics.CONSUMER_FAILURES.labels(self._inbox.consumer).inc()
            log.warning("exchange.batch_failed", error=repr(error))
            await asyncio.sleep(0.5)
            raise
        self._count(outcomes)

    async def _take(self, connection: AsyncConnection, messages: Sequence[Message]) -> Counter[Outcome]:
        outcomes: Counter[Outcome] = Counter()
        entries: list[Entry] = []
        for message in messages:
            try:
                entries.append(commands.entry(message))
            except external.Malformed as error:
                now = self._runtime.clock.now()
                await store.hold(connection, message, self._city, "malformed", str(error), now, digest_of(message))
                outcomes["malformed"] += 1
        coming = await self._lock(connection, {entry.source for entry in entries})
        await self._widen(connection, entries)
        for entry in entries:
            outcomes[await self._one(connection, entry, coming)] += 1
            outcomes += await self._drain(connection, entry.source, coming)
        for source, sequence in coming.items():
            await store.store_next(connection, source, sequence)
        return outcomes

    async def _lock(self, connection: AsyncConnection, sources: set[str]) -> dict[str, int]:
        """In one order everywhere, so that two copies cannot wait for each other."""
        return {source: await store.lock_source(connection, source) for source in sorted(sources)}

    async def _widen(self, connection: AsyncConnection, entries: Sequence[Entry]) -> None:
        counties = {self._city} | {entry.county for entry in entries if entry.county is not None}
        for entry in entries:
            counties |= await store.held_counties(connection, entry.source)
            known = await store.known(connection, entry.source, entry.id)
            counties |= {known[1]} if known else set()
        await store.widen(connection, counties)

    async def _one(self, connection: AsyncConnection, entry: Entry, coming: dict[str, int]) -> Outcome:
        expected = coming[entry.source]
        if entry.sequence is not None and entry.sequence > expected:
            error = f"{entry.source} has sent {entry.sequence}, and {expected} has not come"
            await self._hold(connection, entry, "gap", error)
            return "held"
        passed = entry.sequence is not None and entry.sequence < expected
        if entry.sequence == expected:
            coming[entry.source] += 1
        return await self._judge(connection, entry, passed=passed)

    async def _judge(self, connection: AsyncConnection, entry: Entry, *, passed: bool) -> Outcome:
        try:
            async with connection.begin_nested():
                now = self._runtime.clock.now()
                return await commands.judge(connection, entry, self._city, now, passed=passed)
        except Exception as error:
            if store_away(error) or lost_race(error) or overdue(error):
                raise
            log.error("exchange.failed", source=entry.source, id=entry.id, error=repr(error))
            await self._hold(connection, entry, "poison", repr(error))
            return "failed"

    async def _hold(self, connection: AsyncConnection, entry: Entry, reason: str, error: str) -> None:
        county = entry.county
        if county is None or not await store.is_county(connection, county):
            county = self._city
        await store.hold(
            connection,
            entry.message,
            county,
            reason,
            error,
            self._runtime.clock.now(),
            entry.hash,
            source=entry.source,
            message_id=entry.id,
            sequence=entry.sequence,
        )

    async def _drain(self, connection: AsyncConnection, source: str, coming: dict[str, int]) -> Counter[Outcome]:
        """What waited for the message that has just come, in order."""
        outcomes: Counter[Outcome] = Counter()
        while (held := await store.next_held(connection, source, coming[source])) is not None:
            await store.forget_held(connection, held.id)
            outcomes[await self._one(connection, commands.entry(held.message), coming)] += 1
        return outcomes

    async def obey(self) -> None:
        """Does what was decided on messages in quarantine."""
        async with self._database.transaction([]) as connection:
            ids = await store.decided(connection)
        for id in ids:
            async with self._database.transaction([]) as connection:
                outcomes = await self._settle(connection, id)
            self._count(outcomes)

    async def _settle(self, connection: AsyncConnection, id: int) -> Counter[Outcome]:
        held = await store.find_held(connection, id)
        outcomes: Counter[Outcome] = Counter()
        if held is None or held.decision is None:
            return outcomes
        if held.source is None:
            await store.settle(connection, id, self._runtime.clock.now())
            return outcomes
        coming = await self._lock(connection, {held.source})
        # Looked at again behind the lock: what it waited for may have come meanwhile.
        held = await store.find_held(connection, id)
        if held is None or held.source is None:
            return outcomes
        entry = commands.entry(held.message)
        await self._widen(connection, [entry])
        if held.reason == "gap":
            # With the message what had not come before it is given up: it would be refused as passed.
            assert held.sequence is not None
            while (first := await store.next_held(connection, held.source, held.sequence)) is not None:
                assert first.sequence is not None
                coming[held.source] = max(coming[held.source], first.sequence)
                outcomes += await self._drain(connection, held.source, coming)
            await store.store_next(connection, held.source, coming[held.source])
        elif held.decision == "retry":
            try:
                async with connection.begin_nested():
                    now = self._runtime.clock.now()
                    outcomes[await commands.judge(connection, entry, self._city, now)] += 1
            except Exception as error:
                if store_away(error) or lost_race(error) or overdue(error):
                    raise
                await store.undecide(connection, id, repr(error))
                return outcomes
            await store.settle(connection, id, self._runtime.clock.now())
        else:
            await store.settle(connection, id, self._runtime.clock.now())
        return outcomes

    def _count(self, outcomes: Mapping[Outcome, int]) -> None:
        for outcome, count in outcomes.items():
            metrics.EXTERNAL_RECEIVED.labels(outcome).inc(count)
        self._runtime.relay.wake()


def digest_of(message: Message) -> str:
    return hashlib.sha256(message.value or b"").hexdigest()
