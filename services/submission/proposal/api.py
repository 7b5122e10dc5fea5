"""Routes of the proposals."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from chassis.http import Body, Ctx, Page, PageQuery, answer, caller, page
from contracts.base import Channel, Line, ProposalKind, Ref, Text
from contracts.submission import PlacedComment
from services.submission.proposal import commands, store
from services.submission.proposal.store import PROPOSALS
from services.submission.proposal.views import FileProposal, ProposalView, TextBody

router = APIRouter(tags=["proposals"])

REVIEWERS = ("clerk", "reviewer", "chair")
DECIDERS = ("clerk", "chair")
"""Which of them gives the final word, the review's policy says."""


class Cosign(Body):
    agreed: bool
    opinion: Text | None = None


class Invite(Body):
    members: Annotated[tuple[Ref, ...], Field(min_length=1, max_length=200)]


class CancelInvitation(Body):
    member_id: Ref


class Decision(Body):
    alone_reason: Text | None = None
    """Why it is decided while opinions are still wanted, for whom the policy lets decide alone."""


class PlacedBody(Body):
    """``number`` is the paragraph's (blank ones are not counted) or the suggestion's, from 1; the title's is 1."""

    part: Literal["title", "situation", "analysis", "suggestions"]
    number: int = Field(ge=1, le=10_000)
    quote: Text | None = None
    comment: Text

    def placed(self) -> PlacedComment:
        return PlacedComment(**self.model_dump())


class ReturnProposal(Decision):
    comments: Text
    places: list[PlacedBody] = Field(default=[], max_length=100)
    """Comments at their place in the text; send the ``ETag`` of the text as ``If-Match``."""


class Admit(Decision):
    topic_group: Line
    repeats: Ref | None = None


class Decline(Decision):
    reason_code: Ref
    explanation: Text
    redirect: Line | None = None


class AnswerRedirect(Body):
    agreed: bool


class Reconsider(Body):
    grounds: Text


class DecideReconsideration(Body):
    reopened: bool
    explanation: Text


class Withdraw(Body):
    reason: Text


@router.post("/proposals", status_code=201, response_model=ProposalView)
async def file(body: FileProposal, ctx: Annotated[Ctx, caller("member", "body_officer")]) -> Response:
    return await ctx.execute(lambda tx: commands.file(tx, body.filing()), ProposalView.of, status=201)


@router.post("/proposals/{proposal_id}/cosign", response_model=ProposalView)
async def cosign(proposal_id: str, body: Cosign, ctx: Annotated[Ctx, caller("member")]) -> Response:
    return await ctx.execute(lambda tx: commands.cosign(tx, proposal_id, body.agreed, body.opinion), ProposalView.of)


@router.post("/proposals/{proposal_id}/invite", response_model=ProposalView)
async def invite(proposal_id: str, body: Invite, ctx: Annotated[Ctx, caller("member")]) -> Response:
    """By the first proposer of a joint proposal, while it is returned or still waits for somebody's answer; also
    whoever did not answer in time."""
    return await ctx.execute(lambda tx: commands.invite(tx, proposal_id, body.members), ProposalView.of)


@router.post("/proposals/{proposal_id}/cancel-invitation", response_model=ProposalView)
async def cancel_invitation(
    proposal_id: str, body: CancelInvitation, ctx: Annotated[Ctx, caller("member")]
) -> Response:
    """By the first proposer, of an invitation that is not answered: whoever was invited sees nothing of it any more."""
    return await ctx.execute(lambda tx: commands.cancel_invitation(tx, proposal_id, body.member_id), ProposalView.of)


@router.post("/proposals/{proposal_id}/return", response_model=ProposalView)
async def return_for_revision(
    proposal_id: str, body: ReturnProposal, ctx: Annotated[Ctx, caller(*REVIEWERS)]
) -> Response:
    at = [one.placed() for one in body.places]
    return await ctx.execute(
        lambda tx: commands.return_for_revision(tx, proposal_id, body.comments, body.alone_reason, at), ProposalView.of
    )


@router.post("/proposals/{proposal_id}/refile", response_model=ProposalView)
async def refile(proposal_id: str, body: TextBody, ctx: Annotated[Ctx, caller("member", "body_officer")]) -> Response:
    return await ctx.execute(lambda tx: commands.refile(tx, proposal_id, body.draft()), ProposalView.of)


@router.put("/proposals/{proposal_id}/text", response_model=ProposalView)
async def edit(proposal_id: str, body: TextBody, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.edit(tx, proposal_id, body.draft()), ProposalView.of, edit=True)


@router.post("/proposals/{proposal_id}/admit", response_model=ProposalView)
async def admit(proposal_id: str, body: Admit, ctx: Annotated[Ctx, caller(*DECIDERS)]) -> Response:
    return await ctx.execute(
        lambda tx: commands.admit(tx, proposal_id, body.topic_group, body.repeats, body.alone_reason), ProposalView.of
    )


@router.post("/proposals/{proposal_id}/decline", response_model=ProposalView)
async def decline(proposal_id: str, body: Decline, ctx: Annotated[Ctx, caller(*DECIDERS)]) -> Response:
    return await ctx.execute(
        lambda tx: commands.decline(
            tx, proposal_id, body.reason_code, body.explanation, body.redirect, body.alone_reason
        ),
        ProposalView.of,
    )


@router.post("/proposals/{proposal_id}/answer-redirect", response_model=ProposalView)
async def answer_redirect(
    proposal_id: str, body: AnswerRedirect, ctx: Annotated[Ctx, caller("member", "body_officer")]
) -> Response:
    return await ctx.execute(lambda tx: commands.answer_redirect(tx, proposal_id, body.agreed), ProposalView.of)


@router.post("/proposals/{proposal_id}/reconsider", response_model=ProposalView)
async def reconsider(
    proposal_id: str, body: Reconsider, ctx: Annotated[Ctx, caller("member", "body_officer")]
) -> Response:
    return await ctx.execute(lambda tx: commands.reconsider(tx, proposal_id, body.grounds), ProposalView.of)


@router.post("/proposals/{proposal_id}/decide-reconsideration", response_model=ProposalView)
async def decide_reconsideration(
    proposal_id: str, body: DecideReconsideration, ctx: Annotated[Ctx, caller("clerk", "chair")]
) -> Response:
    """By somebody else than the one who declined."""
    return await ctx.execute(
        lambda tx: commands.decide_reconsideration(tx, proposal_id, body.reopened, body.explanation), ProposalView.of
    )


@router.post("/proposals/{proposal_id}/withdraw", response_model=ProposalView)
async def withdraw(proposal_id: str, body: Withdraw, ctx: Annotated[Ctx, caller("member", "body_officer")]) -> Response:
    return await ctx.execute(lambda tx: commands.withdraw(tx, proposal_id, body.reason), ProposalView.of)


@router.get("/proposals/{proposal_id}", response_model=ProposalView)
async def proposal(proposal_id: str, ctx: Annotated[Ctx, caller()]) -> Response:
    loaded = await ctx.read(lambda tx: commands.read_what_is_handled(tx, proposal_id))
    return answer(loaded, ProposalView.of(loaded))


@router.get("/proposals")
async def proposals(
    ctx: Annotated[Ctx, caller("member", "body_officer", *sorted(commands.STAFF))],
    wanted: Annotated[PageQuery, Depends()],
    state: Literal["filed", "returned", "admitted", "declined", "merged", "withdrawn"] | None = None,
    session_id: Ref | None = None,
    channel: Channel | None = None,
    kind: ProposalKind | None = None,
    assisted: bool | None = None,
    objection: Literal["open", "stands", "corrected", "withdrawn"] | None = None,
) -> Page[ProposalView]:
    """Staff see the county's; a member what they filed, signed or are invited to sign; an officer also their body's."""
    own = None if ctx.actor.roles & commands.STAFF else ctx.actor.member_id or ""
    where = {
        "status": state,
        "session_id": session_id,
        "channel": channel,
        "kind": kind,
        "assisted": assisted,
        "objection": objection,
    }
    return await ctx.read(
        lambda tx: page(
            tx,
            store.listing(tx.county, where=where, involved=own, body_id=commands.body_of(tx)),
            [PROPOSALS.table.c.id],
            wanted,
            lambda row: ProposalView.of(PROPOSALS.loaded(row)),
        )
    )
