"""An assessment: blind scores, then points that explain themselves."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from contracts.base import DomainRefusal, Event, Record
from contracts.evaluation import AssessmentOpened, ScoreComputed, ScoreGiven, SelfAssessmentGiven
from services.evaluation.facts.formulas import FORMULAS, Facts, Weights
from services.evaluation.scheme.domain import Scheme, Subject

State = Literal["open", "computed"]

TRANSITIONS: dict[str, frozenset[State]] = {
    "assess_oneself": frozenset({"open"}),
    "score": frozenset({"open"}),
    "compute": frozenset({"open", "computed"}),
}
"""Command → the states it may be given in. Facts come in later, so what is computed may be computed again."""

EVENTS: tuple[type[Event], ...] = (AssessmentOpened, SelfAssessmentGiven, ScoreGiven, ScoreComputed)


class Score(Record):
    assessor: str
    points: dict[str, float]
    comment: str | None = None


class SelfAssessment(Record):
    """The unit's word on its own handling, shown beside the score."""

    points: dict[str, float]
    statement: str | None = None


class Result(Record):
    total: float
    maximum: float
    spread: float
    points: dict[str, float]
    why: tuple[str, ...]


class Assessment(Record):
    scheme_id: str
    subject: Subject
    proposal_id: str
    unit_id: str | None
    state: State
    scores: tuple[Score, ...] = ()
    result: Result | None = None
    self_assessment: SelfAssessment | None = None


def apply(state: Assessment | None, event: Event) -> Assessment:
    if isinstance(event, AssessmentOpened):
        if state is not None:
            raise ValueError("an assessment is opened once")
        return Assessment(
            scheme_id=event.scheme_id,
            subject=event.subject,
            proposal_id=event.proposal_id,
            unit_id=event.unit_id,
            state="open",
        )
    if state is None:
        raise ValueError(f"{event.wire_name()} before the assessment was opened")
    match event:
        case SelfAssessmentGiven():
            own = SelfAssessment(points=event.points, statement=event.statement)
            return state.model_copy(update={"self_assessment": own})
        case ScoreGiven():
            score = Score(assessor=event.assessor, points=event.points, comment=event.comment)
            return state.model_copy(update={"scores": (*state.scores, score)})
        case ScoreComputed():
            result = Result(
                total=event.total,
                maximum=event.maximum,
                spread=event.spread,
                points=event.points,
                why=event.why,
            )
            return state.model_copy(update={"state": "computed", "result": result})
        case _:
            raise ValueError(f"{event.wire_name()} is no event of an assessment")


def allow(command: str, state: Assessment) -> None:
    if state.state not in TRANSITIONS[command]:
        allowed = " or ".join(sorted(TRANSITIONS[command]))
        raise DomainRefusal(
            "assessment-state", f"The assessment is {state.state}; {command} is possible only while it is {allowed}."
        )


def open_for(
    event: AssessmentOpened, *, proposers: Collection[str] | None, handled: bool, standing: str | None
) -> list[Event]:
    """``proposers`` are None while no admission is known: then nobody's conflict of interest could be seen.

    ``handled`` says that the unit has handled the proposal; ``standing`` is the assessment that there is already.
    """
    if proposers is None:
        raise DomainRefusal("unknown-proposal", f"No admitted proposal {event.proposal_id} is known.")
    if event.subject == "proposal_quality" and event.unit_id is not None:
        raise DomainRefusal("unit", "The quality of a proposal is assessed without a unit.")
    if event.subject == "handling_quality" and event.unit_id is None:
        raise DomainRefusal("unit", "The quality of handling is assessed of one unit.")
    if event.unit_id is not None and not handled:
        raise DomainRefusal("not-handled", f"Unit {event.unit_id} is not known to have handled {event.proposal_id}.")
    if standing is not None:
        raise DomainRefusal("assessed-already", f"There is one by this scheme, {standing}; nobody shops for a score.")
    return [event]


def assess_oneself(
    state: Assessment, assessment_id: str, scheme: Scheme, *, points: Mapping[str, float], statement: str | None
) -> list[Event]:
    """Before the panel, so that the unit does not write to the panel's scores. Never counted."""
    allow("assess_oneself", state)
    assert state.unit_id is not None  # it is the unit of the assessment that speaks
    if state.self_assessment is not None:
        raise DomainRefusal("self-assessed", "Your unit has assessed itself already.")
    if state.scores:
        raise DomainRefusal("panel-started", "The panel has begun to score; the self-assessment comes before it.")
    check_points(scheme, points)
    return [
        SelfAssessmentGiven(
            assessment_id=assessment_id,
            proposal_id=state.proposal_id,
            unit_id=state.unit_id,
            points=dict(points),
            statement=statement,
        )
    ]


def score(
    state: Assessment,
    assessment_id: str,
    scheme: Scheme,
    *,
    assessor: str,
    conflict: bool,
    points: Mapping[str, float],
    comment: str | None,
) -> list[Event]:
    """``conflict`` says that the assessor is a proposer of the proposal, or belongs to the unit that is assessed."""
    allow("score", state)
    if conflict:
        raise DomainRefusal("conflict-of-interest", "Nobody assesses their own proposal or their own unit.")
    if any(given.assessor == assessor for given in state.scores):
        raise DomainRefusal("scored", "You have scored this assessment already.")
    check_points(scheme, points)
    return [
        ScoreGiven(
            assessment_id=assessment_id,
            proposal_id=state.proposal_id,
            assessor=assessor,
            points=dict(points),
            comment=comment,
        )
    ]


def check_points(scheme: Scheme, points: Mapping[str, float]) -> None:
    """Points for each judged indicator, within its maximum, and for nothing else."""
    judged = scheme.judged
    foreign = sorted(set(points) - set(judged))
    if foreign:
        raise DomainRefusal("not-judged", f"Not judged indicators of this scheme: {', '.join(foreign)}.")
    missing = sorted(set(judged) - set(points))
    if missing:
        raise DomainRefusal("incomplete", f"Indicators without points: {', '.join(missing)}.")
    for code, given in points.items():
        if not 0 <= given <= judged[code].maximum:
            raise DomainRefusal("maximum", f"The points for {code} must be from 0 to {judged[code].maximum:g}.")


def trimmed_mean(values: Sequence[float], trim_from: int) -> tuple[float, str]:
    """The mean, without one highest and one lowest from ``trim_from`` values on; and how it was come by."""
    kept = sorted(values)
    how = f"mean of {len(kept)} scores"
    if len(kept) >= max(trim_from, 3):
        kept = kept[1:-1]
        how = f"mean of {len(kept)} scores, one highest and one lowest left out"
    return sum(kept) / len(kept), how


def compute(
    state: Assessment, assessment_id: str, scheme: Scheme, facts: Facts, *, weights: Weights, trim_from: int
) -> list[Event]:
    allow("compute", state)
    judged = scheme.judged
    if judged and not state.scores:
        raise DomainRefusal("no-scores", "No assessor has scored the judged indicators yet.")
    points: dict[str, float] = {}
    why: list[str] = []
    for indicator in scheme.indicators:
        if indicator.formula is None:
            value, reason = trimmed_mean([given.points[indicator.code] for given in state.scores], trim_from)
        else:
            share = FORMULAS[indicator.formula](facts, weights)
            value = share.value * indicator.maximum if share else 0.0
            reason = f"{indicator.formula}: {share.why if share else 'not known yet'}"
        points[indicator.code] = round(value, 2)
        why.append(f"{indicator.code} {points[indicator.code]:g} of {indicator.maximum:g}: {reason}")
    totals = [sum(given.points.values()) for given in state.scores]
    return [
        ScoreComputed(
            assessment_id=assessment_id,
            proposal_id=state.proposal_id,
            subject=state.subject,
            unit_id=state.unit_id,
            total=round(sum(points.values()), 2),
            maximum=scheme.maximum,
            spread=round(max(totals) - min(totals), 2) if totals else 0.0,
            points=points,
            why=tuple(why),
        )
    ]
