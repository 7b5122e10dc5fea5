"""Routes of the drafts: saved as they are typed, each section by itself."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field, StringConstraints, TypeAdapter, ValidationError

from chassis.eventlog import Tx
from chassis.http import Body, Ctx, Page, PageQuery, caller, page
from chassis.problems import Invalid
from contracts.base import STORABLE, Line, ProposalKind, Ref, Text
from services.submission.draft import commands, domain, store
from services.submission.draft.domain import Draft, Section
from services.submission.draft.store import DRAFTS, Saved
from services.submission.proposal.commands import Filing
from services.submission.proposal.form import TextRules, plain_length
from services.submission.proposal.policy import POLICY as FILING
from services.submission.proposal.views import FileProposal, Part, ProposalView

router = APIRouter(tags=["drafts"])
AUTHORS = ("member", "body_officer")


class FormSection(Body):
    """What is filed beside the text; everything may still be missing."""

    kind: ProposalKind = "individual"
    session_id: Ref | None = None
    publish_consent: bool | None = None
    body_id: Ref | None = None
    booking_id: Ref | None = None
    suggested_units: tuple[Ref, ...] = Field(default=(), max_length=50)
    cosigners: tuple[Ref, ...] = Field(default=(), max_length=200)
    research_date: date | None = None
    consent_refusal: Text | None = None
    signatory: Line | None = None


_CONTENT: dict[Section, TypeAdapter[Any]] = {
    "title": TypeAdapter(Annotated[str, StringConstraints(max_length=200), STORABLE]),
    "situation": TypeAdapter(Part),
    "analysis": TypeAdapter(Part),
    "suggestions": TypeAdapter(Annotated[list[Part], Field(max_length=200)]),
    "form": TypeAdapter(FormSection),
}


class SaveSection(Body):
    content: str | list[str] | dict[str, Any]
    """Text; of ``suggestions`` a list of texts; of ``form`` an object with the fields of a filing beside the text."""
    base_version: int = Field(ge=0)
    """The version that the editor saw last; 0: none."""
    device: Annotated[str, StringConstraints(min_length=1, max_length=64), STORABLE]
    """How the author knows this device again, when another has overwritten."""


class SectionView(BaseModel):
    version: int
    content: Any
    saved_at: datetime
    device: str
    characters: list[int]
    """Plain-text characters without blanks, counted as filing counts: of each text of the section."""
    characters_at_most: int | None

    @classmethod
    def of(cls, saved: Saved, rules: TextRules) -> "SectionView":
        content = json.loads(saved.content)
        texts = {"form": [], "suggestions": content}.get(saved.section, [content])
        limits = {"form": None, "title": rules.title_max_characters}
        return cls(
            version=saved.version,
            content=content,
            saved_at=saved.saved_at,
            device=saved.device,
            characters=[plain_length(text) for text in texts],
            characters_at_most=limits.get(saved.section, rules.part_max_characters),
        )


class SavedView(BaseModel):
    saved: SectionView
    overwritten: SectionView | None
    """What another device had saved meanwhile: it is kept as a version, and may be taken back from there."""


class DraftLine(BaseModel):
    id: str
    state: str
    title: str | None
    created_at: datetime
    changed_at: datetime
    proposal_id: str | None


class DraftView(BaseModel):
    id: str
    state: str
    created_at: datetime
    changed_at: datetime
    proposal_id: str | None
    """What it was filed as."""
    sections: dict[str, SectionView]


async def _view(tx: Tx, draft: Draft) -> DraftView:
    rules = await _rules(tx)
    sections = {name: SectionView.of(saved, rules) for name, saved in (await store.current(tx, draft.id)).items()}
    return DraftView(sections=sections, **draft.model_dump(exclude={"member_id"}))


async def _rules(tx: Tx) -> TextRules:
    return (await FILING.at(tx)).value.text_rules


@router.post("/drafts", status_code=201, response_model=DraftView)
async def create(ctx: Annotated[Ctx, caller(*AUTHORS)]) -> Response:
    async def command(tx: Tx) -> DraftView:
        return await _view(tx, await commands.create(tx))

    return await ctx.execute_many(command, status=201)


@router.get("/drafts")
async def drafts(
    ctx: Annotated[Ctx, caller(*AUTHORS)], wanted: Annotated[PageQuery, Depends()], state: domain.State | None = None
) -> Page[DraftLine]:
    """The caller's own, the oldest first."""

    def line(row: Mapping[str, Any]) -> DraftLine:
        title = json.loads(row["title"]) if row["title"] is not None else None
        return DraftLine(title=title, **{name: row[name] for name in DraftLine.model_fields if name != "title"})

    return await ctx.read(
        lambda tx: page(tx, store.listing(tx.county, commands.author(tx), state), [DRAFTS.c.id], wanted, line)
    )


@router.get("/drafts/{draft_id}")
async def draft(draft_id: str, ctx: Annotated[Ctx, caller(*AUTHORS)]) -> DraftView:
    async def query(tx: Tx) -> DraftView:
        return await _view(tx, await commands.load(tx, draft_id))

    return await ctx.read(query)


@router.put("/drafts/{draft_id}/sections/{section}")
async def save(draft_id: str, section: Section, body: SaveSection, ctx: Annotated[Ctx, caller(*AUTHORS)]) -> SavedView:
    """The last write wins. It needs no Idempotency-Key: what is saved already is not saved again."""
    try:
        content = _CONTENT[section].validate_python(body.content)
    except ValidationError as error:
        raise _invalid(error, "/body/content") from error
    plain = content.model_dump(mode="json") if isinstance(content, BaseModel) else content

    async def write(tx: Tx) -> SavedView:
        done = await commands.save(tx, draft_id, section, plain, body.base_version, body.device)
        rules = await _rules(tx)
        return SavedView(
            saved=SectionView.of(done.saved, rules),
            overwritten=SectionView.of(done.overwritten, rules) if done.overwritten else None,
        )

    return await ctx.save(write)


@router.get("/drafts/{draft_id}/sections/{section}/versions")
async def versions(draft_id: str, section: Section, ctx: Annotated[Ctx, caller(*AUTHORS)]) -> list[SectionView]:
    """The newest first."""

    async def query(tx: Tx) -> list[SectionView]:
        await commands.load(tx, draft_id)
        rules = await _rules(tx)
        return [SectionView.of(saved, rules) for saved in await store.versions(tx, draft_id, section)]

    return await ctx.read(query)


@router.post("/drafts/{draft_id}/discard", response_model=DraftView)
async def discard(draft_id: str, ctx: Annotated[Ctx, caller(*AUTHORS)]) -> Response:
    async def command(tx: Tx) -> DraftView:
        return await _view(tx, await commands.discard(tx, draft_id))

    return await ctx.execute_many(command)


@router.post("/drafts/{draft_id}/file", status_code=201, response_model=ProposalView)
async def file(draft_id: str, ctx: Annotated[Ctx, caller(*AUTHORS)]) -> Response:
    """Files what is saved. What is missing is named all at once, and the draft stays open."""
    return await ctx.execute(lambda tx: commands.file(tx, draft_id, _filing), ProposalView.of, status=201)


def _filing(said: Mapping[str, Any]) -> Filing:
    form = said.get("form", {})
    text = {
        "title": said.get("title", ""),
        "situation": said.get("situation", ""),
        "analysis": said.get("analysis", ""),
        "suggestions": said.get("suggestions", []),
    }
    asked = {name: value for name, value in form.items() if value is not None}
    try:
        return FileProposal.model_validate({"text": text, **asked}).filing()
    except ValidationError as error:
        raise _invalid(error, "/sections/form") from error


def _invalid(error: ValidationError, where: str) -> Invalid:
    """Every mistake at its place; a mistake of the text is one of the section that it came from."""
    mistakes: list[tuple[str, str]] = []
    for item in error.errors():
        path = list(map(str, item["loc"]))
        place = ["/sections", *path[1:]] if path[:1] == ["text"] else [where, *path]
        mistakes.append(("/".join(place), item["msg"]))
    return Invalid.at(mistakes)
