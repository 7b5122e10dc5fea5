"""Routes of the locks."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel

from chassis.eventlog import Tx
from chassis.http import Ctx, caller
from services.submission.editlock import commands, store
from services.submission.editlock.store import Lock
from services.submission.proposal import commands as proposals
from services.submission.proposal.commands import load_for_review

router = APIRouter(tags=["edit-locks"])
REVIEWERS = ("clerk", "reviewer")


class LockView(BaseModel):
    proposal_id: str
    holder: str | None
    """None: nobody has it."""
    until: datetime | None

    @classmethod
    def of(cls, proposal_id: str, lock: Lock | None) -> "LockView":
        return cls(proposal_id=proposal_id, holder=lock.holder if lock else None, until=lock.until if lock else None)


@router.post("/proposals/{proposal_id}/lock", response_model=LockView)
async def take(proposal_id: str, ctx: Annotated[Ctx, caller(*REVIEWERS)]) -> Response:
    """The caller's for the policy's minutes; asked for again meanwhile, from then on."""

    async def command(tx: Tx) -> LockView:
        await load_for_review(tx, proposal_id)
        return LockView.of(proposal_id, await commands.take(tx, proposal_id))

    return await ctx.execute_many(command)


@router.post("/proposals/{proposal_id}/unlock", response_model=LockView)
async def release(proposal_id: str, ctx: Annotated[Ctx, caller(*REVIEWERS)]) -> Response:
    """Gives the caller's own lock back; who else has it now is in the answer."""

    async def command(tx: Tx) -> LockView:
        await proposals.read(tx, proposal_id)
        await store.release(tx, proposal_id)
        return LockView.of(proposal_id, await store.held(tx, proposal_id))

    return await ctx.execute_many(command)


@router.get("/proposals/{proposal_id}/lock")
async def lock(proposal_id: str, ctx: Annotated[Ctx, caller(*REVIEWERS)]) -> LockView:
    async def query(tx: Tx) -> LockView:
        await proposals.read(tx, proposal_id)
        return LockView.of(proposal_id, await store.held(tx, proposal_id))

    return await ctx.read(query)
