"""All that submission reacts to, in one table."""

from chassis.consumer import Handler
from contracts import consultation, conversion
from contracts.base import Event
from contracts.consultation import AssignmentCancelled, AssignmentIssued, AssignmentReassigned
from contracts.conversion import TopicSuggested
from services.submission.call import commands as calls
from services.submission.proposal import commands as proposals

SUBSCRIPTIONS: dict[str, dict[type[Event], Handler]] = {
    consultation.TOPIC: {
        AssignmentIssued: proposals.on_assigned,
        AssignmentCancelled: proposals.on_assignment_ended,
        AssignmentReassigned: proposals.on_assignment_ended,
    },
    conversion.TOPIC: {
        TopicSuggested: calls.on_topic_suggested,
    },
}
