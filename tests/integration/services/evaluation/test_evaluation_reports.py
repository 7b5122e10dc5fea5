"""The yearly report as a job: one snapshot, two files, what it says of a year, of none, and under odd circumstances."""

import asyncio
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from contracts.submission import ConferenceRegistered, UnitEnrolled
from contracts.supervision import SignOffRequested
from services.evaluation.app import SERVICE
from services.evaluation.report import gather, jobs
from tests.support.facts import (
    JUDGED,
    admitted,
    assigned,
    consulted,
    filed,
    issued,
    kept,
    made,
    opened,
    recorded,
    refused,
    signed,
    verified,
)
from tests.support.harness import Harness

THIS, LAST = datetime(2026, 3, 2, 2, tzinfo=UTC), datetime(2025, 3, 2, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fonts(letter_fonts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPPCC_LETTER_FONTS", str(letter_fonts))


async def work(h: Harness) -> None:
    while await jobs.chore(h.runtime):
        pass


async def year(h: Harness) -> None:
    """This year three proposals, of which two are admitted and one has an outcome; last year one."""
    await h.deliver(ConferenceRegistered(name="示例县政协", receives=True), "conference")
    for id, name in (("U1", "示例教育局"), ("U2", "示例住建局")):
        event = UnitEnrolled(unit_id=id, name=name, system="government", linked_committee="示例专委会")
        await h.deliver(event, id)
    for id, at in (("P1", THIS), ("P2", THIS), ("P3", THIS), ("P0", LAST)):
        await h.deliver(filed(id, received_at=at, channel="between_sessions" if id == "P2" else "plenary"), id)
    for id, unit in (("P1", "U1"), ("P2", "U2"), ("P0", "U1")):
        await h.deliver(admitted(id).model_copy(update={"title": f"关于示例{id}的提案", "case_number": 7}), id)
        await h.deliver(assigned(id, unit), f"A-{id}-{unit}")
        await h.deliver(issued(id, unit=unit), f"R-{id}")
    await consulted(h, "C1", "before")
    await h.deliver(made("K1", "P1", date(2026, 2, 1)), "K1")
    await h.deliver(kept("K1", "P1"), "K1")
    await h.deliver(made("K2", "P1", date(2026, 2, 1)), "K2")
    await h.deliver(recorded("O1", "P1"), "O1")
    await h.deliver(verified("O1", "P1"), "O1")
    await h.deliver(recorded("O2", "P2", instruction_only=True), "O2")
    asked = SignOffRequested(
        proposal_id="P1", reply_id="R-1", assignment_id="A-P1-U1", unit_id="U1", cycle=1, reply_version=1,
        reply_hash="0" * 64, members=("M1", "M2"),
    )  # fmt: skip
    await h.deliver(asked, "R-1")
    await h.deliver(signed("satisfied"), "R-1-M1")


async def asked(h: Harness, **body: Any) -> dict[str, Any]:
    answer = await h.client("clerk").post("/yearly-reports", json={"year": 2026} | body)
    assert answer.status_code == 202, answer.text
    return answer.json()


async def files(h: Harness, id: str) -> tuple[str, dict[str, list[list[Any]]]]:
    chair = h.client("chair")
    document = await chair.get(f"/yearly-reports/{id}/report.pdf")
    assert document.status_code == 200, document.text
    assert document.headers["content-type"] == "application/pdf"
    said = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(document.content)).pages)
    sheets = await chair.get(f"/yearly-reports/{id}/figures.xlsx")
    assert sheets.status_code == 200, sheets.text
    book = CalamineWorkbook.from_filelike(io.BytesIO(sheets.content))
    return said, {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def found(sheet: list[list[Any]], name: str) -> list[Any]:
    (row,) = [row for row in sheet if row[1] == name]
    return row[2:]


async def test_a_year_is_reported_with_the_year_before(h: Harness) -> None:
    await year(h)
    job = await asked(h)
    assert (job["state"], job["year"], job["files"], job["done"], job["at"]) == ("waiting", 2026, None, 0, None)
    early = await h.client("chair").get(f"/yearly-reports/{job['id']}/report.pdf")
    assert refused(early) == "report-state"
    seen: list[tuple[str, int | None, int]] = []
    while await jobs.chore(h.runtime):
        now = (await h.client("chair").get(f"/yearly-reports/{job['id']}")).json()
        seen.append((now["state"], now["files"], now["done"]))
    now = (await h.client("chair").get(f"/yearly-reports/{job['id']}")).json()
    assert seen == [("running", 2, 0), ("running", 2, 1), ("done", 2, 2)]
    assert (now["year"], now["empty"], now["refused"], now["at"][:16]) == (2026, False, {}, "2026-03-02T02:00")
    assert SERVICE.chores["reports"] is jobs.chore

    said, sheets = await files(h, job["id"])
    assert said.startswith("示例县政协2026年提案工作年度报告提案委员会2026年3月2日")
    assert "2026年共提交提案3件（不含撤案），上年为1件。其中全会期间提交2件，平时提交1件，平时提案占33.3%。" in said
    assert f"存储编号“{now['snapshot']}”" in said
    assert "示例教育局" in said
    assert "本年度的评估排名尚未冻结。" in said
    (_, *about) = sheets["说明"]
    assert dict(about)["数据快照"] == now["snapshot"]
    assert found(sheets["工作概况"], "立案") == [2, 2, 1, 1, 1, 1]
    assert found(sheets["六个问题"], "承诺按期兑现率") == [
        1,
        2,
        0.5,
        0,
        0,
        found(sheets["六个问题"], "承诺按期兑现率")[5],
    ]
    assert found(sheets["六个问题"], "承诺按期兑现率")[5].startswith("没有到期应兑现的承诺")
    assert found(sheets["五大提升"], "满意率")[:3] == [1, 2, 0.5]
    assert found(sheets["承诺"], "逾期未了结")[:3] == [1, 2, 0.5]
    assert found(sheets["成果"], "仅有领导批示")[:3] == [1, 2, 0.5]
    assert [row[0] for row in sheets["承办单位"]] == ["名称", "示例教育局", "示例住建局"]
    assert [row[0] for row in sheets["类别"]] == ["名称", "社会"]
    assert [row for row in sheets["各月"] if row[1] or row[2]][1:] == [["3月", 2, 1]]


async def test_the_reports_figures_are_the_boards(h: Harness) -> None:
    await year(h)
    job = await asked(h)
    await work(h)
    _, sheets = await files(h, job["id"])
    for path, sheet in (("six-problems", "六个问题"), ("five-gains", "五大提升")):
        lines = (await h.client("chair").get(f"/boards/{path}/trend", params={"by": "year"})).json()
        at = [one["key"] for one in lines["columns"]]
        for line, row in zip(lines["lines"], sheets[sheet][1:], strict=True):
            for place, of in ((2, "2026"), (5, "2025")):
                figure = line["figures"][at.index(of)]
                assert row[:2] == [line["headline"], line["name"]]
                assert row[place : place + 2] == [figure["numerator"], figure["denominator"]]
                assert row[place + 2] == (figure["why"] if figure["value"] is None else pytest.approx(figure["value"]))


async def test_what_comes_while_it_is_made_is_not_in_it(h: Harness) -> None:
    await year(h)
    job = await asked(h)
    assert await jobs.chore(h.runtime) == 1  # the figures are read
    await h.deliver(filed("P9", received_at=THIS), "P9")
    h.clock.set(h.clock.now() + timedelta(days=300))
    await work(h)
    said, sheets = await files(h, job["id"])
    assert "2026年共提交提案3件" in said
    assert found(sheets["工作概况"], "提交提案")[:2] == [3, 3]
    assert "2026年3月2日10:00:0" in said
    again = await asked(h)
    await work(h)
    assert "2026年共提交提案4件" in (await files(h, again["id"]))[0]
    listed = (await h.client("chair").get("/yearly-reports")).json()["items"]
    assert [one["id"] for one in listed] == [again["id"], job["id"]]


async def test_the_snapshot_sees_one_moment_however_long_it_is_read(
    h: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its statements somebody else commits; whatever is read after that is as of before."""
    await year(h)
    read = gather.reading.read
    told = asyncio.Lock()

    async def slow(*arguments: Any) -> Any:
        async with told:
            answer = await read(*arguments)
            async with h.owner.begin() as connection:
                await connection.execute(
                    text("UPDATE fact_proposals SET review = 'withdrawn' WHERE proposal_id = 'P1'")
                )
                await connection.execute(text("DELETE FROM fact_units"))
            return answer

    monkeypatch.setattr(gather.reading, "read", slow)
    await asked(h)
    await work(h)
    async with h.owner.connect() as connection:
        data = (await connection.execute(text("SELECT data FROM report_files WHERE kind = 'figures'"))).scalar_one()
    report = gather.Report.model_validate_json(bytes(data))
    count = {row.name: row.now.numerator for row in (*report.course, *report.problems)}
    assert (count["立案"], count["立案率"], count["成果转化率"]) == (2, 2, 1)
    assert [name for name, _ in report.units.rows] == ["示例教育局", "示例住建局"]


async def test_rankings_and_honours_stand_in_it_once_there_are_any(h: Harness) -> None:
    await year(h)
    clerk = h.client("clerk")
    for unit, proposal in (("U1", "P1"), ("U2", "P2")):
        id = await opened(h, "example-handling", unit, proposal=proposal)
        await h.client("assessor").post(f"/assessments/{id}/scores", json={"points": JUDGED})
        assert (await clerk.post(f"/assessments/{id}/compute")).status_code == 200
    wanted = {"scheme_id": "example-handling", "title": "示例2026年办理质量排名"}
    ranking = (await clerk.post("/rankings", json=wanted)).json()
    unit = {"kind": "advanced_unit", "subject_id": "U1", "ranking_id": ranking["id"], "reason": "示例单位理由"}
    proposal = {"kind": "excellent_proposal", "subject_id": "P1", "reason": "示例提案理由"}
    for award in (unit, proposal):
        answer = await clerk.post("/awards", json=award)
        assert answer.status_code == 201, answer.text
    job = await asked(h)
    named = await asked(h, year=2025, ranking_id=ranking["id"])
    before = await asked(h, year=2025)
    await work(h)
    said, sheets = await files(h, job["id"])
    assert "《示例2026年办理质量排名》，满分100分。排名已冻结，不再变动。" in said
    assert [row[:2] for row in sheets["排名"][1:]] == [
        [one["rank"], {"U1": "示例教育局", "U2": "示例住建局"}[one["unit_id"]]] for one in ranking["units"]
    ]
    assert [row[2] for row in sheets["排名"][1:]] == [one["score"] for one in ranking["units"]]
    assert sheets["优秀提案"][1:] == [["第7号 关于示例P1的提案", "示例提案理由", ""]]
    rank = next(one["rank"] for one in ranking["units"] if one["unit_id"] == "U1")
    assert sheets["先进承办单位"][1:] == [["示例教育局", "示例单位理由", rank]]
    assert "《示例2026年办理质量排名》" in (await files(h, named["id"]))[0]
    assert "评估排名尚未冻结" in (await files(h, before["id"]))[0]
    unknown = await clerk.post("/yearly-reports", json={"year": 2026, "ranking_id": "no-ranking"})
    assert unknown.status_code == 404


async def test_a_county_with_nothing_gets_a_report_that_says_so(h: Harness) -> None:
    job = await asked(h, year=2030)
    await work(h)
    assert (await h.client("chair").get(f"/yearly-reports/{job['id']}")).json()["empty"] is True
    said, sheets = await files(h, job["id"])
    assert said.startswith("县政协（330102）2030年提案工作年度报告")
    assert "2030年没有提交、立案或办理提案的记录" in said
    assert found(sheets["工作概况"], "立案")[:3] == [0, 0, "没有已审结的提案（立案或不予立案），无从计算"]
    assert sheets["承办单位"][1:] == []


async def test_a_file_that_cannot_be_made_says_why_and_the_other_is_there(h: Harness) -> None:
    await h.deliver(UnitEnrolled(unit_id="U1", name="示例\U000f0000局", system="other", linked_committee="示例"), "U1")
    await h.deliver(filed("P1"), "P1")
    await h.deliver(admitted("P1"), "P1")
    await h.deliver(assigned(), "A-P1-U1")
    job = await asked(h)
    await work(h)
    now = (await h.client("chair").get(f"/yearly-reports/{job['id']}")).json()
    assert (now["state"], now["done"], list(now["refused"])) == ("done", 2, ["pdf"])
    answer = await h.client("chair").get(f"/yearly-reports/{job['id']}/report.pdf")
    assert refused(answer) == "report-character"
    assert (await h.client("chair").get(f"/yearly-reports/{job['id']}/figures.xlsx")).status_code == 200


async def test_without_fonts_none_is_begun(h: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CPPCC_LETTER_FONTS")
    answer = await h.client("clerk").post("/yearly-reports", json={"year": 2026})
    assert (answer.status_code, "fonts" in answer.json()["detail"]) == (503, True)
    assert (await h.client("chair").get("/yearly-reports")).json()["items"] == []


async def test_who_may_ask_and_who_may_read_and_of_which_county(h: Harness) -> None:
    job = await asked(h)
    for role in ("chair", "city_viewer", "member", "unit"):
        assert (await h.client(role).post("/yearly-reports", json={"year": 2026})).status_code == 403
    for path in (f"/yearly-reports/{job['id']}", f"/yearly-reports/{job['id']}/figures.xlsx"):
        assert (await h.client("member", member_id="M1").get(path)).status_code == 403
        assert (await h.client("chair", county="330103").get(path)).status_code == 404
    assert (await h.client("clerk").post(f"/yearly-reports/{job['id']}/cancel")).json()["state"] == "cancelled"
    await work(h)
    assert refused(await h.client("chair").get(f"/yearly-reports/{job['id']}/report.pdf")) == "report-state"
    assert (await h.client("clerk").post("/yearly-reports", json={"year": 99999})).status_code == 422


async def test_two_workers_make_one_report_between_them(h: Harness) -> None:
    await year(h)
    job = await asked(h)
    while sum(await asyncio.gather(jobs.chore(h.runtime), jobs.chore(h.runtime))):
        pass
    assert (await h.client("chair").get(f"/yearly-reports/{job['id']}")).json()["done"] == 2
    async with h.owner.connect() as connection:
        kinds = await connection.execute(text("SELECT kind FROM report_files ORDER BY kind"))
        assert list(kinds.scalars()) == ["figures", "pdf", "xlsx"]
