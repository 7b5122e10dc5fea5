"""Consultations held or waived, and what a gate asks for."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from contracts.base import DomainRefusal, Event, Form, Phase, Record
from contracts.consultation import (
    ConsultationConfirmed,
    ConsultationDisputed,
    ConsultationDisputeSettled,
    ConsultationRecorded,
    ConsultationWaived,
)
from services.consultation.assignment import domain as assignments

State = Literal["recorded", "confirmed", "disputed", "stands", "struck", "waived"]
"""``stands``: a dispute was settled in favour of the record; ``struck``: the dispute was right."""

TRANSITIONS: dict[str, frozenset[State]] = {
    "confirm": frozenset({"recorded"}),
    "dispute": frozenset({"recorded", "confirmed"}),
    "settle": frozenset({"disputed"}),
}
"""Command → the states it may be given in."""

HELD: frozenset[State] = frozenset({"confirmed", "stands"})

WHEN: dict[Phase, frozenset[assignments.State]] = {
    "before": frozenset({"accepted", "plan_agreed"}),
    "during": frozenset({"accepted", "plan_agreed"}),
    "after": frozenset({"replied", "closed"}),
}
"""Phase → the states of the assignment in which it is recorded or waived."""

EVENTS: tuple[type[Event], ...] = (
    ConsultationRecorded,
    ConsultationConfirmed,
    ConsultationDisputed,
    ConsultationDisputeSettled,
    ConsultationWaived,
)


class Consultation(Record):
    """What the unit says took place, with the proposer's word beside it; or a phase waived (without a form)."""

    proposal_id: str
    assignment_id: str
    unit_id: str | None
    cycle: int
    phase: Phase
    state: State
    form: Form | None = None
    requested_by: str | None = None
    held_on: date | None = None
    place: str | None = None
    participants: tuple[str, ...] = ()
    minutes: str | None = None
    points_raised: int = 0
    points_agreed: int = 0
    member_id: str | None = None
    """Who confirmed, disputed or waived last."""
    statement: str | None = None
    """The dispute's statement, or the reason of a waiver."""
    finding: str | None = None


def apply(state: Consultation | None, event: Event) -> Consultation:
    match event:
        case ConsultationRecorded():
            if state is not None:
                raise ValueError("recorded twice")
            return Consultation(state="recorded", **event.model_dump(exclude={"consultation_id"}))
        case ConsultationWaived():
            if state is not None:
                raise ValueError("waived on top of a record")
            return Consultation(
                proposal_id=event.proposal_id,
                assignment_id=event.assignment_id,
                unit_id=event.unit_id,
                cycle=event.cycle,
                phase=event.phase,
                state="waived",
                member_id=event.member_id,
                statement=event.reason,
            )
        case _:
            pass
    if state is None:
        raise ValueError(f"{event.wire_name()} before the consultation was recorded")
    match event:
        case ConsultationConfirmed():
            return state.model_copy(update={"state": "confirmed", "member_id": event.member_id})
        case ConsultationDisputed():
            return state.model_copy(
                update={"state": "disputed", "member_id": event.member_id, "statement": event.statement}
            )
        case ConsultationDisputeSettled():
            return state.model_copy(update={"state": "struck" if event.upheld else "stands", "finding": event.finding})
        case _:
            raise ValueError(f"{event.wire_name()} is no event of a consultation")


def allow(command: str, state: Consultation) -> None:
    if state.state not in TRANSITIONS[command]:
        allowed = " or ".join(sorted(TRANSITIONS[command]))
        raise DomainRefusal(
            "consultation-state",
            f"The consultation is {state.state}; {command} is possible only while it is {allowed}.",
        )


def check_phase(phase: Phase, assignment: assignments.Assignment) -> None:
    if assignment.state not in WHEN[phase]:
        allowed = " or ".join(sorted(WHEN[phase]))
        raise DomainRefusal(
            "phase",
            f"The assignment is {assignment.state}; the phase {phase} belongs to an assignment that is {allowed}.",
        )


def record(event: ConsultationRecorded, assignment: assignments.Assignment, *, today: date) -> list[Event]:
    check_phase(event.phase, assignment)
    if event.held_on > today:
        raise DomainRefusal("held-on", f"{event.held_on} is in the future; record a consultation once it was held.")
    if event.points_agreed > event.points_raised:
        raise DomainRefusal("points", "More points cannot be agreed than were raised.")
    return [event]


def confirm(state: Consultation, consultation_id: str, *, member_id: str) -> list[Event]:
    allow("confirm", state)
    return [
        ConsultationConfirmed(
            proposal_id=state.proposal_id,
            consultation_id=consultation_id,
            assignment_id=state.assignment_id,
            phase=state.phase,
            member_id=member_id,
        )
    ]


def dispute(state: Consultation, consultation_id: str, *, member_id: str, statement: str) -> list[Event]:
    allow("dispute", state)
    return [
        ConsultationDisputed(
            proposal_id=state.proposal_id,
            consultation_id=consultation_id,
            assignment_id=state.assignment_id,
            phase=state.phase,
            member_id=member_id,
            statement=statement,
        )
    ]


def settle(state: Consultation, consultation_id: str, *, upheld: bool, finding: str) -> list[Event]:
    allow("settle", state)
    return [
        ConsultationDisputeSettled(
            proposal_id=state.proposal_id,
            consultation_id=consultation_id,
            assignment_id=state.assignment_id,
            phase=state.phase,
            upheld=upheld,
            finding=finding,
        )
    ]


def waive(
    assignment: assignments.Assignment,
    *,
    consultation_id: str,
    assignment_id: str,
    phase: Phase,
    member_id: str,
    reason: str,
) -> list[Event]:
    check_phase(phase, assignment)
    return [
        ConsultationWaived(
            proposal_id=assignment.proposal_id,
            consultation_id=consultation_id,
            assignment_id=assignment_id,
            unit_id=assignment.unit_id,
            cycle=assignment.cycle,
            phase=phase,
            member_id=member_id,
            reason=reason,
        )
    ]


def require(
    phases: Iterable[Phase], forms: tuple[Form, ...], cycle: int, consultations: Iterable[Consultation]
) -> None:
    """Refuses with ``gate-<phase>`` unless each phase was held in a form that counts and confirmed, or was waived."""
    found = [c for c in consultations if c.cycle == cycle]
    for phase in phases:
        there = [c for c in found if c.phase == phase]
        if any(c.state == "waived" or (c.state in HELD and c.form in forms) for c in there):
            continue
        raise DomainRefusal(
            f"gate-{phase}",
            f"A consultation of phase '{phase}' in cycle {cycle} is missing: held as {' or '.join(forms)} and "
            f"confirmed by a proposer, or waived by the first proposer. On record: {_on_record(there, forms)}.",
        )


def _on_record(there: list[Consultation], forms: tuple[Form, ...]) -> str:
    if not there:
        return "none"
    return "; ".join(
        f"{c.form} of {c.held_on}, {c.state}" + ("" if c.form in forms else ", a form that does not count")
        for c in there
    )
