"""A long replay on a real broker: live events go first, it is throttled, and it goes on where it was killed."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from chassis import bus, cluster
from chassis.bus import Message
from chassis.eventlog import SYSTEM, Tx
from chassis.replays import Filter, request_replay
from ops import report
from ops.embedded import ApacheKafka
from tests.integration.chassis.test_bus import eventually, worker
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.sample import SERVICE, Tally
from tests.support.sender import SENDER, TALLIES

OTHER_COUNTY = "330103"


async def emit(h: Harness, id: str, events: int, county: str = COUNTY) -> None:
    async with h.runtime.database.transaction([county]) as connection:
        tx = Tx(connection, county, SYSTEM, h.clock.now(), "c")
        found = await TALLIES.find(tx, id)
        await TALLIES.append(tx, id, found, [Tally(thing_id=id, amount=1)] * events)


async def ask(h: Harness, wanted: Filter) -> None:
    async with h.owner.begin() as connection:
        assert await request_replay(connection, h.clock.now(), wanted)


async def replays(h: Harness) -> list[dict[str, Any]]:
    """As ``proposals status`` has them."""
    return (await h.client("ops").get("/status")).json()["replays"]


async def test_a_long_replay_lets_live_events_pass_and_goes_on_where_it_was(serve: Serve, kafka: ApacheKafka) -> None:
    sending = replace(SENDER, name="lengthy")
    sender = await serve(sending)
    for _ in range(2):
        await emit(sender, "a", 600)
    await emit(sender, "b", 3, OTHER_COUNTY)
    async with sender.owner.begin() as connection:
        await connection.execute(text("DELETE FROM outbox"))

    async def sent() -> list[Message]:
        found: list[Message] = []

        async def keep(messages: Sequence[Message], _: int) -> None:
            found.extend(messages)

        await bus.read_to_end(kafka.servers, sending.topic, {}, keep)
        return found

    async def left(events: int) -> bool:
        return [one["sent"] for one in await replays(sender)] == [events]

    await ask(sender, Filter())
    # One partition, so that the order on the topic is the order of sending.
    await cluster.ensure_topics(kafka.servers, [sending.topic], partitions=1, replication=1)
    # A chunk, and then nothing for minutes.
    async with worker(sender, sending, kafka.servers, replay_events_per_second=1).run():
        await eventually(lambda: left(500), 90)
        await emit(sender, "live", 1)

        async def passed() -> bool:
            return [one.headers["ce_subject"] for one in await sent()] == ["a"] * 500 + ["live"]

        await eventually(passed, 90)
        (progress,) = await replays(sender)
        assert (progress["sent"], 0 < progress["cursor"] < progress["bound"]) == (500, True)

    async with worker(sender, sending, kafka.servers, replay_events_per_second=10**6).run():

        async def finished() -> bool:
            return await replays(sender) == []

        await eventually(finished, 90)
        everything = await sent()
        # Nothing of it went twice, and of what was appended since it was asked for nothing.
        assert [int(one.headers["ce_aggregateversion"]) for one in everything if one.key == b"a"] == [*range(1, 1201)]
        assert [one.headers["ce_subject"] for one in everything[-3:]] == ["b"] * 3
        assert len(everything) == 1204

        sender.clock.offset += timedelta(hours=2)
        middle = sender.clock.now() - timedelta(hours=1)
        await emit(sender, "late", 2)

        async def relayed() -> bool:
            return len(await sent()) == 1206

        await eventually(relayed, 90)
        expected = {
            Filter(OTHER_COUNTY): {"b": 3},
            Filter(COUNTY, "live"): {"live": 1},
            Filter(since=middle): {"late": 2},
            Filter(OTHER_COUNTY, until=middle): {"b": 3},
        }
        for wanted, subjects in expected.items():
            before = len(await sent())
            await ask(sender, wanted)
            await eventually(finished, 90)
            again = [one.headers["ce_subject"] for one in (await sent())[before:]]
            assert {subject: again.count(subject) for subject in again} == subjects, wanted


async def test_a_last_event_that_the_broker_lost_is_missing_until_it_is_replayed(
    serve: Serve, kafka: ApacheKafka
) -> None:
    sending = replace(SENDER, name="lastly")
    reading = replace(
        SERVICE, name="lastly_reader", subscriptions={sending.topic: SERVICE.subscriptions["other.events"]}
    )
    sender, receiver = await serve(sending), await serve(reading)
    quick = {"gap_grace_seconds": 0.2, "heads_seconds": 0.2}

    async def source() -> dict[str, Any]:
        return (await receiver.client("ops").get("/status")).json()["consumer"]["lastly"]

    async with AsyncExitStack() as stack:
        runtime = worker(sender, sending, kafka.servers, **quick)
        send = runtime.producer.send

        async def forgetful(topic: str, key: bytes, *rest: Any) -> Any:
            """Acknowledges one key and stores nothing of it."""
            if topic == sending.topic and key == b"lost":
                done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
                done.set_result(None)
                return done
            return await send(topic, key, *rest)

        runtime.producer.send = forgetful
        await stack.enter_async_context(runtime.run())
        await stack.enter_async_context(worker(receiver, reading, kafka.servers, **quick).run())
        await emit(sender, "kept", 2)
        await emit(sender, "lost", 1)

        async def missing() -> bool:
            return (await source())["missing"] == 1

        await eventually(missing, 90)
        said = await source()
        assert (said["head"], said["applied"], said["waiting"], said["counties_missing"]) == (3, 2, 0, [COUNTY])
        assert report.read(said | {"lag": 0}) == f"known 3, applied 2, MISSING 1 ({COUNTY})"
        runtime.producer.send = send
        await ask(sender, Filter(COUNTY))

        async def whole() -> bool:
            one = await source()
            return (one["applied"], one["missing"]) == (3, 0)

        await eventually(whole, 90)
        assert report.read(await source() | {"lag": 0}) == "known 3, applied 3"
