"""The route of the reminders."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends

from chassis.eventlog import Loaded
from chassis.http import Ctx, Page, PageQuery, View, caller, page
from contracts.submission import CallKind
from services.submission.duty import domain, store
from services.submission.duty.store import DUTIES

router = APIRouter(tags=["calls"])


class DutyView(View):
    kind: CallKind
    due_on: date
    reminders: int
    reminded_on: date
    call_id: str | None
    session_id: str | None
    title: str | None
    publisher: str | None

    @classmethod
    def of(cls, loaded: Loaded[domain.Duty]) -> "DutyView":
        return cls(version=loaded.version, **loaded.state.model_dump())


@router.get("/call-reminders")
async def reminders(
    ctx: Annotated[Ctx, caller("clerk", "reviewer", "chair", "county_admin")],
    wanted: Annotated[PageQuery, Depends()],
) -> Page[DutyView]:
    """Calls that were reminded of because they were due and not out, with the last reminder of each."""
    return await ctx.read(
        lambda tx: page(
            tx, store.listing(tx.county), [DUTIES.table.c.id], wanted, lambda row: DutyView.of(DUTIES.loaded(row))
        )
    )
