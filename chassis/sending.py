"""What every relay does: be the only one, hand a batch over in order, and learn what the broker took of it.

One relay of a name is active per store, held by an advisory lock; what is pending is read and marked on the lock's own
connection, so a relay that lost the lock can do neither. No transaction is open while it talks to Kafka.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiokafka.errors import KafkaError
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.bus import Producer, Unsendable
from chassis.database import Database, discard
from chassis.settings import Settings

log = structlog.get_logger()

_LOCK = text("SELECT pg_try_advisory_lock(hashtext(:name))")
# A relay that was stopped, or whose packets go nowhere, must not keep the lock: the server hears nothing of it.
_SILENCE = text("SELECT set_config('idle_session_timeout', :milliseconds, false)")
_ALIVE = text("SELECT 1")


@dataclass(frozen=True)
class Outgoing:
    """One message; ``ref`` is how its sender knows it."""

    ref: Any
    topic: str
    key: bytes
    value: bytes
    headers: Sequence[tuple[str, bytes]] = ()


@dataclass
class Sent:
    """What became of one batch."""

    acknowledged: list[Any]
    """The refs, per key only the prefix before its first failure."""
    failed: set[bytes]
    """Keys of which something was refused."""
    unsendable: int = 0
    """Messages that no broker would take."""
    written: list[Any] = field(default_factory=list[Any])
    """What the broker said of each that it stored, behind a failure, too."""
    error: BaseException | None = None


@asynccontextmanager
async def leading(database: Database, name: str, vanished_seconds: float) -> AsyncGenerator[AsyncConnection | None]:
    """The connection that holds the lock ``name``, committing each statement; None while somebody else holds it."""
    async with database.engine.connect() as raw:
        connection = await raw.execution_options(isolation_level="AUTOCOMMIT")
        if not await connection.scalar(_LOCK, {"name": name}):
            yield None
            return
        try:
            await connection.execute(_SILENCE, {"milliseconds": str(round(vanished_seconds * 1000))})
            yield connection
        finally:
            # Without this the pool would hand the lock on with its connection.
            await discard(connection)


async def send(
    producer: Producer,
    connection: AsyncConnection,
    messages: Sequence[Outgoing],
    settings: Settings,
    service: str,
    *,
    past_unsendable: bool = False,
) -> Sent:
    """Hands everything over and waits for the broker; meanwhile the server that keeps the lock hears of this relay.

    A server that does not answer ends the waiting: the lock, and with it the right to send, may be another's.
    """
    handing = asyncio.create_task(
        _hand_over(producer, messages, settings.kafka_patience_seconds, service, past_unsendable)
    )
    try:
        while not (await asyncio.wait({handing}, timeout=settings.vanished_seconds / 3))[0]:
            await connection.execute(_ALIVE)
    finally:
        if not handing.done():
            handing.cancel()
            await asyncio.gather(handing, return_exceptions=True)
    return handing.result()


async def _hand_over(
    producer: Producer, messages: Sequence[Outgoing], patience: float, service: str, past_unsendable: bool
) -> Sent:
    """Forgetting behind a failure would let a later message overtake an earlier one of its key."""
    until = asyncio.get_running_loop().time() + patience
    handed: list[tuple[Outgoing, Any]] = []
    sent = Sent([], set())
    rebuild = False
    for message in messages:
        if message.key in sent.failed:
            continue
        try:
            async with asyncio.timeout_at(until):
                future = await producer.send(message.topic, message.key, message.value, message.headers)
        except Unsendable as refused:
            # No broker would take it; whatever comes behind it of other keys has nothing to do with that.
            sent.unsendable += 1
            if not past_unsendable:
                sent.failed.add(message.key)
            sent.error = refused
            log.error("relay.unsendable", service=service, ref=message.ref, error=str(refused))
        except (KafkaError, OSError) as away:
            sent.failed.add(message.key)
            sent.error, rebuild = away, True
            break
        else:
            handed.append((message, future))
    try:
        async with asyncio.timeout_at(until):
            await producer.flush()
    except (KafkaError, OSError) as away:
        sent.error, rebuild = away, True
    for message, future in handed:
        result = _outcome(future)
        if isinstance(result, BaseException):
            sent.error, rebuild = result, True
            sent.failed.add(message.key)
            continue
        sent.written.append(result)
        if message.key not in sent.failed:
            sent.acknowledged.append(message.ref)
    if sent.error is not None:
        log.warning("relay.send_failed", service=service, error=repr(sent.error))
    if rebuild:
        try:
            await producer.rebuild()
        except (KafkaError, OSError) as away:
            log.warning("relay.broker_away", service=service, error=repr(away))
    return sent


def _outcome(future: asyncio.Future[Any]) -> Any:
    """What the broker said, or the error; an idempotent client never gives up by itself, so its silence is one."""
    if not future.done():
        # It may end later, and nobody is interested by then.
        future.add_done_callback(lambda late: late.cancelled() or late.exception())
        return TimeoutError("the broker did not acknowledge it in time")
    return future.exception() or future.result()
