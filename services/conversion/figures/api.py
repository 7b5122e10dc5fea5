"""The route of the figures."""

from typing import Annotated, get_args

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.clock import wall_date
from chassis.eventlog import Tx
from chassis.http import Ctx, caller
from contracts.base import OutcomeKind
from services.conversion.commitment.domain import State
from services.conversion.figures import store
from services.conversion.visibility import STAFF

router = APIRouter(tags=["figures"])


class Figure(BaseModel):
    """``value`` is empty where there is nothing to divide by: that is not zero."""

    numerator: int
    denominator: int
    value: float | None

    @classmethod
    def of(cls, numerator: int, denominator: int) -> "Figure":
        return cls(numerator=numerator, denominator=denominator, value=numerator / denominator if denominator else None)


class Gained(BaseModel):
    """Of verified outcomes, as far as they say it."""

    money: int
    """Yuan."""
    beneficiaries: int
    reach: int


class Figures(BaseModel):
    commitments: dict[str, int]
    kept_on_time: Figure
    closed_with_outcome: Figure
    by_kind: dict[str, Figure]
    gained: Gained


@router.get("/figures")
async def figures(ctx: Annotated[Ctx, caller(*STAFF)]) -> Figures:
    async def query(tx: Tx) -> Figures:
        states = await store.commitments_by_state(tx)
        kept = await store.kept_on_time(tx, wall_date(tx.now))
        converted, kinds = await store.closed_with_outcome(tx)
        return Figures(
            commitments={state: states.get(state, 0) for state in get_args(State)},
            kept_on_time=Figure.of(kept.numerator, kept.denominator),
            closed_with_outcome=Figure.of(converted.numerator, converted.denominator),
            by_kind={kind: Figure.of(kinds.get(kind, 0), converted.denominator) for kind in get_args(OutcomeKind)},
            gained=Gained(**await store.gained(tx)),
        )

    return await ctx.read(query)
