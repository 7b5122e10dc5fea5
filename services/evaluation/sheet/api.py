"""Routes of score sheets: what an assessor on site needs of a unit's handling, and nothing of whose proposal it is."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from chassis.http import Ctx, caller
from contracts.evaluation import Indicator
from services.evaluation.assessment.domain import Score, SelfAssessment
from services.evaluation.sheet import listing

router = APIRouter(tags=["sheet"])


class ListedSheet(BaseModel):
    """``closed``: its score is computed, so that it takes no more points."""

    assessment_id: str
    scheme: str
    title: str | None
    case_number: int | None
    unit_id: str
    unit: str
    done: bool
    closed: bool


class Sheets(BaseModel):
    to_do: int
    done: int
    items: list[ListedSheet]


class SheetView(ListedSheet):
    """``self_assessment`` is the unit's own word, which never counts; ``given`` are the own points."""

    indicators: tuple[Indicator, ...]
    self_assessment: SelfAssessment | None
    given: Score | None


@router.get("/sheets")
async def mine(ctx: Annotated[Ctx, caller("assessor")], done: Annotated[bool | None, Query()] = None) -> Sheets:
    """What the caller scores, unit by unit, what is open first; ``done`` picks what is scored, or what is not."""
    found = await ctx.read(listing.mine)
    return Sheets(
        to_do=sum(not one.done for one in found),
        done=sum(one.done for one in found),
        items=[
            ListedSheet.model_validate(one, from_attributes=True) for one in found if done is None or one.done == done
        ],
    )


@router.get("/sheets/{assessment_id}")
async def sheet(assessment_id: str, ctx: Annotated[Ctx, caller("assessor")]) -> SheetView:
    """What is judged, what its points mean, and the unit's own beside. The points are given at the assessment."""
    found = await ctx.read(lambda tx: listing.one(tx, assessment_id))
    return SheetView.model_validate(found, from_attributes=True)
