"""Orders on a whole selection as a job: each number once and none left out, through crashes and beside others."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import text

from chassis.eventlog import Tx, verify
from chassis.jobs import Kind
from contracts.submission import ProposalWithdrawn, UnitEnrolled
from contracts.supervision import SupervisionOrderIssued
from services.supervision.app import SERVICE
from services.supervision.order import jobs
from services.supervision.order.jobs import CHUNK, JOBS, KIND, KINDS
from tests.support.harness import Harness, Serve
from tests.support.watched import admit, admitted, assign

S = "S15-1"
KEYS: dict[str, Any] = {"session_id": S, "classes": ["key"]}
LETTERS: dict[str, Any] = {"session_id": S, "classes": ["general", "tracked"]}


@pytest.fixture
async def h(serve: Serve) -> Harness:
    found = await serve(SERVICE)
    unit = UnitEnrolled(unit_id="U1", name="示例县民政局", system="government", linked_committee="示例专委会")
    await found.deliver(unit, "U1")
    return found


async def start(h: Harness, selection: dict[str, Any]) -> str:
    answer = await h.client("clerk").post("/order-jobs", json=selection)
    assert answer.status_code == 202, answer.text
    return answer.json()["id"]


async def seen(h: Harness, job: str) -> dict[str, Any]:
    answer = await h.client("chair").get(f"/order-jobs/{job}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def step(h: Harness, kinds: Any = KINDS) -> int:
    return await JOBS.step(h.runtime.worker_database, h.runtime.clock, kinds)


async def run(h: Harness) -> None:
    while await step(h):
        pass


async def issued(h: Harness) -> list[SupervisionOrderIssued]:
    return [event for event in await h.published() if isinstance(event, SupervisionOrderIssued)]


async def many(h: Harness, count: int) -> list[str]:
    """Admitted against the order of their ids, so that the numbers can be seen to follow the case numbers."""
    ids = [f"p{n:03}" for n in range(count)]
    for number, id in enumerate(reversed(ids), 1):
        await h.deliver(admitted(id, number), id)
        await assign(h, id)
    return ids


async def test_a_selection_is_ordered_with_progress_and_what_cannot_be_is_told_by_row(h: Harness) -> None:
    ids = await many(h, CHUNK + 5)
    await admit(h, "unassigned")
    job = await start(h, LETTERS | {"proposal_ids": []})
    assert (await seen(h, job))["state"] == "waiting"
    assert await step(h) == 1
    assert (await seen(h, job))["proposals"] == CHUNK + 6
    # It may be left; meanwhile one is withdrawn, and another one is ordered by hand.
    await h.deliver(ProposalWithdrawn(proposal_id=ids[0], reason="撤案"), ids[0])
    assert (await h.client("clerk").post(f"/oversights/{ids[1]}/order")).status_code == 201
    assert await step(h) == 1
    half = await seen(h, job)
    assert (half["state"], half["done"], half["report"]["issued"]) == ("running", CHUNK, CHUNK - 1)
    await run(h)
    done = await seen(h, job)
    assert (done["state"], done["done"], done["error"]) == ("done", CHUNK + 6, None)
    assert {one["proposal_id"]: one["rule"] for one in done["report"]["errors"]} == {
        ids[0]: "state", ids[1]: "ordered-already", "unassigned": "no-unit"
    }  # fmt: skip
    assert (done["report"]["issued"], done["report"]["refused"]) == (CHUNK + 3, 3)
    assert (done["report"]["first"], done["report"]["last"]) == (
        {"supervision_letter": "示例政协督函〔2026〕2号"},
        {"supervision_letter": f"示例政协督函〔2026〕{CHUNK + 4}号"},
    )
    orders = await issued(h)
    assert [one.sequence for one in orders] == list(range(1, CHUNK + 5))
    by_job = orders[1:]
    assert [one.case_number for one in by_job] == sorted(one.case_number for one in by_job)
    async with h.owner.connect() as connection:
        kept = [
            (await connection.execute(text(f"SELECT count(*) FROM {t}"))).scalar() for t in ("job_inputs", "job_items")
        ]
        assert kept == [0, 0]
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []
    # The same again finds only what has none yet.
    again = await start(h, LETTERS)
    await run(h)
    assert (await seen(h, again))["report"]["issued"] == 0
    assert [one["id"] for one in (await h.client("clerk").get("/order-jobs")).json()["items"]] == [again, job]


async def test_whoever_goes_on_after_a_crash_begins_exactly_there(h: Harness) -> None:
    await many(h, 2 * CHUNK)
    job = await start(h, LETTERS)
    whole = KINDS[KIND]
    assert whole.work is not None
    crashes = 0

    async def dies(tx: Tx, items: Sequence[str], report: dict[str, Any]) -> Any:
        """As a process that is killed: what it wrote of the chunk is there, and nothing commits it."""
        nonlocal crashes
        assert whole.work is not None
        await whole.work(tx, items[: CHUNK // 2], report)
        crashes += 1
        backend = (await tx.connection.exec_driver_sql("SELECT pg_backend_pid()")).scalar_one()
        async with h.owner.begin() as connection:
            await connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": backend})
        await tx.connection.exec_driver_sql("SELECT 1")

    dying = {KIND: Kind(whole.read, dies, chunk=CHUNK)}
    assert await step(h) == 1
    for done in (0, CHUNK):
        with pytest.raises(Exception, match=r"."):
            await step(h, dying)
        assert (await seen(h, job))["done"] == done == len(await issued(h))
        assert await step(h) == 1
    assert crashes == 2
    assert (await seen(h, job))["state"] == "done"
    orders = await issued(h)
    assert [one.sequence for one in orders] == list(range(1, 2 * CHUNK + 1))
    assert len({one.proposal_id for one in orders}) == 2 * CHUNK


async def test_two_workers_and_a_clerk_at_once_leave_no_gap_and_nothing_twice(h: Harness) -> None:
    ids = await many(h, CHUNK + 10)
    first = await start(h, LETTERS)
    second = await start(h, LETTERS)

    async def work() -> None:
        for _ in range(6):
            await step(h)

    clerk = h.client("clerk")
    by_hand = [clerk.post(f"/oversights/{id}/order") for id in ids[:3]]
    answers = (await asyncio.gather(work(), work(), *by_hand))[2:]
    await run(h)
    orders = await issued(h)
    assert sorted(one.sequence for one in orders) == list(range(1, CHUNK + 11))
    assert sorted(one.proposal_id for one in orders) == ids
    told = [(await seen(h, job))["report"] for job in (first, second)]
    alone = sum(answer.status_code == 201 for answer in answers)
    assert told[0]["issued"] + told[1]["issued"] + alone == CHUNK + 10
    assert {(await seen(h, job))["state"] for job in (first, second)} == {"done"}


async def test_keys_are_ordered_by_their_numbers_and_named_ones_alone(h: Harness) -> None:
    await many(h, 5)
    for id, number in (("p000", 1), ("p004", 2), ("p002", None)):
        key = {"leader": "示例领导", "key_number": number}
        assert (await h.client("chair").post(f"/oversights/{id}/designate-key", json=key)).is_success
    job = await start(h, KEYS)
    await run(h)
    assert (await seen(h, job))["report"]["issued"] == 3
    assert [one.proposal_id for one in await issued(h)] == ["p000", "p004", "p002"]
    assert {one.kind for one in await issued(h)} == {"key_order"}
    named = await start(h, LETTERS | {"proposal_ids": ["p001", "p000", "p999"]})
    await run(h)
    report = (await seen(h, named))["report"]
    assert report["issued"] == 1
    assert {one["proposal_id"]: one["rule"] for one in report["errors"]} == {
        "p000": "not-selected", "p999": "not-selected"
    }  # fmt: skip
    of_others = await start(h, LETTERS | {"supervisor": "示例领导", "unit_id": "U2"})
    await run(h)
    assert (await seen(h, of_others))["proposals"] == 0


async def test_a_job_is_called_off_and_seen_by_its_county_alone(h: Harness) -> None:
    await many(h, CHUNK + 1)
    job = await start(h, LETTERS)
    await step(h)
    await step(h)
    cancelled = await h.client("clerk").post(f"/order-jobs/{job}/cancel")
    assert cancelled.json()["state"] == "cancelled"
    await run(h)
    assert len(await issued(h)) == CHUNK
    assert (await h.client("clerk").post(f"/order-jobs/{job}/cancel")).json()["rule"] == "job-over"
    assert (await h.client("clerk", county="330103").get(f"/order-jobs/{job}")).status_code == 404
    assert (await h.client("supervisor").post("/order-jobs", json=LETTERS)).status_code == 403
    assert (await h.client("clerk").post("/order-jobs", json=LETTERS | {"classes": []})).status_code == 422


async def test_the_worker_of_the_service_does_them(h: Harness) -> None:
    await many(h, 2)
    job = await start(h, LETTERS)
    while await jobs.chore(h.runtime):
        pass
    assert (await seen(h, job))["report"]["issued"] == 2
    assert SERVICE.chores["orders"] is jobs.chore
