"""The route of the change of term."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel

from chassis.eventlog import Tx
from chassis.http import Ctx, caller
from contracts.base import Ordinal
from services.submission.term import commands

router = APIRouter(tags=["terms"])


class CarriedOn(BaseModel):
    proposal_id: str
    title: str
    state: str
    case_number: int | None
    proposers: tuple[str, ...]


class ClosedView(BaseModel):
    """``kept`` counts the members of later terms; ``retired`` is who goes, in a preview who would."""

    term: int
    preview: bool
    retired: list[str]
    kept: int
    carried_on: list[CarriedOn]
    """Their open proposals: they stay proposers, and finish what is open."""
    bodies_without_officer: list[str]
    """Nobody acts for these until the register names other officers."""


@router.post("/terms/{term}/close", response_model=ClosedView)
async def close(
    term: Annotated[Ordinal, Path()], ctx: Annotated[Ctx, caller("county_admin")], preview: bool = False
) -> Response:
    """Retires the members of this and earlier terms who are enrolled for no later one; a repeat does the rest."""

    async def run(tx: Tx) -> ClosedView:
        closed = await commands.close(tx, term, preview=preview)
        return ClosedView(
            term=term,
            preview=preview,
            retired=closed.retired,
            kept=closed.kept,
            carried_on=[
                CarriedOn(
                    proposal_id=one.id,
                    title=one.state.text.title,
                    state=one.state.state,
                    case_number=one.state.case_number,
                    proposers=one.state.proposers,
                )
                for one in closed.carried_on
            ],
            bodies_without_officer=closed.bodies_without_officer,
        )

    if preview:
        report = await ctx.read(run)
        return Response(report.model_dump_json(), media_type="application/json")
    return await ctx.execute_many(run)
