"""A service issue: raised, given an owner and a date, resolved with proof, closed by the one who raised it."""

from datetime import date
from typing import Literal

from contracts.base import DomainRefusal, Event, Record
from contracts.evaluation import ServiceIssueAssigned, ServiceIssueRaised, ServiceIssueResolved, ServiceIssueVerified

State = Literal["raised", "assigned", "resolved", "verified"]

TRANSITIONS: dict[str, frozenset[State]] = {
    "assign": frozenset({"raised", "assigned", "resolved"}),
    "resolve": frozenset({"assigned"}),
    "verify": frozenset({"resolved"}),
}
"""Command → the states it may be given in. What did not convince who raised it is assigned again."""

EVENTS: tuple[type[Event], ...] = (
    ServiceIssueRaised,
    ServiceIssueAssigned,
    ServiceIssueResolved,
    ServiceIssueVerified,
)


class ServiceIssue(Record):
    raised_by: str
    opinion: str
    state: State
    owner: str | None = None
    due: str | None = None
    proof: str | None = None


def apply(state: ServiceIssue | None, event: Event) -> ServiceIssue:
    if isinstance(event, ServiceIssueRaised):
        if state is not None:
            raise ValueError("an issue is raised once")
        return ServiceIssue(raised_by=event.raised_by, opinion=event.opinion, state="raised")
    if state is None:
        raise ValueError(f"{event.wire_name()} before the issue was raised")
    match event:
        case ServiceIssueAssigned():
            return state.model_copy(update={"state": "assigned", "owner": event.owner, "due": event.due, "proof": None})
        case ServiceIssueResolved():
            return state.model_copy(update={"state": "resolved", "proof": event.proof})
        case ServiceIssueVerified():
            return state.model_copy(update={"state": "verified"})
        case _:
            raise ValueError(f"{event.wire_name()} is no event of a service issue")


def allow(command: str, state: ServiceIssue) -> None:
    if state.state not in TRANSITIONS[command]:
        allowed = " or ".join(sorted(TRANSITIONS[command]))
        raise DomainRefusal("issue-state", f"The issue is {state.state}; {command} is possible only while {allowed}.")


def assign(state: ServiceIssue, issue_id: str, *, owner: str, due: date, today: date) -> list[Event]:
    allow("assign", state)
    if due < today:
        raise DomainRefusal("due", "The date must not be past.")
    return [ServiceIssueAssigned(issue_id=issue_id, owner=owner, due=due.isoformat())]


def resolve(state: ServiceIssue, issue_id: str, *, proof: str) -> list[Event]:
    allow("resolve", state)
    return [ServiceIssueResolved(issue_id=issue_id, proof=proof)]


def verify(state: ServiceIssue, issue_id: str) -> list[Event]:
    """That it is the raiser who asks is checked before: to anybody else the issue does not exist."""
    allow("verify", state)
    return [ServiceIssueVerified(issue_id=issue_id)]
