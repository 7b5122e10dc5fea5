"""Topics worked up on order (预约重点打造): whom they are offered to, and what is answered."""

from datetime import date

from contracts.base import Line, Ref
from contracts.submission.base import SubmissionEvent


class _OfOffer(SubmissionEvent):
    """Whom it is made to and of what is said each time, so that nobody needs the first event to tell it."""

    offer_id: Ref
    title: Line
    """The topic's."""
    member_id: Ref | None = None
    body_id: Ref | None = None
    """One of both."""


class TopicOffered(_OfOffer):
    """The topic is kept for its holder until the end of ``answer_by``, Asia/Shanghai."""

    call_id: Ref
    topic: int
    answer_by: date
    due: date | None = None
    """By when it is to be worked up; None: as of any booking."""
    note: Line | None = None
    policy_version: int


class OfferAccepted(_OfOffer):
    booking_id: Ref


class OfferDeclined(_OfOffer):
    reason: Line


class OfferWithdrawn(_OfOffer):
    reason: Line


class OfferLapsed(_OfOffer):
    """Nobody answered in time: the topic is free."""
