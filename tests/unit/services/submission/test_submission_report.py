"""The report: tables that add up, words that fit the figures, a Word file in the official layout."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from services.submission.reviewreport import domain
from services.submission.reviewreport.document import docx
from services.submission.reviewreport.domain import OUTCOMES, Before, GroupRow, One, Report

AS_OF = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)


def one(id: str, state: str = "admitted", **changes: Any) -> One:
    given: dict[str, Any] = {
        "channel": "plenary",
        "kind": "individual",
        "sector": "经济界",
        "title": f"关于{id}的提案",
        "proposers": ("示例委员",),
        "case_number": None,
        "decline_reason": None,
        "redirect": None,
        "children": 0,
        "topic": domain.NO_TOPIC,
    }
    return One(id=id, state=state, **given | changes)


FOUND = [
    one("甲", case_number=2, children=1, topic="民生"),
    one("乙", case_number=1, kind="collective", sector="示例党派", topic="城建"),
    one("丙", case_number=1, channel="between_sessions", sector="教育界", topic="民生"),
    one("丁", "declined", decline_reason="vague", redirect="转社情民意", title="关于丁\x0b的提案"),
    one("戊", "merged", topic="民生"),
    one("己", "withdrawn"),
]
BEFORE = Before("S15-0", 8, dict.fromkeys(OUTCOMES, 0) | {"admitted": 3, "declined": 4, "merged": 1})


def made(*more: One, before: Before | None = BEFORE) -> Report:
    groups = [GroupRow("示例审查一组", 5, 4)]
    return domain.report(("S15-1", 15, 1), [*FOUND, *more], {"vague": "内容空泛"}, groups, before, AS_OF)


def test_every_table_adds_up_to_the_whole() -> None:
    report = made(one("庚", "filed"), one("辛", "returned"))
    assert (report.total, report.open, report.draft, report.masters) == (8, 2, True, 1)
    assert sum(report.outcomes.values()) == report.total
    for table in (report.channels, report.kinds, report.sectors, report.topics):
        assert sum(row.total for row in table) == report.total
        for name in OUTCOMES:
            assert sum(row.outcomes[name] for row in table) == report.outcomes[name]
    assert not made().draft


def test_the_lists_follow_their_numbers_and_the_reasons_are_said() -> None:
    report = made()
    assert [(one.channel, one.case_number) for one in report.admitted] == [
        ("plenary", 1),
        ("plenary", 2),
        ("between_sessions", 1),
    ]
    assert [(r.code, r.text, r.count) for r in report.reasons] == [("vague", "内容空泛", 1)]
    assert [one.id for one in report.declined] == ["丁"]


def opened(report: Report) -> Any:
    return Document(BytesIO(docx(report)))


def test_the_word_file_says_what_the_figures_say() -> None:
    document = opened(made())
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert text.startswith("第15届第1次会议提案审查情况报告\n（2026年3月2日 22:30）")
    assert "草稿" not in text
    assert "共收到提案6件，其中立案3件、不予立案1件、并案1件、撤回1件。并案提案并入1件主案。" in text
    assert "收到减少2件（8件→6件），立案持平（3件），不予立案减少3件（4件→1件），并案持平（1件）。" in text
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    assert tables[0][1] == ["大会提案", "5", "2", "1", "1", "0", "0", "1"]
    assert [row[:5] for row in tables[3]] == [
        ["主题分组（并案随主案）", "合计", "立案", "不予立案", "并案"],
        ["民生", "3", "2", "0", "1"],
        ["未立案、未分组", "2", "0", "1", "0"],
        ["城建", "1", "1", "0", "0"],
    ]
    assert ["示例审查一组", "5", "4"] in tables[5]
    assert [row[0] for row in tables[6][1:]] == ["大会第1号", "大会第2号", "平时第1号"]
    # A character that no Word file may hold is left out, and the rest is there.
    assert tables[7][1] == ["关于丁的提案", "示例委员", "内容空泛", "转社情民意"]


def test_its_layout_is_the_official_one() -> None:
    document = opened(made())
    (section,) = document.sections
    assert [round(m.mm) for m in (section.page_width, section.page_height)] == [210, 297]
    assert [round(m.mm) for m in (section.top_margin, section.bottom_margin)] == [37, 35]
    assert [round(m.mm) for m in (section.left_margin, section.right_margin)] == [28, 26]
    fonts = {run._r.rPr.rFonts.get(qn("w:eastAsia")) for paragraph in document.paragraphs for run in paragraph.runs}
    assert fonts == {"方正小标宋简体", "黑体", "仿宋_GB2312"}


def test_a_draft_says_so_on_every_page_and_how_much_is_open() -> None:
    document = opened(made(one("庚", "filed"), before=None))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "报告（草稿）" in text
    assert "尚有1件提案未审定" in text
    assert "上次会议" not in text
    assert document.sections[0].header.paragraphs[0].text == "草稿"


def test_a_session_without_proposals_has_a_report() -> None:
    empty = domain.report(("S15-1", 15, 1), [], {}, [], None, AS_OF)
    assert "共收到提案0件。" in "\n".join(paragraph.text for paragraph in opened(empty).paragraphs)
