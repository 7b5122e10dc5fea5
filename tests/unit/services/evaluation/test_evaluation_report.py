"""What a yearly report says, and that its pages hold it: forty units, long names, nothing at all."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from contracts.base import DomainRefusal
from services.evaluation.board.domain import Figure
from services.evaluation.board.words import GAINS, PROBLEMS
from services.evaluation.report import domain, figures, pdf
from services.evaluation.report.export import workbook
from services.evaluation.report.gather import ReportPolicy
from services.evaluation.report.jobs import POLICY
from services.evaluation.workbook import written
from tests.support.reports import LONG, a_report


def pages(data: bytes) -> list[str]:
    """The text of each page, without the breaks that the layout makes."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


@pytest.fixture(scope="module")
def report(letter_fonts: Path) -> list[str]:
    return pages(pdf.pdf(a_report(), letter_fonts))


def test_every_unit_stands_in_both_tables_however_long_its_name_is(report: list[str]) -> None:
    whole = "".join(report)
    assert whole.count(LONG) == 2 * 6 + 1  # 6 of 40 in each table, and one that is honoured
    for at in range(40):
        if at % 7 != 3:
            assert whole.count(f"示例县第{at + 1}局") == 2
    heads = [page for page in report if "序号承办单位平时占比" in page]
    assert len(heads) > 1  # the head is on each page that the table runs over


def test_all_parts_are_there_in_their_order_and_the_appendix_explains_every_figure(report: list[str]) -> None:
    whole = "".join(report)
    places = [
        whole.index(part)
        for part in (
            "一、工作概况", "图1各月提交提案件数", "二、六个问题", "表2六个问题各项指标", "三、五大提升",
            "四、承办单位办理情况", "五、各类提案情况", "六、承办单位评估排名", "七、表彰", "八、承诺与成果",
            "附录指标算法",
        )
    ]  # fmt: skip
    assert places == sorted(places)
    appendix = whole[places[-1] :]
    for one in a_report().formulas:
        assert f"{one.name}{one.sum_of}{one.divided_by}".replace(" ", "") in appendix
    assert "2026年12月30日10:00:00，存储编号“812:812:”" in appendix


def test_each_page_has_its_number_and_no_page_is_bare(report: list[str]) -> None:
    for number, page in enumerate(report, 1):
        assert f"—{number}—" in page
        assert len(page) > 100


def test_a_figure_has_its_sum_and_denominator_and_what_is_none_says_why(letter_fonts: Path) -> None:
    words = PROBLEMS[2][""]
    known, none = Figure.of(words, Decimal(1), Decimal(8)), Figure.of(words, Decimal(0), Decimal(0))
    row = domain.row("重数量轻质量", words, none, known, main=True)
    assert (row.now.shown, row.before.shown, row.change, row.before.sums) == (None, "12.5%", None, "1/8")
    found = a_report().model_copy(update={"problems": (row, *a_report().problems[1:])})
    whole = "".join(pages(pdf.pdf(found, letter_fonts)))
    assert "立案率—0/012.5%1/8—" in whole
    assert "“—”表示无从计算：立案率，没有已审结的提案（立案或不予立案）。" in whole


@pytest.mark.parametrize(
    ("now", "before", "shown", "change"),
    [((1, 8), (1, 8), "12.5%", "0.0"), ((1, 3), (2, 3), "33.3%", "–33.3"), ((7, 8), (1, 16), "87.5%", "+81.3")],
)
def test_shares_change_by_points_and_are_rounded_half_up(
    now: tuple[int, int], before: tuple[int, int], shown: str, change: str
) -> None:
    words = GAINS[3][""]
    of = [Figure.of(words, Decimal(part), Decimal(whole)) for part, whole in (now, before)]
    row = domain.row("满意度", words, of[0], of[1], main=True)
    assert (row.now.shown, row.change) == (shown, change)
    days = domain.row("", PROBLEMS[1]["topic_age_days"], of[0], of[1], main=False)
    assert days.now.shown == domain.rounded(Decimal(now[0]) / now[1])


def test_a_year_of_nothing_says_so_and_shows_no_nought(letter_fonts: Path) -> None:
    empty = a_report(0, n=0)
    assert empty.empty
    whole = "".join(pages(pdf.pdf(empty, letter_fonts)))
    assert "2026年没有提交、立案或办理提案的记录，各项指标均无从计算。" in whole
    for said in (
        "没有可计算的数据",
        "没有交办给单位的提案",
        "本年度的评估排名尚未冻结",
        "尚未评定优秀提案",
        "没有成果的记录",
    ):
        assert said in whole
    assert "0.0%" not in whole
    assert "指标算法" in whole


def test_the_same_figures_make_the_same_bytes(letter_fonts: Path) -> None:
    assert pdf.pdf(a_report(2), letter_fonts) == pdf.pdf(a_report(2), letter_fonts)


def test_a_character_that_no_font_has_is_refused(letter_fonts: Path) -> None:
    with pytest.raises(DomainRefusal) as refused:
        pdf.pdf(a_report(2, reason="\U000f0000"), letter_fonts)
    assert refused.value.rule == "report-character"


def test_the_overview_counts_what_the_table_counts() -> None:
    said = "".join(domain.summary(a_report()))
    count = {row.name: domain.number(row.now.numerator) for row in a_report().course}
    assert f"共提交提案{count['提交提案']}件" in said
    assert f"立案{count['立案']}件" in said
    assert domain.number(Decimal("2.50")) == "2.5"


async def test_the_workbook_has_the_same_figures() -> None:
    report = a_report()
    book = CalamineWorkbook.from_filelike(io.BytesIO(await written(workbook(report))))
    assert book.sheet_names[:4] == ["说明", "工作概况", "六个问题", "五大提升"]
    for name, rows in (("六个问题", report.problems), ("五大提升", report.gains), ("成果", report.fruit)):
        found = book.get_sheet_by_name(name).to_python()[1:]
        for cells, row in zip(found, rows, strict=True):
            assert cells[:4] == [row.headline, row.name, float(row.now.numerator), float(row.now.denominator)]
            assert cells[4] == pytest.approx(float(row.now.numerator / row.now.denominator))
            if row.before.shown is None:
                assert cells[7] == row.before.why
    units = book.get_sheet_by_name("承办单位").to_python()
    assert len(units) == 41
    assert units[1][1:4] == [0, 0, report.units.rows[0][1][0].why]
    formulas = [row[:4] for row in book.get_sheet_by_name("算法").to_python()[1:]]
    assert formulas[0] == ["工作概况", "提交提案", "已提交的提案（不含撤案）", "已提交的提案（不含撤案）"]
    assert len(formulas) == len(report.formulas)


def test_every_count_of_the_report_has_words() -> None:
    assert figures.course().keys() == figures.COURSE.keys()
    assert figures.promises(date(2026, 3, 2)).keys() == figures.PROMISES.keys()
    assert figures.fruit().keys() == figures.FRUIT.keys()
    assert isinstance(POLICY.default(), ReportPolicy)
