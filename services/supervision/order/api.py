"""Routes of orders."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from chassis.jobs import Job, job_of
from chassis.letter.render import MEDIA, Format, render
from chassis.uploads import disposition
from contracts.base import Channel, Line, Ref, SupervisionClass
from contracts.letter import file_name
from contracts.supervision import OrderedActivity, OrderKind
from services.supervision.activity import commands as activities
from services.supervision.order import commands, jobs, store
from services.supervision.order.domain import Order
from services.supervision.order.jobs import JOBS
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


class OrderSelection(Body):
    """The open proposals of a session that have no order yet: of these classes, of one unit, of one supervisor, or
    those that are named. Numbers follow the key and case numbers."""

    session_id: Ref
    classes: Annotated[tuple[SupervisionClass, ...], Field(min_length=1, max_length=3)]
    unit_id: Ref | None = None
    supervisor: Line | None = None
    proposal_ids: Annotated[tuple[Ref, ...], Field(max_length=2000)] = ()


class OrderReport(BaseModel):
    """``first`` and ``last``: the numbers of each kind that the job has given; ``refused`` counts them all, ``errors``
    tells the first 1,000."""

    issued: int
    first: dict[OrderKind, str]
    last: dict[OrderKind, str]
    refused: int
    errors: list[NotOrdered]


class OrderJobView(BaseModel):
    id: str
    address: str
    state: Literal["waiting", "running", "done", "refused", "failed", "cancelled"]
    proposals: int | None
    """Null until the selection is made."""
    done: int
    report: OrderReport | None
    error: str | None
    """What went wrong at the last try, through no fault of a proposal; it is tried again some times."""
    created_by: str
    created_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, job: Job) -> "OrderJobView":
        return cls(
            id=job.id,
            address=f"/supervision/order-jobs/{job.id}",
            state=cast(Any, job.state),
            proposals=job.total,
            done=job.done,
            report=OrderReport.model_validate(job.report) if job.report else None,
            error=job.error,
            created_by=job.created_by,
            created_at=job.created_at,
            changed_at=job.changed_at,
        )


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


@router.post("/order-jobs", status_code=202, response_model=OrderJobView)
async def start(body: OrderSelection, ctx: Annotated[Ctx, caller("clerk", "chair")]) -> Response:
    """Orders on a whole selection, by key and case number; it goes on by itself, and what has one already keeps it."""

    async def command(tx: Tx) -> OrderJobView:
        return OrderJobView.of(await jobs.submit(tx, jobs.Selection(**body.model_dump())))

    return await ctx.execute_many(command, status=202)


@router.get("/order-jobs")
async def order_jobs(
    ctx: Annotated[Ctx, caller("clerk", "chair")], wanted: Annotated[PageQuery, Depends()]
) -> Page[OrderJobView]:
    """The county's, newest first."""

    def view(row: Mapping[str, Any]) -> OrderJobView:
        return OrderJobView.of(job_of(row))

    return await ctx.read(
        lambda tx: page(tx, JOBS.listing(tx.county), [JOBS.table.c.id], wanted, view, newest_first=True)
    )


@router.get("/order-jobs/{job_id}", response_model=OrderJobView)
async def order_job(job_id: Ref, ctx: Annotated[Ctx, caller("clerk", "chair")]) -> OrderJobView:
    return OrderJobView.of(await ctx.read(lambda tx: JOBS.load(tx, job_id)))


@router.post("/order-jobs/{job_id}/cancel", response_model=OrderJobView)
async def cancel(job_id: Ref, ctx: Annotated[Ctx, caller("clerk", "chair")]) -> Response:
    """What is issued by then stays; the same selection again goes on with the rest."""

    async def command(tx: Tx) -> OrderJobView:
        return OrderJobView.of(await JOBS.cancel(tx, job_id))

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
