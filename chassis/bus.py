"""The port to Kafka and its FastStream/aiokafka adapter. Beside it only `cluster` and `cutoff` speak to the client.

FastStream's ready-made ack policies lose or loop messages in batch mode, so a batch is acknowledged by hand: the
handler stores its own positions with its effects, and Kafka's committed offsets only serve lag monitoring.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import (
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    UnknownTopicOrPartitionError,
)
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage

from chassis import cutoff

log = structlog.get_logger()

MAX_MESSAGE_BYTES = 1024 * 1024
STOP_SECONDS = 30
START_SECONDS = 30
REQUEST_MS = 15_000
"""How long a broker may leave a request unanswered."""
COMMIT_SECONDS = 2
"""Kafka's own offsets only serve to watch the lag, and the next batch says them anew."""
READ_SECONDS = 60
"""How long a topic that is read to its end may give nothing more."""
Position = tuple[str, int]
"""(topic, partition)"""


@dataclass(frozen=True)
class Message:
    """One message as it came."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: dict[str, str]


OnBatch = Callable[[Sequence[Message]], Awaitable[None]]
LoadPositions = Callable[[], Awaitable[Mapping[Position, int]]]


class Unsendable(Exception):
    """The client refused one message for what it is: sent again, it would be refused again."""


class Producer:
    """Sends in order from one task. After a fatal error :meth:`rebuild` replaces the dead client."""

    def __init__(self, servers: str, *, idempotent: bool) -> None:
        self._servers = servers
        self._idempotent = idempotent
        self._producer: AIOKafkaProducer | None = None

    async def start(self) -> None:
        producer = AIOKafkaProducer(
            bootstrap_servers=self._servers,
            acks="all",
            enable_idempotence=self._idempotent,
            max_batch_size=256 * 1024,
            max_request_size=MAX_MESSAGE_BYTES,
            request_timeout_ms=REQUEST_MS,
        )
        cutoff.calm(producer.client)
        try:
            # A broker that can be reached and cannot number its producers would be waited for without end.
            async with asyncio.timeout(START_SECONDS):
                await cutoff.begun(producer.start())
        except BaseException:
            # A client that never connected still holds sockets and tasks.
            await self._end(producer)
            raise
        self._producer = producer

    async def send(self, topic: str, key: bytes, value: bytes, headers: Sequence[tuple[str, bytes]]) -> Awaitable[Any]:
        """Hands one message over; the returned awaitable ends when the broker acknowledged it, or raises."""
        if self._producer is None:
            await self.start()
        assert self._producer is not None
        try:
            return await self._producer.send(topic, value, key=key, headers=headers)
        except MessageSizeTooLargeError as error:
            raise Unsendable(str(error)) from error

    async def flush(self) -> None:
        if self._producer is not None:
            await self._producer.flush()

    async def rebuild(self) -> None:
        """An idempotent producer that saw OutOfOrderSequenceNumber never recovers; a new one starts afresh."""
        await self.stop()
        await self.start()

    async def stop(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await self._end(producer)

    async def _end(self, producer: AIOKafkaProducer) -> None:
        # Nothing is worth waiting for: what was not acknowledged is sent again.
        await cutoff.closed(producer.stop(), cutoff.CLOSE_SECONDS, "producer", lambda: cutoff.producer(producer))


class _SeekToStored(ConsumerRebalanceListener):
    """On assignment, reads on from where the *store* is: a restored database simply repeats what it lacks."""

    def __init__(self, load: LoadPositions, broken: asyncio.Event) -> None:
        self._load = load
        self._broken = broken
        self.subscriber: Any = None

    # aiokafka awaits what these return; its stubs declare them as plain functions.
    async def on_partitions_revoked(self, revoked: Any) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]  # awaited, too
        """Nothing is held between batches."""

    async def on_partitions_assigned(self, assigned: Any) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]  # awaited, too
        consumer = self.subscriber.consumer
        try:
            # The client fetches from Kafka's own offsets meanwhile. Those may be ahead of a restored store: what was
            # handed over from there would move the stored positions past what it lacks.
            consumer.pause(*assigned)
            stored = await self._load()
            for partition in assigned:
                consumer.seek(partition, stored.get((partition.topic, partition.partition), 0))
            consumer.resume(*assigned)
        except BaseException:
            # The client would log it and go on.
            self._broken.set()
            raise


class Subscription:
    """One consumer of several topics, handing over raw batches; one per process and service."""

    def __init__(
        self,
        servers: str,
        topics: Sequence[str],
        group: str,
        load_positions: LoadPositions,
        on_batch: OnBatch,
        *,
        max_records: int = 500,
        session_timeout_ms: int = 30_000,
    ) -> None:
        # A group's answers take as long as its slowest member has to come back.
        patience_ms = session_timeout_ms + REQUEST_MS
        # Without a producer and an admin client of its own: where a stop fails half-way it forgets to close them.
        self._broker = KafkaBroker(
            servers, logger=None, graceful_timeout=20, request_timeout_ms=patience_ms, consumer_only=True
        )
        self._topics = topics
        self._on_batch = on_batch
        self.broken = asyncio.Event()
        """Set when it may have passed over records: it hands over nothing more, and a new one has to take its place."""
        self.handed_over_at = time.monotonic()
        self._in_hand = False
        self._listener = _SeekToStored(load_positions, self.broken)
        self._subscriber = self._broker.subscriber(
            *topics,
            batch=True,
            group_id=group,
            ack_policy=AckPolicy.MANUAL,
            auto_offset_reset="earliest",
            batch_timeout_ms=30,
            max_records=max_records,
            fetch_max_wait_ms=100,
            session_timeout_ms=session_timeout_ms,
            heartbeat_interval_ms=session_timeout_ms // 10,
            listener=self._listener,
        )
        self._listener.subscriber = self._subscriber

        async def handle(message: KafkaMessage) -> None:
            await self._handle(message)

        self._subscriber(handle, parser=_parse, decoder=_identity)

    async def _handle(self, message: KafkaMessage) -> None:
        if self.broken.is_set():
            return
        records: Any = message.raw_message
        consumer: Any = message.consumer
        first: dict[TopicPartition, int] = {}
        last: dict[TopicPartition, int] = {}
        for record in records:
            partition = TopicPartition(record.topic, record.partition)
            first.setdefault(partition, record.offset)
            last[partition] = record.offset
        self._in_hand = True
        try:
            await self._on_batch([_message(record) for record in records])
        except BaseException:
            self._rewind(consumer, first)
            raise
        finally:
            self._in_hand = False
            self.handed_over_at = time.monotonic()
        try:
            # Bounded: the client repeats it for as long as the group is away, and the effects are stored already.
            async with asyncio.timeout(COMMIT_SECONDS):
                await consumer.commit({partition: offset + 1 for partition, offset in last.items()})
        except (KafkaError, TimeoutError) as error:
            # A rebalance took the partitions; the new owner starts from the stored positions.
            log.info("consumer.commit_skipped", error=repr(error))

    def _rewind(self, consumer: Any, first: Mapping[TopicPartition, int]) -> None:
        """Every partition, whatever becomes of one: what is not rewound would be acknowledged with the next batch."""
        for partition, offset in first.items():
            try:
                consumer.seek(partition, offset)
            except Exception as error:
                log.warning(
                    "consumer.not_rewound", topic=partition.topic, partition=partition.partition, error=repr(error)
                )
                self.broken.set()

    async def start(self) -> None:
        try:
            await cutoff.begun(self._broker.start())
        except BaseException:
            await self.stop()
            raise
        cutoff.calm(self._consumer._client)

    @property
    def _consumer(self) -> Any:
        return self._subscriber.consumer

    @property
    def dead(self) -> bool:
        """Whether nothing polls any more: FastStream starts a poll that failed anew, not one that was cancelled."""
        return not self._subscriber.running or all(task.done() for task in self._subscriber.tasks)

    @property
    def active_at(self) -> float:
        """When, by the monotonic clock, it last had something in hand."""
        return time.monotonic() if self._in_hand else self.handed_over_at

    async def behind(self, stored: LoadPositions) -> bool | None:
        """Whether there are messages that it has not taken up; None where it does not get to know.

        One that has no partitions goes by what is ``stored``, which others may have moved; for control topics that
        says nothing, since what expires there is never read.
        """
        try:
            ends = await self.ends()
            mine = self._consumer.assignment()
            if not mine:
                async with asyncio.timeout(5):
                    read = await stored()
                return any(end > read.get(where, 0) for where, end in ends.items() if where[0].endswith(".events"))
            for partition in mine:
                if await self._position(partition) < ends.get((partition.topic, partition.partition), 0):
                    return True
        except (KafkaError, OSError):
            return None
        return False

    async def _position(self, partition: TopicPartition) -> int:
        try:
            async with asyncio.timeout(1):
                return await self._consumer.position(partition)
        except TimeoutError:
            return -1

    async def ends(self) -> dict[Position, int]:
        """Where each partition of every subscribed topic ends now."""
        consumer = self._consumer
        partitions = [TopicPartition(t, p) for t in self._topics for p in consumer.partitions_for_topic(t) or ()]
        async with asyncio.timeout(5):
            ends: Mapping[TopicPartition, int] = await consumer.end_offsets(partitions)
        return {(partition.topic, partition.partition): offset for partition, offset in ends.items()}

    async def stop(self) -> None:
        """Finishes the batch in hand; a broker that is gone must not keep it waiting."""
        consumer = self._consumer
        cut = None if consumer is None else lambda: cutoff.consumer(consumer)
        await cutoff.closed(self._broker.stop(), STOP_SECONDS, "consumer", cut)


async def _parse(records: Any, original: Callable[[Any], Awaitable[Any]]) -> Any:
    """FastStream's message without anybody's headers.

    Its own parser reads them all as UTF-8 and fails the whole batch on a byte that is not, again and again.
    """
    message = await original((replace(records[0], headers=()),))
    message.raw_message = records
    return message


async def _identity(message: Any) -> Any:
    return message.raw_message


def _message(record: Any) -> Message:
    headers = {name: (value or b"").decode("utf-8", "replace") for name, value in record.headers}
    return Message(record.topic, record.partition, record.offset, record.key, record.value, headers)


async def read_to_end(
    servers: str,
    topic: str,
    positions: Mapping[Position, int],
    on_batch: Callable[[Sequence[Message], int], Awaitable[None]],
) -> dict[Position, int]:
    """Hands over what ``topic`` has from ``positions`` to where it ends now, with how much is left; returns the ends.

    A position that the topic does not reach is of an earlier topic of that name: it is read from its beginning.
    """
    consumer: Any = AIOKafkaConsumer(
        topic,
        bootstrap_servers=servers,
        group_id=None,
        enable_auto_commit=False,
        fetch_max_wait_ms=100,
        request_timeout_ms=REQUEST_MS,
    )
    cutoff.calm(consumer._client)
    try:
        async with _in_time(topic):
            await cutoff.begun(consumer.start())
            at, ends = await _from_to(consumer, topic, positions)
        while left := sum(max(ends[partition] - offset, 0) for partition, offset in at.items()):
            found = await _next(consumer, topic, at, ends)
            if found:
                await on_batch(found, max(left - len(found), 0))
        return {(partition.topic, partition.partition): end for partition, end in ends.items()}
    finally:
        await cutoff.closed(consumer.stop(), cutoff.CLOSE_SECONDS, "reader", lambda: cutoff.consumer(consumer))


async def _from_to(
    consumer: Any, topic: str, positions: Mapping[Position, int]
) -> tuple[dict[TopicPartition, int], dict[TopicPartition, int]]:
    """Where each partition is read from, and where all of them end now."""
    ends: dict[TopicPartition, int] = await consumer.end_offsets(list(consumer.assignment()))
    if not ends:
        raise UnknownTopicOrPartitionError(topic)
    at: dict[TopicPartition, int] = {}
    for partition, end in ends.items():
        stored = positions.get((topic, partition.partition), 0)
        at[partition] = stored if stored <= end else 0
    at = {partition: offset for partition, offset in at.items() if offset < ends[partition]}
    if at:
        consumer.pause(*(ends.keys() - at.keys()))
        for partition, beginning in (await consumer.beginning_offsets(list(at))).items():
            at[partition] = max(at[partition], beginning)
            consumer.seek(partition, at[partition])
    return at, ends


async def _next(
    consumer: Any, topic: str, at: dict[TopicPartition, int], ends: Mapping[TopicPartition, int]
) -> list[Message]:
    """Moves ``at`` on and returns what lies between, which may be none."""
    async with _in_time(topic):
        while True:
            records = await consumer.getmany(*at, timeout_ms=1000, max_records=500)
            reached = {partition: await consumer.position(partition) for partition in at}
            if reached != at:
                break
    at.update(reached)
    return [_message(one) for partition, some in records.items() for one in some if one.offset < ends[partition]]


@asynccontextmanager
async def _in_time(topic: str) -> AsyncGenerator[None]:
    """A broker that left midway is an error; the client would wait for it without end."""
    try:
        async with asyncio.timeout(READ_SECONDS):
            yield
    except TimeoutError as error:
        raise KafkaTimeoutError(f"{topic} gave nothing more for {READ_SECONDS} s") from error
