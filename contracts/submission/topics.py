"""Topics that somebody suggests, and what becomes of them."""

from datetime import datetime
from typing import Literal

from contracts.base import Line, Ref, Text
from contracts.submission.base import SubmissionEvent

TopicSource = Literal["member", "body", "unit", "public"]
"""Of the public nothing is said but the text: who it was, and a contact, are in no event."""


class TopicProposed(SubmissionEvent):
    suggestion_id: Ref
    source: TopicSource
    title: Line
    grounds: Text
    """Why it should be looked into."""
    proposed_at: datetime
    member_id: Ref | None = None
    """Who suggests it; for a body, the officer who did."""
    body_id: Ref | None = None
    unit_id: Ref | None = None


class TopicSuggestionAccepted(SubmissionEvent):
    """It may be taken into a call from now on."""

    suggestion_id: Ref
    title: Line
    title_before: Line | None = None
    """Where the clerk put it in other words."""


class TopicSuggestionDeclined(SubmissionEvent):
    suggestion_id: Ref
    reason: Line


class TopicSuggestionMerged(SubmissionEvent):
    """It says what another one says, and shares what becomes of that."""

    suggestion_id: Ref
    into: Ref
    title: Line
    """The other one's."""


class TopicSuggestionTaken(SubmissionEvent):
    """A call offers it; ``title`` is the topic's there."""

    suggestion_id: Ref
    call_id: Ref
    topic: int
    title: Line


class TopicSuggestionFreed(SubmissionEvent):
    """The call offers it no more; another one may."""

    suggestion_id: Ref
    call_id: Ref


class TopicSuggestionBooked(SubmissionEvent):
    """By the first who booked it in that call."""

    suggestion_id: Ref
    booking_id: Ref


class TopicSuggestionFiled(SubmissionEvent):
    suggestion_id: Ref
    booking_id: Ref
    filed_as: Ref
    """The proposal. The event is the suggestion's, not the proposal's, so that it keeps the order of the former."""
