"""Routes of the archive."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from chassis.eventlog import Loaded
from chassis.http import Ctx, Page, PageQuery, View, answer, caller, page
from chassis.uploads import file_route
from contracts.submission import ArchivedText
from services.submission import imports
from services.submission.archive import commands, domain, jobs
from services.submission.archive.store import ARCHIVE, listing
from services.submission.importjob.api import OR_JOB, JobView, answer_job, answer_or_job
from services.submission.proposal.commands import STAFF

router = APIRouter(tags=["archive"])


ZIP: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
}


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
    has_text: bool
    """Whether its text was brought in; who may read it, ``GET /archive/{proposal_id}`` shows."""

    @classmethod
    def of(cls, loaded: Loaded[domain.Archived]) -> "ArchivedView":
        state = loaded.state
        return cls(version=loaded.version, has_text=state.text is not None, **state.model_dump(exclude={"text"}))


class ArchivedWithTextView(ArchivedView):
    text: ArchivedText | None
    """For the county's staff; for others where it is public."""

    @classmethod
    def read_by(cls, staff: bool, loaded: Loaded[domain.Archived]) -> "ArchivedWithTextView":
        text = domain.text_for(loaded.state, staff=staff)
        return cls(text=text, **dict(ArchivedView.of(loaded)))


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


@router.post(
    "/archive/texts/import",
    status_code=202,
    response_model=JobView,
    openapi_extra=ZIP,
)
@file_route
async def import_texts(ctx: Annotated[Ctx, caller("clerk", "county_admin")], preview: bool = False) -> Response:
    """A zip of one xlsx, as for ``/archive/import``, and the proposals' texts as docx; goes in as a job.

    A file is the row's that names it in a column 文件, else the row's with whose case number its own name begins
    (``12.docx``, ``2024-12.docx``, ``2024年/第12号 关于….docx``). A column 可否公开 says whether others than the staff
    may read the text. A mistake in the list refuses it; of a file that cannot be read the report says why, and its row
    goes in without text. A preview is a job that stores nothing: its report says of each file whose it is, or why it is
    nobody's or cannot be read.
    """
    return await answer_job(ctx, jobs.PREVIEW_KIND if preview else jobs.KIND)


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


@router.get("/archive/{proposal_id}", response_model=ArchivedWithTextView)
async def archived(proposal_id: str, ctx: Annotated[Ctx, caller()]) -> Response:
    loaded = await ctx.read(lambda tx: ARCHIVE.load(tx, proposal_id, lock=False))
    return answer(loaded, ArchivedWithTextView.read_by(bool(ctx.actor.roles & STAFF), loaded))
