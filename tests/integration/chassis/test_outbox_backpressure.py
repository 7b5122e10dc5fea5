"""Kafka is away for long: commands are answered and stored, the outbox says how much waits, and drains in order."""

import re
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

from chassis import bus
from chassis.eventlog import SYSTEM, Tx
from ops.embedded import ApacheKafka, free_port
from tests.integration.chassis.test_bus import apart, eventually, outbox, worker
from tests.support.harness import Harness, Serve
from tests.support.sample import Tally
from tests.support.sender import TALLIES

COUNTIES = ("330102", "330103")
THINGS, EACH = 60, 20


async def gauge(h: Harness, name: str, service: str) -> float:
    exposed = (await h.client("ops").get("/metrics")).text
    (value,) = re.findall(rf"^{name}{{service=\"{service}\"}} (\S+)", exposed, re.MULTILINE)
    return float(value)


async def write(h: Harness, county: str, thing: str) -> None:
    async with h.runtime.database.transaction([county]) as connection:
        tx = Tx(connection, county, SYSTEM, h.clock.now(), "c")
        found = await TALLIES.find(tx, thing)
        await TALLIES.append(tx, thing, found, [Tally(thing_id=thing, amount=1)])


async def test_writes_go_on_without_a_broker_and_everything_leaves_in_order_when_it_is_back(
    serve: Serve, kafka: ApacheKafka, tmp_path: Path
) -> None:
    sending, _ = apart("pressed")
    h = await serve(sending)
    own = ApacheKafka(tmp_path / "kafka", free_port(), kafka._jars)
    own.start()
    try:
        async with AsyncExitStack() as stack:
            runtime = worker(h, sending, own.servers)
            await stack.enter_async_context(runtime.run())
            await write(h, COUNTIES[0], "first")
            runtime.relay.wake()

            async def drained() -> bool:
                return await outbox(h) == 0

            await eventually(drained, 90)
            own.kill()
            for _ in range(EACH):
                for county in COUNTIES:
                    for n in range(THINGS // 2):
                        await write(h, county, f"{county}-{n}")
            h.clock.offset += timedelta(hours=3)
            assert await gauge(h, "cppcc_outbox_events", sending.name) == THINGS * EACH
            assert await gauge(h, "cppcc_outbox_oldest_seconds", sending.name) >= 3 * 3600
            own.start()
            await eventually(drained, 180)
        assert await gauge(h, "cppcc_outbox_events", sending.name) == 0
        versions: dict[str, list[int]] = defaultdict(list)

        async def on_batch(messages: Sequence[bus.Message], left: int) -> None:
            for message in messages:
                versions[message.headers["ce_subject"]].append(int(message.headers["ce_aggregateversion"]))

        await bus.read_to_end(own.servers, sending.topic, {}, on_batch)
    finally:
        own.stop()
    assert versions.pop("first") == [1]
    assert len(versions) == THINGS
    for seen in versions.values():
        # A repeated one is a duplicate to its readers; in order is when each version first comes.
        assert list(dict.fromkeys(seen)) == list(range(1, EACH + 1))
