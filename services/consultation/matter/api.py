"""Routes of matters: read only."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from sqlalchemy import select

from chassis.http import Ctx, Page, PageQuery, caller, page
from services.consultation.matter.store import MATTERS, matter
from services.consultation.visibility import READERS, must_see, sees_matter

router = APIRouter(tags=["matter"])


class MatterView(BaseModel):
    id: str
    case_number: int
    title: str
    proposers: list[str]
    suggestions: list[int]
    withdrawn: bool

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "MatterView":
        found = matter(row)
        return cls(
            id=found.id,
            case_number=found.case_number,
            title=found.title,
            proposers=list(found.proposers),
            suggestions=list(found.suggestions),
            withdrawn=found.withdrawn,
        )


@router.get("/matters")
async def list_matters(ctx: Annotated[Ctx, caller(*READERS)], wanted: Annotated[PageQuery, Depends()]) -> Page:
    query = select(MATTERS).where(MATTERS.c.county == ctx.county, sees_matter(ctx.actor, ctx.county))
    return await ctx.read(lambda tx: page(tx, query, [MATTERS.c.id], wanted, MatterView.of))


@router.get("/matters/{proposal_id}")
async def get_matter(proposal_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> MatterView:
    row = await ctx.read(lambda tx: must_see(tx, MATTERS, proposal_id, sees_matter(ctx.actor, ctx.county)))
    return MatterView.of(row)
