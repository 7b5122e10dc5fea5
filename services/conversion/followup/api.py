"""Routes of dossiers: read only."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from sqlalchemy import Select, select

from chassis.http import Ctx, Page, PageQuery, caller, page
from chassis.problems import NotFound
from services.conversion.followup.store import DOSSIERS, FOLLOWUPS
from services.conversion.visibility import READERS, sees_dossier

router = APIRouter(tags=["followup"])


class DossierView(BaseModel):
    """``followup`` is empty until supervision has closed; ``recommended_for``: why tracking is recommended."""

    proposal_id: str
    title: str | None
    case_number: int | None
    proposers: list[str]
    suggestions: list[int]
    closed_at: datetime | None
    result: str | None
    followup: str | None
    recommended_for: str | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "DossierView":
        state = row["followup_state"]
        return cls(
            proposal_id=row["proposal_id"],
            title=row["title"],
            case_number=row["case_number"],
            proposers=row["proposers"] or [],
            suggestions=row["suggestions"] or [],
            closed_at=row["closed_at"],
            result=row["result"],
            followup=row["followup"],
            recommended_for=FOLLOWUPS.state.model_validate_json(state).reason if state else None,
        )


def _query(ctx: Ctx) -> Select[Any]:
    d, f = DOSSIERS, FOLLOWUPS.table
    return (
        select(d, f.c.status.label("followup"), f.c.state.label("followup_state"))
        .outerjoin(f, (f.c.county == d.c.county) & (f.c.proposal_id == d.c.proposal_id))
        .where(d.c.county == ctx.county, sees_dossier(ctx.actor, ctx.county))
    )


@router.get("/dossiers")
async def list_dossiers(
    ctx: Annotated[Ctx, caller(*READERS)], wanted: Annotated[PageQuery, Depends()]
) -> Page[DossierView]:
    return await ctx.read(lambda tx: page(tx, _query(ctx), [DOSSIERS.c.proposal_id], wanted, DossierView.of))


@router.get("/dossiers/{proposal_id}")
async def get_dossier(proposal_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> DossierView:
    query = _query(ctx).where(DOSSIERS.c.proposal_id == proposal_id)
    found = await ctx.read(lambda tx: page(tx, query, [DOSSIERS.c.proposal_id], PageQuery(limit=1), DossierView.of))
    if not found.items:
        raise NotFound(f"dossiers {proposal_id}")
    view: DossierView = found.items[0]
    return view
