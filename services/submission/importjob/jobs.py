"""The kinds of import that the worker does: read and checked whole first, then stored chunk by chunk.

A mistake that can be found by reading refuses the file before anything of it is stored. What only shows when a row is
decided, since somebody stored meanwhile, is told in the report and leaves the others.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from chassis.app import Runtime
from chassis.eventlog import Tx
from chassis.jobs import Jobs, Kind, Read
from services.submission.archive import jobs as archive_jobs
from services.submission.archive.commands import IMPORT as ARCHIVE
from services.submission.body.commands import IMPORT as BODIES
from services.submission.imports import Importer, Looked, decide, look
from services.submission.member.commands import IMPORT as MEMBERS
from services.submission.metadata import METADATA
from services.submission.sheets import NotASheet, Row
from services.submission.unit.commands import IMPORT as UNITS

JOBS = Jobs(METADATA)

TOLD = 1000
"""Mistakes and notes of one report: who has more has another file than was meant."""


def _kind(importer: Importer[Any, Any]) -> Kind:
    async def read(tx: Tx, data: bytes) -> Read:
        try:
            looked = await look(tx, importer, data, _item, TOLD)
        except NotASheet as error:
            looked = Looked[str]([], list(error.mistakes[:TOLD]), len(error.mistakes), [])
        report = {
            "enrolled": 0,
            "unchanged": 0,
            "mistakes": looked.wrong,
            "errors": [mistake.model_dump() for mistake in looked.mistakes],
            "notes": [note.model_dump() for note in looked.notes[:TOLD]],
        }
        return Read(looked.kept, report, refused=looked.wrong > 0)

    async def work(tx: Tx, items: Sequence[str], report: dict[str, Any]) -> Mapping[str, Any]:
        event = (await importer.form(tx)).event
        said = [json.loads(item) for item in items]
        decided = await decide(tx, importer, [Row(number, event.model_validate(one)) for number, one in said])
        await importer.aggregate.append_all(tx, decided.entries)
        room = max(0, TOLD - len(report["errors"]))
        return report | {
            "enrolled": report["enrolled"] + len(decided.entries),
            "unchanged": report["unchanged"] + decided.unchanged,
            "mistakes": report["mistakes"] + len(decided.mistakes),
            "errors": report["errors"] + [mistake.model_dump() for mistake in decided.mistakes[:room]],
        }

    return Kind(read, work)


def _item(row: Row[Any]) -> str:
    """Only what the row says: a column that it lacks must not read as an empty one."""
    return f"[{row.number},{row.event.model_dump_json(exclude_unset=True)}]"


IMPORTERS: Mapping[str, Importer[Any, Any]] = {
    "members": MEMBERS,
    "bodies": BODIES,
    "units": UNITS,
    "archive": ARCHIVE,
}
KINDS = {name: _kind(importer) for name, importer in IMPORTERS.items()} | {
    archive_jobs.KIND: archive_jobs.TEXTS,
    archive_jobs.PREVIEW_KIND: archive_jobs.PREVIEW,
}


async def chore(runtime: Runtime) -> int:
    """The worker's: the next chunk of some job."""
    done = await JOBS.step(runtime.worker_database, runtime.clock, KINDS)
    if done:
        runtime.relay.wake()
    return done
