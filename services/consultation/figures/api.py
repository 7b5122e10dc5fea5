"""The route of the figures."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from chassis.eventlog import Tx
from chassis.http import Ctx, caller
from contracts.base import Ref, UnitRole
from services.consultation.figures import store
from services.consultation.visibility import STAFF, counts_assignment

router = APIRouter(tags=["figures"])


class Figures(BaseModel):
    """Counts: assignments by state, consultations by phase and state, issued replies by class."""

    assignments: dict[str, int]
    consultations: dict[str, dict[str, int]]
    replies_issued: dict[str, int]


class UnitFigures(BaseModel):
    """One unit in one role: its assignments and their consultations by state, its issued replies by class."""

    unit_id: str
    role: UnitRole
    assignments: dict[str, int]
    consultations: dict[str, int]
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


@router.get("/figures/units")
async def by_unit(
    ctx: Annotated[Ctx, caller(*STAFF, "unit", "unit_leader")],
    session_id: Annotated[Ref | None, Query(description="Of this session's proposals only.")] = None,
) -> list[UnitFigures]:
    """The same by unit and role; a unit sees its own."""

    async def query(tx: Tx) -> list[UnitFigures]:
        found = await store.by_unit(tx, counts_assignment(ctx.actor), session_id)
        return [
            UnitFigures(
                unit_id=unit,
                role=role,
                assignments=one.assignments,
                consultations=one.consultations,
                replies_issued=one.replies_issued,
            )
            for (unit, role), one in found.items()
        ]

    return await ctx.read(query)
