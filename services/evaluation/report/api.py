"""Routes of yearly reports: asked for, watched, taken as PDF or workbook."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from chassis.eventlog import Tx
from chassis.http import Body, Ctx, Page, PageQuery, caller, page
from chassis.jobs import Job, job_of
from chassis.letter.render import MEDIA
from chassis.uploads import disposition
from contracts.base import DomainRefusal, Ref
from services.evaluation.board.api import READERS
from services.evaluation.report import jobs, store
from services.evaluation.report.jobs import JOBS, FileKind
from services.evaluation.workbook import XLSX

router = APIRouter(tags=["yearly report"])

MAKERS = ("clerk", "county_admin")


def _file(media: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media: {"schema": {"type": "string", "format": "binary"}}}}}


class AskReport(Body):
    """``ranking_id`` left out: the last one frozen of proposals that were filed in the year."""

    year: int = Field(ge=1949, le=2199)
    ranking_id: Ref | None = None


class ReportView(BaseModel):
    """``done`` of ``files`` are made; ``at`` and ``snapshot`` name what all of them were read from."""

    id: str
    address: str
    state: Literal["waiting", "running", "done", "refused", "failed", "cancelled"]
    year: int | None
    files: int | None
    """Null until the figures are read; then so are the next three."""
    done: int
    at: datetime | None
    snapshot: str | None
    empty: bool | None
    """Whether there was nothing to report: the report says so."""
    refused: dict[str, str]
    """File → why it could not be made."""
    error: str | None
    """What went wrong at the last try, through no fault of the figures; it is tried again some times."""
    created_by: str
    created_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, job: Job) -> "ReportView":
        said = job.report
        return cls.model_validate(
            {
                "id": job.id,
                "address": f"/evaluation/yearly-reports/{job.id}",
                "state": job.state,
                "year": said.get("year"),
                "files": job.total,
                "done": job.done,
                "at": said.get("at"),
                "snapshot": said.get("snapshot"),
                "empty": said.get("empty"),
                "refused": said.get("refused", {}),
                "error": job.error,
                "created_by": job.created_by,
                "created_at": job.created_at,
                "changed_at": job.changed_at,
            }
        )


@router.post("/yearly-reports", status_code=202, response_model=ReportView)
async def ask(body: AskReport, ctx: Annotated[Ctx, caller(*MAKERS)]) -> Response:
    """The year's report as a job: its figures are read once, as of then; then take its files."""

    async def command(tx: Tx) -> ReportView:
        return ReportView.of(await jobs.submit(tx, body.year, body.ranking_id))

    return await ctx.execute_many(command, status=202)


@router.get("/yearly-reports")
async def reports(ctx: Annotated[Ctx, caller(*READERS)], wanted: Annotated[PageQuery, Depends()]) -> Page[ReportView]:
    """The county's, newest first."""

    def view(row: Mapping[str, Any]) -> ReportView:
        return ReportView.of(job_of(row))

    return await ctx.read(
        lambda tx: page(tx, JOBS.listing(tx.county), [JOBS.table.c.id], wanted, view, newest_first=True)
    )


@router.get("/yearly-reports/{report_id}", response_model=ReportView)
async def report(report_id: Ref, ctx: Annotated[Ctx, caller(*READERS)]) -> ReportView:
    return ReportView.of(await ctx.read(lambda tx: JOBS.load(tx, report_id)))


@router.post("/yearly-reports/{report_id}/cancel", response_model=ReportView)
async def cancel(report_id: Ref, ctx: Annotated[Ctx, caller(*MAKERS)]) -> Response:
    async def command(tx: Tx) -> ReportView:
        return ReportView.of(await JOBS.cancel(tx, report_id))

    return await ctx.execute_many(command)


async def _answer(ctx: Ctx, report_id: str, kind: FileKind, media: str) -> Response:
    async def read(tx: Tx) -> tuple[bytes, int]:
        job = await JOBS.load(tx, report_id)
        if job.state != "done":
            raise DomainRefusal("report-state", f"The report is {job.state}; its files are there when it is done.")
        if kind in job.report["refused"]:
            raise DomainRefusal("report-character", job.report["refused"][kind])
        data = await store.file(tx, job.report["report_id"], kind)
        assert data is not None  # written in the transaction that says it is done
        return data, job.report["year"]

    data, year = await ctx.read(read)
    return Response(
        data,
        media_type=media,
        headers={
            "Content-Disposition": disposition(f"{year}年提案工作年度报告.{kind}"),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private",
        },
    )


@router.get("/yearly-reports/{report_id}/report.pdf", response_class=Response, responses=_file(MEDIA["pdf"]))
async def as_pdf(report_id: Ref, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    return await _answer(ctx, report_id, "pdf", MEDIA["pdf"])


@router.get("/yearly-reports/{report_id}/figures.xlsx", response_class=Response, responses=_file(XLSX))
async def as_workbook(report_id: Ref, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    """The same figures, with sums and denominators."""
    return await _answer(ctx, report_id, "xlsx", XLSX)
