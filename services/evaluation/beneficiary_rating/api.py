"""Routes of beneficiaries' ratings. Given by whoever has the form's link, read by staff, changed by nobody."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel
from sqlalchemy import select

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, caller, open_to_all, page
from contracts.base import Rating
from services.evaluation.beneficiary_rating import commands
from services.evaluation.beneficiary_rating.domain import BeneficiaryRating
from services.evaluation.beneficiary_rating.store import RATINGS
from services.evaluation.opinion_form.api import Opinion
from services.evaluation.visibility import STAFF

router = APIRouter(tags=["beneficiary rating"])


class RatingView(View):
    form_id: str
    proposal_id: str
    rating: Rating
    opinion: str | None

    @classmethod
    def of(cls, loaded: Loaded[BeneficiaryRating]) -> "RatingView":
        return cls(id=loaded.id, version=loaded.version, **loaded.state.model_dump())


class Given(BaseModel):
    """What was taken in: all that whoever gave it hears of it."""

    rating: Rating
    opinion: str | None

    @classmethod
    def of(cls, loaded: Loaded[BeneficiaryRating]) -> "Given":
        return cls(rating=loaded.state.rating, opinion=loaded.state.opinion)


class Rate(Body):
    rating: Rating
    opinion: Opinion | None = None


@router.post("/public/opinion-forms/{form_id}/ratings", status_code=201, response_model=Given)
async def rate(form_id: str, body: Rate, request: Request, ctx: Annotated[Ctx, open_to_all()]) -> Response:
    """Only by a form that is about a proposal. It counts in 群众认可度 alone, never as a member's signature."""
    address = request.client.host if request.client else ""
    return await ctx.execute(
        lambda tx: commands.rate(tx, form_id, rating=body.rating, opinion=body.opinion, address=address),
        Given.of,
        status=201,
    )


@router.get("/beneficiary-ratings")
async def list_ratings(
    ctx: Annotated[Ctx, caller(*STAFF)],
    wanted: Annotated[PageQuery, Depends()],
    form_id: Annotated[str | None, Query(max_length=64)] = None,
    proposal_id: Annotated[str | None, Query(max_length=64)] = None,
) -> Page[RatingView]:
    """In the order in which they came."""
    t = RATINGS.table
    query = select(t).where(t.c.county == ctx.county)
    if form_id is not None:
        query = query.where(t.c.form_id == form_id)
    if proposal_id is not None:
        query = query.where(t.c.proposal_id == proposal_id)
    return await ctx.read(lambda tx: page(tx, query, [t.c.id], wanted, lambda row: RatingView.of(RATINGS.loaded(row))))
