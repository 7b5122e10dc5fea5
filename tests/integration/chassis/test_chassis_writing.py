"""Writing: one statement an append, few round trips a command, chains that hold under concurrent writers."""

import asyncio
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.eventlog import SYSTEM, Tx, verify
from chassis.problems import Stale
from chassis.tables import infrastructure
from contracts.base import DomainRefusal
from services.submission.app import SERVICE as SUBMISSION
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.sample import METADATA, SERVICE, THINGS, Added, Opened, Tally
from tests.support.statements import counted

WINDOW = {"plenary_opens": "2026-03-01T00:00:00+00:00", "plenary_cutoff": "2026-03-03T00:00:00+00:00"}
TEXT = {
    "title": "关于增设老年助餐点的提案",
    "situation": "助餐点只有四处。",
    "analysis": "场地不足，补贴偏低。",
    "suggestions": ["在每个街道至少增设两处助餐点。"],
}


def tx(h: Harness, connection: AsyncConnection, county: str = COUNTY) -> Tx:
    return Tx(connection, county, SYSTEM, h.clock.now(), "c")


async def write(h: Harness, id: str, amounts: list[int], *, county: str = COUNTY) -> None:
    async with h.runtime.database.transaction([county]) as connection:
        t = tx(h, connection, county)
        found = await THINGS.find(t, id, lock=False)
        opened = [] if found else [Opened(thing_id=id)]
        await THINGS.append(t, id, found, [*opened, *(Added(amount=n) for n in amounts)])


async def test_an_append_is_one_statement_whatever_it_holds(serve: Serve) -> None:
    h = await serve(SERVICE)
    async with h.runtime.database.transaction([COUNTY]) as connection:
        t = tx(h, connection)
        with counted(h.runtime.database) as created:
            thing = await THINGS.append(t, "a", None, [Opened(thing_id="a"), *(Added(amount=1) for _ in range(5))])
        with counted(h.runtime.database) as changed:
            thing = await THINGS.append(t, "a", thing, [Added(amount=1)])
    assert (len(created), len(changed)) == (1, 1)
    async with h.owner.connect() as connection:
        for table in ("event_log", "outbox", "unsealed"):
            assert await connection.scalar(text(f"SELECT count(*) FROM {table}")) == 7
    assert thing.state.total == 6


async def test_the_statement_text_does_not_depend_on_values(serve: Serve) -> None:
    h = await serve(SERVICE)
    with counted(h.runtime.database) as seen:
        for id in ("a", "b"):
            await write(h, id, [])
            await write(h, id, [1, 2, 3])
    appends = [statement for statement in seen if statement.startswith("WITH stored")]
    assert (len(appends), len(set(appends))) == (4, 2)


async def test_a_stale_version_writes_nothing_at_all(serve: Serve) -> None:
    h = await serve(SERVICE)
    await write(h, "a", [1])
    async with h.runtime.database.transaction([COUNTY]) as connection:
        t = tx(h, connection)
        old = await THINGS.load(t, "a", lock=False)
        await write(h, "a", [2])
        with pytest.raises(Stale):
            await THINGS.append(t, "a", old, [Added(amount=3)])
        with pytest.raises(Stale, match="exists already"):
            await THINGS.append(t, "a", None, [Opened(thing_id="a")])
    assert len(await h.published()) == 3
    async with h.owner.connect() as connection:
        assert (await verify(connection, METADATA))[1] == []


async def test_an_id_of_another_kind_is_taken(serve: Serve) -> None:
    h = await serve(SUBMISSION)
    clerk = h.client("clerk")
    enrolled = {"member_id": "X1", "name": "示例委员", "sector": "经济界", "term": 15}
    assert (await clerk.post("/members", json=enrolled)).status_code == 201
    unit = {"unit_id": "X1", "name": "示例局", "system": "government", "linked_committee": "经济委员会"}
    answer = await clerk.post("/units", json=unit)
    assert (answer.status_code, answer.json()["rule"]) == (409, "id-taken")
    assert len(await h.published()) == 1


Step = tuple[str, list[int]]
WRITERS = st.lists(
    st.lists(st.tuples(st.sampled_from("abc"), st.lists(st.integers(0, 9), min_size=1, max_size=4)), max_size=4),
    min_size=2,
    max_size=4,
)


async def test_any_concurrent_appends_leave_chains_that_verify(serve: Serve) -> None:
    h = await serve(SERVICE)
    loop = asyncio.get_running_loop()
    log = infrastructure(METADATA).event_log
    rounds = 0

    async def run(county: str, writers: list[list[Step]]) -> None:
        stored: dict[str, int] = defaultdict(int)

        async def writer(steps: list[Step]) -> None:
            for id, amounts in steps:
                try:
                    await write(h, id, amounts, county=county)
                    stored[id] += sum(amounts)
                except (Stale, DomainRefusal):
                    continue

        await asyncio.gather(*(writer(steps) for steps in writers))
        async with h.owner.connect() as connection:
            count, findings = await verify(connection, METADATA)
            assert findings == []
            query = log.select().where(log.c.county == county).order_by(log.c.seq)
            versions: dict[str, list[int]] = defaultdict(list)
            for row in await connection.execute(query):
                versions[row.aggregate_id].append(row.aggregate_version)
            for id, seen in versions.items():
                assert seen == list(range(1, len(seen) + 1)), f"{id}: seq does not follow version"
            pending = await connection.scalar(text("SELECT count(*) FROM outbox NATURAL JOIN unsealed"))
            assert pending == count
            totals = await connection.execute(text("SELECT id, total FROM things WHERE county = :c"), {"c": county})
            assert {row.id: row.total for row in totals} == dict(stored)

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(WRITERS)
    def every(writers: list[list[Step]]) -> None:
        nonlocal rounds
        rounds += 1
        asyncio.run_coroutine_threadsafe(run(f"{100000 + rounds}", writers), loop).result(60)

    await asyncio.to_thread(every)
    assert rounds >= 2


async def filing(h: Harness) -> dict[str, object]:
    clerk = h.client("clerk")
    enrolled = {"member_id": "M1", "name": "示例委员", "sector": "经济界", "term": 15}
    assert (await clerk.post("/members", json=enrolled)).status_code == 201
    assert (
        await clerk.post("/sessions", json={"session_id": "S1", "term": 15, "number": 1} | WINDOW)
    ).status_code == 201
    return {"session_id": "S1", "publish_consent": True, "text": TEXT}


async def test_the_statements_of_filing_and_admitting_stay_few(serve: Serve) -> None:
    """A round trip more for each request is what makes filing slow; the clock of a shared machine cannot show it."""
    h = await serve(SUBMISSION)
    body = await filing(h)
    member, clerk = h.client("member", member_id="M1"), h.client("clerk")
    with counted(h.runtime.database) as filed:
        answer = await member.post("/proposals", json=body)
    assert answer.status_code == 201, answer.text
    # Members, session, policy, whose it is, the append, the answer.
    assert len(filed) <= 6, filed
    with counted(h.runtime.database) as admitted:
        answer = await clerk.post(f"/proposals/{answer.json()['id']}/admit", json={"topic_group": "民生"})
    assert answer.status_code == 200, answer.text
    # The proposal, who has its file open, its review and that policy, its number, policy, the append, the answer.
    assert len(admitted) <= 8, admitted


async def test_the_statements_of_a_batch_grow_with_its_events_only(serve: Serve) -> None:
    h = await serve(SERVICE)

    async def statements(size: int) -> int:
        batch = [h.message(h.envelope(Tally(thing_id=f"t{size}-{n}", amount=1), f"t{size}-{n}")) for n in range(size)]
        with counted(h.runtime.worker_database) as seen:
            await h.runtime.consumer.on_batch(batch)
        return len(seen)

    # A handler that looks, opens and adds is three statements; the batch around it is four.
    assert [await statements(1), await statements(10)] == [7, 34]


async def test_a_pooled_connection_that_died_is_replaced_without_a_ping(serve: Serve) -> None:
    h = await serve(SERVICE)
    await asyncio.gather(*(write(h, id, [1]) for id in "abcde"))
    async with h.owner.connect() as connection:
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    await write(h, "a", [2])
    assert (await h.client("clerk").get("/things/a")).json()["total"] == 3


async def test_a_cancelled_transaction_leaves_nothing_behind_in_the_pool(serve: Serve) -> None:
    h = await serve(SERVICE)
    entered = asyncio.Event()

    async def interrupted() -> None:
        async with h.runtime.database.transaction([COUNTY]) as connection:
            await THINGS.append(tx(h, connection), "a", None, [Opened(thing_id="a")])
            entered.set()
            await connection.execute(text("SELECT pg_sleep(60)"))

    work = asyncio.create_task(interrupted())
    await entered.wait()
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert work.cancelled()
    for county in ("330103", COUNTY):
        async with h.runtime.database.transaction([county]) as connection:
            assert await connection.scalar(text("SELECT current_setting('app.counties')")) == county
            assert await connection.scalar(text("SELECT count(*) FROM things")) == 0


async def test_a_scope_that_is_no_county_is_refused(serve: Serve) -> None:
    h = await serve(SERVICE)
    for scope in ("330102'; DROP TABLE things; --", "33010", "３３０１０２"):
        with pytest.raises(ValueError, match="not counties"):
            async with h.runtime.database.transaction([scope]):
                pass
