"""Texts of earlier proposals as a job: the list is read whole first, then the Word files some at a time.

A list with mistakes is refused before anything is stored, as any. A Word file that cannot be read costs its row the
text and nothing else: the row goes in, the report names file and reason, and the same zip with a better file does the
rest. A preview does the same and stores nothing; it is a job as well, since thousands of Word files take minutes.
"""

import asyncio
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel

from chassis.eventlog import Tx
from chassis.jobs import Kind, Read
from contracts.submission import ArchivedProposalRecorded
from services.submission.archive import pack, wordtext
from services.submission.archive.commands import IMPORT_TEXTS
from services.submission.archive.policy import POLICY
from services.submission.imports import Looked, Note, decide, look
from services.submission.sheets import Mistake, NotASheet, Row

CHUNK = 50
"""Word files of one transaction: a second or two."""
TOLD = 1000
"""Mistakes and notes of one report."""
FILES = 2000
"""Files of one report."""


class ArchivedFileView(BaseModel):
    """Of a preview: what would become of one file."""

    file: str
    row: int | None
    """Of the list, whose it is."""
    outcome: Literal["matched", "no_row", "unreadable", "no_word"]
    """``no_row``: it is no row's, or not the one that its row names; ``unreadable``: its row goes in without text;
    ``no_word``: not a Word file that is read."""
    detail: str | None
    """Why, where it is not ``matched``."""


async def _read(tx: Tx, data: bytes) -> Read:
    try:
        unpacked = await asyncio.to_thread(pack.unpack, data)
        looked = await look(tx, IMPORT_TEXTS, unpacked.sheet, lambda row: row, TOLD)
    except pack.NotAPack as error:
        return _refused([Mistake(row=pack.NO_ROW, column="", detail=str(error))], 1)
    except NotASheet as error:
        return _refused(error.mistakes, len(error.mistakes))
    if looked.wrong:
        return _refused(looked.mistakes, looked.wrong)
    return _items(looked, unpacked, (await POLICY.at(tx)).value.texts_public)


def _refused(mistakes: Sequence[Mistake], wrong: int) -> Read:
    return Read([], _told(_EMPTY, mistakes) | {"mistakes": wrong}, refused=True)


def _items(looked: Looked[Row[ArchivedProposalRecorded]], unpacked: pack.Pack, public: bool) -> Read:
    assigned, mistakes, left = pack.assign(looked.kept, unpacked.files)
    others = [
        Mistake(row=pack.NO_ROW, column=pack.FILE, detail=f"{path}：{why}") for path, why in unpacked.refused.items()
    ]
    items: list[str] = []
    for row in looked.kept:
        path = assigned.get(row.number)
        item = {
            "row": row.number,
            "event": row.event.model_dump(mode="json", exclude_unset=True),
            "file": path,
            "at": None if path is None else unpacked.files[path],
            "public": row.aside.get("public", public),
        }
        items.append(json.dumps(item, ensure_ascii=False))
    files = [
        *(
            ArchivedFileView(file=path, row=None, outcome="no_word", detail=why)
            for path, why in unpacked.refused.items()
        ),
        *(ArchivedFileView(file=path, row=None, outcome="no_row", detail=why) for path, why in left.items()),
    ]
    return Read(items, _told(_EMPTY, [*others, *mistakes], files=files))


async def _work(tx: Tx, data: bytes, items: Sequence[str], report: dict[str, Any]) -> Mapping[str, Any]:
    return await _bring_in(tx, data, items, report, store=True)


async def _look(tx: Tx, data: bytes, items: Sequence[str], report: dict[str, Any]) -> Mapping[str, Any]:
    return await _bring_in(tx, data, items, report, store=False)


async def _bring_in(
    tx: Tx, data: bytes, items: Sequence[str], report: dict[str, Any], *, store: bool
) -> Mapping[str, Any]:
    said = [json.loads(item) for item in items]
    rows, mistakes, notes = await asyncio.to_thread(_texts, data, said)
    decided = await decide(tx, IMPORT_TEXTS, rows)
    if store:
        await IMPORT_TEXTS.aggregate.append_all(tx, decided.entries)
    unreadable = {one.row: one.detail.removeprefix(f"{_file(said, one.row)}：") for one in mistakes}
    files = [
        ArchivedFileView(
            file=item["file"],
            row=item["row"],
            outcome="unreadable" if item["row"] in unreadable else "matched",
            detail=unreadable.get(item["row"]),
        )
        for item in said
        if item["file"] is not None
    ]
    counted = {
        "enrolled": report["enrolled"] + len(decided.entries),
        "unchanged": report["unchanged"] + decided.unchanged,
    }
    return _told(report | counted, [*mistakes, *decided.mistakes], notes, files)


def _texts(
    data: bytes, items: Sequence[Mapping[str, Any]]
) -> tuple[list[Row[ArchivedProposalRecorded]], list[Mistake], list[Note]]:
    rows: list[Row[ArchivedProposalRecorded]] = []
    mistakes: list[Mistake] = []
    notes: list[Note] = []
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for item in items:
            event, number, file = ArchivedProposalRecorded.model_validate(item["event"]), item["row"], item["file"]
            if file is not None:
                try:
                    text, said = wordtext.read(file, event.title, pack.content(packed, item["at"]), item["public"])
                    event = event.model_copy(update={"text": text})
                    notes += [Note(row=number, detail=f"{file}：{one}") for one in said]
                except ValueError as error:
                    mistakes.append(Mistake(row=number, column=pack.FILE, detail=f"{file}：{error}"))
            rows.append(Row(number, event))
    return rows, mistakes, notes


_EMPTY: Mapping[str, Any] = {"enrolled": 0, "unchanged": 0, "mistakes": 0, "errors": [], "notes": [], "files": []}


def _file(said: Sequence[Mapping[str, Any]], row: int) -> str:
    return next(item["file"] for item in said if item["row"] == row)


def _told(
    report: Mapping[str, Any],
    mistakes: Sequence[Mistake],
    notes: Sequence[Note] = (),
    files: Sequence[ArchivedFileView] = (),
) -> dict[str, Any]:
    """The report with these as well: all are counted, the first of them told."""
    errors, noted, seen = report["errors"], report["notes"], report["files"]
    return {
        **report,
        "mistakes": report["mistakes"] + len(mistakes),
        "errors": errors + [one.model_dump() for one in mistakes[: max(0, TOLD - len(errors))]],
        "notes": noted + [one.model_dump() for one in notes[: max(0, TOLD - len(noted))]],
        "files": seen + [one.model_dump() for one in files[: max(0, FILES - len(seen))]],
    }


KIND = "archive-texts"
TEXTS = Kind(_read, work_from=_work, chunk=CHUNK)
PREVIEW_KIND = "archive-texts-preview"
PREVIEW = Kind(_read, work_from=_look, chunk=CHUNK)
