"""Counties side by side: the same formulas, what their policies say differently, and the wall between them."""

import io
from dataclasses import replace
from typing import Any

from python_calamine import CalamineWorkbook
from sqlalchemy import text

from chassis.eventlog import PUBLIC, Tx
from contracts.submission import ConferenceRegistered
from services.evaluation.board import reading, store
from services.evaluation.board.store import Scope
from services.evaluation.comparison import store as comparison
from tests.support.facts import admitted, filed
from tests.support.harness import COUNTY, Client, Harness
from tests.support.statements import counted

OTHER, THIRD = "330103", "330104"
BOARDS = ("six-problems", "five-gains")
FULL = {"topic": 20, "research": 20, "analysis": 20, "suggestions": 30, "writing": 10}


async def county(h: Harness, code: str, proposals: int, name: str | None = None) -> None:
    """``proposals`` filed, of which the first is admitted and was talked over face to face."""
    for n in range(1, proposals + 1):
        await h.deliver(filed(f"P{n}"), f"P{n}", county=code)
    await h.deliver(admitted("P1"), "P1", county=code)
    if name is not None:
        await h.deliver(ConferenceRegistered(name=name, receives=True), "conference", county=code)


async def policy(h: Harness, code: str, name: str, **change: Any) -> None:
    admin = h.client("county_admin", county=code)
    present = await admin.get(f"/policies/{name}")
    document = present.json()["document"] | change
    answer = await admin.put(
        f"/policies/{name}", json={"document": document}, headers={"If-Match": present.headers["etag"]}
    )
    assert answer.status_code == 200, answer.text


def of_city(h: Harness, role: str = "city_viewer", *counties: str) -> Client:
    return h.client(role, counties=[*(counties or (COUNTY, OTHER))])


async def beside(client: Client, board: str = "six-problems", **query: Any) -> dict[str, Any]:
    answer = await client.get(f"/boards/{board}/counties", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def figures(found: dict[str, Any], number: int, part: str | None = None) -> list[dict[str, Any]]:
    (line,) = [one for one in found["table"]["lines"] if (one["number"], one["part"]) == (number, part)]
    return line["figures"]


def notes(found: dict[str, Any]) -> dict[tuple[int, str | None], str]:
    return {(one["number"], one["part"]): one["note"] for one in found["notes"]}


async def test_each_county_stands_beside_the_others_with_what_its_own_board_says(h: Harness) -> None:
    await county(h, COUNTY, 3, "示例甲县政协")
    await county(h, OTHER, 2)
    await county(h, THIRD, 9, "示例丙县政协")
    for role in ("city_viewer", "city_admin", "chair", "assessor"):
        found = await beside(of_city(h, role))
        labels = [(one["key"], one["label"]) for one in found["table"]["columns"]]
        assert labels == [(COUNTY, "示例甲县政协"), (OTHER, OTHER)]
        assert [one["denominator"] for one in figures(found, 1)] == [3, 2]
        assert (found["table"]["by"], found["notes"]) == ("county", [])
    for board in BOARDS:
        found = await beside(of_city(h), board)
        for at, code in enumerate((COUNTY, OTHER)):
            (own,) = (await h.client("chair", county=code).get(f"/boards/{board}")).json().values()
            for headline in own:
                for part, figure in {None: headline["figure"], **headline["parts"]}.items():
                    assert figures(found, headline["number"], part)[at] == figure
    assert [one["denominator"] for one in figures(await beside(of_city(h), year=2025), 1)] == [0, 0]


async def test_a_county_gets_nothing_of_another(h: Harness) -> None:
    await county(h, COUNTY, 3, "示例甲县政协")
    await county(h, OTHER, 2, "示例乙县政协")
    for board in BOARDS:
        own = await h.client("chair").get(f"/boards/{board}/counties")
        assert [one["key"] for one in own.json()["table"]["columns"]] == [COUNTY]
        assert (OTHER in own.text, "示例乙县" in own.text) == (False, False)
        for suffix in ("", ".xlsx"):
            path = f"/boards/{board}/counties{suffix}"
            for stranger in (h.client("chair"), of_city(h, "city_viewer", COUNTY, THIRD)):
                assert (await stranger.get(path, headers={"X-County": OTHER})).status_code == 404
            for role in ("clerk", "member", "unit", "county_admin"):
                assert (await h.client(role).get(path)).status_code == 403
    assert (await of_city(h, "chair", "330109").get("/boards/five-gains/counties")).status_code == 200
    nowhere = h.client("chair", counties=[])
    assert (await nowhere.get("/boards/five-gains/counties")).status_code == 403
    one = await of_city(h).get("/boards/five-gains/counties", headers={"X-County": OTHER})
    assert [column["key"] for column in one.json()["table"]["columns"]] == [OTHER]


async def test_what_leads_further_down_is_the_countys_and_for_who_may(h: Harness) -> None:
    await county(h, COUNTY, 1)
    await county(h, OTHER, 2)
    down = ("/boards/six-problems/1/proposals", "/boards/proposals/P1", "/boards/six-problems/units")
    for path in down:
        for role in ("assessor", "city_admin"):
            assert (await of_city(h, role).get(path, headers={"X-County": OTHER})).status_code == 403
        assert (await of_city(h).get(path, headers={"X-County": OTHER})).status_code == 200
        assert (await of_city(h).get(path, headers={"X-County": THIRD})).status_code == 404
        assert (await of_city(h).get(path)).status_code == 403


async def test_the_wall_stands_whatever_the_query_says(h: Harness) -> None:
    """Read for another county than the transaction was opened for: the filters say yes, the store gives nothing."""
    await county(h, COUNTY, 3, "示例甲县政协")
    await county(h, OTHER, 2, "示例乙县政协")
    async with h.runtime.database.transaction([COUNTY]) as connection:
        tx = Tx(connection, COUNTY, PUBLIC, h.clock.now(), correlation_id="c")
        assert (await reading.read(tx, "six-problems", Scope())).lines[0].figures[0].denominator == 3
        elsewhere = replace(tx, county=OTHER, policies={})
        for board in ("six-problems", "five-gains"):
            for by in (None, "year", "unit", "category"):
                found = await reading.read(elsewhere, board, Scope(), by)  # pyright: ignore[reportArgumentType]
                assert not any(figure.denominator for line in found.lines for figure in line.figures)
        assert (await comparison.read(elsewhere, "five-gains", Scope())).name == OTHER
        assert (await store.records(elsewhere, "P1"), await store.units(elsewhere)) == ([], {})
        seen = await connection.execute(text("SELECT DISTINCT county FROM fact_proposals"))
        assert list(seen.scalars()) == [COUNTY]


async def test_figures_by_different_policies_say_so(h: Harness) -> None:
    await county(h, COUNTY, 1, "示例甲县")
    await county(h, OTHER, 1, "示例乙县")
    await policy(h, OTHER, "board", watched_within_days=30, forms=["face_to_face"])
    found = await beside(of_city(h))
    told = notes(found)
    days = "各县口径不同：视为近期联系的天数——示例甲县：90天；示例乙县：30天。"
    assert told == {
        (5, "watched"): days,
        (5, "watched_general"): days,
        (4, "face_to_face"): "各县口径不同：算作见面的协商形式——示例甲县：面谈、实地、会议；示例乙县：面谈。",
    }
    (one,) = [one for one in found["notes"] if one["part"] == "face_to_face"]
    (difference,) = one["differences"]
    assert (difference["rule"], difference["says"]) == ("forms", ["面谈、实地、会议", "面谈"])
    assert notes(await beside(of_city(h), "five-gains")) == {}

    bands = {"excellent": 0.95, "good": 0.8, "fair": 0.6, "weak": 0, "精品": 0.99}
    await policy(h, OTHER, "board", quality_bands=bands, asked_by={"unit": ["单位"]})
    found = await beside(of_city(h))
    told = notes(found)
    assert "优≥90%、良≥75%、中≥60%、差≥0%；示例乙县：精品≥99%、优≥95%" in told[2, "quality_good"]
    assert "承办单位：unit、承办单位；提出方" not in told[4, "asked_by_unit"]
    lacking = figures(found, 2, "quality_精品")
    assert [(one["value"], one["why"]) for one in lacking] == [
        (None, "该县的政策没有这一项"),
        (None, "没有评出分数的提案质量评估（每件以最近一次为准），无从计算"),
    ]
    assert [one["why"] for one in figures(found, 4, "asked_by_proposer")][1] == "该县的政策没有这一项"


async def test_scores_by_different_schemes_say_so(h: Harness) -> None:
    await county(h, COUNTY, 1, "示例甲县")
    await county(h, OTHER, 1, "示例乙县")

    async def score(code: str, scheme: str) -> None:
        clerk = h.client("clerk", county=code)
        answer = await clerk.post("/assessments", json={"scheme_id": scheme, "proposal_id": "P1"})
        assert answer.status_code == 201, answer.text
        path = f"/assessments/{answer.json()['id']}"
        points = FULL if scheme == "example-proposal" else {"a": 3}
        assert (
            await h.client("assessor", county=code).post(f"{path}/scores", json={"points": points})
        ).status_code == 200
        assert (await clerk.post(f"{path}/compute")).status_code == 200

    for code in (COUNTY, OTHER):
        assert (await h.client("clerk", county=code).post("/schemes/examples")).status_code == 201
        await score(code, "example-proposal")
    assert notes(await beside(of_city(h), "five-gains")) == {}
    own = {
        "subject": "proposal_quality",
        "title": "示例自定方案",
        "categories": [{"name": "甲", "indicators": [{"code": "a", "name": "甲", "maximum": 3}]}],
    }
    made = (await h.client("clerk", county=OTHER).post("/schemes", json=own)).json()["id"]
    await score(OTHER, made)
    told = notes(await beside(of_city(h), "five-gains"))
    assert list(told) == [(4, None)]
    assert "评估方案——示例甲县：《" in told[4, None]
    assert "《示例自定方案》" in told[4, None]
    assert (2, "quality_good") in notes(await beside(of_city(h)))


async def test_the_workbook_has_the_counties_and_their_differences(h: Harness) -> None:
    await county(h, COUNTY, 1, "示例甲县")
    await county(h, OTHER, 1, "示例乙县")

    async def sheets() -> dict[str, list[list[Any]]]:
        answer = await of_city(h).get("/boards/six-problems/counties.xlsx")
        assert answer.status_code == 200, answer.text
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
        return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}

    found = await sheets()
    assert [row[0] for row in found["对照"]] == ["范围", "示例甲县", "示例乙县"]
    assert found["口径差异"][1:] == [["全部指标", "各县口径相同"]]
    await policy(h, OTHER, "board", watched_within_days=30)
    assert [row[0] for row in (await sheets())["口径差异"][1:]] == [
        "近期有督办联系的占比",
        "一般提案近期有督办联系的占比",
    ]


async def test_a_county_more_costs_five_statements(h: Harness) -> None:
    """All its figures are one of them; the others are its name, its policies and its schemes."""
    await county(h, COUNTY, 1)
    for board in BOARDS:
        told: list[int] = []
        for codes in ((COUNTY,), (COUNTY, OTHER), (COUNTY, OTHER, THIRD)):
            with counted(h.runtime.database) as seen:
                await beside(of_city(h, "city_viewer", *codes), board)
            told.append(len(seen))
        assert told == [5, 10, 15]
