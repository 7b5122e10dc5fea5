"""Whatever bytes somebody puts on a topic reach the handler; none of them holds up what follows."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaProducer

from chassis import bus, cluster
from ops.embedded import ApacheKafka


async def test_headers_that_are_no_text_do_not_stop_the_subscription(kafka: ApacheKafka) -> None:
    topic = f"bytes-{secrets.token_hex(4)}"
    await cluster.ensure_topics(kafka.servers, [topic], partitions=1, replication=1)
    sent: list[tuple[bytes | None, list[tuple[str, bytes]]]] = [
        (b"\xff\xfe", [("ce_id", b"\xff")]),
        (None, [("ce_id", b"")]),
        (b"{}", [("reply_to", topic.encode()), ("content-type", b"application/json")]),
        (b"last", [("ce_id", b"1")]),
    ]
    producer: Any = AIOKafkaProducer(bootstrap_servers=kafka.servers)
    await producer.start()
    for value, headers in sent:
        await producer.send_and_wait(topic, value, key=b"\xff", headers=headers)
    await producer.stop()
    got: list[bus.Message] = []
    everything = asyncio.Event()

    async def positions() -> Mapping[bus.Position, int]:
        return {}

    async def on_batch(messages: Sequence[bus.Message]) -> None:
        got.extend(messages)
        if len(got) >= len(sent):
            everything.set()

    subscription = bus.Subscription(
        kafka.servers, [topic], f"group-{topic}", positions, on_batch, max_records=2, session_timeout_ms=6_000
    )
    await subscription.start()
    try:
        await asyncio.wait_for(everything.wait(), 90)
    finally:
        await subscription.stop()
    assert [message.value for message in got] == [value for value, _ in sent]
    assert [message.offset for message in got] == [0, 1, 2, 3]
    assert got[3].headers == {"ce_id": "1"}
