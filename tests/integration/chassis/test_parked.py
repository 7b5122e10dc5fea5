"""What could not be applied: given up only in order and with a reason that stays, or tried again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from chassis.bus import Message
from chassis.consumer import NotNext
from tests.support.harness import Harness, Serve
from tests.support.sample import SERVICE, Tally


async def park(h: Harness, *amounts: int) -> list[int]:
    """Ids of what was parked of these, in order of version."""
    messages = [h.message(h.envelope(Tally(thing_id="a", amount=amount), "x")) for amount in amounts]
    await h.runtime.consumer.on_batch(messages)
    async with h.owner.connect() as connection:
        return list((await connection.execute(text("SELECT id FROM parked_events ORDER BY version"))).scalars())


async def test_a_drop_is_kept_with_who_when_and_why_and_what_follows_is_applied(serve: Serve) -> None:
    h = await serve(SERVICE)
    poison, _ = await park(h, 1, 13, 5)
    assert await h.runtime.consumer.drop(poison, by="ops1", because="void by decision 示例1")
    async with h.owner.connect() as connection:
        kept = (await connection.execute(text("SELECT * FROM dropped_events"))).mappings().one()
        total = (await connection.execute(text("SELECT total FROM things"))).scalar_one()
        applied = (await connection.execute(text("SELECT applied FROM progress"))).scalar_one()
    assert (kept["version"], kept["reason"], kept["dropped_by"]) == (2, "poison", "ops1")
    assert (kept["dropped_because"], kept["dropped_at"] >= kept["parked_at"]) == ("void by decision 示例1", True)
    assert b"13" in kept["value"]
    assert (total, applied) == (6, 3)
    assert not await h.runtime.consumer.drop(poison, by="ops1", because="again")


async def test_a_later_event_is_not_dropped_over_an_earlier_one(serve: Serve) -> None:
    h = await serve(SERVICE)
    _, later = await park(h, 1, 13, 5)
    with pytest.raises(NotNext, match="version 2"):
        await h.runtime.consumer.drop(later, by="ops1", because="no")
    async with h.owner.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM parked_events"))).scalar_one() == 2
        assert (await connection.execute(text("SELECT count(*) FROM dropped_events"))).scalar_one() == 0


async def test_a_gap_whose_earlier_events_are_lost_for_good_can_be_given_up(serve: Serve) -> None:
    h = await serve(SERVICE)
    _, *rest = [h.message(h.envelope(Tally(thing_id="a", amount=n), "x")) for n in (1, 2, 4)]
    await h.runtime.consumer.on_batch(rest)
    async with h.owner.connect() as connection:
        first = (await connection.execute(text("SELECT min(id) FROM parked_events"))).scalar_one()
    with pytest.raises(NotNext, match="versions 1 to 1 of x have not come"):
        await h.runtime.consumer.drop(first, by="ops1", because="in haste")
    async with h.owner.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM parked_events"))).scalar_one() == 2
        assert (await connection.execute(text("SELECT count(*) FROM dropped_events"))).scalar_one() == 0
    assert await h.runtime.consumer.drop(first, by="ops1", because="the source was restored", missing_too=True)
    async with h.owner.connect() as connection:
        assert (await connection.execute(text("SELECT total FROM things"))).scalar_one() == 4
        assert (await connection.execute(text("SELECT version FROM inbox"))).scalar_one() == 3
        kept = (await connection.execute(text("SELECT dropped_because FROM dropped_events"))).scalar_one()
    assert kept == "the source was restored [with it what had not come before it]"


async def test_a_malformed_one_can_be_dropped_and_not_retried(serve: Serve) -> None:
    h = await serve(SERVICE)
    await h.runtime.consumer.on_batch([Message("other.events", 0, 7, b"k", b"\xff", {})])
    async with h.owner.connect() as connection:
        id = (await connection.execute(text("SELECT id FROM parked_events"))).scalar_one()
    assert await h.runtime.consumer.retry(id) is False
    assert await h.runtime.consumer.drop(id, by="ops1", because="noise")
    assert await h.runtime.consumer.retry(id) is None


async def test_the_record_of_what_was_dropped_cannot_be_changed_by_the_service(serve: Serve) -> None:
    h = await serve(SERVICE)
    poison, *_ = await park(h, 13)
    await h.runtime.consumer.drop(poison, by="ops1", because="void")
    for statement in ("UPDATE dropped_events SET dropped_by = 'x'", "DELETE FROM dropped_events"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            async with h.runtime.worker_database.transaction([]) as connection:
                await connection.execute(text(statement))


async def test_status_and_metrics_tell_what_is_parked_and_since_when(serve: Serve) -> None:
    h = await serve(SERVICE)
    await park(h, 1, 13, 5)
    h.clock.offset += timedelta(seconds=90)
    status = (await h.client("ops").get("/status")).json()
    assert status["parked"] == {"poison": 1, "waiting": 1}
    assert status["oldest_parked_seconds"] >= 90
    exposed = (await h.client("ops").get("/metrics")).text
    assert 'cppcc_parked_events{reason="waiting",service="sample"} 1.0' in exposed
    assert 'cppcc_parked_events{reason="fork",service="sample"} 0.0' in exposed
    assert 'cppcc_parked_oldest_seconds{reason="fork",service="sample"} 0.0' in exposed


async def test_what_stood_at_the_same_place_of_a_broker_that_was_lost_is_another_message(serve: Serve) -> None:
    h = await serve(SERVICE)
    first, second = (h.message(h.envelope(Tally(thing_id="a", amount=n), "x")) for n in (1, 2))
    await h.runtime.consumer.on_batch([second])
    h.runtime.consumer.cluster = "another"
    place = (second.topic, second.partition, second.offset, b"k")
    noise = [Message(*place, b"\xff", {}), Message(*place, b"\xfe", {})]
    await h.runtime.consumer.on_batch([*noise, *noise])
    async with h.owner.connect() as connection:
        found = await connection.execute(text("SELECT reason, attempts, value FROM parked_events ORDER BY id"))
        assert [tuple(row) for row in found] == [
            ("gap", 1, second.value), ("malformed", 2, b"\xff"), ("malformed", 2, b"\xfe"),
        ]  # fmt: skip
    await h.runtime.consumer.on_batch([first])
    async with h.owner.connect() as connection:
        assert (await connection.execute(text("SELECT total FROM things"))).scalar_one() == 3
        assert (await connection.execute(text("SELECT count(*) FROM parked_events"))).scalar_one() == 2


async def test_a_forged_event_does_not_take_the_place_of_one_that_was_refused(serve: Serve) -> None:
    h = await serve(SERVICE)
    refused, forged = (h.message(h.envelope(Tally(thing_id="a", amount=n), "x")) for n in (13, 1))
    chained = {"ce_aggregateversion": "1", "ce_prevhash": refused.headers["ce_prevhash"]}
    await h.runtime.consumer.on_batch([refused])
    await h.runtime.consumer.on_batch([replace(forged, headers=forged.headers | chained)])
    async with h.owner.connect() as connection:
        found = await connection.execute(text("SELECT reason FROM parked_events ORDER BY id"))
        assert found.scalars().all() == ["poison", "fork"]
        assert (await connection.execute(text("SELECT count(*) FROM things"))).scalar_one() == 0
