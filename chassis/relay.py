"""Outbox and replay → Kafka. The outbox is a *pending set*: what the broker acknowledged is deleted.

A cursor (``seq > last``) would lose rows whose transactions commit late. One relay per service is active, held by an
advisory lock; outbox reads and deletes use the lock's own connection, so a relay that lost the lock can do neither.
No transaction is open while it talks to Kafka.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import control, metrics, replays, sending
from chassis.bus import Producer
from chassis.clock import Clock
from chassis.database import STORE_ERRORS, Database
from chassis.heldkeys import HeldKeys
from chassis.owntopic import OwnTopic
from chassis.sending import Outgoing, Sent
from chassis.settings import Settings
from contracts.envelope import Envelope

log = structlog.get_logger()

# The counties take turns, each in the order of its own events: a flood in one makes nobody else wait behind it.
_FAIR = (
    "WITH RECURSIVE counties AS ((SELECT county FROM outbox ORDER BY county LIMIT 1) UNION ALL "
    "SELECT (SELECT o.county FROM outbox o WHERE o.county > c.county ORDER BY o.county LIMIT 1) "
    "FROM counties c WHERE c.county IS NOT NULL), "
    "turns AS (SELECT c.county, t.seq, t.turn FROM counties c CROSS JOIN LATERAL ("
    "SELECT o.seq, row_number() OVER (ORDER BY o.seq) AS turn FROM outbox o {where} ORDER BY o.seq LIMIT :limit) t "
    "ORDER BY t.turn, t.seq LIMIT :limit) "
    f"SELECT {replays.LOG_COLUMNS} FROM turns t JOIN event_log l ON l.county = t.county AND l.seq = t.seq "
    "ORDER BY t.turn, t.seq"
)
_PENDING = text(_FAIR.replace("{where}", "WHERE o.county = c.county"))
_PENDING_BUT = text(
    _FAIR.replace(
        "{where}",
        "JOIN event_log e ON e.county = o.county AND e.seq = o.seq WHERE o.county = c.county "
        "AND coalesce(e.subject_proposal, e.aggregate_id) <> ALL (CAST(:held AS text[]))",
    )
)
# What leaves the outbox is counted where it leaves, so each event exactly once: that count is the service's head.
_DELETE = text(
    "WITH gone AS (DELETE FROM outbox o USING unnest(CAST(:counties AS text[]), CAST(:seqs AS bigint[])) "
    "AS g (county, seq) WHERE o.county = g.county AND o.seq = g.seq RETURNING o.county) "
    "INSERT INTO published AS p (county, events) SELECT county, count(*) FROM gone GROUP BY county ORDER BY county "
    "ON CONFLICT (county) DO UPDATE SET events = p.events + excluded.events"
)
_HEADS = text("SELECT county, events FROM published ORDER BY county")
# What waits behind a poison or a fork is no gap: nothing that the source could send again would help.
_GAPS = text(
    "SELECT DISTINCT p.source, p.county, p.aggregate_id FROM parked_events p WHERE p.reason = 'gap' "
    "AND p.parked_at <= :before AND (p.requested_at IS NULL OR p.requested_at <= :before) LIMIT 500"
)
_REQUESTED = text(
    "UPDATE parked_events SET requested_at = :now "
    "WHERE source = :source AND county = :county AND aggregate_id = :aggregate_id AND reason = 'gap'"
)

BATCH = 500
REPEAT_HEADS_SECONDS = 600
"""The topic forgets after a day; a consumer that comes new must not wait for the next event to hear of the last."""


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
        self._held = HeldKeys()
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
        async with sending.leading(self._database, "relay", self._settings.vanished_seconds) as connection:
            if connection is None:
                return
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
                    async with asyncio.timeout(min(idle, pause) if pause > 0 else idle):
                        await self._wake.wait()
                except TimeoutError:
                    idle = min(idle * 2, 0.5)

    async def send_once(self, connection: AsyncConnection) -> int:
        """Sends one batch of what is pending, else one chunk of a replay. Returns how many were acknowledged."""
        if time.monotonic() >= self._control_at:
            self._control_at = time.monotonic() + self._settings.heads_seconds
            await self.send_control(connection)
        held = self._held.now(time.monotonic())
        # With nothing held, the log is read only for what is sent.
        query, limits = (_PENDING_BUT, {"held": held}) if held else (_PENDING, {})
        pending = (await connection.execute(query, {"limit": BATCH} | limits)).mappings().all()
        if pending:
            sent = await self._send(connection, [self._event(row) for row in pending])
            self._held.judge(
                {message_key(row) for row in pending}, sent.failed, bool(sent.acknowledged), time.monotonic()
            )
            metrics.RELAY_HELD.labels(self._service).set(len(self._held.now(time.monotonic())))
            if sent.acknowledged:
                counties, seqs = zip(*sent.acknowledged, strict=True)
                await connection.execute(_DELETE, {"counties": counties, "seqs": seqs})
            else:
                await asyncio.sleep(1)
            return len(sent.acknowledged)
        if time.monotonic() < self._replay_at:
            return 0
        chunk = await replays.next_chunk(connection, BATCH)
        if chunk is None:
            return 0
        # What no broker takes today was taken once, and the whole history must not wait for it. To whoever lacks it, it
        # reads as missing, and is asked for again and again.
        sent = await self._send(connection, [self._event(row) for row in chunk.rows], past_unsendable=True)
        acknowledged = sent.acknowledged
        if len(acknowledged) + sent.unsendable < len(chunk.rows):
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
        acknowledged = (await self._send(connection, said)).acknowledged
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
        envelope = _envelope(self._service, row)
        ref = row["county"], row["seq"]
        return Outgoing(ref, self._topic, message_key(row), envelope.data, envelope.headers(self._settings.city))

    async def _send(
        self, connection: AsyncConnection, messages: Sequence[Outgoing], *, past_unsendable: bool = False
    ) -> Sent:
        """Takes in what became of it: where the own topic is by now, and how much went out."""
        sent = await sending.send(
            self._producer, connection, messages, self._settings, self._service, past_unsendable=past_unsendable
        )
        self._own.written(sent.written)
        metrics.RELAYED.labels(self._service).inc(len(sent.acknowledged))
        if sent.error is not None:
            metrics.RELAY_FAILURES.labels(self._service).inc()
        return sent


def message_key(row: Mapping[Any, Any]) -> bytes:
    """What its message is ordered by: the proposal where there is one."""
    return (row["subject_proposal"] or row["aggregate_id"]).encode()


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
