"""A zip with a list of earlier proposals and their Word files: what is in it, and which file is which row's; pure.

A file belongs to the row that names it in its column 文件. What no row names belongs to the row with whose case number
its own name begins, of the year that the name, or the folder, says.
"""

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NamedTuple

from contracts.submission import ArchivedProposalRecorded
from services.submission.sheets import MAX_UNPACKED_BYTES, Mistake, Row

MAX_FILES = 20_000
MAX_FILE_BYTES = 32 * 1024 * 1024
"""Of one Word file; it is read whole."""
FILE = "文件"
NO_ROW = 0
"""The row of a mistake that is no row's."""
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_LEFTOVERS = {"thumbs.db", "desktop.ini", ".ds_store"}
_YEAR = r"((?:19|20)\d{2})"
_NAMED = re.compile(rf"(?:{_YEAR}(?:年度?|[-_. ]) ?)?第? ?0*(\d{{1,6}}) ?(?:号案?|案)?(?=$|[ _\-—.、,:;《(]|关于|提案)")


class NotAPack(Exception):
    """It cannot be taken at all; the message says why, for the clerk."""


@dataclass(frozen=True)
class Pack:
    """The bytes of its list; the Word files by their path, as shown, each with its place in the zip; and the paths of
    what is neither, with the reason why it is not read."""

    sheet: bytes
    files: Mapping[str, int]
    refused: Mapping[str, str]


def unpack(data: bytes) -> Pack:
    """:class:`NotAPack` where it is no zip or has not exactly one list."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            if len(entries) > MAX_FILES:
                raise NotAPack(f"压缩包里有 {len(entries)} 个文件，最多 {MAX_FILES} 个，请分成几个压缩包导入")
            if any(entry.flag_bits & _ENCRYPTED for entry in entries):
                raise NotAPack("压缩包设有密码，请去掉密码后再导入")
            found = [(path, at) for at, entry in enumerate(entries) if (path := _path(entry)) is not None]
            lists = [(path, at) for path, at in found if path.lower().endswith(".xlsx")]
            if len(lists) != 1:
                names = "、".join(path for path, _ in lists[:5])
                raise NotAPack(
                    f"压缩包里应有且只有一个 Excel 清单（.xlsx），现有 {len(lists)} 个{'：' if names else ''}{names}"
                )
            if entries[lists[0][1]].file_size > MAX_UNPACKED_BYTES:
                raise NotAPack("清单过大，请分成几个压缩包导入")
            sheet = packed.read(entries[lists[0][1]])
    # NotImplementedError is zipfile's for a way of packing that it does not know; here and below.
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError) as error:
        raise NotAPack("这不是压缩包（.zip），或文件已损坏") from error
    files: dict[str, int] = {}
    refused: dict[str, str] = {}
    for path, at in found:
        if path in files:
            refused[path] = "压缩包里有两个同名文件，只看了第一个"
        elif path.lower().endswith(".docx"):
            files[path] = at
        elif path != lists[0][0]:
            old = path.lower().endswith((".doc", ".wps"))
            refused[path] = "是旧版 Word 文件，请另存为 .docx" if old else "不是 Word 文件（.docx），未读入"
    return Pack(sheet, files, refused)


def content(packed: zipfile.ZipFile, at: int) -> bytes:
    """The bytes of one Word file; ValueError in the clerk's words."""
    entry = packed.infolist()[at]
    if entry.file_size > MAX_FILE_BYTES:
        raise ValueError("文件过大，请去掉图片后再导入")
    try:
        return packed.read(entry)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise ValueError("文件在压缩包里已损坏") from error


def _path(entry: zipfile.ZipInfo) -> str | None:
    """As it was called where it was packed; None for folders and what systems leave beside files."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        # Chinese Windows writes its own character set and does not say so; others write UTF-8 and do not say so.
        raw = name.encode("cp437", "surrogateescape")
        for charset in ("utf-8", "gb18030"):
            try:
                name = raw.decode(charset)
                break
            except UnicodeDecodeError:
                continue
    path = PurePosixPath(unicodedata.normalize("NFC", name.replace("\\", "/")).replace("\0", ""))
    if entry.is_dir() or not path.name or "__MACOSX" in path.parts:
        return None
    if path.name.startswith(("~$", "._")) or path.name.lower() in _LEFTOVERS:
        return None
    return str(path)


class Assigned(NamedTuple):
    """Number of the row → its file; what could not be told, of rows and of files; and file → why it is no row's."""

    found: Mapping[int, str]
    mistakes: Sequence[Mistake]
    left: Mapping[str, str]


def assign(rows: Sequence[Row[ArchivedProposalRecorded]], files: Iterable[str]) -> Assigned:
    paths = list(files)
    found: dict[int, str] = {}
    mistakes: list[Mistake] = []
    left: dict[str, str] = {}
    named = {row.number: row.aside["file"] for row in rows if row.aside.get("file")}
    for number, wanted in named.items():
        fitting = _called(wanted, paths)
        if len(fitting) == 1:
            found[number] = fitting[0]
        elif fitting:
            places = "、".join(fitting[:5])
            mistakes.append(_mistake(number, wanted, f"有 {len(fitting)} 个文件叫这个名字：{places}；请写出文件夹"))
        else:
            mistakes.append(_mistake(number, wanted, "压缩包里没有这个文件"))
    by_number: dict[int, list[Row[ArchivedProposalRecorded]]] = {}
    for row in rows:
        by_number.setdefault(row.event.case_number, []).append(row)
    taken = set(found.values())
    for path in paths:
        if path in taken:
            continue
        row, why = _row_of(path, by_number)
        if row is not None and row.number in named:
            why = f"这一案的“{FILE}”列写的是另一个文件：{named[row.number]}"
        elif row is not None and row.number in found:
            why = f"这一案已有文件“{found[row.number]}”，请在“{FILE}”列里写明用哪一个"
        elif row is not None:
            found[row.number] = path
            continue
        left[path] = why
        mistakes.append(_mistake(row.number if row else NO_ROW, path, why))
    return Assigned(found, mistakes, left)


def _called(wanted: str, paths: Sequence[str]) -> list[str]:
    """Those that a cell may mean: with or without folders, with or without the ending."""
    said = _plain(wanted).replace("\\", "/")
    said = said if said.endswith(".docx") else f"{said}.docx"
    exact = [path for path in paths if _plain(path) == said]
    return exact or [path for path in paths if _plain(path).endswith(f"/{said}")]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


def _row_of(
    path: str, rows: Mapping[int, Sequence[Row[ArchivedProposalRecorded]]]
) -> tuple[Row[ArchivedProposalRecorded] | None, str]:
    """The row, or why there is none."""
    where = PurePosixPath(unicodedata.normalize("NFKC", path))
    named = _NAMED.match(where.stem.strip())
    if named is None:
        return None, f"文件名里看不出案号，清单的“{FILE}”列也没有写它"
    years = [
        named[1],
        *(found[0] for folder in reversed(where.parts[:-1]) for found in [re.findall(_YEAR, folder)] if found),
    ]
    year = next((int(one) for one in years if one), None)
    fitting = [row for row in rows.get(int(named[2]), ()) if year is None or row.event.year == year]
    said = f"{f'{year}年' if year else ''}第{int(named[2])}号"
    if len(fitting) > 1:
        return None, f"清单里有几个年度的{said}，请把年度写进文件名（如 2024-{named[2]}.docx）或文件夹名"
    return (fitting[0], "") if fitting else (None, f"清单里没有{said}")


def _mistake(row: int, path: str, why: str) -> Mistake:
    return Mistake(row=row, column=FILE, detail=f"{path}：{why}")
