"""Routes of opinions and questions."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy import select

from chassis.clock import wall_date
from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Adoption, Ref, Text
from contracts.consultation import Level
from services.consultation.point import commands
from services.consultation.point.domain import Kind, Point, Said, State
from services.consultation.point.store import POINTS
from services.consultation.visibility import READERS, must_see, sees_point

router = APIRouter(tags=["point"])


class Opinion(Body):
    proposal_id: Ref
    unit_id: Ref
    text: Text


class Question(Body):
    """``member_id`` only where a clerk writes down what a member asked."""

    unit_id: Ref
    text: Text
    proposal_id: Ref | None = None
    member_id: Ref | None = None


class Answering(Body):
    """``adoption``: of an opinion, and not of a question."""

    text: Text
    adoption: Adoption | None = None


class Reason(Body):
    reason: Text


class PointView(View):
    kind: Kind
    state: State
    forum_id: str
    level: Level
    proposal_id: str | None
    unit_id: str
    text: str
    due: date
    overdue: bool
    member_id: str | None
    put_by: str | None
    answers: tuple[Said, ...]
    reason: str | None

    @classmethod
    def of(cls, loaded: Loaded[Point], today: date) -> "PointView":
        overdue = loaded.state.state == "put" and loaded.state.due < today
        return cls(id=loaded.id, version=loaded.version, overdue=overdue, **loaded.state.model_dump())


def _view(ctx: Ctx) -> Callable[[Loaded[Point]], PointView]:
    today = wall_date(ctx.clock.now())
    return lambda loaded: PointView.of(loaded, today)


@router.post("/forums/{forum_id}/opinions", status_code=201, response_model=PointView)
async def deliver(forum_id: str, body: Opinion, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.deliver(tx, forum_id, proposal_id=body.proposal_id, unit_id=body.unit_id, text=body.text),
        _view(ctx),
        status=201,
    )


@router.post("/forums/{forum_id}/questions", status_code=201, response_model=PointView)
async def raise_question(forum_id: str, body: Question, ctx: Annotated[Ctx, caller("member", "clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.raise_question(
            tx,
            forum_id,
            unit_id=body.unit_id,
            proposal_id=body.proposal_id,
            text=body.text,
            member_id=body.member_id,
        ),
        _view(ctx),
        status=201,
    )


@router.post("/points/{point_id}/answer", response_model=PointView)
async def give_answer(point_id: str, body: Answering, ctx: Annotated[Ctx, caller("unit")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.answer(tx, point_id, text=body.text, adoption=body.adoption), _view(ctx)
    )


@router.post("/points/{point_id}/press", response_model=PointView)
async def press(point_id: str, body: Reason, ctx: Annotated[Ctx, caller("clerk", "member")]) -> Response:
    return await ctx.execute(lambda tx: commands.press(tx, point_id, reason=body.reason), _view(ctx))


@router.post("/points/{point_id}/settle", response_model=PointView)
async def settle(point_id: str, ctx: Annotated[Ctx, caller("clerk", "member")]) -> Response:
    return await ctx.execute(lambda tx: commands.settle(tx, point_id), _view(ctx))


@router.post("/points/{point_id}/close", response_model=PointView)
async def close(point_id: str, body: Reason, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.close(tx, point_id, reason=body.reason), _view(ctx))


@router.get("/points")
async def list_points(
    ctx: Annotated[Ctx, caller(*READERS)],
    wanted: Annotated[PageQuery, Depends()],
    kind: Annotated[Kind | None, Query()] = None,
    state: Annotated[State | None, Query()] = None,
    forum_id: Annotated[str | None, Query()] = None,
    unit_id: Annotated[str | None, Query()] = None,
    proposal_id: Annotated[str | None, Query()] = None,
    overdue: Annotated[bool, Query()] = False,
) -> Page[PointView]:
    """``overdue``: only what was due and is not answered."""
    t = POINTS.table
    view = _view(ctx)
    query = select(t).where(t.c.county == ctx.county, sees_point(ctx.actor, ctx.county))
    for column, value in (
        (t.c.kind, kind),
        (t.c.status, state),
        (t.c.forum_id, forum_id),
        (t.c.unit_id, unit_id),
        (t.c.proposal_id, proposal_id),
    ):
        if value is not None:
            query = query.where(column == value)
    if overdue:
        query = query.where(t.c.status == "put", t.c.due < wall_date(ctx.clock.now()))
    return await ctx.read(lambda tx: page(tx, query, [t.c.id], wanted, lambda row: view(POINTS.loaded(row))))


@router.get("/points/{point_id}", response_model=PointView)
async def get_point(point_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    row = await ctx.read(lambda tx: must_see(tx, POINTS.table, point_id, sees_point(ctx.actor, ctx.county)))
    loaded = POINTS.loaded(row)
    return answer(loaded, _view(ctx)(loaded))
