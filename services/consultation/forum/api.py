"""Routes of the meetings of the three levels."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime, Field
from sqlalchemy import select

from chassis.eventlog import Actor, Loaded, Tx
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from chassis.uploads import REQUEST_BODY, Taken, file_route, take
from contracts.base import Form, Line, Ref, Text
from contracts.consultation import Attendance, Level
from services.consultation.attendance.api import CodeView, Origin, SignIn
from services.consultation.document.api import ANY_FILE, DocumentView, Reason
from services.consultation.document.api import download as download_shown
from services.consultation.forum import commands
from services.consultation.forum.domain import Forum, Purpose, State
from services.consultation.forum.store import FORUMS
from services.consultation.visibility import CONFERENCE, READERS, must_see, reads_documents, sees_forum

router = APIRouter(tags=["forum"])


class Convene(Body):
    selection_id: Ref
    title: Line
    convener: Line
    form: Form
    at: AwareDatetime
    place: Line
    proposals: Annotated[list[Ref], Field(max_length=200)]
    units: Annotated[list[Ref], Field(max_length=200)]
    members: Annotated[list[Ref], Field(max_length=500)]
    beneficiaries: Annotated[tuple[Line, ...], Field(max_length=200)] = ()
    """Who is concerned and has no login, as they are to be called."""


class Attend(Body):
    """Without ``member_id`` and ``unit_id`` it is somebody concerned, by name."""

    name: Line
    member_id: Ref | None = None
    unit_id: Ref | None = None


class Hold(Body):
    minutes: Text
    agreed: Annotated[list[Text], Field(max_length=200)]
    open: Annotated[list[Text], Field(max_length=200)]


class ForumView(View):
    selection_id: str
    level: Level
    state: State
    title: str
    convener: str
    form: Form
    at: datetime
    place: str
    proposals: tuple[str, ...]
    units: tuple[str, ...]
    members: tuple[str, ...]
    beneficiaries: tuple[str, ...]
    attendance: tuple[Attendance, ...]
    """Without the logins for whoever is not of the conference."""
    minutes: str | None
    agreed: tuple[str, ...]
    open: tuple[str, ...]
    reason: str | None
    documents: tuple[DocumentView, ...] | None
    """In the order in which they came; None for whoever does not read them."""
    removed_documents: tuple[DocumentView, ...] | None
    """None for whoever is not of the conference."""

    @classmethod
    def of(cls, loaded: Loaded[Forum], actor: Actor) -> "ForumView":
        state = loaded.state
        reads, keeps = reads_documents(actor, state), bool(actor.roles & set(CONFERENCE))
        # A login is how somebody signs in everywhere, and no name: nobody else who was invited needs it.
        came = (one if keeps else one.model_copy(update={"login": None}) for one in state.attendance)
        return cls(
            id=loaded.id,
            version=loaded.version,
            attendance=tuple(came),
            documents=tuple(map(DocumentView.of, state.documents)) if reads else None,
            removed_documents=tuple(map(DocumentView.of, state.removed_documents)) if keeps else None,
            **state.model_dump(exclude={"documents", "removed_documents", "attendance"}),
        )


def _view(ctx: Ctx) -> Callable[[Loaded[Forum]], ForumView]:
    return lambda loaded: ForumView.of(loaded, ctx.actor)


@router.post("/forums", status_code=201, response_model=ForumView)
async def convene(body: Convene, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    wanted = commands.Wanted(**body.model_dump())
    return await ctx.execute(lambda tx: commands.convene(tx, wanted), _view(ctx), status=201)


@router.post("/forums/{forum_id}/call-off", response_model=ForumView)
async def call_off(forum_id: str, body: Reason, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.call_off(tx, forum_id, body.reason), _view(ctx))


@router.get("/forums/{forum_id}/sign-in-code")
async def sign_in_code(forum_id: str, ctx: Annotated[Ctx, caller("clerk")], origin: Origin = None) -> CodeView:
    """``origin`` is where the asking page is found: the link is whole then, also where the county set no address."""

    async def show(tx: Tx) -> CodeView:
        return CodeView.of(f"/forums/{forum_id}/sign-in", await commands.show_code(tx, forum_id), origin)

    return await ctx.save(show)


@router.post("/forums/{forum_id}/sign-in", response_model=ForumView)
async def sign_in(
    forum_id: str, body: SignIn, ctx: Annotated[Ctx, caller("member", "unit", "unit_leader")]
) -> Response:
    return await ctx.execute(lambda tx: commands.sign_in(tx, forum_id, body.code), _view(ctx))


@router.post("/forums/{forum_id}/attendance", response_model=ForumView)
async def attend(forum_id: str, body: Attend, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.attend(tx, forum_id, name=body.name, member_id=body.member_id, unit_id=body.unit_id),
        _view(ctx),
    )


@router.post("/forums/{forum_id}/hold", response_model=ForumView)
async def hold(forum_id: str, body: Hold, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.hold(tx, forum_id, minutes=body.minutes, agreed=body.agreed, still_open=body.open),
        _view(ctx),
    )


@router.get("/forums")
async def list_forums(
    ctx: Annotated[Ctx, caller(*READERS)],
    wanted: Annotated[PageQuery, Depends()],
    selection_id: Annotated[str | None, Query()] = None,
    state: Annotated[State | None, Query()] = None,
    proposal_id: Annotated[str | None, Query()] = None,
) -> Page[ForumView]:
    t, view = FORUMS.table, _view(ctx)
    query = select(t).where(t.c.county == ctx.county, sees_forum(ctx.actor, ctx.county))
    if selection_id is not None:
        query = query.where(t.c.selection_id == selection_id)
    if state is not None:
        query = query.where(t.c.status == state)
    if proposal_id is not None:
        query = query.where(t.c.proposals.contains([proposal_id]))
    return await ctx.read(lambda tx: page(tx, query, [t.c.id], wanted, lambda row: view(FORUMS.loaded(row))))


@router.get("/forums/{forum_id}", response_model=ForumView)
async def get_forum(forum_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    row = await ctx.read(lambda tx: must_see(tx, FORUMS.table, forum_id, sees_forum(ctx.actor, ctx.county)))
    loaded = FORUMS.loaded(row)
    return answer(loaded, _view(ctx)(loaded))


@router.post("/forums/{forum_id}/documents", status_code=201, response_model=DocumentView, openapi_extra=REQUEST_BODY)
@file_route
async def add_document(
    forum_id: str,
    ctx: Annotated[Ctx, caller("clerk")],
    name: Annotated[str, Query(min_length=1, max_length=1000)],
    purpose: Purpose = "material",
) -> Response:
    """The body is the file itself; ``name`` is as the sender's device calls it, what is kept of it is in the answer."""

    async def command(tx: Tx, taken: Taken) -> DocumentView:
        return DocumentView.of(await commands.add_document(tx, forum_id, purpose, taken))

    return await take(ctx, name, purpose, lambda tx: commands.room_for_document(tx, forum_id), command)


@router.post("/forums/{forum_id}/documents/{document_id}/remove", response_model=ForumView)
async def remove_document(
    forum_id: str, document_id: str, body: Reason, ctx: Annotated[Ctx, caller("clerk")]
) -> Response:
    return await ctx.execute(
        lambda tx: commands.remove_document(tx, forum_id, document_id, reason=body.reason), _view(ctx)
    )


@router.get(
    "/forums/{forum_id}/documents/{document_id}",
    response_class=Response,
    responses=ANY_FILE,
)
async def download(
    forum_id: str, document_id: str, ctx: Annotated[Ctx, caller(*CONFERENCE, "member", "unit", "unit_leader")]
) -> Response:
    """The file, byte by byte as it was handed in; one that was removed, for the conference alone."""
    row = await ctx.read(lambda tx: must_see(tx, FORUMS.table, forum_id, sees_forum(ctx.actor, ctx.county)))
    state = FORUMS.loaded(row).state
    removed = state.removed_documents if ctx.actor.roles & set(CONFERENCE) else ()
    shown = (*state.documents, *removed) if reads_documents(ctx.actor, state) else ()
    return await download_shown(ctx, shown, document_id)
