"""Routes of service issues. Staff see all, everybody else what they raised."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy import Select, select

from chassis.eventlog import Actor, Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from chassis.problems import NotFound
from contracts.base import Line, Ref, Text
from contracts.evaluation import IssueSource
from services.evaluation.service_issue import commands, listing
from services.evaluation.service_issue.domain import ServiceIssue, State
from services.evaluation.service_issue.store import ISSUES
from services.evaluation.visibility import STAFF
from services.evaluation.workbook import XLSX, written

router = APIRouter(tags=["service issue"])

READERS = (*STAFF, "member", "unit")


class IssueView(View):
    """``raised_by`` is empty where it was raised without a name, by a form's link."""

    raised_by: str | None
    opinion: str
    state: State
    owner: str | None
    due: str | None
    proof: str | None
    source: IssueSource
    gathered_at: str | None
    form_id: str | None
    overdue: bool

    @classmethod
    def of(cls, loaded: Loaded[ServiceIssue]) -> "IssueView":
        state = loaded.state
        return cls(
            id=loaded.id,
            version=loaded.version,
            raised_by=state.named,
            opinion=state.opinion,
            state=state.state,
            owner=state.owner,
            due=state.due,
            proof=state.proof,
            source=state.source,
            gathered_at=state.gathered_at,
            form_id=state.form_id,
            overdue=state.overdue,
        )


class Raise(Body):
    opinion: Text


class Gather(Body):
    """``raised_by``: the member's id, or the login, of who said it; only they close it. Who wants to stay unnamed
    writes by a form."""

    opinion: Text
    gathered_at: Line
    raised_by: Ref


class Assign(Body):
    owner: Line
    due: date


class Resolve(Body):
    proof: Text


@dataclass(frozen=True)
class Picked:
    """Filters of the lists."""

    state: Annotated[State | None, Query()] = None
    owner: Annotated[str | None, Query(max_length=200)] = None
    overdue: Annotated[bool | None, Query()] = None
    source: Annotated[IssueSource | None, Query()] = None
    form_id: Annotated[str | None, Query(max_length=64)] = None
    due_by: Annotated[date | None, Query()] = None

    def of(self, county: str) -> Select[*tuple[Any, ...]]:
        c = ISSUES.table.c
        query = select(ISSUES.table).where(c.county == county)
        wanted = {
            c.status: self.state, c.owner: self.owner, c.overdue: self.overdue, c.source: self.source,
            c.form_id: self.form_id,
        }  # fmt: skip
        for column, value in wanted.items():
            if value is not None:
                query = query.where(column == value)
        return query if self.due_by is None else query.where(c.due <= self.due_by)


def _sees_all(actor: Actor) -> bool:
    return bool(actor.roles & set(STAFF))


@router.post("/service-issues", status_code=201, response_model=IssueView)
async def raise_issue(body: Raise, ctx: Annotated[Ctx, caller("member", "unit")]) -> Response:
    return await ctx.execute(lambda tx: commands.raise_issue(tx, opinion=body.opinion), IssueView.of, status=201)


@router.post("/service-issues/gathered", status_code=201, response_model=IssueView)
async def gather(body: Gather, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """What somebody said at a meeting, written down for them."""
    return await ctx.execute(
        lambda tx: commands.gather(tx, opinion=body.opinion, gathered_at=body.gathered_at, raised_by=body.raised_by),
        IssueView.of,
        status=201,
    )


@router.post("/service-issues/{issue_id}/assign", response_model=IssueView)
async def assign(issue_id: str, body: Assign, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.assign(tx, issue_id, owner=body.owner, due=body.due), IssueView.of)


@router.post("/service-issues/{issue_id}/resolve", response_model=IssueView)
async def resolve(issue_id: str, body: Resolve, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.resolve(tx, issue_id, proof=body.proof), IssueView.of)


@router.post("/service-issues/{issue_id}/verify", response_model=IssueView)
async def verify(issue_id: str, ctx: Annotated[Ctx, caller("member", "unit")]) -> Response:
    return await ctx.execute(lambda tx: commands.verify(tx, issue_id), IssueView.of)


@router.get("/service-issues")
async def list_issues(
    ctx: Annotated[Ctx, caller(*READERS)],
    wanted: Annotated[PageQuery, Depends()],
    picked: Annotated[Picked, Depends()],
    mine: bool = False,
) -> Page[IssueView]:
    """The problem list; with an owner, the responsibility list. ``mine``: what the caller raised, whatever else they
    may see."""
    t = ISSUES.table
    query = picked.of(ctx.county)
    if mine or not _sees_all(ctx.actor):
        query = query.where(t.c.raised_by == commands.person(ctx.actor), t.c.receipt.is_(None))
    return await ctx.read(lambda tx: page(tx, query, [t.c.id], wanted, lambda row: IssueView.of(ISSUES.loaded(row))))


@router.get(
    "/service-issues/export.xlsx",
    response_class=Response,
    responses={200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def export_issues(ctx: Annotated[Ctx, caller(*STAFF)], picked: Annotated[Picked, Depends()]) -> Response:
    """问题清单 and 责任清单."""

    async def query(tx: Tx) -> list[Loaded[ServiceIssue]]:
        rows = (await tx.connection.execute(picked.of(ctx.county).order_by(ISSUES.table.c.id))).mappings()
        return [ISSUES.loaded(row) for row in rows]

    data = await written(listing.workbook(await ctx.read(query)))
    headers = {"content-disposition": 'attachment; filename="service-issues.xlsx"'}
    return Response(data, media_type=XLSX, headers=headers)


@router.get("/service-issues/{issue_id}", response_model=IssueView)
async def get_issue(issue_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    async def query(tx: Tx) -> Loaded[ServiceIssue]:
        loaded = await ISSUES.find(tx, issue_id, lock=False)
        if loaded is None or not (_sees_all(ctx.actor) or loaded.state.named == commands.person(ctx.actor)):
            raise NotFound(f"service_issues {issue_id}")
        return loaded

    loaded = await ctx.read(query)
    return answer(loaded, IssueView.of(loaded))
