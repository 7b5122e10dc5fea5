"""Routes of what a year selects."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field
from sqlalchemy import select

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Text
from contracts.consultation import Level, SelectedProposal
from services.consultation.selection import commands
from services.consultation.selection.domain import Selection, State
from services.consultation.selection.store import SELECTIONS
from services.consultation.visibility import STAFF

router = APIRouter(tags=["selection"])

Items = Annotated[list[SelectedProposal], Field(max_length=500)]


class Draft(Body):
    year: Annotated[int, Field(ge=2000, le=2200)]
    level: Level
    items: Items


class Change(Body):
    items: Items


class Report(Body):
    report: Text


class SelectionView(View):
    year: int
    level: Level
    state: State
    items: tuple[SelectedProposal, ...]
    decided_by: str | None
    report: str | None
    reported_by: str | None
    meetings_held: int | None
    points: int | None
    points_settled: int | None
    points_open: tuple[str, ...]

    @classmethod
    def of(cls, loaded: Loaded[Selection]) -> "SelectionView":
        return cls(id=loaded.id, version=loaded.version, **loaded.state.model_dump())


@router.post("/selections", status_code=201, response_model=SelectionView)
async def draft(body: Draft, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.draft(tx, body.year, body.level, body.items), SelectionView.of, status=201
    )


@router.put("/selections/{selection_id}", response_model=SelectionView)
async def change(selection_id: str, body: Change, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.change(tx, selection_id, body.items), SelectionView.of, edit=True)


@router.post("/selections/{selection_id}/decide", response_model=SelectionView)
async def decide(selection_id: str, ctx: Annotated[Ctx, caller("chair")]) -> Response:
    return await ctx.execute(lambda tx: commands.decide(tx, selection_id), SelectionView.of)


@router.post("/selections/{selection_id}/report", response_model=SelectionView)
async def report(selection_id: str, body: Report, ctx: Annotated[Ctx, caller("clerk", "assigning_office")]) -> Response:
    """The assigning office to the standing committee, the clerks on the two other levels."""
    return await ctx.execute(lambda tx: commands.report(tx, selection_id, body.report), SelectionView.of)


@router.get("/selections")
async def list_selections(
    ctx: Annotated[Ctx, caller(*STAFF)],
    wanted: Annotated[PageQuery, Depends()],
    year: Annotated[int | None, Query(ge=2000, le=2200)] = None,
    level: Annotated[Level | None, Query()] = None,
) -> Page[SelectionView]:
    t = SELECTIONS.table
    query = select(t).where(t.c.county == ctx.county)
    if year is not None:
        query = query.where(t.c.year == year)
    if level is not None:
        query = query.where(t.c.level == level)
    return await ctx.read(
        lambda tx: page(tx, query, [t.c.id], wanted, lambda row: SelectionView.of(SELECTIONS.loaded(row)))
    )


@router.get("/selections/{selection_id}", response_model=SelectionView)
async def get_selection(selection_id: str, ctx: Annotated[Ctx, caller(*STAFF)]) -> Response:
    loaded = await ctx.read(lambda tx: SELECTIONS.load(tx, selection_id, lock=False))
    return answer(loaded, SelectionView.of(loaded))
