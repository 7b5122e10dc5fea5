"""What waits for whom: a person's own desk, one proposal's next steps, the staff's board."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select

from chassis.clock import wall_date
from chassis.eventlog import Actor, Tx
from chassis.http import Ctx, Page, PageQuery, caller
from services.consultation.desk import domain, store
from services.consultation.desk.domain import Step, What, Who
from services.consultation.matter.store import MATTERS
from services.consultation.meeting.commands import POLICY
from services.consultation.point.store import POINTS
from services.consultation.visibility import READERS, STAFF, must_see, sees_matter, sees_point

router = APIRouter(tags=["desk"])

OFFICES: Mapping[str, Who] = {
    "clerk": "clerk",
    "assigning_office": "assigning_office",
    "supervisor": "deciding_leader",
}
"""Role → the office that it acts for."""


class StepView(BaseModel):
    """``id`` is of the assignment, consultation, reply or point on which it is done; ``whom`` is empty for an office,
    and where any proposer may act. ``due`` of what leads to a letter is the date that supervision has set for it."""

    who: Who
    whom: str | None
    what: What
    id: str
    assignment_id: str | None
    proposal_id: str | None
    case_number: int | None
    title: str | None
    due: date | None
    overdue: bool
    urgent: bool

    @classmethod
    def of(cls, step: Step, named: Mapping[str, store.Named], today: date) -> "StepView":
        about = named.get(step.proposal_id or "")
        return cls(
            who=step.who,
            whom=step.whom,
            what=step.what,
            id=step.id,
            assignment_id=step.assignment_id,
            proposal_id=step.proposal_id,
            case_number=about.case_number if about else None,
            title=about.title if about else None,
            due=step.due,
            overdue=step.due is not None and step.due < today,
            urgent=step.urgent,
        )


class Waiting(BaseModel):
    waiting: int
    overdue: int


class Board(BaseModel):
    """``steps``: what → how many; ``units``: unit → how many steps wait for it or its leader."""

    steps: dict[str, Waiting]
    units: dict[str, Waiting]


def _is_for(step: Step, actor: Actor, named: Mapping[str, store.Named]) -> bool:
    match step.who:
        case "unit" | "unit_leader":
            return step.who in actor.roles and step.whom in actor.units
        case "member":
            return "member" in actor.roles and step.whom == actor.member_id
        case "proposer":
            own = step.whom is None and actor.member_id in named[step.proposal_id or ""].proposers
            return "member" in actor.roles and (own or step.whom == (actor.member_id or ""))
        case _:
            return any(OFFICES.get(role) == step.who for role in actor.roles)


async def _steps(tx: Tx, proposals: Collection[str] | Select[tuple[str]]) -> list[Step]:
    policy = (await POLICY.at(tx)).value
    return [step for one in await store.handlings(tx, proposals) for step in domain.steps(one, policy)]


async def _point_steps(tx: Tx, seen: ColumnElement[bool]) -> list[Step]:
    return [step for one in await store.open_points(tx, seen) for step in domain.of_point(one.id, one.state)]


@router.get("/desk")
async def desk(ctx: Annotated[Ctx, caller(*READERS)], wanted: Annotated[PageQuery, Depends()]) -> Page[StepView]:
    """What waits for the caller: first the opinions and questions, then proposal by proposal, the one first whose reply
    is due first. A page ends with a whole proposal, and may be longer than ``limit`` by its steps."""
    today = wall_date(ctx.clock.now())
    begin = store.Place.parse(wanted.after) if wanted.after is not None else None

    async def read(tx: Tx) -> Page[StepView]:
        seen = sees_matter(ctx.actor, ctx.county)
        items: list[StepView] = []
        if begin is None:
            points = await _point_steps(tx, sees_point(ctx.actor, ctx.county))
            named = await store.named(tx, {one.proposal_id for one in points if one.proposal_id})
            items += [StepView.of(one, named, today) for one in points if _is_for(one, ctx.actor, named)]
        after, chunk = begin, max(wanted.limit, store.CHUNK)
        while True:
            found = await store.waiting(tx, ctx.actor, seen, after, chunk)
            named = {place.id: about for place, about in found}
            mine: dict[str, list[Step]] = {id: [] for id in named}
            for step in await _steps(tx, named.keys()) if named else ():
                if step.proposal_id is not None and _is_for(step, ctx.actor, named):
                    mine[step.proposal_id].append(step)
            for after, _ in found:
                items += [StepView.of(one, named, today) for one in mine[after.id]]
                if len(items) >= wanted.limit:
                    return Page(items=items, next=str(after))
            if len(found) < chunk:
                return Page(items=items, next=None)

    return await ctx.read(read)


@router.get("/matters/{proposal_id}/next-steps")
async def next_steps(proposal_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> list[StepView]:
    """Everybody who must act next on one proposal."""
    today = wall_date(ctx.clock.now())

    async def read(tx: Tx) -> list[StepView]:
        row = await must_see(tx, MATTERS, proposal_id, sees_matter(ctx.actor, ctx.county))
        named = {proposal_id: store.Named(row["case_number"], row["title"], tuple(row["proposers"]))}
        of_proposal = POINTS.table.c.proposal_id == proposal_id
        points = await _point_steps(tx, sees_point(ctx.actor, ctx.county) & of_proposal)
        found = [*await _steps(tx, [proposal_id]), *points]
        return [StepView.of(one, named, today) for one in found]

    return await ctx.read(read)


@router.get("/board")
async def board(ctx: Annotated[Ctx, caller(*STAFF)]) -> Board:
    """How much waits in the county, for which step and for which unit."""
    today = wall_date(ctx.clock.now())

    async def read(tx: Tx) -> Board:
        found = await _point_steps(tx, sees_point(ctx.actor, ctx.county))
        found += await _steps(tx, store.open_proposals(ctx.county))
        late = [one for one in found if one.due is not None and one.due < today]
        steps, late_steps = (Counter(one.what for one in of) for of in (found, late))
        units, late_units = (
            Counter(one.whom for one in of if one.who in ("unit", "unit_leader") and one.whom) for of in (found, late)
        )
        return Board(
            steps={what: Waiting(waiting=steps[what], overdue=late_steps[what]) for what in sorted(steps)},
            units={unit: Waiting(waiting=units[unit], overdue=late_units[unit]) for unit in sorted(units)},
        )

    return await ctx.read(read)
