"""Routes of the model proposals; each is known by its proposal's id."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import AfterValidator, BaseModel, Field

from chassis.eventlog import Loaded, Tx
from chassis.history import history
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from chassis.problems import NotFound
from contracts.base import Line, Ref, Text
from contracts.submission import ArchivedText, ProposalText
from services.submission.model import commands, domain, store
from services.submission.model.commands import Shown
from services.submission.model.store import MODELS
from services.submission.proposal.commands import STAFF

router = APIRouter(tags=["model-proposals"])
READERS = ("member", "body_officer", *sorted(STAFF))


def _each_once(tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tags))


Tags = Annotated[tuple[Line, ...], Field(max_length=20), AfterValidator(_each_once)]


class EditModel(Body):
    comment: Text
    """Why it is good."""
    tags: Tags = ()


class MarkModel(EditModel):
    proposal_id: Ref
    """Of an admitted proposal, or of the archive."""


class UnmarkModel(Body):
    reason: Text


class ModelView(View):
    state: domain.State
    proposal_id: str
    archived: bool
    title: str
    sector: str | None
    tags: tuple[str, ...]
    comment: str
    reason: str | None
    """Why it was unmarked."""

    @classmethod
    def of(cls, loaded: Loaded[domain.Model]) -> "ModelView":
        return cls(version=loaded.version, **loaded.state.model_dump())


class ShownModelView(ModelView):
    """As members read it: who proposed it is not said, and numbers that belong to somebody are masked."""

    session: str
    case_number: int | None
    text: ProposalText | None
    """None: of the archive."""
    archived_text: ArchivedText | None
    """Of the archive, where it has one: for the county's staff; for others where it is public."""

    @classmethod
    def shown(cls, one: Shown) -> "ShownModelView":
        fields = ModelView.of(one.model).model_dump()
        fields |= {"session": one.session, "case_number": one.case_number}
        return cls(text=one.text, archived_text=one.archived_text, **fields)


class ChangeView(BaseModel):
    at: datetime
    what: str
    """The event's name."""
    data: dict[str, Any]


@router.post("/model-proposals", status_code=201, response_model=ModelView)
async def mark(body: MarkModel, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.mark(tx, body.proposal_id, body.tags, body.comment), ModelView.of, status=201
    )


@router.put("/model-proposals/{proposal_id}", response_model=ModelView)
async def edit(proposal_id: str, body: EditModel, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.edit(tx, proposal_id, body.tags, body.comment), ModelView.of, edit=True
    )


@router.post("/model-proposals/{proposal_id}/unmark", response_model=ModelView)
async def unmark(proposal_id: str, body: UnmarkModel, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.unmark(tx, proposal_id, body.reason), ModelView.of)


@router.get("/model-proposals")
async def models(
    ctx: Annotated[Ctx, caller(*READERS)],
    wanted: Annotated[PageQuery, Depends()],
    tag: Line | None = None,
    sector: Line | None = None,
) -> Page[ShownModelView]:
    """Those that are shown, with their texts."""

    async def query(tx: Tx) -> Page[ShownModelView]:
        listed = store.listing(tx.county, tag=tag, sector=sector)
        found = await page(tx, listed, [MODELS.table.c.id], wanted, MODELS.loaded, newest_first=True)
        shown = await commands.shown(tx, found.items, staff=bool(tx.actor.roles & STAFF))
        return Page(items=[ShownModelView.shown(one) for one in shown], next=found.next)

    return await ctx.read(query)


@router.get("/model-proposals/{proposal_id}", response_model=ShownModelView)
async def model(proposal_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    """One that is no more is the staff's to read."""

    async def query(tx: Tx) -> Shown:
        loaded = await MODELS.find(tx, domain.identify(proposal_id), lock=False)
        staff = bool(tx.actor.roles & STAFF)
        if loaded is None or (loaded.state.state != "marked" and not staff):
            raise NotFound(f"model proposals {proposal_id}")
        return (await commands.shown(tx, [loaded], staff=staff))[0]

    found = await ctx.read(query)
    return answer(found.model, ShownModelView.shown(found))


@router.get("/model-proposals/{proposal_id}/history")
async def changes(proposal_id: str, ctx: Annotated[Ctx, caller(*sorted(STAFF))]) -> list[ChangeView]:
    """From its first marking on."""

    async def query(tx: Tx) -> list[ChangeView]:
        loaded = await MODELS.load(tx, domain.identify(proposal_id), lock=False)
        return [
            ChangeView(at=past.at, what=type(past.event).__name__, data=past.event.model_dump(mode="json"))
            for past in await history(tx, MODELS, loaded.id)
        ]

    return await ctx.read(query)
