"""Routes of units: read only."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from chassis.http import Ctx, Page, PageQuery, caller, page
from services.consultation.unit.store import UNITS, with_workload
from services.consultation.visibility import STAFF

router = APIRouter(tags=["unit"])


class UnitView(BaseModel):
    """``workload`` counts the assignments that the unit has not answered yet; from the day ``ended_on`` there are no
    new ones."""

    id: str
    name: str
    system: str
    workload: int
    successor_id: str | None
    ended_on: date | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "UnitView":
        return cls(**{name: row[name] for name in cls.model_fields})


@router.get("/units")
async def list_units(ctx: Annotated[Ctx, caller(*STAFF)], wanted: Annotated[PageQuery, Depends()]) -> Page[UnitView]:
    return await ctx.read(lambda tx: page(tx, with_workload(ctx.county), [UNITS.c.id], wanted, UnitView.of))
