"""What a unit does about an assignment that it cannot carry: the ladder of a dispute, and asking for a helper.

A unit never passes on by itself. Assigning office → the written statement of the unit's leader → a deciding leader,
whose word ends it.
"""

from datetime import date

from contracts.base import DomainRefusal, Event
from contracts.consultation import AssignmentDisputed, AssignmentDisputeDecided, HelperRequestDecided, HelperRequested
from services.consultation.assignment.domain import Assignment, HelperRequest, allow


def dispute(state: Assignment, assignment_id: str, *, statement: str, stated_by: str, today: date) -> list[Event]:
    allow("dispute", state)
    if not state.return_refused:
        raise DomainRefusal("not-refused", "There is no refused return to object to.")
    if state.dispute is not None:
        raise DomainRefusal("dispute-decided", "A leader has decided that this unit handles it.")
    if state.dispute_until is None or today > state.dispute_until:
        until = f" until {state.dispute_until}" if state.dispute_until else " when its return was refused"
        raise DomainRefusal("dispute-window", f"The statement could be given{until}.")
    return [
        AssignmentDisputed(
            proposal_id=state.proposal_id,
            assignment_id=assignment_id,
            unit_id=state.unit_id,
            statement=statement,
            stated_by=stated_by,
        )
    ]


def decide(state: Assignment, assignment_id: str, *, moved: bool, reason: str, decided_by: str) -> list[Event]:
    """``moved``: the caller gives it to another unit in the same transaction."""
    allow("decide_dispute", state)
    return [
        AssignmentDisputeDecided(
            proposal_id=state.proposal_id,
            assignment_id=assignment_id,
            unit_id=state.unit_id,
            moved=moved,
            reason=reason,
            decided_by=decided_by,
        )
    ]


def request_helper(state: Assignment, assignment_id: str, *, wanted_unit: str, reason: str) -> list[Event]:
    allow("request_helper", state)
    if state.role == "helper":
        raise DomainRefusal("helper", "A helper cannot ask for another helper; the lead can.")
    if wanted_unit == state.unit_id:
        raise DomainRefusal("same-unit", "Ask for another unit than your own.")
    if _open(state, wanted_unit) is not None:
        raise DomainRefusal("already-asked", f"Unit {wanted_unit} was asked for, and the assigning office decides.")
    return [
        HelperRequested(
            proposal_id=state.proposal_id,
            assignment_id=assignment_id,
            unit_id=state.unit_id,
            wanted_unit=wanted_unit,
            reason=reason,
        )
    ]


def decide_helper(
    state: Assignment, assignment_id: str, *, wanted_unit: str, granted: bool, reason: str | None
) -> list[Event]:
    """Granted, a sole unit becomes the lead; the caller issues the helper's assignment in the same transaction."""
    allow("decide_helper", state)
    if _open(state, wanted_unit) is None:
        raise DomainRefusal("not-asked", f"Nobody waits for a decision on unit {wanted_unit}.")
    if not granted and reason is None:
        raise DomainRefusal("reason", "Refusing a helper needs a reason.")
    return [
        HelperRequestDecided(
            proposal_id=state.proposal_id,
            assignment_id=assignment_id,
            unit_id=state.unit_id,
            wanted_unit=wanted_unit,
            granted=granted,
            role="lead" if granted and state.role == "sole" else state.role,
            reason=reason,
        )
    ]


def _open(state: Assignment, wanted_unit: str) -> HelperRequest | None:
    return next((r for r in state.helper_requests if r.granted is None and r.wanted_unit == wanted_unit), None)
