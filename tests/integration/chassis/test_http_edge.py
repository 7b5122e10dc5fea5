import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chassis.database import Database
from tests.support.harness import Serve
from tests.support.sample import SERVICE


async def test_repeated_key_gives_the_first_answer_once(serve: Serve) -> None:
    h = await serve(SERVICE)
    clerk = h.client("clerk")
    await clerk.post("/things", json={"thing_id": "a"})
    key = {"Idempotency-Key": "once"}
    answers = await asyncio.gather(*(clerk.post("/things/a/add", json={"amount": 5}, headers=key) for _ in range(8)))
    assert {a.status_code for a in answers} == {200}
    assert {a.json()["total"] for a in answers} == {5}
    other = await clerk.post("/things/a/add", json={"amount": 6}, headers=key)
    assert (other.status_code, other.json()["type"]) == (422, "urn:cppcc:problem:key-reused")


async def test_refused_command_changes_nothing_and_its_key_stays_free(serve: Serve) -> None:
    h = await serve(SERVICE)
    clerk = h.client("clerk")
    await clerk.post("/things", json={"thing_id": "a"})
    refused = await clerk.post("/things/a/add", json={"amount": -1}, headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.json()["rule"]) == (409, "only-up")
    assert refused.headers["content-type"] == "application/problem+json"
    assert (await clerk.get("/things/a")).json()["version"] == 1


async def test_edit_needs_the_current_version(serve: Serve) -> None:
    h = await serve(SERVICE)
    clerk = h.client("clerk")
    etag = (await clerk.post("/things", json={"thing_id": "a"})).headers["etag"]
    assert (await clerk.put("/things/a", json={"amount": 1})).status_code == 428
    # Proxies weaken tags.
    assert (await clerk.put("/things/a", json={"amount": 1}, headers={"If-Match": f"W/{etag}"})).status_code == 200
    stale = await clerk.put("/things/a", json={"amount": 1}, headers={"If-Match": etag})
    assert (stale.status_code, stale.json()["current"]) == (412, {"id": "a", "version": 2, "total": 1})


async def test_commit_that_fails_never_answers_success(serve: Serve) -> None:
    h = await serve(SERVICE)
    async with h.owner.begin() as connection:
        await connection.execute(
            text("CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'at commit'; END $$;")
        )
        await connection.execute(
            text(
                "CREATE CONSTRAINT TRIGGER fail AFTER INSERT ON event_log DEFERRABLE INITIALLY DEFERRED "
                "FOR EACH ROW EXECUTE FUNCTION fail()"
            )
        )
    answer = await h.client("clerk").post("/things", json={"thing_id": "a"})
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert len(answer.json()["incident"]) == 32
    assert await h.published() == []


async def test_another_county_does_not_exist(serve: Serve) -> None:
    h = await serve(SERVICE)
    await h.client("clerk").post("/things", json={"thing_id": "a"})
    stranger = h.client("clerk", county="330103")
    assert (await stranger.get("/things/a")).status_code == 404
    assert (await stranger.get("/things/a", headers={"X-County": "330102"})).status_code == 404


async def test_row_level_security_is_a_second_wall(serve: Serve) -> None:
    h = await serve(SERVICE)
    await h.client("clerk").post("/things", json={"thing_id": "a"})
    async with h.runtime.database.transaction(["330103"]) as connection:
        assert (await connection.execute(text("SELECT count(*) FROM things"))).scalar() == 0
        assert (await connection.execute(text("SELECT count(*) FROM event_log"))).scalar() == 0


async def test_only_declared_roles_and_valid_tokens(serve: Serve) -> None:
    h = await serve(SERVICE)
    assert (await h.client("member").post("/things", json={"thing_id": "a"})).status_code == 403
    nobody = h.client("clerk")
    nobody.headers["Authorization"] += "x"
    assert (await nobody.get("/things/a")).status_code == 401


async def test_large_body_is_refused_before_it_is_read(serve: Serve) -> None:
    h = await serve(SERVICE)
    answer = await h.client("clerk").post("/things", content=b"x" * (10 * 1024 * 1024))
    assert answer.status_code == 413


async def test_the_log_cannot_be_changed_even_by_its_owner(serve: Serve) -> None:
    h = await serve(SERVICE)
    await h.client("clerk").post("/things", json={"thing_id": "a"})
    for statement in ("UPDATE event_log SET actor = 'x'", "DELETE FROM event_log", "TRUNCATE event_log"):
        async with h.owner.connect() as connection:
            with pytest.raises(DBAPIError, match="append-only"):
                await connection.execute(text(statement))


async def test_timers_fire_once_and_only_the_latest_announces(serve: Serve) -> None:
    from datetime import timedelta

    from chassis.eventlog import SYSTEM, Tx
    from tests.support.sample import TIMERS

    h = await serve(SERVICE)
    await h.client("clerk").post("/things", json={"thing_id": "a"})
    async with h.runtime.worker_database.transaction(["330102"]) as connection:
        tx = Tx(connection, "330102", SYSTEM, h.clock.now(), "c")
        for tier, days in ((30, 1), (15, 2), (7, 3), (0, 100)):
            await TIMERS.set(tx, "tick", "a", tx.now + timedelta(days=days), tier)
    assert await h.tick() == 0
    h.clock.set(h.clock.now() + timedelta(days=21))
    assert sorted(await asyncio.gather(h.tick(), h.tick())) == [0, 3]
    assert (await h.client("clerk").get("/things/a")).json()["total"] == 102


async def test_a_store_that_is_away_is_said_and_the_same_key_is_good_afterwards(serve: Serve) -> None:
    h = await serve(SERVICE)
    clerk, key = h.client("clerk"), {"Idempotency-Key": "once"}
    present = h.runtime.app.state.database
    h.runtime.app.state.database = Database("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    for answer in (
        await clerk.post("/things", json={"thing_id": "a"}, headers=key),
        await clerk.get("/things/a"),
    ):
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert answer.json()["type"] == "urn:cppcc:problem:unavailable"
    await h.runtime.app.state.database.close()
    h.runtime.app.state.database = present
    assert (await clerk.post("/things", json={"thing_id": "a"}, headers=key)).status_code == 201


async def test_connections_that_were_cut_do_not_reach_the_caller(serve: Serve) -> None:
    h = await serve(SERVICE)
    clerk = h.client("clerk")
    await clerk.post("/things", json={"thing_id": "a"})
    async with h.owner.begin() as connection:
        cut = await connection.scalar(
            text(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    assert cut
    assert (await clerk.post("/things/a/add", json={"amount": 5})).json()["total"] == 5


async def test_of_two_that_want_one_unique_value_one_is_told_that_it_exists(serve: Serve) -> None:
    h = await serve(SERVICE)
    async with h.owner.begin() as connection:
        await connection.execute(text("CREATE UNIQUE INDEX one_total ON things (county, total)"))
    clerk = h.client("clerk")
    answers = await asyncio.gather(*(clerk.post("/things", json={"thing_id": id}) for id in "abcd"))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {answer.json()["rule"] for answer in answers if answer.status_code == 409} == {"already-exists"}
    assert len(await h.published()) == 1


async def test_a_row_that_the_store_refuses_for_another_reason_is_a_failure_of_the_platform(serve: Serve) -> None:
    h = await serve(SERVICE)
    async with h.owner.begin() as connection:
        await connection.execute(text("ALTER TABLE things ADD CONSTRAINT never CHECK (total > 0)"))
    answer = await h.client("clerk").post("/things", json={"thing_id": "a"})
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:cppcc:problem:failed")
