"""All that submission reacts to, in one table."""

from chassis.consumer import Handler
from chassis.eventlog import Tx
from contracts import consultation, conversion, evaluation, submission, supervision
from contracts.base import Event, UnitAct
from contracts.consultation import AssignmentCancelled, AssignmentIssued, AssignmentReassigned, ReplyIssued
from contracts.conversion import OutcomeRecorded, OutcomeVerified, TopicSuggested
from contracts.submission import (
    ForwardAnswered,
    ForwardRecalled,
    ProposalAdmitted,
    ProposalDeclined,
    ProposalForwarded,
    ProposalMergedInto,
    ProposalUnmerged,
    ProposalWithdrawn,
    TopicForwarded,
)
from services.submission.call import commands as calls
from services.submission.chain import commands as chain
from services.submission.forward import commands as forwards
from services.submission.proposal import commands as proposals
from services.submission.received import commands as received
from services.submission.unit import commands as units


async def on_assigned(tx: Tx, event: AssignmentIssued) -> None:
    await proposals.on_assigned(tx, event)
    # Read once more, it says again whose it is, and nothing to the county that it came from.
    if not tx.projection:
        await received.on_assigned(tx, event)


async def on_replied(tx: Tx, event: ReplyIssued) -> None:
    await chain.on_reply(tx, event)
    await received.on_replied(tx, event)


def _acts(*events: type[UnitAct]) -> dict[type[Event], Handler]:
    """Done by a unit's successor in its name, they keep the succession from being undone."""
    return dict.fromkeys(events, units.on_act)


FROM_NOW: tuple[type[Event], ...] = (ProposalUnmerged,)
"""Taken up after a release that passed them over: what they cause is an act of its time."""

SUBSCRIPTIONS: dict[str, dict[type[Event], Handler]] = {
    consultation.TOPIC: {
        AssignmentIssued: on_assigned,
        AssignmentCancelled: proposals.on_assignment_ended,
        AssignmentReassigned: proposals.on_assignment_ended,
        ReplyIssued: on_replied,
        **_acts(
            consultation.AssignmentAccepted,
            consultation.AssignmentReturned,
            consultation.AssignmentDisputed,
            consultation.HelperRequested,
            consultation.PlanAgreed,
            consultation.ConsultationCallDeclined,
            consultation.ConsultationScheduled,
            consultation.ConsultationAttended,
            consultation.ConsultationRecorded,
            consultation.ConsultationDocumentAdded,
            consultation.ConsultationDocumentRemoved,
            consultation.ReplyDrafted,
            consultation.ReplyApproved,
            consultation.HelperOpinionGiven,
            consultation.OpinionAnswered,
            consultation.QuestionAnswered,
        ),
    },
    supervision.TOPIC: _acts(supervision.UrgeAnswered, supervision.ExtensionRequested, supervision.FollowUpAnswered),
    evaluation.TOPIC: _acts(evaluation.SelfAssessmentGiven, evaluation.AppealLodged, evaluation.ProposalRated),
    conversion.TOPIC: {
        TopicSuggested: calls.on_topic_suggested,
        OutcomeRecorded: chain.on_outcome,
        OutcomeVerified: chain.on_outcome,
        **_acts(conversion.CommitmentClaimed, conversion.PublicationDecided),
    },
    # Its own: what one county says to another, and what of a forwarded proposal its origin is told.
    submission.TOPIC: {
        ProposalForwarded: received.on_forwarded,
        TopicForwarded: received.on_forwarded,
        ForwardRecalled: received.on_recalled,
        ForwardAnswered: forwards.on_answered,
        ProposalAdmitted: received.on_admitted,
        ProposalDeclined: received.on_declined,
        ProposalMergedInto: received.on_merged,
        ProposalUnmerged: received.on_unmerged,
        ProposalWithdrawn: received.on_withdrawn,
    },
}
