"""Events of evaluation (全方位评估): topic ``evaluation.events``."""

from typing import ClassVar, Literal

from contracts.base import Event, Line, Record, Ref, Text, UnitAct

TOPIC = "evaluation.events"


class EvaluationEvent(Event):
    SOURCE: ClassVar[str] = "evaluation"


class Indicator(Record):
    """One indicator of a scheme; ``formula`` names a recorded fact, None means that it is judged."""

    code: Ref
    name: Line
    maximum: float
    formula: Ref | None = None


class Category(Record):
    name: Line
    indicators: tuple[Indicator, ...]


class SchemePublished(EvaluationEvent):
    scheme_id: Ref
    subject: Literal["proposal_quality", "handling_quality"]
    title: Line
    categories: tuple[Category, ...]
    example: bool


class AssessmentOpened(EvaluationEvent):
    assessment_id: Ref
    scheme_id: Ref
    subject: Literal["proposal_quality", "handling_quality"]
    proposal_id: Ref
    unit_id: Ref | None = None
    """The unit assessed, for handling quality."""


class SelfAssessmentGiven(EvaluationEvent, UnitAct):
    """The unit's own points, given before the panel's; shown beside the score and never counted."""

    assessment_id: Ref
    proposal_id: Ref
    unit_id: Ref
    points: dict[str, float]
    statement: Text | None = None


class ScoreGiven(EvaluationEvent):
    assessment_id: Ref
    proposal_id: Ref
    assessor: Ref
    points: dict[str, float]
    comment: Text | None = None


class ScoreComputed(EvaluationEvent):
    """``why`` names for every indicator the fact or the scores that the points came from."""

    assessment_id: Ref
    proposal_id: Ref
    subject: Literal["proposal_quality", "handling_quality"]
    unit_id: Ref | None = None
    total: float
    maximum: float
    spread: float
    points: dict[str, float]
    why: tuple[str, ...]


class RankedUnit(Record):
    """``score`` is the mean of the unit's computed totals; units with the same one share a rank."""

    rank: int
    unit_id: Ref
    score: float
    assessments: int


class RankingFrozen(EvaluationEvent):
    """What the computed assessments of one scheme said on that day; later scores do not change it."""

    ranking_id: Ref
    scheme_id: Ref
    title: Line
    maximum: float
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


class ServiceIssueRaised(EvaluationEvent):
    issue_id: Ref
    raised_by: Ref
    opinion: Text


class ServiceIssueAssigned(EvaluationEvent):
    issue_id: Ref
    owner: Line
    due: str


class ServiceIssueResolved(EvaluationEvent):
    issue_id: Ref
    proof: Text


class ServiceIssueVerified(EvaluationEvent):
    """Closed by the one who raised it, and by nobody else."""

    issue_id: Ref
