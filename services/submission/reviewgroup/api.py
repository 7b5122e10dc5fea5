"""Routes of the groups of reviewers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Line, Ref
from contracts.submission import ReviewGroupFormed
from services.submission.reviewer.api import KEEPERS, READERS, Fields
from services.submission.reviewgroup import commands, domain
from services.submission.reviewgroup.store import GROUPS, listing

router = APIRouter(tags=["review-groups"])


class CorrectGroup(Body):
    name: Line
    topics: Fields = ()
    sectors: Fields = ()
    members: Annotated[tuple[Ref, ...], Field(min_length=1, max_length=100)]
    lead: Ref


class FormGroup(CorrectGroup):
    group_id: Ref
    session_id: Ref


class DissolveGroup(Body):
    reason: Line


class GroupView(View):
    session_id: str
    name: str
    topics: tuple[str, ...]
    sectors: tuple[str, ...]
    members: tuple[str, ...]
    lead: str
    active: bool

    @classmethod
    def of(cls, loaded: Loaded[domain.Group]) -> "GroupView":
        return cls(version=loaded.version, **loaded.state.model_dump())


@router.post("/review-groups", status_code=201, response_model=GroupView)
async def form(body: FormGroup, ctx: Annotated[Ctx, caller(*KEEPERS)]) -> Response:
    event = ReviewGroupFormed(**body.model_dump())
    return await ctx.execute(lambda tx: commands.form(tx, event), GroupView.of, status=201)


@router.put("/review-groups/{group_id}", response_model=GroupView)
async def correct(group_id: Ref, body: CorrectGroup, ctx: Annotated[Ctx, caller(*KEEPERS)]) -> Response:
    return await ctx.execute(lambda tx: commands.correct(tx, group_id, body.model_dump()), GroupView.of, edit=True)


@router.post("/review-groups/{group_id}/dissolve", response_model=GroupView)
async def dissolve(group_id: str, body: DissolveGroup, ctx: Annotated[Ctx, caller(*KEEPERS)]) -> Response:
    return await ctx.execute(lambda tx: commands.dissolve(tx, group_id, body.reason), GroupView.of)


@router.get("/review-groups/{group_id}", response_model=GroupView)
async def group(group_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    loaded = await ctx.read(lambda tx: GROUPS.load(tx, group_id, lock=False))
    return answer(loaded, GroupView.of(loaded))


@router.get("/review-groups")
async def groups(
    ctx: Annotated[Ctx, caller(*READERS)],
    wanted: Annotated[PageQuery, Depends()],
    session_id: Ref | None = None,
    active: bool | None = None,
) -> Page[GroupView]:
    return await ctx.read(
        lambda tx: page(
            tx,
            listing(tx.county, session_id=session_id, active=active),
            [GROUPS.table.c.id],
            wanted,
            lambda row: GroupView.of(GROUPS.loaded(row)),
        )
    )
