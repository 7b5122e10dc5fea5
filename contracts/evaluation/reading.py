"""Proposal quality: who reads what blind and who hands it on; what unit and proposer say of each other."""

from datetime import date

from pydantic import Field

from contracts.base import Line, Record, Ref, Text, UnitAct
from contracts.evaluation.base import EvaluationEvent, Points, nothing


class Reader(Record):
    assessor: Ref
    group: Ref


class SharedReading(Record):
    """Who reads one proposal; fewer than were wanted where too few may."""

    proposal_id: Ref
    assessment_id: Ref
    readers: tuple[Reader, ...]


class ReadingsSharedOut(EvaluationEvent):
    """Admitted proposals of a session, shared out among a scheme's panel. Whoever has the seed, the panel, the
    population and what had been shared out before can do it again and gets the same."""

    allotment_id: Ref
    scheme_id: Ref
    session_id: Ref
    seed: Line
    readers: int
    """Of each group."""
    population: int
    population_hash: str
    """SHA-256 of the lines ``proposal excluded…``, sorted."""
    readings: tuple[SharedReading, ...]
    """A long list goes on in the next event."""


class ReadingHandedOver(EvaluationEvent):
    """An assessor steps back from a proposal (回避), or a clerk takes it from them."""

    allotment_id: Ref
    of: Ref
    """The proposal."""
    assessment_id: Ref
    assessor: Ref
    group: Ref
    reason: Text
    taken_by: Ref | None = None
    """None: nobody else of the group may read it."""
    handed_over_by: Line | None = Field(default=None, exclude_if=nothing)
    """The clerk; None: the assessor."""


class Criterion(Record):
    """What one side rates of the other."""

    code: Ref
    name: Line
    maximum: Points


class MutualReviewOpened(EvaluationEvent):
    """双向评议: until ``due`` the unit rates the proposal and its first proposer the unit's handling, each once,
    neither knowing the other's. No sign-off: that is signed, about the reply, and has consequences; this has none."""

    review_id: Ref
    proposal_id: Ref
    unit_id: Ref
    due: date
    of_proposal_criteria: tuple[Criterion, ...]
    of_handling_criteria: tuple[Criterion, ...]
    policy_version: int


class ProposalRated(EvaluationEvent, UnitAct):
    """By the unit that answered it."""

    review_id: Ref
    proposal_id: Ref
    unit_id: Ref
    points: dict[str, Points]
    comment: Text | None = None


class HandlingRated(EvaluationEvent):
    """By the first proposer."""

    review_id: Ref
    proposal_id: Ref
    unit_id: Ref
    member_id: Ref
    points: dict[str, Points]
    comment: Text | None = None


class MutualReviewClosed(EvaluationEvent):
    """Both have rated, or the days are over; from now on each sees the other's. None is a rating that was not given."""

    review_id: Ref
    proposal_id: Ref
    unit_id: Ref
    proposal_total: Points | None
    handling_total: Points | None
