"""Routes of the bookings."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Line, Ref
from services.submission.booking import commands, domain, store
from services.submission.booking.store import BOOKINGS

router = APIRouter(tags=["bookings"])


class Book(Body):
    call_id: Ref
    topic: int
    """Index into the call's topics, from 0."""
    due: date | None = None
    body_id: Ref | None = None
    """The body that books, through its officer."""


class Release(Body):
    reason: Line | None = None


class BookingView(View):
    state: str
    call_id: str
    topic: int
    title: str | None
    member_id: str
    body_id: str | None
    due: date
    proposal_id: str | None

    @classmethod
    def of(cls, loaded: Loaded[domain.Booking]) -> "BookingView":
        return cls(version=loaded.version, **loaded.state.model_dump())


@router.post("/bookings", status_code=201, response_model=BookingView)
async def book(body: Book, ctx: Annotated[Ctx, caller("member", "body_officer")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.book(tx, body.call_id, body.topic, body.due, body.body_id), BookingView.of, status=201
    )


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
) -> Page:
    """Staff see the county's; a member their own and those of the body that they speak for."""

    async def query(tx: Tx) -> Page:
        mine = None if tx.actor.roles & commands.STAFF else commands.holders(tx)
        listed = store.listing(tx.county, status=state, call_id=call_id, member_id=member_id, mine=mine)
        return await page(tx, listed, [BOOKINGS.table.c.id], wanted, lambda row: BookingView.of(BOOKINGS.loaded(row)))

    return await ctx.read(query)
