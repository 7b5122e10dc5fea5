"""Routes of suggested topics: those who suggest, those who screen, and the public."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, StringConstraints

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, open_to_all, page
from contracts.base import STORABLE, Line, Ref, Text
from contracts.submission import TopicSource
from services.submission.suggestion import commands, domain, store
from services.submission.suggestion.store import SUGGESTIONS

router = APIRouter(tags=["topic-suggestions"])

Contact = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), STORABLE]


class Suggest(Body):
    source: Literal["member", "body", "unit"] = "member"
    """In what capacity: a login may be bound to more than one."""
    title: Line
    grounds: Text
    """Why it should be looked into; no names, no numbers of people."""
    body_id: Ref | None = None
    """The body that suggests, through its officer."""


class SuggestAsPublic(Body):
    title: Line
    grounds: Text
    contact: Contact | None = None
    """For a question back; clerks see it until the suggestion is declined, and no event has it."""


class Accept(Body):
    title: Line | None = None
    """In other words; None leaves it as it is."""


class Decline(Body):
    reason: Line


class Merge(Body):
    into: Ref


class SuggestionView(View):
    state: domain.State
    progress: domain.Progress
    """How far it has come, in one word."""
    source: TopicSource
    title: str
    title_before: str | None
    """What the suggester wrote, where a clerk put it in other words."""
    grounds: str
    proposed_at: datetime
    member_id: str | None
    body_id: str | None
    unit_id: str | None
    reason: str | None
    merged_into: str | None
    call_id: str | None
    topic: int | None
    booking_id: str | None
    filed_as: tuple[str, ...]

    @classmethod
    def of(cls, loaded: Loaded[domain.Suggestion]) -> "SuggestionView":
        return cls(version=loaded.version, progress=domain.progress(loaded.state), **loaded.state.model_dump())


class PublicView(View):
    """What became of it, for whoever has its id."""

    progress: domain.Progress
    title: str
    reason: str | None

    @classmethod
    def of(cls, loaded: Loaded[domain.Suggestion]) -> "PublicView":
        state = loaded.state
        return cls(
            id=state.id,
            version=loaded.version,
            progress=domain.progress(state),
            title=state.title,
            reason=state.reason,
        )


class ContactView(BaseModel):
    contact: str | None


class AlikeView(BaseModel):
    suggestion_id: str
    source: str
    title: str
    wording: float
    """How much of the shorter one's wording stands in the other: 1 for a copy."""


@router.post("/topic-suggestions", status_code=201, response_model=SuggestionView)
async def suggest(
    body: Suggest, ctx: Annotated[Ctx, caller("member", "body_officer", "unit", "unit_leader")]
) -> Response:
    return await ctx.execute(
        lambda tx: commands.propose(tx, body.source, body.title, body.grounds, body.body_id),
        SuggestionView.of,
        status=201,
    )


@router.post("/public/topic-suggestions", status_code=201, response_model=PublicView)
async def suggest_as_public(body: SuggestAsPublic, request: Request, ctx: Annotated[Ctx, open_to_all()]) -> Response:
    """Where the county's policy lets the public in; so many a day, counted by address, which is not kept."""
    address = request.client.host if request.client else ""
    return await ctx.execute(
        lambda tx: commands.propose_as_public(tx, body.title, body.grounds, body.contact, address),
        PublicView.of,
        status=201,
    )


@router.get("/public/topic-suggestions/{suggestion_id}", response_model=PublicView)
async def public_suggestion(suggestion_id: str, ctx: Annotated[Ctx, open_to_all()]) -> Response:
    """The id is the receipt: only whoever handed it in was given it."""
    loaded = await ctx.read(lambda tx: commands.read_as_public(tx, suggestion_id))
    return answer(loaded, PublicView.of(loaded))


@router.post("/topic-suggestions/{suggestion_id}/accept", response_model=SuggestionView)
async def accept(suggestion_id: str, ctx: Annotated[Ctx, caller("clerk")], body: Accept | None = None) -> Response:
    """Into the pool that calls take their topics from (``GET /suggested-topics``)."""
    title = body.title if body else None
    return await ctx.execute(lambda tx: commands.accept(tx, suggestion_id, title), SuggestionView.of)


@router.post("/topic-suggestions/{suggestion_id}/decline", response_model=SuggestionView)
async def decline(suggestion_id: str, body: Decline, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.decline(tx, suggestion_id, body.reason), SuggestionView.of)


@router.post("/topic-suggestions/{suggestion_id}/merge", response_model=SuggestionView)
async def merge(suggestion_id: str, body: Merge, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """Into another one that says the same, whose fate it shares from then on."""
    return await ctx.execute(lambda tx: commands.merge(tx, suggestion_id, body.into), SuggestionView.of)


@router.get("/topic-suggestions/{suggestion_id}/duplicates")
async def duplicates(
    suggestion_id: str, ctx: Annotated[Ctx, caller("clerk", "reviewer", "chair", "county_admin")]
) -> list[AlikeView]:
    """Suggested topics in much the same words, the most alike first."""
    found = await ctx.read(lambda tx: commands.duplicates(tx, suggestion_id))
    return [AlikeView(**vars(one)) for one in found]


@router.get("/topic-suggestions/{suggestion_id}/contact")
async def contact(suggestion_id: str, ctx: Annotated[Ctx, caller("clerk")]) -> ContactView:
    return ContactView(contact=await ctx.read(lambda tx: commands.contact(tx, suggestion_id)))


@router.get("/topic-suggestions/{suggestion_id}", response_model=SuggestionView)
async def suggestion(
    suggestion_id: str,
    ctx: Annotated[Ctx, caller("member", "body_officer", "unit", "unit_leader", *sorted(commands.STAFF))],
) -> Response:
    loaded = await ctx.read(lambda tx: commands.read(tx, suggestion_id))
    return answer(loaded, SuggestionView.of(loaded))


@router.get("/topic-suggestions")
async def suggestions(
    ctx: Annotated[Ctx, caller("member", "body_officer", "unit", "unit_leader", *sorted(commands.STAFF))],
    wanted: Annotated[PageQuery, Depends()],
    state: domain.State | None = None,
    source: TopicSource | None = None,
) -> Page[SuggestionView]:
    """Staff see the county's; others their own and those of the body or unit that they speak for."""

    async def query(tx: Tx) -> Page[SuggestionView]:
        mine = None if tx.actor.roles & commands.STAFF else commands.own(tx)
        listed = store.listing(tx.county, status=state, source=source, mine=mine)
        return await page(
            tx, listed, [SUGGESTIONS.table.c.id], wanted, lambda row: SuggestionView.of(SUGGESTIONS.loaded(row))
        )

    return await ctx.read(query)
