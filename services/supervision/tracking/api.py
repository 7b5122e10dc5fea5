"""Routes of tracking: the candidates, and the decisions on them."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from chassis.http import Body, Ctx, Page, PageQuery, caller, page
from contracts.base import Text
from services.supervision.oversight.api import STAFF, OversightView, Reason
from services.supervision.tracking import commands, store

router = APIRouter(tags=["tracking"])


class Finding(Body):
    finding: Text


class CandidateView(BaseModel):
    """``reasons`` are codes; the texts behind *unfinished* and *recommended* stand beside them."""

    proposal_id: str
    archived_year: int | None
    session: str | None
    archived_number: int | None
    title: str | None
    reasons: tuple[str, ...]
    unfinished: str | None
    recommended: str | None
    taken: bool
    supervision_class: str | None
    state: str | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "CandidateView":
        reasons = tuple(name for name in ("planned", "dissatisfied", "unfinished", "recommended") if row[name])
        named = {name: row[name] for name in cls.model_fields if name not in ("reasons", "state")}
        return cls(**named, reasons=reasons, state=row["status"])


@router.get("/tracking-candidates")
async def candidates(
    ctx: Annotated[Ctx, caller(*STAFF)], wanted: Annotated[PageQuery, Depends()], taken: bool | None = None
) -> Page[CandidateView]:
    return await ctx.read(
        lambda tx: page(
            tx,
            store.listing(tx.county, taken=taken),
            [store.CANDIDATES.c.proposal_id],
            wanted,
            CandidateView.of,
        )
    )


@router.post("/tracking/{proposal_id}/designate", response_model=OversightView)
async def designate(proposal_id: str, body: Reason, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """Opens the supervision of a proposal of the archive, or marks one of this platform as tracked."""
    return await ctx.execute(lambda tx: commands.designate(tx, proposal_id, body.reason), OversightView.of)


@router.post("/tracking/{proposal_id}/finish", response_model=OversightView)
async def finish(proposal_id: str, body: Finding, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.finish(tx, proposal_id, body.finding), OversightView.of)
