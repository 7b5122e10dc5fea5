"""Routes of service issues. Staff see all, everybody else what they raised."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlalchemy import select

from chassis.eventlog import Actor, Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from chassis.problems import NotFound
from contracts.base import Line, Text
from services.evaluation.service_issue import commands
from services.evaluation.service_issue.domain import ServiceIssue, State
from services.evaluation.service_issue.store import ISSUES
from services.evaluation.visibility import STAFF

router = APIRouter(tags=["service issue"])

READERS = (*STAFF, "member", "unit")


class IssueView(View):
    raised_by: str
    opinion: str
    state: State
    owner: str | None
    due: str | None
    proof: str | None

    @classmethod
    def of(cls, loaded: Loaded[ServiceIssue]) -> "IssueView":
        return cls(id=loaded.id, version=loaded.version, **loaded.state.model_dump())


class Raise(Body):
    opinion: Text


class Assign(Body):
    owner: Line
    due: date


class Resolve(Body):
    proof: Text


def _sees_all(actor: Actor) -> bool:
    return bool(actor.roles & set(STAFF))


@router.post("/service-issues", status_code=201, response_model=IssueView)
async def raise_issue(body: Raise, ctx: Annotated[Ctx, caller("member", "unit")]) -> Response:
    return await ctx.execute(lambda tx: commands.raise_issue(tx, opinion=body.opinion), IssueView.of, status=201)


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
    ctx: Annotated[Ctx, caller(*READERS)], wanted: Annotated[PageQuery, Depends()]
) -> Page[IssueView]:
    t = ISSUES.table
    query = select(t).where(t.c.county == ctx.county)
    if not _sees_all(ctx.actor):
        query = query.where(t.c.raised_by == commands.person(ctx.actor))
    return await ctx.read(lambda tx: page(tx, query, [t.c.id], wanted, lambda row: IssueView.of(ISSUES.loaded(row))))


@router.get("/service-issues/{issue_id}", response_model=IssueView)
async def get_issue(issue_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    async def query(tx: Tx) -> Loaded[ServiceIssue]:
        loaded = await ISSUES.find(tx, issue_id, lock=False)
        if loaded is None or not (_sees_all(ctx.actor) or loaded.state.raised_by == commands.person(ctx.actor)):
            raise NotFound(f"service_issues {issue_id}")
        return loaded

    loaded = await ctx.read(query)
    return answer(loaded, IssueView.of(loaded))
