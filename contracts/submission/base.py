"""What the events of submission share."""

from typing import ClassVar

from contracts.base import Event, Line, Record, Text


class SubmissionEvent(Event):
    SOURCE: ClassVar[str] = "submission"


class Suggestion(Record):
    """One numbered suggestion (建议); ``number`` starts at 1 and is what replies and outcomes refer to."""

    number: int
    text: Text


class ProposalText(Record):
    """The three parts of a proposal; 案由 is ``title``."""

    title: Line
    situation: Text
    analysis: Text
    suggestions: tuple[Suggestion, ...]
