"""What the documents say of the platform, written down once more by hand: nothing here is read from the product."""

SERVICES = ("submission", "consultation", "supervision", "evaluation", "conversion", "notification")

READS: dict[str, tuple[str, ...]] = {
    "submission": ("consultation", "conversion"),
    "consultation": ("submission", "supervision"),
    "supervision": ("submission", "consultation", "conversion"),
    "evaluation": ("submission", "consultation", "supervision", "conversion"),
    "conversion": ("submission", "consultation", "supervision"),
    "notification": ("submission", "consultation", "supervision", "evaluation", "conversion"),
}
"""Service → whose events its own consumer, which bears the service's name, at least reads."""

SYSTEM = "system"
"""Who acts for consumed events and for timers."""

BY_TIMER = frozenset({
    "CosignLapsed", "BookingLapsed", "CallClosed", "DeadlineNear", "DeadlineMissed", "CommitmentNear",
    "CommitmentMissed", "FollowUpPutOff", "TrackingRecommended", "OpinionNear", "OpinionOverdue", "QuestionNear",
    "QuestionOverdue",
})  # fmt: skip
"""What the passing of time alone may say."""

SAYS: dict[str, str] = {
    "schedule": "SessionScheduled",
    "enrol-member": "MemberEnrolled",
    "enrol-unit": "UnitEnrolled",
    "file": "ProposalFiled",
    "admit": "ProposalAdmitted",
    "decline": "ProposalDeclined",
    "return": "ProposalReturned",
    "refile": "ProposalAmended",
    "withdraw": "ProposalWithdrawn",
    "merge": "ProposalsMerged",
    "assign": "AssignmentIssued",
    "accept": "AssignmentAccepted",
    "give-back": "AssignmentReturned",
    "reassign": "AssignmentReassigned",
    "urge": "UrgeIssued",
}
"""Command → the event that it says exactly once; of a command that is not listed any event will do."""

MAY_CHANGE_NOTHING = frozenset({"appoint"})
"""Commands that are accepted although all is already as they want it."""

ROW_COLUMNS = frozenset({"county", "id", "version", "hash", "state"})
"""A table with these columns is an aggregate's."""

EFFECTS: dict[str, tuple[str, ...]] = {
    "submission": ("proposals", "case_numbers", "open_assignments", "suggested_topics"),
    "consultation": ("matters", "originals", "units"),
    "supervision": ("admitted", "handlings", "units"),
    "evaluation": ("fact_proposals", "fact_handlings"),
    "conversion": ("dossiers",),
    "notification": ("notices",),
}
"""The tables in which a service keeps what others' events mean for it, and its series of numbers."""
