"""Proposal quality, read blind: who reads what, and who hands it on."""

from pydantic import Field

from contracts.base import Line, Record, Ref, Text
from contracts.evaluation.base import EvaluationEvent, nothing


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
