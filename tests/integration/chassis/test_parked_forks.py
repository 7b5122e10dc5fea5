"""What waits behind a poison or a fork is named so and never asked for; of two histories the applied one goes on."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from chassis.bus import Message
from tests.support import sample
from tests.support.harness import Harness, Serve
from tests.support.recorder import pump_control, record
from tests.support.sample import SERVICE, Tally


def made(h: Harness, *amounts: int) -> list[Message]:
    return [h.message(h.envelope(Tally(thing_id="a", amount=amount), "x")) for amount in amounts]


def two_histories(h: Harness, *amounts: int) -> tuple[Message, list[Message], list[Message]]:
    """A first version, and what follows it in the true history and in another."""
    (first,) = made(h, 1)
    chains = dict(h._chains)
    true = made(h, *amounts)
    h._chains = chains
    return first, true, made(h, *(amount + 100 for amount in amounts))


async def parked(h: Harness) -> list[tuple[str, int]]:
    async with h.owner.connect() as connection:
        rows = await connection.execute(text("SELECT reason, version FROM parked_events ORDER BY version, id"))
        return [(row.reason, row.version) for row in rows]


async def first_id(h: Harness, reason: str) -> int:
    async with h.owner.connect() as connection:
        query = text("SELECT min(id) FROM parked_events WHERE reason = :reason")
        return (await connection.execute(query, {"reason": reason})).scalar_one()


async def total(h: Harness) -> int:
    async with h.owner.connect() as connection:
        return (await connection.execute(text("SELECT total FROM things"))).scalar_one()


async def asked_for(h: Harness) -> list[Any]:
    recorder = record(h)
    h.clock.offset += timedelta(seconds=61)
    await pump_control(h)
    return [json.loads(message.value or b"")["aggregate_id"] for message in recorder.take("replays")]


async def test_a_gap_becomes_waiting_when_the_version_that_comes_is_poison(serve: Serve) -> None:
    h = await serve(SERVICE)
    first, poison, *rest = made(h, 1, 13, 5, 6)
    await h.runtime.consumer.on_batch(rest)
    assert await parked(h) == [("gap", 3), ("gap", 4)]
    await h.runtime.consumer.on_batch([first, poison])
    assert await parked(h) == [("poison", 2), ("waiting", 3), ("waiting", 4)]
    assert await asked_for(h) == []
    assert (await h.client("ops").get("/status")).json()["parked"] == {"poison": 1, "waiting": 2}


async def test_what_waited_is_a_gap_again_when_the_poison_is_gone_and_something_is_lacking(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    h = await serve(SERVICE)
    first, poison, lost, late = made(h, 1, 13, 5, 6)
    await h.runtime.consumer.on_batch([first, poison, late])
    assert await parked(h) == [("poison", 2), ("waiting", 4)]
    assert await asked_for(h) == []
    # Corrected, and tried again.
    monkeypatch.setattr(h.runtime.consumer, "_handlers", {Tally.wire_name(): (Tally, add_anyhow)})
    assert await h.runtime.consumer.retry(await first_id(h, "poison"))
    assert await parked(h) == [("gap", 4)]
    assert await asked_for(h) == ["x"]
    await h.runtime.consumer.on_batch([lost])
    assert await parked(h) == []
    assert await total(h) == 1 + 13 + 5 + 6


async def add_anyhow(tx: Any, event: Tally) -> None:
    thing = await sample.THINGS.load(tx, event.thing_id)
    await sample.THINGS.append(tx, event.thing_id, thing, [sample.Added(amount=event.amount)])


async def test_a_dropped_fork_leaves_the_mark_and_the_true_history_goes_on(serve: Serve) -> None:
    h = await serve(SERVICE)
    first, true, other = two_histories(h, 2, 3)
    await h.runtime.consumer.on_batch([first])
    # Nothing of it fits: it continues a chain that nobody here has seen.
    h._chains.clear()
    _, alien = made(h, 50, 60)
    await h.runtime.consumer.on_batch([alien, other[1]])
    assert await parked(h) == [("fork", 2), ("waiting", 3)]
    assert await h.runtime.consumer.drop(await first_id(h, "fork"), by="ops1", because="示例：另一段历史")
    assert await parked(h) == [("gap", 3)]
    async with h.owner.connect() as connection:
        mark = (await connection.execute(text("SELECT version FROM inbox"))).scalar_one()
        kept = (await connection.execute(text("SELECT version, reason, dropped_because FROM dropped_events"))).one()
    assert (mark, tuple(kept)) == (1, (2, "fork", "示例：另一段历史"))
    await h.runtime.consumer.on_batch(true)
    # What else there is of the other history is told, too.
    assert (await total(h), await parked(h)) == (1 + 2 + 3, [("fork", 3)])
    assert await h.runtime.consumer.drop(await first_id(h, "fork"), by="ops1", because="示例：另一段历史")
    await h.runtime.consumer.on_batch(true)
    assert (await total(h), await parked(h)) == (1 + 2 + 3, [])


async def test_of_two_histories_neither_takes_the_place_of_the_other_while_they_wait(serve: Serve) -> None:
    h = await serve(SERVICE)
    first, true, other = two_histories(h, 2, 3)
    # The third version of the other history came first; the true one must not be taken for it.
    await h.runtime.consumer.on_batch([first, other[1], true[1]])
    assert await parked(h) == [("gap", 3), ("gap", 3)]
    await h.runtime.consumer.on_batch([true[0]])
    assert (await total(h), await parked(h)) == (1 + 2 + 3, [("fork", 3)])


async def test_the_same_fork_twice_is_kept_once(serve: Serve) -> None:
    h = await serve(SERVICE)
    first, true, other = two_histories(h, 2)
    await h.runtime.consumer.on_batch([first, *true, *other, *other])
    assert await parked(h) == [("fork", 2)]
    async with h.owner.connect() as connection:
        assert (await connection.execute(text("SELECT attempts FROM parked_events"))).scalar_one() == 2
