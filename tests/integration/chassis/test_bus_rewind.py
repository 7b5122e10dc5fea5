"""A failed batch is read again whole, also where the client refuses to go back."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import IllegalStateError
from sqlalchemy import text

from chassis.bus import Message
from ops.embedded import ApacheKafka
from tests.integration.chassis.test_bus import apart, emit, eventually, outbox, totals, worker
from tests.support.harness import Serve


async def test_a_partition_that_cannot_be_rewound_loses_nothing(
    serve: Serve, kafka: ApacheKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending, reading = apart("rewound")
    sender, receiver = await serve(sending), await serve(reading)
    things = [f"t{n}" for n in range(12)]
    for thing in things:
        await emit(sender, thing, 1)
    failed: list[int] = []
    seek = AIOKafkaConsumer.seek

    def refuses(self: AIOKafkaConsumer, partition: Any, offset: int) -> None:
        if failed == [partition.partition]:
            failed.append(-1)
            raise IllegalStateError(f"no current assignment for partition {partition}")
        seek(self, partition, offset)

    monkeypatch.setattr(AIOKafkaConsumer, "seek", refuses)
    runtime = worker(receiver, reading, kafka.servers)
    apply = runtime.consumer.on_batch

    async def fails_once(messages: Sequence[Message]) -> None:
        events = [message for message in messages if message.topic == sending.topic]
        if not failed and len({message.partition for message in events}) > 1:
            failed.append(events[0].partition)
            raise ConnectionError("示例")
        await apply(messages)

    runtime.consumer.on_batch = fails_once
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(worker(sender, sending, kafka.servers).run())

        async def sent() -> bool:
            return await outbox(sender) == 0

        await eventually(sent, 90)
        await stack.enter_async_context(runtime.run())

        async def arrived() -> bool:
            return await totals(receiver) == dict.fromkeys(things, 1)

        await eventually(arrived, 90)
    assert len(failed) == 2, "no batch held two partitions"
    async with receiver.owner.connect() as connection:
        assert (await connection.execute(text("SELECT reason FROM parked_events"))).all() == []
