"""Of conversion: who is told of what."""

from collections.abc import Mapping

from contracts import conversion as v
from contracts.base import Event
from services.notification.addressees.told import COMMITMENT, OUTCOME, Told
from services.notification.rules import clerks, proposers, supervisor, unit, units

TABLE: Mapping[type[Event], tuple[Told, ...]] = {
    v.CommitmentMade: (
        Told("commitment_made", unit, COMMITMENT, "act", due="due", facts=("suggestion", "due")),
        Told("commitment_given", proposers, COMMITMENT, facts=("unit", "suggestion", "due")),
    ),
    v.CommitmentNear: (
        Told("commitment_near", unit, COMMITMENT, "act", due="due", facts=("due",), when=lambda x: x.announce),
    ),
    v.CommitmentMissed: (
        Told("commitment_missed", unit, COMMITMENT, "urgent", due="due", facts=("unit", "due")),
        Told("commitment_missed", proposers, COMMITMENT, facts=("unit", "due")),
        Told("commitment_missed", supervisor, COMMITMENT, facts=("unit", "due")),
    ),
    v.CommitmentClaimed: (Told("commitment_claimed", proposers, COMMITMENT, "act", facts=("unit",)),),
    v.CommitmentClaimRefused: (
        Told("commitment_claim_refused", unit, COMMITMENT, "act", facts=("reason",)),
        Told("commitment_claim_refused", proposers, COMMITMENT, facts=("reason",)),
    ),
    v.CommitmentKept: (
        Told("commitment_kept", proposers, COMMITMENT, facts=("unit",)),
        Told("commitment_kept", unit, COMMITMENT, facts=("unit",)),
    ),
    v.CommitmentReleased: (
        Told("commitment_released", proposers, COMMITMENT, facts=("unit", "reason")),
        Told("commitment_released", unit, COMMITMENT, facts=("unit", "reason")),
    ),
    v.CommitmentSuperseded: (Told("commitment_superseded", proposers, COMMITMENT, facts=("unit",)),),
    v.PublicationDecided: (
        Told("publication_decided", proposers, "/conversion/proposals/{proposal_id}/publication", facts=("mark",)),
    ),
    v.OutcomeRecorded: (Told("outcome_recorded", proposers, OUTCOME, facts=("kind", "title")),),
    v.OutcomeVerified: (
        Told("outcome_verified", proposers, OUTCOME, facts=("kind",)),
        Told("outcome_verified", units, OUTCOME, facts=("kind",)),
    ),
    v.OutcomeRejected: (
        Told("outcome_rejected", proposers, OUTCOME, facts=("reason",)),
        Told("outcome_rejected", units, OUTCOME, facts=("reason",)),
    ),
    v.TopicSuggested: (
        Told("topic_suggested", clerks, "/submission/suggested-topics", facts=("topic",)),
        Told("topic_suggested", proposers, OUTCOME, facts=("topic",)),
    ),
    v.TrackingRecommended: (
        Told("tracking_recommended", clerks, "/conversion/dossiers/{proposal_id}", "act", facts=("reason",)),
        Told("tracking_recommended", proposers, "/conversion/dossiers/{proposal_id}", facts=("reason",)),
    ),
}  # fmt: skip

SILENT: Mapping[type[Event], str] = {
    v.FollowUpOpened: "the closing tells it",
    v.FollowUpPutOff: "nothing has happened yet",
}
"""Events that tell nobody, and why."""
