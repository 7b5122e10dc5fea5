"""Routes of excellent proposals. The candidates are for who runs the assessment, what is announced for everybody."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy import select

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Ref, Text
from contracts.evaluation import ExcellentCandidate, Points
from services.evaluation.allotment.store import TEXTS
from services.evaluation.award.store import AWARDS
from services.evaluation.excellent import commands
from services.evaluation.excellent.domain import MOST, Selection, State
from services.evaluation.excellent.store import SELECTIONS
from services.evaluation.panel.api import READERS
from services.evaluation.visibility import EVERYBODY

router = APIRouter(tags=["excellent proposal"])


class SelectionView(View):
    scheme_id: str
    session_id: str
    state: State
    maximum: Points
    admitted: int
    places: int
    collective_places: int
    candidates: tuple[ExcellentCandidate, ...]
    chosen: tuple[str, ...]
    departures: dict[str, str]
    year: int | None
    decided_by: str | None

    @classmethod
    def of(cls, loaded: Loaded[Selection]) -> "SelectionView":
        return cls(id=loaded.id, version=loaded.version, **loaded.state.model_dump())


class AnnouncedProposal(BaseModel):
    """``title`` is empty while the text has not come from submission."""

    award_id: str
    proposal_id: str
    title: str | None
    year: int
    rank: int | None
    citation: str


class Rank(Body):
    session_id: Ref


class DecideSelection(Body):
    """``reasons``: proposal → why, for each that the order would have left out, or in, or that is chosen among equals.
    ``citation`` is announced with each award."""

    chosen: Annotated[list[Ref], Field(min_length=1, max_length=MOST)]
    reasons: dict[str, Text] = Field(default={}, max_length=MOST)
    citation: Text


@router.post("/schemes/{scheme_id}/excellent-selections", status_code=201, response_model=SelectionView)
async def rank(scheme_id: str, body: Rank, ctx: Annotated[Ctx, caller("clerk", "chair")]) -> Response:
    """The session's computed assessments in order; equal ones share a rank. None of them is computed again."""
    return await ctx.execute(
        lambda tx: commands.rank(tx, scheme_id, session_id=body.session_id), SelectionView.of, status=201
    )


@router.get("/excellent-selections")
async def list_selections(
    ctx: Annotated[Ctx, caller(*READERS)], wanted: Annotated[PageQuery, Depends()]
) -> Page[SelectionView]:
    t = SELECTIONS.table
    query = select(t).where(t.c.county == ctx.county)
    return await ctx.read(
        lambda tx: page(tx, query, [t.c.id], wanted, lambda row: SelectionView.of(SELECTIONS.loaded(row)))
    )


@router.get("/excellent-selections/{selection_id}", response_model=SelectionView)
async def get_selection(selection_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    loaded = await ctx.read(lambda tx: SELECTIONS.load(tx, selection_id, lock=False))
    return answer(loaded, SelectionView.of(loaded))


@router.post("/excellent-selections/{selection_id}/decide", response_model=SelectionView)
async def decide(selection_id: str, body: DecideSelection, ctx: Annotated[Ctx, caller("clerk", "chair")]) -> Response:
    """Once, with an award for each that is chosen."""
    return await ctx.execute(
        lambda tx: commands.decide(tx, selection_id, chosen=body.chosen, reasons=body.reasons, citation=body.citation),
        SelectionView.of,
    )


@router.get("/excellent-proposals")
async def announced(
    ctx: Annotated[Ctx, caller(*EVERYBODY)],
    wanted: Annotated[PageQuery, Depends()],
    year: Annotated[int | None, Query(ge=1949, le=9999)] = None,
) -> Page[AnnouncedProposal]:
    """What is announced: the awards that stand. A revoked one is not among them."""
    t, x = AWARDS.table, TEXTS.c
    known = (x.county == t.c.county) & (x.proposal_id == t.c.subject_id)
    query = (
        select(t, x.title)
        .outerjoin(TEXTS, known)
        .where(t.c.county == ctx.county, t.c.kind == "excellent_proposal", t.c.status == "granted")
    )
    if year is not None:
        query = query.where(t.c.year == year)

    def view(row: dict[str, object]) -> AnnouncedProposal:
        award = AWARDS.loaded(row)
        return AnnouncedProposal(
            award_id=award.id,
            proposal_id=award.state.subject_id,
            title=row["title"] if isinstance(row["title"], str) else None,
            year=award.state.year,
            rank=award.state.rank,
            citation=award.state.reason,
        )

    return await ctx.read(lambda tx: page(tx, query, [t.c.id], wanted, lambda row: view(dict(row))))
