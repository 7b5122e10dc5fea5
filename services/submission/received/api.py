"""Routes of what other counties forwarded."""

from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Depends, Response
from pydantic import ConfigDict, model_validator

from chassis.eventlog import Loaded
from chassis.http import Body, Ctx, Page, PageQuery, View, answer, caller, page
from contracts.base import Ref, Text
from contracts.submission import ForwardedProposal, ForwardedTopic
from services.submission.forward.domain import Step
from services.submission.proposal.commands import STAFF, body_of
from services.submission.received import commands, domain, store
from services.submission.received.store import RECEIVED

router = APIRouter(tags=["forwarding"])

READERS = ("clerk", "reviewer", "chair", "county_admin", "member", "body_officer")


def _only(named: str, other: str) -> dict[str, Any]:
    return {"required": [named], "properties": {named: {"type": "string"}, other: {"type": "null"}}}


class OfferForward(Body):
    """To one of both."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [_only("member_id", "body_id"), _only("body_id", "member_id")]}
    )

    member_id: Ref | None = None
    body_id: Ref | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.member_id is None) == (self.body_id is None):
            raise ValueError("name member_id or body_id")
        return self


class TakeUp(Body):
    publish_consent: bool
    """What the author keeps from the public stays so, whatever is said here."""


class TurnDown(Body):
    reason: Text | None = None


class DeclineForward(Body):
    reason: Text
    """Told to the origin and its proposer."""


class ReceivedView(View):
    """``filed_as`` is the proposal here; ``steps`` is what the origin was told, oldest first."""

    state: str
    origin: str
    origin_name: str
    forward_id: str
    origin_proposal: str | None
    title: str
    reason: str
    proposal: ForwardedProposal | None
    topic: ForwardedTopic | None
    forwarded_at: datetime
    received_at: datetime
    member_id: str | None
    body_id: str | None
    filed_as: str | None
    recalled: str | None
    recall_reason: str | None
    steps: tuple[Step, ...]

    @classmethod
    def of(cls, loaded: Loaded[domain.Received]) -> "ReceivedView":
        shown = {name: value for name, value in loaded.state if name != "told"}
        return cls(version=loaded.version, **shown)


@router.get("/received-forwards")
async def received_forwards(
    ctx: Annotated[Ctx, caller(*READERS)],
    wanted: Annotated[PageQuery, Depends()],
    state: domain.State | None = None,
) -> Page[ReceivedView]:
    """Staff see the county's; a member or a body's officer what is offered to them, or was taken up by them."""
    return await ctx.read(
        lambda tx: page(
            tx,
            store.listing(
                tx.county,
                status=state,
                offered_to=None if tx.actor.roles & STAFF else (tx.actor.member_id, body_of(tx)),
            ),
            [RECEIVED.table.c.id],
            wanted,
            lambda row: ReceivedView.of(RECEIVED.loaded(row)),
        )
    )


@router.get("/received-forwards/{received_id}", response_model=ReceivedView)
async def received(received_id: str, ctx: Annotated[Ctx, caller(*READERS)]) -> Response:
    loaded = await ctx.read(lambda tx: commands.read(tx, received_id))
    return answer(loaded, ReceivedView.of(loaded))


@router.post("/received-forwards/{received_id}/offer", response_model=ReceivedView)
async def offer(received_id: str, body: OfferForward, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """A proposal, to the member or the body that may propose it here."""
    return await ctx.execute(
        lambda tx: commands.offer(tx, received_id, body.member_id, body.body_id), ReceivedView.of
    )  # fmt: skip


@router.post("/received-forwards/{received_id}/take-up", response_model=ReceivedView)
async def take_up(
    received_id: str, body: TakeUp, ctx: Annotated[Ctx, caller("member", "body_officer")]
) -> Response:  # fmt: skip
    """Files it here, as the caller's or their body's, in the session and channel of this moment."""
    return await ctx.execute(lambda tx: commands.take_up(tx, received_id, body.publish_consent), ReceivedView.of)


@router.post("/received-forwards/{received_id}/turn-down", response_model=ReceivedView)
async def turn_down(
    received_id: str, body: TurnDown, ctx: Annotated[Ctx, caller("member", "body_officer")]
) -> Response:  # fmt: skip
    """The clerks may then offer it to somebody else."""
    return await ctx.execute(lambda tx: commands.turn_down(tx, received_id, body.reason), ReceivedView.of)


@router.post("/received-forwards/{received_id}/accept", response_model=ReceivedView)
async def accept(received_id: str, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    """A topic, among those that are suggested for calls."""
    return await ctx.execute(lambda tx: commands.accept(tx, received_id), ReceivedView.of)


@router.post("/received-forwards/{received_id}/decline", response_model=ReceivedView)
async def decline(received_id: str, body: DeclineForward, ctx: Annotated[Ctx, caller("clerk")]) -> Response:
    return await ctx.execute(lambda tx: commands.decline(tx, received_id, body.reason), ReceivedView.of)
