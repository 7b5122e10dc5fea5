"""The contract with the party and government supervision system: own topics, own versions, nothing of our own events.

Messages are CloudEvents 1.0 in *structured* mode (``application/cloudevents+json``, UTF-8), so that a message that was
stored anywhere is whole. What goes out is in :mod:`contracts.external.outbound`, what comes in in
:mod:`contracts.external.inbound`.
"""

from contracts.external.base import (
    INBOUND,
    LAST_SEQUENCE,
    OUTBOUND,
    CloudEvent,
    Malformed,
    Message,
    Refused,
    digest,
    parse,
)
from contracts.external.inbound import AssessmentPublished, DayReported, DirectiveGiven, InspectionAnnounced
from contracts.external.outbound import (
    Acknowledged,
    DayCompared,
    DeadlineMissed,
    OrderIssued,
    Rejected,
    ReplyIssued,
    SignOffCompleted,
    SignOffGiven,
    UrgeAnswered,
    UrgeIssued,
)

__all__ = [
    "ANSWERS",
    "INBOUND",
    "LAST_SEQUENCE",
    "OUTBOUND",
    "RECEIVED",
    "SENT",
    "Acknowledged",
    "AssessmentPublished",
    "CloudEvent",
    "DayCompared",
    "DayReported",
    "DeadlineMissed",
    "DirectiveGiven",
    "InspectionAnnounced",
    "Malformed",
    "Message",
    "OrderIssued",
    "Refused",
    "Rejected",
    "ReplyIssued",
    "SignOffCompleted",
    "SignOffGiven",
    "UrgeAnswered",
    "UrgeIssued",
    "digest",
    "parse",
]

ANSWERS: tuple[type[Message], ...] = (Acknowledged, Rejected, DayCompared)
"""To a message that came in. They are not reconciled: one that was lost is given again when its message is repeated."""
SENT: tuple[type[Message], ...] = (
    OrderIssued,
    UrgeIssued,
    UrgeAnswered,
    DeadlineMissed,
    ReplyIssued,
    SignOffGiven,
    SignOffCompleted,
    *ANSWERS,
)
RECEIVED: tuple[type[Message], ...] = (DirectiveGiven, InspectionAnnounced, AssessmentPublished, DayReported)
