"""Routes of imports: at once, or as a job with its progress and its report."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from chassis.eventlog import Tx
from chassis.http import Ctx, Page, PageQuery, caller, page
from chassis.jobs import Job, job_of
from contracts.base import Ref
from services.submission.archive.jobs import ArchivedFileView
from services.submission.importjob.jobs import IMPORTERS, JOBS
from services.submission.imports import Note, answer
from services.submission.sheets import Mistake, NotASheet, has_more

router = APIRouter(tags=["imports"])


class JobReport(BaseModel):
    """``mistakes`` counts them all; ``errors`` and ``notes`` tell the first 1,000 of each. Row 0 is of no row: a file
    that came beside the list and is none of its rows'."""

    enrolled: int
    unchanged: int
    mistakes: int
    errors: list[Mistake]
    notes: list[Note]
    files: list[ArchivedFileView] = []
    """Of a zip of texts: each file, the first 2,000."""


class JobView(BaseModel):
    """An import that goes on by itself; ``refused``: the file has mistakes, and nothing of it was stored."""

    id: str
    address: str
    kind: Literal["members", "bodies", "units", "archive", "archive-texts", "archive-texts-preview"]
    state: Literal["waiting", "running", "done", "refused", "failed", "cancelled"]
    rows: int | None
    """Null until the file is read."""
    done: int
    report: JobReport | None
    error: str | None
    """What went wrong at the last try, through no fault of the file; it is tried again some times."""
    created_by: str
    created_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, job: Job) -> "JobView":
        return cls.model_validate(
            {
                "id": job.id,
                "address": f"/submission/import-jobs/{job.id}",
                "kind": job.kind,
                "state": job.state,
                "rows": job.total,
                "done": job.done,
                "report": job.report or None,
                "error": job.error,
                "created_by": job.created_by,
                "created_at": job.created_at,
                "changed_at": job.changed_at,
            }
        )


OR_JOB: dict[int | str, dict[str, Any]] = {202: {"model": JobView, "description": "It goes on as a job"}}
"""For OpenAPI: the other answer of an import."""


async def answer_or_job(
    ctx: Ctx, preview: bool, background: bool, kind: str, most: Callable[[Tx], Awaitable[int]] | None = None
) -> Response:
    """The import in the request; or 202 and its job, where that is asked for or it has more than ``most`` rows."""
    if preview or (not background and most is None):
        return await answer(ctx, preview, IMPORTERS[kind])
    data = await ctx.request.body()
    if not background and most is not None:
        limit = await ctx.read(most)
        try:
            background = await asyncio.to_thread(has_more, data, limit)
        except NotASheet:
            # What is wrong with it is said where it is read.
            background = False
    return await answer(ctx, preview, IMPORTERS[kind]) if not background else await answer_job(ctx, kind)


async def answer_job(ctx: Ctx, kind: str) -> Response:
    """202 and the job that takes the request's body."""
    data = await ctx.request.body()

    async def command(tx: Tx) -> JobView:
        return JobView.of(await JOBS.submit(tx, kind, data))

    return await ctx.execute_many(command, status=202)


@router.get("/import-jobs")
async def jobs(
    ctx: Annotated[Ctx, caller("clerk", "county_admin")], wanted: Annotated[PageQuery, Depends()]
) -> Page[JobView]:
    """The county's, newest first."""

    def view(row: Mapping[str, Any]) -> JobView:
        return JobView.of(job_of(row))

    return await ctx.read(
        lambda tx: page(tx, JOBS.listing(tx.county), [JOBS.table.c.id], wanted, view, newest_first=True)
    )


@router.get("/import-jobs/{job_id}", response_model=JobView)
async def job(job_id: Ref, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> JobView:
    return JobView.of(await ctx.read(lambda tx: JOBS.load(tx, job_id)))


@router.post("/import-jobs/{job_id}/cancel", response_model=JobView)
async def cancel(job_id: Ref, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    """What is stored by then stays; the same file again goes on with the rest."""

    async def command(tx: Tx) -> JobView:
        return JobView.of(await JOBS.cancel(tx, job_id))

    return await ctx.execute_many(command)
