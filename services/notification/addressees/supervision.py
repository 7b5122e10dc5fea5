"""Of supervision: who is told of what."""

from collections.abc import Mapping

from contracts import supervision as w
from contracts.base import Event
from services.notification.addressees.told import (
    ASSIGNMENT,
    DEADLINE,
    EXCHANGE,
    FOLLOW_UPS,
    KEY_ALLOCATION,
    KEY_SELECTION,
    MATTER,
    ORDER,
    OVERSIGHT,
    PASSKEYS,
    PROCESS_TALK,
    REPLY,
    SIGN_OFF,
    Told,
)
from services.notification.rules import (
    asked_unit,
    asked_units,
    assigning_office,
    chair,
    clerks,
    invited_units,
    leader,
    member,
    members,
    new_supervisor,
    proposers,
    supervisor,
    tried_member,
    unit,
    units,
    units_or_later,
)

IMPATIENT = ("statement-old", "key-new", "certificate-expired")


def _moves(event: w.DeadlineRecomputed) -> bool:
    return event.due != event.before


TABLE: Mapping[type[Event], tuple[Told, ...]] = {
    w.SupervisorAppointed: (
        Told("supervisor_appointed", new_supervisor, OVERSIGHT, facts=("supervisor",)),
        Told("supervised_by", proposers, MATTER, facts=("supervisor",), when=lambda x: not x.by_default),
    ),
    w.KeyProposalDesignated: (
        Told("key_designated", leader, OVERSIGHT, "act", facts=("leader",)),
        Told("key_designated", proposers, MATTER, facts=("leader",)),
        Told("key_designated", units_or_later, MATTER, facts=("leader",)),
    ),
    w.KeyDesignationRevoked: (
        Told("key_revoked", new_supervisor, OVERSIGHT, facts=("reason",)),
        Told("key_revoked", proposers, MATTER, facts=("reason",)),
        Told("key_revoked", units_or_later, MATTER, facts=("reason",)),
    ),
    w.KeyProposalsRecommended: (Told("key_recommended", chair, KEY_SELECTION, "act", facts=("recommended_by",)),),
    w.KeyProposalsDecided: (Told("key_decided", clerks, KEY_SELECTION, facts=("document_number",)),),
    w.AllocationProposed: (Told("allocation_proposed", chair, KEY_ALLOCATION, "act", facts=("proposed_by",)),),
    w.SupervisionOrderIssued: (
        Told("order_issued", invited_units, ORDER, "act", facts=("number", "supervisor")),
        Told("order_issued", new_supervisor, ORDER, facts=("number", "supervisor")),
    ),
    w.TrackingDesignated: (
        Told("tracking_designated", supervisor, OVERSIGHT, facts=("reason",)),
        Told("tracking_designated", proposers, MATTER, facts=("reason",)),
        Told("tracking_designated", units_or_later, MATTER, facts=("reason",)),
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
    w.ExtensionRequested: (
        Told("extension_requested", assigning_office, DEADLINE, "act", facts=("unit", "due", "reason")),
        Told("extension_requested", supervisor, DEADLINE, facts=("unit", "due", "reason")),
    ),
    w.ExtensionRefused: (Told("extension_refused", unit, DEADLINE, "act", facts=("unit", "due", "reason")),),
    w.DeadlinePaused: (
        Told("deadline_paused", unit, DEADLINE, facts=("unit", "reason")),
        Told("deadline_paused", supervisor, DEADLINE, facts=("unit", "reason")),
        Told("deadline_paused", proposers, ASSIGNMENT, facts=("unit", "reason")),
    ),
    w.DeadlineResumed: (
        Told("deadline_resumed", unit, DEADLINE, "act", due="due", facts=("unit", "due")),
        Told("deadline_resumed", supervisor, DEADLINE, facts=("unit", "due")),
        Told("deadline_resumed", proposers, ASSIGNMENT, facts=("unit", "due")),
    ),
    w.DeadlineRecomputed: (
        Told("deadline_recomputed", unit, DEADLINE, "act", due="due", facts=("unit", "due"), when=_moves),
        Told("deadline_recomputed", supervisor, DEADLINE, facts=("unit", "due"), when=_moves),
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
    w.DirectiveReceived: (
        Told("directive_received", supervisor, OVERSIGHT, "act", facts=("directive_by", "directive_text")),
        Told("directive_received", units, MATTER, "act", facts=("directive_by", "directive_text")),
        Told("directive_received", clerks, OVERSIGHT, "act", facts=("directive_by", "directive_text")),
    ),
    w.InspectionNoticeReceived: (
        Told("inspection_announced", supervisor, OVERSIGHT, "act", facts=("inspected_by", "inspected_on", "matters")),
        Told("inspection_announced", units, MATTER, "act", facts=("inspected_by", "inspected_on", "matters")),
        Told("inspection_announced", clerks, OVERSIGHT, "act", facts=("inspected_by", "inspected_on", "matters")),
    ),
    w.AssessmentResultReceived: (Told("assessment_received", clerks, EXCHANGE, facts=("unit", "assessed_by")),),
    w.ActivityHeld: (Told("follow_up_asked", asked_units, FOLLOW_UPS, "act"),),
    w.FollowUpAnswered: (Told("follow_up_answered", supervisor, OVERSIGHT, facts=("unit", "text")),),
    w.FollowUpOverdue: (
        Told("follow_up_overdue", asked_unit, FOLLOW_UPS, "urgent", due="due", facts=("who", "what", "due")),
        Told("follow_up_overdue", supervisor, OVERSIGHT, "act", facts=("who", "what", "due")),
    ),
    w.SignOffRequested: (Told("sign_off_due", members, SIGN_OFF, "act", facts=("unit",)),),
    w.SignOffReminded: (
        Told("sign_off_reminded", members, SIGN_OFF, "act", facts=("unit",), when=lambda x: x.announce),
    ),
    # Whoever it was: the member must know that it was tried with their login. Being slow, or early, is no attempt.
    w.SignOffRefused: (
        Told("sign_off_refused", tried_member, SIGN_OFF, "urgent", when=lambda x: x.rule not in IMPATIENT),
    ),
    w.PaperSignOffEntered: (
        Told("paper_to_confirm", clerks, SIGN_OFF, "act", facts=("member",)),
        # Nobody signs for a member: who did not sign a form must hear that one was entered.
        Told("paper_entered", member, SIGN_OFF, "urgent"),
    ),
    w.PaperSignOffWithdrawn: (Told("paper_withdrawn", member, SIGN_OFF, "urgent", facts=("reason",)),),
    w.PaperScanAdded: (Told("paper_scanned", member, SIGN_OFF),),
    w.MemberSignedOff: (
        Told("paper_confirmed", member, SIGN_OFF, facts=("result",), when=lambda x: x.evidence.method == "paper"),
    ),
    w.CommitteeConsultationCalled: (
        Told("committee_called", clerks, MATTER, "act", facts=("member", "unit", "reason")),
        Told("committee_called", proposers, MATTER, facts=("member", "unit", "reason")),
        Told("committee_called", unit, MATTER, facts=("member", "unit", "reason")),
    ),
    w.ProcessTalkCalled: (
        Told("process_talk_called", clerks, PROCESS_TALK, "act", facts=("member", "unit")),
        Told("process_talk_taken_up", member, PROCESS_TALK),
    ),
    w.ProcessTalkHeld: (Told("process_talk_held", member, PROCESS_TALK, facts=("outcome",)),),
    w.ProcessTalkEnded: (Told("process_talk_ended", member, PROCESS_TALK, facts=("conclusion",)),),
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
    w.PasskeyEnrolmentBegun: (Told("passkey_begun", member, PASSKEYS, "urgent"),),
    w.PasskeyEnrolmentLapsed: (Told("passkey_lapsed", member, PASSKEYS),),
    w.PasskeyRegistered: (Told("passkey_registered", member, PASSKEYS, "urgent", facts=("usable_from",)),),
    w.PasskeyRevoked: (Told("passkey_revoked", member, PASSKEYS, "urgent", facts=("reason",)),),
    w.CertificateEntered: (Told("certificate_entered", member, PASSKEYS, "urgent"),),
    w.CertificateRegistered: (Told("certificate_registered", member, PASSKEYS, "urgent", facts=("usable_from",)),),
    w.CertificateRevoked: (Told("certificate_revoked", member, PASSKEYS, "urgent", facts=("reason",)),),
}  # fmt: skip

SILENT: Mapping[type[Event], str] = {
    w.SupervisionOpened: "SupervisorAppointed tells it",
    w.SupervisedProposersChanged: "MergeUndone tells it",
    w.KeyProposalNominated: "it shows on the list of nominees",
    w.KeyNominationWithdrawn: "it shows on the list of nominees",
    w.KeyProposalScored: "a sheet is its scorer's own until the list is made",
    w.AllocationEdited: "who is appointed hears it once it is confirmed",
    w.AllocationConfirmed: "SupervisorAppointed tells each leader",
    w.DeadlineMet: "ReplyIssued tells it",
    w.DeadlineLifted: "what ended the assignment tells it",
    w.PasskeyUsed: "the signature it was made for tells it",
    w.ExternalMessageRejected: "its sender is answered, and it shows in the list of what came in",
    w.FollowUpClosed: "it shows on the list of follow-ups",
}
"""Events that tell nobody, and why."""
