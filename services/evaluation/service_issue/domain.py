"""A service issue: raised, given an owner and a date, resolved with proof, closed by the one who raised it: by name, or
by the receipt of who gave none."""

import hashlib
from datetime import date
from typing import Literal

from pydantic import Field

from contracts.base import DomainRefusal, Event, Record
from contracts.evaluation import (
    IssueSource,
    ServiceIssueAssigned,
    ServiceIssueOverdue,
    ServiceIssueRaised,
    ServiceIssueResolved,
    ServiceIssueVerified,
)

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
    ServiceIssueOverdue,
    ServiceIssueResolved,
    ServiceIssueVerified,
)


UNNAMED = "unnamed:"


def check_named(raised_by: str) -> None:
    if raised_by.startswith(UNNAMED):
        raise DomainRefusal("raised-by", "Name who said it; who stays unnamed writes by a form and keeps the receipt.")


def receipt_hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


class ServiceIssue(Record):
    raised_by: str
    opinion: str
    state: State
    owner: str | None = None
    due: str | None = None
    proof: str | None = None
    source: IssueSource = Field(default="portal", exclude_if=lambda source: source == "portal")
    gathered_at: str | None = Field(default=None, exclude_if=lambda meeting: meeting is None)
    form_id: str | None = Field(default=None, exclude_if=lambda form: form is None)
    receipt: str | None = Field(default=None, exclude_if=lambda receipt: receipt is None)
    overdue: bool = Field(default=False, exclude_if=lambda overdue: not overdue)
    """While its owner owes the proof."""

    @property
    def named(self) -> str | None:
        """Who raised it, where they gave their name."""
        return None if self.raised_by.startswith(UNNAMED) else self.raised_by


def apply(state: ServiceIssue | None, event: Event) -> ServiceIssue:
    if isinstance(event, ServiceIssueRaised):
        if state is not None:
            raise ValueError("an issue is raised once")
        said = event.model_dump(exclude={"issue_id"})
        return ServiceIssue(**said, state="raised")
    if state is None:
        raise ValueError(f"{event.wire_name()} before the issue was raised")
    fresh = {"proof": None, "overdue": False}
    match event:
        case ServiceIssueOverdue():
            return state.model_copy(update={"overdue": True})
        case ServiceIssueAssigned():
            return state.model_copy(update={"state": "assigned", "owner": event.owner, "due": event.due} | fresh)
        case ServiceIssueResolved():
            return state.model_copy(update={"state": "resolved", "proof": event.proof, "overdue": False})
        case ServiceIssueVerified():
            return state.model_copy(update={"state": "verified"})
        case _:
            raise ValueError(f"{event.wire_name()} is no event of a service issue")


def due_day(state: ServiceIssue) -> date | None:
    return None if state.due is None else date.fromisoformat(state.due)


def allow(command: str, state: ServiceIssue) -> None:
    if state.state not in TRANSITIONS[command]:
        allowed = " or ".join(sorted(TRANSITIONS[command]))
        raise DomainRefusal("issue-state", f"The issue is {state.state}; {command} is possible only while {allowed}.")


def assign(state: ServiceIssue, issue_id: str, *, owner: str, due: date, today: date) -> list[Event]:
    allow("assign", state)
    if due < today:
        raise DomainRefusal("due", "The date must not be past.")
    return [ServiceIssueAssigned(issue_id=issue_id, owner=owner, due=due.isoformat())]


def overdue(state: ServiceIssue, issue_id: str, *, today: date) -> list[Event]:
    if state.state != "assigned" or state.overdue or state.owner is None or state.due is None:
        return []
    if today <= date.fromisoformat(state.due):
        return []
    return [ServiceIssueOverdue(issue_id=issue_id, owner=state.owner, due=state.due)]


def resolve(state: ServiceIssue, issue_id: str, *, proof: str) -> list[Event]:
    allow("resolve", state)
    return [ServiceIssueResolved(issue_id=issue_id, proof=proof)]


def verify(state: ServiceIssue, issue_id: str) -> list[Event]:
    """That it is the raiser who asks is checked before: to anybody else the issue does not exist."""
    allow("verify", state)
    return [ServiceIssueVerified(issue_id=issue_id)]
