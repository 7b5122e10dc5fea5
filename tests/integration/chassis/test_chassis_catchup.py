"""A consumer that takes up another type of event later: its history is applied first, once, and causes nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any, ClassVar

import pytest
from sqlalchemy import Column, Integer, select, text
from sqlalchemy.dialects.postgresql import insert

from chassis import bus
from chassis.app import Runtime, Service, consumers_of
from chassis.catchup import CatchUp, late_consumers
from chassis.consumer import Consumer
from chassis.eventlog import SYSTEM, Aggregate, Tx
from chassis.settings import Settings
from chassis.tables import service_metadata
from contracts.base import Event, Record
from ops.embedded import ApacheKafka
from tests.support import sample
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.sample import BOARD, SERVICE, Tally
from tests.support.wire import Wire


class Noted(Event):
    SOURCE: ClassVar[str] = "other"
    thing_id: str
    number: int


class Count(Record):
    total: int


SENDER_METADATA = service_metadata()


def apply(state: Count | None, event: Event) -> Count:
    return Count(total=(state.total if state else 0) + 1)


NOTES = Aggregate(
    SENDER_METADATA,
    "notes",
    Count,
    [Tally, Noted],
    apply,
    columns=[Column("total", Integer, nullable=False)],
    project=lambda state: {"total": state.total},
)


async def onto_board(tx: Tx, event: Noted) -> None:
    """Another order, or one of them twice, gives another number."""
    if event.number == 13:
        raise RuntimeError("thirteen")
    statement = insert(BOARD).values(county=tx.county, thing_id=event.thing_id, amount=event.number)
    folded = BOARD.c.amount * 10 + statement.excluded.amount
    await tx.connection.execute(
        statement.on_conflict_do_update(index_elements=["county", "thing_id"], set_={"amount": folded})
    )


async def and_answers(tx: Tx, event: Noted) -> None:
    await onto_board(tx, event)
    await sample.open_thing(tx, f"answer-{event.number}")


def taking(handler: Any = None, topic: str = "other.events", **more: Any) -> Service:
    """The sample service of the first release, or of the next one, which takes notes as well."""
    table = {Tally: sample.on_tally} | ({Noted: handler} if handler else {})
    return replace(SERVICE, subscriptions={topic: table}, **more)


class Store:
    """One store, and the consumer of whichever release is started on it."""

    def __init__(self, h: Harness, wire: Wire) -> None:
        self.h = h
        self.wire = wire
        self.catch_up: CatchUp

    def start(self, service: Service) -> Consumer:
        database = self.h.runtime.worker_database
        consumer = consumers_of(service, database, self.h.clock)[0]
        consumer.cluster = self.wire.cluster
        settings = self.h.runtime.settings.model_copy(update={"heads_seconds": 0.05})
        self.catch_up = CatchUp(consumer, database, settings)
        return consumer

    async def started(self, service: Service) -> Consumer:
        consumer = self.start(service)
        await self.catch_up.run()
        return consumer

    def publish(self, *events: Event, aggregate: str = "x") -> list[bus.Message]:
        return [self.wire.put(self.h.message(self.h.envelope(event, aggregate))) for event in events]

    async def column(self, query: Any) -> list[Any]:
        async with self.h.owner.connect() as connection:
            return list((await connection.execute(query)).scalars())

    async def board(self) -> list[int]:
        return await self.column(select(BOARD.c.amount).where(BOARD.c.county == COUNTY).order_by(BOARD.c.thing_id))


@pytest.fixture
async def store(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> Store:
    wire = Wire()
    monkeypatch.setattr(bus, "read_to_end", wire.read_to_end)
    return Store(await serve(taking()), wire)


def tally(amount: int = 1) -> Tally:
    return Tally(thing_id="a", amount=amount)


def noted(number: int) -> Noted:
    return Noted(thing_id="a", number=number)


async def eventually(check: Callable[[], Awaitable[bool]], seconds: float = 90) -> None:
    async with asyncio.timeout(seconds):
        while not await check():
            await asyncio.sleep(0.05)


async def test_its_history_is_applied_once_and_in_order_and_what_was_applied_stays(store: Store) -> None:
    first = await store.started(taking())
    await first.on_batch(store.publish(tally(), noted(1), tally(), noted(2)))
    assert await store.board() == []
    unread = store.publish(noted(3), tally())
    for _ in range(2):
        second = await store.started(taking(onto_board))
        assert await store.board() == [12]  # what the consumer has not read yet, it will come to
    await second.on_batch(unread)
    assert await store.board() == [123]
    assert await store.column(text("SELECT total FROM things")) == [3]
    assert await store.column(text("SELECT DISTINCT consumer FROM inbox")) == ["sample"]
    assert len(await store.column(text("SELECT type FROM taken_types WHERE consumer = 'sample'"))) == 2


async def test_a_new_consumer_reads_from_the_beginning_by_itself(store: Store) -> None:
    messages = store.publish(noted(1), tally())
    consumer = await store.started(taking(onto_board))
    assert await store.board() == []
    await consumer.on_batch(messages)
    assert await store.board() == [1]


async def test_what_the_topic_lost_is_waited_for_and_asked_for(store: Store) -> None:
    first = await store.started(taking())
    one, two, three = (store.h.message(store.h.envelope(event, "x")) for event in (noted(1), noted(2), tally()))
    await first.on_batch([one, two, three])
    for message in (two, three):
        store.wire.put(message)
    store.start(taking(onto_board))
    running = asyncio.create_task(store.catch_up.run())
    try:

        async def waits() -> bool:
            return (now := store.catch_up.now) is not None and now.behind == 1

        await eventually(waits)
        query = text("SELECT reason FROM parked_events WHERE consumer = 'sample+' ORDER BY version")
        assert await store.column(query) == ["gap", "gap"]
        store.wire.put(one)
        async with asyncio.timeout(60):
            await running
    finally:
        running.cancel()
    assert await store.board() == [12]
    assert await store.column(text("SELECT id FROM parked_events")) == []


async def test_history_may_cause_nothing_but_what_is_new_may(store: Store) -> None:
    first = await store.started(taking())
    await first.on_batch(store.publish(tally(), noted(1)))
    release = taking(and_answers)
    store.start(release)
    running = asyncio.create_task(store.catch_up.run())
    try:

        async def refused() -> bool:
            return await store.column(text("SELECT reason FROM parked_events")) == ["poison"]

        await eventually(refused)
        (error,) = await store.column(text("SELECT error FROM parked_events"))
        assert "ProjectionAppends" in error
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert await store.board() == []
    consumer = await store.started(replace(release, from_now=[Noted]))
    await consumer.on_batch(store.publish(noted(2)))
    assert await store.board() == [2]
    assert "answer-2" in await store.column(text("SELECT id FROM things"))


async def test_a_release_that_went_back_and_came_again_leaves_no_hole(store: Store) -> None:
    await store.started(taking())
    second = await store.started(taking(onto_board))
    await second.on_batch(store.publish(noted(1), tally()))
    back = await store.started(taking())
    await back.on_batch(store.publish(noted(2), tally()))
    assert await store.board() == [1]
    again = await store.started(taking(onto_board))
    assert await store.board() == [12]
    await again.on_batch(store.publish(noted(3)))
    assert await store.board() == [123]
    assert await store.column(text("SELECT DISTINCT consumer FROM inbox")) == ["sample"]


async def test_what_cannot_be_applied_is_decided_by_an_operator_and_then_it_goes_on(store: Store) -> None:
    first = await store.started(taking())
    await first.on_batch(store.publish(tally(), noted(1), noted(13), noted(2)))
    await first.on_batch(store.publish(Noted(thing_id="b", number=5), aggregate="y"))
    consumer = store.start(taking(onto_board))
    running = asyncio.create_task(store.catch_up.run())
    try:

        async def parked() -> bool:
            return await store.board() == [1, 5]

        await eventually(parked)
        async with store.h.runtime.worker_database.transaction([]) as connection:
            (late,) = await late_consumers(connection, consumer)
        (id,) = await store.column(text("SELECT id FROM parked_events WHERE reason = 'poison'"))
        assert await late.consumer.drop(id, by="ops1", because="示例")
        async with asyncio.timeout(60):
            await running
    finally:
        running.cancel()
    assert await store.board() == [12, 5]


def worker(h: Harness, service: Service, kafka: ApacheKafka) -> Runtime:
    settings = Settings(
        mode="development",
        database_app=h.runtime.settings.database_app,
        database_worker=h.runtime.settings.database_worker,
        kafka=kafka.servers,
        kafka_session_timeout_ms=6000,
        kafka_partitions=3,
        heads_seconds=0.2,
        issuer="i",
        jwks_url="http://127.0.0.1:1",
    )
    return Runtime(service, settings, "worker", h.clock)


async def test_on_a_real_broker_the_next_release_begins_where_the_history_does(
    serve: Serve, kafka: ApacheKafka
) -> None:
    sending = Service("noting", SENDER_METADATA, [])
    first, second = (replace(taking(handler, sending.topic), name="noting_reader") for handler in (None, onto_board))
    sender, receiver = await serve(sending), await serve(first)

    async def emit(*numbers: int) -> None:
        async with sender.runtime.database.transaction([COUNTY]) as connection:
            tx = Tx(connection, COUNTY, SYSTEM, sender.clock.now(), "c")
            found = await NOTES.find(tx, "a")
            await NOTES.append(tx, "a", found, [event for n in numbers for event in (tally(n), noted(n))])

    async def row(query: str) -> list[Any]:
        async with receiver.owner.connect() as connection:
            return list((await connection.execute(text(query))).scalars())

    async with AsyncExitStack() as stack:
        await stack.enter_async_context(worker(sender, sending, kafka).run())
        await emit(1, 2)
        async with worker(receiver, first, kafka).run():

            async def read() -> bool:
                return await row("SELECT version FROM inbox") == [4]

            await eventually(read)
        assert await row("SELECT amount FROM board") == []
        await emit(3)
        runtime = worker(receiver, second, kafka)
        await stack.enter_async_context(runtime.run())

        async def caught_up() -> bool:
            return await row("SELECT amount FROM board") == [123] and runtime.consuming

        await eventually(caught_up)
        assert await row("SELECT total FROM things") == [6]
        assert await row("SELECT reason FROM parked_events") == []
