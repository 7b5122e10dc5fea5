"""Routes of the roster."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Line, Ref
from contracts.submission import ReviewerEnrolled
from services.submission.reviewer import commands, domain
from services.submission.reviewer.store import REVIEWERS, listing

router = APIRouter(tags=["reviewers"])

KEEPERS = ("clerk", "county_admin")
READERS = ("clerk", "county_admin", "reviewer", "chair")

Fields = Annotated[tuple[Line, ...], Field(max_length=50)]
"""Of expertise."""


class CorrectReviewer(Body):
    login: Ref
    member_id: Ref | None = None
    name: Line
    topics: Fields = ()
    sectors: Fields = ()


class EnrolReviewer(CorrectReviewer):
    reviewer_id: Ref


class RetireReviewer(Body):
    reason: Line


class ReviewerView(View):
    login: str
    member_id: str | None
    name: str
    topics: tuple[str, ...]
    sectors: tuple[str, ...]
    active: bool

    @classmethod
    def of(cls, loaded: Loaded[domain.Reviewer]) -> "ReviewerView":
        return cls(version=loaded.version, **loaded.state.model_dump())


@router.post("/reviewers", status_code=201, response_model=ReviewerView)
async def enrol(body: EnrolReviewer, ctx: Annotated[Ctx, caller(*KEEPERS)]) -> Response:
    """``login`` is the ``sub`` of the reviewer's token: whoever signs in so gives this reviewer's opinions."""
    event = ReviewerEnrolled(**body.model_dump())
    return await ctx.execute(lambda tx: commands.enrol(tx, event), ReviewerView.of, status=201)


@router.put("/reviewers/{reviewer_id}", response_model=ReviewerView)
async def correct(reviewer_id: Ref, body: CorrectReviewer, ctx: Annotated[Ctx, caller(*KEEPERS)]) -> Response:
    event = ReviewerEnrolled(reviewer_id=reviewer_id, **body.model_dump())
    return await ctx.execute(lambda tx: commands.correct(tx, event), ReviewerView.of, edit=True)


@router.post("/reviewers/{reviewer_id}/retire", response_model=ReviewerView)
async def retire(reviewer_id: str, body: RetireReviewer, ctx: Annotated[Ctx, caller(*KEEPERS)]) -> Response:
    """Refused while a group has them; it is formed anew without them first."""
    return await ctx.execute(lambda tx: commands.retire(tx, reviewer_id, body.reason), ReviewerView.of)


@router.get("/reviewers/{reviewer_id}", response_model=ReviewerView)
async def reviewer(reviewer_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    loaded = await ctx.read(lambda tx: REVIEWERS.load(tx, reviewer_id, lock=False))
    return answer(loaded, ReviewerView.of(loaded))


@router.get("/reviewers")
async def reviewers(
    ctx: Annotated[Ctx, caller(*READERS)], wanted: Annotated[PageQuery, Depends()], active: bool | None = None
) -> Page[ReviewerView]:
    return await ctx.read(
        lambda tx: page(
            tx,
            listing(tx.county, active=active),
            [REVIEWERS.table.c.id],
            wanted,
            lambda row: ReviewerView.of(REVIEWERS.loaded(row)),
        )
    )
