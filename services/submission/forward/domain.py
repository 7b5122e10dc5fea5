"""A forward as its origin sees it: asked for, consented to, sent, and what came back, step by step."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from contracts.base import AnswerClass, County, DomainRefusal, Event, Line, Record, Ref, Text
from contracts.submission import (
    ForwardAnswered,
    ForwardAnswerReceived,
    ForwardAsked,
    ForwardConsentAnswered,
    ForwardedProposal,
    ForwardedTopic,
    ForwardRecalled,
    ForwardStage,
    ProposalForwarded,
    ProposalText,
    RecallCause,
    TopicForwarded,
)
from services.submission.call.domain import Call
from services.submission.proposal.domain import Proposal, check_proposer

EVENTS = (
    ForwardAsked, ForwardConsentAnswered, ProposalForwarded, TopicForwarded, ForwardRecalled, ForwardAnswerReceived,
)  # fmt: skip

State = Literal["asked", "refused", "sent", "accepted", "declined", "undeliverable", "recalled"]
STATES: tuple[State, ...] = ("asked", "refused", "sent", "accepted", "declined", "undeliverable", "recalled")

TRANSITIONS: dict[str, frozenset[State]] = {
    "answer_consent": frozenset({"asked"}),
    "recall": frozenset({"asked", "sent"}),
}
"""Command → states in which it is allowed; everything else is refused."""

FORWARDABLE = frozenset({"admitted", "declined"})
"""What a proposal must be: one that is still in review may yet be returned, edited or merged, and what the receiver
has would no longer be what was filed."""
UNDER_WAY = frozenset({"asked", "sent", "accepted"})
"""One forward of a proposal at a time to each receiver."""


class Step(Record):
    """What the receiver told, as it was told."""

    number: int
    stage: ForwardStage
    at: datetime
    reason: Text | None = None
    there_number: int | None = None
    there_unit: Line | None = None
    reply_number: Line | None = None
    reply_class: AnswerClass | None = None
    reply_on: date | None = None


class Forward(Record):
    id: Ref
    state: State
    receiver: County
    receiver_name: Line
    title: Line
    reason: Text
    proposal_id: Ref | None = None
    topic: ForwardedTopic | None = None
    text_hash: str | None = None
    asked_at: datetime | None = None
    sent_at: datetime | None = None
    recalled: RecallCause | None = None
    """Beside the state: what was accepted before the recall came stays accepted."""
    recall_reason: Text | None = None
    steps: tuple[Step, ...] = ()


def apply(state: Forward | None, event: Event) -> Forward:
    match event:
        case ForwardAsked():
            return Forward(
                id=event.forward_id,
                state="asked",
                receiver=event.receiver,
                receiver_name=event.receiver_name,
                title=event.title,
                reason=event.reason,
                proposal_id=event.proposal_id,
                asked_at=event.asked_at,
            )
        case TopicForwarded():
            return Forward(
                id=event.forward_id,
                state="sent",
                receiver=event.receiver,
                receiver_name=event.receiver_name,
                title=event.topic.title,
                reason=event.reason,
                topic=event.topic,
                sent_at=event.forwarded_at,
            )
        case ForwardConsentAnswered() if state is not None:
            return state if event.agreed else state.model_copy(update={"state": "refused"})
        case ProposalForwarded() if state is not None:
            sent = {"state": "sent", "sent_at": event.forwarded_at, "title": event.proposal.text.title}
            return state.model_copy(update=sent | {"text_hash": event.proposal.text_hash})
        case ForwardRecalled() if state is not None:
            change = {"recalled": event.because, "recall_reason": event.reason}
            return state.model_copy(update=change if state.state == "accepted" else {"state": "recalled"} | change)
        case ForwardAnswerReceived() if state is not None:
            return state.model_copy(update={"state": _after(state, event), "steps": (*state.steps, step_of(event))})
        case _:
            raise ValueError(event)


def step_of(event: ForwardAnswered | ForwardAnswerReceived) -> Step:
    return Step(**{name: getattr(event, name) for name in Step.model_fields})


def _after(state: Forward, event: ForwardAnswerReceived) -> State:
    match event.stage:
        case "accepted":
            return "accepted"
        case "declined" | "undeliverable":
            # Both let it go: that it was taken back here says more.
            return "recalled" if state.recalled else event.stage
        case _:
            return state.state


def permit(state: Forward, command: str) -> None:
    """Refuses ``command`` where the transition table does not allow it."""
    if state.state not in TRANSITIONS[command]:
        raise DomainRefusal("state", f"The forward is {state.state}; {command} needs {sorted(TRANSITIONS[command])}.")


def check_forwardable(proposal: Proposal) -> None:
    if proposal.state not in FORWARDABLE:
        raise DomainRefusal(
            "forward-state", f"The proposal is {proposal.state}; only {sorted(FORWARDABLE)} ones are forwarded."
        )


def ask(asked: ForwardAsked, proposal: Proposal, others: Iterable[Forward]) -> list[Event]:
    """``others`` are the proposal's forwards that there are."""
    check_forwardable(proposal)
    if proposal.origin is not None and proposal.origin.county == asked.receiver:
        raise DomainRefusal("forward-circle", f"{asked.receiver_name} is where this proposal came from.")
    if any(one.receiver == asked.receiver and one.state in UNDER_WAY for one in others):
        raise DomainRefusal("forwarded-already", f"A forward of it to {asked.receiver_name} is under way or accepted.")
    return [asked]


def forward_topic(forwarded: TopicForwarded, others: Iterable[Forward]) -> list[Event]:
    """At once: a call is public, and its topic nobody's. ``others`` are the call's forwards that there are."""
    index = forwarded.topic.index
    if any(
        one.topic is not None and one.topic.index == index and one.receiver == forwarded.receiver
        for one in others
        if one.state in UNDER_WAY
    ):
        raise DomainRefusal("forwarded-already", f"It was forwarded to {forwarded.receiver_name} already.")
    return [forwarded]


def topic_of(call: Call, index: int) -> ForwardedTopic:
    """One that the call offers, or offered until it closed."""
    if not 0 <= index < len(call.topics) or index in call.withdrawn:
        raise DomainRefusal("topic-unknown", f"Call {call.id} offers no topic {index}.")
    topic = call.topics[index]
    return ForwardedTopic(call_id=call.id, call_title=call.title, index=index, title=topic.title, source=topic.source)


def text_hash(text: ProposalText) -> str:
    """Hex SHA-256 of the canonical JSON: sorted keys, no blanks, UTF-8."""
    canonical = json.dumps(text.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def answer_consent(
    state: Forward, proposal: Proposal, member_id: str | None, agreed: bool, sender: tuple[str, str], shown: str,
    now: datetime,
) -> list[Event]:  # fmt: skip
    """A text goes to another county only with its proposer's consent, which sends it as it is at that moment.

    ``sender`` is the origin's county and its conference's name, ``shown`` the proposer's name.
    """
    permit(state, "answer_consent")
    check_proposer(proposal, member_id)
    answered = ForwardConsentAnswered(
        forward_id=state.id,
        proposal_id=proposal.id,
        receiver_name=state.receiver_name,
        agreed=agreed,
        answered_at=now,
    )
    if not agreed:
        return [answered]
    check_forwardable(proposal)
    origin, origin_name = sender
    sent = ProposalForwarded(
        forward_id=state.id,
        proposal_id=proposal.id,
        origin=origin,
        origin_name=origin_name,
        receiver=state.receiver,
        receiver_name=state.receiver_name,
        reason=state.reason,
        proposal=ForwardedProposal(
            kind=proposal.kind,
            proposer=shown,
            text=proposal.text,
            text_hash=text_hash(proposal.text),
            publish_consent=proposal.publish_consent,
            received_at=proposal.received_at,
        ),
        forwarded_at=now,
    )
    return [answered, sent]


def recall(state: Forward, origin: str, reason: str, now: datetime) -> list[Event]:
    """By a clerk, until the receiver has answered: from then on the record there is theirs."""
    permit(state, "recall")
    return [_recalled(state, origin, "clerk", reason, now)]


def proposal_withdrawn(state: Forward, origin: str, now: datetime) -> list[Event]:
    """The receiver hears of it also where it has accepted: what it does then is its own matter."""
    if state.state not in UNDER_WAY or state.recalled:
        return []
    return [_recalled(state, origin, "withdrawn", None, now)]


def proposal_merged(state: Forward, origin: str, now: datetime) -> list[Event]:
    """Nobody is asked for a text any more that goes on in another one; what was sent is the receiver's to answer."""
    return [_recalled(state, origin, "merged", None, now)] if state.state == "asked" else []


def _recalled(state: Forward, origin: str, because: RecallCause, reason: str | None, now: datetime) -> Event:
    return ForwardRecalled(
        forward_id=state.id,
        proposal_id=state.proposal_id,
        origin=origin,
        receiver=state.receiver,
        receiver_name=state.receiver_name,
        title=state.title,
        sent=state.sent_at is not None,
        because=because,
        reason=reason,
        recalled_at=now,
    )


def hear(state: Forward, answered: Step, county: str) -> list[Event]:
    """The receiver's next step; nothing for one that was heard already, and of no county but the receiver's."""
    if county != state.receiver or state.sent_at is None or answered.number != len(state.steps) + 1:
        return []
    facts = answered.model_dump()
    received = ForwardAnswerReceived(
        forward_id=state.id,
        proposal_id=state.proposal_id,
        receiver_name=state.receiver_name,
        title=state.title,
        **facts,
    )
    return [received]
