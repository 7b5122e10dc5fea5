"""Of evaluation: who is told of what."""

from collections.abc import Mapping

from contracts import evaluation as e
from contracts.base import Event
from services.notification.addressees.told import ISSUE, MUTUAL, Told
from services.notification.rules import assessors, clerks, first_proposer, readers, taker, unit, who_raised_it, winner

TABLE: Mapping[type[Event], tuple[Told, ...]] = {
    e.AssessmentOpened: (
        Told("self_assessment_due", unit, "/evaluation/assessments/{assessment_id}", "act",
             when=lambda x: x.unit_id is not None),
        Told("assessment_opened", assessors, "/evaluation/assessments/{assessment_id}", "act", facts=("subject",),
             when=lambda x: x.allotment_id is None),
    ),
    e.ReadingsSharedOut: (Told("readings_shared_out", readers, "/evaluation/readings", "act"),),
    e.ReadingHandedOver: (
        Told("reading_taken_over", taker, "/evaluation/readings/{assessment_id}", "act",
             when=lambda x: x.taken_by is not None),
        Told("reading_without_reader", clerks, "/evaluation/allotments/{allotment_id}/progress", "act",
             facts=("reason",), when=lambda x: x.taken_by is None),
    ),
    e.MutualReviewOpened: (
        Told("proposal_to_rate", unit, MUTUAL, "act", due="due", facts=("due",)),
        Told("handling_to_rate", first_proposer, MUTUAL, "act", due="due", facts=("unit", "due")),
    ),
    e.MutualReviewClosed: (
        Told("mutual_review_closed", unit, MUTUAL),
        Told("mutual_review_closed", first_proposer, MUTUAL),
    ),
    # What an appeal changed is told by its decision.
    e.ScoreComputed: (
        Told("score_computed", unit, "/evaluation/assessments/{assessment_id}", facts=("score", "full_score"),
             when=lambda x: x.unit_id is not None and not any(step.appeal for step in x.steps)),
    ),
    e.AppealLodged: (
        Told("appeal_lodged", clerks, "/evaluation/assessments/{assessment_id}", "act", facts=("unit", "statement")),
    ),
    e.AppealDecided: (
        Told("appeal_decided", unit, "/evaluation/assessments/{assessment_id}", facts=("score", "reason")),
    ),
    e.AwardGranted: (Told("award_granted", winner, "/evaluation/awards/{award_id}", facts=("kind", "year")),),
    e.AwardRevoked: (
        Told("award_revoked", winner, "/evaluation/awards/{award_id}", facts=("kind", "year", "reason")),
    ),
    e.ServiceIssueRaised: (Told("issue_raised", clerks, ISSUE, "act"),),
    e.ServiceIssueAssigned: (Told("issue_assigned", who_raised_it, ISSUE, facts=("owner", "due")),),
    e.ServiceIssueOverdue: (Told("issue_overdue", clerks, ISSUE, "act", facts=("owner", "due")),),
    e.ServiceIssueResolved: (Told("issue_resolved", who_raised_it, ISSUE, "act"),),
}  # fmt: skip

SILENT: Mapping[type[Event], str] = {
    e.SchemePublished: "it is announced to all",
    e.SchemeRevised: "its next edition is announced to all",
    e.AssessorsAppointed: "they hear of each assessment that waits for them",
    e.SampleDrawn: "they hear of each assessment that is opened",
    e.SelfAssessmentGiven: "the unit's own act",
    e.ProposalRated: "the proposer must not know it before they have rated",
    e.HandlingRated: "the unit must not know it before it has rated",
    e.ScoreGiven: "the panel's work",
    e.ExcellentCandidatesRanked: "it waits for a decision of who asked for it",
    e.ExcellentProposalsDecided: "each winner hears of the award",
    e.RankingFrozen: "it is announced to all",
    e.OpinionFormOpened: "its link is given out by who opened it",
    e.OpinionFormClosed: "the clerk's own act",
    e.BeneficiaryRated: "it is counted; nobody has to act on it",
    e.ServiceIssueVerified: "the act of who raised it ends it",
}
"""Events that tell nobody, and why."""
