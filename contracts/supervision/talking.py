"""A member who is content with the result and not with how it came about: the proposal committee talks it over."""

from datetime import date

from contracts.base import Form, Line, Rating, Ref, Text
from contracts.supervision.base import SupervisionEvent


class ProcessTalkEvent(SupervisionEvent):
    talk_id: Ref
    reply_id: Ref
    member_id: Ref


class ProcessTalkCalled(ProcessTalkEvent):
    """By the member's signature; it orders no re-handling."""

    assignment_id: Ref
    unit_id: Ref
    cycle: int
    result: Rating
    comment: Text | None
    """What the member wrote beside the signature."""
    called_on: date


class ProcessTalkHeld(ProcessTalkEvent):
    held_on: date
    form: Form
    outcome: Text
    """What came of it."""
    recorded_by: Line


class ProcessTalkEnded(ProcessTalkEvent):
    conclusion: Text
    declined: bool
    """The member wanted no talk; there was none."""
    ended_by: Line
