"""Routes of the forwards at their origin."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import County, Ref, Text
from contracts.submission import ForwardedTopic, ProposalOrigin
from services.submission.forward import commands, domain, store
from services.submission.forward.domain import Step
from services.submission.forward.store import FORWARDS
from services.submission.proposal import commands as proposals

router = APIRouter(tags=["forwarding"])

STAFF = ("clerk", "reviewer", "chair", "county_admin")


class AskForward(Body):
    receiver: County
    """Of ``GET /conferences``."""
    reason: Text
    """Told to the proposer and to the receiver."""


class AnswerConsent(Body):
    agreed: bool


class RecallForward(Body):
    reason: Text


class ForwardView(View):
    """``steps`` is what the receiver has told, oldest first; ``recalled`` may stand beside any state."""

    state: str
    receiver: str
    receiver_name: str
    title: str
    reason: str
    proposal_id: str | None
    topic: ForwardedTopic | None
    text_hash: str | None
    asked_at: datetime | None
    sent_at: datetime | None
    recalled: str | None
    recall_reason: str | None
    steps: tuple[Step, ...]

    @classmethod
    def of(cls, loaded: Loaded[domain.Forward]) -> "ForwardView":
        return cls(version=loaded.version, **dict(loaded.state))


class TrailView(BaseModel):
    """Where a proposal came from, and where it went."""

    origin: ProposalOrigin | None
    forwards: list[ForwardView]


@router.post("/proposals/{proposal_id}/forwards", status_code=201, response_model=ForwardView)
async def ask(proposal_id: str, body: AskForward, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """Asks the proposer whether it may go to another county, or to the city; their consent sends it."""
    return await ctx.execute(
        lambda tx: commands.ask(tx, proposal_id, body.receiver, body.reason), ForwardView.of, status=201
    )


@router.post("/calls/{call_id}/topics/{index}/forwards", status_code=201, response_model=ForwardView)
async def forward_topic(call_id: str, index: int, body: AskForward, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """Sends a topic of the call at once."""
    return await ctx.execute(
        lambda tx: commands.forward_topic(tx, call_id, index, body.receiver, body.reason), ForwardView.of, status=201
    )


@router.post("/forwards/{forward_id}/answer-consent", response_model=ForwardView)
async def answer_consent(
    forward_id: str, body: AnswerConsent, ctx: Annotated[Ctx, caller("member", "body_officer")]
) -> Response:
    return await ctx.execute(lambda tx: commands.answer_consent(tx, forward_id, body.agreed), ForwardView.of)


@router.post("/forwards/{forward_id}/recall", response_model=ForwardView)
async def recall(forward_id: str, body: RecallForward, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """Until the receiver has answered."""
    return await ctx.execute(lambda tx: commands.recall(tx, forward_id, body.reason), ForwardView.of)


@router.get("/forwards/{forward_id}", response_model=ForwardView)
async def forward(forward_id: str, ctx: Annotated[Ctx, caller()]) -> Response:
    loaded = await ctx.read(lambda tx: commands.read(tx, forward_id))
    return answer(loaded, ForwardView.of(loaded))


@router.get("/forwards")
async def forwards(
    ctx: Annotated[Ctx, caller("member", "body_officer", *STAFF)],
    wanted: Annotated[PageQuery, Depends()],
    state: domain.State | None = None,
) -> Page[ForwardView]:
    """Staff see the county's; a member or a body's officer those of the proposals that they see among their own."""
    return await ctx.read(
        lambda tx: page(
            tx,
            store.listing(
                tx.county,
                status=state,
                own=None if tx.actor.roles & proposals.STAFF else (tx.actor.member_id or "", proposals.body_of(tx)),
            ),
            [FORWARDS.table.c.id],
            wanted,
            lambda row: ForwardView.of(FORWARDS.loaded(row)),
        )
    )


@router.get("/proposals/{proposal_id}/forwards")
async def trail(proposal_id: Ref, ctx: Annotated[Ctx, caller()]) -> TrailView:
    """For whoever may read the proposal."""

    async def read(tx: Tx) -> TrailView:
        proposal = await proposals.read(tx, proposal_id)
        found = await store.of_proposal(tx, proposal_id)
        return TrailView(origin=proposal.state.origin, forwards=[ForwardView.of(one) for one in found])

    return await ctx.read(read)
