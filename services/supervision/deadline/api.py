"""Routes of the deadlines, addressed by assignment."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from chassis.eventlog import Loaded, Tx
from chassis.history import Past, history
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from chassis.problems import NotFound
from contracts.base import Text
from contracts.supervision import (
    DateStep,
    DeadlineExtended,
    DeadlinePaused,
    DeadlineResumed,
    ExtensionRefused,
    ExtensionRequested,
)
from services.supervision.deadline import commands, domain
from services.supervision.deadline.store import DEADLINES, deadline_id, listing

router = APIRouter(tags=["deadlines"])

STAFF = ("clerk", "chair", "assigning_office", "supervisor", "county_admin", "city_viewer", "auditor")


class Extend(Body):
    due: date
    reason: Text


class Reason(Body):
    reason: Text


class DeadlineView(View):
    assignment_id: str
    proposal_id: str
    unit_id: str
    cycle: int
    state: str
    started_on: date
    due: date
    due_version: int
    why: tuple[str, ...]
    """One line for each step, in Chinese; ``trace`` says the same as data."""
    trace: tuple[DateStep, ...]
    asked: domain.Asked | None
    """The extension that the unit has asked for and nobody has decided yet."""
    paused_on: date | None
    pause: str | None
    tiers: tuple[int, ...]
    met_on_time: int
    met_late: int

    @classmethod
    def of(cls, loaded: Loaded[domain.Deadline]) -> "DeadlineView":
        shown = loaded.state.model_dump(exclude={"planned", "role", "urgent", "decided_at"})
        return cls(id=loaded.id, version=loaded.version, **shown)


class DecisionView(BaseModel):
    """What a unit asked about its date, or the office decided; ``due`` is the date that was asked for or given."""

    what: Literal["requested", "extended", "refused", "paused", "resumed"]
    at: datetime
    by: str | None
    due: date | None
    reason: str | None

    @classmethod
    def of(cls, past: Past) -> "DecisionView | None":
        match past.event:
            case ExtensionRequested(due=due, reason=reason):
                return cls(what="requested", at=past.at, by=None, due=due, reason=reason)
            case DeadlineExtended(due=due, reason=reason, approved_by=by):
                return cls(what="extended", at=past.at, by=by, due=due, reason=reason)
            case ExtensionRefused(due=due, reason=reason, refused_by=by):
                return cls(what="refused", at=past.at, by=by, due=due, reason=reason)
            case DeadlinePaused(reason=reason, paused_by=by):
                return cls(what="paused", at=past.at, by=by, due=None, reason=reason)
            case DeadlineResumed(due=due, resumed_by=by):
                return cls(what="resumed", at=past.at, by=by, due=due, reason=None)
            case _:
                return None


class CourseView(BaseModel):
    """Its ETag is the deadline's: who names it decides on what was read."""

    deadline: DeadlineView
    latest: date
    """The county's policy allows no later one."""
    decisions: tuple[DecisionView, ...]
    """Oldest first, of every round of handling."""


@router.post("/deadlines/{assignment_id}/extend", response_model=DeadlineView)
async def extend(assignment_id: str, body: Extend, ctx: Annotated[Ctx, caller("assigning_office")]) -> Response:
    return await ctx.execute(lambda tx: commands.extend(tx, assignment_id, body.due, body.reason), DeadlineView.of)


@router.post("/deadlines/{assignment_id}/request-extension", response_model=DeadlineView)
async def request_extension(assignment_id: str, body: Extend, ctx: Annotated[Ctx, caller("unit")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.request_extension(tx, assignment_id, body.due, body.reason), DeadlineView.of
    )


@router.post("/deadlines/{assignment_id}/refuse-extension", response_model=DeadlineView)
async def refuse_extension(
    assignment_id: str, body: Reason, ctx: Annotated[Ctx, caller("assigning_office")]
) -> Response:
    return await ctx.execute(lambda tx: commands.refuse_extension(tx, assignment_id, body.reason), DeadlineView.of)


@router.post("/deadlines/{assignment_id}/pause", response_model=DeadlineView)
async def pause(assignment_id: str, body: Reason, ctx: Annotated[Ctx, caller("assigning_office")]) -> Response:
    return await ctx.execute(lambda tx: commands.pause(tx, assignment_id, body.reason), DeadlineView.of)


@router.post("/deadlines/{assignment_id}/resume", response_model=DeadlineView)
async def resume(assignment_id: str, ctx: Annotated[Ctx, caller("assigning_office")]) -> Response:
    return await ctx.execute(lambda tx: commands.resume(tx, assignment_id), DeadlineView.of)


async def _readable(tx: Tx, assignment_id: str) -> Loaded[domain.Deadline]:
    """For a unit, another's date does not exist."""
    loaded = await DEADLINES.load(tx, deadline_id(assignment_id), lock=False)
    if not tx.actor.roles & set(STAFF) and loaded.state.unit_id not in tx.actor.units:
        raise NotFound(f"deadlines {assignment_id}")
    return loaded


@router.get("/deadlines/{assignment_id}", response_model=DeadlineView)
async def deadline(assignment_id: str, ctx: Annotated[Ctx, caller("unit", "unit_leader", *STAFF)]) -> Response:
    loaded = await ctx.read(lambda tx: _readable(tx, assignment_id))
    return answer(loaded, DeadlineView.of(loaded))


@router.get("/deadlines/{assignment_id}/course", response_model=CourseView)
async def course(assignment_id: str, ctx: Annotated[Ctx, caller("unit", "unit_leader", *STAFF)]) -> Response:
    """What whoever asks for more time, and whoever decides, must know of it."""

    async def read(tx: Tx) -> tuple[Loaded[domain.Deadline], CourseView]:
        loaded = await _readable(tx, assignment_id)
        told = [DecisionView.of(past) for past in await history(tx, DEADLINES, loaded.id)]
        view = CourseView(
            deadline=DeadlineView.of(loaded),
            latest=await commands.latest(tx, loaded.state),
            decisions=tuple(one for one in told if one is not None),
        )
        return loaded, view

    return answer(*await ctx.read(read))


@router.get("/deadlines")
async def deadlines(
    ctx: Annotated[Ctx, caller("unit", "unit_leader", *STAFF)],
    wanted: Annotated[PageQuery, Depends()],
    state: domain.State | None = None,
    asked: bool | None = None,
    proposal_id: str | None = None,
) -> Page[DeadlineView]:
    """The county's; a unit sees its own. ``asked`` are those with an extension to be decided."""
    own = None if ctx.actor.roles & set(STAFF) else ctx.actor.units
    t = DEADLINES.table
    return await ctx.read(
        lambda tx: page(
            tx,
            listing(tx.county, units=own, status=state, asked=asked, proposal_id=proposal_id),
            [t.c.id],
            wanted,
            lambda row: DeadlineView.of(DEADLINES.loaded(row)),
        )
    )
