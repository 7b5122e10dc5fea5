"""Routes of commitments. They are made by issued replies, never by a request."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy import select

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Text
from contracts.conversion import Verifier
from services.conversion.commitment import commands
from services.conversion.commitment.domain import Commitment, State
from services.conversion.commitment.store import COMMITMENTS
from services.conversion.visibility import READERS, must_see, sees_commitment

router = APIRouter(tags=["commitment"])


class CommitmentView(View):
    proposal_id: str
    reply_id: str
    unit_id: str
    suggestion: int
    promise: str
    due: date
    state: State
    missed: bool
    proof: str | None
    verified_by: str | None
    verified_as: Verifier | None
    on_time: bool | None
    release_reason: str | None
    cycle: int
    restates: str | None
    """The commitment of an earlier cycle whose place this one takes."""
    superseded_by: str | None
    refusal: str | None
    """Why the latest claim was not accepted."""
    review_on: date | None
    """Of a missed one: when it is recommended for tracking unless it is kept by then."""
    recommended: bool

    @classmethod
    def of(cls, loaded: Loaded[Commitment]) -> "CommitmentView":
        return cls(id=loaded.id, version=loaded.version, **loaded.state.model_dump(exclude={"tiers", "planned"}))


class Claim(Body):
    proof: Text


class Refuse(Body):
    reason: Text


class Release(Body):
    reason: Text


@router.post("/commitments/{commitment_id}/claim", response_model=CommitmentView)
async def claim(commitment_id: str, body: Claim, ctx: Annotated[Ctx, caller("unit")]) -> Response:
    return await ctx.execute(lambda tx: commands.claim(tx, commitment_id, proof=body.proof), CommitmentView.of)


@router.post("/commitments/{commitment_id}/verify", response_model=CommitmentView)
async def verify(commitment_id: str, ctx: Annotated[Ctx, caller("member", "clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.verify(tx, commitment_id), CommitmentView.of)


@router.post("/commitments/{commitment_id}/refuse", response_model=CommitmentView)
async def refuse(commitment_id: str, body: Refuse, ctx: Annotated[Ctx, caller("member", "clerk")]) -> Response:
    """What the unit claims is not so: it is open again, or late."""
    return await ctx.execute(lambda tx: commands.refuse(tx, commitment_id, reason=body.reason), CommitmentView.of)


@router.post("/commitments/{commitment_id}/release", response_model=CommitmentView)
async def release(commitment_id: str, body: Release, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.release(tx, commitment_id, reason=body.reason), CommitmentView.of)


@router.get("/commitments")
async def list_commitments(
    ctx: Annotated[Ctx, caller(*READERS)],
    wanted: Annotated[PageQuery, Depends()],
    proposal_id: Annotated[str | None, Query()] = None,
) -> Page[CommitmentView]:
    t = COMMITMENTS.table
    query = select(t).where(t.c.county == ctx.county, sees_commitment(ctx.actor, ctx.county))
    if proposal_id is not None:
        query = query.where(t.c.proposal_id == proposal_id)
    return await ctx.read(
        lambda tx: page(tx, query, [t.c.id], wanted, lambda row: CommitmentView.of(COMMITMENTS.loaded(row)))
    )


@router.get("/commitments/{commitment_id}", response_model=CommitmentView)
async def get_commitment(commitment_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    condition = sees_commitment(ctx.actor, ctx.county)
    row = await ctx.read(lambda tx: must_see(tx, COMMITMENTS.table, commitment_id, condition))
    loaded = COMMITMENTS.loaded(row)
    return answer(loaded, CommitmentView.of(loaded))
