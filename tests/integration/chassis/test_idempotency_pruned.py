"""Answers kept for repeated requests go by age, some at a time, and through the index."""

import asyncio
from datetime import timedelta

from sqlalchemy import text

from chassis import idempotency
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.sample import SERVICE
from tests.support.statements import counted

OTHER = "330103"


async def kept(h: Harness, county: str = COUNTY) -> list[str]:
    async with h.owner.connect() as connection:
        query = text("SELECT key FROM idempotency WHERE county = :county ORDER BY key")
        return list((await connection.execute(query, {"county": county})).scalars())


async def open_things(h: Harness, *things: str, county: str = COUNTY) -> None:
    clerk = h.client("clerk", county=county)
    for thing in things:
        headers = {"Idempotency-Key": f"key-{thing}"}
        assert (await clerk.post("/things", json={"thing_id": thing}, headers=headers)).status_code == 201


async def test_what_is_too_old_goes_in_every_county_and_the_rest_still_answers(serve: Serve) -> None:
    h = await serve(SERVICE)
    await open_things(h, "a", "b", "c", "d", "e")
    await open_things(h, "f", county=OTHER)
    h.clock.offset += timedelta(days=20)
    await open_things(h, "young")
    h.clock.offset += timedelta(days=11)
    before = h.clock.now() - timedelta(days=30)
    with counted(h.runtime.worker_database) as seen:
        assert await idempotency.prune(h.runtime.worker_database, before, limit=2) == 6
    # Of five in one county two, two and one; of the other one.
    assert len([statement for statement in seen if statement.startswith("DELETE")]) == 4
    assert (await kept(h), await kept(h, OTHER)) == (["key-young"], [])
    headers = {"Idempotency-Key": "key-young"}
    again = await h.client("clerk").post("/things", json={"thing_id": "young"}, headers=headers)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")


async def test_the_old_ones_are_found_by_the_index_on_their_age(serve: Serve) -> None:
    h = await serve(SERVICE)
    await open_things(h, "a")
    fill = text(
        "INSERT INTO idempotency (county, subject, route, key, body_hash, status, response, created_at) "
        "SELECT county, subject, route, key || n, body_hash, status, response, created_at + n * interval '1 minute' "
        "FROM idempotency, generate_series(1, 20000) n"
    )
    async with h.owner.begin() as connection:
        await connection.execute(fill)
        await connection.execute(text("ANALYZE idempotency"))
        parameters = {"county": COUNTY, "before": h.clock.now() + timedelta(minutes=50), "limit": 1000}
        plan = "\n".join((await connection.execute(text(f"EXPLAIN {idempotency._PRUNE}"), parameters)).scalars())
    assert "idempotency_county_created_at_idx" in plan
    assert "Seq Scan" not in plan


async def test_a_worker_prunes_by_the_days_of_its_settings(serve: Serve) -> None:
    h = await serve(SERVICE)
    await open_things(h, "a")
    h.runtime.settings.idempotency_days = 7
    h.clock.offset += timedelta(days=8)
    async with h.runtime.tasks.running("pruner", h.runtime._prune):
        async with asyncio.timeout(60):
            while await kept(h):
                await asyncio.sleep(0.05)
