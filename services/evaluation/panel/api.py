"""Routes of panels. Who assesses is nobody's to see but of those who run the assessment."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field
from sqlalchemy import select

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Ref
from services.evaluation.panel import commands, domain
from services.evaluation.panel.domain import Panel, State
from services.evaluation.panel.store import PANELS

router = APIRouter(tags=["panel"])

READERS = ("clerk", "chair", "county_admin", "auditor")


class PanelView(View):
    scheme_id: str
    groups: dict[str, tuple[str, ...]]
    state: State
    units: dict[str, tuple[str, ...]] = Field(default={})

    @classmethod
    def of(cls, loaded: Loaded[Panel]) -> "PanelView":
        return cls(id=loaded.id, version=loaded.version, **loaded.state.model_dump())


class Appoint(Body):
    """Group of the scheme → its assessors: a member's id, or the login of whoever is none. ``units``: assessor → the
    units whose people they are; what those handle they are not given to read."""

    groups: Annotated[dict[str, Annotated[list[Ref], Field(max_length=200)]], Field(min_length=1, max_length=20)]
    units: dict[str, Annotated[list[Ref], Field(max_length=20)]] = Field(default={}, max_length=1000)


@router.post("/schemes/{scheme_id}/panel", status_code=201, response_model=PanelView)
async def appoint(scheme_id: str, body: Appoint, ctx: Annotated[Ctx, caller("clerk", "chair")]) -> Response:
    """The whole panel; asked again, it takes the place of the earlier one."""
    return await ctx.execute(
        lambda tx: commands.appoint(tx, scheme_id, body.groups, body.units), PanelView.of, status=201
    )


@router.get("/panels")
async def list_panels(
    ctx: Annotated[Ctx, caller(*READERS)], wanted: Annotated[PageQuery, Depends()]
) -> Page[PanelView]:
    t = PANELS.table
    query = select(t).where(t.c.county == ctx.county)
    return await ctx.read(lambda tx: page(tx, query, [t.c.id], wanted, lambda row: PanelView.of(PANELS.loaded(row))))


@router.get("/schemes/{scheme_id}/panel", response_model=PanelView)
async def get_panel(scheme_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    loaded = await ctx.read(lambda tx: PANELS.load(tx, domain.panel_id(scheme_id), lock=False))
    return answer(loaded, PanelView.of(loaded))
