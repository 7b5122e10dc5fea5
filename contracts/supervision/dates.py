"""Due dates: why they are that day, and what became of them."""

from datetime import date, datetime
from typing import Literal

from contracts.base import Line, Record, Ref, Text, UnitAct, UnitRole
from contracts.supervision.base import SupervisionEvent


class DateStep(Record):
    """One step of a date's computation; after it the date is ``day``.

    ``number`` counts months, working days, or a pause's calendar days; ``reason`` is a person's, or the name of the
    county's rule. *start*, *months*, *working_days*, *fixed*, *paused* and *extended* are what was decided;
    *next_working* and *tentative* follow from the calendar.
    """

    rule: Literal["start", "months", "working_days", "fixed", "paused", "extended", "next_working", "tentative"]
    day: date
    number: int | None = None
    reason: Text | None = None


class DeadlineSet(SupervisionEvent):
    """``why`` are the steps of the computation, in words, one per line."""

    assignment_id: Ref
    unit_id: Ref
    cycle: int
    due: date
    due_version: int
    why: tuple[str, ...]
    policy_version: int
    started_on: date | None = None
    """The day from which the term is counted."""
    tiers: tuple[int, ...] = ()
    """How many days before the due date each announcement falls due, as the policy had it and the time still allowed.
    An older event does not say; so below."""
    trace: tuple[DateStep, ...] = ()
    """The same as ``why``, as data; who follows it with the calendar gets the date again."""
    role: UnitRole | None = None
    urgent: bool = False
    decided_at: datetime | None = None
    """The policies and the calendar of this moment count."""


class DeadlineExtended(SupervisionEvent):
    assignment_id: Ref
    due: date
    due_version: int
    reason: Text
    approved_by: Line
    tiers: tuple[int, ...] = ()
    trace: tuple[DateStep, ...] = ()


class ExtensionRequested(SupervisionEvent, UnitAct):
    """A unit asks for more time; only the assigning office gives it."""

    assignment_id: Ref
    unit_id: Ref
    due: date
    reason: Text


class ExtensionRefused(SupervisionEvent):
    """The date stays as it was."""

    assignment_id: Ref
    unit_id: Ref
    due: date
    """That was asked for."""
    reason: Text
    refused_by: Line


class DeadlinePaused(SupervisionEvent):
    """The time stands still: no announcement falls due, and nothing is missed, until it is resumed."""

    assignment_id: Ref
    paused_on: date
    reason: Text
    paused_by: Line


class DeadlineResumed(SupervisionEvent):
    """The date moves by ``days``, the calendar days of the pause, to a working day."""

    assignment_id: Ref
    resumed_on: date
    days: int
    due: date
    due_version: int
    resumed_by: Line
    tiers: tuple[int, ...] = ()
    trace: tuple[DateStep, ...] = ()


class DeadlineRecomputed(SupervisionEvent):
    """What the date was computed from has changed: an official calendar was announced, the county changed its days, or
    the proposal's class or channel became another or known. ``before`` is the date until now; it may be the same, where
    only its computation is another (the calendar of that year is no guess any more)."""

    assignment_id: Ref
    before: date
    due: date
    due_version: int
    basis: Literal["calendar", "term"]
    tiers: tuple[int, ...] = ()
    trace: tuple[DateStep, ...] = ()


class DeadlineNear(SupervisionEvent):
    """A tier fell due; ``announce`` is false where downtime passed it and a later tier speaks."""

    assignment_id: Ref
    due: date
    due_version: int
    tier: int
    fell_due: date
    announce: bool


class DeadlineMissed(SupervisionEvent):
    assignment_id: Ref
    due: date
    due_version: int
    fell_due: date


class DeadlineMet(SupervisionEvent):
    """The reply was issued; ``on_time`` compares its day with the due date in force."""

    assignment_id: Ref
    due: date
    due_version: int
    on_time: bool


class DeadlineLifted(SupervisionEvent):
    """The assignment ended without a reply: cancelled, re-assigned or withdrawn."""

    assignment_id: Ref
    reason: Text
