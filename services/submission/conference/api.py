"""Routes of the register of conferences."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Line
from services.submission.conference import commands, domain, store
from services.submission.conference.domain import Conference
from services.submission.conference.store import CONFERENCES, REGISTER

router = APIRouter(tags=["forwarding"])


class RegisterConference(Body):
    name: Line
    """As the other counties are told who forwards."""
    receives: bool


class ConferenceView(View):
    name: str
    receives: bool

    @classmethod
    def of(cls, loaded: Loaded[Conference]) -> "ConferenceView":
        return cls(id=loaded.id, version=loaded.version, name=loaded.state.name, receives=loaded.state.receives)


class OtherView(BaseModel):
    county: str
    name: str
    receives: bool


@router.put("/conference", response_model=ConferenceView)
async def register(body: RegisterConference, ctx: Annotated[Ctx, caller("county_admin")]) -> Response:
    """The county's own entry: without one it forwards nothing and is forwarded nothing."""
    return await ctx.execute(lambda tx: commands.register(tx, body.name, body.receives), ConferenceView.of)


@router.get("/conference", response_model=ConferenceView)
async def own(ctx: Annotated[Ctx, caller("clerk", "reviewer", "chair", "county_admin")]) -> Response:
    """The county's own entry; none yet is not found."""
    loaded = await ctx.read(lambda tx: CONFERENCES.load(tx, domain.ID, lock=False))
    return answer(loaded, ConferenceView.of(loaded))


@router.get("/conferences")
async def conferences(
    ctx: Annotated[Ctx, caller("clerk", "reviewer", "chair", "county_admin")],
    wanted: Annotated[PageQuery, Depends()],
) -> Page[OtherView]:
    """The other counties of the city, and the city, that are registered."""
    return await ctx.read(
        lambda tx: page(
            tx,
            store.listing(tx.county),
            [REGISTER.c.tenant],
            wanted,
            lambda row: OtherView(county=row["tenant"], name=row["name"], receives=row["receives"]),
        )
    )
