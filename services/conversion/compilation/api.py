"""Routes of compilations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from chassis.eventlog import Tx
from chassis.http import Body, Ctx, Page, PageQuery, caller, page
from chassis.jobs import Job, job_of
from chassis.letter.render import MEDIA, Format
from chassis.uploads import disposition
from contracts.base import DomainRefusal, Ref
from services.conversion.compilation import jobs, store
from services.conversion.compilation.jobs import JOBS

router = APIRouter(tags=["compilation"])

OFFICES = ("clerk", "county_admin")
FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA.values()}}
}


class NoBook(BaseModel):
    rule: str
    detail: str


class CompilationView(BaseModel):
    """``done`` of ``steps`` are dealt with, the layout is the last; null until the worker has begun.

    ``entries`` are in the book, ``withdrawn`` were published no more when their turn came.
    """

    id: str
    session_id: str | None
    format: Format | None
    state: Literal["waiting", "running", "done", "refused", "failed", "cancelled"]
    steps: int | None
    done: int
    entries: int
    withdrawn: int
    problem: NoBook | None
    """Why the book could not be laid out."""
    error: str | None
    """What went wrong at the last try, through no fault of the book's; it is tried again some times."""
    created_by: str
    created_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, job: Job) -> "CompilationView":
        said = job.report
        return cls(
            id=job.id,
            session_id=said.get("session_id"),
            format=said.get("format"),
            state=cast(Any, job.state),
            steps=job.total,
            done=job.done,
            entries=said.get("entries", 0),
            withdrawn=said.get("withdrawn", 0),
            problem=NoBook(**said["error"]) if said.get("error") else None,
            error=job.error,
            created_by=job.created_by,
            created_at=job.created_at,
            changed_at=job.changed_at,
        )


class Ask(Body):
    session_id: Ref
    format: Format = "pdf"


@router.post("/compilations", status_code=202, response_model=CompilationView)
async def ask(body: Ask, ctx: Annotated[Ctx, caller(*OFFICES)]) -> Response:
    """The session's published proposals as one book, by category and case number, as a job; then take its file."""

    async def command(tx: Tx) -> CompilationView:
        return CompilationView.of(await jobs.submit(tx, body.session_id, body.format))

    return await ctx.execute_many(command, status=202)


@router.get("/compilations")
async def compilations(
    ctx: Annotated[Ctx, caller(*OFFICES)], wanted: Annotated[PageQuery, Depends()]
) -> Page[CompilationView]:
    """The county's, newest first."""

    def view(row: Mapping[str, Any]) -> CompilationView:
        return CompilationView.of(job_of(row))

    return await ctx.read(
        lambda tx: page(tx, JOBS.listing(tx.county), [JOBS.table.c.id], wanted, view, newest_first=True)
    )


@router.get("/compilations/{compilation_id}", response_model=CompilationView)
async def compilation(compilation_id: Ref, ctx: Annotated[Ctx, caller(*OFFICES)]) -> CompilationView:
    return CompilationView.of(await ctx.read(lambda tx: JOBS.load(tx, compilation_id)))


@router.post("/compilations/{compilation_id}/cancel", response_model=CompilationView)
async def cancel(compilation_id: Ref, ctx: Annotated[Ctx, caller(*OFFICES)]) -> Response:
    async def command(tx: Tx) -> CompilationView:
        return CompilationView.of(await JOBS.cancel(tx, compilation_id))

    return await ctx.execute_many(command)


@router.get("/compilations/{compilation_id}/file", response_class=Response, responses=FILE)
async def download(compilation_id: Ref, ctx: Annotated[Ctx, caller(*OFFICES)]) -> Response:
    async def ready(tx: Tx) -> tuple[Job, bytes]:
        job = await JOBS.load(tx, compilation_id)
        if job.state != "done":
            raise DomainRefusal("compilation-state", f"The book is {job.state}; its file is there when it is done.")
        if job.report["error"] is not None:
            raise DomainRefusal(job.report["error"]["rule"], job.report["error"]["detail"])
        data = await store.book(tx, job.report["book_id"])
        if data is None:
            raise DomainRefusal("compilation-gone", "The book is old and its file is gone; ask for it again.")
        return job, data

    job, data = await ctx.read(ready)
    format: Format = job.report["format"]
    headers = {
        "Content-Disposition": disposition(f"提案汇编 {job.report['session_id']}.{format}"),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private",
    }
    return Response(data, 200, headers, MEDIA[format])
