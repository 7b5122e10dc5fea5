"""The one table event → who is told, of what, how urgently. Every published event is in it or in ``SILENT``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from contracts import consultation as c
from contracts import conversion as v
from contracts import evaluation as e
from contracts import policy
from contracts import submission as s
from contracts import supervision as w
from contracts.base import Event
from services.notification.notice.domain import Kind, Urgency
from services.notification.rules import (
    Rule,
    all_members,
    assessors,
    assigning_office,
    awaited_members,
    awaited_reviewers,
    booking_holder,
    chair,
    clerks,
    deciding_leaders,
    first_proposer,
    former_unit,
    leader,
    member,
    members,
    new_supervisor,
    offered_to,
    own_proposers,
    proposers,
    review_lead,
    successor,
    suggester,
    supervisor,
    unit,
    units,
    who_entered_it,
    who_raised_it,
    winner,
)


def _always(_: Any) -> bool:
    return True


@dataclass(frozen=True)
class Told:
    """One line of the table."""

    kind: Kind
    to: Rule
    link: str
    """Where the thing can be read by those who are told, in the API's terms; ``{field}`` is the event's."""
    urgency: Urgency = "know"
    due: str | None = None
    """The event's field with the day, or the moment, until which something is to be done."""
    facts: tuple[str, ...] = ()
    """Fields of the event, or names of ``DERIVED``, that the wording may use beside the proposal's title and number."""
    when: Callable[[Any], bool] = _always

    @property
    def line(self) -> str:
        """Its name among the event's lines."""
        return f"{self.kind} {self.to.__name__}"


PROPOSAL = "/submission/proposals/{proposal_id}"
PAPER = "/submission/paper-proposals/{paper_id}"
OFFER = "/submission/topic-offers/{offer_id}"
SUGGESTION = "/submission/topic-suggestions/{suggestion_id}"
REVIEW = "/submission/proposals/{proposal_id}/review"
FORWARD = "/submission/forwards/{forward_id}"
RECEIVED = "/submission/received-forwards/{received_id}"
BOOKING = "/submission/bookings/{booking_id}"
UNIT = "/submission/units/{unit_id}"
ENDED_UNITS = "/consultation/assignments?ended_unit=true"
ASSIGNMENT = "/consultation/assignments/{assignment_id}"
MEETING = "/consultation/consultations/{consultation_id}"
REPLY = "/consultation/replies/{reply_id}"
MATTER = "/consultation/matters/{proposal_id}"
OVERSIGHT = "/supervision/oversights/{proposal_id}"
DEADLINE = "/supervision/deadlines/{assignment_id}"
SIGN_OFF = "/supervision/sign-offs/{reply_id}"
PASSKEYS = "/supervision/members/{member_id}/passkeys"
ISSUE = "/evaluation/service-issues/{issue_id}"
COMMITMENT = "/conversion/commitments/{commitment_id}"
OUTCOME = "/conversion/outcomes/{outcome_id}"

PROGRESS = (
    "title",
    "receiver_name",
    "stage",
    "there_number",
    "there_unit",
    "reply_number",
    "reply_class",
    "reply_on",
    "reason",
)
"""Of a forward, as its receiver tells it."""

TABLE: Mapping[type[Event], tuple[Told, ...]] = {
    # Submission.
    s.SessionWindowChanged: (
        Told("window_changed", all_members, "/submission/sessions/{session_id}",
             facts=("plenary_opens", "plenary_cutoff", "reason")),
    ),
    s.CallPublished: (
        Told("call_published", all_members, "/submission/calls/{call_id}", due="closes_on",
             facts=("title", "kind", "closes_on")),
    ),
    s.CallDue: (
        Told("call_due", clerks, "/submission/call-reminders", "act", due="due_on",
             facts=("kind", "due_on", "title", "publisher")),
    ),
    s.CallCorrected: (
        Told("call_corrected", all_members, "/submission/calls/{call_id}",
             facts=("call_title", "closes_on", "reason")),
    ),
    s.TopicOffered: (
        Told("topic_offered", offered_to, OFFER, "act", due="answer_by", facts=("title", "answer_by", "due", "note")),
    ),
    s.OfferAccepted: (Told("offer_accepted", clerks, OFFER, facts=("title", "asked")),),
    s.OfferDeclined: (Told("offer_declined", clerks, OFFER, "act", facts=("title", "asked", "reason")),),
    s.OfferWithdrawn: (Told("offer_withdrawn", offered_to, OFFER, facts=("title", "reason")),),
    s.OfferLapsed: (
        Told("offer_lapsed", clerks, OFFER, "act", facts=("title", "asked")),
        Told("offer_missed", offered_to, OFFER, facts=("title",)),
    ),
    s.TopicProposed: (Told("topic_proposed", clerks, SUGGESTION, "act", facts=("title", "source")),),
    s.TopicSuggestionAccepted: (
        Told("suggestion_accepted", suggester, SUGGESTION, facts=("title", "title_before")),
    ),
    s.TopicSuggestionDeclined: (
        Told("suggestion_declined", suggester, SUGGESTION, facts=("suggested_topic", "reason")),
    ),
    s.TopicSuggestionMerged: (Told("suggestion_merged", suggester, SUGGESTION, facts=("suggested_topic", "title")),),
    s.TopicSuggestionTaken: (Told("suggestion_taken", suggester, SUGGESTION, facts=("suggested_topic", "title")),),
    s.TopicSuggestionFreed: (Told("suggestion_freed", suggester, SUGGESTION, facts=("suggested_topic",)),),
    s.TopicSuggestionBooked: (Told("suggestion_booked", suggester, SUGGESTION, facts=("suggested_topic",)),),
    s.TopicSuggestionFiled: (Told("suggestion_filed", suggester, SUGGESTION, facts=("suggested_topic",)),),
    s.BookingFulfilled: (Told("booking_fulfilled", booking_holder, BOOKING, facts=("booked_topic",)),),
    s.BookingReleased: (Told("booking_released", booking_holder, BOOKING, facts=("booked_topic", "reason")),),
    s.BookingExtended: (Told("booking_extended", booking_holder, BOOKING, facts=("booked_topic", "due", "reason")),),
    s.MilestoneNear: (
        Told("milestone_near", booking_holder, BOOKING, "act", due="due", facts=("booked_topic", "milestone", "due")),
    ),
    s.BookingLapsed: (Told("booking_lapsed", booking_holder, BOOKING, facts=("booked_topic",)),),
    s.ProposalFiled: (
        Told("filed", own_proposers, PROPOSAL, when=lambda x: x.assisted is None),
        # Nobody proposes for a member: who handed in no paper must hear that one was entered.
        Told("filed_for_you", own_proposers, PROPOSAL, "urgent", facts=("object_until",),
             when=lambda x: x.assisted is not None),
    ),
    s.PaperProposalEntered: (Told("paper_proposal_waits", clerks, PAPER, "act", facts=("paper_title",)),),
    s.PaperProposalCorrected: (Told("paper_proposal_waits", clerks, PAPER, "act", facts=("paper_title",)),),
    s.PaperProposalRefused: (
        Told("paper_proposal_refused", who_entered_it, PAPER, "act", facts=("title", "reason")),
    ),
    s.EntryObjected: (
        # Whoever entered or confirmed it may not settle it, so all are told who may.
        Told("entry_objected", clerks, PROPOSAL, "act", facts=("member", "reason")),
        Told("entry_objected", chair, PROPOSAL, "act", facts=("member", "reason")),
    ),
    s.EntryObjectionSettled: (
        Told("objection_settled", own_proposers, PROPOSAL, facts=("explanation",),
             when=lambda x: x.outcome != "withdrawn"),
    ),
    s.ProposalAmended: (
        Told("amended", proposers, PROPOSAL, when=lambda x: not x.refiled),
        Told("refiled", proposers, PROPOSAL, when=lambda x: x.refiled),
    ),
    s.ProposalReturned: (Told("returned", proposers, PROPOSAL, "act", facts=("comments",)),),
    s.ProposalAdmitted: (Told("admitted", proposers, PROPOSAL),),
    s.ProposalDeclined: (
        Told("redirect_asked", proposers, PROPOSAL, "act", facts=("explanation", "redirect", "reconsider_until"),
             when=lambda x: x.redirect is not None),
        Told("declined", proposers, PROPOSAL, facts=("explanation", "reconsider_until"),
             when=lambda x: x.redirect is None),
    ),
    s.ReviewStageClosed: (
        Told("review_disagreed", review_lead, REVIEW, "act", facts=("stage",), when=lambda x: not x.agreed),
    ),
    s.ReviewStageNear: (
        Told("review_near", awaited_reviewers, "/submission/review-queue", "act", due="due_at",
             facts=("stage", "due_at")),
    ),
    s.ReviewStageOverdue: (
        Told("review_overdue", awaited_reviewers, "/submission/review-queue", "act", due="due_at",
             facts=("stage", "due_at")),
        Told("review_overdue", review_lead, REVIEW, "act", due="due_at", facts=("stage", "due_at")),
    ),
    s.RedirectAnswered: (
        Told("redirect_agreed", clerks, PROPOSAL, "act", when=lambda x: x.agreed),
        Told("redirect_refused", clerks, PROPOSAL, when=lambda x: not x.agreed),
    ),
    s.ReconsiderationRequested: (
        # Whoever declined may not decide, so both are told who may.
        Told("reconsideration_asked", clerks, PROPOSAL, "act", facts=("grounds",)),
        Told("reconsideration_asked", chair, PROPOSAL, "act", facts=("grounds",)),
    ),
    s.ReconsiderationDecided: (
        Told("reopened", proposers, PROPOSAL, facts=("explanation",), when=lambda x: x.reopened),
        Told("upheld", proposers, PROPOSAL, facts=("explanation",), when=lambda x: not x.reopened),
    ),
    s.ModelMarked: (
        Told("model_marked", own_proposers, "/submission/model-proposals/{proposal_id}", facts=("comment",),
             when=lambda x: not x.archived),
    ),
    s.ModelUnmarked: (
        Told("model_unmarked", own_proposers, PROPOSAL, facts=("reason",), when=lambda x: not x.archived),
    ),
    s.ProposalWithdrawn: (Told("withdrawn", proposers, PROPOSAL, facts=("reason",)),),
    s.CosignInvited: (
        Told("cosign_invited", member, PROPOSAL, "act", due="lapses_at", facts=("proposer", "lapses_at"),
             when=lambda x: not x.on_paper),
    ),
    s.CosignAnswered: (
        Told("cosigned_on_paper", member, PROPOSAL, "urgent", facts=("proposer",), when=lambda x: x.on_paper),
        Told("cosign_agreed", first_proposer, PROPOSAL, facts=("member",), when=lambda x: x.agreed and not x.on_paper),
        Told("cosign_declined", first_proposer, PROPOSAL, facts=("member",), when=lambda x: not x.agreed),
    ),
    s.CosignLapsed: (
        Told("cosign_lapsed", first_proposer, PROPOSAL, facts=("member",)),
        Told("cosign_missed", member, PROPOSAL, facts=("proposer",)),
    ),
    s.ProposalsMerged: (Told("merged", own_proposers, PROPOSAL, facts=("opinion",)),),
    s.ProposalMergedInto: (Told("merged_into", own_proposers, PROPOSAL, facts=("master",)),),
    s.MergeUndone: (Told("merge_undone", own_proposers, PROPOSAL, facts=("reason",)),),
    s.ProposalUnmerged: (Told("unmerged", own_proposers, PROPOSAL, facts=("master",)),),
    s.MemberRetired: (
        Told("term_ended", member, "/submission/proposals", facts=("term",), when=lambda x: x.term is not None),
    ),
    s.UnitSucceeded: (
        Told("unit_succeeded", assigning_office, ENDED_UNITS, "act", facts=("unit", "successor", "takes_over_on")),
        Told("unit_succeeds", successor, UNIT, facts=("unit", "takes_over_on")),
        Told("unit_ends", unit, UNIT, facts=("successor", "takes_over_on")),
    ),
    s.UnitRetired: (
        Told("unit_retired", assigning_office, ENDED_UNITS, "act", facts=("unit", "retired_on", "reason")),
    ),
    s.ForwardAsked: (Told("forward_asked", first_proposer, FORWARD, "act", facts=("receiver_name", "reason")),),
    s.ForwardConsentAnswered: (
        Told("forward_agreed", clerks, FORWARD, facts=("receiver_name",), when=lambda x: x.agreed),
        Told("forward_refused", clerks, FORWARD, facts=("receiver_name",), when=lambda x: not x.agreed),
    ),
    s.ForwardRecalled: (
        Told("forward_recalled", own_proposers, FORWARD, facts=("receiver_name", "reason"),
             when=lambda x: x.proposal_id is not None and x.because == "clerk"),
    ),
    s.ForwardAnswerReceived: (
        Told("forward_progress", own_proposers, FORWARD, facts=PROGRESS, when=lambda x: x.proposal_id is not None),
        Told("forward_progress", clerks, FORWARD, facts=PROGRESS),
    ),
    s.ForwardReceived: (
        Told("forward_received", clerks, RECEIVED, "act", facts=("origin_name", "title", "reason")),
    ),
    s.ForwardOffered: (Told("forward_offered", offered_to, RECEIVED, "act", facts=("origin_name", "title")),),
    s.ForwardOfferAnswered: (
        Told("forward_taken_up", clerks, RECEIVED, facts=("member", "title"), when=lambda x: x.taken),
        Told("forward_turned_down", clerks, RECEIVED, "act", facts=("member", "title", "reason"),
             when=lambda x: not x.taken),
    ),
    s.ForwardRecallReceived: (
        Told("forward_taken_back", clerks, RECEIVED, facts=("origin_name", "title", "because", "reason"),
             when=lambda x: x.filed_as is None),
        # What was filed here stays, unless its proposer withdraws it: they had better talk.
        Told("forward_taken_back", offered_to, RECEIVED, facts=("origin_name", "title", "because", "reason"),
             when=lambda x: x.member_id or x.body_id),
        Told("forward_filed_taken_back", clerks, RECEIVED, "act", facts=("origin_name", "title", "because", "reason"),
             when=lambda x: x.filed_as is not None),
    ),
    # Consultation.
    c.AssignmentIssued: (
        Told("assigned", unit, ASSIGNMENT, "act", due="return_until",
             facts=("role", "return_until", "supervision_class")),
        Told("assigned_to", proposers, ASSIGNMENT, facts=("unit", "role")),
    ),
    c.AssignmentAccepted: (Told("accepted", proposers, ASSIGNMENT, facts=("unit",)),),
    c.AssignmentReturned: (
        Told("assignment_returned", assigning_office, ASSIGNMENT, "act", facts=("unit", "reason", "suggested")),
    ),
    c.ReturnRefused: (
        Told("return_refused", unit, ASSIGNMENT, "act", due="dispute_until", facts=("reason", "dispute_until")),
    ),
    c.AssignmentDisputed: (
        Told("dispute_to_decide", deciding_leaders, ASSIGNMENT, "act", facts=("unit", "statement")),
        Told("disputed", assigning_office, ASSIGNMENT, facts=("unit", "statement")),
    ),
    c.AssignmentDisputeDecided: (
        Told("dispute_moved", unit, ASSIGNMENT, facts=("reason",), when=lambda x: x.moved),
        Told("dispute_kept", unit, ASSIGNMENT, "act", facts=("reason",), when=lambda x: not x.moved),
        Told("dispute_decided", assigning_office, ASSIGNMENT, facts=("unit", "reason")),
    ),
    c.HelperRequested: (
        Told("helper_requested", assigning_office, ASSIGNMENT, "act", facts=("unit", "wanted", "reason")),
    ),
    c.HelperRequestDecided: (
        Told("helper_granted", unit, ASSIGNMENT, facts=("wanted",), when=lambda x: x.granted),
        Told("helper_refused", unit, ASSIGNMENT, facts=("wanted", "reason"), when=lambda x: not x.granted),
    ),
    c.AssignmentReassigned: (
        Told("reassigned_away", former_unit, ASSIGNMENT, facts=("unit",)),
        Told("reassigned", proposers, ASSIGNMENT, facts=("unit", "former_unit")),
    ),
    c.AssignmentCancelled: (Told("assignment_cancelled", unit, ASSIGNMENT, facts=("reason",)),),
    c.AssignmentClosed: (Told("assignment_closed", unit, ASSIGNMENT),),
    c.PlanAgreed: (Told("plan_agreed", proposers, ASSIGNMENT, facts=("unit",)),),
    c.ConsultationScheduled: (
        Told("consultation_due", unit, MEETING, "act", due="due", facts=("phase", "due"),
             when=lambda x: x.by_policy),
        Told("consultation_scheduled", proposers, MEETING, due="due", facts=("phase", "due", "unit", "at", "place")),
    ),
    c.ConsultationCalledOff: (
        Told("consultation_off", unit, MEETING, facts=("phase", "reason")),
        Told("consultation_off", proposers, MEETING, facts=("phase", "reason")),
    ),
    c.ConsultationRecorded: (
        Told("consultation_recorded", proposers, MEETING, "act", facts=("unit", "phase", "form", "held_on", "place")),
    ),
    c.ConsultationConfirmed: (Told("consultation_confirmed", unit, MEETING, facts=("phase",)),),
    c.ConsultationDisputed: (
        Told("consultation_disputed", unit, MEETING, facts=("phase", "statement")),
        Told("consultation_disputed", clerks, MEETING, "act", facts=("phase", "statement")),
    ),
    c.ConsultationDisputeSettled: (
        # First: an addressee hears of an event once, and these have something to do.
        Told("consultation_awaited", awaited_members, MEETING, "act", facts=("phase", "finding")),
        Told("dispute_settled", proposers, MEETING, facts=("phase", "finding")),
        Told("dispute_settled", unit, MEETING, facts=("phase", "finding")),
    ),
    c.ConsultationWaived: (Told("phase_waived", unit, MATTER, facts=("phase", "reason")),),
    c.ConsultationReleased: (
        Told("phase_released", unit, MATTER, facts=("phase", "reason")),
        Told("phase_released", proposers, MATTER, facts=("phase", "reason")),
    ),
    c.ReplyApproved: (Told("reply_approved", assigning_office, REPLY, "act", facts=("unit",)),),
    c.ReplyVetted: (Told("reply_vetted", unit, REPLY, "act"),),
    c.ReplyRejected: (Told("reply_rejected", unit, REPLY, "act", facts=("reason",)),),
    c.HelperSilent: (Told("helper_silent", unit, REPLY),),
    c.ReplyIssued: (Told("reply_issued", proposers, REPLY, facts=("unit", "number")),),
    # Supervision.
    w.SupervisorAppointed: (
        Told("supervisor_appointed", new_supervisor, OVERSIGHT, facts=("supervisor",)),
        Told("supervised_by", proposers, MATTER, facts=("supervisor",), when=lambda x: not x.by_default),
    ),
    w.KeyProposalDesignated: (
        Told("key_designated", leader, OVERSIGHT, "act", facts=("leader",)),
        Told("key_designated", proposers, MATTER, facts=("leader",)),
        Told("key_designated", units, MATTER, facts=("leader",)),
    ),
    w.TrackingDesignated: (
        Told("tracking_designated", supervisor, OVERSIGHT, facts=("reason",)),
        Told("tracking_designated", proposers, MATTER, facts=("reason",)),
        Told("tracking_designated", units, MATTER, facts=("reason",)),
    ),
    w.TrackingFinished: (
        Told("tracking_finished", supervisor, OVERSIGHT, facts=("finding",)),
        Told("tracking_finished", proposers, MATTER, facts=("finding",)),
    ),
    w.DeadlineSet: (
        Told("deadline_set", unit, DEADLINE, "act", due="due", facts=("unit", "due")),
        Told("deadline_set", supervisor, DEADLINE, facts=("unit", "due")),
    ),
    w.DeadlineExtended: (
        Told("deadline_extended", unit, DEADLINE, "act", due="due", facts=("unit", "due", "reason")),
        Told("deadline_extended", supervisor, DEADLINE, facts=("unit", "due", "reason")),
        Told("deadline_extended", proposers, ASSIGNMENT, facts=("unit", "due", "reason")),
    ),
    w.DeadlineNear: (
        Told("deadline_near", unit, DEADLINE, "act", due="due", facts=("unit", "due"), when=lambda x: x.announce),
        Told("deadline_near", supervisor, DEADLINE, facts=("unit", "due"), when=lambda x: x.announce),
    ),
    w.DeadlineMissed: (
        Told("deadline_missed", unit, DEADLINE, "urgent", due="due", facts=("unit", "due")),
        Told("deadline_missed", supervisor, DEADLINE, "act", facts=("unit", "due")),
        Told("deadline_missed", assigning_office, DEADLINE, "act", facts=("unit", "due")),
    ),
    w.UrgeIssued: (Told("urged", unit, ASSIGNMENT, "act", facts=("text",)),),
    w.UrgeAnswered: (Told("urge_answered", supervisor, OVERSIGHT, facts=("unit", "text")),),
    w.SignOffRequested: (Told("sign_off_due", members, SIGN_OFF, "act", facts=("unit",)),),
    w.PaperSignOffEntered: (
        Told("paper_to_confirm", clerks, SIGN_OFF, "act", facts=("member",)),
        # Nobody signs for a member: who did not sign a form must hear that one was entered.
        Told("paper_entered", member, SIGN_OFF, "urgent"),
    ),
    w.MemberSignedOff: (
        Told("paper_confirmed", member, SIGN_OFF, facts=("result",), when=lambda x: x.evidence.method == "paper"),
    ),
    w.SignOffCompleted: (Told("sign_off_completed", unit, REPLY, facts=("result",)),),
    w.RehandlingOrdered: (
        Told("rehandling", unit, ASSIGNMENT, "act", facts=("unit", "reason")),
        Told("rehandling", proposers, ASSIGNMENT, facts=("unit", "reason")),
        Told("rehandling", supervisor, OVERSIGHT, facts=("unit", "reason")),
        Told("rehandling", assigning_office, ASSIGNMENT, facts=("unit", "reason")),
    ),
    w.SupervisionClosed: (
        Told("closed", proposers, MATTER, facts=("result",)),
        Told("closed", supervisor, OVERSIGHT, facts=("result",)),
    ),
    w.ClosedUnsigned: (
        Told("closed_unsigned", proposers, MATTER, facts=("reason",)),
        Told("closed_unsigned", supervisor, OVERSIGHT, facts=("reason",)),
    ),
    w.SupervisionCancelled: (Told("supervision_cancelled", supervisor, OVERSIGHT, facts=("reason",)),),
    w.PasskeyEnrolmentOpened: (Told("passkey_opened", member, PASSKEYS, "urgent"),),
    w.PasskeyEnrolmentConfirmed: (Told("passkey_code", member, PASSKEYS, "urgent"),),
    w.PasskeyRegistered: (Told("passkey_registered", member, PASSKEYS, "urgent", facts=("usable_from",)),),
    w.PasskeyRevoked: (Told("passkey_revoked", member, PASSKEYS, "urgent", facts=("reason",)),),
    # Evaluation.
    e.AssessmentOpened: (
        Told("self_assessment_due", unit, "/evaluation/assessments/{assessment_id}", "act",
             when=lambda x: x.unit_id is not None),
        Told("assessment_opened", assessors, "/evaluation/assessments/{assessment_id}", "act", facts=("subject",)),
    ),
    e.AwardGranted: (Told("award_granted", winner, "/evaluation/awards/{award_id}", facts=("kind", "year")),),
    e.ServiceIssueRaised: (Told("issue_raised", clerks, ISSUE, "act"),),
    e.ServiceIssueAssigned: (Told("issue_assigned", who_raised_it, ISSUE, facts=("owner", "due")),),
    e.ServiceIssueResolved: (Told("issue_resolved", who_raised_it, ISSUE, "act"),),
    # Conversion.
    v.CommitmentMade: (Told("commitment_made", unit, COMMITMENT, "act", due="due", facts=("suggestion", "due")),),
    v.CommitmentNear: (
        Told("commitment_near", unit, COMMITMENT, "act", due="due", facts=("due",), when=lambda x: x.announce),
    ),
    v.CommitmentMissed: (
        Told("commitment_missed", unit, COMMITMENT, "urgent", due="due", facts=("unit", "due")),
        Told("commitment_missed", proposers, COMMITMENT, facts=("unit", "due")),
        Told("commitment_missed", supervisor, COMMITMENT, facts=("unit", "due")),
    ),
    v.CommitmentClaimed: (Told("commitment_claimed", proposers, COMMITMENT, "act", facts=("unit",)),),
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
    v.OutcomeVerified: (Told("outcome_verified", proposers, OUTCOME, facts=("kind",)),),
    v.OutcomeRejected: (Told("outcome_rejected", proposers, OUTCOME, facts=("reason",)),),
    v.TopicSuggested: (Told("topic_suggested", clerks, "/submission/suggested-topics", facts=("topic",)),),
    v.TrackingRecommended: (
        Told("tracking_recommended", clerks, "/conversion/dossiers/{proposal_id}", "act", facts=("reason",)),
    ),
}  # fmt: skip

SILENT: Mapping[type[Event], str] = {
    s.MemberEnrolled: "the directory",
    s.BodyEnrolled: "the directory",
    s.BodyRetired: "the directory",
    s.UnitEnrolled: "the directory",
    s.SessionScheduled: "the calendar says so",
    s.CallAnnounced: "CallPublished tells it",
    s.CallDropped: "it was never out",
    s.CallClosed: "its last day was told with the call",
    s.TopicBooked: "the holder's own act",
    s.BookingPlanned: "the holder's own act",
    s.MilestoneReached: "the holder's own act",
    s.AttachmentAdded: "the proposer's own act; filing again tells it",
    s.AttachmentRemoved: "the proposer's own act; filing again tells it",
    s.ModelEdited: "it stays a model",
    s.PaperAttachmentAdded: "the clerk's own act; the entry was told",
    s.PaperAttachmentRemoved: "the clerk's own act; the entry was told",
    s.PaperProposalConfirmed: "ProposalFiled tells it",
    s.ReviewerEnrolled: "the roster",
    s.ReviewerRetired: "the roster",
    s.ReviewGroupFormed: "the roster",
    s.ReviewGroupDissolved: "the roster",
    s.CalibrationSet: "the roster's own exercise",
    s.CalibrationJudged: "the reviewer's own act",
    s.CalibrationClosed: "the roster's own exercise",
    s.ReviewDistributed: "the group's queues show it; what is near is reminded of",
    s.ReviewStageOpened: "the reviewers' queues show it; what is near is reminded of",
    s.ReviewOpinionGiven: "work of the review; what comes of it is told",
    s.ReviewCutShort: "the decision tells it",
    s.ReviewSetAside: "the list of what is to be distributed shows it",
    s.ConferenceRegistered: "the directory",
    s.ProposalForwarded: "the proposer's consent, which the clerks are told of, sends it",
    s.TopicForwarded: "the clerk's own act",
    s.ForwardAnswered: "this county's own acts, for the origin, where ForwardAnswerReceived tells it",
    s.ArchivedProposalRecorded: "an earlier year's; its people are names",
    c.AssignmentReplied: "ReplyIssued tells it",
    c.HandlingReopened: "RehandlingOrdered tells it",
    c.ConsultationPartlyConfirmed: "those awaited were asked with the record",
    c.ReplyDrafted: "work inside the unit",
    c.HelperOpinionGiven: "work between the units",
    w.SupervisionOpened: "SupervisorAppointed tells it",
    w.DeadlineMet: "ReplyIssued tells it",
    w.DeadlineLifted: "what ended the assignment tells it",
    w.ActivityHeld: "it shows on the proposal's page",
    e.SchemePublished: "it is announced to all",
    e.SelfAssessmentGiven: "the unit's own act",
    e.ScoreGiven: "the panel's work",
    e.ScoreComputed: "the ranking and the awards tell it",
    e.RankingFrozen: "it is announced to all",
    e.ServiceIssueVerified: "the act of who raised it ends it",
    v.FollowUpOpened: "the closing tells it",
    v.FollowUpPutOff: "nothing has happened yet",
    policy.PolicyChanged: "read where it applies",
}
"""Events that tell nobody, and why."""
