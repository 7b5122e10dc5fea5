"""Routes of the review in stages: distribution, the reviewer's queue, opinions, and where a proposal stands."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Line, Ref, Text
from contracts.submission import ReviewOutcome, ReviewStage
from services.submission.proposal import commands as proposals
from services.submission.proposal.store import PROPOSALS
from services.submission.review.api import Item, Listed, why
from services.submission.review.commands import Refusal, decide_each
from services.submission.reviewer.api import READERS
from services.submission.reviewer.commands import acting
from services.submission.stage import commands, domain, store
from services.submission.stage.domain import Review, Stage
from services.submission.stage.store import QUEUE, REVIEWS

router = APIRouter(tags=["review"])

OPINERS = ("clerk", "reviewer", "chair")
Due = Literal["running", "near", "overdue"]
Judge = Callable[[Tx], Awaitable[Loaded[Review]]]


class Distribute(Item):
    group_id: Ref | None = None
    """None: the group that is suggested."""
    anew: bool = False
    """From the first stage again also for the group that has it: its people have changed, say."""


class DistributeAll(Body):
    items: Listed[Distribute]
    reason: Line | None = None


class OpinionBody(Body):
    stage: ReviewStage
    """The one that the opinion is of."""
    outcome: ReviewOutcome
    reason_code: Ref | None = None
    comment: Text | None = None
    suggested_units: Annotated[tuple[Ref, ...], Field(max_length=20)] = ()
    topics: Annotated[tuple[Line, ...], Field(max_length=10)] = ()

    def opinion(self, reviewer_id: str) -> domain.Opinion:
        return domain.Opinion(
            reviewer_id=reviewer_id, **self.model_dump(include=set(OpinionBody.model_fields) - {"stage"})
        )


class OpinionItem(Item, OpinionBody):
    """One of a list."""


class OpineAll(Body):
    items: Listed[OpinionItem]


class OpinionView(BaseModel):
    reviewer_id: str
    outcome: ReviewOutcome
    reason_code: str | None
    comment: str | None
    suggested_units: tuple[str, ...]
    topics: tuple[str, ...]


class StageView(BaseModel):
    stage: ReviewStage
    wanted: int
    reviewers: tuple[str, ...]
    given: tuple[str, ...]
    """Whose opinion there is; what it says only where it may be seen yet."""
    due_at: datetime
    agreed: bool | None
    """None while it is open."""
    opinions: list[OpinionView]

    @classmethod
    def of(cls, stage: Stage, reviewer_id: str | None) -> "StageView":
        shown = [
            one
            for one in stage.opinions
            if stage.agreed is not None or not stage.blind or one.reviewer_id == reviewer_id
        ]
        return cls(
            **stage.model_dump(include={"stage", "wanted", "reviewers", "given", "due_at", "agreed"}),
            given=stage.given,
            opinions=[OpinionView(**one.model_dump()) for one in shown],
        )


class ReviewView(View):
    proposal_id: str
    state: str
    """``open`` while a stage wants opinions, ``ready`` to be decided, ``void`` until it is distributed (anew)."""
    round: int
    group_id: str | None
    stage: ReviewStage | None
    """The one that wants opinions."""
    disagreed: bool
    stages: list[StageView]
    alone: str | None
    """Why it was decided while opinions were still wanted."""

    @classmethod
    def of(cls, loaded: Loaded[Review], reviewer_id: str | None = None) -> "ReviewView":
        state = loaded.state
        return cls(
            id=loaded.id,
            version=loaded.version,
            proposal_id=state.proposal_id,
            state=state.state,
            round=state.round,
            group_id=state.group_id,
            stage=state.present.stage if state.present else None,
            disagreed=state.disagreed,
            stages=[StageView.of(stage, reviewer_id) for stage in state.stages],
            alone=state.alone,
        )

    @classmethod
    def for_a_party(cls, loaded: Loaded[Review]) -> "ReviewView":
        """How far it is; who reviews it and what they said is not for who is party to it."""
        whole = cls.of(loaded)
        return whole.model_copy(update={"group_id": None, "disagreed": False, "stages": [], "alone": None})


class ReviewItemView(BaseModel):
    """The answer to one item, in the order of the request: where its review is now, or why it was refused."""

    id: str
    state: str | None
    stage: ReviewStage | None
    group_id: str | None
    rule: str | None
    detail: str | None


class ReviewBatchView(BaseModel):
    done: int
    refused: int
    items: list[ReviewItemView]


class SuggestedGroupView(BaseModel):
    proposal_id: str
    title: str
    session_id: str
    etag: str
    group_id: str | None
    """None: no group of its session could review it."""
    by: Literal["topic", "sector", "load"] | None
    words: tuple[str, ...]
    """What speaks for the group: its topics that stand in the text, or the proposer's sector."""
    cosign_open: bool
    """Whether it waits for co-signers still, and cannot be distributed yet."""


class QueuedView(BaseModel):
    proposal_id: str
    title: str
    channel: str
    etag: str
    stage: ReviewStage
    due_at: datetime
    due: Due


def _batch(items: Sequence[Item], answers: Sequence[Loaded[Review] | Refusal], language: str) -> ReviewBatchView:
    views = [_item(item.id, one, language) for item, one in zip(items, answers, strict=True)]
    refused = sum(view.rule is not None for view in views)
    return ReviewBatchView(done=len(views) - refused, refused=refused, items=views)


def _item(id: str, given: Loaded[Review] | Refusal, language: str) -> ReviewItemView:
    match given:
        case Loaded():
            state: Review = given.state
            stage = state.present.stage if state.present else None
            return ReviewItemView(
                id=id, state=state.state, stage=stage, group_id=state.group_id, rule=None, detail=None
            )
        case _:
            rule, detail = why(given, language)
            return ReviewItemView(id=id, state=None, stage=None, group_id=None, rule=rule, detail=detail)


@router.get("/review-distribution")
async def suggested_groups(
    ctx: Annotated[Ctx, caller("clerk")], wanted: Annotated[PageQuery, Depends()], session_id: Ref | None = None
) -> Page[SuggestedGroupView]:
    """Filed proposals that no group has, each with the group that it would be distributed to, and why."""

    async def query(tx: Tx) -> Page[SuggestedGroupView]:
        def loaded(row: Mapping[str, Any]) -> Any:
            return PROPOSALS.loaded(row)

        found = await page(tx, store.undistributed(tx.county, session_id), [PROPOSALS.table.c.id], wanted, loaded)
        known = await commands.floor(tx, [one.state for one in found.items])
        views: list[SuggestedGroupView] = []
        for one in found.items:
            suggested = known.suggest(one.state)
            views.append(
                SuggestedGroupView(
                    proposal_id=one.id,
                    title=one.state.text.title,
                    session_id=one.state.session_id,
                    etag=one.etag,
                    group_id=suggested.group_id if suggested else None,
                    by=suggested.by if suggested else None,
                    words=suggested.words if suggested else (),
                    cosign_open=any(i.answer == "open" for i in one.state.invitations),
                )
            )
        return Page(items=views, next=found.next)

    return await ctx.read(query)


@router.post("/review-batches/distribute", response_model=ReviewBatchView)
async def distribute(body: DistributeAll, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """Hundreds to their groups; one that has a group is moved, and reviewed from the first stage there."""

    async def command(tx: Tx) -> ReviewBatchView:
        found = await PROPOSALS.find_all(tx, [item.id for item in body.items])
        known = await commands.floor(tx, [one.state for one in found.values()], lock=True)

        def decision(item: Distribute) -> Judge:
            return lambda tx: commands.distribute(tx, item.id, item.group_id, body.reason, known, anew=item.anew)

        answers = await decide_each(tx, [(item.id, item.etag, decision(item)) for item in body.items])
        return _batch(body.items, answers, ctx.request.headers.get("accept-language", "zh"))

    return await ctx.execute_many(command)


@router.post("/review-batches/opinions", response_model=ReviewBatchView)
async def opine_all(body: OpineAll, ctx: Annotated[Ctx, caller(*OPINERS)]) -> Response:
    """Hundreds of the caller's opinions in one request, each answered by itself."""

    async def command(tx: Tx) -> ReviewBatchView:
        bench = await commands.bench(tx, {unit for item in body.items for unit in item.suggested_units})

        def decision(item: OpinionItem) -> Judge:
            return lambda tx: commands.give(tx, item.id, item.stage, item.opinion(bench.reviewer.id), bench)

        answers = await decide_each(tx, [(item.id, item.etag, decision(item)) for item in body.items])
        return _batch(body.items, answers, ctx.request.headers.get("accept-language", "zh"))

    return await ctx.execute_many(command)


@router.post("/proposals/{proposal_id}/opinions", response_model=ReviewView)
async def opine(proposal_id: str, body: OpinionBody, ctx: Annotated[Ctx, caller(*OPINERS)]) -> Response:
    """The caller's opinion on the stage that is open; given again while it is, the latest counts. ``If-Match`` names
    the version of the proposal that was read."""

    async def command(tx: Tx) -> Loaded[Review]:
        bench = await commands.bench(tx, set(body.suggested_units))
        return await commands.give(tx, proposal_id, body.stage, body.opinion(bench.reviewer.id), bench)

    def view(loaded: Loaded[Review]) -> ReviewView:
        return ReviewView.of(loaded)

    return await ctx.execute(command, view)


@router.get("/proposals/{proposal_id}/review", response_model=ReviewView)
async def review(proposal_id: str, ctx: Annotated[Ctx, caller()]) -> Response:
    """Where it stands. Staff see who is asked and what was said, of a blind stage only once it is closed; whoever is
    party to the proposal sees how far it is."""

    async def query(tx: Tx) -> tuple[Loaded[Review], ReviewView]:
        proposal = await proposals.read(tx, proposal_id)
        found = await REVIEWS.load(tx, domain.identify(proposal_id), lock=False)
        reviewer = await commands.reviewer_of(tx)
        if proposals.is_own(tx, proposal.state) or commands.is_party(proposal.state, reviewer):
            return found, ReviewView.for_a_party(found)
        return found, ReviewView.of(found, reviewer.id if reviewer else None)

    loaded, view = await ctx.read(query)
    return answer(loaded, view)


@router.get("/reviews")
async def reviews(
    ctx: Annotated[Ctx, caller(*READERS)],
    wanted: Annotated[PageQuery, Depends()],
    group_id: Ref | None = None,
    stage: ReviewStage | None = None,
    state: Literal["open", "ready"] | None = None,
    disagreed: bool | None = None,
    overdue: bool = False,
) -> Page[ReviewView]:
    """Of proposals that are not decided yet."""
    where = {"group_id": group_id, "stage": stage, "status": state, "disagreed": disagreed}

    async def query(tx: Tx) -> Page[ReviewView]:
        reviewer = await commands.reviewer_of(tx)
        found = store.listing(tx.county, where, overdue_at=store.seconds(tx.now) if overdue else None)
        if tx.actor.member_id is not None or (reviewer is not None and reviewer.member_id is not None):
            found = store.of_others(found, {tx.actor.member_id, reviewer.member_id if reviewer else None})
        return await page(
            tx,
            found,
            [REVIEWS.table.c.id],
            wanted,
            lambda row: ReviewView.of(REVIEWS.loaded(row), reviewer.id if reviewer else None),
        )

    return await ctx.read(query)


@router.get("/review-queue")
async def queue(
    ctx: Annotated[Ctx, caller(*OPINERS)], wanted: Annotated[PageQuery, Depends()], due: Due | None = None
) -> Page[QueuedView]:
    """What waits for the caller's opinion, first what is due first."""

    async def query(tx: Tx) -> Page[QueuedView]:
        reviewer = await acting(tx)
        now = store.seconds(tx.now)

        def view(row: Mapping[str, Any]) -> QueuedView:
            proposal = PROPOSALS.loaded(row)
            return QueuedView(
                proposal_id=proposal.id,
                title=proposal.state.text.title,
                channel=proposal.state.channel,
                etag=proposal.etag,
                stage=row["stage"],
                due_at=store.instant(row["due"]),
                due="overdue" if row["due"] <= now else "near" if row["near"] <= now else "running",
            )

        found = store.queue(tx.county, reviewer.id, due, now)
        return await page(tx, found, [QUEUE.c.due, QUEUE.c.proposal_id], wanted, view)

    return await ctx.read(query)
