"""A proposal under supervision: by whom, how closely, what was done, and its end."""

from datetime import date, datetime
from typing import Literal

from contracts.base import Channel, Line, Rating, Ref, SupervisionClass, Text, UnitAct
from contracts.supervision.base import SupervisionEvent


class SupervisionOpened(SupervisionEvent):
    supervision_class: SupervisionClass
    case_number: int
    proposers: tuple[Ref, ...]
    archived_year: int | None = None
    """Of a proposal of an earlier year's archive: it was never admitted here, and the case number is that year's."""
    session_id: Ref | None = None


class SupervisorAppointed(SupervisionEvent):
    supervisor: Line
    """A committee, or a leader's office."""
    by_default: bool


class SupervisedProposersChanged(SupervisionEvent):
    """A merge into the proposal was undone after its admission: only these are its proposers."""

    proposers: tuple[Ref, ...]


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


class ActivityHeld(SupervisionEvent):
    kind: Literal["site_visit", "symposium", "call", "instruction"]
    held_on: date
    findings: Text


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
