"""What became of what was filed: review, registration, merging, withdrawal."""

from datetime import date, datetime
from typing import Literal

from contracts.base import Channel, Line, ProposalKind, Record, Ref, Text
from contracts.submission.base import ProposalText, SubmissionEvent, Suggestion
from contracts.submission.filing import Assisted, Attachment


class PlacedComment(Record):
    """A comment at a place of the text as it was returned."""

    part: Literal["title", "situation", "analysis", "suggestions"]
    number: int
    """Of the paragraph that is not blank, or of the suggestion; from 1. The title's is 1."""
    quote: Text | None = None
    """Words of it that the comment is about."""
    comment: Text


class ProposalReturned(SubmissionEvent):
    proposal_id: Ref
    comments: Text
    places: tuple[PlacedComment, ...] = ()


class ProposalAmended(SubmissionEvent):
    """A returned proposal filed again, or a clerk's edit; ``before`` is the image it replaces."""

    proposal_id: Ref
    text: ProposalText
    before: ProposalText
    refiled: bool
    assisted: Assisted | None = None
    """Filed again for the proposer, from paper; the three fields below are of that alone."""
    received_at: datetime | None = None
    """When the corrected paper came in; where the proposal belongs is by when it first came in."""
    attachments: tuple[Attachment, ...] = ()
    """What came with it, its scan too; added to what the proposal has."""


class ProposalAdmitted(SubmissionEvent):
    proposal_id: Ref
    case_number: int
    session_id: Ref
    channel: Channel
    kind: ProposalKind
    title: Line
    topic_group: Line
    proposers: tuple[Ref, ...]
    """Everybody who is asked for sign-off: first, joint, and those of merged proposals."""
    suggestions: tuple[Suggestion, ...]
    publish_consent: bool
    repeats: Ref | None = None
    policy_version: int


class ProposalDeclined(SubmissionEvent):
    proposal_id: Ref
    reason_code: Ref
    explanation: Text
    redirect: Line | None = None
    policy_version: int
    reconsider_until: date | None = None
    """The last day on which the proposer may ask once for reconsideration (复议)."""
    declined_by: Line | None = None


class RedirectAnswered(SubmissionEvent):
    """Whether the proposer lets the declined text go where the committee offered to send it."""

    proposal_id: Ref
    agreed: bool


class ReconsiderationRequested(SubmissionEvent):
    proposal_id: Ref
    grounds: Text


class ReconsiderationDecided(SubmissionEvent):
    """Reopened, the proposal is filed again and reviewed anew; otherwise it stays declined for good."""

    proposal_id: Ref
    reopened: bool
    explanation: Text


class ProposalsMerged(SubmissionEvent):
    """Recorded on the master; each child gets its own :class:`ProposalMergedInto`."""

    proposal_id: Ref
    children: tuple[Ref, ...]
    proposers: tuple[Ref, ...]
    opinion: Text
    merged_by: Line | None = None
    answer_by: datetime | None = None
    """Until when the first proposer of the master and of each child may agree or object; None: nobody is asked."""


class ProposalMergedInto(SubmissionEvent):
    """The child's side of a merge: its record stays, it gets no number and counts as merged."""

    proposal_id: Ref
    master_id: Ref
    answer_by: datetime | None = None


class MergeAnswered(SubmissionEvent):
    """Recorded on the master: what the first proposer of ``of``, the master or a child, says to the merge."""

    proposal_id: Ref
    of: Ref
    member_id: Ref
    agreed: bool
    reason: Text | None = None


class MergeObjectionsOverruled(SubmissionEvent):
    """The merge stays although the first proposers of these proposals object; otherwise it is undone."""

    proposal_id: Ref
    of: tuple[Ref, ...]
    explanation: Text
    overruled_by: Line


class MergeUndone(SubmissionEvent):
    """Recorded on the master; each child gets its own :class:`ProposalUnmerged`."""

    proposal_id: Ref
    children: tuple[Ref, ...]
    reason: Text
    proposers: tuple[Ref, ...] | None = None
    """Of a master that has a case number, which it keeps: who is asked for sign-off from now on, instead of those whom
    its admission named. None: its admission is still to come, and will say."""


class ProposalUnmerged(SubmissionEvent):
    """The child's side of an undone merge: it is filed again, with its own proposers."""

    proposal_id: Ref
    master_id: Ref


class ProposalWithdrawn(SubmissionEvent):
    proposal_id: Ref
    reason: Text
