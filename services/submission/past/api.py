"""Routes of the directory's histories and of a proposal's texts, from the event log."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel

from chassis.eventlog import Aggregate, Tx
from chassis.history import history
from chassis.http import Ctx, caller
from contracts.base import Ref
from contracts.submission import ProposalAmended, ProposalFiled, ProposalText
from services.submission.body.store import BODIES
from services.submission.member.store import MEMBERS
from services.submission.proposal import commands as proposals
from services.submission.proposal.commands import STAFF
from services.submission.proposal.store import PROPOSALS
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


class TextView(BaseModel):
    """A text as it stood from ``at`` until the next one."""

    version: int
    at: datetime
    how: Literal["filed", "filed_again", "filed_again_on_paper", "edited"]
    """``edited``: by the staff."""
    changed: list[Literal["title", "situation", "analysis", "suggestions"]]
    """The parts that differ from the version before."""
    text: ProposalText
    actor: str | None
    """The subject of the login that did it; staff see it."""


def _how(event: ProposalFiled | ProposalAmended) -> Literal["filed", "filed_again", "filed_again_on_paper", "edited"]:
    if isinstance(event, ProposalFiled):
        return "filed"
    if not event.refiled:
        return "edited"
    return "filed_again" if event.assisted is None else "filed_again_on_paper"


@router.get("/proposals/{proposal_id}/texts")
async def texts(proposal_id: Ref, ctx: Annotated[Ctx, caller()]) -> list[TextView]:
    """Every text that the proposal has had, oldest first: what a clerk's edit replaced stands before it. For the staff
    and its proposers."""

    async def query(tx: Tx) -> list[TextView]:
        proposal = await proposals.read(tx, proposal_id)
        staff = bool(tx.actor.roles & STAFF)
        views: list[TextView] = []
        for past in await history(tx, PROPOSALS, proposal.id):
            if not isinstance(past.event, (ProposalFiled, ProposalAmended)):
                continue
            now, before = past.event.text, views[-1].text if views else None
            view = TextView(
                version=len(views) + 1,
                at=past.at,
                how=_how(past.event),
                changed=[
                    part
                    for part in ("title", "situation", "analysis", "suggestions")
                    if before is not None and getattr(before, part) != getattr(now, part)
                ],
                text=now,
                actor=past.actor if staff else None,
            )
            views.append(view)
        return views

    return await ctx.read(query)
