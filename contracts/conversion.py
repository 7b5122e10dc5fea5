"""Events of conversion (全领域转化): topic ``conversion.events``."""

from datetime import date, datetime
from typing import ClassVar, Literal

from contracts.base import Event, Line, OutcomeKind, Ref, Text, UnitAct

TOPIC = "conversion.events"

PublicationMark = Literal["public", "summary", "closed"]


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
    cycle: int = 1
    restates: Ref | None = None
    """The commitment of an earlier cycle that this one takes the place of."""
    tiers: tuple[int, ...] = ()
    """How many days before the due day each announcement falls due; an older event does not say."""


class CommitmentNear(ConversionEvent):
    """A tier fell due; ``announce`` is false where downtime passed it and a later tier speaks."""

    commitment_id: Ref
    unit_id: Ref
    due: date
    tier: int
    fell_due: date
    announce: bool


class CommitmentMissed(ConversionEvent):
    commitment_id: Ref
    unit_id: Ref
    due: date


class CommitmentClaimed(ConversionEvent, UnitAct):
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


class CommitmentSuperseded(ConversionEvent):
    """The unit promised it anew in the reply of a later cycle: what is owed from now on is ``superseded_by``."""

    commitment_id: Ref
    unit_id: Ref
    superseded_by: Ref


class PublicationDecided(ConversionEvent, UnitAct):
    """How much of the proposal's handling the public may see, as ``unit_id`` decides for itself; None: the office."""

    mark: PublicationMark
    unit_id: Ref | None = None
    reason: Text | None = None


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
    review_on: date | None = None
    """When it is looked at whether there is an outcome; an older event does not say."""


class FollowUpPutOff(ConversionEvent):
    """On the day of the review a commitment was pending: it is looked at again."""

    review_on: date


class TrackingRecommended(ConversionEvent):
    reason: Text
