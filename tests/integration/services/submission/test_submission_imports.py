import asyncio
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from chassis.eventlog import verify
from contracts.submission import ArchivedProposalRecorded, BodyEnrolled, MemberEnrolled, UnitEnrolled
from services.submission import sheets
from services.submission.app import SERVICE
from tests.support.harness import Harness, Serve
from tests.support.office import docx, xlsx

MEMBERS = ("编号", "姓名", "界别", "党派", "专委会", "届")
UNITS = ("编号", "名称", "系统", "对口专委会")
BODIES = ("编号", "名称", "类别", "授权人编号")
ARCHIVE = ("年度", "届次", "案号", "案由", "提案者", "承办单位", "答复类别", "满意度", "未了事项")


@pytest.fixture
async def h(serve: Serve) -> Harness:
    return await serve(SERVICE)


def members(count: int, **changes: Any) -> list[Sequence[Any]]:
    return [(f"W{n:04}", f"示例委员{n}", "经济界", "", "提案委", changes.get("term", 15)) for n in range(1, count + 1)]


async def upload(h: Harness, what: str, *lines: Sequence[Any], preview: bool = False, **headers: str) -> httpx.Response:
    return await h.client("clerk").post(
        f"/{what}/import", content=xlsx(*lines), headers=headers, params={"preview": True} if preview else {}
    )


async def test_a_county_s_members_go_in_at_once_and_a_second_time_change_nothing(h: Harness) -> None:
    answer = await upload(h, "members", MEMBERS, *members(900))
    assert answer.json() == {"rows": 900, "enrolled": 900, "unchanged": 0, "errors": [], "notes": [], "lines": []}
    again = await upload(h, "members", MEMBERS, *members(900))
    assert again.json() == {"rows": 900, "enrolled": 0, "unchanged": 900, "errors": [], "notes": [], "lines": []}
    events = [e for e in await h.published() if isinstance(e, MemberEnrolled)]
    assert len(events) == 900
    assert (events[0].party_group, events[0].committee, events[0].term) == (None, "提案委", 15)
    async with h.owner.connect() as connection:
        assert await verify(connection, SERVICE.metadata) == (900, [])


async def test_a_csv_says_the_same_as_the_workbook_with_a_preview_first(h: Harness) -> None:
    clerk, lines = h.client("clerk"), [MEMBERS, *members(3)]
    assert (await upload(h, "members", MEMBERS, *members(1))).json()["enrolled"] == 1
    data = "\r\n".join(",".join(map(str, line)) for line in lines).encode("gb18030")
    shown = (await clerk.post("/members/import", content=data, params={"preview": True})).json()
    assert [(line["row"], line["id"], line["outcome"]) for line in shown["lines"]] == [
        (2, "W0001", "unchanged"), (3, "W0002", "new"), (4, "W0003", "new"),
    ]  # fmt: skip
    assert len((await clerk.get("/members")).json()["items"]) == 1
    stored = await clerk.post("/members/import", content=data)
    assert (stored.json()["enrolled"], stored.json()["unchanged"]) == (2, 1)
    names = {one["id"]: one["name"] for one in (await clerk.get("/members")).json()["items"]}
    assert names == {id: name for id, name, *_ in members(3)}
    wrong = data.replace("经济界".encode("gb18030"), b"")
    refused = await clerk.post("/members/import", content=wrong)
    assert refused.status_code == 422
    assert {error["column"] for error in refused.json()["errors"]} == {"界别"}


async def test_the_statements_of_an_import_do_not_grow_with_its_rows(h: Harness) -> None:
    async def count(rows: int, prefix: str) -> int:
        statements: list[str] = []

        def note(*arguments: Any) -> None:
            statements.append(arguments[2])

        engine = h.runtime.database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        lines = [(f"{prefix}{n}", "示例", "经济界", "", "", 15) for n in range(rows)]
        assert (await upload(h, "members", MEMBERS, *lines)).json()["enrolled"] == rows
        event.remove(engine, "before_cursor_execute", note)
        return len(statements)

    assert await count(2, "A") == await count(200, "B") <= 12


async def test_a_later_list_corrects_and_moves_to_the_next_term(h: Harness) -> None:
    await upload(h, "members", MEMBERS, *members(3))
    first, second, third = members(3)
    corrected = await upload(h, "members", MEMBERS, first, (*second[:2], "教育界", *second[3:]), (*third[:5], 16))
    assert corrected.json() == {"rows": 3, "enrolled": 2, "unchanged": 1, "errors": [], "notes": [], "lines": []}
    found = {m["id"]: m for m in (await h.client("clerk").get("/members")).json()["items"]}
    assert (found["W0002"]["sector"], found["W0003"]["term"], found["W0001"]["version"]) == ("教育界", 16, 1)
    back = await upload(h, "members", MEMBERS, third)
    assert (back.status_code, back.json()["errors"][0]["row"]) == (422, 2)
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []


async def test_a_term_that_is_none_is_told_with_its_row(h: Harness) -> None:
    lines = [(*line[:5], term) for line, term in zip(members(4), (0, 1000, "第999999999届", 999), strict=True)]
    answer = await upload(h, "members", MEMBERS, *lines)
    told = [(error["row"], error["column"], error["detail"]) for error in answer.json()["errors"]]
    assert (answer.status_code, told) == (
        422,
        [
            (row, "届", f"应为第1届至第999届，现为“{said}”")
            for row, said in ((2, "0"), (3, "1000"), (4, "第999999999届"))
        ],
    )
    assert not await h.published()


async def test_a_title_above_the_columns_is_none_of_the_rows(h: Harness) -> None:
    answer = await upload(
        h, "members", ("示例县政协委员名册",), MEMBERS, ("W1", "示例甲", "经济界", "", "", "第十五届")
    )
    assert answer.json() == {"rows": 1, "enrolled": 1, "unchanged": 0, "errors": [], "notes": [], "lines": []}
    (enrolled,) = [e for e in await h.published() if isinstance(e, MemberEnrolled)]
    assert enrolled.term == 15
    wrong = await upload(h, "members", ("示例县政协委员名册",), MEMBERS, ("W2", "", "经济界", "", "", 15))
    assert [(e["row"], e["column"]) for e in wrong.json()["errors"]] == [(3, "姓名")]


async def test_a_list_does_not_bring_back_who_was_retired(h: Harness) -> None:
    await upload(h, "members", MEMBERS, *members(1))
    await h.client("clerk").post("/members/W0001/retire", json={"reason": "辞去委员"})
    assert (await upload(h, "members", MEMBERS, *members(1))).json()["unchanged"] == 1
    assert (await upload(h, "members", MEMBERS, *members(1, term=16))).json()["enrolled"] == 1
    assert (await h.client("clerk").get("/members")).json()["items"][0]["active"] is True


async def test_every_mistake_is_told_at_once_and_nothing_is_stored(h: Harness) -> None:
    answer = await upload(
        h,
        "members",
        MEMBERS,
        ("W1", "示例甲", "经济界", "", "", 15),
        ("W 2", "示例乙", "经济界", "", "", "不详"),
        (),
        ("W3", "", "", "", "", 15),
        ("W1", "示例丁", "经济界", "", "", 15),
    )
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:cppcc:problem:invalid")
    told = [(e["row"], e["column"]) for e in answer.json()["errors"]]
    assert told == [(3, "编号"), (3, "届"), (5, "姓名"), (5, "界别"), (6, "编号")]
    assert "与第 2 行重复" in answer.json()["errors"][-1]["detail"]
    assert await h.published() == []


@pytest.mark.parametrize(
    ("lines", "columns"),
    [
        ([("编号", "姓名", "界别", "党派", "届"), ("W1", "甲", "经济界", "", 15)], ["专委会"]),
        ([("编号", "姓名", "界别", "党派", "专委会", "届", "电话")], ["电话"]),
        ([("编号", "姓名", "姓名", "界别", "党派", "专委会")], ["届", "姓名"]),
        ([MEMBERS], ["编号"]),
        ([], [""]),
    ],
)
async def test_wrong_columns_are_named(h: Harness, lines: list[Sequence[Any]], columns: list[str]) -> None:
    answer = await upload(h, "members", *lines)
    assert answer.status_code == 422
    assert [e["column"] for e in answer.json()["errors"]] == columns
    preview = await upload(h, "members", *lines, preview=True)
    assert preview.status_code == (200 if columns == ["编号"] else 422)


@pytest.mark.parametrize("what", ["members", "units", "bodies", "archive"])
@pytest.mark.parametrize("data", [b"", b"no zip", docx("这是 Word")])
async def test_what_is_no_workbook_is_said(h: Harness, what: str, data: bytes) -> None:
    answer = await h.client("clerk").post(f"/{what}/import", content=data)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:cppcc:problem:invalid")
    assert "不是 Excel 文件" in answer.json()["detail"]


async def test_a_file_that_unpacks_to_too_much_is_refused_unread(h: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_UNPACKED_BYTES", 1000)
    answer = await upload(h, "members", MEMBERS, *members(1))
    assert (answer.status_code, "文件过大" in answer.json()["detail"]) == (422, True)


async def test_a_preview_tells_and_stores_nothing(h: Harness) -> None:
    await upload(h, "units", UNITS, ("U1", "示例局", "政府", "经济委"))
    lines = [
        UNITS,
        ("U1", "示例局", "政府", "经济委"),
        ("U2", "示例办", "党群", "提案委"),
        ("U3", "示例社", "国企", ""),
    ]
    key = {"Idempotency-Key": "one"}
    preview = await upload(h, "units", *lines, preview=True, **key)
    assert preview.status_code == 200
    report = preview.json()
    assert (report["rows"], report["enrolled"], report["unchanged"]) == (3, 1, 1)
    assert [(one["row"], one["id"], one["outcome"]) for one in report["lines"]] == [
        (2, "U1", "unchanged"),
        (3, "U2", "new"),
    ]
    assert [(e["row"], e["column"]) for e in report["errors"]] == [(4, "系统"), (4, "对口专委会")]
    assert len(await h.published()) == 1
    # A preview does not use up the key of the import that follows it.
    assert (await upload(h, "units", *lines[:3], **key)).json()["enrolled"] == 1
    systems = [(e.unit_id, e.system) for e in await h.published() if isinstance(e, UnitEnrolled)]
    assert systems == [("U1", "government"), ("U2", "party")]


async def test_a_repeated_key_answers_the_same_once(h: Harness) -> None:
    data, clerk = xlsx(MEMBERS, *members(2)), h.client("clerk")
    headers = {"Idempotency-Key": "k1"}
    first = await clerk.post("/members/import", content=data, headers=headers)
    again = await clerk.post("/members/import", content=data, headers=headers)
    assert (
        first.json()
        == again.json()
        == {"rows": 2, "enrolled": 2, "unchanged": 0, "errors": [], "notes": [], "lines": []}
    )
    assert again.headers["idempotency-replayed"] == "true"
    assert "etag" not in again.headers
    other = await clerk.post("/members/import", content=xlsx(MEMBERS, *members(3)), headers=headers)
    assert other.status_code == 422
    keyless = await httpx.AsyncClient.request(clerk, "POST", "/members/import", content=data)
    assert keyless.json()["type"] == "urn:cppcc:problem:key-required"
    assert len(await h.published()) == 2


async def test_two_imports_of_one_list_at_once_enrol_everybody_once(h: Harness) -> None:
    answers = await asyncio.gather(*(upload(h, "members", MEMBERS, *members(50)) for _ in range(4)))
    assert {a.status_code for a in answers} <= {200, 412}
    assert sum(a.json()["enrolled"] for a in answers if a.status_code == 200) == 50
    assert len(await h.published()) == 50
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []


async def test_an_id_of_another_register_is_named(h: Harness) -> None:
    await upload(h, "units", UNITS, ("X1", "示例局", "政府", "经济委"))
    answer = await upload(h, "members", MEMBERS, ("X1", "示例甲", "经济界", "", "", 15))
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["row"], error["column"]) == (422, 2, "编号")
    assert "已用于另一类登记" in error["detail"]


async def test_bodies_name_their_officers(h: Harness) -> None:
    await upload(h, "members", MEMBERS, *members(3))
    lines = [BODIES, ("B1", "示例党派", "党派团体", "W0001、W0002"), ("B2", "提案委", "专委会", "")]
    answer = await upload(h, "bodies", *lines)
    assert answer.json()["enrolled"] == 2
    assert (await upload(h, "bodies", *lines)).json()["unchanged"] == 2
    first, second = [e for e in await h.published() if isinstance(e, BodyEnrolled)]
    assert (first.kind, first.officers, second.kind, second.officers) == (
        "party_group",
        ("W0001", "W0002"),
        "committee",
        (),
    )
    wrong = await upload(h, "bodies", BODIES, ("B3", "经济界", "界别", "W0001、W0404"), ("B4", "示例", "协会", ""))
    assert [(e["row"], e["column"]) for e in wrong.json()["errors"]] == [(2, "授权人编号"), (3, "类别")]
    assert "W0404" in wrong.json()["errors"][0]["detail"]


OLD = (
    "2024年",
    "十五届三次",
    "第7号",
    "关于整治老旧小区管网的提案",
    "示例甲、示例乙",
    "示例局、示例办",
    "B类",
    "基本满意",
    "二期未开工",
)


async def test_the_archive_is_found_and_never_counted(h: Harness) -> None:
    answer = await upload(
        h,
        "archive",
        ARCHIVE,
        OLD,
        (2024, "十五届三次", 12, "关于完善老年助餐的提案", "示例党派", "示例局", "Ａ", "满意", "无"),
        (2023, "十五届二次", 7, "关于乡村道路的提案", "示例丙", "示例局", "", "", ""),
    )
    assert answer.json() == {"rows": 3, "enrolled": 3, "unchanged": 0, "errors": [], "notes": [], "lines": []}
    first, second, third = [e for e in await h.published() if isinstance(e, ArchivedProposalRecorded)]
    assert first.model_dump() == {
        "proposal_id": "A-2024-7",
        "year": 2024,
        "session": "十五届三次",
        "case_number": 7,
        "title": "关于整治老旧小区管网的提案",
        "proposers": ("示例甲", "示例乙"),
        "units": ("示例局", "示例办"),
        "answer_class": "planned",
        "result": "mostly_satisfied",
        "unfinished": "二期未开工",
        "text": None,
    }
    assert (second.answer_class, second.result, second.unfinished) == ("solved", "satisfied", None)
    assert (third.answer_class, third.result, third.unfinished) == (None, None, None)
    clerk = h.client("clerk")
    figures = (await clerk.get("/figures")).json()
    assert (figures["archived"], figures["status"]) == (3, {})

    async def find(**query: Any) -> list[str]:
        return [
            p["id"] for p in (await h.client("member", member_id="M1").get("/archive", params=query)).json()["items"]
        ]

    assert await find() == ["A-2023-7", "A-2024-7", "A-2024-12"]
    assert await find(year=2024) == ["A-2024-7", "A-2024-12"]
    assert await find(q="老年助餐") == ["A-2024-12"]
    assert await find(q="%") == []
    assert (await clerk.get("/archive/A-2024-7")).json()["unfinished"] == "二期未开工"
    page = (await clerk.get("/archive", params={"limit": 2})).json()
    rest = (await clerk.get("/archive", params={"limit": 2, "after": page["next"]})).json()
    assert ([p["id"] for p in rest["items"]], rest["next"]) == (["A-2024-12"], None)
    # The cursor of another list (one text) is none of this one.
    assert (await clerk.get("/archive", params={"after": "WyJhIiwgImIiXQ=="})).status_code == 422
    again = await upload(h, "archive", ARCHIVE, OLD)
    assert again.json()["unchanged"] == 1


async def test_the_archive_s_mistakes_are_named(h: Harness) -> None:
    answer = await upload(
        h,
        "archive",
        ARCHIVE,
        ("24", *OLD[1:]),
        (*OLD[:6], "E类", "还行", ""),
        (*OLD[:3], "长" * 201, *OLD[4:]),
        OLD,
        OLD,
    )
    told = [(e["row"], e["column"]) for e in answer.json()["errors"]]
    assert told == [(2, "年度"), (3, "答复类别"), (3, "满意度"), (4, "案由"), (6, "年度")]
    assert await h.published() == []


async def test_a_proposal_repeats_one_of_the_archive(h: Harness) -> None:
    await upload(h, "archive", ARCHIVE, OLD)
    await upload(h, "members", MEMBERS, *members(1))
    clerk = h.client("clerk")
    window = {"plenary_opens": "2026-03-01T00:00:00Z", "plenary_cutoff": "2026-03-03T00:00:00Z"}
    await clerk.post("/sessions", json={"session_id": "S15-4", "term": 15, "number": 4, **window})
    text = {
        "title": "关于再次整治老旧小区管网的提案",
        "situation": "管网老化。",
        "analysis": "资金不足。",
        "suggestions": ["把二期管网改造列入今年计划。"],
    }
    member = h.client("member", member_id="W0001")
    filed = (await member.post("/proposals", json={"publish_consent": True, "text": text})).json()
    admitted = await clerk.post(f"/proposals/{filed['id']}/admit", json={"topic_group": "城建", "repeats": "A-2024-7"})
    assert admitted.status_code == 200


@pytest.mark.parametrize("what", ["members", "units", "bodies", "archive"])
async def test_only_clerks_import(h: Harness, what: str) -> None:
    answer = await h.client("member", member_id="M1").post(f"/{what}/import", content=b"")
    assert answer.status_code == 403


async def test_a_word_file_is_parsed_and_not_stored(h: Harness) -> None:
    member = h.client("member", member_id="M1")
    data = docx(
        "关于增设老年助餐点的提案", "一、情况", "助餐点少。", "二、分析", "场地不足。", "三、建议", "1.增设助餐点。"
    )
    parsed = await member.post("/proposals/parse", content=data)
    assert (parsed.status_code, parsed.json()) == (
        200,
        {
            "title": "关于增设老年助餐点的提案",
            "situation": "助餐点少。",
            "analysis": "场地不足。",
            "suggestions": ["增设助餐点。"],
            "fields": {"kind": "individual", "proposer": None, "cosigners": [], "body": None},
            "warnings": [],
        },
    )
    refused = await member.post("/proposals/parse", content=docx("关于增设老年助餐点的提案", "一、情况", "助餐点少。"))
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:cppcc:problem:invalid")
    assert "建议" in refused.json()["errors"][0]["detail"]
    assert await h.published() == []
