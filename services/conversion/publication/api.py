"""Routes of publication: who decided what."""

from typing import Annotated

from fastapi import APIRouter, Response

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, View, answer, caller
from contracts.base import Text
from contracts.conversion import PublicationMark
from services.conversion.publication import commands
from services.conversion.publication.domain import Decision, Publication
from services.conversion.publication.store import PUBLICATIONS
from services.conversion.visibility import READERS, must_see, sees_publication

router = APIRouter(tags=["publication"])


class PublicationView(View):
    proposal_id: str
    mark: PublicationMark
    """The strictest of the decisions."""
    decisions: tuple[Decision, ...]

    @classmethod
    def of(cls, loaded: Loaded[Publication]) -> "PublicationView":
        state = loaded.state
        return cls(
            id=loaded.id,
            version=loaded.version,
            proposal_id=state.proposal_id,
            mark=state.state,
            decisions=state.decisions,
        )


class Decide(Body):
    mark: PublicationMark
    reason: Text | None = None


@router.post("/proposals/{proposal_id}/publication", response_model=PublicationView)
async def decide(proposal_id: str, body: Decide, ctx: Annotated[Ctx, caller("clerk", "unit")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.decide(tx, proposal_id, mark=body.mark, reason=body.reason), PublicationView.of
    )


@router.get("/proposals/{proposal_id}/publication", response_model=PublicationView)
async def get_publication(proposal_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    condition = sees_publication(ctx.actor, ctx.county)
    row = await ctx.read(lambda tx: must_see(tx, PUBLICATIONS.table, proposal_id, condition, key="proposal_id"))
    loaded = PUBLICATIONS.loaded(row)
    return answer(loaded, PublicationView.of(loaded))
