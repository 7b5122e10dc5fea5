"""Routes of samples."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlalchemy import select

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Line, Ref
from contracts.evaluation import Drawn
from services.evaluation.sample import commands
from services.evaluation.sample.domain import Sample, State
from services.evaluation.sample.store import SAMPLES
from services.evaluation.visibility import STAFF

router = APIRouter(tags=["sample"])

READERS = (*STAFF, "assessor")


class SampleView(View):
    scheme_id: str
    session_id: str
    seed: str
    per_unit: int
    population: int
    population_hash: str
    drawn: tuple[Drawn, ...]
    state: State

    @classmethod
    def of(cls, loaded: Loaded[Sample]) -> "SampleView":
        return cls(id=loaded.id, version=loaded.version, **loaded.state.model_dump())


class Draw(Body):
    """``seed``, where it was drawn before witnesses; without one the service draws it."""

    session_id: Ref
    seed: Line | None = None


@router.post("/schemes/{scheme_id}/samples", status_code=201, response_model=SampleView)
async def draw(scheme_id: str, body: Draw, ctx: Annotated[Ctx, caller("clerk", "chair")]) -> Response:
    """Once for each session. Of each unit the scheme's number of proposals, those whose lot is lowest: SHA-256 of
    ``seed unit proposal``."""
    return await ctx.execute(
        lambda tx: commands.draw(tx, scheme_id, session_id=body.session_id, seed=body.seed), SampleView.of, status=201
    )


@router.get("/samples")
async def list_samples(
    ctx: Annotated[Ctx, caller(*READERS)], wanted: Annotated[PageQuery, Depends()]
) -> Page[SampleView]:
    t = SAMPLES.table
    query = select(t).where(t.c.county == ctx.county)
    return await ctx.read(lambda tx: page(tx, query, [t.c.id], wanted, lambda row: SampleView.of(SAMPLES.loaded(row))))


@router.get("/samples/{sample_id}", response_model=SampleView)
async def get_sample(sample_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    loaded = await ctx.read(lambda tx: SAMPLES.load(tx, sample_id, lock=False))
    return answer(loaded, SampleView.of(loaded))
