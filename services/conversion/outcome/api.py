"""Routes of outcomes."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field
from sqlalchemy import select

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Line, OutcomeKind, Ref, Text
from contracts.conversion import OutcomeFacts, Verifier
from services.conversion.outcome import commands
from services.conversion.outcome.domain import Outcome, State
from services.conversion.outcome.store import OUTCOMES
from services.conversion.visibility import READERS, must_see, sees_outcome

router = APIRouter(tags=["outcome"])


class OutcomeView(View):
    proposal_id: str
    suggestion: int
    kind: OutcomeKind
    title: str
    evidence: str
    achieved_on: date
    instruction_only: bool
    state: State
    facts: OutcomeFacts | None
    verified_by: str | None
    verified_as: Verifier | None
    rejection: str | None
    topic: str | None

    @classmethod
    def of(cls, loaded: Loaded[Outcome]) -> "OutcomeView":
        return cls(id=loaded.id, version=loaded.version, **loaded.state.model_dump())


class Record(Body):
    proposal_id: Ref
    suggestion: Annotated[int, Field(ge=1)]
    kind: OutcomeKind
    title: Line
    evidence: Text
    achieved_on: date
    instruction_only: bool = False
    facts: OutcomeFacts | None = None
    """Those of its kind: the document of a decision, the change of a development, the form of a duty, the reach."""


class Reject(Body):
    reason: Text


@router.post("/outcomes", status_code=201, response_model=OutcomeView)
async def record(body: Record, ctx: Annotated[Ctx, caller("clerk", "unit")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.record(
            tx,
            proposal_id=body.proposal_id,
            suggestion=body.suggestion,
            kind=body.kind,
            title=body.title,
            evidence=body.evidence,
            achieved_on=body.achieved_on,
            instruction_only=body.instruction_only,
            facts=body.facts,
        ),
        OutcomeView.of,
        status=201,
    )


@router.post("/outcomes/{outcome_id}/verify", response_model=OutcomeView)
async def verify(outcome_id: str, ctx: Annotated[Ctx, caller("clerk", "member")]) -> Response:
    return await ctx.execute(lambda tx: commands.verify(tx, outcome_id), OutcomeView.of)


@router.post("/outcomes/{outcome_id}/reject", response_model=OutcomeView)
async def reject(outcome_id: str, body: Reject, ctx: Annotated[Ctx, caller("clerk", "member")]) -> Response:
    return await ctx.execute(lambda tx: commands.reject(tx, outcome_id, reason=body.reason), OutcomeView.of)


@router.get("/outcomes")
async def list_outcomes(
    ctx: Annotated[Ctx, caller(*READERS)],
    wanted: Annotated[PageQuery, Depends()],
    proposal_id: Annotated[str | None, Query()] = None,
) -> Page[OutcomeView]:
    t = OUTCOMES.table
    query = select(t).where(t.c.county == ctx.county, sees_outcome(ctx.actor, ctx.county))
    if proposal_id is not None:
        query = query.where(t.c.proposal_id == proposal_id)
    return await ctx.read(
        lambda tx: page(tx, query, [t.c.id], wanted, lambda row: OutcomeView.of(OUTCOMES.loaded(row)))
    )


@router.get("/outcomes/{outcome_id}", response_model=OutcomeView)
async def get_outcome(outcome_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    row = await ctx.read(lambda tx: must_see(tx, OUTCOMES.table, outcome_id, sees_outcome(ctx.actor, ctx.county)))
    loaded = OUTCOMES.loaded(row)
    return answer(loaded, OutcomeView.of(loaded))
