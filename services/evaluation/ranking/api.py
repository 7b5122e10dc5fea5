"""Routes of rankings."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlalchemy import select

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Line, Ref
from contracts.evaluation import RankedUnit
from services.evaluation.ranking import commands
from services.evaluation.ranking.domain import Ranking, State
from services.evaluation.ranking.store import RANKINGS
from services.evaluation.visibility import EVERYBODY

router = APIRouter(tags=["ranking"])


class RankingView(View):
    scheme_id: str
    title: str
    maximum: float
    units: tuple[RankedUnit, ...]
    state: State

    @classmethod
    def of(cls, loaded: Loaded[Ranking]) -> "RankingView":
        return cls(id=loaded.id, version=loaded.version, **loaded.state.model_dump())


class Freeze(Body):
    scheme_id: Ref
    title: Line


@router.post("/rankings", status_code=201, response_model=RankingView)
async def freeze(body: Freeze, ctx: Annotated[Ctx, caller("clerk", "chair", "county_admin")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.freeze(tx, scheme_id=body.scheme_id, title=body.title), RankingView.of, status=201
    )


@router.get("/rankings")
async def list_rankings(
    ctx: Annotated[Ctx, caller(*EVERYBODY)], wanted: Annotated[PageQuery, Depends()]
) -> Page[RankingView]:
    t = RANKINGS.table
    query = select(t).where(t.c.county == ctx.county)
    return await ctx.read(
        lambda tx: page(tx, query, [t.c.id], wanted, lambda row: RankingView.of(RANKINGS.loaded(row)))
    )


@router.get("/rankings/{ranking_id}", response_model=RankingView)
async def get_ranking(ranking_id: str, ctx: Annotated[Ctx, caller(*EVERYBODY)]) -> Response:
    loaded = await ctx.read(lambda tx: RANKINGS.load(tx, ranking_id, lock=False))
    return answer(loaded, RankingView.of(loaded))
