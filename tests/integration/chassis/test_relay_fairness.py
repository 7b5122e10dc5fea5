"""One county's flood, a dead partition or an event that no broker takes: nobody else waits behind it."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from types import SimpleNamespace

import pytest
from aiokafka.errors import KafkaError, KafkaTimeoutError

from chassis import replays
from chassis.bus import Unsendable
from tests.integration.chassis.test_heads_and_replays import OTHER_COUNTY, emit, rows
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.recorder import Recorder, pump, record
from tests.support.sender import SENDER
from tests.support.statements import counted


class Refusing(Recorder):
    """Takes nothing of some keys: at once, or only when it has been waited for."""

    def __init__(self, keys: set[bytes], *, at_once: Exception | None = None) -> None:
        super().__init__()
        self.keys = keys
        self.tried: Counter[bytes] = Counter()
        self._at_once = at_once

    async def send(
        self, topic: str, key: bytes, value: bytes, headers: Sequence[tuple[str, bytes]]
    ) -> "asyncio.Future[None]":
        self.tried[key] += 1
        if key not in self.keys:
            return await super().send(topic, key, value, headers)
        if self._at_once is not None:
            raise self._at_once
        refused: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        refused.set_exception(KafkaTimeoutError())
        return refused

    async def rebuild(self) -> None:
        """Nothing to build anew."""


def refusing(h: Harness, *keys: bytes, at_once: Exception | None = None) -> Refusing:
    producer = Refusing(set(keys), at_once=at_once)
    h.runtime.relay._producer = producer
    return producer


def keys_of(recorder: Recorder) -> list[bytes | None]:
    return [message.key for message in recorder.sent if message.topic == "other.events"]


async def test_a_flood_in_one_county_is_not_before_the_others_and_stays_in_order(serve: Serve) -> None:
    h = await serve(SENDER)
    recorder = record(h)
    for n in range(3):
        await emit(h, f"flood{n}", *[1] * 400)
    await emit(h, "b", 1, 1, 1, county=OTHER_COUNTY)
    await pump(h)
    first = recorder.take("other.events")
    assert len(first) == 500
    assert [message.headers["ce_aggregateversion"] for message in first if message.key == b"b"] == ["1", "2", "3"]
    await pump(h, 2)
    versions: dict[bytes | None, list[int]] = defaultdict(list)
    for message in [*first, *recorder.take("other.events")]:
        versions[message.key].append(int(message.headers["ce_aggregateversion"]))
    assert all(seen == sorted(seen) for seen in versions.values())
    assert sum(len(seen) for seen in versions.values()) == 1203
    assert await rows(h, "SELECT county, events FROM published ORDER BY county") == [(COUNTY, 1200), (OTHER_COUNTY, 3)]
    assert await rows(h, "SELECT 1 FROM outbox") == []


async def test_a_batch_costs_two_statements_whatever_it_holds(serve: Serve) -> None:
    h = await serve(SENDER)
    record(h)
    h.runtime.relay._control_at = float("inf")
    for county in (COUNTY, OTHER_COUNTY):
        await emit(h, "a", *[1] * 200, county=county)
    with counted(h.runtime.worker_database) as seen:
        await pump(h)
    assert len([statement for statement in seen if "outbox" in statement]) == len(seen) == 2
    assert await rows(h, "SELECT 1 FROM outbox") == []


async def test_behind_a_dead_key_the_others_of_its_county_go_on(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    h = await serve(SENDER)
    await emit(h, "dead", *[1] * 600)
    await emit(h, "b", 1, 2, 4)
    producer = refusing(h, b"dead")
    now = 1000.0
    # Not the clock of the event loop.
    monkeypatch.setattr("chassis.relay.time", SimpleNamespace(monotonic=lambda: now))
    # The first batch is full of the dead key; every other is not.
    await pump(h, 2)
    assert keys_of(producer) == [b"b"] * 3
    assert await rows(h, "SELECT count(*) FROM outbox") == [(600,)]
    await emit(h, "c", 1)
    tried = producer.tried[b"dead"]
    for _ in range(8):
        await pump(h, 2)
    assert keys_of(producer) == [*[b"b"] * 3, b"c"]
    # It is tried again, and not at each turn: every try of a dead partition costs all of them a timeout.
    assert 0 < producer.tried[b"dead"] - tried <= 1000
    producer.keys.clear()
    now += 61
    await pump(h, 3)
    assert keys_of(producer)[4:] == [b"dead"] * 600
    assert await rows(h, "SELECT 1 FROM outbox") == []


@pytest.mark.parametrize("failure", [Unsendable("too large"), KafkaError("示例")])
async def test_what_no_broker_takes_holds_up_only_its_own_key(serve: Serve, failure: Exception) -> None:
    h = await serve(SENDER)
    await emit(h, "a", 1)
    await emit(h, "bad", 1, 2)
    await emit(h, "b", 1, 2)
    await emit(h, "a", 2)
    producer = refusing(h, b"bad", at_once=failure)
    await pump(h, 2)
    assert keys_of(producer) == [b"a", b"b", b"b", b"a"]
    left = "SELECT aggregate_id, aggregate_version FROM outbox JOIN event_log USING (county, seq) ORDER BY seq"
    assert await rows(h, left) == [("bad", 1), ("bad", 2)]


async def test_a_replay_passes_what_no_broker_takes_any_more_and_says_the_rest(serve: Serve) -> None:
    h = await serve(SENDER)
    record(h)
    await emit(h, "a", 1)
    await emit(h, "bad", 1)
    await emit(h, "b", 1, 2)
    await pump(h)
    producer = refusing(h, b"bad", at_once=Unsendable("too large"))
    async with h.runtime.worker_database.transaction([]) as connection:
        await replays.request_replay(connection, h.clock.now())
    assert await rows(h, "SELECT 1 FROM outbox") == []
    await pump(h, 2)
    assert keys_of(producer) == [b"a", b"b", b"b"]
    # It ended, and the one that a consumer lacks was tried: asked for again, it is tried again.
    assert await rows(h, "SELECT count(*), count(finished_at) FROM replays") == [(1, 1)]
    assert producer.tried[b"bad"] == 1


async def test_a_replay_waits_for_a_broker_that_takes_nothing_now(serve: Serve) -> None:
    h = await serve(SENDER)
    record(h)
    await emit(h, "a", 1)
    await emit(h, "b", 1)
    await pump(h)
    producer = refusing(h, b"b")
    async with h.runtime.worker_database.transaction([]) as connection:
        await replays.request_replay(connection, h.clock.now())
    await pump(h)
    assert await rows(h, "SELECT count(finished_at) FROM replays") == [(0,)]
    producer.keys.clear()
    await pump(h)
    assert await rows(h, "SELECT count(finished_at) FROM replays") == [(1,)]
    assert keys_of(producer)[-1] == b"b"
