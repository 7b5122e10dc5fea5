"""Routes of allotments, and of what an assessor reads. What these give an assessor names no proposer, nobody else who
reads the same, and nobody else's points."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy import select

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Line, Ref, Text
from contracts.evaluation import Indicator, Points, SharedReading
from services.evaluation.allotment import commands, progress
from services.evaluation.allotment.domain import Allotment, Drawing, HandedOver, State
from services.evaluation.allotment.store import ALLOTMENTS
from services.evaluation.assessment.domain import Score
from services.evaluation.panel.api import READERS
from services.evaluation.scheme.checks import MOST_READERS

router = APIRouter(tags=["allotment"])


class AllotmentView(View):
    scheme_id: str
    session_id: str
    state: State
    drawings: tuple[Drawing, ...]
    readings: tuple[SharedReading, ...]
    handed_over: tuple[HandedOver, ...]

    @classmethod
    def of(cls, loaded: Loaded[Allotment]) -> "AllotmentView":
        state = loaded.state
        return cls(
            id=loaded.id,
            version=loaded.version,
            scheme_id=state.scheme_id,
            session_id=state.session_id,
            state=state.state,
            drawings=state.drawings,
            readings=tuple(one for _, one in sorted(state.readings.items())),
            handed_over=state.handed_over,
        )


class AllotmentSummary(View):
    scheme_id: str
    session_id: str
    proposals: int

    @classmethod
    def of(cls, loaded: Loaded[Allotment]) -> "AllotmentSummary":
        state = loaded.state
        return cls(
            id=loaded.id,
            version=loaded.version,
            scheme_id=state.scheme_id,
            session_id=state.session_id,
            proposals=len(state.readings),
        )


class LoadView(BaseModel):
    assessor: str
    group: str
    read: int
    done: int


class WantingView(BaseModel):
    """``short``: by group, how many readers are wanting. ``conflicts``: readers who propose it since a merge, or whose
    unit handles it since it was assigned; what is theirs is to be handed over."""

    proposal_id: str
    assessment_id: str
    short: dict[str, int]
    conflicts: tuple[str, ...]


class ProgressView(BaseModel):
    proposals: int
    readings: int
    done: int
    loads: list[LoadView]
    wanting: list[WantingView]


class StanceView(BaseModel):
    """``distance``: own total − mean of the others', mean over the ``compared`` proposals; below zero is stricter.
    Empty where nobody else has scored any of them."""

    assessor: str
    scored: int
    mean: Points
    lowest: Points
    highest: Points
    spread: Points
    compared: int
    distance: Points | None


class PairView(BaseModel):
    """``distance``: how far they lie apart, mean over ``common`` proposals; ``lean``: how far the first lies above."""

    one: str
    other: str
    common: int
    distance: Points
    lean: Points


class CalibrationView(BaseModel):
    """Exact until one rounding, half up to two places."""

    assessors: list[StanceView]
    pairs: list[PairView]


class ListedReading(BaseModel):
    """``closed``: its score is computed, so that it takes no more points."""

    assessment_id: str
    proposal_id: str
    scheme_id: str
    session_id: str
    title: str | None
    done: bool
    closed: bool


class Readings(BaseModel):
    to_do: int
    done: int
    items: list[ListedReading]


class SuggestionRead(BaseModel):
    number: int
    text: str


class TextRead(BaseModel):
    title: str
    situation: str
    analysis: str
    suggestions: list[SuggestionRead]


class ReadingView(BaseModel):
    """``text`` is empty while it has not come from submission; ``given`` are the own points."""

    assessment_id: str
    proposal_id: str
    scheme_id: str
    text: TextRead | None
    indicators: tuple[Indicator, ...]
    given: Score | None


class ShareOut(Body):
    """``seed``, where it was drawn before witnesses; without one the service draws it. ``readers`` of each group, where
    the scheme does not say."""

    session_id: Ref
    seed: Line | None = None
    readers: Annotated[int, Field(ge=1, le=MOST_READERS)] | None = None


class HandOver(Body):
    proposal_id: Ref
    assessor: Ref
    reason: Text


class StepBack(Body):
    reason: Text


class SteppedBack(View):
    """Who reads it instead is not said to who steps back."""

    assessment_id: str


@router.post("/schemes/{scheme_id}/allotments", status_code=201, response_model=AllotmentView)
async def share_out(scheme_id: str, body: ShareOut, ctx: Annotated[Ctx, caller("clerk", "chair")]) -> Response:
    """The session's admitted proposals, evenly, none to who proposes or co-signs it or belongs to a unit that handles
    it. Asked again, what was admitted since is shared out behind the rest, which stays."""
    return await ctx.execute(
        lambda tx: commands.share_out(tx, scheme_id, session_id=body.session_id, seed=body.seed, readers=body.readers),
        AllotmentView.of,
        status=201,
    )


@router.get("/allotments")
async def list_allotments(
    ctx: Annotated[Ctx, caller(*READERS)],
    wanted: Annotated[PageQuery, Depends()],
    session_id: Annotated[str | None, Query()] = None,
) -> Page[AllotmentSummary]:
    t = ALLOTMENTS.table
    query = select(t).where(t.c.county == ctx.county)
    if session_id is not None:
        query = query.where(t.c.session_id == session_id)
    return await ctx.read(
        lambda tx: page(tx, query, [t.c.id], wanted, lambda row: AllotmentSummary.of(ALLOTMENTS.loaded(row)))
    )


@router.get("/allotments/{allotment_id}", response_model=AllotmentView)
async def get_allotment(allotment_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    loaded = await ctx.read(lambda tx: ALLOTMENTS.load(tx, allotment_id, lock=False))
    return answer(loaded, AllotmentView.of(loaded))


@router.get("/allotments/{allotment_id}/progress")
async def get_progress(allotment_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> ProgressView:
    """What each has read, and what wants a reader."""
    found = await ctx.read(lambda tx: progress.progress(tx, allotment_id))
    return ProgressView.model_validate(found, from_attributes=True)


@router.get("/allotments/{allotment_id}/calibration")
async def calibrate(allotment_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> CalibrationView:
    """How assessors stand to each other on the same proposals. It shows, and changes no score."""
    stances, pairs = await ctx.read(lambda tx: progress.calibrate(tx, allotment_id))
    return CalibrationView(
        assessors=[StanceView.model_validate(one, from_attributes=True) for one in stances],
        pairs=[PairView.model_validate(one, from_attributes=True) for one in pairs],
    )


@router.post("/allotments/{allotment_id}/hand-over", response_model=AllotmentView)
async def hand_over(allotment_id: str, body: HandOver, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """For an assessor who cannot; the least loaded of the group who may read it takes it."""
    return await ctx.execute(
        lambda tx: commands.hand_over(
            tx, allotment_id, proposal_id=body.proposal_id, of=body.assessor, reason=body.reason
        ),
        AllotmentView.of,
    )


@router.get("/readings")
async def mine(ctx: Annotated[Ctx, caller("assessor")], done: Annotated[bool | None, Query()] = None) -> Readings:
    """What the caller reads; ``done`` picks what is scored, or what is not."""
    found = await ctx.read(progress.mine)
    finished = sum(one.done for one in found)
    return Readings(
        to_do=sum(not one.done and not one.closed for one in found),
        done=finished,
        items=[
            ListedReading.model_validate(one, from_attributes=True) for one in found if done is None or one.done == done
        ],
    )


@router.get("/readings/{assessment_id}")
async def read(assessment_id: str, ctx: Annotated[Ctx, caller("assessor")]) -> ReadingView:
    """The text and the rubric. The points are given at the assessment."""
    found = await ctx.read(lambda tx: progress.to_read(tx, assessment_id))
    return ReadingView.model_validate(found, from_attributes=True)


@router.post("/readings/{assessment_id}/step-back", response_model=SteppedBack)
async def step_back(assessment_id: str, body: StepBack, ctx: Annotated[Ctx, caller("assessor")]) -> Response:
    """回避, before the points are given; another of the group takes it."""
    return await ctx.execute(
        lambda tx: commands.step_back(tx, assessment_id, reason=body.reason),
        lambda loaded: SteppedBack(id=loaded.id, version=loaded.version, assessment_id=assessment_id),
    )
