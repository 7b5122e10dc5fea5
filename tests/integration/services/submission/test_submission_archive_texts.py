"""A zip of earlier proposals' Word files: a job, file by file; found, shown, and kept from whom it is not for."""

from typing import Any

import httpx
import pytest
from sqlalchemy import event, text

from chassis.eventlog import Tx, verify
from chassis.jobs import Kind
from contracts.submission import ArchivedProposalRecorded
from services.submission.app import SERVICE
from services.submission.importjob.jobs import JOBS, KINDS
from services.submission.similar.projection import Indexer
from tests.support import searching
from tests.support.files import packed
from tests.support.harness import Client, Harness
from tests.support.office import docx, xlsx
from tests.support.searching import h, seen

__all__ = ["h"]  # the fixture of the same county

COLUMNS = ("年度", "届次", "案号", "案由", "提案者", "承办单位", "答复类别", "满意度", "未了事项")
MEALS = docx(
    "关于增设助餐点的提案", "一、情况", "全县六十岁以上老人占三成，助餐点只有四处。联系人手机13912345678。", "二、分析",
    "场地不足，补贴标准偏低。", "三、建议", "1.利用闲置校舍办助餐点，由村集体统一配送。", "2.每餐补贴三元。",
)  # fmt: skip
PARKING = docx("停车难问题", "老城区双侧占道，公共泊位不足两万，建议利用边角地建立体车库。")


def line(number: int, title: str, *more: str) -> tuple[Any, ...]:
    return ("2024", "十五届三次", number, title, "示例甲", "示例局", "A", "满意", "", *more)


def pack(*lines: tuple[Any, ...], columns: tuple[str, ...] = COLUMNS, **files: bytes) -> bytes:
    return packed(**{"清单.xlsx": xlsx(columns, *lines)}, **files)


async def step(h: Harness, kinds: Any = KINDS) -> int:
    return await JOBS.step(h.runtime.worker_database, h.runtime.clock, kinds)


async def brought_in(h: Harness, data: bytes) -> dict[str, Any]:
    """The job's end."""
    answer: httpx.Response = await h.client("clerk").post("/archive/texts/import", content=data)
    assert answer.status_code == 202, answer.text
    assert answer.json()["kind"] == "archive-texts"
    while await step(h):
        pass
    return await job(h, answer.json()["id"])


async def job(h: Harness, id: str) -> dict[str, Any]:
    return (await h.client("clerk").get(f"/import-jobs/{id}")).json()


async def recorded(h: Harness) -> list[ArchivedProposalRecorded]:
    return [one for one in await h.published() if isinstance(one, ArchivedProposalRecorded)]


async def shown(client: Client, id: str) -> Any:
    answer = await client.get(f"/archive/{id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_every_file_finds_its_row_and_a_bad_one_costs_only_itself(
    h: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = h.client("clerk")
    named = (*COLUMNS, "文件", "可否公开")
    data = pack(
        line(1, "关于增设助餐点的提案", "", "是"), line(2, "关于停车的提案", "泊位", ""),
        line(3, "关于河道的提案", "没有.docx", ""), line(4, "关于道路的提案", "", "不公开"),
        line(5, "关于绿化的提案", "", ""),
        columns=named,
        **{"1.docx": MEALS, "材料/泊位.docx": PARKING, "第4号.docx": b"no word", "9.docx": PARKING, "5.doc": b"x"},
    )  # fmt: skip
    answer = await clerk.post("/archive/texts/import", content=data)
    id = answer.json()["id"]
    monkeypatch.setattr(JOBS, "chunk", 2)

    async def crashes(tx: Tx, handed_in: bytes, items: Any, report: Any) -> Any:
        await KINDS["archive-texts"].do(tx, handed_in, items, report)
        raise RuntimeError("the worker dies after it has written and before it has committed")

    assert await step(h) == 1
    assert [(await job(h, id))[name] for name in ("state", "rows", "done")] == ["running", 5, 0]
    assert await step(h) == 1
    assert (await job(h, id))["done"] == 2
    broken = Kind(KINDS["archive-texts"].read, work_from=crashes)
    assert await step(h, {"archive-texts": broken}) == 0
    assert (len(await recorded(h)), (await job(h, id))["done"]) == (2, 2)
    while await step(h):
        pass
    done = await job(h, id)
    report = done["report"]
    assert (done["state"], done["done"], report["enrolled"], report["mistakes"]) == ("done", 5, 5, 4)
    assert [(one["row"], one["column"], one["detail"].partition("：")[0]) for one in report["errors"]] == [
        (0, "文件", "5.doc"), (4, "文件", "没有.docx"), (0, "文件", "9.docx"), (5, "文件", "第4号.docx"),
    ]  # fmt: skip
    assert all(one["detail"].partition("：")[2] for one in report["errors"])
    assert {one["row"] for one in report["notes"]} == {2, 3}
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []
    async with h.owner.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM job_inputs"))).scalar_one() == 0

    first = await shown(clerk, "A-2024-1")
    assert (first["text"]["file"], first["text"]["public"]) == ("1.docx", True)
    assert [one["text"] for one in first["text"]["suggestions"]] == [
        "利用闲置校舍办助餐点，由村集体统一配送。",
        "每餐补贴三元。",
    ]
    assert "13912345678" not in "".join(one.model_dump_json() for one in await recorded(h))
    second = await shown(clerk, "A-2024-2")
    assert (second["text"]["public"], "立体车库" in second["text"]["whole"]) == (False, True)
    for number in (3, 4, 5):
        assert (await shown(clerk, f"A-2024-{number}"))["text"] is None
    listed = (await clerk.get("/archive")).json()["items"]
    assert [(one["has_text"], "text" in one) for one in listed] == [(True, False)] * 2 + [(False, False)] * 3

    # The same zip says nothing new, a better file does, and a list alone takes no text away.
    assert (await brought_in(h, data))["report"]["unchanged"] == 5
    mended = pack(
        line(4, "关于道路的提案"), **{"4.docx": docx("关于道路的提案", "一、情况", "路窄。", "二、建议", "1.拓宽。")}
    )
    assert (await brought_in(h, mended))["report"] | {"enrolled": 1, "mistakes": 0} == (
        await job(h, (await newest(h)))
    )["report"]
    assert (await shown(clerk, "A-2024-4"))["text"]["situation"] == "路窄。"
    again = await clerk.post("/archive/import", content=xlsx(COLUMNS, line(1, "关于增设老年助餐点的提案")))
    assert again.json()["enrolled"] == 1
    first = await shown(clerk, "A-2024-1")
    assert (first["title"], first["text"]["analysis"]) == ("关于增设老年助餐点的提案", "场地不足，补贴标准偏低。")


async def test_a_preview_says_of_each_file_whose_it_is_and_stores_nothing(
    h: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = h.client("clerk")
    plain = await clerk.post("/archive/import", content=xlsx(COLUMNS, line(3, "关于河道的提案")))
    assert plain.json()["enrolled"] == 1
    data = pack(
        line(1, "关于增设助餐点的提案", ""), line(2, "关于停车的提案", "泊位"), line(3, "关于河道的提案", ""),
        line(4, "关于道路的提案", "没有.docx"),
        columns=(*COLUMNS, "文件"),
        **{"1.docx": MEALS, "材料/泊位.docx": b"no word", "2号.docx": PARKING, "9.docx": PARKING, "5.doc": b"x"},
    )  # fmt: skip
    monkeypatch.setattr(JOBS, "chunk", 2)
    answer = await clerk.post("/archive/texts/import", params={"preview": True}, content=data)
    assert (answer.status_code, answer.json()["kind"]) == (202, "archive-texts-preview"), answer.text
    while await step(h):
        pass
    done = await job(h, answer.json()["id"])
    report = done["report"]
    assert (done["state"], report["enrolled"], report["unchanged"]) == ("done", 3, 1)
    assert [(one["file"], one["row"], one["outcome"]) for one in report["files"]] == [
        ("5.doc", None, "no_word"), ("2号.docx", None, "no_row"), ("9.docx", None, "no_row"),
        ("1.docx", 2, "matched"), ("材料/泊位.docx", 3, "unreadable"),
    ]  # fmt: skip
    assert [bool(one["detail"]) for one in report["files"]] == [True, True, True, False, True]
    assert "泊位" in report["files"][1]["detail"]
    assert "泊位.docx" not in report["files"][4]["detail"]
    assert any("没有.docx" in one["detail"] for one in report["errors"])
    assert len(await recorded(h)) == 1
    # Then the zip itself does what it said.
    real = (await brought_in(h, data))["report"]
    assert (real["enrolled"], real["unchanged"], real["files"]) == (3, 1, report["files"])
    assert len(await recorded(h)) == 4


async def test_the_zip_is_fetched_once_for_all_its_chunks(h: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[str] = []

    def watch(_: Any, __: Any, statement: str, *___: Any) -> None:
        if "FROM job_inputs" in statement and statement.startswith("SELECT"):
            fetched.append(statement)

    event.listen(h.runtime.worker_database.engine.sync_engine, "before_cursor_execute", watch)
    monkeypatch.setattr(JOBS, "chunk", 1)
    files = {"1.docx": MEALS}
    await brought_in(h, pack(line(1, "关于增设助餐点的提案"), line(2, "关于停车的提案"), columns=COLUMNS, **files))
    assert len(fetched) == 1
    # Two that take turns are each what they are.
    for number in (2, 3):
        files = {f"{number}.docx": PARKING}
        data = pack(line(1, "关于增设助餐点的提案"), line(number, "关于停车的提案"), columns=COLUMNS, **files)
        assert (await h.client("clerk").post("/archive/texts/import", content=data)).status_code == 202
    while await step(h):
        pass
    assert [(await shown(h.client("clerk"), f"A-2024-{n}"))["text"]["file"] for n in (2, 3)] == ["2.docx", "3.docx"]


async def newest(h: Harness) -> str:
    return (await h.client("clerk").get("/import-jobs", params={"limit": 1})).json()["items"][0]["id"]


async def test_what_cannot_be_taken_is_refused_whole(h: Harness) -> None:
    for data, row, said in (
        (b"no zip", 0, "不是压缩包"),
        (packed(**{"1.docx": MEALS}), 0, "现有 0 个"),
        (pack(line(1, "关于甲的提案"), (*line(2, "关于乙的提案")[:7], "示例", "")), 3, "示例"),
        (pack(line(1, "甲", "x"), columns=(*COLUMNS, "示例列")), 1, "不认识的列"),
        (pack(line(1, "甲", "也许"), columns=(*COLUMNS, "可否公开")), 2, "也许"),
    ):
        done = await brought_in(h, data)
        error = done["report"]["errors"][0]
        assert (done["state"], done["report"]["mistakes"], error["row"]) == ("refused", 1, row)
        assert said in error["detail"]
    assert await recorded(h) == []
    for caller in (h.client("member", member_id="M1"), h.client("reviewer")):
        assert (await caller.post("/archive/texts/import", content=b"x")).status_code == 403
    plain = await h.client("clerk").post("/archive/import", content=xlsx((*COLUMNS, "文件"), line(1, "甲", "1")))
    assert plain.status_code == 422


async def test_it_is_found_by_its_words_and_by_its_sense_by_whom_it_is_for(h: Harness) -> None:
    named = (*COLUMNS, "可否公开")
    lines = (line(1, "关于增设助餐点的提案", "是"), line(2, "关于停车的提案", "否"))
    await brought_in(h, pack(*lines, columns=named, **{"1.docx": MEALS, "2.docx": PARKING}))
    similar, search = (reader.consumer for reader in h.runtime.readers[1:3])
    for one in await recorded(h):
        message = h.message(h.envelope(one, one.proposal_id))
        await similar.on_batch([message])
        await search.on_batch([message])
    clerk, member = h.client("clerk"), h.client("member", member_id="M1")
    other = h.client("clerk", county=searching.OTHER)
    for caller, meals, parking, title in (
        (clerk, ["A-2024-1"], ["A-2024-2"], ["A-2024-2"]),
        (member, ["A-2024-1"], [], ["A-2024-2"]),
        (other, [], [], []),
    ):
        assert await seen(caller, "闲置校舍") == meals
        assert await seen(caller, "立体车库") == parking
        assert await seen(caller, "停车") == title
    (item,) = (await searching.ask(member, "闲置校舍"))["items"]
    assert (item["passages"][0]["field"], "闲置校舍" in item["passages"][0]["text"]) == ("suggestions/1", True)
    assert (await shown(member, "A-2024-1"))["text"]["analysis"] == "场地不足，补贴标准偏低。"
    hidden = await shown(member, "A-2024-2")
    assert (hidden["text"], hidden["has_text"]) == (None, True)
    assert (await other.get("/archive/A-2024-1")).status_code == 404

    while await Indexer()(h.runtime):
        pass
    # Of another title: only the text is alike.
    situation = "停车难问题\n老城区双侧占道，公共泊位不足两万，建议利用边角地建立体车库。"
    asked = {"title": "关于占道的提案", "situation": situation, "analysis": "占道。", "suggestions": ["建立体车库。"]}
    for caller, fields in ((clerk, {"whole"}), (member, {"title"})):
        answer = await caller.post("/similar", json=asked)
        assert answer.status_code == 200, answer.text
        found = {one["id"]: one for one in answer.json()["items"]}
        passages = found["A-2024-2"]["passages"]
        assert fields <= {one["field"] for one in passages}
        assert any("立体车库" in one["text"] for one in passages) == ("whole" in fields)
