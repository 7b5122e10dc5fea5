"""Routes of nominations and score sheets."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Line, Ref, Text
from services.supervision.nominee import commands, store
from services.supervision.nominee.domain import Nomination, Nominee, Sheet, State
from services.supervision.nominee.store import NOMINEES, nominee_id
from services.supervision.oversight.api import STAFF

router = APIRouter(tags=["key selection"])

SEES_ALL = frozenset({"clerk", "chair", "county_admin", "city_viewer", "auditor"})
"""Any other scorer sees the own sheet alone: others' points would lead the hand."""


class Nominate(Body):
    proposal_id: Ref
    nominated_by: Line
    """The committee, or the leader."""
    reason: Text


class WithdrawNomination(Body):
    nominated_by: Line
    reason: Text


class ScoreSheet(Body):
    points: Annotated[dict[str, Annotated[int, Field(ge=0, le=1000)]], Field(max_length=30)]
    """Criterion → points, as the policy *nominee* names and bounds them."""


class NomineeView(View):
    """``mean`` and ``spread`` (highest less lowest total) are of ``scored_by`` sheets, 0 to 100; null to a scorer who
    sees the own sheet alone."""

    proposal_id: str
    session_id: str
    state: State
    nominations: tuple[Nomination, ...]
    sheets: tuple[Sheet, ...]
    scored_by: int
    mean: float | None
    spread: float | None

    @classmethod
    def of(cls, loaded: Loaded[Nominee]) -> "NomineeView":
        state = loaded.state
        return cls(
            id=loaded.id, version=loaded.version, **state.model_dump(),
            scored_by=len(state.sheets), mean=state.mean, spread=state.spread,
        )  # fmt: skip


class NomineeLine(BaseModel):
    """One nominee in the list, beside what it is about; null where an older admission told no more."""

    proposal_id: str
    case_number: int | None
    title: str | None
    topic_group: str | None
    nominee: NomineeView


def _for(ctx: Ctx, view: NomineeView) -> NomineeView:
    if ctx.actor.roles & SEES_ALL:
        return view
    own = tuple(sheet for sheet in view.sheets if sheet.scorer == ctx.actor.subject)
    return view.model_copy(update={"sheets": own, "mean": None, "spread": None})


@router.post("/key-nominees", status_code=201, response_model=NomineeView)
async def nominate(body: Nominate, ctx: Annotated[Ctx, caller("clerk", "supervisor", "chair")]) -> Response:
    return await ctx.execute(
        lambda tx: commands.nominate(tx, body.proposal_id, body.nominated_by, body.reason),
        lambda loaded: _for(ctx, NomineeView.of(loaded)),
        status=201,
    )


@router.post("/key-nominees/{proposal_id}/withdraw", response_model=NomineeView)
async def withdraw(proposal_id: Ref, body: WithdrawNomination, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """For whoever nominated it; no login says which committee it is of, so that the clerks see to it."""
    return await ctx.execute(
        lambda tx: commands.withdraw(tx, proposal_id, body.nominated_by, body.reason),
        lambda loaded: _for(ctx, NomineeView.of(loaded)),
    )


@router.post("/key-nominees/{proposal_id}/score", response_model=NomineeView)
async def score(
    proposal_id: Ref, body: ScoreSheet, ctx: Annotated[Ctx, caller("clerk", "supervisor", "assessor", "reviewer")]
) -> Response:
    """The caller's own sheet; given again it takes the place of the first."""
    return await ctx.execute(
        lambda tx: commands.score(tx, proposal_id, body.points), lambda loaded: _for(ctx, NomineeView.of(loaded))
    )


@router.get("/key-nominees")
async def nominees(
    ctx: Annotated[Ctx, caller(*STAFF, "assessor", "reviewer")],
    wanted: Annotated[PageQuery, Depends()],
    session_id: Annotated[str | None, Query(max_length=64)] = None,
    state: State | None = None,
) -> Page[NomineeLine]:
    def line(row: Mapping[str, Any]) -> NomineeLine:
        told = {name: row[name] for name in ("proposal_id", "case_number", "title", "topic_group")}
        return NomineeLine(**told, nominee=_for(ctx, NomineeView.of(NOMINEES.loaded(row))))

    query = store.listing(ctx.county, session_id, state)
    return await ctx.read(lambda tx: page(tx, query, [NOMINEES.table.c.id], wanted, line))


@router.get("/key-nominees/{proposal_id}", response_model=NomineeView)
async def nominee(proposal_id: Ref, ctx: Annotated[Ctx, caller(*STAFF, "assessor", "reviewer")]) -> Response:
    loaded = await ctx.read(lambda tx: NOMINEES.load(tx, nominee_id(proposal_id), lock=False))
    return answer(loaded, _for(ctx, NomineeView.of(loaded)))
