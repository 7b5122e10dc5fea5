"""What is wrong with a scheme is told at once, each mistake with its place."""

from decimal import Decimal
from typing import Any

import pytest

from contracts.base import DomainRefusal
from contracts.evaluation import AssessorGroup, Category, Indicator, Rules, SchemePublished
from services.evaluation.scheme import checks, domain
from services.evaluation.scheme.domain import Scheme


def indicator(code: str, maximum: Any = 10, **fields: Any) -> Indicator:
    return Indicator(code=code, name=code, maximum=Decimal(maximum), **fields)


def group(code: str, weight: Any, **fields: Any) -> AssessorGroup:
    return AssessorGroup(code=code, name=code, weight=Decimal(weight), **fields)


def places(
    *indicators: Indicator, rules: Rules | None = None, subject: str = "handling_quality"
) -> list[tuple[str, str]]:
    found = checks.mistakes([Category(name="甲", indicators=indicators)], rules or Rules(), subject)
    return [(one.pointer, one.rule) for one in found]


AT = "/categories/0/indicators"


@pytest.mark.parametrize(
    ("indicators", "wrong"),
    [
        ((indicator("a"), indicator("a")), [(f"{AT}/1/code", "codes")]),
        ((indicator("a", kind="bonus"), indicator("b", kind="deduction")), [("/categories", "indicators")]),
        ((indicator("a", 0), indicator("b", -1), indicator("c", "0.001")),
         [(f"{AT}/{n}/maximum", "maximum") for n in range(3)]),
        ((indicator("a", "1e9999"), indicator("b", 10_001)), [(f"{AT}/{n}/maximum", "maximum") for n in range(2)]),
        ((indicator("a", formula="nonsense"),), [(f"{AT}/0/formula", "formula")]),
        ((indicator("a", formula="on_time", expression="10"),), [(f"{AT}/0/expression", "formula")]),
        ((indicator("a", expression="on_tme * 10"),), [(f"{AT}/0/expression", "expression")]),
        ((indicator("a", expression="points(b)"), indicator("c")), [(f"{AT}/0/expression", "reference")]),
        ((indicator("a", expression="points(a)"),), [(f"{AT}/0/expression", "cycle")]),
        ((indicator("a"), indicator("b", expression="points(c)"), indicator("c", expression="points(a) + points(b)")),
         [(f"{AT}/1/expression", "cycle")]),
        ((indicator("a", expression="0 * cycles"),), [(f"{AT}/0/expression", "unreachable")]),
        ((indicator("a", expression="on_time - 1"),), [(f"{AT}/0/expression", "unreachable")]),
        ((indicator("a", expression="on_time * 8"),), [(f"{AT}/0/expression", "unreachable")]),
        ((indicator("a", 4), indicator("b", expression="points(a) * 2")), [(f"{AT}/1/expression", "unreachable")]),
        ((indicator("a", expression="on_time * 10"), indicator("b", 8, expression="points(a) - 2")), []),
        ((indicator("a", formula="on_time", evidence=True),), [(f"{AT}/0/evidence", "evidence")]),
    ],
)  # fmt: skip
def test_a_mistake_in_an_indicator_is_told_with_its_place(
    indicators: tuple[Indicator, ...], wrong: list[tuple[str, str]]
) -> None:
    assert places(*indicators) == wrong


@pytest.mark.parametrize(
    ("rules", "wrong"),
    [
        (Rules(groups=(group("m", 40), group("o", 50))), [("/rules/groups", "weights")]),
        (Rules(groups=(group("m", "33.33"), group("o", "33.33"), group("c", "33.34"))), []),
        (Rules(groups=(group("m", 100), group("m", 0))),
         [("/rules/groups/1/code", "codes"), ("/rules/groups/1/weight", "weights")]),
        (Rules(groups=(group("m", 100, at_least=0),)), [("/rules/groups/0/at_least", "groups")]),
        (Rules(bonus_cap=Decimal(-1)), [("/rules/bonus_cap", "cap")]),
        (Rules(deduction_cap=Decimal(3)), [("/rules/deduction_cap", "cap")]),
        (Rules(bonus_cap=Decimal(0)), [("/rules/bonus_cap", "unreachable")]),
        (Rules(trim_from=2), [("/rules/trim_from", "trim")]),
        (Rules(wide_spread=Decimal(0)), [("/rules/wide_spread", "spread")]),
        (Rules(ties=("j", "nowhere", "j")), [("/rules/ties/1", "reference"), ("/rules/ties/2", "codes")]),
        (Rules(per_unit=0), [("/rules/per_unit", "sampling")]),
    ],
)  # fmt: skip
def test_a_mistake_in_the_rules_is_told_with_its_place(rules: Rules, wrong: list[tuple[str, str]]) -> None:
    bonus = indicator("x", 5, expression="outcomes_verified", kind="bonus")
    assert places(indicator("j"), bonus, rules=rules) == wrong


def test_all_mistakes_are_told_at_once() -> None:
    computed = indicator("b", expression="nonsense")
    found = places(
        indicator("a", 0), computed, rules=Rules(groups=(group("m", 1),), per_unit=3), subject="proposal_quality"
    )
    assert [place for place, _ in found] == [
        f"{AT}/0/maximum", f"{AT}/1/expression", "/rules/groups", "/rules/per_unit",
    ]  # fmt: skip
    assert places(rules=Rules()) == [(AT, "indicators")]
    assert places(indicator("b", formula="on_time"), rules=Rules(groups=(group("m", 100),))) == [
        ("/rules/groups", "unreachable")
    ]
    every = [indicator(f"i{n}") for n in range(checks.MOST_INDICATORS + 1)]
    assert places(*every) == [("/categories", "indicators")]


def test_a_circle_is_told_whole() -> None:
    three = [indicator(code, expression=f"points({other})") for code, other in ("ab", "bc", "ca")]
    (found,) = checks.mistakes([Category(name="甲", indicators=tuple(three))], Rules(), "handling_quality")
    assert found.detail.endswith("a → b → c → a")


def published(**fields: Any) -> SchemePublished:
    values: dict[str, Any] = {
        "subject": "handling_quality", "title": "示例", "example": False,
        "categories": [Category(name="甲", indicators=(indicator("a"),))],
    }  # fmt: skip
    (event,) = domain.publish("S2", **(values | fields))
    assert isinstance(event, SchemePublished)
    return event


def test_an_edition_takes_the_place_of_the_one_before_and_of_no_other() -> None:
    first = domain.apply(None, published())
    second = domain.apply(None, published(revises=("S1", first)))
    assert (first.edition, second.edition, second.revises) == (1, 2, "S1")
    revised = domain.apply(first, domain.revise(first, "S1", by="S2")[0])
    assert (revised.state, revised.revised_by) == ("revised", "S2")
    with pytest.raises(DomainRefusal, match="scheme-revised"):
        domain.revise(revised, "S1", by="S3")
    with pytest.raises(DomainRefusal, match="subject"):
        published(subject="proposal_quality", revises=("S1", first))
    with pytest.raises(DomainRefusal, match="weights"):
        published(rules=Rules(groups=(group("m", 1),)))


def test_what_an_older_event_did_not_say_is_not_written() -> None:
    """Or every stored row of before would differ from what its events fold to."""
    indicator = '{"code":"a","name":"n","maximum":20.0,"formula":null}'
    categories = f'[{{"name":"c","indicators":[{indicator}]}}]'
    old = f'{{"subject":"proposal_quality","title":"t","categories":{categories},"example":true,"state":"published"}}'
    assert Scheme.model_validate_json(old).model_dump_json() == old
