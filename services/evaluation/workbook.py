"""Tables as an xlsx file."""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | float | Decimal | None
LONGEST = 32_767
"""Characters of a cell; a longer text would be left out whole."""


@dataclass(frozen=True)
class Share:
    """A number that is read as a percentage."""

    value: float


@dataclass(frozen=True)
class Sheet:
    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell | Share]]


@dataclass(frozen=True)
class Workbook:
    title: str
    sheets: Sequence[Sheet]


async def written(workbook: Workbook) -> bytes:
    """Some thousand rows take a while: other requests do not wait for them."""
    return await asyncio.to_thread(_written, workbook)


def _written(workbook: Workbook) -> bytes:
    data = io.BytesIO()
    # A text that begins with "=" is a text: whatever people write is no formula of the workbook.
    options: dict[str, Any] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(data, options) as book:
        book.set_properties({"title": workbook.title})
        bold, percent = book.add_format({"bold": True}), book.add_format({"num_format": "0.0%"})
        for sheet in workbook.sheets:
            page = book.add_worksheet(sheet.name)
            page.write_row(0, 0, sheet.header, bold)
            page.freeze_panes(1, 0)
            page.autofilter(0, 0, len(sheet.rows), len(sheet.header) - 1)
            for index, row in enumerate(sheet.rows, 1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        page.write_string(index, column, cell[:LONGEST])
                    elif isinstance(cell, Share):
                        page.write_number(index, column, cell.value, percent)
                    elif cell is not None:
                        page.write_number(index, column, float(cell))
            page.autofit()
    return data.getvalue()
