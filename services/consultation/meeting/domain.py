"""Consultations held or waived; what a step needs of them is in :mod:`gates`."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Literal

from contracts.base import DomainRefusal, Event, Form, Phase, Record
from contracts.consultation import (
    Attempt,
    ConsultationAttended,
    ConsultationCallDeclined,
    ConsultationCalledFor,
    ConsultationCalledOff,
    ConsultationConfirmed,
    ConsultationDisputed,
    ConsultationDisputeSettled,
    ConsultationDocument,
    ConsultationDocumentAdded,
    ConsultationDocumentRemoved,
    ConsultationPartlyConfirmed,
    ConsultationRecorded,
    ConsultationReleased,
    ConsultationScheduled,
    ConsultationWaived,
    Participant,
    RaisedPoint,
    SignedIn,
)
from services.consultation.assignment import domain as assignments
from services.consultation.document import domain as files
from services.consultation.meeting.record import check_named

State = Literal[
    "called_for",
    "declined",
    "scheduled",
    "called_off",
    "recorded",
    "confirmed",
    "disputed",
    "stands",
    "struck",
    "waived",
    "released",
]
"""``called_for``: somebody asks the unit for it, which schedules it or says why not (``declined``);
``stands``: a dispute was settled in favour of the record, and nobody else is awaited; ``struck``: the dispute was
right; ``waived``: the proposer gave the phase up; ``released``: the staff did, because the proposer could not be
reached."""

TRANSITIONS: dict[str, frozenset[State]] = {
    "schedule": frozenset({"called_for"}),
    "decline": frozenset({"called_for"}),
    "sign_in": frozenset({"scheduled"}),
    "record": frozenset({"called_for", "scheduled"}),
    "call_off": frozenset({"called_for", "scheduled"}),
    "confirm": frozenset({"recorded"}),
    "dispute": frozenset({"recorded", "confirmed"}),
    "settle": frozenset({"disputed"}),
    "add_document": frozenset({"scheduled", "recorded", "disputed"}),
    "remove_document": frozenset({"scheduled", "recorded", "disputed"}),
}
"""Command → the states it may be given in; scheduling needs no call, and recording no schedule, but each fulfils what
there is."""

HELD: frozenset[State] = frozenset({"confirmed", "stands"})
GIVEN_UP: frozenset[State] = frozenset({"waived", "released"})

WHEN: dict[Phase, frozenset[assignments.State]] = {
    "before": frozenset({"accepted", "plan_agreed"}),
    "during": frozenset({"accepted", "plan_agreed"}),
    "after": frozenset({"replied", "closed"}),
}
"""Phase → the states of the assignment in which it is scheduled, recorded, waived or released."""

EVENTS: tuple[type[Event], ...] = (
    ConsultationCalledFor,
    ConsultationCallDeclined,
    ConsultationScheduled,
    ConsultationCalledOff,
    ConsultationAttended,
    ConsultationRecorded,
    ConsultationDocumentAdded,
    ConsultationDocumentRemoved,
    ConsultationPartlyConfirmed,
    ConsultationConfirmed,
    ConsultationDisputed,
    ConsultationDisputeSettled,
    ConsultationWaived,
    ConsultationReleased,
)


class Consultation(Record):
    """What is to take place, then what the unit says took place, with the proposer's word beside it; or a phase
    given up (without a form)."""

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
    """Who called for it, confirmed, disputed or waived last."""
    statement: str | None = None
    """The dispute's statement, or the reason of a call, a waiver, a release or a calling off."""
    finding: str | None = None
    """Of a dispute; of a call, why the unit declines it."""
    due: date | None = None
    """The day by which a scheduled one is to be held, or a call to be answered."""
    at: datetime | None = None
    invited: tuple[str, ...] = ()
    by_policy: bool = False
    confirmed_by: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    released_by: str | None = None
    found_against: tuple[str, ...] = ()
    """Whose dispute was settled in favour of the record while others had yet to confirm it."""
    present: tuple[Participant, ...] | None = None
    """``participants`` with their roles; None where the record does not say them."""
    points: tuple[RaisedPoint, ...] | None = None
    """What the counts count; None where the record has only them."""
    disputed_points: tuple[int, ...] = ()
    """Numbers of the points that the last dispute was about; empty: the record as a whole."""
    documents: tuple[ConsultationDocument, ...] = ()
    removed_documents: tuple[ConsultationDocument, ...] = ()
    confirmed_files: tuple[str, ...] = ()
    """SHA-256 of the files that the last confirmation, or finding for the record, covers."""
    attendance: tuple[SignedIn, ...] = ()
    """Who signed in, whomever the record names then."""

    @property
    def hashes(self) -> tuple[str, ...]:
        """Of its files, each once."""
        return tuple(sorted({one.sha256 for one in self.documents}))


def apply(state: Consultation | None, event: Event) -> Consultation:
    match event:
        case ConsultationCalledFor():
            if state is not None:
                raise ValueError("called for twice")
            asked = event.model_dump(
                include={"proposal_id", "assignment_id", "unit_id", "cycle", "phase", "due", "member_id"}
            )
            return Consultation(state="called_for", requested_by=event.called_by, statement=event.reason, **asked)
        case ConsultationScheduled():
            called = event.model_dump(exclude={"consultation_id", "policy_version", "acting_unit"})
            if state is None:
                return Consultation(state="scheduled", **called)
            if state.state != "called_for":
                raise ValueError("scheduled twice")
            return state.model_copy(update={"state": "scheduled", **called})
        case ConsultationRecorded():
            # present and points as records: a copy does not make them anew out of what was dumped.
            held = event.model_dump(exclude={"consultation_id", "acting_unit", "present", "points"})
            held |= {"present": event.present, "points": event.points}
            if state is None:
                return Consultation(state="recorded", **held)
            if state.state not in TRANSITIONS["record"]:
                raise ValueError("recorded twice")
            return state.model_copy(update={"state": "recorded", **held})
        case ConsultationReleased():
            if state is not None:
                raise ValueError("released on top of a record")
            return Consultation(
                proposal_id=event.proposal_id,
                assignment_id=event.assignment_id,
                unit_id=event.unit_id,
                cycle=event.cycle,
                phase=event.phase,
                state="released",
                statement=event.reason,
                attempts=event.attempts,
                released_by=event.released_by,
            )
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
        case ConsultationCallDeclined():
            return state.model_copy(update={"state": "declined", "finding": event.reason})
        case ConsultationCalledOff():
            return state.model_copy(update={"state": "called_off", "statement": event.reason})
        case ConsultationAttended():
            return state.model_copy(update={"attendance": (*state.attendance, event.attendance)})
        case ConsultationDocumentAdded():
            return state.model_copy(update=files.added(state, event.document))
        case ConsultationDocumentRemoved():
            return state.model_copy(update=files.removed(state, event.document))
        case ConsultationPartlyConfirmed() | ConsultationConfirmed():
            said = {"member_id": event.member_id, "confirmed_files": event.files}
            said |= {"confirmed_by": (*state.confirmed_by, event.member_id)}
            reached = {"state": "confirmed"} if isinstance(event, ConsultationConfirmed) else {}
            return state.model_copy(update=said | reached)
        case ConsultationDisputed():
            return state.model_copy(
                update={
                    "state": "disputed",
                    "member_id": event.member_id,
                    "statement": event.statement,
                    "disputed_points": event.points,
                }
            )
        case ConsultationDisputeSettled() if event.awaiting:
            against = (*state.found_against, *((state.member_id,) if state.member_id else ()))
            found = {"finding": event.finding, "found_against": against, "confirmed_files": event.files}
            return state.model_copy(update={"state": "recorded"} | found)
        case ConsultationDisputeSettled():
            covered = {} if event.upheld else {"confirmed_files": event.files}
            found = {"state": "struck" if event.upheld else "stands", "finding": event.finding}
            return state.model_copy(update=found | covered)
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


def call_for(
    event: ConsultationCalledFor, assignment: assignments.Assignment, of_cycle: Collection[Consultation]
) -> list[Event]:
    """``of_cycle`` is what there is of the assignment's cycle already."""
    check_phase(event.phase, assignment)
    if assignment.state in assignments.ENDED:
        raise DomainRefusal("assignment-state", f"The assignment is {assignment.state}: nobody works on it any more.")
    for one in of_cycle:
        if one.phase == event.phase and one.state == "called_for":
            raise DomainRefusal("already-called-for", f"It is called for already; the unit answers until {one.due}.")
        if one.phase == event.phase and one.state == "scheduled" and one.at is not None:
            raise DomainRefusal("already-scheduled", f"The unit has called it for {one.due} already.")
    return [event]


def decline(state: Consultation, consultation_id: str, *, unit_id: str, reason: str) -> list[Event]:
    allow("decline", state)
    return [
        ConsultationCallDeclined(
            proposal_id=state.proposal_id,
            consultation_id=consultation_id,
            assignment_id=state.assignment_id,
            unit_id=unit_id,
            phase=state.phase,
            reason=reason,
        )
    ]


def schedule(
    event: ConsultationScheduled,
    assignment: assignments.Assignment,
    called: Consultation | None = None,
    *,
    today: date,
) -> list[Event]:
    """``called`` is the call that it answers."""
    check_phase(event.phase, assignment)
    if called is not None:
        allow("schedule", called)
    if event.due < today:
        raise DomainRefusal("schedule-at", f"{event.due} is past; a consultation is called for a day to come.")
    return [event]


def call_off(state: Consultation, consultation_id: str, *, reason: str) -> list[Event]:
    allow("call_off", state)
    return [
        ConsultationCalledOff(
            proposal_id=state.proposal_id,
            consultation_id=consultation_id,
            assignment_id=state.assignment_id,
            phase=state.phase,
            reason=reason,
        )
    ]


def record(
    event: ConsultationRecorded,
    assignment: assignments.Assignment,
    scheduled: Consultation | None = None,
    *,
    since: date,
    today: date,
) -> list[Event]:
    """``scheduled`` is the one that is fulfilled by it; ``since`` is the day on which the cycle began."""
    check_phase(event.phase, assignment)
    if scheduled is not None:
        allow("record", scheduled)
        if (scheduled.assignment_id, scheduled.cycle, scheduled.phase) != (
            event.assignment_id,
            event.cycle,
            event.phase,
        ):
            raise DomainRefusal("scheduled", "It was scheduled for another assignment, cycle or phase.")
    if event.held_on > today:
        raise DomainRefusal("held-on", f"{event.held_on} is in the future; record a consultation once it was held.")
    if event.held_on < since:
        raise DomainRefusal("held-on", f"Cycle {event.cycle} began on {since}; {event.held_on} was before it.")
    if event.points_agreed > event.points_raised:
        raise DomainRefusal("points", "More points cannot be agreed than were raised.")
    return [event]


def awaited(state: Consultation, confirming: Collection[str]) -> frozenset[str]:
    """Those of ``confirming`` who have not spoken; a finding against a dispute stands in for the one who disputed."""
    return frozenset(confirming) - {*state.confirmed_by, *state.found_against}


def confirm(
    state: Consultation,
    consultation_id: str,
    *,
    member_id: str,
    confirming: Collection[str],
    seen: Collection[str] = (),
) -> list[Event]:
    """``confirming`` must each confirm, and the other proposers may only dispute; where it is empty any one does.

    ``seen``: hashes of the files that are confirmed with the record. One that was added at this moment is not.
    """
    allow("confirm", state)
    awaiting: frozenset[str] = frozenset()
    if confirming:
        if member_id not in confirming:
            raise DomainRefusal(
                "first-proposer",
                f"It is confirmed by each of {', '.join(sorted(confirming))}; any other proposer may dispute it.",
            )
        if member_id in state.confirmed_by:
            raise DomainRefusal("confirmed", "You have confirmed this consultation already.")
        awaiting = awaited(state, confirming) - {member_id}
    if set(seen) != set(state.hashes):
        there = ", ".join(f"{one.name} ({one.sha256})" for one in state.documents) or "none"
        raise DomainRefusal("files-seen", f"A record is confirmed with its files, each by its SHA-256: {there}.")
    if awaiting:
        return [
            ConsultationPartlyConfirmed(
                proposal_id=state.proposal_id,
                consultation_id=consultation_id,
                assignment_id=state.assignment_id,
                phase=state.phase,
                member_id=member_id,
                awaiting=tuple(sorted(awaiting)),
                files=state.hashes,
            )
        ]
    return [
        ConsultationConfirmed(
            proposal_id=state.proposal_id,
            consultation_id=consultation_id,
            assignment_id=state.assignment_id,
            phase=state.phase,
            member_id=member_id,
            files=state.hashes,
        )
    ]


def dispute(
    state: Consultation, consultation_id: str, *, member_id: str, statement: str, points: Collection[int] = ()
) -> list[Event]:
    """``points``: numbers of those that are recorded wrongly; none: the record as a whole."""
    allow("dispute", state)
    check_named(state.points, points)
    if member_id in state.found_against:
        raise DomainRefusal("dispute-settled", f"Your dispute of this consultation was settled: {state.finding}")
    return [
        ConsultationDisputed(
            proposal_id=state.proposal_id,
            consultation_id=consultation_id,
            assignment_id=state.assignment_id,
            phase=state.phase,
            member_id=member_id,
            statement=statement,
            points=tuple(sorted(set(points))),
        )
    ]


def settle(
    state: Consultation, consultation_id: str, *, upheld: bool, finding: str, confirming: Collection[str]
) -> list[Event]:
    """A finding for the record stands in for the confirmation of whoever disputed it, and for nobody else's."""
    allow("settle", state)
    awaiting = frozenset[str]() if upheld else awaited(state, confirming) - {state.member_id}
    return [
        ConsultationDisputeSettled(
            proposal_id=state.proposal_id,
            consultation_id=consultation_id,
            assignment_id=state.assignment_id,
            phase=state.phase,
            upheld=upheld,
            finding=finding,
            awaiting=tuple(sorted(awaiting)),
            files=() if upheld else state.hashes,
        )
    ]
