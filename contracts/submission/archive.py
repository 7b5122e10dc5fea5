"""Proposals of earlier years."""

from contracts.base import AnswerClass, Line, Rating, Ref, Text
from contracts.submission.base import SubmissionEvent


class ArchivedProposalRecorded(SubmissionEvent):
    """A proposal of an earlier year, as its archive tells it; it was never filed here.

    Names are the archive's: nobody knows whether a person or a unit of that year is one of today's directory.
    """

    proposal_id: Ref
    year: int
    session: Line
    """As the archive writes it: 十五届一次."""
    case_number: int
    title: Line
    proposers: tuple[Line, ...]
    units: tuple[Line, ...]
    answer_class: AnswerClass | None = None
    result: Rating | None = None
    """The rating on the archived form; None when it was never signed."""
    unfinished: Text | None = None
    """What was promised and is still open."""
