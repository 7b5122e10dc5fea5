"""Outbox and replay → Kafka. The outbox is a *pending set*: what the broker acknowledged is deleted.

A cursor (``seq > last``) would lose rows whose transactions commit late. One relay per service is active, held by an
advisory lock; outbox reads and deletes use the lock's own connection, so a relay that lost the lock can do neither.
No transaction is open while it talks to Kafka.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from aiokafka.errors import KafkaError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import metrics
from chassis.bus import Producer
from chassis.clock import Clock
from chassis.database import Database
from contracts.envelope import Envelope

log = structlog.get_logger()

_COLUMNS = (
    "l.county, l.seq, l.event_id, l.aggregate_id, l.aggregate_version, l.subject_proposal, l.type, l.data, "
    "l.occurred_at, l.correlation_id, l.causation_id, l.traceparent, l.prev_hash, l.hash"
)
_PENDING = text(
    f"SELECT {_COLUMNS} FROM outbox o JOIN event_log l ON l.county = o.county AND l.seq = o.seq "
    "ORDER BY o.seq LIMIT :limit"
)
_DELETE = text("DELETE FROM outbox WHERE seq = ANY(:seqs)")
_OLDEST = text(
    "SELECT count(*) AS pending, (SELECT l.occurred_at FROM outbox o JOIN event_log l USING (county, seq) "
    "ORDER BY o.seq LIMIT 1) AS oldest FROM outbox"
)
_REPLAY = text("SELECT id, county, cursor, bound FROM replays WHERE finished_at IS NULL ORDER BY id LIMIT 1")
_HISTORY = text(
    f"SELECT {_COLUMNS} FROM event_log l WHERE l.seq > :cursor AND l.seq <= :bound "
    "AND (CAST(:county AS text) IS NULL OR l.county = :county) ORDER BY l.seq LIMIT :limit"
)
_ADVANCE = text("UPDATE replays SET cursor = :cursor, sent = sent + :sent WHERE id = :id")
_FINISH = text("UPDATE replays SET finished_at = :now WHERE id = :id")
_REQUEST = text(
    "INSERT INTO replays (county, cursor, bound, sent, requested_at) "
    "VALUES (:county, 0, (SELECT coalesce(max(seq), 0) FROM event_log), 0, :now)"
)

BATCH = 500


async def request_replay(connection: AsyncConnection, clock: Clock, county: str | None = None) -> None:
    """Asks the active relay to send the whole history (of one county) once more; consumers skip what they know."""
    await connection.execute(_REQUEST, {"county": county, "now": clock.now()})


class Relay:
    """Sends one service's events, live ones first."""

    def __init__(
        self, service: str, topic: str, city: str, database: Database, producer: Producer, clock: Clock
    ) -> None:
        self._service = service
        self._topic = topic
        self._city = city
        self._database = database
        self._producer = producer
        self._clock = clock
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Something was committed; called in process, because NOTIFY inside the transaction halves its speed."""
        self._wake.set()

    async def run(self) -> None:
        """Runs until cancelled; outlives lost brokers and lost database connections."""
        while True:
            try:
                await self._hold_lock_and_send()
            except (DBAPIError, OSError) as error:
                log.warning("relay.database_lost", service=self._service, error=repr(error))
            await asyncio.sleep(1)

    async def _hold_lock_and_send(self) -> None:
        async with self._database.engine.connect() as raw:
            connection = await raw.execution_options(isolation_level="AUTOCOMMIT")
            held = await connection.scalar(text("SELECT pg_try_advisory_lock(hashtext('relay'))"))
            if not held:
                return
            try:
                log.info("relay.active", service=self._service)
                idle = 0.02
                while True:
                    sent = await self.send_once(connection)
                    if sent:
                        idle = 0.02
                        continue
                    self._wake.clear()
                    try:
                        await asyncio.wait_for(self._wake.wait(), idle)
                    except TimeoutError:
                        idle = min(idle * 2, 0.5)
            finally:
                # Without this the pool would hand the lock on with its connection.
                await connection.invalidate()

    async def send_once(self, connection: AsyncConnection) -> int:
        """Sends one batch of what is pending, else one chunk of a replay. Returns how many were acknowledged."""
        await self._observe(connection)
        pending = (await connection.execute(_PENDING, {"limit": BATCH})).mappings().all()
        if pending:
            acknowledged = await self._send(pending)
            if acknowledged:
                await connection.execute(_DELETE, {"seqs": acknowledged})
            else:
                await asyncio.sleep(1)
            return len(acknowledged)
        replay = (await connection.execute(_REPLAY)).mappings().first()
        if replay is None:
            return 0
        bounds = {"cursor": replay["cursor"], "bound": replay["bound"], "county": replay["county"], "limit": BATCH}
        chunk = (await connection.execute(_HISTORY, bounds)).mappings().all()
        if not chunk:
            await connection.execute(_FINISH, {"id": replay["id"], "now": self._clock.now()})
            log.info("relay.replayed", service=self._service, county=replay["county"])
            return 0
        acknowledged = await self._send(chunk)
        if len(acknowledged) == len(chunk):
            await connection.execute(_ADVANCE, {"id": replay["id"], "cursor": chunk[-1]["seq"], "sent": len(chunk)})
        else:
            await asyncio.sleep(1)
        return len(acknowledged)

    async def _send(self, pending: Sequence[Mapping[Any, Any]]) -> list[int]:
        """The seqs that the broker acknowledged: per key only the prefix before its first failure.

        Deleting behind a failure would let a later event overtake an earlier one of its key.
        """
        futures: list[tuple[int, bytes, Any]] = []
        failed: BaseException | None = None
        try:
            for row in pending:
                key = (row["subject_proposal"] or row["aggregate_id"]).encode()
                envelope = _envelope(self._service, row)
                future = await self._producer.send(self._topic, key, envelope.data, envelope.headers(self._city))
                futures.append((row["seq"], key, future))
            await self._producer.flush()
        except (KafkaError, OSError) as error:
            failed = error
        results = await asyncio.gather(*(future for _, _, future in futures), return_exceptions=True)
        blocked: set[bytes] = set()
        acknowledged: list[int] = []
        for (seq, key, _), result in zip(futures, results, strict=True):
            if isinstance(result, BaseException):
                failed = result
                blocked.add(key)
            elif key not in blocked:
                acknowledged.append(seq)
        metrics.RELAYED.labels(self._service).inc(len(acknowledged))
        if failed is not None:
            metrics.RELAY_FAILURES.labels(self._service).inc()
            log.warning("relay.send_failed", service=self._service, error=repr(failed))
            try:
                await self._producer.rebuild()
            except (KafkaError, OSError) as error:
                log.warning("relay.broker_away", service=self._service, error=repr(error))
        return acknowledged

    async def _observe(self, connection: AsyncConnection) -> None:
        row = (await connection.execute(_OLDEST)).one()
        age = (self._clock.now() - row.oldest).total_seconds() if row.oldest else 0.0
        metrics.OUTBOX.labels(self._service).set(row.pending)
        metrics.OUTBOX_AGE.labels(self._service).set(max(age, 0.0))


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
    )
