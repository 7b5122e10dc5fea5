"""Routes of the offers."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Line, Ref
from services.submission.booking.api import PlanBody
from services.submission.booking.commands import STAFF
from services.submission.offer import commands, domain, store
from services.submission.offer.commands import Wanted
from services.submission.offer.store import OFFERS

router = APIRouter(tags=["topic-offers"])


class Offer(Body):
    """To a member or a body, one of both."""

    call_id: Ref
    topic: int
    """Index into the call's topics, from 0."""
    member_id: Ref | None = None
    body_id: Ref | None = None
    answer_by: date | None = None
    """The last day; None: as the policy says."""
    due: date | None = None
    """By when it is to be worked up; None: as of any booking."""
    note: Line | None = None

    def wanted(self) -> Wanted:
        return Wanted(self.topic, self.member_id, self.body_id, self.answer_by, self.due, self.note)


class Accept(Body):
    plan: PlanBody | None = None


class Reason(Body):
    reason: Line


class OfferView(View):
    state: domain.State
    call_id: str
    topic: int
    title: str
    member_id: str | None
    body_id: str | None
    answer_by: date
    due: date | None
    note: str | None
    reason: str | None
    booking_id: str | None

    @classmethod
    def of(cls, loaded: Loaded[domain.Offer]) -> "OfferView":
        return cls(version=loaded.version, **loaded.state.model_dump())


@router.post("/topic-offers", status_code=201, response_model=OfferView)
async def offer(body: Offer, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """Asks a member or body whether they work up a topic of a commissioned call; its place is kept for them."""
    wanted = body.wanted()
    return await ctx.execute(lambda tx: commands.ask(tx, body.call_id, wanted), OfferView.of, status=201)


@router.post("/topic-offers/{offer_id}/accept", response_model=OfferView)
async def accept(
    offer_id: str, ctx: Annotated[Ctx, caller("member", "body_officer")], body: Accept | None = None
) -> Response:
    """Books the topic; ``booking_id`` is the booking."""
    plan = body.plan.plan() if body and body.plan else None
    return await ctx.execute(lambda tx: commands.accept(tx, offer_id, plan), OfferView.of)


@router.post("/topic-offers/{offer_id}/decline", response_model=OfferView)
async def decline(offer_id: str, body: Reason, ctx: Annotated[Ctx, caller("member", "body_officer")]) -> Response:
    return await ctx.execute(lambda tx: commands.decline(tx, offer_id, body.reason), OfferView.of)


@router.post("/topic-offers/{offer_id}/withdraw", response_model=OfferView)
async def withdraw(offer_id: str, body: Reason, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.withdraw(tx, offer_id, body.reason), OfferView.of)


@router.get("/topic-offers/{offer_id}", response_model=OfferView)
async def one(offer_id: str, ctx: Annotated[Ctx, caller("member", "body_officer", *sorted(STAFF))]) -> Response:
    loaded = await ctx.read(lambda tx: commands.read(tx, offer_id))
    return answer(loaded, OfferView.of(loaded))


@router.get("/topic-offers")
async def offers(
    ctx: Annotated[Ctx, caller("member", "body_officer", *sorted(STAFF))],
    wanted: Annotated[PageQuery, Depends()],
    state: domain.State | None = None,
    call_id: Ref | None = None,
) -> Page[OfferView]:
    """Staff see the county's; a member their own and those of the body that they speak for."""

    async def query(tx: Tx) -> Page[OfferView]:
        mine = None if tx.actor.roles & STAFF else commands.own(tx)
        listed = store.listing(tx.county, status=state, call_id=call_id, mine=mine)
        return await page(tx, listed, [OFFERS.table.c.id], wanted, lambda row: OfferView.of(OFFERS.loaded(row)))

    return await ctx.read(query)
