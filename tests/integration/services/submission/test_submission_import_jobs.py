"""Imports as jobs: chunk by chunk, each once, through crashes, beside other workers, until they are called off."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from chassis.eventlog import Tx, verify
from chassis.jobs import READ_MINUTES, TRIES, Kind
from contracts.submission import ArchivedProposalRecorded, UnitEnrolled
from services.submission.app import SERVICE
from services.submission.archive import commands as archive
from services.submission.importjob.jobs import JOBS, KINDS, TOLD
from tests.support.harness import Client, Harness, Serve
from tests.support.office import xlsx
from tests.support.statements import counted

COLUMNS = ("年度", "届次", "案号", "案由", "提案者", "承办单位", "答复类别", "满意度", "未了事项")
UNITS = ("编号", "名称", "系统", "对口专委会", "别名")


def archived(count: int, **changes: str) -> bytes:
    title, rating = changes.get("title", "示例往年提案"), changes.get("rating", "满意")
    rows = [("2024", "十五届三次", n, f"{title}{n}", "示例甲", "示例局", "A", rating, "") for n in range(1, count + 1)]
    return xlsx(COLUMNS, *rows)


async def start(client: Client, what: str, data: bytes, **headers: str) -> dict[str, Any]:
    answer = await client.post(f"/{what}/import?background=true", content=data, headers=headers)
    assert answer.status_code == 202, answer.text
    return answer.json()


async def seen(client: Client, job: Mapping[str, Any]) -> dict[str, Any]:
    answer: httpx.Response = await client.get(job["address"].removeprefix("/submission"))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def step(h: Harness, kinds: Mapping[str, Kind] = KINDS) -> int:
    return await JOBS.step(h.runtime.worker_database, h.runtime.clock, kinds)


async def kept(h: Harness) -> tuple[int, int]:
    async with h.owner.connect() as connection:
        inputs = (await connection.execute(text("SELECT count(*) FROM job_inputs"))).scalar_one()
        return inputs, (await connection.execute(text("SELECT count(*) FROM job_items"))).scalar_one()


async def recorded(h: Harness) -> int:
    return len([e for e in await h.published() if isinstance(e, ArchivedProposalRecorded)])


async def test_a_long_list_goes_in_by_chunks_each_of_them_once(serve: Serve) -> None:
    h = await serve(SERVICE)
    clerk = h.client("clerk")
    data, key = archived(2500), {"Idempotency-Key": "one"}
    job = await start(clerk, "archive", data, **key)
    assert (job["state"], job["rows"], job["done"], job["report"]) == ("waiting", None, 0, None)
    assert (await start(clerk, "archive", data, **key))["id"] == job["id"]
    assert await step(h) == 1
    assert [(await seen(clerk, job))[name] for name in ("state", "rows", "done")] == ["running", 2500, 0]
    assert await kept(h) == (1, 2500)

    async def crashes(tx: Tx, items: Sequence[str], report: dict[str, Any]) -> Mapping[str, Any]:
        await KINDS["archive"].do(tx, b"", items, report)
        raise RuntimeError("the worker dies after it has written and before it has committed")

    with counted(h.runtime.worker_database) as first:
        assert await step(h) == 1
    assert await step(h, {"archive": Kind(KINDS["archive"].read, crashes)}) == 0
    broken = await seen(clerk, job)
    assert (broken["state"], broken["done"], "RuntimeError" in broken["error"]) == ("running", 1000, True)
    assert await recorded(h) == 1000
    # Two workers at once, and a third: no row twice, none left out.
    while (await seen(clerk, job))["state"] == "running":
        assert sum(await asyncio.gather(*(step(h) for _ in range(3)))) >= 1
    done = await seen(clerk, job)
    assert (done["state"], done["done"], done["error"], await kept(h)) == ("done", 2500, None, (0, 0))
    assert done["report"] == {"enrolled": 2500, "unchanged": 0, "mistakes": 0, "errors": [], "notes": [], "files": []}
    assert await recorded(h) == 2500
    assert await step(h) == 0
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata)) == (2500, [])
        actors = await connection.execute(text("SELECT DISTINCT actor FROM event_log"))
        assert list(actors.scalars()) == ["clerk"]

    # The same list changes nothing; a chunk of a hundred rows costs the statements of one of a thousand.
    again = await start(clerk, "archive", archived(100, title="示例更正"))
    await step(h)
    with counted(h.runtime.worker_database) as second:
        await step(h)
    # The last chunk ends the job, which is three more.
    assert len(second) <= len(first) + 3 <= 16
    assert (await seen(clerk, again))["report"]["enrolled"] == 100
    same = await start(clerk, "archive", archived(100, title="示例更正"))
    while await step(h):
        pass
    assert (await seen(clerk, same))["report"] | {"unchanged": 100, "enrolled": 0} == (await seen(clerk, same))[
        "report"
    ]
    # Newest first, and nobody else's.
    listed = (await clerk.get("/import-jobs", params={"limit": 2})).json()
    assert [one["id"] for one in listed["items"]] == [same["id"], again["id"]]
    other = h.client("clerk", county="330103")
    assert (await other.get("/import-jobs")).json()["items"] == []
    assert (await other.get(f"/import-jobs/{job['id']}")).status_code == 404
    assert (await other.post(f"/import-jobs/{job['id']}/cancel")).status_code == 404
    for path in ("/import-jobs", f"/import-jobs/{job['id']}"):
        assert (await h.client("member", member_id="M1").get(path)).status_code == 403


async def test_what_is_wrong_is_told_and_what_is_called_off_stops(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    h = await serve(SERVICE)
    clerk = h.client("clerk")

    async def three(_: Tx) -> int:
        return 3

    monkeypatch.setattr(archive, "background_rows", three)
    # A short list is answered at once, a longer one becomes a job unasked.
    assert (await clerk.post("/archive/import", content=archived(2))).status_code == 200
    long = await clerk.post("/archive/import", content=archived(4, title="示例另一"))
    assert (long.status_code, long.json()["kind"]) == (202, "archive")
    assert (await clerk.post("/archive/import", content=b"no zip")).status_code == 422
    assert (await clerk.post("/archive/import?preview=true", content=archived(4))).json()["rows"] == 4
    wrong = await start(clerk, "units", xlsx(UNITS, ("U1", "示例局", "政府", "示例委", ""), ("U2", "", "国企", "", "")))
    no_file = await start(clerk, "members", b"no zip")
    empty = await start(clerk, "bodies", xlsx(("编号", "名称", "类别", "授权人编号")))
    while await step(h):
        pass
    assert (await seen(clerk, long.json()))["report"]["enrolled"] == 4
    refused = await seen(clerk, wrong)
    assert (refused["state"], refused["done"], refused["report"]["mistakes"]) == ("refused", 0, 3)
    assert [(e["row"], e["column"]) for e in refused["report"]["errors"]] == [
        (3, "名称"),
        (3, "系统"),
        (3, "对口专委会"),
    ]
    for one in (no_file, empty):
        assert (await seen(clerk, one))["state"] == "refused"
    assert not [e for e in await h.published() if isinstance(e, UnitEnrolled)]

    # A column that the row does not speak of must not read as an empty one.
    for lines in (
        (UNITS, ("U1", "示例局", "政府", "示例委", "旧局")),
        (UNITS[:4], ("U1", "示例新局", "政府", "示例委")),
    ):
        await start(clerk, "units", xlsx(*lines))
        while await step(h):
            pass
    assert (await clerk.get("/units/U1")).json()["aliases"] == ["旧局"]

    # Called off between two chunks: what is done stays.
    monkeypatch.setattr(JOBS, "chunk", 2)
    off = await start(clerk, "archive", archived(5, title="示例第三"))
    assert [await step(h), await step(h)] == [1, 1]
    answer = await clerk.post(f"/import-jobs/{off['id']}/cancel")
    assert [answer.json()[name] for name in ("state", "done")] == ["cancelled", 2]
    assert (await step(h), await kept(h)) == (0, (0, 0))
    assert (await clerk.post(f"/import-jobs/{off['id']}/cancel")).json()["rule"] == "job-over"

    # Of more mistakes than anybody reads the first are told, and all are counted.
    many = await start(clerk, "archive", archived(TOLD + 2, rating="示例"))
    assert await step(h) == 1
    report = (await seen(clerk, many))["report"]
    assert (report["mistakes"], [e["row"] for e in report["errors"]]) == (TOLD + 2, list(range(2, TOLD + 2)))

    # One that can never succeed gives up, and does not hold up the others.
    patience: set[str] = set()

    async def breaks(tx: Tx, _: bytes) -> Any:
        patience.add((await tx.connection.execute(text("SHOW idle_in_transaction_session_timeout"))).scalar_one())
        raise RuntimeError("a fault of the service's")

    bad = await start(clerk, "members", b"")
    kinds = dict(KINDS) | {"members": Kind(breaks, KINDS["members"].work)}
    for tries in range(1, TRIES + 1):
        assert await step(h, kinds) == 0
        assert (await seen(clerk, bad))["state"] == ("waiting" if tries < TRIES else "failed")
    # The store must not take a worker for dead that reads for longer than others may be silent.
    assert patience == {f"{READ_MINUTES}min"}
    assert await kept(h) == (0, 0)
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []
