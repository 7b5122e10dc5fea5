"""Other services' events → facts. Nothing here depends on the order of two services' events."""

from chassis.clock import wall_date
from chassis.eventlog import Tx
from contracts import consultation, conversion, submission, supervision
from services.evaluation.facts import store
from services.evaluation.facts.store import (
    COMMITMENTS,
    CONFERENCES,
    CONSULTATIONS,
    HANDLINGS,
    MARKS,
    OUTCOMES,
    PROPOSALS,
    SESSIONS,
    SIGNATURES,
    UNITS,
    put,
)


async def on_filed(tx: Tx, event: submission.ProposalFiled) -> None:
    values = {
        "channel": event.channel,
        "review": "filed",
        "session_id": event.session_id,
        "filed_on": wall_date(event.received_at),
        "research_date": event.research_date,
    }
    await put(tx, PROPOSALS, {"proposal_id": event.proposal_id}, values)


async def on_admitted(tx: Tx, event: submission.ProposalAdmitted) -> None:
    values = {
        "review": "admitted",
        "proposers": list(event.proposers),
        "suggestions": [suggestion.number for suggestion in event.suggestions],
        "repeats": event.repeats,
        "title": event.title,
        "case_number": event.case_number,
        "category": event.topic_group,
        "publish_consent": event.publish_consent,
    }
    await put(tx, PROPOSALS, {"proposal_id": event.proposal_id}, values)


async def on_declined(tx: Tx, event: submission.ProposalDeclined) -> None:
    await put(tx, PROPOSALS, {"proposal_id": event.proposal_id}, {"review": "declined"})


async def on_reconsidered(tx: Tx, event: submission.ReconsiderationDecided) -> None:
    if event.reopened:
        await put(tx, PROPOSALS, {"proposal_id": event.proposal_id}, {"review": "filed"})


async def on_merged(tx: Tx, event: submission.ProposalMergedInto) -> None:
    await put(tx, PROPOSALS, {"proposal_id": event.proposal_id}, {"review": "merged"})


async def on_unmerged(tx: Tx, event: submission.ProposalUnmerged) -> None:
    await put(tx, PROPOSALS, {"proposal_id": event.proposal_id}, {"review": "filed"})


async def on_merge_undone(tx: Tx, event: submission.MergeUndone) -> None:
    """Whoever no longer proposes it may assess it."""
    if event.proposers is not None:
        await put(tx, PROPOSALS, {"proposal_id": event.proposal_id}, {"proposers": list(event.proposers)})


async def on_withdrawn(tx: Tx, event: submission.ProposalWithdrawn) -> None:
    await put(tx, PROPOSALS, {"proposal_id": event.proposal_id}, {"review": "withdrawn"})


async def on_assigned(tx: Tx, event: consultation.AssignmentIssued) -> None:
    key = {"assignment_id": event.assignment_id, "cycle": event.cycle}
    values = {
        "proposal_id": event.proposal_id,
        "unit_id": event.unit_id,
        "role": event.role,
        "issued_on": wall_date(event.issued_at),
        "suggestions": list(event.suggestions),
    }
    await put(tx, HANDLINGS, key, values)


async def on_reply_issued(tx: Tx, event: consultation.ReplyIssued) -> None:
    answers = event.content.answers
    values = {
        "proposal_id": event.proposal_id,
        "unit_id": event.unit_id,
        "replied_on": wall_date(event.issued_at),
        "answers": {str(answer.suggestion): answer.adoption for answer in answers},
        "promised": sum(answer.commitment is not None for answer in answers),
    }
    await put(tx, HANDLINGS, {"assignment_id": event.assignment_id, "cycle": event.cycle}, values)


async def on_consultation_recorded(tx: Tx, event: consultation.ConsultationRecorded) -> None:
    values = {
        "proposal_id": event.proposal_id,
        "unit_id": event.unit_id,
        "assignment_id": event.assignment_id,
        "cycle": event.cycle,
        "phase": event.phase,
        "form": event.form,
        "held_on": event.held_on,
        "requested_by": event.requested_by,
        "points_raised": event.points_raised,
        "points_agreed": event.points_agreed,
        "beneficiaries": None if event.present is None else sum(one.role == "beneficiary" for one in event.present),
        "held": False,
    }
    await put(tx, CONSULTATIONS, {"consultation_id": event.consultation_id}, values)


async def _held(
    tx: Tx,
    event: consultation.ConsultationConfirmed
    | consultation.ConsultationDisputed
    | consultation.ConsultationDisputeSettled,
    held: bool,
) -> None:
    values = {"proposal_id": event.proposal_id, "phase": event.phase, "held": held}
    await put(tx, CONSULTATIONS, {"consultation_id": event.consultation_id}, values)


async def on_consultation_confirmed(tx: Tx, event: consultation.ConsultationConfirmed) -> None:
    await _held(tx, event, True)


async def on_consultation_disputed(tx: Tx, event: consultation.ConsultationDisputed) -> None:
    await _held(tx, event, False)


async def on_dispute_settled(tx: Tx, event: consultation.ConsultationDisputeSettled) -> None:
    await _held(tx, event, not event.upheld and not event.awaiting)


async def on_supervision_opened(tx: Tx, event: supervision.SupervisionOpened) -> None:
    values = {"supervision_class": event.supervision_class}
    await put(tx, PROPOSALS, {"proposal_id": event.proposal_id}, values)


async def on_supervisor_appointed(tx: Tx, event: supervision.SupervisorAppointed) -> None:
    await put(tx, PROPOSALS, {"proposal_id": event.proposal_id}, {"supervisor": event.supervisor})


async def on_key_designated(tx: Tx, event: supervision.KeyProposalDesignated) -> None:
    values = {"supervision_class": "key", "supervisor": event.leader}
    await put(tx, PROPOSALS, {"proposal_id": event.proposal_id}, values)


async def on_key_revoked(tx: Tx, event: supervision.KeyDesignationRevoked) -> None:
    values = {"supervision_class": "general", "supervisor": event.supervisor}
    await put(tx, PROPOSALS, {"proposal_id": event.proposal_id}, values)


async def on_tracking_designated(tx: Tx, event: supervision.TrackingDesignated) -> None:
    await put(tx, PROPOSALS, {"proposal_id": event.proposal_id}, {"supervision_class": "tracked"})


async def on_activity(tx: Tx, event: supervision.ActivityHeld) -> None:
    await store.note_contact(tx, event.proposal_id, event.held_on)


async def on_urge(tx: Tx, event: supervision.UrgeIssued) -> None:
    await store.note_contact(tx, event.proposal_id, wall_date(tx.receipt))


async def on_supervision_closed(tx: Tx, event: supervision.SupervisionClosed) -> None:
    await put(tx, PROPOSALS, {"proposal_id": event.proposal_id}, {"closed_at": event.closed_at})


async def on_closed_unsigned(tx: Tx, event: supervision.ClosedUnsigned) -> None:
    """Nobody has to watch it any longer; its requests to sign stay unsigned and asked."""
    await put(tx, PROPOSALS, {"proposal_id": event.proposal_id}, {"closed_unsigned": True})


async def on_deadline_set(tx: Tx, event: supervision.DeadlineSet) -> None:
    values = {
        "proposal_id": event.proposal_id,
        "unit_id": event.unit_id,
        "due": event.due,
        "started_on": event.started_on,
    }
    await put(tx, HANDLINGS, {"assignment_id": event.assignment_id, "cycle": event.cycle}, values)


async def on_deadline_moved(
    tx: Tx, event: supervision.DeadlineExtended | supervision.DeadlineResumed | supervision.DeadlineRecomputed
) -> None:
    await store.change_deadline(tx, event.assignment_id, {"due": event.due, "paused": False})


async def on_deadline_paused(tx: Tx, event: supervision.DeadlinePaused) -> None:
    await store.change_deadline(tx, event.assignment_id, {"paused": True})


async def on_deadline_lifted(tx: Tx, event: supervision.DeadlineLifted) -> None:
    await store.change_deadline(tx, event.assignment_id, {"lifted": True})


async def on_sign_off_requested(tx: Tx, event: supervision.SignOffRequested) -> None:
    for member_id in event.members:
        key = {"assignment_id": event.assignment_id, "cycle": event.cycle, "member_id": member_id}
        await put(tx, SIGNATURES, key, {"proposal_id": event.proposal_id, "unit_id": event.unit_id})


async def on_signed_off(tx: Tx, event: supervision.MemberSignedOff) -> None:
    key = {"assignment_id": event.assignment_id, "cycle": event.cycle, "member_id": event.member_id}
    values = {"proposal_id": event.proposal_id, "unit_id": event.unit_id, "result": event.result}
    await put(tx, SIGNATURES, key, values)


async def on_commitment_made(tx: Tx, event: conversion.CommitmentMade) -> None:
    values = {"proposal_id": event.proposal_id, "unit_id": event.unit_id, "due": event.due, "status": "open"}
    await put(tx, COMMITMENTS, {"commitment_id": event.commitment_id}, values)


async def _commitment(
    tx: Tx,
    event: conversion.CommitmentMissed
    | conversion.CommitmentClaimed
    | conversion.CommitmentClaimRefused
    | conversion.CommitmentKept
    | conversion.CommitmentReleased
    | conversion.CommitmentSuperseded,
    status: str,
    on_time: bool | None = None,
) -> None:
    values = {"proposal_id": event.proposal_id, "unit_id": event.unit_id, "status": status, "on_time": on_time}
    await put(tx, COMMITMENTS, {"commitment_id": event.commitment_id}, values)


async def on_commitment_missed(tx: Tx, event: conversion.CommitmentMissed) -> None:
    await _commitment(tx, event, "missed")


async def on_commitment_claimed(tx: Tx, event: conversion.CommitmentClaimed) -> None:
    await _commitment(tx, event, "claimed")


async def on_commitment_claim_refused(tx: Tx, event: conversion.CommitmentClaimRefused) -> None:
    await _commitment(tx, event, "missed" if event.missed else "open")


async def on_commitment_kept(tx: Tx, event: conversion.CommitmentKept) -> None:
    await _commitment(tx, event, "kept", event.on_time)


async def on_commitment_released(tx: Tx, event: conversion.CommitmentReleased) -> None:
    await _commitment(tx, event, "released")


async def on_commitment_superseded(tx: Tx, event: conversion.CommitmentSuperseded) -> None:
    await _commitment(tx, event, "superseded")


async def on_outcome_recorded(tx: Tx, event: conversion.OutcomeRecorded) -> None:
    values = {
        "proposal_id": event.proposal_id,
        "kind": event.kind,
        "achieved_on": event.achieved_on,
        "instruction_only": event.instruction_only,
        "reach": None if event.facts is None else event.facts.reach,
    }
    await store.record_outcome(tx, event.outcome_id, values)


async def on_outcome_verified(tx: Tx, event: conversion.OutcomeVerified) -> None:
    values = {"proposal_id": event.proposal_id, "kind": event.kind, "status": "verified"}
    await put(tx, OUTCOMES, {"outcome_id": event.outcome_id}, values)


async def on_outcome_rejected(tx: Tx, event: conversion.OutcomeRejected) -> None:
    await store.reject_outcome(tx, event.outcome_id)


async def on_publication_decided(tx: Tx, event: conversion.PublicationDecided) -> None:
    key = {"proposal_id": event.proposal_id, "decided_by": event.unit_id or "office"}
    await put(tx, MARKS, key, {"mark": event.mark})


async def on_unit(tx: Tx, event: submission.UnitEnrolled) -> None:
    """Enrolled again, it has another name from then on, also in figures of before."""
    await put(tx, UNITS, {"unit_id": event.unit_id}, {"name": event.name})


async def on_session(tx: Tx, event: submission.SessionScheduled) -> None:
    await put(tx, SESSIONS, {"session_id": event.session_id}, {"term": event.term, "number": event.number})


async def on_conference(tx: Tx, event: submission.ConferenceRegistered) -> None:
    await put(tx, CONFERENCES, {}, {"name": event.name})
