from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import get_args

import pytest

from contracts.base import DomainRefusal, Event
from contracts.evaluation import AssessmentOpened, Category, Indicator, ScoreComputed, ScoreGiven, ServiceIssueRaised
from services.evaluation.assessment import appeals, domain
from services.evaluation.assessment.domain import Assessment, State
from services.evaluation.assessment.scoring import Known
from services.evaluation.facts.formulas import FORMULAS, Facts, Weights
from services.evaluation.scheme import domain as schemes
from services.evaluation.scheme.commands import EXAMPLES, example
from services.evaluation.scheme.domain import Scheme
from services.evaluation.service_issue import domain as issues

WEIGHTS = Weights(partly=Fraction(0), mostly_satisfied=Fraction("0.6"))
DAY = date(2026, 3, 2)
SCHEME = Scheme(
    subject="handling_quality",
    title="示例",
    categories=(
        Category(name="甲", indicators=(Indicator(code="j1", name="甲", maximum=Decimal(10)),)),
        Category(
            name="乙",
            indicators=(
                Indicator(code="j2", name="乙", maximum=Decimal(5)),
                Indicator(code="f1", name="丙", maximum=Decimal(8), formula="on_time"),
            ),
        ),
    ),
    example=False,
)
OPENED = AssessmentOpened(
    assessment_id="A1", scheme_id="S1", subject="handling_quality", proposal_id="P1", unit_id="U1"
)


def exact(points: dict[str, float]) -> dict[str, Decimal]:
    return {code: Decimal(repr(value)) for code, value in points.items()}


def given(assessor: str, j1: float, j2: float) -> ScoreGiven:
    return ScoreGiven(assessment_id="A1", proposal_id="P1", assessor=assessor, points=exact({"j1": j1, "j2": j2}))


def an_assessment(state: State = "open", scores: Sequence[ScoreGiven] = (given("J0", 5, 5),)) -> Assessment:
    folded = domain.apply(None, OPENED)
    for score in scores:
        folded = domain.apply(folded, score)
    if scores:
        result = domain.apply(folded, compute(folded)).result
        folded = folded.model_copy(update={"result": result if state == "computed" else None})
    return folded.model_copy(update={"state": state})


def score(state: Assessment, points: dict[str, float], *, conflict: bool = False, by: str = "J1") -> list[Event]:
    return domain.score(
        state, "A1", SCHEME, assessor=by, group=None, conflict=conflict, points=exact(points), comment=None
    )


def compute(state: Assessment, facts: Facts | None = None) -> ScoreComputed:
    (event,) = domain.compute(
        state, "A1", SCHEME, Known.of(facts or Facts(), WEIGHTS), trim_from=5, policy_version=0, today=DAY, frozen=None
    )
    assert isinstance(event, ScoreComputed)
    return event


def assess_oneself(state: Assessment, points: dict[str, float]) -> list[Event]:
    return domain.assess_oneself(state, "A1", SCHEME, points=exact(points), statement=None, evidence={})


def appeal(state: Assessment) -> list[Event]:
    return appeals.appeal(
        state, "A1", SCHEME, indicators=["j1"], statement="s", evidence=None, until=None, today=DAY, frozen=None
    )


def decide(state: Assessment) -> list[Event]:
    lodged = domain.apply(an_assessment("computed"), appeal(an_assessment("computed"))[0])
    waiting = lodged.model_copy(update={"state": state.state, "result": state.result})
    return appeals.decide_appeal(
        waiting, "A1", SCHEME, upheld=False, points={}, reason="r", decided_by="d", conflict=False, frozen=None
    )


COMMANDS: dict[str, Callable[[Assessment], list[Event]]] = {
    "assess_oneself": lambda s: assess_oneself(s.model_copy(update={"scores": ()}), {"j1": 1, "j2": 1}),
    "score": lambda s: score(s, {"j1": 1, "j2": 1}),
    "compute": lambda s: [compute(s)],
    "appeal": appeal,
    "decide_appeal": decide,
}
TARGETS = {
    "assess_oneself": "open", "score": "open", "compute": "computed", "appeal": "computed", "decide_appeal": "computed",
}  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("state", get_args(State))
def test_a_command_passes_only_from_the_states_of_the_table(state: State, command: str) -> None:
    assert domain.TRANSITIONS.keys() == COMMANDS.keys()
    before = an_assessment(state)
    if state not in domain.TRANSITIONS[command]:
        with pytest.raises(DomainRefusal, match="assessment-state"):
            COMMANDS[command](before)
        return
    (event,) = COMMANDS[command](before)
    if command == "decide_appeal":
        before = domain.apply(before, appeal(before)[0])
    assert domain.apply(before, event).state == TARGETS[command]


@pytest.mark.parametrize(
    ("points", "rule"),
    [
        ({"j1": 1, "j2": 1, "f1": 1}, "not-judged"),
        ({"j1": 1}, "incomplete"),
        ({"j1": 10.5, "j2": 1}, "maximum"),
        ({"j1": -1, "j2": 1}, "maximum"),
        ({"j1": 1.005, "j2": 1}, "maximum"),
        ({"j1": float("nan"), "j2": 1}, "maximum"),
    ],
)
def test_points_that_are_refused(points: dict[str, float], rule: str) -> None:
    with pytest.raises(DomainRefusal, match=rule):
        score(an_assessment(), points)


def test_a_proposer_and_a_second_score_are_refused() -> None:
    with pytest.raises(DomainRefusal, match="conflict-of-interest"):
        score(an_assessment(), {"j1": 1, "j2": 1}, conflict=True)
    with pytest.raises(DomainRefusal, match="scored"):
        score(an_assessment(), {"j1": 1, "j2": 1}, by="J0")


def test_one_highest_and_one_lowest_are_left_out_from_five_scores_on() -> None:
    four = [given(f"J{n}", j1, 1) for n, j1 in enumerate((0, 4, 6, 10))]
    assert compute(an_assessment(scores=four)).points["j1"] == 5
    five = [*four, given("J9", 10, 1)]
    computed = compute(an_assessment(scores=five))
    assert computed.points["j1"] == Decimal("6.67")  # 4, 6, 10
    assert "left out" in computed.why[0]
    assert computed.spread == 10


def test_unknown_facts_give_no_points_and_say_so() -> None:
    computed = compute(an_assessment())
    assert (computed.total, computed.maximum) == (10, 23)
    assert computed.why[2] == "f1 0 of 8: on_time: not known yet"
    computed = compute(an_assessment(), Facts(due=2, on_time=1))
    assert (computed.points["f1"], computed.total) == (4, 14)
    assert computed.why[2] == "f1 4 of 8: on_time: 1 of 2 deadlines met"


def test_without_a_score_nothing_is_computed() -> None:
    with pytest.raises(DomainRefusal, match="no-scores"):
        compute(an_assessment(scores=()))


@pytest.mark.parametrize("name", FORMULAS)
def test_every_formula_gives_nothing_while_nothing_is_known(name: str) -> None:
    assert FORMULAS[name](Facts(), WEIGHTS) is None


@pytest.mark.parametrize(
    ("name", "facts", "value"),
    [
        ("consultations_held", Facts(phases=frozenset({"before", "after"})), Fraction(2, 3)),
        (
            "answered_point_by_point",
            Facts(suggestions=frozenset({1, 2}), adoptions={"A1": {1: "adopted"}, "A2": {1: "adopted", 2: "partly"}}),
            Fraction(3, 4),
        ),
        (
            "adoption_rate",
            Facts(adoptions={"A1": {1: "adopted", 2: "partly", 3: "not_adopted", 4: "planned"}}),
            Fraction(1, 4),
        ),
        (
            "commitments_kept",
            Facts(adoptions={"A1": {1: "planned"}}, promised=3, made=3, released=1, kept=1),
            Fraction(1, 2),
        ),
        ("commitments_kept", Facts(adoptions={"A1": {1: "planned"}}, promised=2, made=2, superseded=1, kept=1), 1),
        ("commitments_kept", Facts(adoptions={"A1": {1: "adopted"}}), 1),
        ("commitments_kept", Facts(adoptions={"A1": {1: "planned"}}, promised=1), None),
        ("signed_satisfaction", Facts(result="mostly_satisfied"), Fraction(3, 5)),
        ("signed_satisfaction", Facts(result="dissatisfied"), 0),
        ("outcome_verified", Facts(verified_outcomes=1), 1),
        ("outcome_verified", Facts(closed=True), 0),
    ],
)
def test_formulas(name: str, facts: Facts, value: Fraction | int | None) -> None:
    share = FORMULAS[name](facts, WEIGHTS)
    assert (share and share.value) == value


def test_a_partly_adopted_suggestion_counts_what_policy_says() -> None:
    share = FORMULAS["adoption_rate"](
        Facts(adoptions={"A1": {1: "partly", 2: "partly"}}),
        Weights(partly=Fraction(1, 2), mostly_satisfied=Fraction(1)),
    )
    assert share
    assert share.value == 0.5


@pytest.mark.parametrize(("name", "categories", "indicators"), [("handling", 8, 11), ("proposal", 1, 5)])
def test_the_examples_are_sound_and_marked(name: str, categories: int, indicators: int) -> None:
    assert name in EXAMPLES
    shipped = example(name)
    (event,) = schemes.publish(
        "S1",
        subject=shipped.subject,
        title=shipped.title,
        categories=shipped.categories,
        rules=shipped.rules,
        example=True,
    )
    scheme = schemes.apply(None, event)
    assert (len(scheme.categories), len(scheme.indicators), scheme.maximum) == (categories, indicators, 100)
    assert "示例" in scheme.title


TODAY = date(2026, 3, 2)
ISSUE_COMMANDS: dict[str, Callable[[issues.ServiceIssue], list[Event]]] = {
    "assign": lambda s: issues.assign(s, "I1", owner="示例科室", due=TODAY, today=TODAY),
    "resolve": lambda s: issues.resolve(s, "I1", proof="p"),
    "verify": lambda s: issues.verify(s, "I1"),
}
ISSUE_TARGETS = {"assign": "assigned", "resolve": "resolved", "verify": "verified"}


@pytest.mark.parametrize("command", ISSUE_COMMANDS)
@pytest.mark.parametrize("state", get_args(issues.State))
def test_an_issue_follows_its_table(state: issues.State, command: str) -> None:
    assert issues.TRANSITIONS.keys() == ISSUE_COMMANDS.keys()
    raised = issues.apply(None, ServiceIssueRaised(issue_id="I1", raised_by="M1", opinion="o"))
    before = raised.model_copy(update={"state": state})
    if state not in issues.TRANSITIONS[command]:
        with pytest.raises(DomainRefusal, match="issue-state"):
            ISSUE_COMMANDS[command](before)
        return
    (event,) = ISSUE_COMMANDS[command](before)
    assert issues.apply(before, event).state == ISSUE_TARGETS[command]


def test_a_date_that_is_past_is_no_date_for_an_owner() -> None:
    raised = issues.apply(None, ServiceIssueRaised(issue_id="I1", raised_by="M1", opinion="o"))
    with pytest.raises(DomainRefusal, match="due"):
        issues.assign(raised, "I1", owner="o", due=date(2026, 3, 1), today=TODAY)


def test_a_unit_assesses_itself_once_and_before_the_panel() -> None:
    with pytest.raises(DomainRefusal, match="panel-started"):
        assess_oneself(an_assessment(), {"j1": 1, "j2": 1})
    fresh = an_assessment(scores=())
    with pytest.raises(DomainRefusal, match="maximum"):
        assess_oneself(fresh, {"j1": 11, "j2": 1})
    with pytest.raises(DomainRefusal, match="incomplete"):
        assess_oneself(fresh, {"j1": 1})
    assessed = domain.apply(fresh, assess_oneself(fresh, {"j1": 10, "j2": 5})[0])
    with pytest.raises(DomainRefusal, match="self-assessed"):
        assess_oneself(assessed, {"j1": 1, "j2": 1})


def test_a_self_assessment_never_counts() -> None:
    fresh = an_assessment(scores=())
    assessed = domain.apply(fresh, assess_oneself(fresh, {"j1": 10, "j2": 5})[0])
    scored = [domain.apply(state, given("J1", 2, 1)) for state in (fresh, assessed)]
    assert compute(scored[0]) == compute(scored[1])
    with pytest.raises(DomainRefusal, match="no-scores"):
        compute(assessed)


def test_a_split_unit_is_held_to_its_own_suggestions() -> None:
    facts = Facts(
        suggestions=frozenset({1, 2, 3}),
        asked={"A1": frozenset({1})},
        adoptions={"A1": {1: "adopted"}, "A2": {1: "adopted", 2: "partly"}},
    )
    share = FORMULAS["answered_point_by_point"](facts, WEIGHTS)
    assert share is not None
    assert (share.value, share.why) == (0.75, "3 of 4 suggestions answered")
