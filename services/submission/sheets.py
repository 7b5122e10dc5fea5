"""Reads what a county hands over as xlsx: one header line, one record a row; every mistake is told at once.

Whoever reads the mistakes is a clerk with the file open: each names the row as Excel counts it, and the column.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from python_calamine import CalamineError, CalamineWorkbook

from contracts.base import Event

E = TypeVar("E", bound=Event)

MAX_UNPACKED_BYTES = 64 * 1024 * 1024
"""A file that unpacks to more is no list of people or units; it would take the memory of everybody else."""


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


def rows(data: bytes, form: Form[E]) -> tuple[list[Row[E]], list[Mistake]]:
    """Every row that could be read, and every mistake in the others."""
    lines = _lines(data)
    if not lines:
        raise NotASheet(Mistake(row=1, column="", detail="文件是空的：第一行应为列名，从第二行起每行一条记录"))
    # Above the column names there may be the list's own title.
    start = next((at for at, (_, line) in enumerate(lines[:5]) if form.columns[0].name in line), 0)
    (header_row, header), *records = lines[start:]
    places = _places(header_row, header, form.columns)
    found: list[Row[E]] = []
    mistakes: list[Mistake] = []
    for number, cells in records:
        event, wrong = _record(form, {name: cells[place] for name, place in places.items()})
        if event is not None:
            found.append(Row(number, event))
        mistakes += [Mistake(row=number, column=name, detail=detail) for name, detail in wrong.items()]
    return found, mistakes


def count(data: bytes) -> int:
    """Lines that hold anything, the column names among them; :class:`NotASheet`."""
    return len(_lines(data))


def _record(form: Form[E], cells: Mapping[str, str]) -> tuple[E | None, dict[str, str]]:
    """The row's event, or what is wrong per column; what one cell hides of another is looked for all the same."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for column in form.columns:
        text = cells.get(column.name)
        if not text:
            if column.needed:
                wrong[column.name] = "不能为空"
            continue
        try:
            values[column.field] = column.read(text)
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
        return None, wrong
    return (None if wrong else event), wrong


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


def _lines(data: bytes) -> list[tuple[int, list[str]]]:
    """The lines of the first sheet that hold anything, each with its number, padded to one width."""
    not_xlsx = NotASheet(Mistake(row=1, column="", detail="这不是 Excel 文件（.xlsx），或文件已损坏、已加密"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(item.file_size for item in packed.infolist()) > MAX_UNPACKED_BYTES:
                raise NotASheet(Mistake(row=1, column="", detail="文件过大，请分成几个文件导入"))
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        found = sheet.to_python(skip_empty_area=False)
    except (zipfile.BadZipFile, CalamineError, ValueError, IndexError, OSError) as error:
        raise not_xlsx from error
    lines = [[_text(cell) for cell in line] for line in found]
    return [(number, line) for number, line in enumerate(lines, 1) if any(line)]


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
