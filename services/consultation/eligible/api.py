"""Who stands for the committee's selection: read only; whom a year takes is drafted and decided in its selection."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from chassis.clock import wall_date
from chassis.eventlog import Tx
from chassis.http import Ctx, Page, PageQuery, caller, page
from contracts.consultation import Grounds
from services.consultation.eligible import store
from services.consultation.matter.store import MATTERS
from services.consultation.selection.domain import id_of
from services.consultation.selection.store import SELECTIONS
from services.consultation.visibility import STAFF

router = APIRouter(tags=["selection"])


class CommitteeCall(BaseModel):
    """A signature that called for the committee."""

    reply_id: str
    member_id: str
    unit_id: str
    cycle: int
    reason: str
    called_on: date


class SelectionCandidate(BaseModel):
    """``grounds`` are all on which it stands; ``selected`` whether the year's selection has it already."""

    proposal_id: str
    case_number: int
    title: str
    grounds: list[Grounds]
    calls: list[CommitteeCall]
    selected: bool

    @classmethod
    def of(
        cls, row: Mapping[str, Any], calls: Iterable[Mapping[str, Any]], selected: frozenset[str]
    ) -> "SelectionCandidate":
        said = [CommitteeCall(**{name: one[name] for name in CommitteeCall.model_fields}) for one in calls]
        by_class = store.BY_CLASS.get(row["supervision_class"])
        grounds: list[Grounds] = ["dissatisfied"] if said else []
        return cls(
            proposal_id=row["id"],
            case_number=row["case_number"],
            title=row["title"],
            grounds=[*grounds, *([by_class] if by_class else [])],
            calls=said,
            selected=row["id"] in selected,
        )


@router.get("/selection-candidates")
async def selection_candidates(
    ctx: Annotated[Ctx, caller(*STAFF)],
    wanted: Annotated[PageQuery, Depends()],
    year: Annotated[int | None, Query(ge=2000, le=2200)] = None,
    grounds: Annotated[Grounds | None, Query()] = None,
) -> Page[SelectionCandidate]:
    """Of the committee's level, for ``year`` or the current one."""
    on: list[Grounds] = [grounds] if grounds else [*get_args(Grounds)]

    async def read(tx: Tx) -> Page[SelectionCandidate]:
        id = id_of(year or wall_date(tx.now).year, "proposal_committee")
        selection = await SELECTIONS.find(tx, id, lock=False)
        selected = selection.state.proposals if selection else frozenset[str]()
        found = await page(tx, store.listing(tx.county, on), [MATTERS.c.id], wanted, dict)
        calls = await store.calls(tx, [row["id"] for row in found.items])
        items = [SelectionCandidate.of(row, calls[row["id"]], selected) for row in found.items]
        return Page(items=items, next=found.next)

    return await ctx.read(read)
