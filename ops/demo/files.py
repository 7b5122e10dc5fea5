"""What a county hands over: the tables, and the texts as Word files or as rows of one table."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from python_calamine import CalamineWorkbook

Size = Literal["small", "county"]
"""Each a directory of data."""
CODES = ("330102", "330105", "330106", "330108", "330109", "330110", "330111", "330112")
"""County codes of the demo; the names are in no file, the counties are samples."""
DATA = Path(__file__).parent / "data"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Files:
    """The files of one county in ``directory``."""

    directory: Path

    def table(self, name: str) -> bytes:
        return (self.directory / f"{name}.xlsx").read_bytes()

    def word(self, key: str) -> bytes | None:
        """The proposal's Word file, or None where it is a row of ``proposals.xlsx``."""
        path = self.directory / "proposals" / f"{key}.docx"
        return path.read_bytes() if path.exists() else None

    def row(self, key: str) -> dict[str, object]:
        """The text of the row with that 编号, as the filing route takes it."""
        row = self._rows[key]
        numbered = re.split(r"(?m)^\s*\d+[.、．]\s*", row["建议"])
        return {
            "title": row["案由"],
            "situation": row["情况"],
            "analysis": row["分析"],
            "suggestions": [part.strip() for part in numbered if part.strip()],
        }

    @cached_property
    def _rows(self) -> dict[str, dict[str, str]]:
        sheet = CalamineWorkbook.from_path(str(self.directory / "proposals.xlsx")).get_sheet_by_index(0)
        header, *rows = sheet.to_python()
        names = [str(name) for name in header]
        found = [dict(zip(names, (str(value) for value in row), strict=True)) for row in rows]
        return {row["编号"]: row for row in found}
