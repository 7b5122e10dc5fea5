"""Routes of the calls, their topics with who holds them, and the pool of suggested topics."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Line, Ref
from contracts.submission import CallAnnounced, CallKind, CallPublished, TopicOrigin
from services.submission.booking import commands as bookings
from services.submission.booking import domain as booking_domain
from services.submission.booking.policy import POLICY, BookingPolicy
from services.submission.booking.store import HOLDING, of_calls
from services.submission.call import commands, domain, store
from services.submission.call.store import CALLS, SUGGESTED
from services.submission.offer import domain as offer_domain
from services.submission.offer.store import open_of_calls

router = APIRouter(tags=["calls"])


class TopicBody(Body):
    title: Line
    source: Line
    suggestion_id: Ref | None = None

    def origin(self) -> TopicOrigin:
        return TopicOrigin(source=self.source, suggestion_id=self.suggestion_id)


class AnnounceCall(Body):
    call_id: Ref
    kind: CallKind
    title: Line
    basis: Line
    session_id: Ref | None = None
    publish_on: date
    publisher: Line
    """Whoever must publish it, as people call them."""


class DropCall(Body):
    reason: Line


class CorrectCall(Body):
    """What is left out stays as it is."""

    reason: Line
    title: Line | None = None
    closes_on: date | None = None
    add: Annotated[tuple[TopicBody, ...], Field(max_length=500)] = ()
    withdraw: Annotated[tuple[int, ...], Field(max_length=500)] = ()
    """Indices of topics that nobody has booked."""

    def wanted(self) -> domain.Wanted:
        added = tuple((topic.title, topic.origin()) for topic in self.add)
        return domain.Wanted(self.reason, self.title, self.closes_on, added, self.withdraw)


class PublishCall(Body):
    call_id: Ref
    kind: CallKind
    title: Line
    basis: Line
    session_id: Ref | None = None
    topics: Annotated[list[TopicBody], Field(max_length=500)]
    closes_on: date


class TopicView(BaseModel):
    index: int
    title: str
    source: str | None
    suggestion_id: str | None
    withdrawn: bool


class CorrectionView(BaseModel):
    """``…_before`` is what it was, where it was changed."""

    corrected_on: date
    reason: str
    title_before: str | None
    closes_on_before: date | None
    added: tuple[str, ...]
    withdrawn: tuple[str, ...]


class CallView(View):
    state: str
    kind: str
    title: str
    basis: str
    session_id: str | None
    closes_on: date | None
    publish_on: date | None
    """Of one that was announced, with whoever must publish it."""
    publisher: str | None
    published_on: date | None
    corrections: tuple[CorrectionView, ...]
    topics: list[TopicView]

    @classmethod
    def of(cls, loaded: Loaded[domain.Call]) -> "CallView":
        state = loaded.state
        topics = [
            TopicView(index=index, withdrawn=index in state.withdrawn, **topic.model_dump())
            for index, topic in enumerate(state.topics)
        ]
        return cls(version=loaded.version, topics=topics, **state.model_dump(exclude={"topics", "withdrawn"}))


class HolderView(BaseModel):
    booking_id: str
    member_id: str
    body_id: str | None
    state: str
    due: date
    proposal_id: str | None


class OfferedView(BaseModel):
    offer_id: str
    member_id: str | None
    body_id: str | None
    answer_by: date


class BookableTopicView(TopicView):
    places_left: int
    bookings: list[HolderView]
    """Staff see everybody's, a member their own."""
    offers: list[OfferedView]
    """Those that wait for an answer and keep a place until then; seen as bookings are."""


class OpenCallView(CallView):
    """A call as it is read: with what is left of each topic, and topic → booking → proposal."""

    topics: list[BookableTopicView]  # pyright: ignore[reportIncompatibleVariableOverride]  # a list that is only read


class SuggestedTopicView(BaseModel):
    suggestion_id: str
    source: str
    """``outcome``, ``county`` (another one forwarded it), or who suggested it: member, body, unit, public."""
    proposal_id: str | None
    """Of an outcome: the proposal that it came from."""
    topic: str
    suggested_at: datetime
    call_id: str | None


@router.post("/calls", status_code=201, response_model=CallView)
async def publish(body: PublishCall, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    event = CallPublished(
        **body.model_dump(exclude={"topics"}),
        topics=tuple(topic.title for topic in body.topics),
        origins=tuple(topic.origin() for topic in body.topics),
    )
    return await ctx.execute(lambda tx: commands.publish(tx, event), CallView.of, status=201)


@router.post("/calls/announce", status_code=201, response_model=CallView)
async def announce(body: AnnounceCall, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    """A call that is to come; its publication under the same id meets it."""
    event = CallAnnounced(**body.model_dump())
    return await ctx.execute(lambda tx: commands.announce(tx, event), CallView.of, status=201)


@router.post("/calls/{call_id}/drop", response_model=CallView)
async def drop(call_id: str, body: DropCall, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    return await ctx.execute(lambda tx: commands.drop(tx, call_id, body.reason), CallView.of)


@router.post("/calls/{call_id}/correct", response_model=CallView)
async def correct(call_id: str, body: CorrectCall, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    """While it is open; ``corrections`` then lists what changed, and why."""
    return await ctx.execute(lambda tx: commands.correct(tx, call_id, body.wanted()), CallView.of)


@router.post("/calls/{call_id}/close", response_model=CallView)
async def close(call_id: str, ctx: Annotated[Ctx, caller("clerk", "county_admin")]) -> Response:
    return await ctx.execute(lambda tx: commands.close(tx, call_id), CallView.of)


@router.get("/calls/{call_id}", response_model=OpenCallView)
async def call(call_id: str, ctx: Annotated[Ctx, caller()]) -> Response:
    async def query(tx: Tx) -> tuple[Loaded[domain.Call], OpenCallView]:
        loaded = await CALLS.load(tx, call_id, lock=False)
        policy = (await POLICY.at(tx)).value
        offers = await open_of_calls(tx, [call_id])
        return loaded, _view(tx, loaded, await of_calls(tx, [call_id]), offers, policy)

    loaded, view = await ctx.read(query)
    return answer(loaded, view)


@router.get("/calls")
async def calls(
    ctx: Annotated[Ctx, caller()],
    wanted: Annotated[PageQuery, Depends()],
    state: domain.State | None = None,
    kind: CallKind | None = None,
) -> Page[OpenCallView]:
    async def query(tx: Tx) -> Page[OpenCallView]:
        listed = store.listing(tx.county, status=state, kind=kind)
        found = await page(tx, listed, [CALLS.table.c.id], wanted, CALLS.loaded)
        policy = (await POLICY.at(tx)).value
        ids = [loaded.id for loaded in found.items]
        held, offers = await of_calls(tx, ids), await open_of_calls(tx, ids)
        items = [
            _view(
                tx,
                loaded,
                [b for b in held if b.state.call_id == loaded.id],
                [o for o in offers if o.state.call_id == loaded.id],
                policy,
            )
            for loaded in found.items
        ]
        return Page(items=items, next=found.next)

    return await ctx.read(query)


@router.get("/suggested-topics")
async def suggested_topics(
    ctx: Annotated[Ctx, caller("clerk", "reviewer", "chair", "county_admin")],
    wanted: Annotated[PageQuery, Depends()],
    taken: bool | None = None,
) -> Page[SuggestedTopicView]:
    """What verified outcomes ask to be looked into next, and what was suggested and accepted; ``taken=false`` are those
    that no call took yet."""
    return await ctx.read(
        lambda tx: page(
            tx,
            store.suggestions(tx.county, taken=taken),
            [SUGGESTED.c.suggestion_id],
            wanted,
            lambda row: SuggestedTopicView(**{name: row[name] for name in SuggestedTopicView.model_fields}),
        )
    )


def _view(
    tx: Tx,
    loaded: Loaded[domain.Call],
    held: Sequence[Loaded[booking_domain.Booking]],
    offers: Sequence[Loaded[offer_domain.Offer]],
    policy: BookingPolicy,
) -> OpenCallView:
    staff = bool(tx.actor.roles & bookings.STAFF)
    body = tx.actor.body_id if "body_officer" in tx.actor.roles else None
    topics: list[BookableTopicView] = []
    for index, topic in enumerate(loaded.state.topics):
        of_topic = [b for b in held if b.state.topic == index]
        offered = [o.state for o in offers if o.state.topic == index]
        taken = sum(b.state.state in HOLDING for b in of_topic) + len(offered)
        seen = [
            HolderView(
                booking_id=b.id,
                member_id=b.state.member_id,
                body_id=b.state.body_id,
                state=b.state.state,
                due=b.state.due,
                proposal_id=b.state.proposal_id,
            )
            for b in of_topic
            if staff or booking_domain.is_holder(b.state, tx.actor.member_id, body)
        ]
        withdrawn = index in loaded.state.withdrawn
        left = 0 if withdrawn else max(policy.holders_per_topic[loaded.state.kind] - taken, 0)
        view = BookableTopicView(
            index=index,
            withdrawn=withdrawn,
            places_left=left,
            bookings=seen,
            offers=[
                OfferedView(offer_id=o.id, member_id=o.member_id, body_id=o.body_id, answer_by=o.answer_by)
                for o in offered
                if staff or (body == o.body_id if o.body_id is not None else tx.actor.member_id == o.member_id)
            ],
            **topic.model_dump(),
        )
        topics.append(view)
    shown = loaded.state.model_dump(exclude={"topics", "withdrawn"})
    return OpenCallView(version=loaded.version, topics=topics, **shown)
