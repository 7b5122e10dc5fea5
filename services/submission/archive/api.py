"""Routes of the archive."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from chassis.eventlog import Loaded
from chassis.http import Ctx, Page, PageQuery, View, answer, caller, page
from chassis.uploads import file_route
from services.submission import imports
from services.submission.archive import commands, domain
from services.submission.archive.store import ARCHIVE, listing
from services.submission.importjob.api import OR_JOB, answer_or_job

router = APIRouter(tags=["archive"])


class ArchivedView(View):
    year: int
    session: str
    case_number: int
    title: str
    proposers: tuple[str, ...]
    units: tuple[str, ...]
    answer_class: str | None
    result: str | None
    unfinished: str | None

    @classmethod
    def of(cls, loaded: Loaded[domain.Archived]) -> "ArchivedView":
        return cls(version=loaded.version, **loaded.state.model_dump())


@router.post(
    "/archive/import", response_model=imports.ImportReport, responses=OR_JOB, openapi_extra=imports.REQUEST_BODY
)
@file_route
async def import_list(
    ctx: Annotated[Ctx, caller("clerk", "county_admin")], preview: bool = False, background: bool = False
) -> Response:
    """An xlsx with the columns 年度 届次 案号 案由 提案者 承办单位 答复类别 满意度 未了事项; all rows or none.

    A long list, and whichever is sent with ``background``, goes in as a job.
    """
    return await answer_or_job(ctx, preview, background, "archive", commands.background_rows)


@router.get("/archive")
async def archive(
    ctx: Annotated[Ctx, caller()],
    wanted: Annotated[PageQuery, Depends()],
    year: Annotated[int | None, Query(ge=1949, le=9999)] = None,
    q: Annotated[str | None, Query(max_length=100, description="部分案由")] = None,
) -> Page[ArchivedView]:
    t = ARCHIVE.table
    return await ctx.read(
        lambda tx: page(
            tx,
            listing(tx.county, year=year, title=q),
            [t.c.year, t.c.case_number],
            wanted,
            lambda row: ArchivedView.of(ARCHIVE.loaded(row)),
        )
    )


@router.get("/archive/{proposal_id}", response_model=ArchivedView)
async def archived(proposal_id: str, ctx: Annotated[Ctx, caller()]) -> Response:
    loaded = await ctx.read(lambda tx: ARCHIVE.load(tx, proposal_id, lock=False))
    return answer(loaded, ArchivedView.of(loaded))
