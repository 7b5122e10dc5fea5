"""What is to go out → Kafka. As the relay of our own events, with a table that is kept in the place of the outbox."""

import asyncio
import json
from typing import Any

import structlog
from aiokafka.errors import KafkaError

from chassis import bus, cluster, metrics, sending
from chassis.app import Runtime
from chassis.database import STORE_ERRORS
from chassis.sending import Outgoing
from contracts import external
from contracts.external.base import CONTENT_TYPE, CloudEvent
from services.supervision.exchange import store

log = structlog.get_logger()

BATCH = 500
IDLE_SECONDS = 0.2
LOCK = "external"
"""Also how its failures are labelled."""
HEADERS = [("content-type", CONTENT_TYPE.encode())]


async def run(runtime: Runtime) -> None:
    """Sends until cancelled; of several copies one does. Outlives lost brokers and stores."""
    producer = bus.Producer(runtime.settings.kafka, idempotent=runtime.settings.kafka_idempotent)
    try:
        while True:
            try:
                await cluster.create_topics(runtime.settings, [external.OUTBOUND])
                await _lead(runtime, producer, await cluster.identity(runtime.settings.kafka))
            except (KafkaError, *STORE_ERRORS) as error:
                log.warning("exchange.away", error=repr(error))
            await asyncio.sleep(1)
    finally:
        await producer.stop()


async def _lead(runtime: Runtime, producer: bus.Producer, broker: str) -> None:
    settings = runtime.settings
    async with sending.leading(runtime.worker_database, LOCK, settings.vanished_seconds) as connection:
        if connection is not None:
            await store.fill(connection, broker, external.OUTBOUND, runtime.clock.now())
        while connection is not None:
            rows = await store.pending(connection, BATCH)
            if not rows:
                await asyncio.sleep(IDLE_SECONDS)
                continue
            messages = [outgoing(row, settings.city) for row in rows]
            sent = await sending.send(producer, connection, messages, settings, LOCK)
            if sent.acknowledged:
                await store.mark_sent(connection, sent.acknowledged, runtime.clock.now())
                metrics.EXTERNAL_SENT.inc(len(sent.acknowledged))
            if sent.error is not None:
                metrics.RELAY_FAILURES.labels(LOCK).inc()
                await asyncio.sleep(1)


def source_of(city: str) -> str:
    """Who we are in every message that goes out."""
    return f"/cppcc/{city}/supervision"


def outgoing(row: Any, city: str) -> Outgoing:
    """The same bytes each time; the key is the proposal's, so that all of one proposal comes in order."""
    event = CloudEvent(
        id=row.message_id,
        source=source_of(city),
        type=row.type,
        time=row.said_at,
        county=row.county,
        sequence=str(row.number),
        subject=row.subject,
        data=json.loads(row.data),
    )
    key = (row.subject or row.county).encode()
    return Outgoing((row.county, row.number), external.OUTBOUND, key, event.encode(), HEADERS)
