"""Routes of the directory's histories, from the event log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.eventlog import Aggregate, Tx
from chassis.history import history
from chassis.http import Ctx, caller
from contracts.base import Ref
from services.submission.body.store import BODIES
from services.submission.member.store import MEMBERS
from services.submission.proposal.commands import STAFF
from services.submission.unit.store import UNITS

router = APIRouter(tags=["history"])


class Change(BaseModel):
    """``before`` is null where there was nothing."""

    before: Any
    after: Any


class PastView(BaseModel):
    version: int
    at: datetime
    event: str
    """What happened: the event's name, as in the catalogue of events."""
    changes: dict[str, Change]
    """Field → what it was and what it became."""
    actor: str | None
    """The subject of the login that did it; staff see it."""
    reason: str | None
    """Where one was given; staff see it."""


class HistoryView(BaseModel):
    """Oldest first."""

    items: list[PastView]


def _changes(before: BaseModel | None, after: BaseModel) -> dict[str, Change]:
    old: Mapping[str, Any] = before.model_dump(mode="json") if before is not None else {}
    return {
        name: Change(before=old.get(name), after=value)
        for name, value in after.model_dump(mode="json").items()
        if old.get(name) != value
    }


async def _told(tx: Tx, aggregate: Aggregate[Any], id: str) -> HistoryView:
    # A record of another county has no history, as it does not exist.
    await aggregate.load(tx, id, lock=False)
    staff = bool(tx.actor.roles & STAFF)
    state: BaseModel | None = None
    items: list[PastView] = []
    for past in await history(tx, aggregate, id):
        before, state = state, aggregate.apply(state, past.event)
        assert state is not None
        items.append(
            PastView(
                version=past.version,
                at=past.at,
                event=type(past.event).__name__,
                changes=_changes(before, state),
                actor=past.actor if staff else None,
                reason=getattr(past.event, "reason", None) if staff else None,
            )
        )
    return HistoryView(items=items)


@router.get("/units/{unit_id}/history")
async def of_unit(unit_id: Ref, ctx: Annotated[Ctx, caller()]) -> HistoryView:
    return await ctx.read(lambda tx: _told(tx, UNITS, unit_id))


@router.get("/members/{member_id}/history")
async def of_member(member_id: Ref, ctx: Annotated[Ctx, caller()]) -> HistoryView:
    return await ctx.read(lambda tx: _told(tx, MEMBERS, member_id))


@router.get("/bodies/{body_id}/history")
async def of_body(body_id: Ref, ctx: Annotated[Ctx, caller()]) -> HistoryView:
    return await ctx.read(lambda tx: _told(tx, BODIES, body_id))
