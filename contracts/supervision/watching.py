"""A proposal under supervision: by whom, how closely, what was done, and its end."""

from datetime import date, datetime
from typing import Literal

from contracts.base import Channel, Line, Rating, Record, Ref, SupervisionClass, Text, UnitAct
from contracts.supervision.base import SupervisionEvent


class SupervisionOpened(SupervisionEvent):
    supervision_class: SupervisionClass
    case_number: int
    proposers: tuple[Ref, ...]
    archived_year: int | None = None
    """Of a proposal of an earlier year's archive: it was never admitted here, and the case number is that year's."""
    session_id: Ref | None = None
    opened_on: date | None = None
    """From which day its silence is counted; an older event does not say."""


class SupervisorAppointed(SupervisionEvent):
    supervisor: Line
    """A committee, or a leader's office."""
    by_default: bool


class SupervisedProposersChanged(SupervisionEvent):
    """A merge into the proposal was undone after its admission: only these are its proposers."""

    proposers: tuple[Ref, ...]


ActivityKind = Literal["site_visit", "symposium", "call", "instruction"]


class OrderedActivity(Record):
    """The activity that an order follows from."""

    activity_id: Ref
    kind: ActivityKind
    held_on: date


OrderKind = Literal["key_order", "supervision_letter"]
"""督办通知 of the leading group for inspection and assessment, on a key proposal; 督办函 of the conference."""


class SupervisionOrderIssued(SupervisionEvent):
    """The names are those of its day: the letter says them for ever."""

    order_id: Ref
    kind: OrderKind
    year: int
    sequence: int
    """In the year's series of the kind, without gaps."""
    number: Line
    issued_at: datetime
    channel: Channel
    case_number: int
    title: Line
    units: tuple[Ref, ...]
    unit_names: tuple[Line, ...]
    supervisor: Line
    due: date | None
    """The earliest day on which one of the units' replies is due."""
    policy_version: int
    activity: OrderedActivity | None = None


class TrackingDesignated(SupervisionEvent):
    reason: Text


class TrackingFinished(SupervisionEvent):
    """What a proposal that outlived its session has come to."""

    finding: Text


class UrgeIssued(SupervisionEvent):
    assignment_id: Ref
    text: Text
    urge_id: Ref | None = None
    unit_id: Ref | None = None


class UrgeAnswered(SupervisionEvent, UnitAct):
    urge_id: Ref
    assignment_id: Ref
    unit_id: Ref
    text: Text


class FollowUp(Record):
    """What an activity left to be done, by whom and until when."""

    follow_up_id: Ref
    what: Text
    who: Line
    """The unit's name, or who else."""
    unit_id: Ref | None = None
    due: date


class ActivityHeld(SupervisionEvent):
    """All that follows the findings came later; an older event says none of it."""

    kind: ActivityKind
    held_on: date
    findings: Text
    activity_id: Ref | None = None
    members: tuple[Ref, ...] = ()
    """Members of the conference who took part."""
    units: tuple[Ref, ...] = ()
    others: tuple[Line, ...] = ()
    """Leaders and staff, by name or office."""
    follow_ups: tuple[FollowUp, ...] = ()
    next_on: date | None = None
    """When the next activity is planned."""
    recorded_by: Line | None = None


class FollowUpAnswered(SupervisionEvent, UnitAct):
    follow_up_id: Ref
    unit_id: Ref
    text: Text


class FollowUpClosed(SupervisionEvent):
    """The supervisor has seen what was done; with or without an answer before."""

    follow_up_id: Ref
    finding: Text
    closed_by: Line


class FollowUpOverdue(SupervisionEvent):
    """Its day went by without an answer; recorded once, dated when it fell due."""

    follow_up_id: Ref
    what: Text
    who: Line
    unit_id: Ref | None
    due: date
    fell_due: date


class ClosedUnsigned(SupervisionEvent):
    reason: Text
    why: Literal["died", "left_office", "unreachable", "refused"] | None = None


class SupervisionCancelled(SupervisionEvent):
    """The proposal was withdrawn after its admission."""

    reason: Text


class SupervisionClosed(SupervisionEvent):
    closed_at: datetime
    result: Rating
    """The worst result rating among the last cycle's replies."""
