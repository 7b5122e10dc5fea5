"""Routes of tracking: the candidates, and the decisions on them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from chassis.eventlog import Tx
from chassis.history import Past, history
from chassis.http import Body, Ctx, Page, PageQuery, caller, page
from contracts.base import Text
from contracts.supervision import ClosedUnsigned, TrackingDesignated, TrackingFinished
from services.supervision.oversight.api import STAFF, OversightView, Reason
from services.supervision.oversight.store import OVERSIGHTS, oversight_id
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


class TrackingStep(BaseModel):
    """Why it became tracked, what was found, or why it was closed unsigned; ``why`` is that one's code."""

    what: Literal["designated", "finished", "closed_unsigned"]
    at: datetime
    text: str
    why: str | None = None

    @classmethod
    def of(cls, past: Past) -> "TrackingStep | None":
        match past.event:
            case TrackingDesignated(reason=reason):
                return cls(what="designated", at=past.at, text=reason)
            case TrackingFinished(finding=finding):
                return cls(what="finished", at=past.at, text=finding)
            case ClosedUnsigned(why=why, reason=reason):
                return cls(what="closed_unsigned", at=past.at, text=reason, why=why)
            case _:
                return None


class TrackingView(BaseModel):
    steps: tuple[TrackingStep, ...]
    """Oldest first; none where it was never tracked nor closed unsigned."""


@router.get("/tracking/{proposal_id}")
async def tracking(proposal_id: str, ctx: Annotated[Ctx, caller(*STAFF)]) -> TrackingView:
    async def read(tx: Tx) -> TrackingView:
        loaded = await OVERSIGHTS.load(tx, oversight_id(proposal_id), lock=False)
        told = [TrackingStep.of(past) for past in await history(tx, OVERSIGHTS, loaded.id)]
        return TrackingView(steps=tuple(one for one in told if one is not None))

    return await ctx.read(read)


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
