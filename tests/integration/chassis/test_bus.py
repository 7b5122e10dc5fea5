"""Outbox → relay → Apache Kafka → consumer, on real parts, with a restart of the broker in the middle."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, text

from chassis.app import Runtime, Service
from chassis.eventlog import SYSTEM, Tx
from chassis.replays import request_replay
from chassis.settings import Settings
from chassis.tables import infrastructure
from ops.embedded import ApacheKafka
from tests.support import sample
from tests.support.harness import Harness, Serve
from tests.support.sample import SERVICE, Tally
from tests.support.sender import SENDER, TALLIES


async def eventually(check: Callable[[], Awaitable[bool]], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not await check():
            await asyncio.sleep(0.1)


async def emit(h: Harness, aggregate_id: str, *amounts: int) -> None:
    async with h.runtime.database.transaction(["330102"]) as connection:
        tx = Tx(connection, "330102", SYSTEM, h.clock.now(), "c")
        found = await TALLIES.find(tx, aggregate_id)
        await TALLIES.append(tx, aggregate_id, found, [Tally(thing_id=aggregate_id, amount=n) for n in amounts])
    h.runtime.relay.wake()


def worker(h: Harness, service: Service, servers: str, **changed: Any) -> Runtime:
    url = h.runtime.settings
    settings = Settings(
        mode="development",
        database_app=url.database_app,
        database_worker=url.database_worker,
        kafka=servers,
        kafka_session_timeout_ms=6000,
        kafka_partitions=4,
        issuer="i",
        jwks_url="http://127.0.0.1:1",
        city=h.runtime.settings.city,
        **changed,
    )
    return Runtime(service, settings, "worker", h.clock)


async def totals(h: Harness) -> dict[str, int]:
    async with h.owner.connect() as connection:
        return {row.id: row.total for row in await connection.execute(text("SELECT id, total FROM things"))}


async def outbox(h: Harness) -> int:
    async with h.owner.connect() as connection:
        return (await connection.execute(text("SELECT count(*) FROM outbox"))).scalar_one()


async def test_everything_arrives_once_through_a_broker_restart(serve: Serve, kafka: ApacheKafka) -> None:
    sender, receiver = await serve(SENDER), await serve(SERVICE)
    expected: dict[str, int] = {}

    async def load() -> None:
        for n in range(60):
            thing = f"t{n % 7}"
            await emit(sender, thing, n % 5 + 1)
            expected[thing] = expected.get(thing, 0) + n % 5 + 1
            await asyncio.sleep(0.02)

    async with AsyncExitStack() as stack:
        await stack.enter_async_context(worker(sender, SENDER, kafka.servers).run())
        await stack.enter_async_context(worker(receiver, SERVICE, kafka.servers).run())
        task = asyncio.create_task(load())
        await asyncio.sleep(0.5)
        await asyncio.to_thread(kafka.kill)
        await asyncio.sleep(0.5)
        await asyncio.to_thread(kafka.start)
        await task

        async def arrived() -> bool:
            return await totals(receiver) == expected and await outbox(sender) == 0

        await eventually(arrived, 90)
        # The whole history once more has no effect.
        async with sender.owner.begin() as connection:
            await request_replay(connection, sender.clock.now())
        async with sender.owner.connect() as connection:
            events = (await connection.execute(text("SELECT count(*) FROM event_log"))).scalar_one()

        async def replayed() -> bool:
            async with sender.owner.connect() as connection:
                row = (await connection.execute(text("SELECT sent, finished_at FROM replays"))).one()
            return row.finished_at is not None and row.sent == events

        await eventually(replayed)
        await asyncio.sleep(1)
        assert await totals(receiver) == expected
    t = infrastructure(SERVICE.metadata).parked
    async with receiver.owner.connect() as connection:
        assert (await connection.execute(select(t.c.reason))).all() == []


def apart(name: str) -> tuple[Service, Service]:
    """Sender and receiver on a topic of their own: the broker is shared and keeps what other tests sent."""
    sender = replace(SENDER, name=name)
    return sender, replace(
        SERVICE, name=f"{name}_reader", subscriptions={sender.topic: SERVICE.subscriptions["other.events"]}
    )


async def test_an_event_that_was_lost_on_the_way_is_asked_for_and_comes(serve: Serve, kafka: ApacheKafka) -> None:
    sending, reading = apart("lossy")
    sender, receiver = await serve(sending), await serve(reading)
    await emit(sender, "a", 1)
    async with sender.owner.begin() as connection:
        await connection.execute(text("DELETE FROM outbox"))
    await emit(sender, "a", 2, 4)
    quick = {"gap_grace_seconds": 0.2, "heads_seconds": 0.2}
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(worker(sender, sending, kafka.servers, **quick).run())
        await stack.enter_async_context(worker(receiver, reading, kafka.servers, **quick).run())

        async def arrived() -> bool:
            return await totals(receiver) == {"a": 7}

        await eventually(arrived, 90)
    async with sender.owner.connect() as connection:
        asked = await connection.execute(text("SELECT county, aggregate_id FROM replays"))
        assert {tuple(row) for row in asked} == {("330102", "a")}


async def test_stopping_the_bus_finishes_the_batch_in_hand_and_http_goes_on(
    serve: Serve, kafka: ApacheKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending, reading = apart("paused")
    sender, receiver = await serve(sending), await serve(reading)
    begun, go_on = asyncio.Event(), asyncio.Event()
    opened = sample.open_thing

    async def slow(tx: Tx, thing_id: str) -> Any:
        begun.set()
        await go_on.wait()
        return await opened(tx, thing_id)

    monkeypatch.setattr(sample, "open_thing", slow)
    await emit(sender, "a", 1)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(worker(sender, sending, kafka.servers).run())
        runtime = worker(receiver, reading, kafka.servers)
        await stack.enter_async_context(runtime.run())
        async with asyncio.timeout(60):
            await begun.wait()
        stopping = asyncio.create_task(runtime.stop_bus())
        await asyncio.sleep(0.1)
        assert not stopping.done()
        go_on.set()
        await stopping
        assert await totals(receiver) == {"a": 1}
        assert not runtime.consuming
        assert (await receiver.client("clerk").get("/things/a")).status_code == 200
        await emit(sender, "a", 2)
        await runtime.start_bus()

        async def arrived() -> bool:
            return await totals(receiver) == {"a": 3}

        await eventually(arrived, 90)


async def test_only_one_relay_is_active(serve: Serve) -> None:
    h = await serve(SENDER)
    async with h.runtime.worker_database.engine.connect() as one, h.runtime.worker_database.engine.connect() as two:
        held = [(await c.execute(text("SELECT pg_try_advisory_lock(hashtext('relay'))"))).scalar() for c in (one, two)]
    assert held == [True, False]


@pytest.mark.parametrize("failing", [0, 1, 2])
async def test_only_the_prefix_before_a_failure_leaves_the_outbox(serve: Serve, failing: int) -> None:
    from collections.abc import Sequence
    from typing import Any

    from aiokafka.errors import KafkaError

    class Flaky:
        def __init__(self) -> None:
            self.sent = 0

        async def send(self, topic: str, key: bytes, value: bytes, headers: Sequence[Any]) -> asyncio.Future[None]:
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            if key == b"a":
                if self.sent == failing:
                    future.set_exception(KafkaError("refused"))
                else:
                    future.set_result(None)
                self.sent += 1
            else:
                future.set_result(None)
            return future

        async def flush(self) -> None: ...
        async def rebuild(self) -> None: ...

    h = await serve(SENDER)
    await emit(h, "a", 1, 2, 3)
    await emit(h, "b", 1)
    relay = h.runtime.relay
    relay._producer = Flaky()
    async with h.runtime.worker_database.engine.connect() as raw:
        connection = await raw.execution_options(isolation_level="AUTOCOMMIT")
        await relay.send_once(connection)
    async with h.owner.connect() as connection:
        left = await connection.execute(
            text("SELECT aggregate_version FROM outbox JOIN event_log USING (county, seq) ORDER BY seq")
        )
        assert [row[0] for row in left] == [1, 2, 3][failing:]
