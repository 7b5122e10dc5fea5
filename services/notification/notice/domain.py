"""What a notice can be, and when it is not known yet whom to tell."""

from typing import Literal

from services.notification.known.domain import Thing

Urgency = Literal["know", "act", "urgent"]
"""To be known; something is to be done; to be known at once, on whatever channel there is."""

Kind = Literal[
    "window_changed", "call_due", "call_corrected",
    "term_ended", "unit_succeeded", "unit_succeeds", "unit_ends", "succession_undone", "unit_retired",
    "call_published", "booking_fulfilled", "booking_released", "booking_lapsed",
    "booking_extended", "milestone_near",
    "topic_offered", "offer_accepted", "offer_declined", "offer_withdrawn", "offer_lapsed", "offer_missed",
    "topic_proposed", "suggestion_accepted", "suggestion_declined", "suggestion_merged", "suggestion_taken",
    "suggestion_freed", "suggestion_booked", "suggestion_filed",
    "filed", "refiled", "amended", "returned", "admitted", "declined", "redirect_asked",
    "redirect_agreed", "redirect_refused", "reconsideration_asked", "reopened", "upheld", "withdrawn",
    "cosign_invited", "cosign_agreed", "cosign_declined", "cosign_lapsed", "cosign_missed", "cosign_cancelled",
    "filed_for_you", "refiled_for_you", "cosigned_on_paper", "paper_proposal_waits", "paper_proposal_refused",
    "entry_objected", "objection_settled", "model_marked", "model_unmarked",
    "review_near", "review_overdue", "group_overdue", "review_disagreed",
    "merged", "merged_into", "merge_undone", "unmerged", "merge_asked", "merge_objected", "merge_upheld",
    "assigned", "assigned_to", "accepted", "assignment_returned", "return_refused", "reassigned", "reassigned_away",
    "dispute_to_decide", "disputed", "dispute_moved", "dispute_kept", "dispute_decided",
    "helper_requested", "helper_granted", "helper_refused", "assignment_cancelled", "assignment_closed", "plan_agreed",
    "closing_awaits", "assigned_urgent",
    "consultation_due", "consultation_scheduled", "consultation_off", "consultation_recorded",
    "consultation_confirmed", "consultation_disputed", "dispute_settled", "consultation_awaited",
    "phase_waived", "phase_released", "consultation_called_for", "call_declined",
    "forum_convened", "forum_off",
    "opinion_delivered", "opinion_on_yours", "opinion_answered", "opinion_pressed", "opinion_settled", "opinion_closed",
    "question_raised", "question_for_you", "question_answered", "question_pressed", "question_settled",
    "question_closed", "opinion_near", "opinion_overdue", "question_near", "question_overdue", "question_late",
    "points_overdue",
    "reply_to_countersign", "helper_countersigned", "helper_opined",
    "reply_approved", "reply_vetted", "reply_rejected", "helper_silent", "reply_issued",
    "supervisor_appointed", "supervised_by", "key_designated", "key_revoked", "key_recommended",
    "key_decided", "allocation_proposed", "order_issued", "tracking_designated", "tracking_finished",
    "deadline_set", "deadline_extended", "extension_requested", "extension_refused", "deadline_paused",
    "deadline_resumed", "deadline_recomputed", "deadline_near", "deadline_missed", "urged", "urge_answered",
    "directive_received", "inspection_announced", "assessment_received",
    "follow_up_asked", "follow_up_answered", "follow_up_overdue",
    "sign_off_due", "sign_off_reminded", "sign_off_refused",
    "paper_to_confirm", "paper_entered", "paper_withdrawn", "paper_scanned", "paper_confirmed", "sign_off_completed",
    "committee_called", "process_talk_called", "process_talk_taken_up", "process_talk_held", "process_talk_ended",
    "rehandling", "closed", "closed_unsigned", "supervision_cancelled",
    "passkey_opened", "passkey_code", "passkey_begun", "passkey_lapsed", "passkey_registered", "passkey_revoked",
    "contact_changed", "phone_code_refused",
    "passkey_opened", "passkey_code", "passkey_registered", "passkey_revoked",
    "certificate_entered", "certificate_registered", "certificate_revoked",
    "proposal_to_rate", "handling_to_rate", "mutual_review_closed",
    "readings_shared_out", "reading_taken_over", "reading_without_reader",
    "assessment_opened", "self_assessment_due", "award_granted", "award_revoked",
    "score_computed", "appeal_lodged", "appeal_decided",
    "issue_raised", "issue_assigned", "issue_overdue", "issue_resolved",
    "commitment_made", "commitment_given", "commitment_near", "commitment_missed", "commitment_claimed",
    "commitment_kept", "commitment_claim_refused", "commitment_released", "commitment_superseded",
    "publication_decided", "outcome_recorded", "outcome_verified", "outcome_rejected",
    "topic_suggested", "tracking_recommended",
    "forward_asked", "forward_agreed", "forward_refused", "forward_recalled", "forward_progress",
    "forward_received", "forward_offered", "forward_taken_up", "forward_turned_down", "forward_taken_back",
    "forward_filed_taken_back",
]  # fmt: skip


class NotYet(Exception):
    """Whom to tell, or of what, hangs on a thing of which not enough is known yet."""

    def __init__(self, thing: Thing, id: str) -> None:
        super().__init__(f"{thing} {id}")
        self.thing: Thing = thing
        self.id = id
