"""Topics as they are, and what a careless bus may do with them: duplicates, and any order."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

T = TypeVar("T")
Record = Any
"""aiokafka's: topic, partition, offset, key, value, headers."""


def records(servers: str, *topics: str) -> list[Record]:
    """Everything that the topics hold, each partition in its order."""

    async def read(consumer: Any) -> list[Record]:
        found: list[Record] = []
        ends = await _ends(consumer, topics)
        at = [partition for partition, end in ends.items() if end > 0]
        if not at:
            return []
        consumer.assign(at)
        await consumer.seek_to_beginning()
        while any([await consumer.position(one) < ends[one] for one in at]):
            for batch in (await consumer.getmany(timeout_ms=500)).values():
                found += batch
        return found

    return _with_consumer(servers, read)


def ends(servers: str, *topics: str) -> dict[tuple[str, int], int]:
    """Where each partition ends now."""

    async def ask(consumer: Any) -> dict[tuple[str, int], int]:
        return {(one.topic, one.partition): end for one, end in (await _ends(consumer, topics)).items()}

    return _with_consumer(servers, ask)


def send_again(servers: str, found: Sequence[Record]) -> None:
    """The same bytes, keys and headers to the same partitions, in the order given."""

    async def send() -> None:
        producer: Any = AIOKafkaProducer(bootstrap_servers=servers, acks="all")
        await producer.start()
        try:
            for one in found:
                await producer.send(one.topic, one.value, one.key, one.partition, headers=list(one.headers))
            await producer.flush()
        finally:
            await producer.stop()

    asyncio.run(send())


def shuffled(found: Sequence[Record], choice: random.Random, *, within_keys: bool) -> list[Record]:
    """Another order of them; ``within_keys`` also of those of one key, which no Kafka would do by itself."""
    mixed = list(found)
    choice.shuffle(mixed)
    if within_keys:
        return mixed
    # Each key's places in the new order are given to its records in their old order.
    by_key: dict[Any, list[Record]] = {}
    for one in found:
        by_key.setdefault((one.topic, one.partition, one.key), []).append(one)
    turns = {key: iter(some) for key, some in by_key.items()}
    return [next(turns[one.topic, one.partition, one.key]) for one in mixed]


def _with_consumer(servers: str, work: Callable[[Any], Awaitable[T]]) -> T:
    async def run() -> T:
        consumer: Any = AIOKafkaConsumer(bootstrap_servers=servers, enable_auto_commit=False)
        await consumer.start()
        try:
            return await work(consumer)
        finally:
            await consumer.stop()

    return asyncio.run(run())


async def _ends(consumer: Any, topics: Sequence[str]) -> dict[TopicPartition, int]:
    # Without a subscription the client knows no topic until it is told of one.
    for topic in topics:
        await consumer._client.add_topic(topic)
    await consumer._client.force_metadata_update()
    partitions = [TopicPartition(t, p) for t in topics for p in sorted(consumer.partitions_for_topic(t) or ())]
    return await consumer.end_offsets(partitions)
