"""Routes of the bookings."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Line, Ref
from contracts.submission import Milestone
from services.submission.booking import commands, domain, store
from services.submission.booking.store import BOOKINGS

router = APIRouter(tags=["bookings"])


Team = Annotated[tuple[Ref, ...], Field(max_length=100)]


class MilestoneBody(Body):
    name: Line
    due: date


class PlanBody(Body):
    """How the topic is worked up."""

    team: Team = ()
    """Members of the directory, the holder not among them."""
    others: Annotated[tuple[Line, ...], Field(max_length=100)] = ()
    """Names of people whom the directory does not know; no contacts."""
    research_from: date | None = None
    research_until: date | None = None
    milestones: Annotated[tuple[MilestoneBody, ...], Field(max_length=100)] = ()

    def plan(self) -> commands.Plan:
        milestones = tuple(Milestone(name=one.name, due=one.due) for one in self.milestones)
        return commands.Plan(self.team, self.others, self.research_from, self.research_until, milestones)


class Reach(Body):
    name: Line
    done_on: date | None = None
    """None: today."""


class Extend(Body):
    due: date
    reason: Line


class Book(Body):
    call_id: Ref
    topic: int
    """Index into the call's topics, from 0."""
    due: date | None = None
    body_id: Ref | None = None
    """The body that books, through its officer."""
    plan: PlanBody | None = None


class Release(Body):
    reason: Line | None = None


class StepView(BaseModel):
    name: str
    due: date
    done_on: date | None
    reminded: bool


class BookingView(View):
    state: str
    call_id: str
    topic: int
    title: str | None
    member_id: str
    body_id: str | None
    due: date
    proposal_id: str | None
    team: tuple[str, ...]
    others: tuple[str, ...]
    research_from: date | None
    research_until: date | None
    milestones: tuple[StepView, ...]
    extensions: int
    offer_id: str | None

    @classmethod
    def of(cls, loaded: Loaded[domain.Booking]) -> "BookingView":
        return cls(version=loaded.version, **loaded.state.model_dump())


@router.post("/bookings", status_code=201, response_model=BookingView)
async def book(body: Book, ctx: Annotated[Ctx, caller("member", "body_officer")]) -> Response:
    plan = body.plan.plan() if body.plan else None
    return await ctx.execute(
        lambda tx: commands.book(tx, body.call_id, body.topic, body.due, body.body_id, plan), BookingView.of, status=201
    )


@router.put("/bookings/{booking_id}/plan", response_model=BookingView)
async def plan(booking_id: str, body: PlanBody, ctx: Annotated[Ctx, caller("member", "body_officer")]) -> Response:
    """In place of the plan before; what is done stays done."""
    return await ctx.execute(lambda tx: commands.plan(tx, booking_id, body.plan()), BookingView.of, edit=True)


@router.post("/bookings/{booking_id}/reach-milestone", response_model=BookingView)
async def reach(booking_id: str, body: Reach, ctx: Annotated[Ctx, caller("member", "body_officer")]) -> Response:
    return await ctx.execute(lambda tx: commands.reach(tx, booking_id, body.name, body.done_on), BookingView.of)


@router.post("/bookings/{booking_id}/extend", response_model=BookingView)
async def extend(booking_id: str, body: Extend, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.extend(tx, booking_id, body.due, body.reason), BookingView.of)


@router.post("/bookings/{booking_id}/release", response_model=BookingView)
async def release(
    booking_id: str, ctx: Annotated[Ctx, caller("member", "body_officer", "clerk")], body: Release | None = None
) -> Response:
    reason = body.reason if body else None
    return await ctx.execute(lambda tx: commands.release(tx, booking_id, reason), BookingView.of)


@router.get("/bookings/{booking_id}", response_model=BookingView)
async def booking(
    booking_id: str, ctx: Annotated[Ctx, caller("member", "body_officer", *sorted(commands.STAFF))]
) -> Response:
    loaded = await ctx.read(lambda tx: commands.read(tx, booking_id))
    return answer(loaded, BookingView.of(loaded))


@router.get("/bookings")
async def bookings(
    ctx: Annotated[Ctx, caller("member", "body_officer", *sorted(commands.STAFF))],
    wanted: Annotated[PageQuery, Depends()],
    state: domain.State | None = None,
    call_id: Ref | None = None,
    member_id: Ref | None = None,
) -> Page[BookingView]:
    """Staff see the county's; a member their own and those of the body that they speak for."""

    async def query(tx: Tx) -> Page[BookingView]:
        mine = None if tx.actor.roles & commands.STAFF else commands.holders(tx)
        listed = store.listing(tx.county, status=state, call_id=call_id, member_id=member_id, mine=mine)
        return await page(tx, listed, [BOOKINGS.table.c.id], wanted, lambda row: BookingView.of(BOOKINGS.loaded(row)))

    return await ctx.read(query)
