"""Events of conversion (全领域转化): topic ``conversion.events``."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from contracts.base import Event, Line, OutcomeKind, Record, Ref, Text, UnitAct

TOPIC = "conversion.events"

PublicationMark = Literal["public", "summary", "closed"]
Verifier = Literal["proposer", "committee"]
"""In what capacity somebody has verified: as a proposer, or for the committee."""


DutyForm = Literal[
    "consultation", "research", "inspection", "democratic_supervision", "public_opinion_note", "follow_up_proposal"
]
ConsensusForm = Literal["report", "lecture", "case"]
Amount = Annotated[int, Field(ge=0, le=10**15)]


class OutcomeFacts(Record):
    """What can be looked up or counted of an outcome; which of it there is hangs on its kind."""

    document: Line | None = None
    """Of a decision: the number of the document."""
    plan_item: Line | None = None
    """Of a decision: the item of a plan or budget."""
    project: Line | None = None
    """Of a development, as all down to ``beneficiaries``."""
    indicator: Line | None = None
    before: Line | None = None
    after: Line | None = None
    money: Amount | None = None
    """Yuan."""
    beneficiaries: Amount | None = None
    duty: DutyForm | None = None
    consensus: ConsensusForm | None = None
    reach: Amount | None = None
    """Of a consensus: how many people it came to."""


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
    review_on: date | None = None
    """When it is looked at whether it is still broken; an older event does not say, and nobody looks."""


class CommitmentClaimed(ConversionEvent, UnitAct):
    commitment_id: Ref
    unit_id: Ref
    proof: Text


class CommitmentClaimRefused(ConversionEvent):
    """It is not so: the promise is open again, or missed where its day had passed before the claim."""

    commitment_id: Ref
    unit_id: Ref
    reason: Text
    refused_by: Ref
    missed: bool


class CommitmentKept(ConversionEvent):
    commitment_id: Ref
    unit_id: Ref
    verified_by: Ref
    on_time: bool
    verified_as: Verifier | None = None
    """An older event does not say."""


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
    facts: OutcomeFacts | None = None


class OutcomeVerified(ConversionEvent):
    outcome_id: Ref
    kind: OutcomeKind
    suggestion: int
    verified_by: Ref
    verified_as: Verifier | None = None
    """An older event does not say."""


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
    commitment_id: Ref | None = None
    """The promise that stayed broken; None: nothing has come of the proposal."""
