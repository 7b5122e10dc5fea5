"""Who reviews, and in which stages: the roster, its groups, opinions."""

from datetime import datetime
from typing import Literal

from contracts.base import Line, Record, Ref, Text
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


ReviewStage = Literal["preliminary", "second", "final"]
ReviewOutcome = Literal["admit", "return", "decline"]


class StageWanted(Record):
    """One stage as the county's policy wanted it when the proposal was distributed."""

    stage: ReviewStage
    by: Literal["members", "lead"]
    opinions: int
    hours: int
    near_hours: int
    """So many hours before its end it is near."""
    blind: bool
    """Whether nobody sees an opinion before the stage is closed."""


class ReviewDistributed(SubmissionEvent):
    """A round of the review begins: with the first distribution, with a move to another group, and when a text is filed
    again. What was said in an earlier round counts no more."""

    proposal_id: Ref
    round: int
    group_id: Ref
    stages: tuple[StageWanted, ...]
    reason: Line | None = None
    policy_version: int


class ReviewStageOpened(SubmissionEvent):
    proposal_id: Ref
    round: int
    stage: ReviewStage
    reviewers: tuple[Ref, ...]
    """Those of the group who may give an opinion: nobody who is party to the proposal."""
    wanted: int
    near_at: datetime
    due_at: datetime


class ReviewOpinionGiven(SubmissionEvent):
    """Given again while the stage is open, the latest counts."""

    proposal_id: Ref
    round: int
    stage: ReviewStage
    reviewer_id: Ref
    outcome: ReviewOutcome
    reason_code: Ref | None = None
    """Of the county's grounds for declining."""
    comment: Text | None = None
    suggested_units: tuple[Ref, ...] = ()
    topics: tuple[Line, ...] = ()


class ReviewStageClosed(SubmissionEvent):
    """All opinions that were wanted are given; ``agreed`` says whether all of them say the same."""

    proposal_id: Ref
    round: int
    stage: ReviewStage
    outcomes: tuple[ReviewOutcome, ...]
    agreed: bool
    lead: Ref
    """The group's lead, as notices name people."""


class ReviewStageNear(SubmissionEvent):
    proposal_id: Ref
    stage: ReviewStage
    awaiting: tuple[Ref, ...]
    """People whose opinion is still wanted, as notices name them."""
    due_at: datetime


class ReviewStageOverdue(SubmissionEvent):
    proposal_id: Ref
    stage: ReviewStage
    awaiting: tuple[Ref, ...]
    lead: Ref
    due_at: datetime


class ReviewCutShort(SubmissionEvent):
    """Somebody whom the policy lets decide alone did so while opinions were still wanted."""

    proposal_id: Ref
    reason: Text
    wanting: tuple[ReviewStage, ...]
    decided_by: Line


class ReviewSetAside(SubmissionEvent):
    """The proposal was filed again, and nobody reviews it until it is distributed anew."""

    proposal_id: Ref
    reason: Line
