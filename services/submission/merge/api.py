"""Routes of merging, its undoing, and what proposers say to it."""

from typing import Annotated

from fastapi import APIRouter, Response

from chassis.http import Body, Ctx, caller
from contracts.base import Ref, Text
from services.submission.merge import commands
from services.submission.proposal.views import ProposalView

router = APIRouter(tags=["review"])


class Merge(Body):
    children: list[Ref]
    opinion: Text


class UndoMerge(Body):
    reason: Text


class AnswerMerge(Body):
    agreed: bool
    reason: Text | None = None
    """Of who objects."""


class OverruleMerge(Body):
    explanation: Text


@router.post("/proposals/{proposal_id}/merge", response_model=ProposalView)
async def merge(proposal_id: str, body: Merge, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.merge(tx, proposal_id, body.children, body.opinion), ProposalView.of)


@router.post("/proposals/{proposal_id}/undo-merge", response_model=ProposalView)
async def undo_merge(proposal_id: str, body: UndoMerge, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.undo_merge(tx, proposal_id, body.reason), ProposalView.of)


@router.post("/proposals/{proposal_id}/answer-merge", response_model=ProposalView)
async def answer(
    proposal_id: str, body: AnswerMerge, ctx: Annotated[Ctx, caller("member", "body_officer")]
) -> Response:
    """By the first proposer of a merged proposal or of its master, until ``merge_answer_by``; the answer is the master,
    on which it stands."""
    return await ctx.execute(lambda tx: commands.answer(tx, proposal_id, body.agreed, body.reason), ProposalView.of)


@router.post("/proposals/{proposal_id}/overrule-merge-objections", response_model=ProposalView)
async def overrule(
    proposal_id: str, body: OverruleMerge, ctx: Annotated[Ctx, caller("clerk", "chair", "county_admin")]
) -> Response:
    """The merge stays, by another login than the one that merged; else it is undone (``undo-merge``)."""
    return await ctx.execute(lambda tx: commands.overrule(tx, proposal_id, body.explanation), ProposalView.of)
