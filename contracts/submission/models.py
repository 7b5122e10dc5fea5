"""Model proposals (范文): what the staff show members as worth writing like."""

from typing import Annotated

from pydantic import Field

from contracts.base import Line, Ref, Text
from contracts.submission.base import SubmissionEvent

Tags = Annotated[tuple[Line, ...], Field(max_length=20)]


class ModelMarked(SubmissionEvent):
    """An admitted proposal that its proposer consented to publish, or an archived one."""

    model_id: Ref
    proposal_id: Ref
    archived: bool
    title: Line
    sector: Line | None = None
    """The first proposer's, or the body's if it is one; of the archive it is not known."""
    tags: Tags
    comment: Text
    """Why it is good."""
    marked_by: Line


class ModelEdited(SubmissionEvent):
    """``before_…`` is what it replaces."""

    model_id: Ref
    proposal_id: Ref
    tags: Tags
    comment: Text
    before_tags: Tags
    before_comment: Text


class ModelUnmarked(SubmissionEvent):
    """By the staff, or because the proposal was withdrawn."""

    model_id: Ref
    proposal_id: Ref
    archived: bool
    reason: Text
