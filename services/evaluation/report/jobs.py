"""The job that makes a report: first the snapshot, then one file in each step, all of them of that snapshot."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

from chassis.app import Runtime
from chassis.eventlog import Tx, new_id
from chassis.jobs import Job, Jobs, Kind, Read
from chassis.policy import Policy
from contracts.base import DomainRefusal
from services.evaluation.metadata import METADATA, TABLES
from services.evaluation.ranking.store import RANKINGS
from services.evaluation.report import export, gather, pdf, store
from services.evaluation.report.gather import ReportPolicy
from services.evaluation.workbook import written

JOBS = Jobs(METADATA, chunk=1)
KIND = "yearly-report"
POLICY = Policy("report", ReportPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

FileKind = Literal["xlsx", "pdf"]
KINDS: tuple[FileKind, ...] = ("xlsx", "pdf")


async def submit(tx: Tx, year: int, ranking_id: str | None) -> Job:
    """Refused where a PDF cannot be made here, or the ranking is none of the county's."""
    pdf.fonts_here()
    if ranking_id is not None:
        await RANKINGS.load(tx, ranking_id, lock=False)
    asked = {"report_id": new_id(tx), "year": year, "ranking_id": ranking_id}
    return await JOBS.submit(tx, KIND, json.dumps(asked).encode(), known={"year": year})


async def _read(runtime: Runtime, tx: Tx, data: bytes) -> Read:
    asked = json.loads(data)
    policy = (await POLICY.at(tx)).value
    found = await gather.snapshot(runtime, tx, asked["year"], asked["ranking_id"], policy)
    await store.put(tx, asked["report_id"], store.FIGURES, found.model_dump_json().encode())
    report = asked | {"at": found.at.isoformat(), "snapshot": found.snapshot, "empty": found.empty, "refused": {}}
    return Read(KINDS, report)


async def _work(tx: Tx, items: Sequence[str], report: dict[str, Any]) -> Mapping[str, Any]:
    """A file that cannot be made, for a character that no font has, says so, and the others are there."""
    refused: dict[str, str] = {}
    figures = await store.figures(tx, report["report_id"])
    for kind in items:
        try:
            if kind == "xlsx":
                data = await written(export.workbook(figures))
            else:
                data = await asyncio.to_thread(pdf.pdf, figures, pdf.fonts_here())
        except DomainRefusal as refusal:
            refused[kind] = refusal.detail
        else:
            await store.put(tx, report["report_id"], kind, data)
    return report | {"refused": report["refused"] | refused}


async def chore(runtime: Runtime) -> int:
    """The worker's: the next step of some report."""
    kinds = {KIND: Kind(partial(_read, runtime), _work, chunk=1)}
    return await JOBS.step(runtime.worker_database, runtime.clock, kinds)
