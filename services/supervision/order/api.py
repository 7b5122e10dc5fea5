"""Routes of orders."""

import base64
import hashlib
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from chassis.letter.render import MEDIA, Format, render
from chassis.uploads import disposition
from contracts.base import Channel, Ref
from contracts.letter import file_name
from contracts.supervision import OrderedActivity, OrderKind
from services.supervision.activity import commands as activities
from services.supervision.order import commands, store
from services.supervision.order.domain import Order
from services.supervision.order.store import ORDERS
from services.supervision.oversight.api import STAFF

router = APIRouter(tags=["orders"])

SEES_ALL = frozenset(STAFF)
FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA.values()}}
}


class OrderAll(Body):
    """``unit_id`` left out: of all units."""

    session_id: Ref
    unit_id: Ref | None = None


class OrderOne(Body):
    """``activity_id``: the activity that the order follows from, which it then names."""

    activity_id: Ref | None = None


class OrderView(View):
    proposal_id: str
    kind: OrderKind
    year: int
    sequence: int
    number: str
    issued_at: datetime
    channel: Channel
    case_number: int
    title: str
    units: tuple[str, ...]
    unit_names: tuple[str, ...]
    supervisor: str
    due: date | None
    policy_version: int
    activity: OrderedActivity | None

    @classmethod
    def of(cls, loaded: Loaded[Order]) -> "OrderView":
        return cls(id=loaded.id, version=loaded.version, **loaded.state.model_dump())


class NotOrdered(BaseModel):
    proposal_id: str
    rule: str
    detail: str


class OrdersIssued(BaseModel):
    """``more``: ask again, until it is false; what is out is not issued a second time."""

    issued: tuple[OrderView, ...]
    refused: tuple[NotOrdered, ...]
    more: bool


@router.post("/oversights/{proposal_id}/order", status_code=201, response_model=OrderView)
async def issue(
    proposal_id: Ref, ctx: Annotated[Ctx, caller("clerk", "chair")], body: OrderOne | None = None
) -> Response:
    """督办通知 on a key proposal, 督办函 on any other, to the units that handle it; one of each kind."""
    activity_id = body.activity_id if body else None

    async def command(tx: Tx) -> Loaded[Order]:
        activity = await activities.named_by(tx, proposal_id, activity_id) if activity_id else None
        return await commands.issue(tx, proposal_id, activity)

    return await ctx.execute(command, OrderView.of, status=201)


@router.post("/order-batches", response_model=OrdersIssued)
async def issue_all(body: OrderAll, ctx: Annotated[Ctx, caller("clerk", "chair")]) -> Response:
    """The letters on all proposals of a session, or of one unit there, that are not key and have none yet."""

    async def command(tx: Tx) -> OrdersIssued:
        found = await commands.issue_all(tx, body.session_id, body.unit_id)
        return OrdersIssued(
            issued=tuple(OrderView.of(one) for one in found.orders),
            refused=tuple(
                NotOrdered(proposal_id=id, rule=one.rule, detail=one.detail) for id, one in found.refused.items()
            ),
            more=found.more,
        )

    return await ctx.execute_many(command)


@router.get("/orders")
async def orders(
    ctx: Annotated[Ctx, caller("unit", "unit_leader", *STAFF)],
    wanted: Annotated[PageQuery, Depends()],
    proposal_id: Annotated[str | None, Query(max_length=64)] = None,
) -> Page[OrderView]:
    """The county's, the newest first; a unit sees those that went to it."""
    query = store.listing(ctx.county, store.visible(ctx.actor, SEES_ALL), proposal_id)
    return await ctx.read(
        lambda tx: page(
            tx, query, [ORDERS.table.c.id], wanted, lambda row: OrderView.of(ORDERS.loaded(row)), newest_first=True
        )
    )


@router.get("/orders/{order_id}", response_model=OrderView)
async def order(order_id: Ref, ctx: Annotated[Ctx, caller("unit", "unit_leader", *STAFF)]) -> Response:
    loaded = await ctx.read(lambda tx: commands.find(tx, order_id, SEES_ALL))
    return answer(loaded, OrderView.of(loaded))


@router.get("/orders/{order_id}/letter", response_class=Response, responses=FILE)
async def document(
    order_id: Ref,
    ctx: Annotated[Ctx, caller("unit", "unit_leader", *STAFF)],
    format: Annotated[Format, Query(description="PDF/A, or a Word file")] = "pdf",
) -> Response:
    """The order in the layout of official documents, the same bytes each time."""
    # The transaction is over before the layout begins: no connection waits for it.
    said = await ctx.read(lambda tx: commands.document(tx, order_id, SEES_ALL))
    made = await render(said, format)
    digest = base64.b64encode(hashlib.sha256(made).digest()).decode()
    return Response(
        made,
        media_type=MEDIA[format],
        headers={
            "Content-Disposition": disposition(file_name(said, format)),
            "Repr-Digest": f"sha-256=:{digest}:",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private",
        },
    )
