"""The three levels above the two parties: what a year selects, the meetings on it, and what units are told there.

A point is an opinion of a meeting, delivered to one unit, or a question of a member; either is tracked to its end.
"""

from datetime import date, datetime
from typing import ClassVar, Literal

from contracts.base import Adoption, Event, Form, Line, Record, Ref, Text, UnitAct
from contracts.consultation.presence import Attendance
from contracts.files import Attachment

Level = Literal["proposal_committee", "chair", "standing_committee"]
"""提案委 / 主席会议 / 常委会议协商."""
Grounds = Literal["key", "dissatisfied", "continuing"]
"""Why a proposal is talked over once more."""


class LevelEvent(Event):
    SOURCE: ClassVar[str] = "consultation"


class SelectedProposal(Record):
    """``category`` is of the chair's meeting, which talks over one or two of them; ``grounds`` of the committee's."""

    proposal_id: Ref
    grounds: Grounds | None = None
    category: Line | None = None


class SelectionEvent(LevelEvent):
    """``selection_id`` is ``YEAR-LEVEL``: a county has one of each."""

    selection_id: Ref


class SelectionDrafted(SelectionEvent):
    """Anew each time that the list is changed before it is decided."""

    year: int
    level: Level
    items: tuple[SelectedProposal, ...]


class SelectionDecided(SelectionEvent):
    year: int
    level: Level
    items: tuple[SelectedProposal, ...]
    decided_by: Line
    policy_version: int


class HandlingReported(SelectionEvent):
    """The year's report on it: of the party committee and the government to the standing committee, else of the
    proposal committee on its own consultations. The figures are as of that moment."""

    year: int
    level: Level
    report: Text
    reported_by: Line
    meetings_held: int
    points: int
    points_settled: int
    points_open: tuple[Ref, ...]


class ForumEvent(LevelEvent):
    forum_id: Ref


class ForumConvened(ForumEvent):
    selection_id: Ref
    level: Level
    title: Line
    convener: Line
    form: Form
    at: datetime
    place: Line
    proposals: tuple[Ref, ...]
    units: tuple[Ref, ...]
    members: tuple[Ref, ...]
    beneficiaries: tuple[Line, ...]
    """Who is concerned and has no login, as they are to be called."""


class ForumCalledOff(ForumEvent):
    reason: Text
    units: tuple[Ref, ...]
    members: tuple[Ref, ...]


class ForumAttended(ForumEvent):
    attendance: Attendance


class ForumHeld(ForumEvent):
    selection_id: Ref
    level: Level
    proposals: tuple[Ref, ...]
    minutes: Text
    agreed: tuple[Text, ...]
    open: tuple[Text, ...]
    """Points on which the meeting did not agree."""
    present: int


class ForumDocumentAdded(ForumEvent):
    document: Attachment
    added_by: Line


class ForumDocumentRemoved(ForumEvent):
    """``document`` is what it was, whose bytes stay."""

    document: Attachment
    reason: Text
    removed_by: Line


class PointEvent(LevelEvent):
    """``proposal_id`` is None for a question that is about no single proposal."""

    point_id: Ref
    proposal_id: Ref | None = None
    unit_id: Ref


class PointPut(PointEvent):
    forum_id: Ref
    level: Level
    text: Text
    due: date
    policy_version: int
    tiers: tuple[int, ...] = ()
    """How many calendar days before ``due`` each reminder falls due; an older event does not say."""


class OpinionDelivered(PointPut):
    """Point to point: to this unit alone, which must answer it."""

    delivered_by: Line


class QuestionRaised(PointPut):
    """By a member; ``assisted_by`` is the clerk who wrote down what was asked in the meeting."""

    member_id: Ref
    assisted_by: Line | None = None


class PointNear(PointEvent):
    """A reminder fell due; ``announce`` is false where downtime passed it and a later one speaks."""

    due: date
    tier: int
    announce: bool


class OpinionNear(PointNear):
    pass


class QuestionNear(PointNear):
    member_id: Ref


class PointOverdue(PointEvent):
    """The due day is over without an answer: once for each due day. ``overseers`` are the roles that the county's
    policy names."""

    due: date
    overseers: tuple[Line, ...]
    policy_version: int


class OpinionOverdue(PointOverdue):
    pass


class QuestionOverdue(PointOverdue):
    member_id: Ref


class PointAnswered(PointEvent, UnitAct):
    text: Text
    adoption: Adoption | None = None
    """Of an opinion: what the unit does with it."""
    answered_by: Line


class OpinionAnswered(PointAnswered):
    pass


class QuestionAnswered(PointAnswered):
    member_id: Ref


class PointPressed(PointEvent):
    """The answer does not do: the unit is asked once more."""

    reason: Text
    due: date
    tiers: tuple[int, ...] = ()
    """As when it was put."""


class OpinionPressed(PointPressed):
    pass


class QuestionPressed(PointPressed):
    member_id: Ref


class PointSettled(PointEvent):
    pass


class OpinionSettled(PointSettled):
    settled_by: Line


class QuestionSettled(PointSettled):
    """Only the member who asked can say so."""

    member_id: Ref


class PointClosed(PointEvent):
    """Given up with a reason; it never counts as settled."""

    reason: Text
    closed_by: Line


class OpinionClosed(PointClosed):
    pass


class QuestionClosed(PointClosed):
    member_id: Ref
