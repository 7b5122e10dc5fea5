"""What whoever runs a service sees of it over HTTP and does there, for the counties of their token alone."""

from sqlalchemy import select, text

from chassis.bus import Message
from chassis.tables import infrastructure
from tests.support import sample
from tests.support.harness import COUNTY, Harness, Serve

ELSEWHERE = "330103"


async def park(h: Harness, county: str = COUNTY) -> int:
    """A poison with what waits behind it; its number."""
    tallies = [sample.Tally(thing_id="t", amount=n) for n in (1, 13, 5)]
    await h.runtime.consumer.on_batch([h.message(h.envelope(one, "t", county)) for one in tallies])
    t = infrastructure(h.runtime.service.metadata).parked
    async with h.owner.connect() as connection:
        query = select(t.c.id).where(t.c.reason == "poison", t.c.county == county)
        return (await connection.execute(query)).scalar_one()


async def test_what_is_behind_parked_and_pending_is_told(serve: Serve) -> None:
    h = await serve(sample.SERVICE)
    await park(h)
    ops = h.client("ops")
    told = (await ops.get("/operations/status")).json()
    assert told["service"] == "sample"
    stored = told["stored"]
    assert stored["events"] == stored["pending"] == 2
    assert stored["sending"] is False
    assert stored["parked"] == [
        {"consumer": "sample", "reason": "poison", "events": 1},
        {"consumer": "sample", "reason": "waiting", "events": 1},
    ]
    (source,) = stored["sources"]
    assert (source["source"], source["applied"], source["waiting"]) == ("other", 1, 2)
    async with h.owner.connect() as connection:
        await connection.execute(text("SELECT pg_advisory_lock(hashtext('relay'))"))
        assert (await ops.get("/operations/status")).json()["stored"]["sending"] is True


async def test_a_poison_is_shown_tried_again_and_given_up_once(serve: Serve) -> None:
    h = await serve(sample.SERVICE)
    id = await park(h)
    ops = h.client("ops", subject="示例运维")
    first, second = (await ops.get("/operations/parked")).json()["items"]
    assert (first["id"], first["reason"], second["reason"]) == (id, "poison", "waiting")
    shown = (await ops.get(f"/operations/parked/{id}")).json()
    assert (shown["version"], shown["applied"], shown["attempts"]) == (2, 1, 1)
    assert '"amount":13' in shown["value"].replace(" ", "")
    tried = (await ops.post(f"/operations/parked/{id}/retry")).json()
    assert tried["applied"] is False
    assert "thirteen" in tried["error"]

    behind = await ops.post(f"/operations/parked/{second['id']}/drop", json={"because": "示例理由"})
    assert (behind.status_code, behind.json()["type"].rsplit(":", 1)[1]) == (409, "conflict")
    key = {"Idempotency-Key": "drop"}
    for _ in range(2):
        given_up = await ops.post(f"/operations/parked/{id}/drop", json={"because": "经核实无效"}, headers=key)
        assert (given_up.status_code, given_up.json()) == (200, {"id": id})
    assert (await ops.get("/operations/parked")).json() == {"items": [], "more": False}
    dropped = infrastructure(h.runtime.service.metadata).dropped
    async with h.owner.connect() as connection:
        kept = (await connection.execute(select(dropped.c.dropped_by, dropped.c.dropped_because))).one()
        total = await connection.scalar(text("SELECT total FROM things"))
    assert kept.dropped_because == "经核实无效"
    assert kept.dropped_by
    assert total == 6  # what waited behind it was applied


async def test_another_countys_is_not_there_and_an_unreadable_one_is(serve: Serve) -> None:
    h = await serve(sample.SERVICE)
    theirs = await park(h, ELSEWHERE)
    await h.runtime.consumer.on_batch([Message("other.events", 0, 99, b"k", b"\xff", {})])
    ops = h.client("ops")
    (noise,) = (await ops.get("/operations/parked")).json()["items"]
    assert (noise["reason"], noise["county"]) == ("malformed", "")
    # It may be anybody's.
    shown = (await ops.get(f"/operations/parked/{noise['id']}")).json()
    assert (shown["headers"], shown["value"], shown["topic"]) == (None, None, "other.events")
    for response in (
        await ops.get(f"/operations/parked/{theirs}"),
        await ops.post(f"/operations/parked/{theirs}/retry"),
        await ops.post(f"/operations/parked/{theirs}/drop", json={"because": "示例理由"}),
        await ops.get("/operations/parked/x"),
        await ops.post("/operations/replays", json={"county": ELSEWHERE}),
    ):
        assert response.status_code == 404, response.text
    both = h.client("ops", counties=[COUNTY, ELSEWHERE])
    assert {one["county"] for one in (await both.get("/operations/parked")).json()["items"]} == {"", ELSEWHERE}
    assert (await h.client("county_admin").get("/operations/status")).status_code == 403


async def test_a_replay_is_asked_for_once_and_its_progress_told(serve: Serve) -> None:
    h = await serve(sample.SERVICE)
    ops = h.client("ops")
    wanted = {"county": COUNTY, "aggregate_id": "t"}
    asked = [await ops.post("/operations/replays", json=wanted) for _ in range(2)]
    assert [(one.status_code, one.json()["new"]) for one in asked] == [(202, True), (202, False)]
    (replay,) = (await ops.get("/operations/replays")).json()
    assert (replay["county"], replay["aggregate_id"], replay["sent"]) == (COUNTY, "t", 0)
    elsewhere = h.client("ops", county=ELSEWHERE)
    assert (await elsewhere.get("/operations/replays")).json() == []
    assert (await elsewhere.get("/operations/status")).json()["stored"]["replays"] == []


async def test_a_store_that_is_away_is_named_so(serve: Serve) -> None:
    h = await serve(sample.SERVICE)
    async with h.owner.begin() as connection:
        await connection.execute(text("ALTER TABLE outbox RENAME TO gone"))
    told = (await h.client("ops").get("/operations/status")).json()
    assert told["stored"] is None
    assert "outbox" in told["error"]
