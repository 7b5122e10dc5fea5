"""Routes of the deadlines, addressed by assignment."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from chassis.problems import NotFound
from contracts.base import Text
from services.supervision.deadline import commands, domain
from services.supervision.deadline.store import DEADLINES, deadline_id, listing

router = APIRouter(tags=["deadlines"])

STAFF = ("clerk", "chair", "assigning_office", "supervisor", "county_admin", "city_viewer", "auditor")


class Extend(Body):
    due: date
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
    tiers: tuple[int, ...]
    met_on_time: int
    met_late: int

    @classmethod
    def of(cls, loaded: Loaded[domain.Deadline]) -> "DeadlineView":
        return cls(id=loaded.id, version=loaded.version, **loaded.state.model_dump())


@router.post("/deadlines/{assignment_id}/extend", response_model=DeadlineView)
async def extend(assignment_id: str, body: Extend, ctx: Annotated[Ctx, caller("assigning_office")]) -> Response:
    return await ctx.execute(lambda tx: commands.extend(tx, assignment_id, body.due, body.reason), DeadlineView.of)


@router.get("/deadlines/{assignment_id}", response_model=DeadlineView)
async def deadline(assignment_id: str, ctx: Annotated[Ctx, caller("unit", "unit_leader", *STAFF)]) -> Response:
    loaded = await ctx.read(lambda tx: DEADLINES.load(tx, deadline_id(assignment_id), lock=False))
    if not ctx.actor.roles & set(STAFF) and loaded.state.unit_id not in ctx.actor.units:
        raise NotFound(f"deadlines {assignment_id}")
    return answer(loaded, DeadlineView.of(loaded))


@router.get("/deadlines")
async def deadlines(
    ctx: Annotated[Ctx, caller("unit", "unit_leader", *STAFF)],
    wanted: Annotated[PageQuery, Depends()],
    state: Literal["running", "missed", "met", "lifted"] | None = None,
) -> Page[DeadlineView]:
    """The county's; a unit sees its own."""
    own = None if ctx.actor.roles & set(STAFF) else ctx.actor.units
    t = DEADLINES.table
    return await ctx.read(
        lambda tx: page(
            tx,
            listing(tx.county, units=own, status=state),
            [t.c.id],
            wanted,
            lambda row: DeadlineView.of(DEADLINES.loaded(row)),
        )
    )
