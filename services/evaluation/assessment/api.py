"""Routes of assessments. Until the score is computed an assessor sees nobody's score but their own.

A unit sees its own assessments, with what came out and never who gave what: it meets its assessors again.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BeforeValidator, Field, WithJsonSchema
from sqlalchemy import ColumnElement, select, true

from chassis.eventlog import Actor, Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from chassis.problems import NotFound
from contracts.base import DomainRefusal, Ref, Text
from services.evaluation.assessment import commands
from services.evaluation.assessment.commands import POLICY, AssessmentPolicy
from services.evaluation.assessment.domain import Appeal, Assessment, Result, Score, SelfAssessment, State
from services.evaluation.assessment.store import ASSESSMENTS
from services.evaluation.scheme.domain import Subject
from services.evaluation.visibility import STAFF

router = APIRouter(tags=["assessment"])

READERS = (*STAFF, "assessor", "unit", "unit_leader")
PANEL = {*STAFF, "assessor"}


class AssessmentView(View):
    scheme_id: str
    subject: Subject
    proposal_id: str
    unit_id: str | None
    state: State
    scores: tuple[Score, ...]
    result: Result | None
    self_assessment: SelfAssessment | None
    """The unit's own points; they do not count."""
    appeals: tuple[Appeal, ...] = ()
    appeal_until: date | None = None
    """The last day of appeals; null before the score, while an appeal waits, and in the answer to a command."""

    @classmethod
    def of(cls, loaded: Loaded[Assessment], actor: Actor, policy: AssessmentPolicy | None = None) -> "AssessmentView":
        state = loaded.state
        if "assessor" in actor.roles and state.state == "open":
            own = tuple(score for score in state.scores if score.assessor == commands.assessor(actor))
            state = state.model_copy(update={"scores": own})
        elif not actor.roles & PANEL:
            state = state.model_copy(update={"scores": ()})
        until = policy.until(state) if policy is not None and state.open_appeal is None else None
        return cls(id=loaded.id, version=loaded.version, appeal_until=until, **state.model_dump())


def _sees(actor: Actor) -> ColumnElement[bool]:
    if actor.roles & PANEL:
        return true()
    return ASSESSMENTS.table.c.unit_id.in_(sorted(actor.units))


class Open(Body):
    scheme_id: Ref
    proposal_id: Ref
    unit_id: Ref | None = None


def _number(given: object) -> object:
    """A text of digits is no number of JSON."""
    if isinstance(given, str):
        raise ValueError("a number, not a text")
    return given


Amount = Annotated[
    Decimal,
    Field(ge=0, le=10_000),
    BeforeValidator(_number),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 10_000}),
]
Amounts = Annotated[dict[str, Amount], Field(max_length=200)]


def exact(points: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    """Refused, not rounded: whoever gave a finer point meant it."""
    if finer := sorted(name for name, given in points.items() if given != round(given, 2)):
        raise DomainRefusal("points-form", f"Points have at most two decimals: {', '.join(finer)}.")
    return points


"""Points by indicator."""


class Oneself(Body):
    """``evidence`` says what proves the points, by indicator."""

    points: Amounts
    statement: Text | None = None
    evidence: dict[str, Text] = Field(default={}, max_length=200)


class Give(Body):
    points: Amounts
    comment: Text | None = None


class Lodge(Body):
    indicators: Annotated[list[Ref], Field(min_length=1, max_length=200)]
    statement: Text
    evidence: Text | None = None


class Decide(Body):
    """``points`` are what each corrected indicator gets; where the appeal is not upheld there are none."""

    upheld: bool
    points: Amounts = Field(default={})
    reason: Text


@router.post("/assessments", status_code=201, response_model=AssessmentView)
async def open_assessment(body: Open, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.open_for(tx, scheme_id=body.scheme_id, proposal_id=body.proposal_id, unit_id=body.unit_id),
        lambda loaded: AssessmentView.of(loaded, ctx.actor),
        status=201,
    )


@router.post("/assessments/{assessment_id}/self-assessment", response_model=AssessmentView)
async def assess_oneself(assessment_id: str, body: Oneself, ctx: Annotated[Ctx, caller("unit")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.assess_oneself(
            tx, assessment_id, points=exact(body.points), statement=body.statement, evidence=body.evidence
        ),
        lambda loaded: AssessmentView.of(loaded, ctx.actor),
    )


@router.post("/assessments/{assessment_id}/scores", response_model=AssessmentView)
async def score(assessment_id: str, body: Give, ctx: Annotated[Ctx, caller("assessor")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.score(tx, assessment_id, points=exact(body.points), comment=body.comment),
        lambda loaded: AssessmentView.of(loaded, ctx.actor),
    )


@router.post("/assessments/{assessment_id}/compute", response_model=AssessmentView)
async def compute(assessment_id: str, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.compute(tx, assessment_id), lambda loaded: AssessmentView.of(loaded, ctx.actor)
    )


@router.post("/assessments/{assessment_id}/appeal", response_model=AssessmentView)
async def appeal(assessment_id: str, body: Lodge, ctx: Annotated[Ctx, caller("unit")]) -> Response:
    """Within the policy's days, before a ranking is frozen from it, one at a time."""
    return await ctx.execute(
        lambda tx: commands.appeal(
            tx, assessment_id, indicators=body.indicators, statement=body.statement, evidence=body.evidence
        ),
        lambda loaded: AssessmentView.of(loaded, ctx.actor),
    )


@router.post("/assessments/{assessment_id}/appeal/decide", response_model=AssessmentView)
async def decide_appeal(assessment_id: str, body: Decide, ctx: Annotated[Ctx, caller("chair", "clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.decide_appeal(
            tx, assessment_id, upheld=body.upheld, points=exact(body.points), reason=body.reason
        ),
        lambda loaded: AssessmentView.of(loaded, ctx.actor),
    )


@router.get("/assessments")
async def list_assessments(
    ctx: Annotated[Ctx, caller(*READERS)],
    wanted: Annotated[PageQuery, Depends()],
    proposal_id: Annotated[str | None, Query()] = None,
    scheme_id: Annotated[str | None, Query(max_length=64)] = None,
) -> Page[AssessmentView]:
    t = ASSESSMENTS.table
    query = select(t).where(t.c.county == ctx.county, _sees(ctx.actor))
    if proposal_id is not None:
        query = query.where(t.c.proposal_id == proposal_id)
    if scheme_id is not None:
        query = query.where(t.c.scheme_id == scheme_id)

    async def read(tx: Tx) -> Page[AssessmentView]:
        policy = (await POLICY.at(tx)).value
        of = AssessmentView.of
        return await page(tx, query, [t.c.id], wanted, lambda row: of(ASSESSMENTS.loaded(row), ctx.actor, policy))

    return await ctx.read(read)


@router.get("/assessments/{assessment_id}", response_model=AssessmentView)
async def get_assessment(assessment_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    async def query(tx: Tx) -> tuple[Loaded[Assessment], AssessmentPolicy]:
        # Not through load: a reader's If-Match must not tell that there is one.
        loaded = await ASSESSMENTS.find(tx, assessment_id, lock=False)
        if loaded is None:
            raise NotFound(f"assessments {assessment_id}")
        if not ctx.actor.roles & PANEL and loaded.state.unit_id not in ctx.actor.units:
            raise NotFound(f"assessments {assessment_id}")
        return loaded, (await POLICY.at(tx)).value

    loaded, policy = await ctx.read(query)
    return answer(loaded, AssessmentView.of(loaded, ctx.actor, policy))
