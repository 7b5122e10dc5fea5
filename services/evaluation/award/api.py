"""Routes of awards."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy import select

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Ref, Text
from services.evaluation.award import commands
from services.evaluation.award.domain import Award, Kind, State
from services.evaluation.award.store import AWARDS
from services.evaluation.visibility import EVERYBODY

router = APIRouter(tags=["award"])


class AwardView(View):
    kind: Kind
    subject_id: str
    year: int
    ranking_id: str | None
    rank: int | None
    reason: str
    granted_by: str
    state: State
    revoked: str | None = None
    """Why it was."""

    @classmethod
    def of(cls, loaded: Loaded[Award]) -> "AwardView":
        return cls(id=loaded.id, version=loaded.version, **loaded.state.model_dump())


class Grant(Body):
    """``subject_id`` is the proposal or the unit."""

    kind: Kind
    subject_id: Ref
    ranking_id: Ref | None = None
    reason: Text


class Revoke(Body):
    reason: Text


@router.post("/awards", status_code=201, response_model=AwardView)
async def grant(body: Grant, ctx: Annotated[Ctx, caller("clerk", "chair", "county_admin")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.grant(
            tx, kind=body.kind, subject_id=body.subject_id, ranking_id=body.ranking_id, reason=body.reason
        ),
        AwardView.of,
        status=201,
    )


@router.post("/awards/{award_id}/revoke", response_model=AwardView)
async def revoke(award_id: str, body: Revoke, ctx: Annotated[Ctx, caller("chair", "county_admin")]) -> Response:
    """It stays in the record, and its points in the ledger are taken back."""
    return await ctx.execute(lambda tx: commands.revoke(tx, award_id, reason=body.reason), AwardView.of)


@router.get("/awards")
async def list_awards(
    ctx: Annotated[Ctx, caller(*EVERYBODY)],
    wanted: Annotated[PageQuery, Depends()],
    year: Annotated[int | None, Query(ge=1949, le=9999)] = None,
    kind: Annotated[Kind | None, Query()] = None,
) -> Page[AwardView]:
    t = AWARDS.table
    query = select(t).where(t.c.county == ctx.county)
    if year is not None:
        query = query.where(t.c.year == year)
    if kind is not None:
        query = query.where(t.c.kind == kind)
    return await ctx.read(lambda tx: page(tx, query, [t.c.id], wanted, lambda row: AwardView.of(AWARDS.loaded(row))))


@router.get("/awards/{award_id}", response_model=AwardView)
async def get_award(award_id: str, ctx: Annotated[Ctx, caller(*EVERYBODY)]) -> Response:
    loaded = await ctx.read(lambda tx: AWARDS.load(tx, award_id, lock=False))
    return answer(loaded, AwardView.of(loaded))
