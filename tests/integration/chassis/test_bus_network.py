"""The way to Kafka and to the relay's store is hurt in each direction, then healed: nothing is lost, nothing twice."""

import asyncio
import gc
import re
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiokafka.conn import AIOKafkaConnection
from prometheus_client import REGISTRY
from sqlalchemy import select, text

from chassis import bus, cluster, status
from chassis.app import Runtime, Service
from chassis.bus import Producer
from chassis.tables import infrastructure
from ops.embedded import ensure_kafka_jars, free_port
from tests.chaos.network import Link, Network
from tests.chaos.servers import Broker
from tests.integration.chassis.test_bus import apart, emit, eventually, outbox, totals, worker
from tests.support.harness import Harness, Serve

QUICK: dict[str, Any] = {
    "heads_seconds": 0.5,
    "kafka_patience_seconds": 6,
    "vanished_seconds": 3,
    "worker_statement_seconds": 1,
    "connect_seconds": 2,
}
_HOLDER = text(
    "SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE l.locktype = 'advisory' AND l.granted "
    "AND d.datname = current_database() AND l.objid::bigint = hashtext('relay')::bigint & 4294967295"
)
SENDER, RECEIVER = "SENDER", "RECEIVER"
UNHURT_STORE: dict[str, Any] = {"worker_statement_seconds": 15, "vanished_seconds": 6}
"""For who must keep the lock until hurt: a machine that stands still takes it from them otherwise, and rightly."""


@dataclass
class Wires:
    """A broker with a door for those who write and one for those who read, each behind a link."""

    network: Network
    broker: Broker
    writing: Link
    reading: Link


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Generator[Wires]:
    network = Network()
    network.start()
    doors = {name: free_port() for name in (SENDER, RECEIVER)}
    links = {name: network.link(port) for name, port in doors.items()}
    jars = ensure_kafka_jars(Path(__file__).parents[3] / ".cache")
    told = {name: (port, links[name].port) for name, port in doors.items()}
    broker = Broker(tmp_path_factory.mktemp("doors"), jars, told)
    broker.start()
    yield Wires(network, broker, links[SENDER], links[RECEIVER])
    broker.stop()
    network.stop()


@pytest.fixture
def wires(built: Wires) -> Generator[Wires]:
    yield built
    built.network.heal()


@dataclass
class Pair:
    sending: Service
    reading: Service
    sender: Harness
    receiver: Harness
    expected: dict[str, int]

    async def say(self, *amounts: int) -> None:
        for n, amount in enumerate(amounts):
            thing = f"t{n % 3}"
            await emit(self.sender, thing, amount)
            self.expected[thing] = self.expected.get(thing, 0) + amount

    async def arrive(self, seconds: float = 90) -> None:
        t = infrastructure(self.reading.metadata).parked

        async def arrived() -> bool:
            async with self.receiver.owner.connect() as connection:
                # One that waits for an earlier one to come again is on its way.
                parked = (await connection.execute(select(t.c.reason, t.c.error).where(t.c.reason != "gap"))).all()
            assert not parked, parked
            return await totals(self.receiver) == self.expected and await outbox(self.sender) == 0

        await eventually(arrived, seconds)

    async def lock_holder(self) -> int:
        """Its session; the lock is free for a moment when a relay takes a new one."""
        async with self.sender.owner.connect() as connection, asyncio.timeout(30):
            while (holder := await connection.scalar(_HOLDER)) is None:
                await asyncio.sleep(0.1)
            return holder


@asynccontextmanager
async def pair(
    serve: Serve, wires: Wires, name: str
) -> AsyncGenerator[tuple[Pair, Callable[..., Runtime], Callable[..., Runtime]]]:
    """The two services' stores, and what makes a worker of each."""
    sending, reading = apart(name)
    made = Pair(sending, reading, await serve(sending), await serve(reading), {})
    writing, looking = (f"127.0.0.1:{link.port}" for link in (wires.writing, wires.reading))

    def sender(**changed: Any) -> Runtime:
        return worker(made.sender, sending, writing, **(QUICK | changed))

    def receiver(**changed: Any) -> Runtime:
        return worker(made.receiver, reading, looking, **(QUICK | changed))

    yield made, sender, receiver


async def ready(runtime: Runtime) -> None:
    async def check() -> bool:
        return (await status.ready(runtime))["ready"]

    await eventually(check, 90)


def named(how: str) -> str:
    return re.sub(r"\W", "", how)


HURTS = {
    "refused": lambda link: link.refuse(),
    "black hole": lambda link: link.hold(),
    "half-open up": lambda link: link.hold("up"),
    "half-open down": lambda link: link.hold("down"),
}


@pytest.mark.parametrize("how", HURTS)
async def test_kafka_that_only_producers_cannot_reach(serve: Serve, wires: Wires, how: str) -> None:
    """The relay keeps its lock however long that takes, and what was sent without an answer has one effect."""
    async with AsyncExitStack() as stack:
        made, sender, receiver = await stack.enter_async_context(pair(serve, wires, f"w_{named(how)}"))
        relaying, reading = sender(**UNHURT_STORE), receiver()
        await stack.enter_async_context(relaying.run())
        await stack.enter_async_context(reading.run())
        await made.say(1, 2, 3)
        await made.arrive()
        holder = await made.lock_holder()
        await asyncio.to_thread(HURTS[how], wires.writing)
        await made.say(*range(12))
        # Longer than an idle session may be, and than a send is waited for.
        await asyncio.sleep(QUICK["kafka_patience_seconds"] + UNHURT_STORE["vanished_seconds"])
        assert await made.lock_holder() == holder
        assert reading.consuming
        await asyncio.to_thread(wires.writing.heal)
        await made.say(5, 5, 5)
        await made.arrive()
        await ready(relaying)


@pytest.mark.parametrize("how", HURTS)
async def test_kafka_that_only_consumers_cannot_reach(serve: Serve, wires: Wires, how: str) -> None:
    async with AsyncExitStack() as stack:
        made, sender, receiver = await stack.enter_async_context(pair(serve, wires, f"r_{named(how)}"))
        reading = receiver()
        await stack.enter_async_context(sender().run())
        await stack.enter_async_context(reading.run())
        await made.say(1, 2, 3)
        await made.arrive()
        await asyncio.to_thread(HURTS[how], wires.reading)
        await made.say(*range(12))
        await asyncio.sleep(QUICK["kafka_patience_seconds"] + QUICK["vanished_seconds"])
        await asyncio.to_thread(wires.reading.heal)
        await made.say(5, 5, 5)
        await made.arrive()
        await ready(reading)


async def test_a_start_into_a_black_hole_goes_on_when_it_heals(serve: Serve, wires: Wires) -> None:
    async with AsyncExitStack() as stack:
        made, sender, receiver = await stack.enter_async_context(pair(serve, wires, "hole"))
        await asyncio.to_thread(wires.writing.hold)
        await asyncio.to_thread(wires.reading.hold)
        relaying, reading = sender(), receiver()
        await stack.enter_async_context(relaying.run())
        await stack.enter_async_context(reading.run())
        await made.say(1, 2, 3)
        await asyncio.sleep(3)
        state = await status.ready(relaying)
        assert not state["ready"]
        assert state["refusing"] is not None
        await asyncio.to_thread(wires.network.heal)
        await made.arrive()
        await ready(relaying)
        await ready(reading)


@pytest.mark.parametrize("directions", [("up",), ("down",), ("up", "down")])
async def test_a_relay_cut_off_from_its_store_loses_the_lock_to_another(
    serve: Serve, wires: Wires, directions: tuple[Any, ...]
) -> None:
    async with AsyncExitStack() as stack:
        made, sender, receiver = await stack.enter_async_context(pair(serve, wires, f"z_{'_'.join(directions)}"))
        url = made.sender.runtime.settings.database_worker
        port = url.rsplit(":", 1)[1].split("/", 1)[0]
        link = wires.network.link(int(port))
        first = Runtime(
            made.sending,
            sender(**UNHURT_STORE).settings.model_copy(update={"database_worker": url.replace(port, str(link.port))}),
            "worker",
            made.sender.clock,
        )
        await stack.enter_async_context(receiver().run())
        await stack.enter_async_context(first.run())
        await made.say(1, 2, 3)
        await made.arrive()
        holder = await made.lock_holder()
        second = sender()
        await stack.enter_async_context(second.run())
        await ready(second)
        assert await made.lock_holder() == holder
        await asyncio.to_thread(link.hold, *directions)
        await made.say(*range(12))
        await made.arrive()
        assert await made.lock_holder() != holder
        await asyncio.to_thread(link.heal)
        await made.say(5, 5, 5)
        await made.arrive()
        await ready(first)


def _poll(reader: Any) -> list[Any]:
    return reader._subscriber.tasks[-1:]


def _fetch(reader: Any) -> list[Any]:
    """With the requests under way, whose answers would still be handed over."""
    fetcher = reader._consumer._fetcher
    return [fetcher._fetch_task, *fetcher._pending_tasks]


@pytest.mark.parametrize("part", [_poll, _fetch], ids=["poll", "fetch"])
async def test_a_client_of_which_a_part_has_died_is_replaced(serve: Serve, wires: Wires, part: Any) -> None:
    async with AsyncExitStack() as stack:
        made, sender, receiver = await stack.enter_async_context(pair(serve, wires, f"dead{part.__name__}"))
        reading = receiver()
        await stack.enter_async_context(sender().run())
        await stack.enter_async_context(reading.run())
        await made.say(1, 2, 3)
        await made.arrive()

        def stuck() -> float:
            name = "cppcc_consumer_stuck_total"
            return REGISTRY.get_sample_value(name, {"service": made.reading.name}) or 0

        before = stuck()
        for task in part(reading.readers[0]._subscription):
            task.cancel()
        await made.say(5, 5, 5)
        await made.arrive()
        assert stuck() == before + 1
        await ready(reading)


async def test_a_client_that_has_all_there_is_stays(serve: Serve, wires: Wires) -> None:
    async with AsyncExitStack() as stack:
        made, sender, receiver = await stack.enter_async_context(pair(serve, wires, "content"))
        reading = receiver(kafka_patience_seconds=1)
        await stack.enter_async_context(sender().run())
        await stack.enter_async_context(reading.run())
        await made.say(1, 2, 3)
        await made.arrive()
        subscription = reading.readers[0]._subscription
        await asyncio.sleep(5)
        assert reading.readers[0]._subscription is subscription


async def test_nothing_is_handed_over_before_the_stored_positions_are_sought(
    serve: Serve, wires: Wires, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records from the group's own offsets would move a restored store's positions past what it lacks."""
    async with AsyncExitStack() as stack:
        made, sender, receiver = await stack.enter_async_context(pair(serve, wires, "ahead"))
        await stack.enter_async_context(sender().run())
        reading = receiver()
        async with reading.run():
            await made.say(*range(1, 12))
            await made.arrive()
        await made.say(7, 7, 7)
        async with made.receiver.owner.begin() as connection:
            # As it was before it had read anything; the group's offsets in Kafka are ahead of it.
            for table in ("things", "event_log", "outbox", "inbox", "progress", "positions", "published", "unsealed"):
                await connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
                await connection.execute(text(f"DELETE FROM {table}"))
        again = receiver()
        events: list[str] = []
        positions, on_batch = again.consumer.positions, again.consumer.on_batch

        async def late() -> Any:
            found = await positions()
            await asyncio.sleep(3)
            events.append("sought")
            return found

        async def noted(messages: Any) -> None:
            events.append("batch")
            await on_batch(messages)

        monkeypatch.setattr(again.consumer, "positions", late)
        monkeypatch.setattr(again.consumer, "on_batch", noted)
        monkeypatch.setattr(again.recovery, "run", _nothing)
        await stack.enter_async_context(again.run())
        await made.arrive()
        assert events[0] == "sought"


async def _nothing() -> None: ...


async def test_a_producer_that_does_not_end_is_cut_off(wires: Wires) -> None:
    servers = f"127.0.0.1:{wires.writing.port}"
    await cluster.ensure_topics(servers, ["cutoff.events"], partitions=1, replication=1)
    before = set(asyncio.all_tasks())
    producer = Producer(servers, idempotent=True)
    await (await producer.send("cutoff.events", b"k", b"1", []))
    await asyncio.to_thread(wires.writing.hold)
    future: Any = await producer.send("cutoff.events", b"k", b"2", [])
    async with asyncio.timeout(30):
        await producer.stop()
    assert future.exception() is not None
    async with asyncio.timeout(30):
        while left := asyncio.all_tasks() - before:
            await asyncio.wait(left, timeout=0.5)


async def test_a_consumer_whose_stop_fails_leaves_nothing_open(wires: Wires, monkeypatch: pytest.MonkeyPatch) -> None:
    servers = f"127.0.0.1:{wires.reading.port}"
    await cluster.ensure_topics(servers, ["failing.events"], partitions=1, replication=1)

    async def at_the_beginning() -> dict[Any, int]:
        return {}

    async def seen(_: Any) -> None: ...

    subscription: Any = bus.Subscription(servers, ["failing.events"], "failing", at_the_beginning, seen)

    def connected() -> int:
        known = (one for one in gc.get_objects() if isinstance(one, AIOKafkaConnection))
        return sum(one.connected() and one.port in (wires.reading.port, wires.writing.port) for one in known)

    before = connected()
    await subscription.start()
    assert connected() > before

    async def fail() -> None:
        raise RuntimeError("half-way")

    monkeypatch.setattr(subscription._subscriber, "stop", fail)
    await subscription.stop()
    assert connected() == before


async def test_reading_to_the_end_ends_when_the_broker_leaves_midway(
    wires: Wires, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers, writing = f"127.0.0.1:{wires.reading.port}", f"127.0.0.1:{wires.writing.port}"
    await cluster.ensure_topics(writing, ["long.events"], partitions=1, replication=1)
    producer = Producer(writing, idempotent=True)
    for n in range(1200):
        await producer.send("long.events", b"k", str(n).encode() * 500, [])
    await producer.flush()
    await producer.stop()
    seen: list[int] = []

    async def leave(messages: Any, _: int) -> None:
        seen.append(len(messages))
        await asyncio.to_thread(wires.reading.hold)

    monkeypatch.setattr(bus, "READ_SECONDS", 4)
    with pytest.raises(bus.KafkaError):
        await bus.read_to_end(servers, "long.events", {}, leave)
    assert sum(seen) < 1200
    await asyncio.to_thread(wires.reading.heal)

    async def note(messages: Any, _: int) -> None:
        seen.append(len(messages))

    seen.clear()
    await bus.read_to_end(servers, "long.events", {}, note)
    assert sum(seen) == 1200
