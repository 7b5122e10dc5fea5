"""Members, bodies and units."""

from datetime import date
from typing import Literal

from contracts.base import Line, Ref
from contracts.submission.base import SubmissionEvent


class MemberEnrolled(SubmissionEvent):
    member_id: Ref
    name: Line
    sector: Line
    party_group: Line | None = None
    committee: Line | None = None
    term: int


class MemberRetired(SubmissionEvent):
    member_id: Ref
    reason: Line
    term: int | None = None
    """The term whose end retired the member, who still finishes what is open; None where somebody decided it."""


class BodyEnrolled(SubmissionEvent):
    """A body that files collectively: party group, sector or committee."""

    body_id: Ref
    name: Line
    kind: Literal["party_group", "sector", "committee"]
    officers: tuple[Ref, ...] = ()
    """The members who may act for it. Enrolled again, the body has the officers that the latest event names."""


class BodyRetired(SubmissionEvent):
    body_id: Ref
    reason: Line


class UnitEnrolled(SubmissionEvent):
    unit_id: Ref
    name: Line
    system: Literal["party", "government", "other"]
    linked_committee: Line
    """The committee (专委会) that supervises this unit's general proposals."""
    aliases: tuple[Line, ...] = ()
    """Other names that people know it by. Enrolled again, the unit has those that the latest event names."""


class UnitSucceeded(SubmissionEvent):
    """Merged or renamed: from that day on ``successor_id`` is assigned what ``unit_id`` would have been.

    What the unit holds by then it goes on with; nothing moves by itself.
    """

    unit_id: Ref
    successor_id: Ref
    takes_over_on: date
    reason: Line


class UnitSuccessionUndone(SubmissionEvent):
    """It was a mistake: the unit is there as if nobody had taken over. ``successor_id`` and ``takes_over_on`` say what
    was undone."""

    unit_id: Ref
    successor_id: Ref
    takes_over_on: date
    reason: Line


class UnitRetired(SubmissionEvent):
    """Dissolved with nobody in its place, from that day on."""

    unit_id: Ref
    retired_on: date
    reason: Line
