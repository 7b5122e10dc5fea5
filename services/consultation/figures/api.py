"""The route of the figures."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.eventlog import Tx
from chassis.http import Ctx, caller
from services.consultation.figures import store
from services.consultation.visibility import STAFF

router = APIRouter(tags=["figures"])


class Figures(BaseModel):
    """Counts: assignments by state, consultations by phase and state, issued replies by class."""

    assignments: dict[str, int]
    consultations: dict[str, dict[str, int]]
    replies_issued: dict[str, int]


@router.get("/figures")
async def figures(ctx: Annotated[Ctx, caller(*STAFF)]) -> Figures:
    async def query(tx: Tx) -> Figures:
        return Figures(
            assignments=await store.assignments_by_state(tx),
            consultations=await store.consultations_by_phase(tx),
            replies_issued=await store.replies_issued_by_class(tx),
        )

    return await ctx.read(query)
