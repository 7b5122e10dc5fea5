"""Reads what a county hands over as xlsx or csv: one header line, one record a row; every mistake is told at once.

Whoever reads the mistakes is a clerk with the file open: each names the row as Excel counts it, and the column.
"""

import codecs
import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, islice
from typing import IO, Any, Generic, TypeVar
from xml.parsers import expat

from pydantic import BaseModel, ValidationError
from python_calamine import CalamineError, CalamineWorkbook

from contracts.base import Event

E = TypeVar("E", bound=Event)

MAX_UNPACKED_BYTES = 96 * 1024 * 1024
"""A file that unpacks to more is no list of people or proposals; it would take the memory of everybody else. An archive
of a hundred thousand rows is about 60 MiB."""

MAX_CELLS = 3_000_000
"""From the first cell to the last, the empty ones between them, too: the reader makes room for each. One space at the
end of the sheet would take gigabytes, and the reader does not say so but ends the process."""


class NotASheet(Exception):
    """The bytes are no workbook, or its columns are not the expected ones; ``mistakes`` says what is wrong."""

    def __init__(self, *mistakes: "Mistake") -> None:
        super().__init__("; ".join(m.detail for m in mistakes))
        self.mistakes = mistakes


class Mistake(BaseModel):
    row: int
    """As Excel counts, from 1."""
    column: str
    detail: str


@dataclass(frozen=True)
class Column:
    """``read`` turns the cell's text into the field's value, or raises ValueError with words for the clerk.

    Every column must be there that may not lack; only cells of a ``needed`` one must be filled.
    """

    name: str
    field: str
    read: Callable[[str], Any] = str
    needed: bool = True
    may_lack: bool = False
    """For lists that were made before there was such a column: its field is left out then."""
    aside: bool = False
    """Says how the row is brought in, and is no field of its event."""


@dataclass(frozen=True)
class Form(Generic[E]):
    """What a file of this kind holds. The first column is the one that mistakes of a whole row are told at."""

    event: type[E]
    columns: Sequence[Column]
    derive: Callable[[dict[str, Any]], dict[str, Any]] = lambda _: {}
    """The fields that follow from the others."""


@dataclass(frozen=True)
class Row(Generic[E]):
    number: int
    event: E
    aside: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Of the columns that stand beside the event."""


def rows(data: bytes, form: Form[E]) -> Iterator[Row[E] | Sequence[Mistake]]:
    """Each row that could be read, or every mistake in it; :class:`NotASheet`.

    One at a time: a list of a hundred thousand rows held whole would take more memory than a service has.
    """
    lines = _lines(data)
    # Above the column names there may be the list's own title.
    first = list(islice(lines, 5))
    wanted = {column.name for column in form.columns}
    if not _is_zip(data) and wanted.isdisjoint(cell for _, line in first for cell in line):
        # Any text reads as a csv of one column.
        raise _no_xlsx()
    if not first:
        raise NotASheet(Mistake(row=1, column="", detail="文件是空的：第一行应为列名，从第二行起每行一条记录"))
    start = next((at for at, (_, line) in enumerate(first) if form.columns[0].name in line), 0)
    places = _places(*first[start], form.columns)
    for number, cells in chain(first[start + 1 :], lines):
        event, aside, wrong = _record(form, {name: cells[place] for name, place in places.items()})
        if event is not None:
            yield Row(number, event, aside)
        else:
            yield [Mistake(row=number, column=name, detail=detail) for name, detail in wrong.items()]


def has_more(data: bytes, most: int) -> bool:
    """Whether some sheet has more than ``most`` lines that hold anything, the column names among them;
    :class:`NotASheet`. Nothing is kept of them: who asks has not decided yet who reads the list."""
    if not _is_zip(data):
        return sum(1 for _ in _of_csv(data)) > most
    return _checked(data) > most


def _record(form: Form[E], cells: Mapping[str, str]) -> tuple[E | None, dict[str, Any], dict[str, str]]:
    """The row's event and what stands beside it, or what is wrong per column; what one cell hides of another is
    looked for all the same."""
    values: dict[str, Any] = {}
    aside: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for column in form.columns:
        text = cells.get(column.name)
        if not text:
            if column.needed:
                wrong[column.name] = "不能为空"
            continue
        try:
            (aside if column.aside else values)[column.field] = column.read(text)
        except ValueError as error:
            wrong[column.name] = str(error)
    try:
        event = form.event.model_validate(values if wrong else values | form.derive(values))
    except ValidationError as error:
        names = {column.field: column.name for column in form.columns}
        for item in error.errors():
            # A cell that could not be read leaves its field missing, and is told already.
            if item["type"] != "missing":
                wrong.setdefault(names.get(str(item["loc"][0]), form.columns[0].name), _words(item["type"]))
        return None, aside, wrong
    return (None if wrong else event), aside, wrong


def _places(row: int, header: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    names = [column.name for column in columns]
    wrong = [
        Mistake(row=row, column=column.name, detail=f"缺少“{column.name}”列")
        for column in columns
        if column.name not in header and not column.may_lack
    ]
    for name in dict.fromkeys(name for name in header if name):
        if name not in names:
            wrong.append(Mistake(row=row, column=name, detail=f"不认识的列“{name}”；应为：{'、'.join(names)}"))
        elif header.count(name) > 1:
            wrong.append(Mistake(row=row, column=name, detail=f"“{name}”列出现了不止一次"))
    if wrong:
        raise NotASheet(*wrong)
    return {name: header.index(name) for name in names if name in header}


def _lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The lines of the first sheet that hold anything, each with its number, padded to one width."""
    if not _is_zip(data):
        yield from _of_csv(data)
        return
    _checked(data)
    try:
        found = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).iter_rows()
    except (CalamineError, ValueError, IndexError, OSError) as error:
        raise _no_xlsx() from error
    for number, cells in enumerate(found, 1):
        line = [_text(cell) for cell in cells]
        if any(line):
            yield number, line


def _no_xlsx() -> NotASheet:
    return NotASheet(Mistake(row=1, column="", detail="这不是 Excel 文件（.xlsx）或 CSV 文件，或文件已损坏、已加密"))


def _is_zip(data: bytes) -> bool:
    return data[:2] == b"PK"


def _of_csv(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Of a csv as Excel and others save it: in UTF-8 or the set of Chinese Windows, or with tabs in UTF-16."""
    if len(data) > MAX_UNPACKED_BYTES:
        raise NotASheet(Mistake(row=1, column="", detail="文件过大，请分成几个文件导入"))
    text = _decoded(data)
    head = text.split("\n", 1)[0]
    records = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in head else ",", strict=True)
    number = width = 0
    try:
        for number, record in enumerate(records, 1):
            line = [cell.strip() for cell in record]
            # A record that ends early has nothing in the cells that are left.
            width = max(width, len(line))
            if any(line):
                yield number, [*line, *[""] * (width - len(line))]
    except csv.Error as error:
        detail = "从这一行起引号不成对，或一格里的文字太长"
        raise NotASheet(Mistake(row=number + 1, column="", detail=detail)) from error


def _decoded(data: bytes) -> str:
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    for charset in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(charset)
        except UnicodeDecodeError:
            continue
        # What is no text decodes to this by chance.
        if not _CONTROL.search(text):
            return text
    raise _no_xlsx()


_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _checked(data: bytes) -> int:
    """Refuses what the reader had better not be given; else how many lines hold anything, of the sheet with most."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if _OTHER_FORMATS & set(packed.namelist()):
                # The reader knows them, too, and makes room for what they only repeat.
                raise _no_xlsx()
            if sum(item.file_size for item in packed.infolist()) > MAX_UNPACKED_BYTES:
                raise NotASheet(Mistake(row=1, column="", detail="文件过大，请分成几个文件导入"))
            return max((_extent(packed, item).filled for item in packed.infolist()), default=0)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError) as error:
        raise _no_xlsx() from error


def _extent(packed: zipfile.ZipFile, item: zipfile.ZipInfo) -> "_Extent":
    extent = _Extent()
    try:
        with packed.open(item) as part:
            extent.read(part)
    except expat.ExpatError as error:
        # The rest are pictures and the like. The reader is laxer: what is wrong here it might read on past.
        if item.filename.endswith(".xml"):
            raise _no_xlsx() from error
    if extent.rows * extent.columns > MAX_CELLS:
        place = f"最后一个有内容的单元格在第 {extent.rows} 行、第 {extent.columns} 列"
        detail = f"表格过大：{place}；请删去多余的行列，或分成几个文件导入"
        raise NotASheet(Mistake(row=extent.rows, column="", detail=detail))
    return extent


_OTHER_FORMATS = {"content.xml", "xl/workbook.bin"}


class _Extent:
    """How far down and right the filled cells of a sheet reach; nothing of any other part of the file."""

    def __init__(self) -> None:
        self.rows = self.columns = self.filled = 0
        self._row = self._column = self._last = 0

    def read(self, part: IO[bytes]) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.ParseFile(part)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "row":
                self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
                self._column = 0
            case "c":
                place = _PLACE.fullmatch(attributes.get("r", ""))
                if place is not None:
                    self._column, self._row = _column(place[1]), int(place[2])
                else:
                    self._column += 1
            case "v" | "is" | "f":
                # Only now it holds something: whole columns are formatted down to the last row.
                self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)
                self.filled += self._row != self._last
                self._last = self._row
            case _:
                pass


_PLACE = re.compile(r"([A-Za-z]+)([0-9]+)")


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()


def _words(kind: str) -> str:
    """What pydantic found, in a clerk's words."""
    return {
        "string_too_long": "太长",
        "string_too_short": "不能为空",
        "string_pattern_mismatch": "只能用字母、数字和 . _ : -，例如 W2023-001",
        "literal_error": "不是允许的取值",
    }.get(kind, "格式不正确")


def code(text: str) -> str:
    """An identifier, also when it was typed in full-width characters."""
    return unicodedata.normalize("NFKC", text)


def names(text: str) -> tuple[str, ...]:
    """Several names in one cell, separated by 、 (or by a comma or semicolon)."""
    return tuple(dict.fromkeys(part.strip() for part in re.split(r"[、,，;；\n]", text) if part.strip()))


def codes(text: str) -> tuple[str, ...]:
    return names(code(text))


def number(*words: str) -> Callable[[str], int]:
    """A whole number that may be dressed in ``words`` or written out: 第15届, 十五届, 2024年."""

    def read(text: str) -> int:
        bare = "".join(unicodedata.normalize("NFKC", text).split())
        for word in words:
            bare = bare.replace(word, "")
        if re.fullmatch(r"\d{1,9}", bare):
            return int(bare)
        written = re.fullmatch(rf"([{_DIGITS}]?)(十?)([{_DIGITS}]?)", bare)
        if not bare or written is None or (not written[2] and written[1] and written[3]):
            raise ValueError(f"应为数字，现为“{text}”")
        tens, ten, ones = written.groups()
        if not ten:
            return _DIGITS.index(tens or ones) + 1
        return 10 * (_DIGITS.index(tens) + 1 if tens else 1) + (_DIGITS.index(ones) + 1 if ones else 0)

    return read


_DIGITS = "一二三四五六七八九"
"""Terms of office are below a hundred, and written out as often as not."""


def one_of(words: Mapping[str, str]) -> Callable[[str], str]:
    """A value that counties write in their own words."""

    def read(text: str) -> str:
        found = words.get(text)
        if found is None:
            raise ValueError(f"“{text}”不是允许的取值；应为：{'、'.join(words)}")
        return found

    return read
