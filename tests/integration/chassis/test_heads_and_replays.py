"""What was published is counted, what did not come is seen and asked for, and history is sent once more in parts."""

import asyncio
import json
import re
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import text

from chassis import replays
from chassis.bus import Message
from chassis.eventlog import SYSTEM, Tx
from chassis.replays import Filter, request_replay
from tests.support import sample
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.recorder import pump, pump_control, record
from tests.support.sample import SERVICE, Tally
from tests.support.sender import SENDER, TALLIES

OTHER_COUNTY = "330103"


async def emit(h: Harness, aggregate_id: str, *amounts: int, county: str = COUNTY) -> None:
    async with h.runtime.database.transaction([county]) as connection:
        tx = Tx(connection, county, SYSTEM, h.clock.now(), "c")
        found = await TALLIES.find(tx, aggregate_id)
        await TALLIES.append(tx, aggregate_id, found, [Tally(thing_id=aggregate_id, amount=n) for n in amounts])


async def rows(h: Harness, query: str) -> list[tuple[Any, ...]]:
    async with h.owner.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(query))]


async def request(h: Harness, wanted: Filter = replays.EVERYTHING) -> bool:
    async with h.owner.begin() as connection:
        return await request_replay(connection, h.clock.now(), wanted)


def head(events: int, offset: int = 0, county: str = COUNTY) -> Message:
    said = {"source": "other", "county": county, "events": events}
    return Message("heads", 0, offset, b"k", json.dumps(said).encode(), {})


async def other(h: Harness) -> dict[str, Any]:
    """How the sample service stands to the service that it reads."""
    answer = await h.client("ops").get("/status")
    return answer.json()["consumer"]["other"]


async def test_what_left_the_outbox_is_counted_once_per_county_and_replays_are_not(serve: Serve) -> None:
    h = await serve(SENDER)
    recorder = record(h)
    await emit(h, "a", 1, 2, 3)
    await emit(h, "b", 1, county=OTHER_COUNTY)
    await pump_control(h)
    assert recorder.take("heads") == []  # nothing has left yet
    await pump(h)
    assert await rows(h, "SELECT county, events FROM published ORDER BY county") == [(COUNTY, 3), (OTHER_COUNTY, 1)]
    assert await request(h)
    await pump(h, 2)
    assert len(recorder.take("other.events")) == 8
    assert await rows(h, "SELECT county, events FROM published ORDER BY county") == [(COUNTY, 3), (OTHER_COUNTY, 1)]
    await pump_control(h)
    told = [json.loads(message.value or b"") for message in recorder.take("heads")]
    assert [(one["county"], one["events"]) for one in told] == [(COUNTY, 3), (OTHER_COUNTY, 1)]
    await pump_control(h)
    assert recorder.take("heads") == []  # unchanged
    await emit(h, "a", 4)
    await pump(h)
    await pump_control(h)
    assert [json.loads(message.value or b"")["events"] for message in recorder.take("heads")] == [4]


async def test_the_loss_of_a_last_event_is_seen_and_ends_when_it_comes(serve: Serve) -> None:
    h = await serve(SERVICE)
    consumer = h.runtime.consumer
    first, lost = (h.message(h.envelope(Tally(thing_id="a", amount=n), "x")) for n in (1, 2))
    await consumer.on_batch([first, head(2)])
    await consumer.aim()
    assert (await other(h))["missing"] == 0  # it may be on its way
    h.clock.offset += timedelta(seconds=61)
    found = await other(h)
    assert (found["head"], found["applied"], found["missing"]) == (2, 1, 1)
    assert found["counties_missing"] == [COUNTY]
    exposed = (await h.client("ops").get("/metrics")).text
    assert 'cppcc_consumer_missing_events{service="sample",source="other"} 1.0' in exposed
    await consumer.on_batch([lost])
    assert (await other(h))["missing"] == 0


async def test_what_is_only_on_its_way_under_steady_traffic_is_never_missing(serve: Serve) -> None:
    h = await serve(SERVICE)
    for n in range(1, 12):
        # The head is always one ahead of what has come.
        await h.runtime.consumer.on_batch([h.message(h.envelope(Tally(thing_id="a", amount=1), "x")), head(n + 1, n)])
        await h.runtime.consumer.aim()
        h.clock.offset += timedelta(seconds=30)
        assert (await other(h))["missing"] == 0


async def test_looking_at_the_heads_never_waits_for_a_batch_in_hand(serve: Serve) -> None:
    h = await serve(SERVICE)
    event = Tally(thing_id="a", amount=1)
    for county in (COUNTY, OTHER_COUNTY):
        await h.runtime.consumer.on_batch([h.message(h.envelope(event, "x", county)), head(1, county=county)])
    async with h.owner.begin() as batch:
        await batch.execute(text(f"UPDATE progress SET applied = applied WHERE county = '{OTHER_COUNTY}'"))
        async with asyncio.timeout(60):
            await h.runtime.consumer.aim()
    targets = "SELECT county, target FROM progress ORDER BY county"
    assert await rows(h, targets) == [(COUNTY, 1), (OTHER_COUNTY, 0)]
    await h.runtime.consumer.aim()
    assert await rows(h, targets) == [(COUNTY, 1), (OTHER_COUNTY, 1)]


async def test_a_parked_event_waits_and_is_not_missing(serve: Serve) -> None:
    h = await serve(SERVICE)
    first, second = (h.message(h.envelope(Tally(thing_id="a", amount=n), "x")) for n in (1, 2))
    await h.runtime.consumer.on_batch([second, second, head(2)])
    await h.runtime.consumer.aim()
    h.clock.offset += timedelta(seconds=61)
    found = await other(h)
    assert (found["applied"], found["waiting"], found["missing"]) == (0, 1, 1)
    await h.runtime.consumer.on_batch([first])
    found = await other(h)
    assert (found["applied"], found["waiting"], found["missing"]) == (2, 0, 0)
    # The counter is what the marks add up to.
    assert await rows(h, "SELECT applied FROM progress") == await rows(h, "SELECT sum(version) FROM inbox")


async def test_a_gap_that_stays_is_asked_for_and_closed_by_the_source(serve: Serve) -> None:
    sender, receiver = await serve(SENDER), await serve(SERVICE)
    sent, asked = record(sender), record(receiver)
    await emit(sender, "a", 1, 2, 4)
    await emit(sender, "b", 8)
    await pump(sender)
    messages = sent.take("other.events")
    await receiver.runtime.consumer.on_batch(messages[1:])  # the first of ``a`` is lost on the way
    await pump_control(receiver)
    assert asked.take("replays") == []  # it may still come
    receiver.clock.offset += timedelta(seconds=61)
    await pump_control(receiver)
    await pump_control(receiver)
    wanted = asked.take("replays")
    assert [json.loads(message.value or b"") for message in wanted] == [
        {"source": "other", "county": COUNTY, "aggregate_id": "a"}
    ]
    await sender.runtime.consumer.on_batch([*wanted, *wanted])
    assert await rows(sender, "SELECT county, aggregate_id, finished_at FROM replays") == [(COUNTY, "a", None)]
    await pump(sender)
    again = sent.take("other.events")
    assert [message.key for message in again] == [b"a", b"a", b"a"]
    await receiver.runtime.consumer.on_batch(again)
    assert await rows(receiver, "SELECT id, total FROM things ORDER BY id") == [("a", 7), ("b", 8)]
    assert await rows(receiver, "SELECT reason FROM parked_events") == []
    assert await rows(sender, "SELECT sent, finished_at IS NOT NULL FROM replays") == [(3, True)]


async def test_behind_a_poison_nothing_is_asked_for(serve: Serve) -> None:
    h = await serve(SERVICE)
    asked = record(h)
    for amount in (1, 13, 5):
        await h.runtime.consumer.on_batch([h.message(h.envelope(Tally(thing_id="a", amount=amount), "x"))])
    h.clock.offset += timedelta(seconds=61)
    await pump_control(h)
    assert asked.take("replays") == []


async def test_requests_for_others_and_nonsense_change_nothing(serve: Serve) -> None:
    h = await serve(SENDER)
    said = {"source": "somebody", "county": COUNTY, "aggregate_id": "a"}
    nonsense = [
        Message("replays", 0, 0, None, json.dumps(said).encode(), {}),
        Message("replays", 0, 1, None, b"{}", {}),
        Message("heads", 0, 2, None, None, {}),
        Message("replays", 0, 4, None, json.dumps(said | {"source": "other", "aggregate_id": "a\0"}).encode(), {}),
        Message("replays", 0, 5, None, json.dumps(said | {"source": "other", "county": "３３０１０２"}).encode(), {}),
    ]
    await h.runtime.consumer.on_batch(nonsense)
    assert await rows(h, "SELECT 1 FROM replays UNION ALL SELECT 1 FROM progress") == []


async def test_a_head_that_nobody_can_count_to_is_passed_over(serve: Serve) -> None:
    h = await serve(SERVICE)
    await h.runtime.consumer.on_batch([head(2**63), head(1, offset=1)])
    assert (await other(h))["head"] == 1


async def test_a_replay_is_filtered_and_the_same_one_is_not_open_twice(serve: Serve) -> None:
    h = await serve(SENDER)
    recorder = record(h)
    h.runtime.relay._settings.replay_events_per_second = 1_000_000
    await emit(h, "a", 1, 2)
    await emit(h, "a", 1, county=OTHER_COUNTY)
    h.clock.offset += timedelta(hours=2)
    middle = h.clock.now() - timedelta(hours=1)
    await emit(h, "b", 4)
    await pump(h)
    recorder.take("other.events")
    expected = {
        Filter(): 4,
        Filter(COUNTY): 3,
        Filter(OTHER_COUNTY): 1,
        Filter(COUNTY, "a"): 2,
        Filter(aggregate_id="a"): 3,
        Filter(since=middle): 1,
        Filter(until=middle): 3,
        Filter(COUNTY, "b", until=middle): 0,
    }
    for wanted, count in expected.items():
        assert await request(h, wanted)
        assert not await request(h, wanted)
        await pump(h)
        assert len(recorder.take("other.events")) == count, wanted
        assert await rows(h, "SELECT 1 FROM replays WHERE finished_at IS NULL") == []


async def test_a_replay_goes_on_where_it_was_and_begins_anew_for_an_empty_broker(serve: Serve) -> None:
    h = await serve(SENDER)
    await emit(h, "a", *range(1, 8))
    await request(h)
    seen: list[int] = []
    async with h.owner.connect() as raw:
        connection = await raw.execution_options(isolation_level="AUTOCOMMIT")
        for _ in range(2):
            chunk = await replays.next_chunk(connection, 3)
            assert chunk is not None
            seen += [row["aggregate_version"] for row in chunk.rows]
            await replays.advance(connection, chunk, h.clock.now())
        assert seen == [1, 2, 3, 4, 5, 6]
        (progress,) = await replays.open_replays(connection)
        assert (progress["sent"], progress["cursor"] < progress["bound"]) == (6, True)
        await replays.restart_replays(connection, h.clock.now())
        (progress,) = await replays.open_replays(connection)
        assert (progress["sent"], progress["cursor"]) == (0, 0)


async def test_live_events_go_before_a_replay_and_a_replay_is_throttled(serve: Serve) -> None:
    h = await serve(SENDER)
    recorder = record(h)
    h.runtime.relay._settings.replay_events_per_second = 1  # an hour for what follows
    await emit(h, "a", *[1] * 3600)
    async with h.owner.begin() as connection:
        await connection.execute(text("DELETE FROM outbox"))
    await request(h)
    await emit(h, "b", 1)
    await pump(h, 4)
    keys = [message.key for message in recorder.take("other.events")]
    assert keys == [b"b", *[b"a"] * 500]
    await emit(h, "b", 1)
    await pump(h)
    assert [message.key for message in recorder.take("other.events")] == [b"b"]


async def test_while_an_event_is_handled_its_identity_is_in_the_log_context(serve: Serve, monkeypatch: Any) -> None:
    bound: list[dict[str, Any]] = []

    async def look(tx: Tx, thing_id: str) -> Any:
        bound.append(structlog.contextvars.get_contextvars())
        return await opened(tx, thing_id)

    opened = sample.open_thing
    monkeypatch.setattr(sample, "open_thing", look)
    h = await serve(SERVICE)
    envelope = h.envelope(Tally(thing_id="a", amount=1), "x")
    await h.runtime.consumer.on_batch([h.message(envelope)])
    answer = await h.client("clerk").post("/things", json={"thing_id": "b"}, headers={"X-Correlation-Id": "mine"})
    assert answer.status_code == 201
    handled, requested = bound
    assert (handled["event_id"], handled["type"], handled["county"]) == (envelope.id, envelope.type, COUNTY)
    assert requested["correlation_id"] == "mine"
    assert "event_id" not in requested
    assert structlog.contextvars.get_contextvars() == {}


async def test_a_relay_outlives_what_nobody_expected(serve: Serve) -> None:
    h = await serve(SENDER)
    recorder = record(h)
    await emit(h, "a", 1)
    send, failures = recorder.send, iter((ValueError("示例"),))

    async def fails_once(*message: Any) -> Any:
        if (failure := next(failures, None)) is not None:
            raise failure
        return await send(*message)

    recorder.send = fails_once
    running = asyncio.create_task(h.runtime.relay.run())
    try:
        async with asyncio.timeout(60):
            while not recorder.sent and not running.done():
                await asyncio.sleep(0.05)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert [message.headers["ce_subject"] for message in recorder.take("other.events")] == ["a"]


async def test_the_age_of_the_outbox_is_read_when_it_is_asked_for(serve: Serve) -> None:
    """A relay that hangs, died or lost its lock would go on telling what it saw last."""
    h = await serve(SENDER)
    record(h)
    await emit(h, "a", 1, 2)
    h.clock.offset += timedelta(seconds=90)
    said = (await h.client("ops").get("/metrics")).text
    assert 'cppcc_outbox_events{service="other"} 2.0' in said
    (age,) = re.findall(r'cppcc_outbox_oldest_seconds{service="other"} ([0-9.]+)', said)
    assert float(age) >= 90
    await pump(h)
    said = (await h.client("ops").get("/metrics")).text
    assert 'cppcc_outbox_events{service="other"} 0.0' in said
    assert 'cppcc_outbox_oldest_seconds{service="other"} 0.0' in said
