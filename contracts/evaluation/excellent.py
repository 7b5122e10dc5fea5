"""Excellent proposals (优秀提案): the order that a quality scheme gives, and what is decided of it."""

from typing import Literal

from pydantic import Field

from contracts.base import Line, Record, Ref, Text
from contracts.evaluation.base import EvaluationEvent, Points


class ExcellentCandidate(Record):
    """``version`` is its assessment's, which is computed no more. Equal ones share a rank. ``standing``: within the
    places, out of them, or equal with others for the last ones."""

    rank: int
    proposal_id: Ref
    assessment_id: Ref
    version: int
    total: Points
    collective: bool
    standing: Literal["in", "tied", "out"]
    ties: dict[str, Points] = Field(default={}, exclude_if=lambda ties: not ties)
    """Points of the indicators that decide between equal totals."""


class ExcellentCandidatesRanked(EvaluationEvent):
    """What the computed assessments of one session's proposals say by one scheme. Ranked again before it is decided, it
    takes the place of the earlier one."""

    selection_id: Ref
    scheme_id: Ref
    session_id: Ref
    maximum: Points
    admitted: int
    """Of the session; the places are a share of these, assessed or not."""
    places: int
    collective_places: int
    """So many of the places at least are for bodies' proposals, where there are as many."""
    candidates: tuple[ExcellentCandidate, ...]
    policy_version: int


class ExcellentProposalsDecided(EvaluationEvent):
    """Each one chosen has its own :class:`AwardGranted`."""

    selection_id: Ref
    year: int
    chosen: tuple[Ref, ...]
    departures: dict[str, Text] = Field(default={})
    """Proposal → why it was chosen or left out against the order, or among equals."""
    decided_by: Line
