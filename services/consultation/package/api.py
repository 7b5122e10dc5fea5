"""Routes of packages."""

import zipfile
from collections.abc import AsyncGenerator, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Response
from fastapi.responses import StreamingResponse
from pydantic import AliasChoices, BaseModel, Field

from chassis.eventlog import Tx
from chassis.http import Body, Ctx, Page, PageQuery, caller, page
from chassis.jobs import Job, job_of
from chassis.letter.render import Format
from chassis.letter.word import EPOCH
from chassis.uploads import disposition
from contracts.base import Channel, DomainRefusal, Ref
from services.consultation.package import jobs, store
from services.consultation.package.jobs import JOBS, Letter, letters_of

router = APIRouter(tags=["letter"])

OFFICES = ("clerk", "assigning_office", "county_admin")
ZIP = "application/zip"


class PackageError(BaseModel):
    """A letter that is not in the package, and the rule that says why."""

    id: str = Field(validation_alias=AliasChoices("id", "reply_id"))
    """Of the reply or the assignment. A package of before has it under its older name."""
    rule: str
    detail: str


class PackageView(BaseModel):
    """``done`` of ``letters`` are dealt with, ``made`` of them are in the package; null until the worker has begun."""

    id: str
    letters_of: Letter
    state: Literal["waiting", "running", "done", "refused", "failed", "cancelled"]
    letters: int | None
    done: int
    made: int
    errors: list[PackageError]
    error: str | None
    """What went wrong at the last try, through no fault of a letter; it is tried again some times."""
    created_by: str
    created_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, job: Job) -> "PackageView":
        return cls.model_validate(
            {
                "id": job.id,
                "letters_of": letters_of(job).of,
                "state": job.state,
                "letters": job.total,
                "done": job.done,
                "made": job.report.get("made", 0),
                "errors": job.report.get("errors", []),
                "error": job.error,
                "created_by": job.created_by,
                "created_at": job.created_at,
                "changed_at": job.changed_at,
            }
        )


class Ask(Body):
    """``channel`` left out: the session's proposals of both channels."""

    letters_of: Letter = "replies"
    session_id: Ref
    channel: Channel | None = None
    format: Format = "pdf"


@router.post("/letter-packages", status_code=202, response_model=PackageView)
async def ask(body: Ask, ctx: Annotated[Ctx, caller(*OFFICES)]) -> Response:
    """Every letter on the session's proposals, as a job; then take its zip.

    Of the replies that were issued, or of the assignments that are not cancelled or moved, as after the meeting that
    made them.
    """

    async def command(tx: Tx) -> PackageView:
        return PackageView.of(await jobs.submit(tx, body.letters_of, body.session_id, body.channel, body.format))

    return await ctx.execute_many(command, status=202)


@router.get("/letter-packages")
async def packages(ctx: Annotated[Ctx, caller(*OFFICES)], wanted: Annotated[PageQuery, Depends()]) -> Page[PackageView]:
    """The county's, newest first."""

    def view(row: Mapping[str, Any]) -> PackageView:
        return PackageView.of(job_of(row))

    return await ctx.read(
        lambda tx: page(tx, JOBS.listing(tx.county), [JOBS.table.c.id], wanted, view, newest_first=True)
    )


@router.get("/letter-packages/{package_id}", response_model=PackageView)
async def package(package_id: Ref, ctx: Annotated[Ctx, caller(*OFFICES)]) -> PackageView:
    return PackageView.of(await ctx.read(lambda tx: JOBS.load(tx, package_id)))


@router.post("/letter-packages/{package_id}/cancel", response_model=PackageView)
async def cancel(package_id: Ref, ctx: Annotated[Ctx, caller(*OFFICES)]) -> Response:
    async def command(tx: Tx) -> PackageView:
        return PackageView.of(await JOBS.cancel(tx, package_id))

    return await ctx.execute_many(command)


@router.get(
    "/letter-packages/{package_id}/zip",
    response_class=Response,
    responses={200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def download(package_id: Ref, ctx: Annotated[Ctx, caller(*OFFICES)]) -> Response:
    """The letters as one zip, the same bytes each time; with a list of those that could not be made, if any."""

    async def ready(tx: Tx) -> Job:
        job = await JOBS.load(tx, package_id)
        if job.state != "done":
            raise DomainRefusal("package-state", f"The package is {job.state}; its zip is there when it is done.")
        if await store.count(tx, job.report["package_id"]) != job.report["made"]:
            raise DomainRefusal("package-gone", "The package is old and its files are gone; ask for it again.")
        return job

    job = await ctx.read(ready)
    return StreamingResponse(
        _zip(ctx, job),
        media_type=ZIP,
        headers={
            "Content-Disposition": disposition(f"{letters_of(job).name} {job.report['session_id']}.zip"),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private",
        },
    )


async def _zip(ctx: Ctx, job: Job) -> AsyncGenerator[bytes]:
    """One file in memory at a time; each is packed already, so that nothing is packed again."""
    out = _Pieces()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:  # type: ignore[arg-type]  # it needs write and flush
        position = 0
        while True:
            found = await ctx.read(lambda tx, after=position: store.after(tx, job.report["package_id"], after))
            if found is None:
                break
            position, name, data = found
            package.writestr(zipfile.ZipInfo(name, EPOCH), data)
            yield out.take()
        if job.report["errors"]:
            errors = PackageView.of(job).errors
            lines = [f"{error.id}\t{error.rule}\t{error.detail}" for error in errors]
            package.writestr(zipfile.ZipInfo("未能生成.txt", EPOCH), "\r\n".join(lines))
    yield out.take()


class _Pieces:
    """What was written since it was last taken."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._held.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        held, self._held = self._held, []
        return b"".join(held)
