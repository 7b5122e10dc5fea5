"""A consumer whose events fail too often stops, acknowledges nothing, says so, and reads on when it is started anew."""

from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from sqlalchemy import text

from chassis.consumer import ConsumerStopped
from chassis.eventlog import Tx
from ops.embedded import ApacheKafka
from tests.integration.chassis.test_bus import apart, emit, eventually, totals, worker
from tests.support import sample
from tests.support.harness import Harness, Serve
from tests.support.sample import SERVICE, Tally

LIMITS = {"poison_run": 30, "poison_window": 10, "poison_share": 0.4, "heads_seconds": 0.2}


async def add_anyhow(tx: Tx, event: Tally) -> None:
    thing = await sample.THINGS.find(tx, event.thing_id) or await sample.open_thing(tx, event.thing_id)
    await sample.THINGS.append(tx, event.thing_id, thing, [sample.Added(amount=event.amount)])


async def count(h: Harness, table: str) -> int:
    async with h.owner.connect() as connection:
        return (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()


async def committed(servers: str, group: str, topic: str) -> int:
    """Up to where the group has acknowledged, over all partitions."""
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        offsets: Any = await admin.list_consumer_group_offsets(group)
        return sum(one.offset for partition, one in offsets.items() if partition.topic == topic)
    finally:
        await admin.close()


async def test_a_stopped_consumer_acknowledges_nothing_and_reads_on_after_a_restart(
    serve: Serve, kafka: ApacheKafka
) -> None:
    sending, reading = apart("limited")
    sender, receiver = await serve(sending), await serve(reading)
    for n in range(12):
        # Half of what comes cannot be handled: never two in a row of one aggregate.
        await emit(sender, f"bad{n}", 13)
        await emit(sender, f"good{n}", 1)
    runtime = worker(receiver, reading, kafka.servers, **LIMITS)
    consumer = runtime.consumer
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(worker(sender, sending, kafka.servers).run())
        await stack.enter_async_context(runtime.run())

        async def stopped() -> bool:
            return consumer.stopped is not None and not runtime.consuming

        await eventually(stopped, 90)
        assert consumer.stopped is not None
        assert "of the last 10 events failed" in consumer.stopped
        parked, applied = await count(receiver, "parked_events"), await totals(receiver)
        positions = await consumer.positions()
        read = sum(offset for (topic, _), offset in positions.items() if topic == sending.topic)
        assert await committed(kafka.servers, f"{consumer.name}-330100", sending.topic) <= read
        assert parked + len(applied) == read < 24
    # Corrected, and started anew.
    mended = replace(reading, subscriptions={sending.topic: {Tally: add_anyhow}})
    again = worker(receiver, mended, kafka.servers, **LIMITS)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(again.run())

        async def arrived() -> bool:
            return len(await totals(receiver)) + await count(receiver, "parked_events") == 24

        await eventually(arrived, 90)
        assert await count(receiver, "parked_events") == parked
        assert (again.consuming, again.stopped) == (True, None)


async def test_a_stop_is_in_readiness_status_and_metrics_until_it_is_resumed(serve: Serve) -> None:
    h = await serve(SERVICE)
    consumer, ops = h.runtime.consumer, h.client("ops")
    batch = [h.message(h.envelope(Tally(thing_id="a", amount=13), f"x{n}")) for n in range(50)]
    with pytest.raises(ConsumerStopped) as stopped:
        await consumer.on_batch(batch)
    said = str(stopped.value)
    assert said == "sample: 50 events in a row failed, the last with RuntimeError('thirteen')"
    assert await count(h, "parked_events") == await count(h, "positions") == 0
    ready = await ops.get("/health/ready")
    assert (ready.status_code, ready.json()["stopped"]) == (503, said)
    assert (await ops.get("/status")).json()["stopped"] == said
    assert 'cppcc_consumer_stopped{service="sample"} 1.0' in (await ops.get("/metrics")).text
    consumer.resume()
    await consumer.on_batch(batch[:20])
    assert await count(h, "parked_events") == 20
    assert 'cppcc_consumer_stopped{service="sample"} 0.0' in (await ops.get("/metrics")).text
