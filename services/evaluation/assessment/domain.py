"""An assessment: blind scores, then points that explain themselves."""

from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction
from typing import Literal

from pydantic import Field

from contracts.base import DomainRefusal, Event, Record
from contracts.evaluation import (
    AppealDecided,
    AppealLodged,
    AssessmentOpened,
    Points,
    ScoreComputed,
    ScoreGiven,
    SelfAssessmentGiven,
    Step,
)
from services.evaluation.assessment import scoring
from services.evaluation.assessment.scoring import Known, Scored, as_points
from services.evaluation.scheme import checks
from services.evaluation.scheme.domain import Scheme, Subject

State = Literal["open", "computed"]

TRANSITIONS: dict[str, frozenset[State]] = {
    "assess_oneself": frozenset({"open"}),
    "score": frozenset({"open"}),
    "compute": frozenset({"open", "computed"}),
    "appeal": frozenset({"computed"}),
    "decide_appeal": frozenset({"computed"}),
}
"""Command → the states it may be given in. Facts come in later, so what is computed may be computed again."""

EVENTS: tuple[type[Event], ...] = (
    AssessmentOpened, SelfAssessmentGiven, ScoreGiven, ScoreComputed, AppealLodged, AppealDecided,
)  # fmt: skip


class Score(Record):
    assessor: str
    points: dict[str, Points]
    comment: str | None = None
    group: str | None = Field(default=None, exclude_if=lambda group: group is None)


class SelfAssessment(Record):
    """The unit's word on its own handling, shown beside the score."""

    points: dict[str, Points]
    statement: str | None = None
    evidence: dict[str, str] = Field(default={}, exclude_if=lambda evidence: not evidence)


class Result(Record):
    total: Points
    maximum: Points
    spread: Points
    points: dict[str, Points]
    why: tuple[str, ...]
    steps: tuple[Step, ...] = Field(default=(), exclude_if=lambda steps: not steps)
    policy_version: int | None = Field(default=None, exclude_if=lambda version: version is None)
    trim_from: int | None = Field(default=None, exclude_if=lambda trim: trim is None)
    computed_on: date | None = Field(default=None, exclude_if=lambda day: day is None)
    wide: bool = Field(default=False, exclude_if=lambda wide: not wide)


class Appeal(Record):
    """``upheld`` is None while it is not decided."""

    indicators: tuple[str, ...]
    statement: str
    evidence: str | None
    upheld: bool | None = None
    points: dict[str, Points] = Field(default={})
    reason: str | None = None
    decided_by: str | None = None


class Assessment(Record):
    scheme_id: str
    subject: Subject
    proposal_id: str
    unit_id: str | None
    state: State
    scores: tuple[Score, ...] = ()
    result: Result | None = None
    self_assessment: SelfAssessment | None = None
    appeals: tuple[Appeal, ...] = Field(default=(), exclude_if=lambda appeals: not appeals)

    @property
    def decided(self) -> dict[str, tuple[Points, int]]:
        """Indicator → the points that an appeal gave it, and which one; the last one holds."""
        return {
            code: (points, number)
            for number, appeal in enumerate(self.appeals, 1)
            for code, points in appeal.points.items()
        }

    @property
    def open_appeal(self) -> int | None:
        return next((number for number, one in enumerate(self.appeals, 1) if one.upheld is None), None)


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
            own = SelfAssessment(points=event.points, statement=event.statement, evidence=event.evidence)
            return state.model_copy(update={"self_assessment": own})
        case ScoreGiven():
            given = Score(assessor=event.assessor, points=event.points, comment=event.comment, group=event.group)
            return state.model_copy(update={"scores": (*state.scores, given)})
        case ScoreComputed():
            result = Result(**{name: getattr(event, name) for name in Result.model_fields})
            return state.model_copy(update={"state": "computed", "result": result})
        case AppealLodged():
            appeal = Appeal(indicators=event.indicators, statement=event.statement, evidence=event.evidence)
            return state.model_copy(update={"appeals": (*state.appeals, appeal)})
        case AppealDecided():
            said = {"upheld": event.upheld, "points": event.points, "reason": event.reason}
            decided = state.appeals[event.appeal - 1].model_copy(update=said | {"decided_by": event.decided_by})
            appeals = (*state.appeals[: event.appeal - 1], decided, *state.appeals[event.appeal :])
            return state.model_copy(update={"appeals": appeals})
        case _:
            raise ValueError(f"{event.wire_name()} is no event of an assessment")


def allow(command: str, state: Assessment) -> None:
    if state.state not in TRANSITIONS[command]:
        allowed = " or ".join(sorted(TRANSITIONS[command]))
        raise DomainRefusal(
            "assessment-state", f"The assessment is {state.state}; {command} is possible only while it is {allowed}."
        )


def open_for(
    event: AssessmentOpened,
    scheme: Scheme,
    *,
    proposers: Collection[str] | None,
    handled: bool,
    standing: str | None,
    drawn: bool,
) -> list[Event]:
    """``proposers`` are None while no admission is known: then nobody's conflict of interest could be seen.

    ``handled`` says that the unit has handled the proposal; ``standing`` is the assessment that there is already;
    ``drawn`` that the lot fell on it, which only a scheme with a sample asks.
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
    if scheme.state == "revised":
        raise DomainRefusal("scheme-revised", f"Its next edition is there, {scheme.revised_by}; assess by that one.")
    if scheme.rules.per_unit is not None and not drawn:
        raise DomainRefusal("not-drawn", "By this scheme what the lot fell on is assessed; this was not drawn.")
    return [event]


def assess_oneself(
    state: Assessment,
    assessment_id: str,
    scheme: Scheme,
    *,
    points: Mapping[str, Points],
    statement: str | None,
    evidence: Mapping[str, str],
) -> list[Event]:
    """Before the panel, so that the unit does not write to the panel's scores. Never counted."""
    allow("assess_oneself", state)
    assert state.unit_id is not None  # it is the unit of the assessment that speaks
    if state.self_assessment is not None:
        raise DomainRefusal("self-assessed", "Your unit has assessed itself already.")
    if state.scores:
        raise DomainRefusal("panel-started", "The panel has begun to score; the self-assessment comes before it.")
    check_points(scheme, points)
    foreign = sorted(set(evidence) - set(scheme.judged))
    if foreign:
        raise DomainRefusal("not-judged", f"Not judged indicators of this scheme: {', '.join(foreign)}.")
    unproven = [
        one.code for one in scheme.judged.values() if one.evidence and points[one.code] and not evidence.get(one.code)
    ]
    if unproven:
        raise DomainRefusal("evidence", f"Say what proves the points for {', '.join(unproven)}.")
    return [
        SelfAssessmentGiven(
            assessment_id=assessment_id,
            proposal_id=state.proposal_id,
            unit_id=state.unit_id,
            points=dict(points),
            statement=statement,
            evidence=dict(evidence),
        )
    ]


def score(
    state: Assessment,
    assessment_id: str,
    scheme: Scheme,
    *,
    assessor: str,
    group: str | None,
    conflict: bool,
    shared_out: bool | None = None,
    points: Mapping[str, Points],
    comment: str | None,
) -> list[Event]:
    """``conflict`` says that the assessor is a proposer of the proposal, or belongs to the unit that is assessed;
    ``group`` is theirs on the scheme's panel; ``shared_out``, where the session's proposals were, whether to them."""
    allow("score", state)
    if conflict:
        raise DomainRefusal("conflict-of-interest", "Nobody assesses their own proposal or their own unit.")
    if scheme.rules.groups and group is None:
        raise DomainRefusal("not-on-panel", "You are in no group of this scheme's panel.")
    if shared_out is False:
        raise DomainRefusal("not-a-reader", "Others read this proposal; what is yours is in your list.")
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
            group=group,
        )
    ]


def check_points(scheme: Scheme, points: Mapping[str, Points]) -> None:
    """Points for each judged indicator, within its maximum, and for nothing else."""
    judged = scheme.judged
    foreign = sorted(set(points) - set(judged))
    if foreign:
        raise DomainRefusal("not-judged", f"Not judged indicators of this scheme: {', '.join(foreign)}.")
    missing = sorted(set(judged) - set(points))
    if missing:
        raise DomainRefusal("incomplete", f"Indicators without points: {', '.join(missing)}.")
    for code, given in points.items():
        check_amount(code, given, judged[code].maximum)


def check_amount(code: str, given: Points, maximum: Points) -> None:
    if not checks.plain(given) or given > maximum:
        what = f"The points for {code} must be from 0 to {float(maximum):g}, with at most {checks.PLACES} places."
        raise DomainRefusal("maximum", what)


def unfrozen(frozen: str | None) -> None:
    if frozen is not None:
        raise DomainRefusal("frozen", f"Ranking {frozen} was made from it; what is frozen is not changed.")


def compute(
    state: Assessment,
    assessment_id: str,
    scheme: Scheme,
    known: Known,
    *,
    trim_from: int,
    policy_version: int,
    today: date,
    frozen: str | None,
) -> list[Event]:
    """``frozen`` is a ranking that was made from it."""
    allow("compute", state)
    unfrozen(frozen)
    scoring.check_groups(scheme, state.scores)
    trim = scheme.rules.trim_from or trim_from
    scored = scoring.score(scheme, known, state.scores, trim_from=trim, decided=state.decided)
    return [
        computed_event(
            state, assessment_id, scheme, scored, policy_version=policy_version, trim_from=trim, computed_on=today
        )
    ]


def again(state: Assessment, scheme: Scheme, decided: Mapping[str, tuple[Points, int]]) -> Scored | None:
    """The score once more, from what the last one recorded; None where that recorded no steps."""
    result = state.result
    if result is None or not result.steps or result.trim_from is None:
        return None
    known = Known.recorded(result.steps)
    return scoring.score(scheme, known, state.scores, trim_from=result.trim_from, decided=decided)


def computed_event(
    state: Assessment,
    assessment_id: str,
    scheme: Scheme,
    scored: Scored,
    *,
    policy_version: int | None,
    trim_from: int | None,
    computed_on: date | None,
) -> ScoreComputed:
    totals = [sum(map(Fraction, given.points.values()), Fraction(0)) for given in state.scores]
    spread = as_points(max(totals) - min(totals) if totals else Fraction(0))
    limit = scheme.rules.wide_spread
    return ScoreComputed(
        assessment_id=assessment_id,
        proposal_id=state.proposal_id,
        subject=state.subject,
        unit_id=state.unit_id,
        total=scored.total,
        maximum=scheme.maximum,
        spread=spread,
        points=scored.points,
        why=scored.why,
        steps=scored.steps,
        policy_version=policy_version,
        trim_from=trim_from,
        computed_on=computed_on,
        wide=limit is not None and spread > limit,
    )
