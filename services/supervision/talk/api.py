"""Routes of the talks about the process."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Form, Text
from services.supervision.talk import commands, store
from services.supervision.talk.domain import ProcessTalk, State, Talk
from services.supervision.talk.store import TALKS

router = APIRouter(tags=["process-talks"])

STAFF = tuple(sorted(commands.STAFF))


class HoldTalk(Body):
    held_on: date
    form: Form
    outcome: Text


class EndTalk(Body):
    conclusion: Text
    declined: bool = False
    """The member wants no talk; there was none."""


class ProcessTalkView(View):
    proposal_id: str
    reply_id: str
    assignment_id: str
    unit_id: str
    cycle: int
    member_id: str
    result: str
    comment: str | None
    called_on: date
    state: State
    talks: tuple[Talk, ...]
    conclusion: str | None
    declined: bool | None
    ended_by: str | None

    @classmethod
    def of(cls, loaded: Loaded[ProcessTalk]) -> "ProcessTalkView":
        return cls(id=loaded.id, version=loaded.version, **loaded.state.model_dump())


@router.post("/process-talks/{talk_id}/hold", response_model=ProcessTalkView)
async def hold(talk_id: str, body: HoldTalk, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.hold(tx, talk_id, body.held_on, body.form, body.outcome), ProcessTalkView.of
    )


@router.post("/process-talks/{talk_id}/end", response_model=ProcessTalkView)
async def end(talk_id: str, body: EndTalk, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.end(tx, talk_id, body.conclusion, declined=body.declined), ProcessTalkView.of
    )


@router.get("/process-talks/{talk_id}", response_model=ProcessTalkView)
async def process_talk(talk_id: str, ctx: Annotated[Ctx, caller("member", *STAFF)]) -> Response:
    loaded = await ctx.read(lambda tx: commands.read(tx, talk_id))
    return answer(loaded, ProcessTalkView.of(loaded))


@router.get("/process-talks")
async def process_talks(
    ctx: Annotated[Ctx, caller("member", *STAFF)],
    wanted: Annotated[PageQuery, Depends()],
    state: State | None = None,
    proposal_id: Annotated[str | None, Query(max_length=64)] = None,
) -> Page[ProcessTalkView]:
    """Staff see the county's; a member their own."""
    own = None if ctx.actor.roles & commands.STAFF else ctx.actor.member_id or ""
    return await ctx.read(
        lambda tx: page(
            tx,
            store.listing(tx.county, own, state, proposal_id),
            [TALKS.table.c.id],
            wanted,
            lambda row: ProcessTalkView.of(TALKS.loaded(row)),
        )
    )
