"""Routes of the meetings of the three levels."""

from datetime import datetime
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy import select

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Form, Line, Ref, Text
from contracts.consultation import Attendance, Level
from services.consultation.forum import commands
from services.consultation.forum.domain import Forum, State
from services.consultation.forum.store import FORUMS
from services.consultation.visibility import READERS, must_see, sees_forum

router = APIRouter(tags=["forum"])


class Convene(Body):
    selection_id: Ref
    title: Line
    convener: Line
    form: Form
    at: AwareDatetime
    place: Line
    proposals: Annotated[list[Ref], Field(max_length=200)]
    units: Annotated[list[Ref], Field(max_length=200)]
    members: Annotated[list[Ref], Field(max_length=500)]
    beneficiaries: Annotated[tuple[Line, ...], Field(max_length=200)] = ()
    """Who is concerned and has no login, as they are to be called."""


class CallOff(Body):
    reason: Text


class SignIn(Body):
    code: Annotated[str, Field(min_length=1, max_length=40)]


class Attend(Body):
    """Without ``member_id`` and ``unit_id`` it is somebody concerned, by name."""

    name: Line
    member_id: Ref | None = None
    unit_id: Ref | None = None


class Hold(Body):
    minutes: Text
    agreed: Annotated[list[Text], Field(max_length=200)]
    open: Annotated[list[Text], Field(max_length=200)]


class ForumView(View):
    selection_id: str
    level: Level
    state: State
    title: str
    convener: str
    form: Form
    at: datetime
    place: str
    proposals: tuple[str, ...]
    units: tuple[str, ...]
    members: tuple[str, ...]
    beneficiaries: tuple[str, ...]
    attendance: tuple[Attendance, ...]
    minutes: str | None
    agreed: tuple[str, ...]
    open: tuple[str, ...]
    reason: str | None

    @classmethod
    def of(cls, loaded: Loaded[Forum]) -> "ForumView":
        return cls(id=loaded.id, version=loaded.version, **loaded.state.model_dump())


class CodeView(BaseModel):
    """``svg`` is the code as a QR code, to be shown large in the room; ask again at ``until``."""

    code: str
    until: datetime
    svg: str


@router.post("/forums", status_code=201, response_model=ForumView)
async def convene(body: Convene, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    wanted = commands.Wanted(**body.model_dump())
    return await ctx.execute(lambda tx: commands.convene(tx, wanted), ForumView.of, status=201)


@router.post("/forums/{forum_id}/call-off", response_model=ForumView)
async def call_off(forum_id: str, body: CallOff, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.call_off(tx, forum_id, body.reason), ForumView.of)


@router.get("/forums/{forum_id}/sign-in-code")
async def sign_in_code(forum_id: str, ctx: Annotated[Ctx, caller("clerk")]) -> CodeView:
    async def show(tx: Tx) -> CodeView:
        code, until = await commands.show_code(tx, forum_id)
        return CodeView(code=code, until=until, svg=segno.make(code, error="h").svg_inline(scale=8))

    return await ctx.save(show)


@router.post("/forums/{forum_id}/sign-in", response_model=ForumView)
async def sign_in(
    forum_id: str, body: SignIn, ctx: Annotated[Ctx, caller("member", "unit", "unit_leader")]
) -> Response:
    return await ctx.execute(lambda tx: commands.sign_in(tx, forum_id, body.code), ForumView.of)


@router.post("/forums/{forum_id}/attendance", response_model=ForumView)
async def attend(forum_id: str, body: Attend, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.attend(tx, forum_id, name=body.name, member_id=body.member_id, unit_id=body.unit_id),
        ForumView.of,
    )


@router.post("/forums/{forum_id}/hold", response_model=ForumView)
async def hold(forum_id: str, body: Hold, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.hold(tx, forum_id, minutes=body.minutes, agreed=body.agreed, still_open=body.open),
        ForumView.of,
    )


@router.get("/forums")
async def list_forums(
    ctx: Annotated[Ctx, caller(*READERS)],
    wanted: Annotated[PageQuery, Depends()],
    selection_id: Annotated[str | None, Query()] = None,
    state: Annotated[State | None, Query()] = None,
    proposal_id: Annotated[str | None, Query()] = None,
) -> Page[ForumView]:
    t = FORUMS.table
    query = select(t).where(t.c.county == ctx.county, sees_forum(ctx.actor, ctx.county))
    if selection_id is not None:
        query = query.where(t.c.selection_id == selection_id)
    if state is not None:
        query = query.where(t.c.status == state)
    if proposal_id is not None:
        query = query.where(t.c.proposals.contains([proposal_id]))
    return await ctx.read(lambda tx: page(tx, query, [t.c.id], wanted, lambda row: ForumView.of(FORUMS.loaded(row))))


@router.get("/forums/{forum_id}", response_model=ForumView)
async def get_forum(forum_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    row = await ctx.read(lambda tx: must_see(tx, FORUMS.table, forum_id, sees_forum(ctx.actor, ctx.county)))
    loaded = FORUMS.loaded(row)
    return answer(loaded, ForumView.of(loaded))
