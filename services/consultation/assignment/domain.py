"""What may happen to an assignment."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal

from contracts.base import DomainRefusal, Event, Phase, Record, UnitRole
from contracts.consultation import (
    AssignmentAccepted,
    AssignmentCancelled,
    AssignmentClosed,
    AssignmentDisputed,
    AssignmentDisputeDecided,
    AssignmentIssued,
    AssignmentReassigned,
    AssignmentReplied,
    AssignmentReturned,
    ClosingAwaits,
    HandlingReopened,
    HelperRequestDecided,
    HelperRequested,
    PlanAgreed,
    ReturnRefused,
)

State = Literal[
    "issued", "accepted", "plan_agreed", "replied", "closed", "returned", "disputed", "reassigned", "cancelled"
]  # fmt: skip

TRANSITIONS: dict[str, frozenset[State]] = {
    "accept": frozenset({"issued"}),
    "give_back": frozenset({"issued"}),
    "refuse_return": frozenset({"returned"}),
    "dispute": frozenset({"issued"}),
    "decide_dispute": frozenset({"disputed"}),
    "request_helper": frozenset({"issued", "accepted", "plan_agreed"}),
    "decide_helper": frozenset({"issued", "accepted", "plan_agreed"}),
    "reassign": frozenset({"returned"}),
    "cancel": frozenset({"issued", "accepted", "plan_agreed", "returned", "disputed"}),
    "agree_plan": frozenset({"accepted"}),
    "reply": frozenset({"plan_agreed"}),
    "reply_as_helper": frozenset({"accepted", "plan_agreed"}),
    "reopen": frozenset({"replied"}),
    "close": frozenset({"replied"}),
    "await_closing": frozenset({"replied"}),
    "close_as_helper": frozenset({"issued", "accepted", "plan_agreed", "replied"}),
}
"""Command → the states it may be given in. A silent helper never replies; it is closed with the rest."""

ENDED: frozenset[State] = frozenset({"closed", "reassigned", "cancelled"})
"""States of an assignment that no longer holds its role on the proposal."""

NO_ANSWER: frozenset[State] = frozenset({"reassigned", "cancelled"})
"""Ended without an answer, and none will come."""

BESIDE: dict[UnitRole, frozenset[UnitRole]] = {
    "sole": frozenset(),
    "lead": frozenset({"helper", "split"}),
    "helper": frozenset({"lead", "helper", "split"}),
    "split": frozenset({"lead", "helper", "split"}),
}
"""Role → the roles that other units may hold on the same proposal."""

EVENTS: tuple[type[Event], ...] = (
    AssignmentIssued,
    AssignmentAccepted,
    AssignmentReturned,
    ReturnRefused,
    AssignmentReassigned,
    AssignmentCancelled,
    PlanAgreed,
    AssignmentReplied,
    HandlingReopened,
    AssignmentClosed,
    ClosingAwaits,
    AssignmentDisputed,
    AssignmentDisputeDecided,
    HelperRequested,
    HelperRequestDecided,
)


class Dispute(Record):
    """The written statement of the unit's leader after a refused return, and how it ended."""

    statement: str
    stated_by: str
    moved: bool | None = None
    """None until it is decided."""
    reason: str | None = None
    decided_by: str | None = None


class HelperRequest(Record):
    wanted_unit: str
    reason: str
    granted: bool | None = None
    """None until the assigning office has answered."""
    answer: str | None = None


class Assignment(Record):
    """One unit's part in one proposal. ``reason`` is the last one given, by whoever acted."""

    proposal_id: str
    unit_id: str
    role: UnitRole
    cycle: int
    state: State
    issued_at: datetime
    return_until: date
    policy_version: int
    reason: str | None = None
    suggested_unit: str | None = None
    return_refused: bool = False
    plan: str | None = None
    reply_id: str | None = None
    successor_id: str | None = None
    suggestions: tuple[int, ...] = ()
    """The ones that a split unit answers; empty: all."""
    reopened_at: datetime | None = None
    dispute_until: date | None = None
    dispute: Dispute | None = None
    helper_requests: tuple[HelperRequest, ...] = ()
    merge_undone: bool = False
    """Issued after a merge into its proposal was undone."""
    closing_awaits: tuple[Phase, ...] = ()
    """Supervision has closed the proposal; these are still to be talked over before this is closed, too."""
    urgent: bool = False

    @property
    def helper_wanted(self) -> bool:
        """Whether it has asked for a helper, and the assigning office has yet to answer."""
        return any(request.granted is None for request in self.helper_requests)

    @property
    def since(self) -> datetime:
        """When its present cycle began: nothing from before it belongs to it."""
        return self.reopened_at or self.issued_at


def apply(state: Assignment | None, event: Event) -> Assignment:
    if isinstance(event, AssignmentIssued):
        if state is not None:
            raise ValueError("issued twice")
        return Assignment(
            proposal_id=event.proposal_id,
            unit_id=event.unit_id,
            role=event.role,
            cycle=event.cycle,
            state="issued",
            issued_at=event.issued_at,
            return_until=event.return_until,
            policy_version=event.policy_version,
            suggestions=event.suggestions,
            merge_undone=event.merge_undone,
            urgent=event.urgent,
        )
    if state is None:
        raise ValueError(f"{event.wire_name()} before the assignment was issued")
    match event:
        case AssignmentAccepted():
            return state.model_copy(update={"state": "accepted"})
        case AssignmentReturned():
            return state.model_copy(
                update={"state": "returned", "reason": event.reason, "suggested_unit": event.suggested_unit}
            )
        case ReturnRefused():
            refused = {"reason": event.reason, "return_refused": True, "dispute_until": event.dispute_until}
            return state.model_copy(update={"state": "issued", **refused})
        case AssignmentDisputed():
            dispute = Dispute(statement=event.statement, stated_by=event.stated_by)
            return state.model_copy(update={"state": "disputed", "dispute": dispute})
        case AssignmentDisputeDecided():
            ended = {"moved": event.moved, "reason": event.reason, "decided_by": event.decided_by}
            dispute = state.dispute.model_copy(update=ended) if state.dispute else None
            return state.model_copy(update={"state": "returned" if event.moved else "issued", "dispute": dispute})
        case HelperRequested():
            request = HelperRequest(wanted_unit=event.wanted_unit, reason=event.reason)
            return state.model_copy(update={"helper_requests": (*state.helper_requests, request)})
        case HelperRequestDecided():
            ended = {"granted": event.granted, "answer": event.reason}
            requests = tuple(
                one.model_copy(update=ended) if one.granted is None and one.wanted_unit == event.wanted_unit else one
                for one in state.helper_requests
            )
            return state.model_copy(update={"role": event.role, "helper_requests": requests})
        case AssignmentReassigned():
            return state.model_copy(update={"state": "reassigned", "successor_id": event.successor_id})
        case AssignmentCancelled():
            return state.model_copy(update={"state": "cancelled", "reason": event.reason})
        case PlanAgreed():
            return state.model_copy(update={"state": "plan_agreed", "plan": event.plan})
        case AssignmentReplied():
            return state.model_copy(update={"state": "replied", "reply_id": event.reply_id})
        case HandlingReopened():
            anew = {"cycle": event.cycle, "plan": None, "reply_id": None, "reopened_at": event.reopened_at}
            anew |= {"closing_awaits": ()}
            return state.model_copy(update={"state": "accepted", **anew})
        case AssignmentClosed():
            return state.model_copy(update={"state": "closed", "closing_awaits": ()})
        case ClosingAwaits():
            return state.model_copy(update={"closing_awaits": event.phases})
        case _:
            raise ValueError(f"{event.wire_name()} is no event of an assignment")


def allow(command: str, state: Assignment) -> None:
    if state.state not in TRANSITIONS[command]:
        allowed = " or ".join(sorted(TRANSITIONS[command]))
        raise DomainRefusal(
            "assignment-state",
            f"The assignment is {state.state}; {command.replace('_', ' ')} is possible only while it is {allowed}.",
        )


def check_place(role: UnitRole, unit_id: str, others: Iterable[Assignment]) -> None:
    """Whether ``unit_id`` may take ``role`` beside the assignments that still hold on the proposal."""
    for other in others:
        if other.state in ENDED:
            continue
        if other.unit_id == unit_id:
            raise DomainRefusal("unit-assigned", f"Unit {unit_id} already handles this proposal as {other.role}.")
        if other.role not in BESIDE[role]:
            raise DomainRefusal(
                "role-taken", f"Unit {other.unit_id} is {other.role} on this proposal; nobody can be {role} beside it."
            )


def check_cycle(cycle: int, others: Iterable[Assignment]) -> None:
    """A later cycle is ordered, never assigned: an assignment ahead of it would miss the order to handle again."""
    found = {1, *(other.cycle for other in others)}
    if cycle not in found:
        raise DomainRefusal("cycle", f"The proposal is handled in cycle {max(found)}; there is no cycle {cycle} yet.")


def check_suggestions(role: UnitRole, suggestions: Sequence[int], known: Collection[int]) -> None:
    """Which suggestions a unit may be given apart from the others."""
    if not suggestions:
        return
    if role != "split":
        raise DomainRefusal("suggestions", f"Only a split unit answers some of the suggestions; a {role} answers all.")
    if len(set(suggestions)) != len(suggestions):
        raise DomainRefusal("suggestions", "A suggestion is named more than once.")
    unknown = sorted(set(suggestions) - set(known))
    if unknown:
        raise DomainRefusal("suggestions", f"The proposal has no suggestions {', '.join(map(str, unknown))}.")


def uncovered(known: Sequence[int], assignments: Iterable[Assignment]) -> list[int]:
    """The suggestions that no unit is to answer, as things stand."""
    left = list(known)
    for assignment in assignments:
        if assignment.state in NO_ANSWER or assignment.role == "helper":
            continue
        left = [number for number in left if assignment.suggestions and number not in assignment.suggestions]
    return left


def helpers(assignment_id: str, of_proposal: Mapping[str, Assignment]) -> list[str]:
    """The ids of the helpers' assignments whose word a reply of ``assignment_id`` waits for.

    Helpers are the lead's; where split units have no lead beside them, they are each one's.
    """
    holding = {id: one for id, one in of_proposal.items() if one.state not in ENDED}
    if any(one.role == "lead" and id != assignment_id for id, one in holding.items()):
        return []
    return [id for id, one in holding.items() if one.role == "helper"]


def issue(
    *,
    assignment_id: str,
    proposal_id: str,
    unit_id: str,
    role: UnitRole,
    cycle: int,
    now: datetime,
    return_until: date,
    policy_version: int,
    others: Sequence[Assignment],
    suggestions: Sequence[int],
    known: Collection[int],
    merge_undone: bool = False,
    urgent: bool = False,
) -> list[Event]:
    """``known`` are the numbers of the proposal's suggestions; ``merge_undone``: a merge into it was undone by now."""
    check_place(role, unit_id, others)
    check_cycle(cycle, others)
    check_suggestions(role, suggestions, known)
    return [
        AssignmentIssued(
            proposal_id=proposal_id,
            assignment_id=assignment_id,
            unit_id=unit_id,
            role=role,
            cycle=cycle,
            issued_at=now,
            return_until=return_until,
            policy_version=policy_version,
            suggestions=tuple(sorted(suggestions)),
            merge_undone=merge_undone,
            urgent=urgent,
        )
    ]


def accept(state: Assignment, assignment_id: str) -> list[Event]:
    allow("accept", state)
    return [AssignmentAccepted(proposal_id=state.proposal_id, assignment_id=assignment_id, unit_id=state.unit_id)]


def give_back(state: Assignment, assignment_id: str, *, reason: str, suggested_unit: str, today: date) -> list[Event]:
    allow("give_back", state)
    if state.return_refused:
        raise DomainRefusal("return-refused", "A return of this assignment was refused; it cannot be returned again.")
    if today > state.return_until:
        raise DomainRefusal("return-window", f"The assignment could be returned until {state.return_until}.")
    if suggested_unit == state.unit_id:
        raise DomainRefusal("suggested-unit", "Suggest another unit than the one that returns the assignment.")
    return [
        AssignmentReturned(
            proposal_id=state.proposal_id,
            assignment_id=assignment_id,
            unit_id=state.unit_id,
            reason=reason,
            suggested_unit=suggested_unit,
        )
    ]


def refuse_return(
    state: Assignment, assignment_id: str, *, reason: str, dispute_until: date | None = None
) -> list[Event]:
    allow("refuse_return", state)
    return [
        ReturnRefused(
            proposal_id=state.proposal_id,
            assignment_id=assignment_id,
            unit_id=state.unit_id,
            reason=reason,
            dispute_until=dispute_until,
        )
    ]


def reassign(state: Assignment, assignment_id: str, *, successor_id: str, unit_id: str) -> list[Event]:
    allow("reassign", state)
    if unit_id == state.unit_id:
        raise DomainRefusal("same-unit", "A returned assignment goes to another unit, or its return is refused.")
    return [
        AssignmentReassigned(
            proposal_id=state.proposal_id, assignment_id=assignment_id, successor_id=successor_id, unit_id=unit_id
        )
    ]


def cancel(state: Assignment, assignment_id: str, *, reason: str) -> list[Event]:
    allow("cancel", state)
    return [
        AssignmentCancelled(
            proposal_id=state.proposal_id, assignment_id=assignment_id, unit_id=state.unit_id, reason=reason
        )
    ]


def agree_plan(state: Assignment, assignment_id: str, *, plan: str) -> list[Event]:
    """The gate before it is the consultations' to keep."""
    allow("agree_plan", state)
    return [PlanAgreed(proposal_id=state.proposal_id, assignment_id=assignment_id, unit_id=state.unit_id, plan=plan)]


def reply(state: Assignment, assignment_id: str, *, reply_id: str) -> list[Event]:
    allow("reply_as_helper" if state.role == "helper" else "reply", state)
    return [
        AssignmentReplied(
            proposal_id=state.proposal_id,
            assignment_id=assignment_id,
            unit_id=state.unit_id,
            cycle=state.cycle,
            reply_id=reply_id,
        )
    ]


def reopen(state: Assignment, assignment_id: str, *, cycle: int, now: datetime) -> list[Event]:
    allow("reopen", state)
    if cycle <= state.cycle:
        raise DomainRefusal("cycle", f"The assignment is in cycle {state.cycle} already.")
    return [
        HandlingReopened(
            proposal_id=state.proposal_id,
            assignment_id=assignment_id,
            unit_id=state.unit_id,
            cycle=cycle,
            reopened_at=now,
        )
    ]


def close(state: Assignment, assignment_id: str) -> list[Event]:
    allow("close_as_helper" if state.role == "helper" else "close", state)
    return [AssignmentClosed(proposal_id=state.proposal_id, assignment_id=assignment_id, unit_id=state.unit_id)]


def await_closing(state: Assignment, assignment_id: str, *, phases: Sequence[Phase]) -> list[Event]:
    """``phases`` are still to be talked over. Nothing where it waits for the same already."""
    allow("await_closing", state)
    if state.closing_awaits == tuple(phases):
        return []
    return [
        ClosingAwaits(
            proposal_id=state.proposal_id, assignment_id=assignment_id, unit_id=state.unit_id, phases=tuple(phases)
        )
    ]
