"""A phase that is not talked over: waived by the proposer, or released by the staff. Neither counts as held."""

from collections.abc import Sequence
from datetime import date

from contracts.base import Event, Phase
from contracts.consultation import Attempt, ConsultationReleased, ConsultationWaived
from services.consultation.assignment.domain import Assignment
from services.consultation.attempts import check_attempts
from services.consultation.meeting.domain import check_phase


def waive(
    assignment: Assignment,
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


def release(
    assignment: Assignment,
    *,
    consultation_id: str,
    assignment_id: str,
    phase: Phase,
    reason: str,
    attempts: Sequence[Attempt],
    at_least: int,
    since: date,
    today: date,
    released_by: str,
    policy_version: int,
) -> list[Event]:
    """The staff's way past a proposer who cannot be reached."""
    check_phase(phase, assignment)
    check_attempts(attempts, at_least=at_least, since=since, days=0, today=today)
    return [
        ConsultationReleased(
            proposal_id=assignment.proposal_id,
            consultation_id=consultation_id,
            assignment_id=assignment_id,
            unit_id=assignment.unit_id,
            cycle=assignment.cycle,
            phase=phase,
            reason=reason,
            attempts=tuple(attempts),
            released_by=released_by,
            policy_version=policy_version,
        )
    ]
