"""Routes of a session's key selection."""

from datetime import date
from math import ceil, floor
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from chassis.eventlog import Loaded, Tx
from chassis.http import Body, Ctx, View, answer, caller
from contracts.base import Line, Ref, Text
from contracts.supervision import KeyListed, KeyShare
from services.supervision.figures.shares import Quota
from services.supervision.oversight import store as watched
from services.supervision.oversight.api import STAFF
from services.supervision.selection import commands
from services.supervision.selection.domain import Decision, KeySelection, State, id_of
from services.supervision.selection.store import SELECTIONS

router = APIRouter(tags=["key selection"])

Items = Annotated[list[KeyListed], Field(min_length=1, max_length=500)]


class RecommendKeys(Body):
    """``items`` in the order of the committee; ``reason`` where the list goes beyond the bounds of the policy."""

    items: Items
    reason: Text | None = None


class Difference(Body):
    proposal_id: Ref
    why: Text


class DecideKeys(Body):
    """``items``: all key proposals of the session. ``differences``: why each was taken up that was not on the list
    before, or dropped that was or that is key now. A correcting decision names the last one, and why."""

    decided_on: date
    document_number: Line
    items: Items
    differences: Annotated[list[Difference], Field(max_length=1000)] = Field(default_factory=list[Difference])
    reason: Text | None = None
    corrects: Annotated[int, Field(ge=1, le=9999)] | None = None
    correction: Text | None = None


class KeySelectionView(View):
    session_id: str
    state: State
    recommended: tuple[KeyListed, ...]
    share: KeyShare
    recommended_by: str
    listed: tuple[KeyListed, ...]
    """What the next decision is held against: recommended last, or decided since."""
    decisions: tuple[Decision, ...]

    @classmethod
    def of(cls, loaded: Loaded[KeySelection]) -> "KeySelectionView":
        return cls(id=loaded.id, version=loaded.version, **loaded.state.model_dump())


class KeyQuota(BaseModel):
    """The session's share as of now: ``recommended`` last, and ``designated`` by now; ``fewest`` to ``most`` proposals
    lie within the policy's bounds."""

    session_id: str
    admitted: int
    fewest: int
    most: int
    recommended: Quota
    designated: Quota


@router.put("/key-selections/{session_id}/recommendation", response_model=KeySelectionView)
async def recommend(session_id: Ref, body: RecommendKeys, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """The proposal committee's list, whole. It takes the place of the one before, whose ETag is sent as If-Match."""
    return await ctx.execute(
        lambda tx: commands.recommend(tx, session_id, body.items, body.reason), KeySelectionView.of
    )


@router.post("/key-selections/{session_id}/decide", response_model=KeySelectionView)
async def decide(session_id: Ref, body: DecideKeys, ctx: Annotated[Ctx, caller("chair")]) -> Response:
    """What the chair's meeting has decided; it designates and revokes with one effect."""
    minutes = commands.Minutes(body.decided_on, body.document_number, body.reason, body.corrects, body.correction)
    whys = {one.proposal_id: one.why for one in body.differences}
    return await ctx.execute(lambda tx: commands.decide(tx, session_id, body.items, whys, minutes), KeySelectionView.of)


@router.get("/key-selections/{session_id}", response_model=KeySelectionView)
async def selection(session_id: Ref, ctx: Annotated[Ctx, caller(*STAFF)]) -> Response:
    loaded = await ctx.read(lambda tx: SELECTIONS.load(tx, id_of(session_id), lock=False))
    return answer(loaded, KeySelectionView.of(loaded))


@router.get("/key-selections/{session_id}/quota")
async def quota(session_id: Ref, ctx: Annotated[Ctx, caller(*STAFF)]) -> KeyQuota:
    """Also before anything is recommended: how long the list is to be."""

    async def figure(tx: Tx) -> KeyQuota:
        found = await SELECTIONS.find(tx, id_of(session_id), lock=False)
        recommended = await commands.quota(tx, session_id, len(found.state.recommended) if found else 0)
        designated = await commands.quota(tx, session_id, len(await watched.key_of_session(tx, session_id)))
        admitted = designated.denominator
        return KeyQuota(
            session_id=session_id,
            admitted=admitted,
            fewest=ceil(round(designated.at_least * admitted, 6)),
            most=floor(round(designated.at_most * admitted, 6)),
            recommended=recommended,
            designated=designated,
        )

    return await ctx.read(figure)
