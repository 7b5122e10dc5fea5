"""Cells as counties write them, and files that would take more memory than there is."""

import io
import re
import zipfile

import pytest
import xlsxwriter

from contracts.submission import ArchivedProposalRecorded
from ops.bench.importing import DAMAGED, workbook
from services.submission.archive.commands import form
from services.submission.archive.policy import POLICY
from services.submission.sheets import Mistake, NotASheet, Row, codes, has_more, names, number, rows
from tests.support.office import xlsx

ARCHIVE = form(POLICY.default())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15", 15),
        ("第15届", 15),
        ("第 15 届", 15),
        ("１５届", 15),
        ("五", 5),
        ("第十五届", 15),
        ("十届", 10),
        ("二十届", 20),
        ("二十一", 21),
    ],
)
def test_a_number_is_read_as_it_is_written(text: str, value: int) -> None:
    assert number("第", "届")(text) == value


@pytest.mark.parametrize("text", ["", "届", "五六", "十十", "一百", "15a", "-1"])
def test_what_is_no_number_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="应为数字"):
        number("第", "届")(text)


def test_several_names_in_one_cell_each_once() -> None:
    assert names("示例甲、示例乙,示例丙；示例甲") == ("示例甲", "示例乙", "示例丙")
    assert codes("Ｗ１、W2") == ("W1", "W2")


def test_a_list_is_read_row_by_row_and_a_damaged_one_names_its_line() -> None:
    found = list(rows(workbook(60), ARCHIVE))
    events = [row.event for row in found if isinstance(row, Row)]
    assert [row.number for row in found if isinstance(row, Row)] == list(range(2, 62))
    assert all(isinstance(event, ArchivedProposalRecorded) for event in events)
    # Every record is another one, or a list of many would be a list of few.
    assert len({event.proposal_id for event in events}) == len({event.title for event in events}) == 60
    damaged = list(rows(workbook(60, 31), ARCHIVE))
    (told,) = [one for one in damaged if not isinstance(one, Row)]
    assert [(mistake.row, mistake.column) for mistake in told] == [(31, DAMAGED)]
    assert [one for one in damaged if isinstance(one, Row)] == [row for row in found if row.number != 31]  # type: ignore[union-attr]


def test_how_many_lines_there_are_is_known_before_they_are_read() -> None:
    data = xlsx(("年度",), ("2024",), (), ("2025",))
    assert (has_more(data, 2), has_more(data, 3)) == (True, False)


def sheet(row: int, column: int, *, filled: bool = True) -> bytes:
    """A list whose last cell is far away; it holds a space, or only a format."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write(0, 0, "年度")
        if filled:
            page.write(row - 1, column - 1, " ")
        else:
            page.write_blank(row - 1, column - 1, None, book.add_format({"bold": True}))
    return out.getvalue()


def changed(data: bytes, pattern: bytes, by: bytes) -> bytes:
    """The same file with its sheet rewritten."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w") as again:
        for item in packed.infolist():
            content = packed.read(item)
            if item.filename == "xl/worksheets/sheet1.xml":
                content, count = re.subn(pattern, by, content)
                assert count
            again.writestr(item.filename, content)
    return out.getvalue()


FAR = sheet(1_048_576, 16_384)


@pytest.mark.parametrize(
    "data",
    [
        FAR,
        sheet(1_048_576, 3),
        changed(FAR, rb'r="XFD1048576"', rb"r = 'xfd1048576'"),
        changed(changed(FAR, rb"<(/?)(\w)", rb"<\1x:\2"), rb"xmlns=", rb"xmlns:x="),
    ],
)
def test_a_cell_far_away_is_refused_before_the_reader_makes_room_for_all_between(data: bytes) -> None:
    with pytest.raises(NotASheet, match="表格过大：最后一个有内容的单元格在第 1048576 行") as refused:
        has_more(data, 1)
    assert refused.value.mistakes == (Mistake(row=1_048_576, column="", detail=refused.value.mistakes[0].detail),)


def test_formats_alone_reach_as_far_as_they_like() -> None:
    data = sheet(1_048_576, 16_384, filled=False)
    assert (has_more(data, 0), has_more(data, 1)) == (True, False)


@pytest.mark.parametrize(
    "data",
    [
        # The reader would go on where this is no XML any more, and find the cell.
        changed(FAR, rb"<sheetData>", rb"<sheetData a='1' a='2'>"),
        changed(FAR, rb'<row r="1"', rb'<row r="x"'),
    ],
)
def test_a_sheet_that_is_no_xml_is_said(data: bytes) -> None:
    with pytest.raises(NotASheet, match="不是 Excel 文件"):
        has_more(data, 1)


def test_other_formats_that_the_reader_knows_are_none_of_ours() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("content.xml", "<a/>")
    with pytest.raises(NotASheet, match="不是 Excel 文件"):
        has_more(out.getvalue(), 1)


CSV = (
    "示例县往年提案\n\n年度,届次,案号,案由,提案者,承办单位,答复类别,满意度,未了事项\n"
    '2024,十五届三次,第1号,"关于增设""助餐点"",扩大范围\n的提案",示例甲、示例乙,示例局,A,满意,无\n'
    "2024,十五届三次,2,关于停车的提案,示例丙,示例局,B\n"
)


@pytest.mark.parametrize(
    "data",
    [
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        CSV.encode("gb18030"),
        CSV.replace("\n", "\r\n").encode(),
        CSV.replace("示例县往年提案", "示例县往年提案\t").replace("A,满", "A\t满").replace(",", "\t").encode("utf-16"),
    ],
)
def test_a_csv_is_read_as_a_workbook_is(data: bytes) -> None:
    first, second = list(rows(data, ARCHIVE))
    assert isinstance(first, Row)
    assert isinstance(second, Row)
    # Numbered as Excel counts, a cell of several lines in one of them; a record that ends early is empty from there.
    assert [(one.number, one.event.case_number) for one in (first, second)] == [(4, 1), (5, 2)]
    assert "助餐点" in first.event.title
    assert (first.event.proposers, first.event.result) == (("示例甲", "示例乙"), "satisfied")
    assert (second.event.answer_class, second.event.result, second.event.unfinished) == ("planned", None, None)
    assert (has_more(data, 3), has_more(data, 4)) == (True, False)


def test_what_is_wrong_in_a_csv_is_told_with_row_and_column() -> None:
    wrong = CSV.replace("2024,十五届三次,2,", "去年,十五届三次,2,")
    (told,) = [one for one in rows(wrong.encode(), ARCHIVE) if not isinstance(one, Row)]
    assert [(one.row, one.column) for one in told] == [(5, "年度")]
    for data, row in (
        (CSV.replace('扩大范围\n的提案"', "扩大范围").encode(), 4),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), 1),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", 1),
        (b"", 1),
        (CSV.replace("案由", "题目").encode(), 3),
    ):
        with pytest.raises(NotASheet) as refusal:
            list(rows(data, ARCHIVE))
        assert refusal.value.mistakes[0].row == row, refusal.value.mistakes
