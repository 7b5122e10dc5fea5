"""Who reviews: the roster of reviewers and their groups."""

from contracts.base import Line, Ref
from contracts.submission.base import SubmissionEvent


class ReviewerEnrolled(SubmissionEvent):
    """Enrolled again, the reviewer is what the latest event says."""

    reviewer_id: Ref
    login: Ref
    """The ``sub`` of the token in which they sign in."""
    member_id: Ref | None = None
    """Where the reviewer is a member, who reviews nothing of their own."""
    name: Line
    topics: tuple[Line, ...] = ()
    sectors: tuple[Line, ...] = ()


class ReviewerRetired(SubmissionEvent):
    reviewer_id: Ref
    reason: Line


class ReviewGroupFormed(SubmissionEvent):
    """Formed again, the group is what the latest event says; its session stays."""

    group_id: Ref
    session_id: Ref
    name: Line
    topics: tuple[Line, ...] = ()
    sectors: tuple[Line, ...] = ()
    members: tuple[Ref, ...]
    """Reviewers."""
    lead: Ref
    """One of them."""


class ReviewGroupDissolved(SubmissionEvent):
    group_id: Ref
    reason: Line
