"""A restored store meets again what it had answered: a cause from another service, a request with its old key."""

from dataclasses import replace
from typing import Annotated

import pytest
from fastapi import APIRouter, Response
from sqlalchemy import text

from chassis.eventlog import Loaded, Tx, verify
from chassis.http import Ctx, caller
from contracts.base import DomainRefusal
from tests.support import sample
from tests.support.harness import Serve
from tests.support.recorder import finish, pump, record, recover
from tests.support.sample import SERVICE, THINGS, Added, Opened
from tests.support.sender import Tally


async def on_tally_strictly(tx: Tx, event: Tally) -> None:
    """Two aggregates and a table; refuses where its aggregate is there already and has gone on."""
    thing = await THINGS.find(tx, event.thing_id)
    await tx.connection.execute(
        text("INSERT INTO board (county, thing_id, amount) VALUES (:county, 'seen', 1) ON CONFLICT DO NOTHING"),
        {"county": tx.county},
    )
    await THINGS.append(tx, f"other-{event.thing_id}", None, [Opened(thing_id=f"other-{event.thing_id}")])
    if thing is not None and thing.version > 1:
        raise DomainRefusal("state", "It has gone on.")
    await THINGS.append(tx, event.thing_id, None, [Opened(thing_id=event.thing_id)])


async def test_a_cause_comes_again_and_does_only_what_was_lost(serve: Serve) -> None:
    service = replace(SERVICE, subscriptions={"other.events": {Tally: on_tally_strictly}})
    before, after = await serve(service), await serve(service)
    recorder = record(before)
    cause = before.message(before.envelope(Tally(thing_id="a", amount=1), "x"))
    await before.runtime.consumer.on_batch([cause])
    await pump(before)
    # What was said of the other aggregate never left; the log holds it nowhere any more.
    kept = [message for message in recorder.take("sample.events") if message.headers["ce_subject"] == "a"]
    await recover(after, kept)
    await after.runtime.consumer.on_batch([cause])
    async with after.owner.connect() as connection:
        found = await connection.execute(text("SELECT id, version FROM things ORDER BY id"))
        assert [tuple(row) for row in found] == [("a", 1), ("other-a", 1)]
        assert (await connection.execute(text("SELECT thing_id FROM board"))).scalars().all() == ["seen"]
        assert (await connection.execute(text("SELECT reason FROM parked_events"))).all() == []
        causes = await connection.execute(text("SELECT DISTINCT causation_id FROM event_log"))
        assert causes.scalars().all() == [cause.headers["ce_id"]]


async def test_a_cause_that_is_refused_when_it_comes_again_holds_nothing_up_and_is_kept_for_a_person(
    serve: Serve,
) -> None:
    service = replace(SERVICE, subscriptions={"other.events": {Tally: on_tally_strictly}})
    before, after = await serve(service), await serve(service)
    recorder = record(before)
    cause, later = (before.message(before.envelope(Tally(thing_id=id, amount=1), id)) for id in ("a", "b"))
    await before.runtime.consumer.on_batch([cause])
    await before.client("clerk").post("/things/a/add", json={"amount": 1})
    await pump(before)
    await recover(after, recorder.take("sample.events"))
    await after.runtime.consumer.on_batch([cause, later])
    async with after.owner.connect() as connection:
        found = await connection.execute(text("SELECT id, version FROM things ORDER BY id"))
        assert [tuple(row) for row in found] == [("a", 2), ("b", 1), ("other-a", 1), ("other-b", 1)]
        parked = (await connection.execute(text("SELECT id, reason, error FROM parked_events"))).all()
        assert [row.reason for row in parked] == ["unrepeated"]
        assert "answered on a, other-a before" in parked[0].error
        marks = await connection.execute(text("SELECT aggregate_id, version FROM inbox ORDER BY 1"))
        assert [tuple(row) for row in marks] == [("a", 1), ("b", 1)]
    status = (await after.client("ops").get("/status")).json()["recovery"]
    assert (status["recovered"], status["unrepeated"]) == (3, 1)
    exposed = (await after.client("ops").get("/metrics")).text
    assert 'cppcc_recovery_stopped{service="sample"} 0.0' in exposed
    assert 'cppcc_parked_events{reason="unrepeated",service="sample"} 1.0' in exposed

    # Later events of its aggregate are applied, and it stays; so it does when it is refused once more.
    consumer = after.runtime.consumer
    await consumer.on_batch([before.message(before.envelope(Tally(thing_id="c", amount=1), "a"))])
    assert await consumer.retry(parked[0].id) is False
    async with after.owner.connect() as connection:
        again = (await connection.execute(text("SELECT id, reason, attempts FROM parked_events"))).all()
        assert [tuple(row) for row in again] == [(parked[0].id, "unrepeated", 2)]
        board = await connection.execute(text("SELECT count(*) FROM things WHERE id IN ('c', 'other-c')"))
        assert board.scalar_one() == 2
    assert await consumer.drop(parked[0].id, by="示例", because="compared") is True
    status = (await after.client("ops").get("/status")).json()["recovery"]
    assert status["unrepeated"] == 0
    async with after.owner.connect() as connection:
        kept = await connection.execute(text("SELECT reason, dropped_because FROM dropped_events"))
        assert [tuple(row) for row in kept] == [("unrepeated", "compared")]
        marks = await connection.execute(text("SELECT aggregate_id, version FROM inbox ORDER BY 1"))
        assert [tuple(row) for row in marks] == [("a", 2), ("b", 1)]


async def on_tally_until_told(tx: Tx, event: Tally) -> None:
    """Refuses what was answered before while the record is at its second version."""
    thing = await THINGS.find(tx, event.thing_id)
    await tx.connection.execute(
        text("INSERT INTO board (county, thing_id, amount) VALUES (:county, :id, 1)"),
        {"county": tx.county, "id": event.thing_id},
    )
    if thing is not None and thing.version == 2:
        raise DomainRefusal("state", "Not now.")
    await THINGS.append(tx, event.thing_id, None, [Opened(thing_id=event.thing_id)])


async def test_what_could_not_be_had_again_is_had_by_a_retry(serve: Serve) -> None:
    service = replace(SERVICE, subscriptions={"other.events": {Tally: on_tally_until_told}})
    before, after = await serve(service), await serve(service)
    recorder = record(before)
    cause = before.message(before.envelope(Tally(thing_id="a", amount=1), "x"))
    await before.runtime.consumer.on_batch([cause])
    await before.client("clerk").post("/things/a/add", json={"amount": 1})
    await pump(before)
    await recover(after, recorder.take("sample.events"))
    await after.runtime.consumer.on_batch([cause])
    async with after.owner.connect() as connection:
        assert (await connection.execute(text("SELECT thing_id FROM board"))).scalars().all() == []
        (id,) = (await connection.execute(text("SELECT id FROM parked_events"))).scalars().all()
    await finish(after)
    assert (await after.client("clerk").post("/things/a/add", json={"amount": 1})).json()["version"] == 3
    assert await after.runtime.consumer.retry(id) is True
    async with after.owner.connect() as connection:
        assert (await connection.execute(text("SELECT thing_id FROM board"))).scalars().all() == ["a"]
        assert (await connection.execute(text("SELECT id FROM parked_events"))).scalars().all() == []
        assert (await connection.execute(text("SELECT max(aggregate_version) FROM event_log"))).scalar_one() == 3


async def test_a_request_whose_answer_was_lost_is_answered_as_then_and_not_done_twice(serve: Serve) -> None:
    before, after = await serve(SERVICE), await serve(SERVICE)
    recorder = record(before)
    opened = {"Idempotency-Key": "k1"}
    added = {"Idempotency-Key": "k2"}
    first = await before.client("clerk").post("/things", json={"thing_id": "a"}, headers=opened)
    second = await before.client("clerk").post("/things/a/add", json={"amount": 1}, headers=added)
    await before.client("clerk").post("/things/a/add", json={"amount": 2})
    await pump(before)
    await recover(after, recorder.take("sample.events"))
    clerk = after.client("clerk")
    for path, body, key, answer in (
        ("/things", {"thing_id": "a"}, opened, first),
        ("/things/a/add", {"amount": 1}, added, second),
    ):
        again = await clerk.post(path, json=body, headers=key)
        assert (again.status_code, again.json(), again.headers["etag"]) == (
            answer.status_code, answer.json(), answer.headers["etag"],
        )  # fmt: skip
        assert again.headers["idempotency-replayed"] == "true"
    # Whatever the key is scoped to tells requests apart.
    for client, path, key in (
        (clerk, "/things/a/add", "k3"),
        (after.client("clerk", subject="another"), "/things/a/add", "k2"),
    ):
        done = await client.post(path, json={"amount": 1}, headers={"Idempotency-Key": key})
        assert done.status_code == 200
        assert "idempotency-replayed" not in done.headers
    async with after.owner.connect() as connection:
        found = await connection.execute(text("SELECT id, version, total FROM things"))
        assert [tuple(row) for row in found] == [("a", 5, 5)]


async def test_a_lost_answer_about_several_records_names_them(serve: Serve) -> None:
    async def both(tx: Tx) -> Loaded[sample.Thing]:
        await sample.open_thing(tx, "a")
        return await sample.open_thing(tx, "b")

    router = APIRouter()

    @router.post("/both")
    async def post_both(ctx: Annotated[Ctx, caller("clerk")]) -> Response:
        return await ctx.execute(both, sample.ThingView.of)

    service = replace(SERVICE, routers=[*SERVICE.routers, router])
    before, after = await serve(service), await serve(service)
    recorder = record(before)
    key = {"Idempotency-Key": "k1"}
    assert (await before.client("clerk").post("/both", headers=key)).status_code == 200
    await pump(before)
    await recover(after, recorder.take("sample.events"))
    refused = await after.client("clerk").post("/both", headers=key)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:cppcc:problem:accepted-before")
    assert refused.json()["records"] == [{"aggregate": "things", "id": id, "version": 1} for id in ("a", "b")]
    assert refused.json()["count"] == 2


async def on_tally_twofold(tx: Tx, event: Tally) -> None:
    """Two events on one record: of the second kind, too, where the record is there already."""
    thing = await THINGS.find(tx, event.thing_id)
    opened = [] if thing else [Opened(thing_id=event.thing_id)]
    await THINGS.append(tx, event.thing_id, thing, [*opened, Added(thing_id=event.thing_id, amount=event.amount)])


@pytest.mark.parametrize("gone_on", [False, True])
async def test_of_an_answer_that_came_back_in_part_the_rest_is_given_or_named(serve: Serve, gone_on: bool) -> None:
    service = replace(SERVICE, subscriptions={"other.events": {Tally: on_tally_twofold}})
    before, after = await serve(service), await serve(service)
    recorder = record(before)
    cause = before.message(before.envelope(Tally(thing_id="a", amount=3), "x"))
    await before.runtime.consumer.on_batch([cause])
    await pump(before)
    first, _ = recorder.take("sample.events")
    await recover(after, [first])
    await finish(after)
    if gone_on:
        assert (await after.client("clerk").post("/things/a/add", json={"amount": 1})).status_code == 200
    await after.runtime.consumer.on_batch([cause])
    async with after.owner.connect() as connection:
        log = await connection.execute(text("SELECT type FROM event_log ORDER BY seq"))
        assert log.scalars().all() == ["cppcc.Opened.v1", "cppcc.Added.v1"]
        total = (await connection.execute(text("SELECT total FROM things"))).scalar_one()
        parked = (await connection.execute(text("SELECT reason, error FROM parked_events"))).all()
    async with after.owner.connect() as connection:
        assert (await verify(connection, service.metadata))[1] == []
    assert total == (1 if gone_on else 3)
    assert [row.reason for row in parked] == (["unrepeated"] if gone_on else [])
    assert all("Added" in row.error for row in parked)
