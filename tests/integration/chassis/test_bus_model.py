"""The real relay, consumers, replays and recovery on real stores, against a model, through every fault of the wire.

More of it: ``pytest tests/integration/chassis/test_bus_model.py --hypothesis-profile long``.
"""

import asyncio
from collections.abc import Callable, Generator, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import bus, cluster, relay
from chassis.bus import Message, Position
from chassis.consumer import Consumer
from chassis.inbox import Inbox
from chassis.relay import Outgoing, Relay, Sent
from ops.embedded import Postgres
from tests.support.busmachine import Bus
from tests.support.bussteps import BATCH, World
from tests.support.busworld import Mood, StepClock, at_once, build
from tests.support.wire import Wire


@pytest.fixture(scope="module")
def world(postgres: Postgres) -> Generator[World]:
    with asyncio.Runner() as runner:
        wire, clock, mood = Wire(), StepClock(), Mood()
        harnesses, source, reader = runner.run(build(postgres, wire, clock, mood))
        yield World(runner, harnesses, source, reader, wire, clock, mood)
        for harness in harnesses:
            runner.run(harness.close())


@pytest.fixture
def machine(world: World, monkeypatch: pytest.MonkeyPatch) -> type[Bus]:
    monkeypatch.setattr(asyncio, "sleep", at_once)
    monkeypatch.setattr(relay, "BATCH", BATCH)
    # How long a key rests is a matter of the clock, too.
    monkeypatch.setattr(relay, "time", SimpleNamespace(monotonic=lambda: world.clock.instant.timestamp()))
    monkeypatch.setattr(cluster, "create_topics", world.wire.create_topics)
    monkeypatch.setattr(cluster, "identity", world.wire.cluster_id)
    monkeypatch.setattr(bus, "read_to_end", world.wire.read_to_end)
    return type("Bus", (Bus,), {"world": world})


UNHURRIED = settings(
    stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck), report_multiple_bugs=False
)

UNTIL_FOUND = settings(UNHURRIED, max_examples=300, phases=[Phase.generate], database=None, derandomize=True)


def test_the_bus_does_what_the_model_does(machine: type[Bus]) -> None:
    run_state_machine_as_test(machine, settings=UNHURRIED)


# The machine can fail: each of these is a bus that does not keep its word.


def send_without_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was acknowledged leaves the outbox, also behind a failure."""
    ordered = Relay._send

    async def send(self: Relay, connection: AsyncConnection, messages: Sequence[Outgoing], **how: bool) -> Sent:
        some = [await ordered(self, connection, [one], **how) for one in messages]
        refs, keys = [ref for one in some for ref in one.acknowledged], {key for one in some for key in one.failed}
        return Sent(refs, keys, sum(one.unsendable for one in some))

    monkeypatch.setattr(Relay, "_send", send)


def keep_positions_of_another_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    async def positions(self: Inbox, connection: AsyncConnection, cluster: str) -> dict[Position, int]:
        t = self._t.positions
        rows = await connection.execute(select(t).where(t.c.consumer == self.consumer).order_by(t.c.next_offset))
        return {(row.topic, row.partition): row.next_offset for row in rows}

    monkeypatch.setattr(Inbox, "positions", positions)


def store_positions_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a transaction of their own: what crashes then is not read again."""
    apply = Consumer._apply

    async def applied(self: Consumer, messages: Sequence[Message], *, isolate: bool) -> Any:
        async with self._database.transaction([]) as connection:
            await self.inbox.store_positions(connection, self.cluster, messages)
        return await apply(self, messages, isolate=isolate)

    monkeypatch.setattr(Consumer, "_apply", applied)


def jump_over_gaps(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Consumer._one

    async def next_one(self: Consumer, connection: Any, item: Any, marks: Any, *rest: Any, **how: Any) -> Any:
        mark, envelope = marks[item.key], item.envelope
        if envelope.version > mark.version + 1:
            mark.version, mark.hash = envelope.version - 1, envelope.prev_hash
        return await one(self, connection, item, marks, *rest, **how)

    monkeypatch.setattr(Consumer, "_one", next_one)


def forget_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    async def drain(*_: Any, **__: Any) -> int:
        return 0

    monkeypatch.setattr(Consumer, "_drain", drain)


@pytest.mark.parametrize(
    "broken",
    [
        send_without_order,
        keep_positions_of_another_broker,
        store_positions_first,
        jump_over_gaps,
        forget_what_waits,
    ],
)
def test_a_bus_that_breaks_its_word_is_found_out(
    machine: type[Bus], monkeypatch: pytest.MonkeyPatch, broken: Callable[[pytest.MonkeyPatch], None]
) -> None:
    broken(monkeypatch)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=UNTIL_FOUND)
