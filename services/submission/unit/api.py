"""Routes of the units' directory."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, caller, page
from contracts.base import Line, Ref
from contracts.submission import UnitEnrolled
from services.submission.imports import REQUEST_BODY, ImportReport, answer
from services.submission.unit import commands, domain
from services.submission.unit.store import UNITS, listing

router = APIRouter(tags=["units"])


class EnrolUnit(Body):
    unit_id: Ref
    name: Line
    system: Literal["party", "government", "other"]
    linked_committee: Line


class UnitView(View):
    name: str
    system: str
    linked_committee: str

    @classmethod
    def of(cls, loaded: Loaded[domain.Unit]) -> "UnitView":
        return cls(version=loaded.version, **loaded.state.model_dump())


@router.post("/units", status_code=201, response_model=UnitView)
async def enrol(body: EnrolUnit, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    event = UnitEnrolled(**body.model_dump())
    return await ctx.execute(lambda tx: commands.enrol(tx, event), UnitView.of, status=201)


@router.post("/units/import", response_model=ImportReport, openapi_extra=REQUEST_BODY)
async def import_list(ctx: Annotated[Ctx, caller("clerk", "county_admin")], preview: bool = False) -> Response:
    """An xlsx with the columns 编号 名称 系统 对口专委会; all rows or none."""
    return await answer(ctx, preview, commands.import_list)


@router.get("/units")
async def units(ctx: Annotated[Ctx, caller()], wanted: Annotated[PageQuery, Depends()]) -> Page:
    return await ctx.read(
        lambda tx: page(tx, listing(tx.county), [UNITS.table.c.id], wanted, lambda row: UnitView.of(UNITS.loaded(row)))
    )
