"""Schemes, panels, scores, rankings, awards."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.base import Line, Record, Ref, Text, UnitAct
from contracts.evaluation.base import EvaluationEvent, Points, nothing

Formula = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
"""Text of an expression over recorded facts."""

Exact = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""An exact number as text: ``7``, ``20/3``; or ``true``, ``false``."""


class Level(Record):
    """What a judged indicator's points mean from so many on, so that assessors mean the same by them."""

    at_least: Points
    name: Line
    says: Text


class Indicator(Record):
    """One indicator of a scheme: a share of its maximum by the named ``formula``, or the points that ``expression``
    makes of the recorded facts; with neither it is judged."""

    code: Ref
    name: Line
    maximum: Points
    formula: Ref | None = None
    expression: Formula | None = Field(default=None, exclude_if=nothing)
    kind: Literal["score", "bonus", "deduction"] = Field(default="score", exclude_if=lambda kind: kind == "score")
    evidence: bool = Field(default=False, exclude_if=nothing)
    """Whether a self-assessment must name its evidence."""
    levels: tuple[Level, ...] = Field(default=(), exclude_if=nothing)
    """Of a judged one, the highest first."""


class Category(Record):
    name: Line
    indicators: tuple[Indicator, ...]


class AssessorGroup(Record):
    """Assessors of one kind; ``weight`` is its part of a judged score, of 100."""

    code: Ref
    name: Line
    weight: Points
    at_least: int = 1
    """So many of the group must have scored."""


class Rules(Record):
    """How a scheme makes one score of many; what it does not say is the county's policy."""

    groups: tuple[AssessorGroup, ...] = ()
    """Without any, all assessors are one."""
    trim_from: int | None = None
    """From so many scores of one group on, one highest and one lowest are left out."""
    bonus_cap: Points | None = None
    deduction_cap: Points | None = None
    wide_spread: Points | None = None
    """Totals of assessors that lie further apart are marked."""
    ties: tuple[Ref, ...] = ()
    """Indicators that decide, one after the other, between units of equal score; the rest share a rank."""
    per_unit: int | None = None
    """So many proposals of each unit are assessed, drawn by lot; None: whatever is opened."""
    readers: int | None = Field(default=None, exclude_if=nothing)
    """So many assessors of each group read a proposal, where the proposals of a session are shared out."""


class SchemePublished(EvaluationEvent):
    scheme_id: Ref
    subject: Literal["proposal_quality", "handling_quality"]
    title: Line
    categories: tuple[Category, ...]
    example: bool
    rules: Rules | None = Field(default=None, exclude_if=nothing)
    edition: int = Field(default=1, exclude_if=lambda edition: edition == 1)
    revises: Ref | None = Field(default=None, exclude_if=nothing)
    """The scheme whose next edition this is."""


class SchemeRevised(EvaluationEvent):
    """A later edition has taken its place; assessments that are open by it go on."""

    scheme_id: Ref
    revised_by: Ref


class AssessmentOpened(EvaluationEvent):
    assessment_id: Ref
    scheme_id: Ref
    subject: Literal["proposal_quality", "handling_quality"]
    proposal_id: Ref
    unit_id: Ref | None = None
    """The unit assessed, for handling quality."""
    allotment_id: Ref | None = Field(default=None, exclude_if=nothing)
    """By which it is read by some alone, who hear of all that is theirs at once."""


class SelfAssessmentGiven(EvaluationEvent, UnitAct):
    """The unit's own points, given before the panel's; shown beside the score and never counted."""

    assessment_id: Ref
    proposal_id: Ref
    unit_id: Ref
    points: dict[str, Points]
    statement: Text | None = None
    evidence: dict[str, Text] = Field(default={}, exclude_if=lambda evidence: not evidence)
    """What proves the points, by indicator."""


class ScoreGiven(EvaluationEvent):
    assessment_id: Ref
    proposal_id: Ref
    assessor: Ref
    points: dict[str, Points]
    comment: Text | None = None
    group: Ref | None = Field(default=None, exclude_if=nothing)
    """The assessor's, where the scheme has groups."""


class Source(Record):
    """A record of another service that a fact was read from, and the events that told of it."""

    kind: Literal["proposal", "handling", "consultation", "commitment", "outcome", "signature"]
    id: Line
    events: tuple[Line, ...] = ()
    """Ids; none of what was recorded before they were kept."""


class FactUsed(Record):
    """``value`` is None while it is not known."""

    name: Ref
    value: Exact | None
    sources: tuple[Source, ...] = ()


class GroupMean(Record):
    """What the assessors of one group make of an indicator; ``group`` is None where there are no groups."""

    group: Ref | None
    weight: Points
    scores: int
    left_out: int
    mean: Exact
    spread: Points


class Step(Record):
    """How one indicator came by its points: by which rule, from what, and what it was before cap and rounding."""

    code: Ref
    rule: Line | Formula
    facts: tuple[FactUsed, ...] = ()
    indicators: dict[str, Points] = Field(default={})
    """Points of other indicators that went into it."""
    groups: tuple[GroupMean, ...] = ()
    exact: Exact | None
    """None: not known yet, which gives no points."""
    points: Points
    capped: bool = False
    appeal: int | None = None
    """The appeal by which these points were decided, whatever the rule says."""
    says: str
    """The same in a sentence."""


class ScoreComputed(EvaluationEvent):
    """``why`` names for every indicator the fact or the scores that the points came from, ``steps`` all that it takes
    to compute them once more. Points are rounded half up to two places, once, after the cap."""

    assessment_id: Ref
    proposal_id: Ref
    subject: Literal["proposal_quality", "handling_quality"]
    unit_id: Ref | None = None
    total: Points
    maximum: Points
    spread: Points
    points: dict[str, Points]
    why: tuple[str, ...]
    steps: tuple[Step, ...] = Field(default=(), exclude_if=nothing)
    policy_version: int | None = Field(default=None, exclude_if=nothing)
    trim_from: int | None = Field(default=None, exclude_if=nothing)
    computed_on: date | None = Field(default=None, exclude_if=nothing)
    wide: bool = Field(default=False, exclude_if=nothing)
    """Whether the assessors lie further apart than the scheme takes for agreement."""


class AppealLodged(EvaluationEvent, UnitAct):
    """A unit holds points to be wrong, and says which and why."""

    assessment_id: Ref
    proposal_id: Ref
    unit_id: Ref
    appeal: int
    indicators: tuple[Ref, ...]
    statement: Text
    evidence: Text | None = None


class AppealDecided(EvaluationEvent):
    """``points`` are what each corrected indicator gets from now on, however often the score is computed again."""

    assessment_id: Ref
    proposal_id: Ref
    unit_id: Ref
    appeal: int
    upheld: bool
    points: dict[str, Points] = Field(default={})
    total: Points
    """Of the assessment after the decision."""
    reason: Text
    decided_by: Line


class AssessorsAppointed(EvaluationEvent):
    """The whole panel of one scheme: group → assessors. A later one takes the place of an earlier one."""

    panel_id: Ref
    scheme_id: Ref
    groups: dict[str, tuple[Ref, ...]]
    units: dict[str, tuple[Ref, ...]] = Field(default={}, exclude_if=lambda units: not units)
    """Assessor → the units whose people they are; nothing that those handle is given to them to read."""


class Drawn(Record):
    unit_id: Ref
    proposal_id: Ref


class SampleDrawn(EvaluationEvent):
    """Which handlings are assessed, drawn by lot: of each unit those whose SHA-256 of ``seed unit proposal`` is lowest.
    Whoever has the seed and the population can draw it again."""

    sample_id: Ref
    scheme_id: Ref
    session_id: Ref
    seed: Line
    per_unit: int
    population: int
    population_hash: str
    """SHA-256 of the lines ``unit proposal``, sorted."""
    drawn: tuple[Drawn, ...]


class RankedAssessment(Record):
    """One that a ranking was made from, in the version that it had; it is computed no more and takes no appeal."""

    assessment_id: Ref
    version: int
    total: Points


class RankedUnit(Record):
    """``score`` is the mean of the unit's computed totals; units with the same one share a rank."""

    rank: int
    unit_id: Ref
    score: Points
    assessments: int
    of: tuple[RankedAssessment, ...] = Field(default=(), exclude_if=nothing)
    ties: dict[str, Points] = Field(default={}, exclude_if=lambda ties: not ties)
    """Means of the indicators that decide between equal scores."""


class RankingFrozen(EvaluationEvent):
    """What the computed assessments of one scheme said on that day; later scores do not change it."""

    ranking_id: Ref
    scheme_id: Ref
    title: Line
    maximum: Points
    units: tuple[RankedUnit, ...]


class AwardGranted(EvaluationEvent):
    """``subject_id`` is the proposal, or the unit; ``rank`` its place in the ranking that is cited."""

    award_id: Ref
    kind: Literal["excellent_proposal", "advanced_unit"]
    subject_id: Ref
    year: int
    ranking_id: Ref | None = None
    rank: int | None = None
    reason: Text
    granted_by: Line


class AwardRevoked(EvaluationEvent):
    """It was granted, and is no more; it may be granted anew."""

    award_id: Ref
    kind: Literal["excellent_proposal", "advanced_unit"]
    subject_id: Ref
    year: int
    reason: Text
    revoked_by: Line
