"""Routes of matters: read only."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from sqlalchemy import select

from chassis.eventlog import Tx
from chassis.http import Ctx, Page, PageQuery, caller, page
from services.consultation.assignment.domain import Assignment, uncovered
from services.consultation.assignment.store import of_proposals
from services.consultation.matter.store import MATTERS, matter
from services.consultation.visibility import READERS, must_see, sees_matter

router = APIRouter(tags=["matter"])


class MatterView(BaseModel):
    id: str
    case_number: int
    title: str
    proposers: list[str]
    suggestions: list[int]
    uncovered: list[int]
    """Suggestions that no unit is to answer yet."""
    withdrawn: bool

    @classmethod
    def of(cls, row: Mapping[str, Any], assignments: Iterable[Assignment]) -> "MatterView":
        found = matter(row)
        return cls(
            id=found.id,
            case_number=found.case_number,
            title=found.title,
            proposers=list(found.proposers),
            suggestions=list(found.suggestions),
            uncovered=uncovered(found.suggestions, assignments),
            withdrawn=found.withdrawn,
        )


@router.get("/matters")
async def list_matters(
    ctx: Annotated[Ctx, caller(*READERS)], wanted: Annotated[PageQuery, Depends()]
) -> Page[MatterView]:
    query = select(MATTERS).where(MATTERS.c.county == ctx.county, sees_matter(ctx.actor, ctx.county))

    async def read(tx: Tx) -> Page[MatterView]:
        found = await page(tx, query, [MATTERS.c.id], wanted, dict)
        assigned = await of_proposals(tx, [row["id"] for row in found.items])
        return Page(items=[MatterView.of(row, assigned[row["id"]]) for row in found.items], next=found.next)

    return await ctx.read(read)


@router.get("/matters/{proposal_id}")
async def get_matter(proposal_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> MatterView:
    async def read(tx: Tx) -> MatterView:
        row = await must_see(tx, MATTERS, proposal_id, sees_matter(ctx.actor, ctx.county))
        return MatterView.of(row, (await of_proposals(tx, [proposal_id]))[proposal_id])

    return await ctx.read(read)
