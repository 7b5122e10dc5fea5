"""Boards over time, by unit and by category: the groups add up, and each leads down to rows, records and events."""

import io
from datetime import UTC, date, datetime
from typing import Any

from python_calamine import CalamineWorkbook

from contracts.consultation import Participant
from contracts.conversion import PublicationDecided
from contracts.submission import ProposalWithdrawn, SessionScheduled, UnitEnrolled
from tests.support.facts import admitted, assigned, consulted, filed, issued, kept, made, opened, recorded, verified
from tests.support.harness import Harness

BOARDS = {"six-problems": 6, "five-gains": 5}
DRILLS = {"year": "year", "session": "session_id", "month": "month", "category": "category", "unit": "unit_id"}
PATHS = {"category": "categories", "unit": "units"}


async def unit(h: Harness, id: str, name: str) -> None:
    event = UnitEnrolled(unit_id=id, name=name, system="government", linked_committee="示例专委会")
    await h.deliver(event, id)


async def session(h: Harness, id: str, term: int, number: int) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    event = SessionScheduled(session_id=id, term=term, number=number, plenary_opens=at, plenary_cutoff=at)
    await h.deliver(event, id)


async def proposal(h: Harness, id: str, category: str | None, at: datetime, session_id: str, **fields: Any) -> None:
    await h.deliver(filed(id, received_at=at, session_id=session_id, **fields), id)
    if category is not None:
        await h.deliver(admitted(id).model_copy(update={"topic_group": category, "session_id": session_id}), id)


async def years(h: Harness) -> None:
    """Three years with a hole, two sessions of which one is not known here, two categories, two units."""
    await session(h, "S-new", 16, 1)
    await session(h, "S1", 15, 5)
    await unit(h, "U1", "示例教育局")
    await proposal(h, "P1", "教育", datetime(2024, 3, 2, tzinfo=UTC), "S1")
    await proposal(h, "P2", "教育", datetime(2024, 5, 2, tzinfo=UTC), "S1", channel="between_sessions")
    # Half past midnight in Shanghai: of the new year.
    await proposal(h, "P3", "城建", datetime(2025, 12, 31, 16, 30, tzinfo=UTC), "S-new")
    await proposal(h, "P4", None, datetime(2026, 2, 2, tzinfo=UTC), "S-old")
    for id, units in (("P1", ("U1", "U2")), ("P2", ("U1",)), ("P3", ("U2",))):
        for of in units:
            await h.deliver(assigned(id, of), f"A-{id}-{of}")
            await h.deliver(issued(id, unit=of), f"R-{id}-{of}-1")
    await consulted(h, "C1", "before", "phone", proposal="P1")
    await consulted(h, "C2", "before", proposal="P3", unit="U2")
    # What nobody has filed here is in every sum, and in no year.
    await consulted(h, "C9", "during", proposal="P9")
    await h.deliver(made("K1", "P1", date(2026, 3, 1)), "K1")
    await h.deliver(kept("K1", "P1"), "K1")
    await h.deliver(made("K2", "P3", date(2026, 3, 1)), "K2")
    await h.deliver(recorded("O1", "P3"), "O1")
    await h.deliver(verified("O1", "P3"), "O1")


async def table(h: Harness, board: str, by: str, **scope: Any) -> dict[str, Any]:
    path, more = (PATHS[by], {}) if by in PATHS else ("trend", {"by": by})
    answer = await h.client("chair").get(f"/boards/{board}/{path}", params=scope | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def line(found: dict[str, Any], number: int, part: str | None = None) -> list[tuple[float, float]]:
    (one,) = [line for line in found["lines"] if (line["number"], line["part"]) == (number, part)]
    return [(figure["numerator"], figure["denominator"]) for figure in one["figures"]]


async def test_the_board_in_words_says_the_same_as_the_board(h: Harness) -> None:
    await years(h)
    clerk = h.client("clerk")
    for board, of in (("six-problems", "problems"), ("five-gains", "gains")):
        for scope in ({}, {"unit_id": "U2"}, {"year": 2025}):
            found = (await clerk.get(f"/boards/{board}/figures", params=scope)).json()
            assert (found["by"], [one["key"] for one in found["columns"]]) == (None, [None])
            plain = (await clerk.get(f"/boards/{board}", params=scope)).json()[of]
            said = {(one["number"], one["part"]): one["figures"] for one in found["lines"]}
            assert said == {
                (one["number"], part): [figure]
                for one in plain
                for part, figure in {None: one["figure"], **one["parts"]}.items()
            }
            assert all(one["name"] and one["sum_of"] and one["divided_by"] for one in found["lines"])
    assert (await h.client("member").get("/boards/six-problems/figures")).status_code == 403


async def test_a_trend_has_every_year_and_adds_up(h: Harness) -> None:
    await years(h)
    found = await table(h, "six-problems", "year")
    assert [one["label"] for one in found["columns"]] == ["2024年", "2025年", "2026年", "提交时间不详"]
    assert line(found, 1) == [(1, 2), (0, 0), (0, 2), (0, 0)]
    assert line(found, 3) == [(1, 1), (0, 0), (0, 1), (0, 0)]
    assert line(found, 4, "face_to_face") == [(0, 1), (0, 0), (1, 1), (1, 1)]
    (hole,) = [one["figures"][1] for one in found["lines"] if (one["number"], one["part"]) == (1, None)]
    assert (hole["value"], hole["why"]) == (None, "没有已提交的提案（不含撤案），无从计算")
    months = await table(h, "six-problems", "month", year=2024)
    assert [one["key"] for one in months["columns"]] == ["2024-03", "2024-04", "2024-05"]
    sessions = await table(h, "six-problems", "session")
    assert [one["label"] for one in sessions["columns"]] == ["十五届五次", "十六届一次", "S-old", "届次不详"]
    categories = await table(h, "six-problems", "category")
    assert [one["label"] for one in categories["columns"]] == ["城建", "教育", "未立案，尚无类别"]
    chair = h.client("chair")
    for board in BOARDS:
        (whole,) = (await chair.get(f"/boards/{board}")).json().values()
        for by in ("year", "month", "session", "category"):
            found = await table(h, board, by)
            for number, headline in enumerate(whole, 1):
                for part, one in {None: headline["figure"], **headline["parts"]}.items():
                    sums = line(found, number, part)
                    total = (sum(p for p, _ in sums), sum(w for _, w in sums))
                    assert total == (one["numerator"], one["denominator"]), (board, by, number, part)


async def test_a_unit_has_its_own_and_a_proposal_of_two_counts_in_both(h: Harness) -> None:
    await years(h)
    found = await table(h, "six-problems", "unit")
    assert [(one["key"], one["label"]) for one in found["columns"]] == [("U1", "示例教育局"), ("U2", "U2")]
    assert line(found, 2) == [(2, 2), (2, 2)]
    assert line(found, 4, "face_to_face") == [(1, 2), (1, 1)]
    assert line(found, 3) == [(1, 2), (0, 0)]  # both promises are U1's
    assert line(await table(h, "six-problems", "unit", category="教育"), 2) == [(2, 2), (1, 1)]


async def test_each_figure_of_each_group_is_what_its_drill_down_shows(h: Harness) -> None:
    await years(h)
    chair = h.client("chair")
    checked = 0
    for board in BOARDS:
        for by, drill in DRILLS.items():
            found = await table(h, board, by)
            for one in found["lines"]:
                for column, figure in zip(found["columns"], one["figures"], strict=True):
                    if not figure["denominator"]:
                        continue
                    query = {"without": by} if column["key"] is None else {drill: column["key"]}
                    if one["part"]:
                        query["part"] = one["part"]
                    answer = await chair.get(f"/boards/{board}/{one['number']}/proposals", params=query)
                    rows = answer.json()["items"]
                    sums = (sum(row["part"] for row in rows), sum(row["whole"] for row in rows))
                    assert sums == (figure["numerator"], figure["denominator"]), (board, by, one, query)
                    checked += 1
    assert checked > 100


async def test_a_proposal_leads_to_its_records_and_their_events(h: Harness) -> None:
    event = h.envelope(filed("P1"), "P1")
    await h.runtime.consumer.on_batch([h.message(event)])
    decided = h.envelope(admitted("P1"), "P1")
    await h.runtime.consumer.on_batch([h.message(decided)])
    await h.deliver(issued("P1"), "R1")
    chair = h.client("chair")
    (row,) = (await chair.get("/boards/six-problems/1/proposals")).json()["items"]
    assert (row["title"], row["case_number"]) == ("关于示例的提案", 1)
    found = (await chair.get(f"/boards/proposals/{row['proposal_id']}")).json()["records"]
    assert [(one["kind"], one["id"]) for one in found] == [("proposal", "P1"), ("handling", "A-P1-U1:1")]
    assert found[0]["events"] == sorted([event.id, decided.id])
    assert (found[0]["values"]["category"], found[1]["values"]["replied_on"]) == ("社会", "2026-03-02")
    assert "county" not in found[0]["values"]
    assert (await chair.get("/boards/proposals/P2")).status_code == 404
    other = h.client("chair", county="330103")
    assert (await other.get("/boards/proposals/P1")).status_code == 404
    for path in ("/boards/proposals/P1", "/boards/five-gains/units", "/boards/five-gains/trend.xlsx"):
        assert (await h.client("member", member_id="M1").get(path)).status_code == 403


async def test_what_is_public_who_was_there_and_which_appeals_were_right(h: Harness) -> None:
    for id in ("P1", "P2", "P3", "P4", "P5"):
        await h.deliver(filed(id), id)
        consent = admitted(id).model_copy(update={"publish_consent": id != "P4"})
        await h.deliver(consent, id)
        if id != "P3":
            await h.deliver(issued(id), f"R-{id}")
        await h.deliver(PublicationDecided(proposal_id=id, mark="public", unit_id="U1"), f"P-{id}")
    closed = PublicationDecided(proposal_id="P2", mark="closed", reason="涉及个人隐私")
    await h.deliver(closed, "P-P2")
    present = (Participant(name="示例群众", role="beneficiary"), Participant(name="示例", role="unit"))
    await consulted(h, "C1", "before", present=present)
    await consulted(h, "C2", "during", present=present[1:])
    await consulted(h, "C3", "after")
    await consulted(h, "C4", "after", present=present, confirm=False)

    async def parts() -> dict[int, dict[str, Any]]:
        gains = (await h.client("chair").get("/boards/five-gains")).json()["gains"]
        return {gain["number"]: gain["parts"] for gain in gains}

    found = await parts()
    assert (found[5]["published"]["numerator"], found[5]["published"]["denominator"]) == (2, 5)  # P1 and P5
    assert (found[2]["with_beneficiaries"]["numerator"], found[2]["with_beneficiaries"]["denominator"]) == (1, 2)
    assert found[4]["appeals_upheld"]["why"] == "没有已作决定的申诉，无从计算"

    indicator = {"code": "a", "name": "甲", "maximum": 3}
    scheme = {"subject": "handling_quality", "title": "示例", "categories": [{"name": "甲", "indicators": [indicator]}]}
    clerk, unit_login = h.client("clerk"), h.client("unit", unit_id="U1")
    own = (await clerk.post("/schemes", json=scheme)).json()["id"]
    for id, upheld in (("P1", True), ("P2", False), ("P3", None), ("P5", True)):
        one = await opened(h, own, "U1", proposal=id)
        given = await h.client("assessor").post(f"/assessments/{one}/scores", json={"points": {"a": 1}})
        assert given.status_code == 200, given.text
        await clerk.post(f"/assessments/{one}/compute")
        statement = '理由："appeals":[{"upheld":true}]'
        lodged = {"indicators": ["a"], "statement": statement}
        assert (await unit_login.post(f"/assessments/{one}/appeal", json=lodged)).status_code == 200
        if upheld is not None:
            decision = {"upheld": upheld, "reason": "示例"} | ({"points": {"a": 2}} if upheld else {})
            answer = await h.client("chair").post(f"/assessments/{one}/appeal/decide", json=decision)
            assert answer.status_code == 200, answer.text
    await h.deliver(ProposalWithdrawn(proposal_id="P5", reason="r"), "P5")
    upheld = (await parts())[4]["appeals_upheld"]
    assert (upheld["numerator"], upheld["denominator"]) == (1, 2)


async def test_a_board_of_nothing_has_no_columns_and_says_what_is_lacking(h: Harness) -> None:
    gains = (await h.client("chair").get("/boards/five-gains")).json()["gains"]
    for number, part in ((3, "recognised"), (5, "reach")):
        figure = gains[number - 1]["parts"][part]
        assert (figure["denominator"], figure["value"]) == (0, None)
        assert figure["why"]
    assert (await table(h, "five-gains", "unit"))["columns"] == []


async def test_each_table_is_a_workbook_with_its_formulas(h: Harness) -> None:
    await years(h)
    chair = h.client("chair")
    for path, by, groups in (
        ("export", None, ["全部"]),
        ("units", "unit", ["示例教育局", "U2"]),
        ("trend", "year", ["2024年", "2025年", "2026年", "提交时间不详"]),
        ("categories", "category", ["城建", "教育", "未立案，尚无类别"]),
    ):
        answer = await chair.get(f"/boards/six-problems/{path}.xlsx")
        assert answer.status_code == 200, answer.text
        assert "%E5%85%AD%E4%B8%AA%E9%97%AE%E9%A2%98.xlsx" in answer.headers["content-disposition"]
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
        assert book.sheet_names == (["数值", "口径"] if by is None else ["数值", "对照", "口径"])
        figures = book.get_sheet_by_name("数值").to_python()
        admission = [row for row in figures if row[1] == "立案率"]
        assert [row[2] for row in admission] == groups
        formula = next(row for row in book.get_sheet_by_name("口径").to_python() if row[1] == "立案率")
        assert formula[2:] == [
            "立案的提案",
            "已审结的提案（立案或不予立案）",
            "立案的提案 ÷ 已审结的提案（立案或不予立案）",
        ]
        if path == "trend":
            assert [row[3:] for row in admission] == [
                [2, 2, 1],
                [0, 0, "没有已审结的提案（立案或不予立案），无从计算"],
                [1, 1, 1],
                [0, 0, "没有已审结的提案（立案或不予立案），无从计算"],
            ]
            beside = book.get_sheet_by_name("对照").to_python()
            assert [row[beside[0].index("立案率")] for row in beside[1:]] == [row[5] for row in admission]
    gains = CalamineWorkbook.from_filelike(io.BytesIO((await chair.get("/boards/five-gains/export.xlsx")).content))
    said = [row[4] for row in gains.get_sheet_by_name("口径").to_python() if row[1] == "群众认可度"]
    assert said == ["受益群众评为满意的人次 ÷ 受益群众通过意见表评价的人次"]


async def test_a_group_that_is_none_is_refused(h: Harness) -> None:
    chair = h.client("chair")
    for query in ({"month": "2026-13"}, {"without": "unit"}, {"year": "x"}):
        assert (await chair.get("/boards/six-problems", params=query)).status_code == 422
    assert (await chair.get("/boards/six-problems/trend", params={"by": "unit"})).status_code == 422
    assert (await chair.get("/boards/no-board/trend")).status_code == 422
