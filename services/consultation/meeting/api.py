"""Routes of consultations."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime, Field
from sqlalchemy import select

from chassis.clock import wall_date
from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Form, Line, Phase, Ref, Text
from contracts.consultation import Attempt
from services.consultation.meeting import commands
from services.consultation.meeting.domain import Consultation, State
from services.consultation.meeting.store import CONSULTATIONS
from services.consultation.visibility import READERS, must_see, sees_consultation

router = APIRouter(tags=["consultation"])


class ConsultationView(View):
    proposal_id: str
    assignment_id: str
    unit_id: str | None
    cycle: int
    phase: Phase
    state: State
    form: Form | None
    requested_by: str | None
    held_on: date | None
    place: str | None
    participants: tuple[str, ...]
    minutes: str | None
    points_raised: int
    points_agreed: int
    member_id: str | None
    statement: str | None
    finding: str | None
    due: date | None
    at: datetime | None
    invited: tuple[str, ...]
    by_policy: bool
    overdue: bool
    confirmed_by: tuple[str, ...]
    attempts: tuple[Attempt, ...]
    released_by: str | None

    @classmethod
    def of(cls, loaded: Loaded[Consultation], today: date) -> "ConsultationView":
        state = loaded.state
        overdue = state.state == "scheduled" and state.due is not None and state.due < today
        return cls(id=loaded.id, version=loaded.version, overdue=overdue, **state.model_dump())


Points = Annotated[int, Field(ge=0, le=1000)]
"""The county's figure adds them up: one record of a million would be the figure, and of more, what no column holds."""


class Held(Body):
    assignment_id: Ref
    phase: Phase
    form: Form
    requested_by: Line
    held_on: date
    place: Line
    participants: Annotated[list[Line], Field(min_length=1, max_length=200)]
    minutes: Text
    points_raised: Points
    points_agreed: Points
    scheduled_id: Ref | None = None


class Schedule(Body):
    phase: Phase
    at: AwareDatetime
    place: Line
    invited: Annotated[list[Line], Field(min_length=1, max_length=200)]


class Release(Body):
    phase: Phase
    reason: Text
    attempts: Annotated[list[Attempt], Field(min_length=1, max_length=50)]


class Dispute(Body):
    statement: Text


class Settle(Body):
    upheld: bool
    finding: Text


class Waive(Body):
    phase: Phase
    reason: Text


def _view(ctx: Ctx) -> Callable[[Loaded[Consultation]], ConsultationView]:
    today = wall_date(ctx.clock.now())
    return lambda loaded: ConsultationView.of(loaded, today)


@router.post("/consultations", status_code=201, response_model=ConsultationView)
async def record(body: Held, ctx: Annotated[Ctx, caller("unit")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.record(
            tx,
            assignment_id=body.assignment_id,
            phase=body.phase,
            form=body.form,
            requested_by=body.requested_by,
            held_on=body.held_on,
            place=body.place,
            participants=body.participants,
            minutes=body.minutes,
            points_raised=body.points_raised,
            points_agreed=body.points_agreed,
            scheduled_id=body.scheduled_id,
        ),
        _view(ctx),
        status=201,
    )


@router.post("/assignments/{assignment_id}/schedule", status_code=201, response_model=ConsultationView)
async def schedule(assignment_id: str, body: Schedule, ctx: Annotated[Ctx, caller("unit")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.schedule(
            tx, assignment_id, phase=body.phase, at=body.at, place=body.place, invited=body.invited
        ),
        _view(ctx),
        status=201,
    )


@router.post("/consultations/{consultation_id}/confirm", response_model=ConsultationView)
async def confirm(consultation_id: str, ctx: Annotated[Ctx, caller("member")]) -> Response:
    return await ctx.execute(lambda tx: commands.confirm(tx, consultation_id), _view(ctx))


@router.post("/consultations/{consultation_id}/dispute", response_model=ConsultationView)
async def dispute(consultation_id: str, body: Dispute, ctx: Annotated[Ctx, caller("member")]) -> Response:
    return await ctx.execute(lambda tx: commands.dispute(tx, consultation_id, statement=body.statement), _view(ctx))


@router.post("/consultations/{consultation_id}/settle", response_model=ConsultationView)
async def settle(consultation_id: str, body: Settle, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.settle(tx, consultation_id, upheld=body.upheld, finding=body.finding),
        _view(ctx),
    )


@router.post("/assignments/{assignment_id}/waive", status_code=201, response_model=ConsultationView)
async def waive(assignment_id: str, body: Waive, ctx: Annotated[Ctx, caller("member")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.waive(tx, assignment_id, phase=body.phase, reason=body.reason),
        _view(ctx),
        status=201,
    )


@router.post("/assignments/{assignment_id}/release", status_code=201, response_model=ConsultationView)
async def release(assignment_id: str, body: Release, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.release(tx, assignment_id, phase=body.phase, reason=body.reason, attempts=body.attempts),
        _view(ctx),
        status=201,
    )


@router.get("/consultations")
async def list_consultations(
    ctx: Annotated[Ctx, caller(*READERS)],
    wanted: Annotated[PageQuery, Depends()],
    proposal_id: Annotated[str | None, Query()] = None,
    assignment_id: Annotated[str | None, Query()] = None,
    state: Annotated[State | None, Query()] = None,
    phase: Annotated[Phase | None, Query()] = None,
    overdue: Annotated[bool, Query()] = False,
) -> Page[ConsultationView]:
    """``overdue``: only what is scheduled, was due and was not held."""
    t = CONSULTATIONS.table
    view = _view(ctx)
    query = select(t).where(t.c.county == ctx.county, sees_consultation(ctx.actor, ctx.county))
    if proposal_id is not None:
        query = query.where(t.c.proposal_id == proposal_id)
    if assignment_id is not None:
        query = query.where(t.c.assignment_id == assignment_id)
    if state is not None:
        query = query.where(t.c.status == state)
    if phase is not None:
        query = query.where(t.c.phase == phase)
    if overdue:
        query = query.where(t.c.status == "scheduled", t.c.due < wall_date(ctx.clock.now()))
    return await ctx.read(lambda tx: page(tx, query, [t.c.id], wanted, lambda row: view(CONSULTATIONS.loaded(row))))


@router.get("/consultations/{consultation_id}", response_model=ConsultationView)
async def get_consultation(consultation_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    row = await ctx.read(
        lambda tx: must_see(tx, CONSULTATIONS.table, consultation_id, sees_consultation(ctx.actor, ctx.county))
    )
    loaded = CONSULTATIONS.loaded(row)
    return answer(loaded, _view(ctx)(loaded))
