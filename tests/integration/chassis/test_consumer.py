from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from chassis.eventlog import Tx, verify
from chassis.tables import infrastructure
from contracts.base import Event
from tests.support.harness import Harness, Serve
from tests.support.sample import METADATA, SERVICE, Tally, on_tally


async def total(h: Harness, thing: str) -> int:
    answer = await h.client("clerk").get(f"/things/{thing}")
    return answer.json()["total"] if answer.status_code == 200 else 0


async def parked(h: Harness) -> list[tuple[str, int]]:
    t = infrastructure(METADATA).parked
    async with h.owner.connect() as connection:
        return [(row.reason, row.version) for row in await connection.execute(select(t).order_by(t.c.version))]


def messages(h: Harness, *amounts: int, aggregate: str = "x", thing: str = "a"):
    return [h.message(h.envelope(Tally(thing_id=thing, amount=amount), aggregate)) for amount in amounts]


async def test_duplicates_have_no_second_effect(serve: Serve) -> None:
    h = await serve(SERVICE)
    batch = messages(h, 1, 2)
    await h.runtime.consumer.on_batch(batch)
    await h.runtime.consumer.on_batch([*batch, *batch])
    assert await total(h, "a") == 3


async def test_gap_is_kept_and_drained_in_order(serve: Serve) -> None:
    h = await serve(SERVICE)
    first, second, third = messages(h, 1, 2, 4)
    await h.runtime.consumer.on_batch([third])
    await h.runtime.consumer.on_batch([second])
    assert await total(h, "a") == 0
    assert await parked(h) == [("gap", 2), ("gap", 3)]
    await h.runtime.consumer.on_batch([first])
    assert await total(h, "a") == 7
    assert await parked(h) == []


async def test_fork_is_parked_and_has_no_effect(serve: Serve) -> None:
    h = await serve(SERVICE)
    await h.runtime.consumer.on_batch(messages(h, 1))
    h._chains.clear()
    await h.runtime.consumer.on_batch(messages(h, 50))
    assert await total(h, "a") == 1
    assert await parked(h) == [("fork", 1)]


async def test_poison_parks_its_aggregate_and_the_rest_flows_on(serve: Serve) -> None:
    h = await serve(SERVICE)
    bad = messages(h, 1, 13, 5)
    good = messages(h, 7, aggregate="y", thing="b")
    await h.runtime.consumer.on_batch([*bad, *good])
    assert (await total(h, "a"), await total(h, "b")) == (1, 7)
    assert await parked(h) == [("poison", 2), ("waiting", 3)]
    t = infrastructure(METADATA).parked
    async with h.owner.connect() as connection:
        poison = (await connection.execute(select(t.c.id).where(t.c.reason == "poison"))).scalar_one()
    assert not await h.runtime.consumer.retry(poison)
    assert await h.runtime.consumer.drop(poison, by="ops", because="thirteen is known to be void")
    assert await total(h, "a") == 6
    assert await parked(h) == []


async def test_malformed_bytes_are_parked_with_their_bytes(serve: Serve) -> None:
    h = await serve(SERVICE)
    (good,) = messages(h, 3)
    await h.runtime.consumer.on_batch([replace(good, headers={}, value=b"\xff", offset=900), good])
    assert await total(h, "a") == 3
    assert await parked(h) == [("malformed", 0)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ce_specversion", "\0"),
        ("ce_county", "\0"),
        ("ce_hash", "a\0b"),
        ("ce_subject", ""),
        ("ce_subject", "x\0"),
        ("ce_subject", "示" * 3000),
        ("ce_source", "/cppcc/330100/"),
        ("ce_aggregateversion", "0"),
        ("ce_aggregateversion", "2147483648"),
    ],
)
async def test_a_header_that_no_column_holds_stops_nothing(serve: Serve, name: str, value: str) -> None:
    h = await serve(SERVICE)
    bad, good = messages(h, 1, aggregate="y", thing="b") + messages(h, 3)
    await h.runtime.consumer.on_batch([replace(bad, headers=bad.headers | {name: value}), good])
    assert await total(h, "a") == 3
    assert await parked(h) == [("malformed", 0)]


async def test_a_lost_race_is_run_again_and_not_held_against_the_event(serve: Serve) -> None:
    races = iter((True, True))

    async def contended(tx: Tx, event: Tally) -> None:
        if next(races, False):
            await tx.connection.execute(text("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$"))
        await on_tally(tx, event)

    h = await serve(replace(SERVICE, subscriptions={"other.events": {Tally: contended}}))
    batch = messages(h, 3)
    with pytest.raises(DBAPIError):
        await h.runtime.consumer.on_batch(batch)
    assert await parked(h) == []
    await h.runtime.consumer.on_batch(batch)
    assert await total(h, "a") == 3


async def test_effect_and_position_stand_or_fall_together(serve: Serve) -> None:
    h = await serve(SERVICE)
    (message,) = messages(h, 3)
    async with h.owner.begin() as connection:
        await connection.execute(text("ALTER TABLE positions ADD CONSTRAINT no CHECK (next_offset < 0)"))
    with pytest.raises(IntegrityError):
        await h.runtime.consumer.on_batch([message])
    assert await total(h, "a") == 0
    async with h.owner.begin() as connection:
        await connection.execute(text("ALTER TABLE positions DROP CONSTRAINT no"))
    await h.runtime.consumer.on_batch([message])
    assert await total(h, "a") == 3
    assert await h.runtime.consumer.positions() == {("other.events", 0): message.offset + 1}


async def test_verify_passes_and_names_an_altered_row(serve: Serve) -> None:
    h = await serve(SERVICE)
    events: list[Event] = [Tally(thing_id="a", amount=n) for n in (1, 2)]
    for event in events:
        await h.deliver(event, "x")
    async with h.owner.connect() as connection:
        assert await verify(connection, METADATA) == (3, [])
    async with h.owner.begin() as connection:
        await connection.execute(text("UPDATE things SET state = '{\"total\": 4}', total = 4"))
    async with h.owner.connect() as connection:
        _, findings = await verify(connection, METADATA)
    assert [(f.aggregate, f.aggregate_id, f.what) for f in findings] == [
        ("things", "a", "row differs from its refolded events")
    ]
    async with h.owner.begin() as connection:
        await connection.execute(text("ALTER TABLE event_log DISABLE TRIGGER USER"))
        await connection.execute(text("UPDATE event_log SET data = '{\"amount\": 9}' WHERE aggregate_version = 2"))
    async with h.owner.connect() as connection:
        _, findings = await verify(connection, METADATA)
    assert "version 2 was altered: its hash does not fit" in [f.what for f in findings]
