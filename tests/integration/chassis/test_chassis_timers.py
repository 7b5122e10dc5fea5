"""Timers where a handler fails, and where it sets a new one."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from chassis import metrics
from chassis.eventlog import SYSTEM, Tx
from chassis.tables import infrastructure
from chassis.timers import Fired
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.sample import METADATA, SERVICE, TIMERS


@pytest.fixture
async def h(serve: Serve) -> Harness:
    h = await serve(SERVICE)
    async with h.runtime.worker_database.transaction([COUNTY]) as connection:
        tx = Tx(connection, COUNTY, SYSTEM, h.clock.now(), "c")
        for id in ("a", "b", "c", "d"):
            await TIMERS.set(tx, "tick", id, tx.now)
        await TIMERS.set(tx, "forgotten", "a", tx.now)
    return h


async def left(h: Harness) -> list[str]:
    t = infrastructure(METADATA).timers
    async with h.owner.connect() as connection:
        return list((await connection.execute(select(t.c.aggregate_id).order_by(t.c.kind, t.c.aggregate_id))).scalars())


async def test_one_that_fails_holds_up_no_other_and_stays_due(h: Harness) -> None:
    acted: list[str] = []

    async def act(_: Tx, fired: Fired) -> None:
        if fired.aggregate_id == "b":
            raise RuntimeError("示例")
        acted.append(fired.aggregate_id)

    database, clock = h.runtime.worker_database, h.clock
    assert await TIMERS.fire_due(database, clock, {"tick": act}) == 3
    assert sorted(acted) == ["a", "c", "d"]
    # Its kind is unknown to a release that was rolled back: it waits for one that knows it.
    assert await left(h) == ["a", "b"]
    acted.clear()

    async def mended(_: Tx, fired: Fired) -> None:
        acted.append(f"{fired.kind} {fired.aggregate_id}")

    assert await TIMERS.fire_due(database, clock, {"tick": mended, "forgotten": mended}) == 2
    assert sorted(acted) == ["forgotten a", "tick b"]


async def test_those_that_fail_do_not_stand_before_the_others(h: Harness) -> None:
    acted: set[str] = set()

    async def act(_: Tx, fired: Fired) -> None:
        if fired.aggregate_id in "abc":
            raise RuntimeError("示例")
        acted.add(fired.aggregate_id)

    for _ in range(200):
        await TIMERS.fire_due(h.runtime.worker_database, h.clock, {"tick": act}, limit=1)
        if acted:
            break
    assert acted == {"d"}


async def test_what_a_handler_sets_anew_fires_too_even_when_it_is_due_already(h: Harness) -> None:
    seen: list[int] = []

    async def act(tx: Tx, fired: Fired) -> None:
        seen.append(fired.tier)
        if fired.tier < 2:
            await TIMERS.set(tx, "tick", fired.aggregate_id, tx.now - timedelta(seconds=1), fired.tier + 1)

    while await TIMERS.fire_due(h.runtime.worker_database, h.clock, {"tick": act}):
        pass
    assert sorted(seen) == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]
    t = infrastructure(METADATA).timers
    async with h.owner.connect() as connection:
        assert await connection.scalar(select(func.count()).where(t.c.kind == "tick")) == 0


def failures(kind: str) -> float:
    return metrics.TIMER_FAILURES.labels("sample", kind)._value.get()


async def test_one_that_fails_again_and_again_is_counted_by_kind_while_the_others_go_on(
    h: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    acted: list[str] = []

    async def act(_: Tx, fired: Fired) -> None:
        if fired.aggregate_id == "b":
            raise RuntimeError("示例")
        acted.append(fired.aggregate_id)

    monkeypatch.setitem(h.runtime.service.timer_handlers, "tick", act)
    before, unknown = failures("tick"), failures("forgotten")
    async with h.runtime.tasks.running("ticker", h.runtime._tick):
        async with asyncio.timeout(60):
            # Its next turn comes with the clock or a second later.
            while failures("tick") < before + 3 or failures("forgotten") < unknown + 3:
                h.runtime.tick()
                await asyncio.sleep(0.01)
        assert not h.runtime.tasks.failing
    assert sorted(acted) == ["a", "c", "d"]
    assert await left(h) == ["a", "b"]
