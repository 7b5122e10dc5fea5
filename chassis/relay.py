"""Outbox and replay → Kafka. The outbox is a *pending set*: what the broker acknowledged is deleted.

A cursor (``seq > last``) would lose rows whose transactions commit late. One relay per service is active, held by an
advisory lock; outbox reads and deletes use the lock's own connection, so a relay that lost the lock can do neither.
No transaction is open while it talks to Kafka.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from aiokafka.errors import KafkaError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import control, metrics, replays
from chassis.bus import Producer
from chassis.clock import Clock
from chassis.database import STORE_ERRORS, Database
from chassis.owntopic import OwnTopic
from chassis.settings import Settings
from contracts.envelope import Envelope

log = structlog.get_logger()

_PENDING = text(
    f"SELECT {replays.LOG_COLUMNS} FROM outbox o JOIN event_log l ON l.county = o.county AND l.seq = o.seq "
    "ORDER BY o.seq LIMIT :limit"
)
# What leaves the outbox is counted where it leaves, so each event exactly once: that count is the service's head.
_DELETE = text(
    "WITH gone AS (DELETE FROM outbox WHERE seq = ANY(:seqs) RETURNING county) "
    "INSERT INTO published AS p (county, events) SELECT county, count(*) FROM gone GROUP BY county ORDER BY county "
    "ON CONFLICT (county) DO UPDATE SET events = p.events + excluded.events"
)
_HEADS = text("SELECT county, events FROM published ORDER BY county")
# Behind a poison or a fork nothing that the source could send again would help.
_GAPS = text(
    "SELECT DISTINCT p.source, p.county, p.aggregate_id FROM parked_events p "
    "WHERE p.reason = 'gap' AND p.parked_at <= :before AND (p.requested_at IS NULL OR p.requested_at <= :before) "
    "AND NOT EXISTS (SELECT 1 FROM parked_events o WHERE (o.consumer, o.source, o.county, o.aggregate_id) = "
    "(p.consumer, p.source, p.county, p.aggregate_id) AND o.reason IN ('poison', 'fork')) LIMIT 500"
)
_REQUESTED = text(
    "UPDATE parked_events SET requested_at = :now "
    "WHERE source = :source AND county = :county AND aggregate_id = :aggregate_id AND reason = 'gap'"
)

BATCH = 500
REPEAT_HEADS_SECONDS = 600
"""The topic forgets after a day; a consumer that comes new must not wait for the next event to hear of the last."""


@dataclass(frozen=True)
class Outgoing:
    """One message; ``ref`` is how its sender knows it."""

    ref: Any
    topic: str
    key: bytes
    value: bytes
    headers: Sequence[tuple[str, bytes]] = ()


class Relay:
    """Sends one service's events, live ones first, then what is asked for once more; and tells its heads."""

    def __init__(
        self,
        service: str,
        topic: str,
        settings: Settings,
        database: Database,
        producer: Producer,
        clock: Clock,
        own: OwnTopic,
    ) -> None:
        self._service = service
        self._topic = topic
        self._settings = settings
        self._database = database
        self._producer = producer
        self._clock = clock
        self._own = own
        self._wake = asyncio.Event()
        self._told: dict[str, int] = {}
        self._told_all_at = float("-inf")
        self._control_at = float("-inf")
        self._replay_at = float("-inf")

    def wake(self) -> None:
        """Something was committed; called in process, because NOTIFY inside the transaction halves its speed."""
        self._wake.set()

    async def run(self) -> None:
        """Runs until cancelled; outlives lost brokers and lost database connections."""
        while True:
            try:
                await self._hold_lock_and_send()
            except STORE_ERRORS as error:
                log.warning("relay.database_lost", service=self._service, error=repr(error))
            except Exception as error:
                # Nobody awaits this task: without a relay the service would go on answering, and nobody hear of it.
                metrics.TASK_FAILURES.labels(self._service, "relay").inc()
                log.error("relay.failed", service=self._service, error=repr(error))
            await asyncio.sleep(1)

    async def _hold_lock_and_send(self) -> None:
        async with self._database.engine.connect() as raw:
            connection = await raw.execution_options(isolation_level="AUTOCOMMIT")
            held = await connection.scalar(text("SELECT pg_try_advisory_lock(hashtext('relay'))"))
            if not held:
                return
            try:
                log.info("relay.active", service=self._service)
                # Another relay may have told other heads meanwhile, and to another broker.
                self._told_all_at = float("-inf")
                await self._own.load(connection)
                idle = 0.02
                while True:
                    sent = await self.send_once(connection)
                    if sent:
                        idle = 0.02
                        continue
                    self._wake.clear()
                    pause = self._replay_at - time.monotonic()
                    try:
                        await asyncio.wait_for(self._wake.wait(), min(idle, pause) if pause > 0 else idle)
                    except TimeoutError:
                        idle = min(idle * 2, 0.5)
            finally:
                # Without this the pool would hand the lock on with its connection.
                await connection.invalidate()

    async def send_once(self, connection: AsyncConnection) -> int:
        """Sends one batch of what is pending, else one chunk of a replay. Returns how many were acknowledged."""
        if time.monotonic() >= self._control_at:
            self._control_at = time.monotonic() + self._settings.heads_seconds
            await self.send_control(connection)
        pending = (await connection.execute(_PENDING, {"limit": BATCH})).mappings().all()
        if pending:
            acknowledged = await self._send([self._event(row) for row in pending])
            if acknowledged:
                await connection.execute(_DELETE, {"seqs": acknowledged})
            else:
                await asyncio.sleep(1)
            return len(acknowledged)
        if time.monotonic() < self._replay_at:
            return 0
        chunk = await replays.next_chunk(connection, BATCH)
        if chunk is None:
            return 0
        acknowledged = await self._send([self._event(row) for row in chunk.rows])
        if len(acknowledged) < len(chunk.rows):
            await asyncio.sleep(1)
            return len(acknowledged)
        await replays.advance(connection, chunk, self._clock.now())
        self._replay_at = time.monotonic() + len(chunk.rows) / self._settings.replay_events_per_second
        if chunk.last:
            log.info("relay.replayed", service=self._service, replay=chunk.replay)
        return len(acknowledged)

    async def send_control(self, connection: AsyncConnection) -> None:
        """Heads that changed (all of them now and then), and a request for what was waited for too long."""
        now = self._clock.now()
        heads: dict[str, int] = {row.county: row.events for row in await connection.execute(_HEADS)}
        tell_all = time.monotonic() - self._told_all_at > REPEAT_HEADS_SECONDS
        said: list[Outgoing] = []
        for county, events in heads.items():
            if tell_all or self._told.get(county) != events:
                head = control.Head(source=self._service, county=county, events=events)
                said.append(Outgoing(head, control.HEADS, head.key, head.value))
        before = now - timedelta(seconds=self._settings.gap_grace_seconds)
        for row in (await connection.execute(_GAPS, {"before": before})).mappings():
            wanted = control.ReplayRequested.model_validate(dict(row))
            said.append(Outgoing(wanted, control.REPLAYS, wanted.key, wanted.value))
        acknowledged = await self._send(said)
        for one in acknowledged:
            if isinstance(one, control.Head):
                self._told[one.county] = one.events
            else:
                log.info("relay.replay_requested", service=self._service, **one.model_dump())
                await connection.execute(_REQUESTED, {**one.model_dump(), "now": now})
        await self._own.store(connection)
        if tell_all and len(acknowledged) == len(said):
            self._told_all_at = time.monotonic()

    def _event(self, row: Mapping[Any, Any]) -> Outgoing:
        key = (row["subject_proposal"] or row["aggregate_id"]).encode()
        envelope = _envelope(self._service, row)
        return Outgoing(row["seq"], self._topic, key, envelope.data, envelope.headers(self._settings.city))

    async def _send(self, messages: Sequence[Outgoing]) -> list[Any]:
        """The refs of what the broker acknowledged: per key only the prefix before its first failure.

        Deleting behind a failure would let a later event overtake an earlier one of its key.
        """
        futures: list[Any] = []
        failed: BaseException | None = None
        try:
            for message in messages:
                futures.append(await self._producer.send(message.topic, message.key, message.value, message.headers))
            await self._producer.flush()
        except (KafkaError, OSError) as error:
            failed = error
        results = await asyncio.gather(*futures, return_exceptions=True)
        blocked: set[bytes] = set()
        acknowledged: list[Any] = []
        written: list[Any] = []
        # Shorter than the messages where handing over failed: the rest was not sent.
        for message, result in zip(messages, results, strict=False):
            if isinstance(result, BaseException):
                failed = result
                blocked.add(message.key)
                continue
            written.append(result)
            if message.key not in blocked:
                acknowledged.append(message.ref)
        self._own.written(written)
        metrics.RELAYED.labels(self._service).inc(len(acknowledged))
        if failed is not None:
            metrics.RELAY_FAILURES.labels(self._service).inc()
            log.warning("relay.send_failed", service=self._service, error=repr(failed))
            try:
                await self._producer.rebuild()
            except (KafkaError, OSError) as error:
                log.warning("relay.broker_away", service=self._service, error=repr(error))
        return acknowledged


def _envelope(service: str, row: Mapping[Any, Any]) -> Envelope:
    return Envelope(
        id=row["event_id"],
        source=service,
        type=row["type"],
        county=row["county"],
        aggregate_id=row["aggregate_id"],
        version=row["aggregate_version"],
        hash=row["hash"],
        prev_hash=row["prev_hash"],
        time=row["occurred_at"],
        correlation_id=row["correlation_id"],
        causation_id=row["causation_id"],
        traceparent=row["traceparent"],
        data=row["data"].encode(),
        actor=row["actor"],
        aggregate=row["aggregate"],
    )
