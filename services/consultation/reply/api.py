"""Routes of replies."""

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field
from sqlalchemy import select

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import AnswerClass, DomainRefusal, Line, Ref, Text
from contracts.consultation import Answer, Attempt, ReplyContent
from services.consultation.reply import commands
from services.consultation.reply.difference import Difference, between
from services.consultation.reply.domain import HelperOpinion, Reply, SilentHelper, State
from services.consultation.reply.store import REPLIES
from services.consultation.visibility import READERS, must_see, sees_reply

router = APIRouter(tags=["reply"])


class ReplyView(View):
    proposal_id: str
    assignment_id: str
    unit_id: str
    cycle: int
    reply_version: int
    content: ReplyContent
    state: State
    opinions: tuple[HelperOpinion, ...]
    approved_by: str | None
    class_change_reason: str | None
    rejection: str | None
    number: str | None
    content_hash: str | None
    copies_to: tuple[str, ...]
    issued_at: datetime | None
    drafted_at: datetime | None
    silent: tuple[SilentHelper, ...]
    helper_silent: tuple[str, ...]
    """The silent units that have given no opinion after all: what the letter is marked with."""

    @classmethod
    def of(cls, loaded: Loaded[Reply]) -> "ReplyView":
        state = loaded.state
        return cls(id=loaded.id, version=loaded.version, helper_silent=state.helper_silent, **state.model_dump())


class Content(Body):
    """``letter`` may be left out; the county's policy gives it."""

    answer_class: AnswerClass
    letter: Line | None = None
    answers: Annotated[list[Answer], Field(min_length=1, max_length=100)]
    signatory: Line
    contact: Line
    text: Text


class Draft(Body):
    assignment_id: Ref
    content: Content


class Countersign(Body):
    opinion: Text | None = None


class Silent(Body):
    unit_id: Ref
    attempts: Annotated[list[Attempt], Field(min_length=1, max_length=50)]


class Vet(Body):
    answer_class: AnswerClass | None = None
    reason: Text | None = None


class Reject(Body):
    reason: Text


class Issue(Body):
    number: Line


@router.post("/replies", status_code=201, response_model=ReplyView)
async def draft(body: Draft, ctx: Annotated[Ctx, caller("unit")]) -> Response:
    content = body.content
    return await ctx.execute(
        lambda tx: commands.draft(
            tx,
            assignment_id=body.assignment_id,
            answer_class=content.answer_class,
            letter=content.letter,
            answers=content.answers,
            signatory=content.signatory,
            contact=content.contact,
            text=content.text,
        ),
        ReplyView.of,
        status=201,
    )


@router.post("/replies/{reply_id}/countersign", response_model=ReplyView)
async def countersign(reply_id: str, body: Countersign, ctx: Annotated[Ctx, caller("unit")]) -> Response:
    return await ctx.execute(lambda tx: commands.countersign(tx, reply_id, opinion=body.opinion), ReplyView.of)


@router.post("/replies/{reply_id}/helper-silent", response_model=ReplyView)
async def helper_silent(
    reply_id: str, body: Silent, ctx: Annotated[Ctx, caller("clerk", "assigning_office")]
) -> Response:
    return await ctx.execute(
        lambda tx: commands.helper_silent(tx, reply_id, unit_id=body.unit_id, attempts=body.attempts), ReplyView.of
    )


@router.post("/replies/{reply_id}/approve", response_model=ReplyView)
async def approve(reply_id: str, ctx: Annotated[Ctx, caller("unit_leader")]) -> Response:
    return await ctx.execute(lambda tx: commands.approve(tx, reply_id), ReplyView.of)


@router.post("/replies/{reply_id}/vet", response_model=ReplyView)
async def vet(reply_id: str, body: Vet, ctx: Annotated[Ctx, caller("assigning_office")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.vet(tx, reply_id, answer_class=body.answer_class, reason=body.reason), ReplyView.of
    )


@router.post("/replies/{reply_id}/reject", response_model=ReplyView)
async def reject(reply_id: str, body: Reject, ctx: Annotated[Ctx, caller("assigning_office")]) -> Response:
    return await ctx.execute(lambda tx: commands.reject(tx, reply_id, reason=body.reason), ReplyView.of)


@router.post("/replies/{reply_id}/issue", response_model=ReplyView)
async def issue(reply_id: str, body: Issue, ctx: Annotated[Ctx, caller("assigning_office", "unit_leader")]) -> Response:
    return await ctx.execute(lambda tx: commands.issue(tx, reply_id, number=body.number), ReplyView.of)


@router.get("/replies")
async def list_replies(
    ctx: Annotated[Ctx, caller(*READERS)],
    wanted: Annotated[PageQuery, Depends()],
    proposal_id: Annotated[str | None, Query()] = None,
    assignment_id: Annotated[str | None, Query()] = None,
) -> Page[ReplyView]:
    t = REPLIES.table
    query = select(t).where(t.c.county == ctx.county, sees_reply(ctx.actor, ctx.county))
    if proposal_id is not None:
        query = query.where(t.c.proposal_id == proposal_id)
    if assignment_id is not None:
        query = query.where(t.c.assignment_id == assignment_id)
    return await ctx.read(lambda tx: page(tx, query, [t.c.id], wanted, lambda row: ReplyView.of(REPLIES.loaded(row))))


@router.get("/replies/{reply_id}", response_model=ReplyView)
async def get_reply(reply_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    row = await ctx.read(lambda tx: must_see(tx, REPLIES.table, reply_id, sees_reply(ctx.actor, ctx.county)))
    loaded = REPLIES.loaded(row)
    return answer(loaded, ReplyView.of(loaded))


@router.get("/replies/{reply_id}/difference")
async def difference(
    reply_id: str, ctx: Annotated[Ctx, caller(*READERS)], since: Annotated[str, Query(max_length=64)]
) -> Difference:
    """What this version says otherwise than the version ``since``, another one of the same assignment, of any cycle."""

    async def read(tx: Tx) -> Difference:
        sees = sees_reply(ctx.actor, ctx.county)
        after, before = [REPLIES.loaded(await must_see(tx, REPLIES.table, id, sees)).state for id in (reply_id, since)]
        if after.assignment_id != before.assignment_id:
            raise DomainRefusal("other-assignment", "The two are no versions of one unit's reply.")
        # A long letter takes long to compare, and others wait for the loop.
        return await asyncio.to_thread(between, before.content, after.content)

    return await ctx.read(read)
