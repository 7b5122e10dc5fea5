"""Routes of the units' directory."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Line, Ref
from contracts.submission import UnitEnrolled
from services.submission import imports
from services.submission.importjob.api import OR_JOB, answer_or_job
from services.submission.unit import commands, domain
from services.submission.unit.store import UNITS, listing

router = APIRouter(tags=["units"])


class CorrectUnit(Body):
    name: Line
    system: Literal["party", "government", "other"]
    linked_committee: Line
    aliases: tuple[Line, ...] = Field(default=(), max_length=20)


class EnrolUnit(CorrectUnit):
    unit_id: Ref


class SucceedUnit(Body):
    successor_id: Ref
    takes_over_on: date
    reason: Line


class RetireUnit(Body):
    reason: Line


class UnitView(View):
    name: str
    system: str
    linked_committee: str
    aliases: tuple[str, ...]
    successor_id: str | None
    ended_on: date | None
    """From that day on it is assigned nothing new."""

    @classmethod
    def of(cls, loaded: Loaded[domain.Unit]) -> "UnitView":
        return cls(version=loaded.version, **loaded.state.model_dump())


@router.post("/units", status_code=201, response_model=UnitView)
async def enrol(body: EnrolUnit, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    event = UnitEnrolled(**body.model_dump())
    return await ctx.execute(lambda tx: commands.enrol(tx, event), UnitView.of, status=201)


@router.post("/units/import", response_model=imports.ImportReport, responses=OR_JOB, openapi_extra=imports.REQUEST_BODY)
async def import_list(
    ctx: Annotated[Ctx, caller("clerk", "county_admin")], preview: bool = False, background: bool = False
) -> Response:
    """An xlsx with the columns 编号 名称 系统 对口专委会 and, where the list has it, 别名; all rows or none.

    With ``background`` it goes in as a job.
    """
    return await answer_or_job(ctx, preview, background, "units")


@router.put("/units/{unit_id}", response_model=UnitView)
async def correct(unit_id: Ref, body: CorrectUnit, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    event = UnitEnrolled(unit_id=unit_id, **body.model_dump())
    return await ctx.execute(lambda tx: commands.correct(tx, event), UnitView.of, edit=True)


@router.post("/units/{unit_id}/succeed", response_model=UnitView)
async def succeed(unit_id: Ref, body: SucceedUnit, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    """Another unit takes over from that day on, be it past or to come."""
    return await ctx.execute(
        lambda tx: commands.succeed(tx, unit_id, body.successor_id, body.takes_over_on, body.reason), UnitView.of
    )


@router.post("/units/{unit_id}/undo-succession", response_model=UnitView)
async def undo_succession(unit_id: Ref, body: RetireUnit, ctx: Annotated[Ctx, caller("county_admin")]) -> Response:
    """Where it was a mistake, as long as it has not been used; the refusal says what stands against it."""
    return await ctx.execute(lambda tx: commands.undo_succession(tx, unit_id, body.reason), UnitView.of)


@router.post("/units/{unit_id}/retire", response_model=UnitView)
async def retire(unit_id: Ref, body: RetireUnit, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    return await ctx.execute(lambda tx: commands.retire(tx, unit_id, body.reason), UnitView.of)


@router.get("/units/{unit_id}", response_model=UnitView)
async def unit(unit_id: Ref, ctx: Annotated[Ctx, caller()]) -> Response:
    loaded = await ctx.read(lambda tx: UNITS.load(tx, unit_id, lock=False))
    return answer(loaded, UnitView.of(loaded))


@router.get("/units")
async def units(
    ctx: Annotated[Ctx, caller()],
    wanted: Annotated[PageQuery, Depends()],
    q: Annotated[str | None, Query(max_length=100, description="名称或别名的一部分")] = None,
) -> Page[UnitView]:
    """A unit that has ended is found by its names as well, with its successor."""
    return await ctx.read(
        lambda tx: page(
            tx, listing(tx.county, q), [UNITS.table.c.id], wanted, lambda row: UnitView.of(UNITS.loaded(row))
        )
    )
