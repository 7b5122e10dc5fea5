"""Of consultation: who is told of what."""

from collections.abc import Mapping

from contracts import consultation as c
from contracts.base import Event
from services.notification.addressees.told import (
    ASSIGNMENT,
    FORUM,
    MATTER,
    MEETING,
    OVERDUE_POINTS,
    POINT,
    REPLY,
    Told,
)
from services.notification.rules import (
    assigning_office,
    awaited_members,
    clerks,
    deciding_leaders,
    former_unit,
    helping_units,
    invited_units,
    lead_unit,
    member,
    members,
    overseers,
    proposers,
    unit,
)

TABLE: Mapping[type[Event], tuple[Told, ...]] = {
    c.AssignmentIssued: (
        Told("assigned", unit, ASSIGNMENT, "act", due="return_until",
             facts=("role", "return_until", "supervision_class"), when=lambda x: not x.urgent),
        Told("assigned_urgent", unit, ASSIGNMENT, "urgent", due="return_until",
             facts=("role", "return_until", "supervision_class"), when=lambda x: x.urgent),
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
    c.ClosingAwaits: (Told("closing_awaits", unit, ASSIGNMENT, "act"),),
    c.PlanAgreed: (Told("plan_agreed", proposers, ASSIGNMENT, facts=("unit",)),),
    c.ConsultationCalledFor: (
        Told("consultation_called_for", unit, MEETING, "act", due="due", facts=("called_by", "phase", "reason", "due")),
    ),
    c.ConsultationCallDeclined: (
        Told("call_declined", proposers, MEETING, facts=("unit", "phase", "reason")),
        Told("call_declined", clerks, MEETING, facts=("unit", "phase", "reason")),
    ),
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
    # Who is assigned as helper later hears of the assignment, and finds the version on its desk.
    c.ReplyDrafted: (Told("reply_to_countersign", helping_units, REPLY, "act", facts=("unit", "reply_version")),),
    c.HelperOpinionGiven: (
        Told("helper_countersigned", lead_unit, REPLY, facts=("unit",), when=lambda x: x.opinion is None),
        Told("helper_opined", lead_unit, REPLY, facts=("unit",), when=lambda x: x.opinion is not None),
    ),
    c.ReplyApproved: (Told("reply_approved", assigning_office, REPLY, "act", facts=("unit",)),),
    c.ReplyVetted: (Told("reply_vetted", unit, REPLY, "act"),),
    c.ReplyRejected: (Told("reply_rejected", unit, REPLY, "act", facts=("reason",)),),
    c.HelperSilent: (Told("helper_silent", unit, REPLY),),
    c.ReplyIssued: (Told("reply_issued", proposers, REPLY, facts=("unit", "number")),),
    c.ForumConvened: (
        Told("forum_convened", members, FORUM, "act", due="at", facts=("level", "title", "at", "place", "convener")),
        Told("forum_convened", invited_units, FORUM, "act", due="at",
             facts=("level", "title", "at", "place", "convener")),
    ),
    c.ForumCalledOff: (
        Told("forum_off", members, FORUM, "urgent", facts=("reason",)),
        Told("forum_off", invited_units, FORUM, "urgent", facts=("reason",)),
    ),
    c.OpinionDelivered: (
        Told("opinion_delivered", unit, POINT, "act", due="due", facts=("level", "text", "due")),
        Told("opinion_on_yours", proposers, POINT, facts=("level", "unit", "text")),
    ),
    c.OpinionNear: (
        Told("opinion_near", unit, POINT, "act", due="due", facts=("due",), when=lambda x: x.announce),
    ),
    c.OpinionOverdue: (
        Told("opinion_overdue", unit, POINT, "urgent", due="due", facts=("due",)),
        Told("points_overdue", overseers, OVERDUE_POINTS, "act", due="due", facts=("due",), bundled=True),
    ),
    c.OpinionAnswered: (
        Told("opinion_answered", clerks, POINT, "act", facts=("unit", "text")),
        Told("opinion_answered", proposers, POINT, facts=("unit", "text")),
    ),
    c.OpinionPressed: (Told("opinion_pressed", unit, POINT, "act", due="due", facts=("reason", "due")),),
    c.OpinionSettled: (Told("opinion_settled", unit, POINT),),
    c.OpinionClosed: (Told("opinion_closed", unit, POINT, facts=("reason",)),),
    c.QuestionRaised: (
        Told("question_raised", unit, POINT, "act", due="due", facts=("member", "text", "due")),
        Told("question_for_you", member, POINT, facts=("assisted_by", "unit", "text"),
             when=lambda x: x.assisted_by is not None),
    ),
    c.QuestionNear: (
        Told("question_near", unit, POINT, "act", due="due", facts=("member", "due"), when=lambda x: x.announce),
    ),
    c.QuestionOverdue: (
        Told("question_overdue", unit, POINT, "urgent", due="due", facts=("member", "due")),
        Told("question_late", member, POINT, facts=("unit", "due")),
        Told("points_overdue", overseers, OVERDUE_POINTS, "act", due="due", facts=("due",), bundled=True),
    ),
    c.QuestionAnswered: (Told("question_answered", member, POINT, "act", facts=("unit", "text")),),
    c.QuestionPressed: (Told("question_pressed", unit, POINT, "act", due="due", facts=("member", "reason", "due")),),
    c.QuestionSettled: (Told("question_settled", unit, POINT, facts=("member",)),),
    c.QuestionClosed: (
        Told("question_closed", unit, POINT, facts=("reason",)),
        Told("question_closed", member, POINT, facts=("reason",)),
    ),
}  # fmt: skip

SILENT: Mapping[type[Event], str] = {
    c.AssignmentReplied: "ReplyIssued tells it",
    c.HandlingReopened: "RehandlingOrdered tells it",
    c.ConsultationPartlyConfirmed: "those awaited were asked with the record",
    c.ConsultationAttended: "who came knows it",
    c.ConsultationDocumentAdded: "the record shows it, and is confirmed with it",
    c.ConsultationDocumentRemoved: "the record shows what there is",
    c.SelectionDrafted: "the committee's own work",
    c.SelectionDecided: "whom it concerns is invited to its meetings",
    c.HandlingReported: "the staff's own record of the year",
    c.ForumAttended: "who came knows it",
    c.ForumDocumentAdded: "the meeting that one is invited to shows it",
    c.ForumDocumentRemoved: "the meeting shows what there is",
    c.ForumHeld: "who was there knows it; what follows from it is delivered point by point",
}
"""Events that tell nobody, and why."""
