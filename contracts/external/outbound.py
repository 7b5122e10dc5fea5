"""What the supervision system gets to know of us.

No free text that a person wrote leaves, since it may hold anybody's telephone: of an urge, an answer or a reply goes
out that it was made, by which unit, when, and what proves its text (a hash). No member is named: who signed stays
here; the public record has the title of a proposal and the names of units and of who supervises it, and these go out.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from contracts.base import AnswerClass, Channel, Rating, Ref
from contracts.external.base import Message, PublicLine, Sha256, Source


class OrderIssued(Message):
    """督办通知、督办函."""

    proposal_id: Ref
    order_id: Ref
    kind: Literal["key_order", "supervision_letter"]
    number: PublicLine
    issued_at: datetime
    channel: Channel
    case_number: int
    title: PublicLine
    units: tuple[Ref, ...]
    unit_names: tuple[PublicLine, ...]
    supervisor: PublicLine
    due: date | None


class UrgeIssued(Message):
    """催办."""

    proposal_id: Ref
    assignment_id: Ref
    urge_id: Ref | None
    unit_id: Ref | None


class UrgeAnswered(Message):
    proposal_id: Ref
    assignment_id: Ref
    urge_id: Ref
    unit_id: Ref


class DeadlineMissed(Message):
    """逾期."""

    proposal_id: Ref
    assignment_id: Ref
    unit_id: Ref
    due: date
    fell_due: date
    due_version: int


class ReplyIssued(Message):
    """答复: one version of a unit's reply; ``content_hash`` proves its text without saying it."""

    proposal_id: Ref
    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    cycle: int
    reply_version: int
    number: PublicLine
    answer_class: AnswerClass
    content_hash: Sha256
    issued_at: datetime


class SignOffGiven(Message):
    """签字: one proposer's, who is not named."""

    proposal_id: Ref
    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    cycle: int
    result: Rating
    process: Rating
    visited: bool
    view: Literal["agree", "understand", "reserve", "disagree"]
    method: Literal["passkey", "paper", "sm2"]


class SignOffCompleted(Message):
    """Everybody whose signature the policy demands has signed; ``result`` is the worst of theirs."""

    proposal_id: Ref
    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    cycle: int
    result: Rating


class Acknowledged(Message):
    """A message was taken in."""

    source: Source
    id: Ref
    type: PublicLine
    received_at: datetime


RejectionRule = Literal[
    "invalid",
    "type-unknown",
    "county-unknown",
    "proposal-unknown",
    "unit-unknown",
    "source-ours",
    "id-reused",
    "sequence-passed",
]


class Rejected(Message):
    """A message was not taken in, and never will be under this id: say it anew under another."""

    source: Source
    id: Ref
    rule: RejectionRule
    detail: Annotated[tuple[PublicLine, ...], Field(max_length=10)]
    received_at: datetime


class DayCompared(Message):
    """What came of the supervision system's report on a day; each list is cut at 1000."""

    source: Source
    id: Ref
    day: date
    differences: int
    missing_there: tuple[Ref, ...]
    """What we sent and they did not name: ask for it to be sent again."""
    unknown_there: tuple[Ref, ...]
    """What they named and we never sent."""
    missing_here: tuple[Ref, ...]
    """What they sent and has not come: send it again."""
    unreported: tuple[Ref, ...]
    """What came from them and they did not name."""
