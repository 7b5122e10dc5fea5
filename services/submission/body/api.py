"""Routes of the bodies' register."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Line, Ref
from contracts.submission import BodyEnrolled
from services.submission import imports
from services.submission.body import commands, domain
from services.submission.body.store import BODIES, listing
from services.submission.importjob.api import OR_JOB, answer_or_job

router = APIRouter(tags=["bodies"])


class CorrectBody(Body):
    name: Line
    kind: domain.Kind
    officers: tuple[Ref, ...] = ()


class EnrolBody(CorrectBody):
    body_id: Ref


class RetireBody(Body):
    reason: Line


class BodyView(View):
    name: str
    kind: str
    officers: tuple[str, ...]
    active: bool

    @classmethod
    def of(cls, loaded: Loaded[domain.Body]) -> "BodyView":
        return cls(version=loaded.version, **loaded.state.model_dump())


@router.post("/bodies", status_code=201, response_model=BodyView)
async def enrol(body: EnrolBody, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    event = BodyEnrolled(**body.model_dump())
    return await ctx.execute(lambda tx: commands.enrol(tx, event), BodyView.of, status=201)


@router.post(
    "/bodies/import", response_model=imports.ImportReport, responses=OR_JOB, openapi_extra=imports.REQUEST_BODY
)
async def import_list(
    ctx: Annotated[Ctx, caller("clerk", "county_admin")], preview: bool = False, background: bool = False
) -> Response:
    """An xlsx with the columns 编号 名称 类别 授权人编号; all rows or none, or as a job with its own report."""
    return await answer_or_job(ctx, preview, background, "bodies")


@router.put("/bodies/{body_id}", response_model=BodyView)
async def correct(body_id: Ref, body: CorrectBody, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    event = BodyEnrolled(body_id=body_id, **body.model_dump())
    return await ctx.execute(lambda tx: commands.correct(tx, event), BodyView.of, edit=True)


@router.post("/bodies/{body_id}/retire", response_model=BodyView)
async def retire(body_id: str, body: RetireBody, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    return await ctx.execute(lambda tx: commands.retire(tx, body_id, body.reason), BodyView.of)


@router.get("/bodies/{body_id}", response_model=BodyView)
async def body(body_id: str, ctx: Annotated[Ctx, caller()]) -> Response:
    loaded = await ctx.read(lambda tx: BODIES.load(tx, body_id, lock=False))
    return answer(loaded, BodyView.of(loaded))


@router.get("/bodies")
async def bodies(ctx: Annotated[Ctx, caller()], wanted: Annotated[PageQuery, Depends()]) -> Page[BodyView]:
    return await ctx.read(
        lambda tx: page(
            tx, listing(tx.county), [BODIES.table.c.id], wanted, lambda row: BodyView.of(BODIES.loaded(row))
        )
    )
