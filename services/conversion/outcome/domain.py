"""An outcome and its way from record to proof."""

from collections.abc import Collection
from datetime import date
from typing import Literal

from contracts.base import DomainRefusal, Event, OutcomeKind, Record
from contracts.conversion import (
    OutcomeFacts,
    OutcomeRecorded,
    OutcomeRejected,
    OutcomeVerified,
    TopicSuggested,
    Verifier,
)

State = Literal["recorded", "verified", "rejected"]

TRANSITIONS: dict[str, frozenset[State]] = {
    "verify": frozenset({"recorded"}),
    "reject": frozenset({"recorded"}),
}
"""Command → the states it may be given in."""

FACTS: dict[OutcomeKind, frozenset[str]] = {
    "decision": frozenset({"document", "plan_item"}),
    "development": frozenset({"project", "indicator", "before", "after", "money", "beneficiaries"}),
    "duty": frozenset({"duty"}),
    "consensus": frozenset({"consensus", "reach"}),
}
"""Kind → what there is to say of it."""

EVENTS: tuple[type[Event], ...] = (OutcomeRecorded, OutcomeVerified, OutcomeRejected, TopicSuggested)


class Outcome(Record):
    proposal_id: str
    suggestion: int
    kind: OutcomeKind
    title: str
    evidence: str
    achieved_on: date
    instruction_only: bool
    state: State
    verified_by: str | None = None
    rejection: str | None = None
    topic: str | None = None
    facts: OutcomeFacts | None = None
    verified_as: Verifier | None = None


def apply(state: Outcome | None, event: Event) -> Outcome:
    if isinstance(event, OutcomeRecorded):
        if state is not None:
            raise ValueError("an outcome is recorded once")
        return Outcome(
            proposal_id=event.proposal_id,
            suggestion=event.suggestion,
            kind=event.kind,
            title=event.title,
            evidence=event.evidence,
            achieved_on=event.achieved_on,
            instruction_only=event.instruction_only,
            state="recorded",
            facts=event.facts,
        )
    if state is None:
        raise ValueError(f"{event.wire_name()} before the outcome was recorded")
    match event:
        case OutcomeVerified():
            by = {"verified_by": event.verified_by, "verified_as": event.verified_as}
            return state.model_copy(update={"state": "verified", **by})
        case OutcomeRejected():
            return state.model_copy(update={"state": "rejected", "rejection": event.reason})
        case TopicSuggested():
            return state.model_copy(update={"topic": event.topic})
        case _:
            raise ValueError(f"{event.wire_name()} is no event of an outcome")


def allow(command: str, state: Outcome) -> None:
    if state.state not in TRANSITIONS[command]:
        allowed = " or ".join(sorted(TRANSITIONS[command]))
        raise DomainRefusal(
            "outcome-state", f"The outcome is {state.state}; {command} is possible only while it is {allowed}."
        )


def record(event: OutcomeRecorded, *, suggestions: Collection[int] | None, today: date) -> list[Event]:
    """``suggestions`` are those of the admitted proposal, None while no admission is known."""
    if suggestions is None:
        raise DomainRefusal("unknown-proposal", f"No admitted proposal {event.proposal_id} is known.")
    if event.suggestion not in suggestions:
        raise DomainRefusal("unknown-suggestion", f"The proposal has no suggestion {event.suggestion}.")
    if event.achieved_on > today:
        raise DomainRefusal("achieved-on", "An outcome is recorded once it has been achieved.")
    if event.facts is not None:
        _check(event.kind, event.facts)
    return [event]


def _check(kind: OutcomeKind, facts: OutcomeFacts) -> None:
    said = {name for name, value in facts if value is not None}
    if foreign := sorted(said - FACTS[kind]):
        places = [(f"/facts/{name}", f"no fact of the kind {kind}") for name in foreign]
        raise DomainRefusal("facts-kind", f"Of the kind {kind} there is no {', '.join(foreign)}.", places)
    if said & {"before", "after"} and not {"indicator", "before", "after"} <= said:
        raise DomainRefusal("facts-change", "A change names its indicator and the values before and after.")


def verify(
    state: Outcome, outcome_id: str, *, verified_by: str, verified_as: Verifier, by_recorder: bool
) -> list[Event]:
    """``by_recorder`` says that the verifier is the person who recorded it."""
    allow("verify", state)
    if state.instruction_only:
        raise DomainRefusal("instruction-alone", "A leader's instruction alone is no outcome yet.")
    if by_recorder:
        raise DomainRefusal("four-eyes", "An outcome is verified by somebody other than the one who recorded it.")
    verified = OutcomeVerified(
        proposal_id=state.proposal_id,
        outcome_id=outcome_id,
        kind=state.kind,
        suggestion=state.suggestion,
        verified_by=verified_by,
        verified_as=verified_as,
    )
    if state.kind != "duty":
        return [verified]
    return [verified, TopicSuggested(proposal_id=state.proposal_id, outcome_id=outcome_id, topic=state.title)]


def reject(state: Outcome, outcome_id: str, *, reason: str) -> list[Event]:
    allow("reject", state)
    return [OutcomeRejected(proposal_id=state.proposal_id, outcome_id=outcome_id, reason=reason)]
