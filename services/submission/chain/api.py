"""Routes of the chain, from a topic and from a proposal."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from chassis.http import Ctx, caller
from services.submission.chain import commands
from services.submission.chain.commands import Filed, Held, Offered

router = APIRouter(tags=["chain"])


class ReplyView(BaseModel):
    reply_id: str
    reply_version: int
    unit_id: str
    cycle: int
    number: str
    answer_class: str
    issued_at: datetime


class OutcomeView(BaseModel):
    """A verified one. ``topic`` is what it suggested, in ``call_id`` once a call took it: the next chain is there."""

    outcome_id: str
    suggestion: int
    kind: str
    title: str | None
    achieved_on: date | None
    topic: str | None
    call_id: str | None


class FiledView(BaseModel):
    proposal_id: str
    title: str
    state: str
    case_number: int | None
    assisted: bool
    replies: list[ReplyView]
    outcomes: list[OutcomeView]

    @classmethod
    def of(cls, filed: Filed) -> "FiledView":
        state = filed.state
        return cls(
            proposal_id=state.id,
            title=state.text.title,
            state=state.state,
            case_number=state.case_number,
            assisted=state.assisted is not None,
            replies=[ReplyView.model_validate(one, from_attributes=True) for one in filed.replies],
            outcomes=[OutcomeView.model_validate(one, from_attributes=True) for one in filed.outcomes],
        )


class BookingLink(BaseModel):
    booking_id: str
    state: str
    member_id: str
    body_id: str | None
    due: date
    proposal: FiledView | None
    """None: nothing is filed on it, or it is not the caller's to read."""

    @classmethod
    def of(cls, held: Held) -> "BookingLink":
        booking = held.booking.state
        return cls(
            booking_id=booking.id,
            state=booking.state,
            member_id=booking.member_id,
            body_id=booking.body_id,
            due=booking.due,
            proposal=FiledView.of(held.filed) if held.filed is not None else None,
        )


class OfferedView(BaseModel):
    call_id: str
    call_title: str
    call_kind: str
    call_state: str
    topic: int
    title: str
    withdrawn: bool
    source: str | None
    suggestion_id: str | None
    suggested_by: str | None
    """The proposal whose verified outcome suggested the topic, where the caller may read it."""

    @classmethod
    def of(cls, offered: Offered) -> "OfferedView":
        call = offered.call.state
        return cls(
            call_id=call.id,
            call_title=call.title,
            call_kind=call.kind,
            call_state=call.state,
            topic=offered.index,
            withdrawn=offered.index in call.withdrawn,
            suggested_by=offered.suggested_by,
            **offered.topic.model_dump(),
        )


class TopicChain(BaseModel):
    topic: OfferedView
    bookings: list[BookingLink]
    """Staff see everybody's, a member their own."""


class ProposalChain(BaseModel):
    proposal: FiledView
    topic: OfferedView | None
    """None: it was filed on no booked topic."""
    booking: BookingLink | None


@router.get("/calls/{call_id}/topics/{index}/chain")
async def of_topic(
    call_id: str, index: Annotated[int, Path(ge=0, le=10_000)], ctx: Annotated[Ctx, caller()]
) -> TopicChain:
    """What was made of a topic: who booked it, what was filed, how it was answered, what came of it."""
    chain = await ctx.read(lambda tx: commands.of_topic(tx, call_id, index))
    assert chain.offered is not None
    return TopicChain(topic=OfferedView.of(chain.offered), bookings=[BookingLink.of(one) for one in chain.held])


@router.get("/proposals/{proposal_id}/chain")
async def of_proposal(proposal_id: str, ctx: Annotated[Ctx, caller()]) -> ProposalChain:
    """Where a proposal came from, and what came of it."""
    filed, chain = await ctx.read(lambda tx: commands.of_proposal(tx, proposal_id))
    return ProposalChain(
        proposal=FiledView.of(filed),
        topic=OfferedView.of(chain.offered) if chain.offered is not None else None,
        booking=next((BookingLink.of(one) for one in chain.held), None),
    )
