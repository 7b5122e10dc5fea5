"""Proposals of earlier years."""

from contracts.base import AnswerClass, Line, Rating, Record, Ref, Text
from contracts.submission.base import SubmissionEvent, Suggestion


class ArchivedText(Record):
    """What the Word file of a proposal of an earlier year says: its three parts where it has their headings, else
    ``whole``. Numbers of persons are masked, and lines that tell how to reach somebody are left out."""

    file: Line
    sha256: str
    """Hex SHA-256 of the Word file, which itself is not kept."""
    public: bool
    """Whether others of the county than its staff may read it."""
    situation: Text | None = None
    analysis: Text | None = None
    suggestions: tuple[Suggestion, ...] = ()
    whole: Text | None = None


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
    text: ArchivedText | None = None
    """None: nothing is said of it, and what was recorded before stays."""
