"""Routes of assignments."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy import select

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import DomainRefusal, Phase, Ref, Text, UnitRole
from services.consultation.assignment import commands
from services.consultation.assignment.domain import ENDED, Assignment, Dispute, HelperRequest, State
from services.consultation.assignment.store import ASSIGNMENTS
from services.consultation.unit import store as units
from services.consultation.visibility import READERS, must_see, sees_assignment

router = APIRouter(tags=["assignment"])


class AssignmentView(View):
    proposal_id: str
    unit_id: str
    role: UnitRole
    cycle: int
    state: State
    issued_at: datetime
    return_until: date
    policy_version: int
    reason: str | None
    suggested_unit: str | None
    return_refused: bool
    plan: str | None
    reply_id: str | None
    successor_id: str | None
    suggestions: tuple[int, ...]
    dispute_until: date | None
    dispute: Dispute | None
    helper_requests: tuple[HelperRequest, ...]
    merge_undone: bool
    """Issued after a merge into its proposal was undone."""
    closing_awaits: tuple[Phase, ...]
    """Supervision has closed the proposal; these are still to be talked over before this is closed, too."""
    urgent: bool

    @classmethod
    def of(cls, loaded: Loaded[Assignment]) -> "AssignmentView":
        return cls(id=loaded.id, version=loaded.version, **loaded.state.model_dump())


Suggestions = Annotated[list[int], Field(min_length=1, max_length=100)]


class Issue(Body):
    """``suggestions`` are the ones that a split unit answers; left out: all. ``urgent``: on the fast track (加急)."""

    proposal_id: Ref
    unit_id: Ref
    role: UnitRole
    cycle: Annotated[int, Field(ge=1)] = 1
    suggestions: Suggestions | None = None
    urgent: bool = False

    def wanted(self) -> commands.Wanted:
        return commands.Wanted(
            self.proposal_id, self.unit_id, self.role, self.cycle, self.suggestions or (), self.urgent
        )


class Batch(Body):
    """What one assignment meeting (交办会) decided."""

    items: Annotated[list[Issue], Field(min_length=1, max_length=200)]


class BatchItem(BaseModel):
    """The answer to one item, in the order of the request: the assignment issued, or the rule that refused it."""

    proposal_id: str
    unit_id: str
    assignment: AssignmentView | None
    rule: str | None
    detail: str | None


class BatchView(BaseModel):
    issued: int
    refused: int
    items: list[BatchItem]


class Return(Body):
    reason: Text
    suggested_unit: Ref


class Reason(Body):
    reason: Text


class Reassign(Body):
    unit_id: Ref


class Plan(Body):
    plan: Text


class Statement(Body):
    statement: Text


class DisputeDecision(Body):
    """``unit_id`` is the unit that handles it from now on; left out: the unit that objects."""

    unit_id: Ref | None = None
    reason: Text


class HelperWanted(Body):
    unit_id: Ref
    reason: Text


class HelperDecision(Body):
    unit_id: Ref
    granted: bool
    reason: Text | None = None


@router.post("/assignments", status_code=201, response_model=AssignmentView)
async def issue(body: Issue, ctx: Annotated[Ctx, caller("assigning_office", "clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.issue(tx, body.wanted()), AssignmentView.of, status=201)


@router.post("/assignment-batches", response_model=BatchView)
async def issue_batch(body: Batch, ctx: Annotated[Ctx, caller("assigning_office", "clerk")]) -> Response:
    async def command(tx: Tx) -> BatchView:
        answers = await commands.issue_batch(tx, [item.wanted() for item in body.items])
        refused = sum(isinstance(answer, DomainRefusal) for answer in answers)
        items = [_batch_item(item, answer) for item, answer in zip(body.items, answers, strict=True)]
        return BatchView(issued=len(items) - refused, refused=refused, items=items)

    return await ctx.execute_many(command)


def _batch_item(item: Issue, answer: Loaded[Assignment] | DomainRefusal) -> BatchItem:
    refusal = answer if isinstance(answer, DomainRefusal) else None
    return BatchItem(
        proposal_id=item.proposal_id,
        unit_id=item.unit_id,
        assignment=None if isinstance(answer, DomainRefusal) else AssignmentView.of(answer),
        rule=refusal.rule if refusal else None,
        detail=refusal.detail if refusal else None,
    )


@router.post("/assignments/{assignment_id}/accept", response_model=AssignmentView)
async def accept(assignment_id: str, ctx: Annotated[Ctx, caller("unit")]) -> Response:
    return await ctx.execute(lambda tx: commands.accept(tx, assignment_id), AssignmentView.of)


@router.post("/assignments/{assignment_id}/return", response_model=AssignmentView)
async def give_back(assignment_id: str, body: Return, ctx: Annotated[Ctx, caller("unit")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.give_back(tx, assignment_id, reason=body.reason, suggested_unit=body.suggested_unit),
        AssignmentView.of,
    )


@router.post("/assignments/{assignment_id}/refuse-return", response_model=AssignmentView)
async def refuse_return(assignment_id: str, body: Reason, ctx: Annotated[Ctx, caller("assigning_office")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.refuse_return(tx, assignment_id, reason=body.reason), AssignmentView.of
    )


@router.post("/assignments/{assignment_id}/reassign", response_model=AssignmentView)
async def reassign(assignment_id: str, body: Reassign, ctx: Annotated[Ctx, caller("assigning_office")]) -> Response:
    return await ctx.execute(lambda tx: commands.reassign(tx, assignment_id, unit_id=body.unit_id), AssignmentView.of)


@router.post("/assignments/{assignment_id}/dispute", response_model=AssignmentView)
async def dispute(assignment_id: str, body: Statement, ctx: Annotated[Ctx, caller("unit_leader")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.dispute(tx, assignment_id, statement=body.statement), AssignmentView.of
    )


@router.post("/assignments/{assignment_id}/decide-dispute", response_model=AssignmentView)
async def decide_dispute(
    assignment_id: str, body: DisputeDecision, ctx: Annotated[Ctx, caller("supervisor")]
) -> Response:
    return await ctx.execute(
        lambda tx: commands.decide_dispute(tx, assignment_id, unit_id=body.unit_id, reason=body.reason),
        AssignmentView.of,
    )


@router.post("/assignments/{assignment_id}/request-helper", response_model=AssignmentView)
async def request_helper(assignment_id: str, body: HelperWanted, ctx: Annotated[Ctx, caller("unit")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.request_helper(tx, assignment_id, wanted_unit=body.unit_id, reason=body.reason),
        AssignmentView.of,
    )


@router.post("/assignments/{assignment_id}/decide-helper", response_model=AssignmentView)
async def decide_helper(
    assignment_id: str, body: HelperDecision, ctx: Annotated[Ctx, caller("assigning_office")]
) -> Response:
    return await ctx.execute(
        lambda tx: commands.decide_helper(
            tx, assignment_id, wanted_unit=body.unit_id, granted=body.granted, reason=body.reason
        ),
        AssignmentView.of,
    )


@router.post("/assignments/{assignment_id}/cancel", response_model=AssignmentView)
async def cancel(assignment_id: str, body: Reason, ctx: Annotated[Ctx, caller("assigning_office")]) -> Response:
    return await ctx.execute(lambda tx: commands.cancel(tx, assignment_id, reason=body.reason), AssignmentView.of)


@router.post("/assignments/{assignment_id}/agree-plan", response_model=AssignmentView)
async def agree_plan(assignment_id: str, body: Plan, ctx: Annotated[Ctx, caller("unit")]) -> Response:
    return await ctx.execute(lambda tx: commands.agree_plan(tx, assignment_id, plan=body.plan), AssignmentView.of)


@router.get("/assignments")
async def list_assignments(
    ctx: Annotated[Ctx, caller(*READERS)],
    wanted: Annotated[PageQuery, Depends()],
    proposal_id: Annotated[str | None, Query()] = None,
    ended_unit: Annotated[bool, Query(description="Open ones of units that have ended")] = False,
) -> Page[AssignmentView]:
    t = ASSIGNMENTS.table
    query = select(t).where(t.c.county == ctx.county, sees_assignment(ctx.actor, ctx.county))
    if proposal_id is not None:
        query = query.where(t.c.proposal_id == proposal_id)
    if ended_unit:
        gone = units.ended(ctx.county, wall_date(ctx.clock.now()))
        query = query.where(t.c.status.not_in(ENDED), t.c.unit_id.in_(gone))
    return await ctx.read(
        lambda tx: page(tx, query, [t.c.id], wanted, lambda row: AssignmentView.of(ASSIGNMENTS.loaded(row)))
    )


@router.get("/assignments/{assignment_id}", response_model=AssignmentView)
async def get_assignment(assignment_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    row = await ctx.read(
        lambda tx: must_see(tx, ASSIGNMENTS.table, assignment_id, sees_assignment(ctx.actor, ctx.county))
    )
    loaded = ASSIGNMENTS.loaded(row)
    return answer(loaded, AssignmentView.of(loaded))
