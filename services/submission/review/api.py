"""Batch routes of the review: one decision over many proposals, answered one by one.

A list is one request with one Idempotency-Key: sent again after a lost connection it gives the first answer.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import APIRouter, Response
from pydantic import AfterValidator, BaseModel, Field

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, caller
from chassis.problems import title
from contracts.base import DomainRefusal, Line, Ref, Text
from services.submission.proposal import commands as proposals
from services.submission.proposal.api import DECIDERS, REVIEWERS
from services.submission.proposal.domain import Proposal
from services.submission.review import commands
from services.submission.review.commands import Decide, Decided, Refusal

router = APIRouter(tags=["review"])

MOST = 500


class Item(Body):
    id: Ref
    etag: str | None = Field(default=None, max_length=100)
    """The version that was looked at; given, a proposal changed meanwhile is refused as stale."""


class AdmitItem(Item):
    topic_group: Line | None = None
    """Where it is another than the list's."""
    repeats: Ref | None = None


I = TypeVar("I", bound=Item)  # noqa: E741  # as long as its name is: an item


def _each_once(items: list[I]) -> list[I]:
    if len({item.id for item in items}) != len(items):
        raise ValueError("each proposal is named once")
    return items


Listed = Annotated[list[I], Field(min_length=1, max_length=MOST), AfterValidator(_each_once)]


class DecideAll(Body):
    alone_reason: Text | None = None
    """Why they are decided while opinions are still wanted, for whom the policy lets decide alone."""


class AdmitAll(DecideAll):
    items: Listed[AdmitItem]
    topic_group: Line


class ReturnAll(DecideAll):
    items: Listed[Item]
    comments: Text


class DeclineAll(DecideAll):
    items: Listed[Item]
    reason_code: Ref
    explanation: Text
    redirect: Line | None = None


class ItemView(BaseModel):
    """The answer to one item, in the order of the request: its new state, or why it was refused."""

    id: str
    state: str | None
    case_number: int | None
    etag: str | None
    rule: str | None
    """The rule that refused it; ``not-found`` and ``stale`` where it is no rule of the procedure."""
    detail: str | None


class BatchView(BaseModel):
    done: int
    refused: int
    items: list[ItemView]


class PlacedView(BaseModel):
    part: str
    number: int
    quote: str | None
    comment: str
    stood: str
    """What stood there when it was commented on."""
    changed: bool | None
    """Whether that was changed when the text was filed again; None until it is."""


class ReturnedView(BaseModel):
    comments: str
    text_version: int
    refiled: bool
    places: list[PlacedView]


@router.get("/proposals/{proposal_id}/returns")
async def returns(proposal_id: str, ctx: Annotated[Ctx, caller()]) -> list[ReturnedView]:
    """Each return for revision with its comments at their places, the latest last; for staff and its proposers."""
    found = await ctx.read(lambda tx: proposals.returns(tx, proposal_id))
    return [
        ReturnedView(
            comments=one.comments,
            text_version=one.text_version,
            refiled=one.refiled,
            places=[PlacedView(**p.place.model_dump(), stood=p.stood, changed=p.changed) for p in one.places],
        )
        for one in found
    ]


async def _batch(ctx: Ctx, items: Sequence[I], decision: Callable[[I], Decide]) -> Response:
    language = ctx.request.headers.get("accept-language", "zh")

    async def command(tx: Tx) -> BatchView:
        answers = await commands.decide_each(tx, [(item.id, item.etag, decision(item)) for item in items])
        views = [_view(item.id, answer, language) for item, answer in zip(items, answers, strict=True)]
        refused = sum(view.rule is not None for view in views)
        return BatchView(done=len(views) - refused, refused=refused, items=views)

    return await ctx.execute_many(command)


def _view(id: str, answer: Decided, language: str) -> ItemView:
    match answer:
        case Loaded():
            state: Proposal = answer.state
            return ItemView(
                id=id, state=state.state, case_number=state.case_number, etag=answer.etag, rule=None, detail=None
            )
        case _:
            rule, detail = why(answer, language)
            return ItemView(id=id, state=None, case_number=None, etag=None, rule=rule, detail=detail)


def why(refusal: Refusal, language: str) -> tuple[str, str]:
    """What an item that was refused is answered with: the rule, or what stands for one, and its words."""
    if isinstance(refusal, DomainRefusal):
        return refusal.rule, refusal.detail
    return refusal.kind, title(refusal.kind, language)


@router.post("/review-batches/admit", response_model=BatchView)
async def admit(body: AdmitAll, ctx: Annotated[Ctx, caller(*DECIDERS)]) -> Response:
    """Case numbers are given in the order of the list; one that is refused burns none."""

    def decision(item: AdmitItem) -> Decide:
        group = item.topic_group or body.topic_group
        return lambda tx: proposals.admit(tx, item.id, group, item.repeats, body.alone_reason)

    return await _batch(ctx, body.items, decision)


@router.post("/review-batches/return", response_model=BatchView)
async def return_for_revision(body: ReturnAll, ctx: Annotated[Ctx, caller(*REVIEWERS)]) -> Response:
    return await _batch(
        ctx,
        body.items,
        lambda item: lambda tx: proposals.return_for_revision(tx, item.id, body.comments, body.alone_reason),
    )


@router.post("/review-batches/decline", response_model=BatchView)
async def decline(body: DeclineAll, ctx: Annotated[Ctx, caller(*DECIDERS)]) -> Response:
    return await _batch(
        ctx,
        body.items,
        lambda item: (
            lambda tx: proposals.decline(
                tx, item.id, body.reason_code, body.explanation, body.redirect, body.alone_reason
            )
        ),
    )
