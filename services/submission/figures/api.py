"""The route of the figures."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.eventlog import Tx
from chassis.http import Ctx, caller
from services.submission.archive import store as archive
from services.submission.booking import store as bookings
from services.submission.call import store as calls
from services.submission.proposal import store as proposals

router = APIRouter(tags=["figures"])


class Figures(BaseModel):
    """Counts; a state that nothing is in is left out."""

    status: dict[str, int]
    channel: dict[str, int]
    kind: dict[str, int]
    calls: dict[str, int]
    bookings: dict[str, int]
    archived: int
    """Of earlier years, apart: in none of the counts of proposals."""


@router.get("/figures")
async def figures(ctx: Annotated[Ctx, caller("clerk", "county_admin", "city_viewer")]) -> Figures:
    async def query(tx: Tx) -> Figures:
        return Figures(
            **await proposals.figures(tx),
            calls=await calls.count_by_state(tx),
            bookings=await bookings.count_by_state(tx),
            archived=await archive.count(tx),
        )

    return await ctx.read(query)
