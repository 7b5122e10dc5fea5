"""The broker is lost whole and made anew behind the same address, and nobody starts a service again."""

import asyncio
from collections.abc import Generator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from chassis import bus, status
from chassis.app import Runtime
from ops.embedded import ensure_kafka_jars
from tests.chaos.servers import Broker
from tests.integration.chassis.test_bus import apart, emit, eventually, outbox, totals, worker
from tests.support.harness import Harness, Serve

QUICK: dict[str, Any] = {"heads_seconds": 0.3, "cluster_seconds": 0.5, "kafka_patience_seconds": 6}


@pytest.fixture
def broker(tmp_path: Path) -> Generator[Broker]:
    made = Broker(tmp_path / "kafka", ensure_kafka_jars(Path(__file__).parents[3] / ".cache"), {})
    made.start()
    yield made
    made.stop()


async def on_topic(servers: str, topic: str) -> set[tuple[str, str]]:
    """(record, version) of everything that the topic holds."""
    found: set[tuple[str, str]] = set()

    async def note(messages: Any, _: int) -> None:
        found.update((one.headers["ce_subject"], one.headers["ce_aggregateversion"]) for one in messages)

    await bus.read_to_end(servers, topic, {}, note)
    return found


async def logged(h: Harness) -> set[tuple[str, str]]:
    async with h.owner.connect() as connection:
        rows = await connection.execute(text("SELECT aggregate_id, aggregate_version FROM event_log"))
        return {(row.aggregate_id, str(row.aggregate_version)) for row in rows}


async def open_again(runtime: Runtime, cluster: str) -> None:
    async def ready() -> bool:
        return runtime.recovery.cluster == cluster and (await status.ready(runtime))["ready"]

    await eventually(ready, 90)


async def test_a_broker_that_was_lost_whole_is_filled_again_while_services_run(serve: Serve, broker: Broker) -> None:
    sending, reading = apart("swapped")
    sender, receiver = await serve(sending), await serve(reading)
    expected: dict[str, int] = {}

    async def say(*amounts: int) -> None:
        for n, amount in enumerate(amounts):
            await emit(sender, f"t{n % 3}", amount)
            expected[f"t{n % 3}"] = expected.get(f"t{n % 3}", 0) + amount

    async def arrived() -> bool:
        return await totals(receiver) == expected and await outbox(sender) == 0

    async with AsyncExitStack() as stack:
        runtimes = [
            worker(sender, sending, broker.servers, **QUICK),
            worker(receiver, reading, broker.servers, **QUICK),
        ]
        for runtime in runtimes:
            await stack.enter_async_context(runtime.run())
        await say(*[2, 3, 4] * 13)
        await eventually(arrived, 90)
        # The receiver loses what it read last, with the broker that had it.
        for _ in range(2):
            was = broker.cluster_id
            await asyncio.to_thread(broker.kill)
            await say(5, 6, 7)
            broker.wipe()
            await asyncio.to_thread(broker.start)
            assert broker.cluster_id != was
            await say(7, 8, 9)
            for runtime in runtimes:
                await open_again(runtime, broker.cluster_id)
            await eventually(arrived, 90)
            await say(1, 2, 3)
            await eventually(arrived, 90)

            async def filled() -> bool:
                return await on_topic(broker.servers, sending.topic) == await logged(sender)

            await eventually(filled, 90)
    assert await totals(receiver) == expected
    async with receiver.owner.connect() as connection:
        assert (await connection.execute(text("SELECT reason, error FROM parked_events"))).all() == []
