"""Forwarding between the counties of a city, and what comes back.

The origin's events are of its county, the receiver's of theirs. An event that is applied in another county than its
own says in ``CROSSES_TO`` which of its fields names that county.
"""

from datetime import date, datetime
from typing import ClassVar, Literal

from contracts.base import AnswerClass, County, Line, ProposalKind, Record, Ref, Text
from contracts.submission.base import ProposalText, SubmissionEvent


class ConferenceRegistered(SubmissionEvent):
    """How a county's conference is called before the others, and whether it takes what they forward."""

    name: Line
    receives: bool


class ForwardAsked(SubmissionEvent):
    """A clerk asks the proposer whether the proposal may go to ``receiver``."""

    forward_id: Ref
    proposal_id: Ref
    receiver: County
    receiver_name: Line
    title: Line
    reason: Text
    asked_at: datetime


class ForwardConsentAnswered(SubmissionEvent):
    forward_id: Ref
    proposal_id: Ref
    receiver_name: Line
    agreed: bool
    answered_at: datetime


class ForwardedProposal(Record):
    """All of a proposal that crosses: what its proposer consented to. Nobody's id or contact is in it."""

    kind: ProposalKind
    proposer: Line
    """As shown: a member's name, or a body's."""
    text: ProposalText
    text_hash: str
    """Hex SHA-256 of the canonical JSON of ``text``: whoever holds both records can tell that they say the same."""
    publish_consent: bool
    received_at: datetime
    """When the origin received it; it decides nothing at the receiver's."""


class ProposalForwarded(SubmissionEvent):
    """The proposer's consent sends it; applied in the receiver's county."""

    CROSSES_TO: ClassVar[str | None] = "receiver"

    forward_id: Ref
    proposal_id: Ref
    origin: County
    origin_name: Line
    receiver: County
    receiver_name: Line
    reason: Text
    proposal: ForwardedProposal
    forwarded_at: datetime


class ForwardedTopic(Record):
    call_id: Ref
    call_title: Line
    index: int
    title: Line
    source: Line | None = None


class TopicForwarded(SubmissionEvent):
    """A topic of a call, which is nobody's: it needs no consent. Applied in the receiver's county."""

    CROSSES_TO: ClassVar[str | None] = "receiver"

    forward_id: Ref
    origin: County
    origin_name: Line
    receiver: County
    receiver_name: Line
    reason: Text
    topic: ForwardedTopic
    forwarded_at: datetime


RecallCause = Literal["clerk", "withdrawn", "merged"]
"""A clerk, with a reason; or the proposal was withdrawn, or merged into another before its proposer had answered."""


class ForwardRecalled(SubmissionEvent):
    """The origin takes it back. Applied in the receiver's county where it had gone there (``sent``)."""

    CROSSES_TO: ClassVar[str | None] = "receiver"

    forward_id: Ref
    proposal_id: Ref | None = None
    origin: County
    receiver: County
    receiver_name: Line
    title: Line
    sent: bool
    because: RecallCause
    reason: Text | None = None
    recalled_at: datetime


ForwardStage = Literal[
    "undeliverable",
    "accepted",
    "declined",
    "admitted",
    "not_admitted",
    "merged",
    "unmerged",
    "withdrawn",
    "assigned",
    "replied",
]
"""What a forwarded proposal has come to at its receiver's. ``undeliverable``: there is no such county; ``accepted``:
filed there, or among the topics suggested there; ``declined``: not taken. The rest is of the proposal filed there, and
between ``merged`` and ``unmerged`` of what it was merged into."""


class _Answer(SubmissionEvent):
    """One step, numbered from 1 for each forward."""

    number: int
    stage: ForwardStage
    at: datetime
    reason: Text | None = None
    there_number: int | None = None
    """The case number at the receiver's."""
    there_unit: Line | None = None
    """By name: the receiver's ids mean nothing elsewhere."""
    reply_number: Line | None = None
    reply_class: AnswerClass | None = None
    reply_on: date | None = None


class ForwardAnswerReceived(_Answer):
    """The receiver's :class:`ForwardAnswered`, in the origin's county."""

    forward_id: Ref
    proposal_id: Ref | None = None
    receiver_name: Line
    title: Line


class ForwardReceived(SubmissionEvent):
    """The receiver's new record; its id is made of the origin's county and forward, so that there is one only."""

    received_id: Ref
    origin: County
    origin_name: Line
    forward_id: Ref
    origin_proposal: Ref | None = None
    title: Line
    reason: Text
    proposal: ForwardedProposal | None = None
    topic: ForwardedTopic | None = None
    forwarded_at: datetime
    received_at: datetime


class ForwardOffered(SubmissionEvent):
    """A member, or a body, is asked to propose it here."""

    received_id: Ref
    title: Line
    origin_name: Line
    member_id: Ref | None = None
    body_id: Ref | None = None
    offered_at: datetime


class ForwardOfferAnswered(SubmissionEvent):
    """Taken up, it is filed as the proposal ``filed_as`` of whoever took it up."""

    received_id: Ref
    title: Line
    member_id: Ref
    taken: bool
    filed_as: Ref | None = None
    reason: Text | None = None


class ForwardRecallReceived(SubmissionEvent):
    """The origin's :class:`ForwardRecalled`, in the receiver's county: what was filed here already stays."""

    received_id: Ref
    title: Line
    origin_name: Line
    because: RecallCause
    reason: Text | None = None
    member_id: Ref | None = None
    body_id: Ref | None = None
    """Whom it was offered to, or who took it up."""
    filed_as: Ref | None = None


class ForwardAnswered(_Answer):
    """Applied in the origin's county."""

    CROSSES_TO: ClassVar[str | None] = "origin"

    received_id: Ref
    origin: County
    forward_id: Ref
    about: Line | None = None
    """The receiver's record that the step is of, where there may be several: an assignment, a reply's version."""
