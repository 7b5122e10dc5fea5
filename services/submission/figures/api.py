"""The route of the figures."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.eventlog import Tx
from chassis.http import Ctx, caller
from services.submission.archive import store as archive
from services.submission.booking import store as bookings
from services.submission.call import store as calls
from services.submission.paper import store as papers
from services.submission.proposal import store as proposals

router = APIRouter(tags=["figures"])


class Figures(BaseModel):
    """Counts; a state that nothing is in is left out."""

    status: dict[str, int]
    channel: dict[str, int]
    kind: dict[str, int]
    calls: dict[str, int]
    bookings: dict[str, int]
    assisted: int
    """Of the proposals, those that came on paper and were entered by the staff."""
    assisted_share: float | None
    """Of all proposals; None where there is none."""
    papers: dict[str, int]
    """Entries from paper; what is filed of them is a proposal."""
    archived: int
    """Of earlier years, apart: in none of the counts of proposals."""


@router.get("/figures")
async def figures(ctx: Annotated[Ctx, caller("clerk", "county_admin", "city_viewer")]) -> Figures:
    async def query(tx: Tx) -> Figures:
        counts, assisted = await proposals.figures(tx), await proposals.count_assisted(tx)
        filed = sum(counts["status"].values())
        return Figures(
            **counts,
            calls=await calls.count_by_state(tx),
            bookings=await bookings.count_by_state(tx),
            assisted=assisted,
            assisted_share=round(assisted / filed, 4) if filed else None,
            papers=await papers.count_by_state(tx),
            archived=await archive.count(tx),
        )

    return await ctx.read(query)
