"""Routes of rankings."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel
from sqlalchemy import select

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from chassis.problems import NotFound
from contracts.base import Line, Ref
from contracts.evaluation import Points, RankedUnit, Step
from services.evaluation.ranking import commands, explaining, export, recomputing
from services.evaluation.ranking.domain import Ranking, State
from services.evaluation.ranking.recomputing import Comparison, Recomputed
from services.evaluation.ranking.store import RANKINGS
from services.evaluation.visibility import EVERYBODY, STAFF
from services.evaluation.workbook import XLSX, written

router = APIRouter(tags=["ranking"])


class RankingView(View):
    scheme_id: str
    title: str
    maximum: Points
    units: tuple[RankedUnit, ...]
    state: State

    @classmethod
    def of(cls, loaded: Loaded[Ranking]) -> "RankingView":
        return cls(id=loaded.id, version=loaded.version, **loaded.state.model_dump())


class DifferenceView(BaseModel):
    """``code`` is empty where the whole score is meant."""

    assessment_id: str
    proposal_id: str
    unit_id: str
    code: str | None
    frozen: Points | None
    found: Points | None
    says: str


class RecomputedView(BaseModel):
    same: bool
    units: tuple[RankedUnit, ...]
    differences: list[DifferenceView]

    @classmethod
    def of(cls, ranking: Ranking, found: Recomputed) -> "RecomputedView":
        return cls(
            same=not found.differences and found.units == ranking.units,
            units=found.units,
            differences=[DifferenceView.model_validate(one, from_attributes=True) for one in found.differences],
        )


class ComparisonView(BaseModel):
    """``again``: from what the scores recorded, which must be the same to the last digit. ``now``: from the facts of
    today, which says what has come since. ``without_steps`` are scores of before they recorded how they came about."""

    ranking_id: str
    again: RecomputedView
    now: RecomputedView
    without_steps: tuple[str, ...]

    @classmethod
    def of(cls, loaded: Loaded[Ranking], found: Comparison) -> "ComparisonView":
        return cls(
            ranking_id=loaded.id,
            again=RecomputedView.of(loaded.state, found.again),
            now=RecomputedView.of(loaded.state, found.now),
            without_steps=found.without_steps,
        )


class ExplainedAssessment(BaseModel):
    assessment_id: str
    proposal_id: str
    total: Points
    steps: tuple[Step, ...]


class ExplainedUnit(BaseModel):
    """A unit's place, down to the proposals, the facts and the events that told of them."""

    ranking_id: str
    unit: RankedUnit
    says: str
    assessments: list[ExplainedAssessment]


class Freeze(Body):
    scheme_id: Ref
    title: Line


@router.post("/rankings", status_code=201, response_model=RankingView)
async def freeze(body: Freeze, ctx: Annotated[Ctx, caller("clerk", "chair", "county_admin")]) -> Response:
    """What it is made from takes no appeal and is not computed again. While an appeal is open it is refused."""
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


@router.get("/rankings/{ranking_id}/comparison")
async def compare(ranking_id: str, ctx: Annotated[Ctx, caller(*STAFF)]) -> ComparisonView:
    """Computes it once more and stores nothing."""
    loaded, found = await ctx.read(lambda tx: recomputing.compare(tx, ranking_id))
    return ComparisonView.of(loaded, found)


@router.get("/rankings/{ranking_id}/units/{unit_id}")
async def explain(
    ranking_id: str, unit_id: str, ctx: Annotated[Ctx, caller(*STAFF, "unit", "unit_leader")]
) -> ExplainedUnit:
    """Where each point of a unit comes from. A unit sees its own."""

    async def query(tx: Tx) -> ExplainedUnit:
        if not ctx.actor.roles & {*STAFF} and unit_id not in ctx.actor.units:
            raise NotFound(f"rankings {ranking_id} {unit_id}")
        found = await explaining.explain(tx, ranking_id, unit_id)
        return ExplainedUnit.model_validate(found, from_attributes=True)

    return await ctx.read(query)


@router.get(
    "/rankings/{ranking_id}/export.xlsx",
    response_class=Response,
    responses={200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def export_ranking(ranking_id: str, ctx: Annotated[Ctx, caller(*STAFF)]) -> Response:
    """For the yearly assessment (年度考核): the ranking, each handling's points and their grounds, the scheme."""
    workbook = await ctx.read(lambda tx: export.gather(tx, ranking_id))
    data = await written(workbook)
    headers = {"content-disposition": f'attachment; filename="ranking-{ranking_id}.xlsx"'}
    return Response(data, media_type=XLSX, headers=headers)
