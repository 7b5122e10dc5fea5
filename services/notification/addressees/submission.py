"""Of submission: who is told of what."""

from collections.abc import Mapping

from contracts import submission as s
from contracts.base import Event
from services.notification.addressees.told import (
    BOOKING,
    ENDED_UNITS,
    FORWARD,
    MATTER,
    OFFER,
    PAPER,
    PROPOSAL,
    RECEIVED,
    REVIEW,
    SUGGESTION,
    UNIT,
    Told,
)
from services.notification.rules import (
    all_members,
    assigning_office,
    awaited_reviewers,
    booking_holder,
    chair,
    clerks,
    first_proposer,
    member,
    offered_to,
    own_proposers,
    proposers,
    review_lead,
    successor,
    suggester,
    unit,
    who_entered_it,
)

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
        Told("refiled", proposers, PROPOSAL, when=lambda x: x.refiled and x.assisted is None),
        Told("refiled_for_you", own_proposers, PROPOSAL, "urgent", facts=("object_until",),
             when=lambda x: x.assisted is not None),
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
        Told("review_near", awaited_reviewers, "/submission/review-queue?due=near", "act", due="due_at",
             facts=("stage", "due_at"), bundled=True),
    ),
    s.ReviewStageOverdue: (
        Told("review_overdue", awaited_reviewers, "/submission/review-queue?due=overdue", "act", due="due_at",
             facts=("stage", "due_at"), bundled=True),
        Told("group_overdue", review_lead, "/submission/reviews?overdue=true", "act", due="due_at",
             facts=("stage", "due_at"), bundled=True),
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
    s.CosignCancelled: (
        Told("cosign_cancelled", member, "/submission/proposals", facts=("proposer",)),
    ),
    s.CosignLapsed: (
        Told("cosign_lapsed", first_proposer, PROPOSAL, facts=("member",)),
        Told("cosign_missed", member, PROPOSAL, facts=("proposer",)),
    ),
    s.ProposalsMerged: (
        Told("merged", own_proposers, PROPOSAL, facts=("opinion",), when=lambda x: x.answer_by is None),
        Told("merge_asked", own_proposers, PROPOSAL, "act", due="answer_by", facts=("answer_by",),
             when=lambda x: x.answer_by is not None),
    ),
    s.ProposalMergedInto: (
        Told("merged_into", own_proposers, PROPOSAL, facts=("master",), when=lambda x: x.answer_by is None),
        Told("merge_asked", own_proposers, PROPOSAL, "act", due="answer_by", facts=("answer_by",),
             when=lambda x: x.answer_by is not None),
    ),
    s.MergeAnswered: (
        Told("merge_objected", clerks, PROPOSAL, "act", facts=("member", "reason"), when=lambda x: not x.agreed),
    ),
    s.MergeObjectionsOverruled: (Told("merge_upheld", proposers, PROPOSAL, facts=("explanation",)),),
    s.MergeUndone: (
        Told("merge_undone", own_proposers, PROPOSAL, facts=("reason",)),
        # With its number it stands among what is to be assigned, and may cross an assignment.
        Told("merge_undone", assigning_office, MATTER, facts=("reason",),
             when=lambda x: x.proposers is not None),
    ),
    s.ProposalUnmerged: (Told("unmerged", own_proposers, PROPOSAL, facts=("master",)),),
    s.MemberRetired: (
        Told("term_ended", member, "/submission/proposals", facts=("term",), when=lambda x: x.term is not None),
    ),
    s.UnitSucceeded: (
        Told("unit_succeeded", assigning_office, ENDED_UNITS, "act", facts=("unit", "successor", "takes_over_on")),
        Told("unit_succeeds", successor, UNIT, facts=("unit", "takes_over_on")),
        Told("unit_ends", unit, UNIT, facts=("successor", "takes_over_on")),
    ),
    s.UnitSuccessionUndone: (
        Told("succession_undone", assigning_office, "/consultation/assignments", "act",
             facts=("unit", "successor", "takes_over_on", "reason")),
        Told("succession_undone", successor, UNIT, facts=("unit", "successor", "takes_over_on", "reason")),
        Told("succession_undone", unit, UNIT, facts=("unit", "successor", "takes_over_on", "reason")),
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
    s.PaperProposalDiscarded: "the clerk's own act",
    s.PaperProposalConfirmed: "ProposalFiled, or ProposalAmended, tells it",
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
}
"""Events that tell nobody, and why."""
