"""Routes of activities and their follow-ups."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from chassis.clock import wall_date
from chassis.http import Body, Ctx, Page, PageQuery, caller, page
from contracts.base import Line, Ref, Text
from contracts.supervision import ActivityKind
from services.supervision.activity import commands, store
from services.supervision.activity.domain import Held
from services.supervision.oversight.api import STAFF, OversightView

router = APIRouter(tags=["activities"])

Kind = Literal["site_visit", "symposium", "call", "instruction", "urge", "letter"]
Id = Annotated[str | None, Query(max_length=64)]


class AskedFollowUp(Body):
    """``who`` may be left out where a unit is to do it."""

    what: Text
    due: date
    unit_id: Ref | None = None
    who: Line | None = None


class Activity(Body):
    """``members`` of the conference, ``units`` and ``others`` (leaders and staff, by name or office) took part."""

    kind: ActivityKind
    held_on: date
    findings: Text
    members: Annotated[tuple[Ref, ...], Field(max_length=200)] = ()
    units: Annotated[tuple[Ref, ...], Field(max_length=50)] = ()
    others: Annotated[tuple[Line, ...], Field(max_length=100)] = ()
    follow_ups: Annotated[tuple[AskedFollowUp, ...], Field(max_length=20)] = ()
    next_on: date | None = None


class Answer(Body):
    text: Text


class Finding(Body):
    finding: Text


class ActivityView(BaseModel):
    """Of an urge ``findings`` is what it said, of a letter its number; both went to ``units``."""

    id: str
    proposal_id: str
    kind: Kind
    held_on: date
    findings: str
    members: tuple[str, ...]
    units: tuple[str, ...]
    others: tuple[str, ...]
    next_on: date | None
    recorded_by: str | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "ActivityView":
        return cls(**row)


class FollowUpView(BaseModel):
    """``overdue``: its day has gone by without an answer; ``late``: done, but after it."""

    follow_up_id: str
    proposal_id: str
    activity_id: str
    what: str
    who: str
    unit_id: str | None
    due: date
    state: Literal["open", "answered", "closed", "lapsed"]
    overdue: bool
    late: bool
    answer: str | None
    answered_at: datetime | None
    finding: str | None
    closed_at: datetime | None

    @classmethod
    def of(cls, row: Mapping[str, Any], today: date) -> "FollowUpView":
        done_on = row["done_on"]
        shown = {name: row[name] for name in cls.model_fields if name not in ("overdue", "late")}
        return cls(
            **shown,
            overdue=row["state"] == "open" and row["due"] < today,
            late=done_on is not None and row["due"] < done_on,
        )


@router.post("/oversights/{proposal_id}/activities", response_model=OversightView)
async def record(proposal_id: Ref, body: Activity, ctx: Annotated[Ctx, caller("supervisor", "clerk")]) -> Response:
    held = Held(**body.model_dump(exclude={"follow_ups"}))
    asked = [commands.Asked(**one.model_dump()) for one in body.follow_ups]
    return await ctx.execute(lambda tx: commands.record(tx, proposal_id, held, asked), OversightView.of)


@router.get("/activities")
async def activities(
    ctx: Annotated[Ctx, caller(*STAFF)],
    wanted: Annotated[PageQuery, Depends()],
    proposal_id: Id = None,
    kind: Kind | None = None,
) -> Page[ActivityView]:
    """All that was done to watch proposals, the last recorded first: activities, urges, and letters of supervision."""
    query, id = store.listing(ctx.county, proposal_id=proposal_id, kind=kind)
    return await ctx.read(lambda tx: page(tx, query, [id], wanted, ActivityView.of, newest_first=True))


@router.get("/follow-ups")
async def follow_ups(
    ctx: Annotated[Ctx, caller("unit", "unit_leader", *STAFF)],
    wanted: Annotated[PageQuery, Depends()],
    proposal_id: Id = None,
    state: Literal["open", "answered", "closed", "lapsed"] | None = None,
    overdue: bool = False,
) -> Page[FollowUpView]:
    """The county's; a unit sees what was asked of it. ``overdue``: those alone that are open past their day."""
    today = wall_date(ctx.clock.now())
    query = store.follow_ups(
        ctx.county,
        None if ctx.actor.roles & set(STAFF) else ctx.actor.units,
        proposal_id=proposal_id,
        state=state,
        overdue_on=today if overdue else None,
    )
    return await ctx.read(
        lambda tx: page(tx, query, [store.F.follow_up_id], wanted, lambda row: FollowUpView.of(row, today))
    )


@router.post("/follow-ups/{follow_up_id}/answer", response_model=OversightView)
async def answer(follow_up_id: Ref, body: Answer, ctx: Annotated[Ctx, caller("unit", "unit_leader")]) -> Response:
    return await ctx.execute(lambda tx: commands.answer(tx, follow_up_id, body.text), OversightView.of)


@router.post("/follow-ups/{follow_up_id}/close", response_model=OversightView)
async def close(follow_up_id: Ref, body: Finding, ctx: Annotated[Ctx, caller("supervisor", "clerk")]) -> Response:
    """With what the supervisor found, answered or not."""
    return await ctx.execute(lambda tx: commands.close(tx, follow_up_id, body.finding), OversightView.of)
