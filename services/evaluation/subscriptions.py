"""Topic → event → function."""

from collections.abc import Mapping

from chassis.consumer import Handler
from chassis.eventlog import Tx
from contracts import consultation, conversion, submission, supervision
from contracts.base import Event
from services.evaluation.facts import projection
from services.evaluation.mutual_review import commands as mutual_reviews


async def _on_reply(tx: Tx, event: consultation.ReplyIssued) -> None:
    await projection.on_reply_issued(tx, event)
    await mutual_reviews.on_reply(tx, event)


SUBSCRIPTIONS: Mapping[str, Mapping[type[Event], Handler]] = {
    submission.TOPIC: {
        submission.ProposalFiled: projection.on_filed,
        submission.ProposalAdmitted: projection.on_admitted,
        submission.ProposalDeclined: projection.on_declined,
        submission.ReconsiderationDecided: projection.on_reconsidered,
        submission.ProposalMergedInto: projection.on_merged,
        submission.ProposalUnmerged: projection.on_unmerged,
        submission.MergeUndone: projection.on_merge_undone,
        submission.ProposalWithdrawn: projection.on_withdrawn,
        submission.UnitEnrolled: projection.on_unit,
        submission.SessionScheduled: projection.on_session,
        submission.ConferenceRegistered: projection.on_conference,
    },
    consultation.TOPIC: {
        consultation.AssignmentIssued: projection.on_assigned,
        consultation.ReplyIssued: _on_reply,
        consultation.ConsultationRecorded: projection.on_consultation_recorded,
        consultation.ConsultationConfirmed: projection.on_consultation_confirmed,
        consultation.ConsultationDisputed: projection.on_consultation_disputed,
        consultation.ConsultationDisputeSettled: projection.on_dispute_settled,
    },
    supervision.TOPIC: {
        supervision.SupervisionOpened: projection.on_supervision_opened,
        supervision.SupervisorAppointed: projection.on_supervisor_appointed,
        supervision.KeyProposalDesignated: projection.on_key_designated,
        supervision.KeyDesignationRevoked: projection.on_key_revoked,
        supervision.TrackingDesignated: projection.on_tracking_designated,
        supervision.ActivityHeld: projection.on_activity,
        supervision.UrgeIssued: projection.on_urge,
        supervision.SupervisionClosed: projection.on_supervision_closed,
        supervision.ClosedUnsigned: projection.on_closed_unsigned,
        supervision.DeadlineSet: projection.on_deadline_set,
        supervision.DeadlineExtended: projection.on_deadline_moved,
        supervision.DeadlinePaused: projection.on_deadline_paused,
        supervision.DeadlineResumed: projection.on_deadline_moved,
        supervision.DeadlineRecomputed: projection.on_deadline_moved,
        supervision.DeadlineLifted: projection.on_deadline_lifted,
        supervision.SignOffRequested: projection.on_sign_off_requested,
        supervision.MemberSignedOff: projection.on_signed_off,
    },
    conversion.TOPIC: {
        conversion.CommitmentMade: projection.on_commitment_made,
        conversion.CommitmentMissed: projection.on_commitment_missed,
        conversion.CommitmentClaimed: projection.on_commitment_claimed,
        conversion.CommitmentClaimRefused: projection.on_commitment_claim_refused,
        conversion.CommitmentKept: projection.on_commitment_kept,
        conversion.CommitmentReleased: projection.on_commitment_released,
        conversion.CommitmentSuperseded: projection.on_commitment_superseded,
        conversion.OutcomeRecorded: projection.on_outcome_recorded,
        conversion.OutcomeVerified: projection.on_outcome_verified,
        conversion.OutcomeRejected: projection.on_outcome_rejected,
        conversion.PublicationDecided: projection.on_publication_decided,
    },
}
