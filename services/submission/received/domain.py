"""What another county forwarded: its own record here, offered to a proposer of this county, and what is told back.

A proposal is filed here by a member or a body of this county, who takes it up in person: only then is there somebody
whom a unit can consult and who can sign off. A topic goes among the topics that are suggested for calls.
"""

from datetime import datetime
from typing import Any, Literal

from contracts.base import County, DomainRefusal, Event, Line, Record, Ref, Text
from contracts.submission import (
    ForwardAnswered,
    ForwardedProposal,
    ForwardedTopic,
    ForwardOfferAnswered,
    ForwardOffered,
    ForwardRecalled,
    ForwardRecallReceived,
    ForwardReceived,
    ForwardStage,
    ProposalForwarded,
    ProposalOrigin,
    RecallCause,
    TopicForwarded,
)
from services.submission.forward.domain import Step, step_of

EVENTS = (ForwardReceived, ForwardOffered, ForwardOfferAnswered, ForwardRecallReceived, ForwardAnswered)

State = Literal["received", "offered", "accepted", "declined", "recalled"]
STATES: tuple[State, ...] = ("received", "offered", "accepted", "declined", "recalled")

TRANSITIONS: dict[str, frozenset[State]] = {
    "offer": frozenset({"received", "offered"}),
    "take_up": frozenset({"offered"}),
    "accept": frozenset({"received"}),
    "decline": frozenset({"received", "offered"}),
}
"""Command → states in which it is allowed; everything else is refused."""


class Received(Record):
    id: Ref
    state: State
    origin: County
    origin_name: Line
    forward_id: Ref
    title: Line
    reason: Text
    forwarded_at: datetime
    received_at: datetime
    origin_proposal: Ref | None = None
    proposal: ForwardedProposal | None = None
    topic: ForwardedTopic | None = None
    member_id: Ref | None = None
    """Whom it is offered to, or who took it up; of a body's the officer is not named here."""
    body_id: Ref | None = None
    filed_as: Ref | None = None
    recalled: RecallCause | None = None
    """Beside the state: what was filed here stays filed."""
    recall_reason: Text | None = None
    steps: tuple[Step, ...] = ()
    told: tuple[str, ...] = ()
    """Stage and record of each step, so that none is told twice."""


def received_id(origin: str, forward_id: str) -> str:
    """One for each forward, whoever applies its event and how often: after a restore, too."""
    return f"F-{origin}-{forward_id}"


def apply(state: Received | None, event: Event) -> Received:
    match event:
        case ForwardReceived():
            facts = {name: getattr(event, name) for name in ForwardReceived.model_fields if name != "received_id"}
            return Received(id=event.received_id, state="received", **facts)
        case ForwardOffered() if state is not None:
            to = {"member_id": event.member_id, "body_id": event.body_id}
            return state.model_copy(update={"state": "offered"} | to)
        case ForwardOfferAnswered() if state is not None:
            if event.taken:
                return state.model_copy(update={"state": "accepted", "filed_as": event.filed_as})
            return state.model_copy(update={"state": "received", "member_id": None, "body_id": None})
        case ForwardRecallReceived() if state is not None:
            change = {"recalled": event.because, "recall_reason": event.reason}
            open_still = state.state in ("received", "offered")
            return state.model_copy(update=({"state": "recalled"} if open_still else {}) | change)
        case ForwardAnswered() if state is not None:
            settles = event.stage if event.stage in ("accepted", "declined") else state.state
            steps = (*state.steps, step_of(event))
            # Undone and merged into the same one anew, it is told again.
            over = {"merged": "unmerged", "unmerged": "merged"}.get(event.stage)
            kept = (key for key in state.told if over is None or key != _key(over, event.about))
            told = (*kept, _key(event.stage, event.about))
            return state.model_copy(update={"state": settles, "steps": steps, "told": told})
        case _:
            raise ValueError(event)


def permit(state: Received, command: str) -> None:
    """Refuses ``command`` where the transition table does not allow it."""
    if state.state not in TRANSITIONS[command]:
        raise DomainRefusal("state", f"It is {state.state}; {command} needs {sorted(TRANSITIONS[command])}.")


def receive(
    state: Received | None, event: ProposalForwarded | TopicForwarded, origin: str, at: datetime
) -> list[Event]:
    """Nothing where it is here already."""
    if state is not None:
        return []
    received = ForwardReceived(
        received_id=received_id(origin, event.forward_id),
        origin=origin,
        origin_name=event.origin_name,
        forward_id=event.forward_id,
        origin_proposal=event.proposal_id if isinstance(event, ProposalForwarded) else None,
        title=event.proposal.text.title if isinstance(event, ProposalForwarded) else event.topic.title,
        reason=event.reason,
        proposal=event.proposal if isinstance(event, ProposalForwarded) else None,
        topic=event.topic if isinstance(event, TopicForwarded) else None,
        forwarded_at=event.forwarded_at,
        received_at=at,
    )
    return [received]


def offer(
    state: Received, by_member: str | None, member_id: str | None, body_id: str | None, now: datetime
) -> list[Event]:
    """To somebody who may propose here; offered again, it is offered to that one alone."""
    permit(state, "offer")
    if state.proposal is None:
        raise DomainRefusal("forward-topic", "A topic is offered to nobody: accept it, and a call may take it.")
    if (member_id is None) == (body_id is None):
        raise DomainRefusal("offer-to", "It is offered to one member or to one body.")
    if by_member is not None and by_member == member_id:
        raise DomainRefusal("conflict-of-interest", "Nobody offers a proposal to themselves; a colleague does.")
    offered = ForwardOffered(
        received_id=state.id,
        title=state.title,
        origin_name=state.origin_name,
        member_id=member_id,
        body_id=body_id,
        offered_at=now,
    )
    return [offered]


def is_offered_to(state: Received, member_id: str | None, body_id: str | None) -> bool:
    """Or was taken up by; ``body_id`` is the body that the login speaks for."""
    if state.body_id is not None:
        return state.body_id == body_id
    return state.member_id is not None and state.member_id == member_id


def turn_down(state: Received, member_id: str, reason: str | None) -> list[Event]:
    """It is the clerks' again, who may offer it to somebody else."""
    permit(state, "take_up")
    return [
        ForwardOfferAnswered(
            received_id=state.id, title=state.title, member_id=member_id, taken=False, reason=reason
        )
    ]  # fmt: skip


def take_up(state: Received, member_id: str, proposal_id: str, now: datetime) -> list[Event]:
    permit(state, "take_up")
    taken = ForwardOfferAnswered(
        received_id=state.id, title=state.title, member_id=member_id, taken=True, filed_as=proposal_id
    )
    return [taken, *answer(state, "accepted", now)]


def accept(state: Received, now: datetime) -> list[Event]:
    """A topic, for the calls to come."""
    permit(state, "accept")
    if state.topic is None:
        raise DomainRefusal("forward-proposal", "A proposal is accepted by who takes it up: offer it to a proposer.")
    return answer(state, "accepted", now)


def decline(state: Received, reason: str, now: datetime) -> list[Event]:
    permit(state, "decline")
    return answer(state, "declined", now, reason=reason)


def recall(state: Received, event: ForwardRecalled) -> list[Event]:
    """Heard once; nobody need hear of what was declined anyway."""
    if state.recalled or state.state == "declined":
        return []
    recalled = ForwardRecallReceived(
        received_id=state.id,
        title=state.title,
        origin_name=state.origin_name,
        because=event.because,
        reason=event.reason,
        member_id=state.member_id,
        body_id=state.body_id,
        filed_as=state.filed_as,
    )
    return [recalled]


def origin_of(state: Received) -> ProposalOrigin:
    """What the proposal that is filed here keeps of where it came from."""
    assert state.proposal is not None
    assert state.origin_proposal is not None
    return ProposalOrigin(
        county=state.origin,
        county_name=state.origin_name,
        proposal_id=state.origin_proposal,
        forward_id=state.forward_id,
        proposer=state.proposal.proposer,
        text_hash=state.proposal.text_hash,
        received_at=state.proposal.received_at,
    )


def answer(
    state: Received, stage: ForwardStage, at: datetime, *, about: str | None = None, **facts: Any
) -> list[Event]:
    """The next step for the origin; nothing where it was told already."""
    if _key(stage, about) in state.told:
        return []
    answered = ForwardAnswered(
        received_id=state.id,
        origin=state.origin,
        forward_id=state.forward_id,
        number=len(state.steps) + 1,
        stage=stage,
        at=at,
        about=about,
        **facts,
    )
    return [answered]


def _key(stage: str, about: str | None) -> str:
    return f"{stage} {about or ''}"
