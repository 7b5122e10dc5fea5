"""Events of conversion (全领域转化): topic ``conversion.events``."""

from datetime import date, datetime
from typing import ClassVar

from contracts.base import Event, Line, OutcomeKind, Ref, Text

TOPIC = "conversion.events"


class ConversionEvent(Event):
    SOURCE: ClassVar[str] = "conversion"
    proposal_id: Ref


class CommitmentMade(ConversionEvent):
    commitment_id: Ref
    reply_id: Ref
    unit_id: Ref
    suggestion: int
    promise: Text
    due: date


class CommitmentMissed(ConversionEvent):
    commitment_id: Ref
    unit_id: Ref
    due: date


class CommitmentClaimed(ConversionEvent):
    commitment_id: Ref
    unit_id: Ref
    proof: Text


class CommitmentKept(ConversionEvent):
    commitment_id: Ref
    unit_id: Ref
    verified_by: Ref
    on_time: bool


class CommitmentReleased(ConversionEvent):
    commitment_id: Ref
    unit_id: Ref
    reason: Text


class OutcomeRecorded(ConversionEvent):
    outcome_id: Ref
    suggestion: int
    kind: OutcomeKind
    title: Line
    evidence: Text
    achieved_on: date
    instruction_only: bool = False
    """A leader's instruction alone is recorded and is no outcome yet; it cannot be verified as one."""


class OutcomeVerified(ConversionEvent):
    outcome_id: Ref
    kind: OutcomeKind
    suggestion: int
    verified_by: Ref


class OutcomeRejected(ConversionEvent):
    outcome_id: Ref
    reason: Text


class TopicSuggested(ConversionEvent):
    outcome_id: Ref
    topic: Line


class FollowUpOpened(ConversionEvent):
    """Supervision has closed: from here on an outcome is expected."""

    closed_at: datetime


class TrackingRecommended(ConversionEvent):
    reason: Text
