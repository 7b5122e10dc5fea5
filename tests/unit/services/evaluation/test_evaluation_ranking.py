from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from contracts.base import DomainRefusal, Event
from contracts.evaluation import AwardGranted, Category, Indicator, RankingFrozen, Rules
from services.evaluation.award import domain as awards
from services.evaluation.ranking import domain as rankings
from services.evaluation.ranking.domain import Computed, Ranking
from services.evaluation.scheme.domain import Scheme, Subject


def a_scheme(subject: Subject = "handling_quality") -> Scheme:
    categories = (Category(name="甲", indicators=(Indicator(code="a", name="甲", maximum=Decimal(100)),)),)
    return Scheme(subject=subject, title="示例", categories=categories, example=False)


def computed(unit: str, totals: Sequence[float], **more: Any) -> list[Computed]:
    """The tie-breaker is what stands after the point."""
    return [
        Computed(f"{unit}-{n}", 3, Decimal(repr(total)), {"a": Decimal(repr(total)) % 1}, **more)
        for n, total in enumerate(totals)
    ]


def freeze(
    found: dict[str, list[Computed]], scheme: Scheme | None = None, *, after_appeals: bool = False
) -> list[Event]:
    return rankings.freeze(
        "R1", scheme_id="S1", scheme=scheme or a_scheme(), title="示例", found=found, after_appeals=after_appeals
    )


def a_ranking(**totals: list[float]) -> Ranking:
    (event,) = freeze({unit: computed(unit, given) for unit, given in totals.items()})
    return rankings.apply(None, event)


def test_equal_means_share_a_rank_and_the_next_is_further() -> None:
    ranking = a_ranking(U3=[80, 90], U1=[70], U2=[85], U4=[60.004, 60.001])
    assert [(unit.rank, unit.unit_id, unit.score, unit.assessments) for unit in ranking.units] == [
        (1, "U2", 85, 1),
        (1, "U3", 85, 2),
        (3, "U1", 70, 1),
        (4, "U4", 60, 2),
    ]
    assert (ranking.rank_of("U1"), ranking.rank_of("U9"), ranking.maximum) == (3, None, 100)


def test_equal_units_are_told_apart_by_the_indicators_that_the_scheme_names() -> None:
    scheme = a_scheme().model_copy(update={"given_rules": Rules(ties=("a",))})
    found = {"U1": computed("U1", [80, 81]), "U2": computed("U2", [80.5]), "U3": computed("U3", [70, 91])}
    (event,) = freeze(found, scheme)
    units = rankings.apply(None, event).units
    assert [(u.rank, u.unit_id, u.score, u.ties["a"]) for u in units] == [
        (1, "U2", Decimal("80.5"), Decimal("0.5")),
        (2, "U1", Decimal("80.5"), Decimal(0)),
        (2, "U3", Decimal("80.5"), Decimal(0)),
    ]
    assert [one.assessment_id for one in units[1].of] == ["U1-0", "U1-1"]


def test_a_mean_is_exact_and_rounded_once() -> None:
    """Binary numbers make 2.67 of the first, and even ones 0.12 of the second."""
    assert [u.score for u in a_ranking(U1=[2.67, 2.68]).units] == [Decimal("2.68")]
    assert [u.score for u in a_ranking(U1=[0.12, 0.13]).units] == [Decimal("0.13")]


def test_what_cannot_be_ranked_is_refused() -> None:
    one = {"U1": computed("U1", [1])}
    cases: list[tuple[str, dict[str, Any]]] = [
        ("subject", {"found": one, "scheme": a_scheme("proposal_quality")}),
        ("no-assessments", {"found": {}}),
        ("appeal-open", {"found": {"U1": computed("U1", [1], appeal_open=True)}}),
        ("appeal-time", {"found": {"U1": computed("U1", [1], may_appeal=True)}, "after_appeals": True}),
        ("too-many", {"found": {"U1": computed("U1", [1.0] * (rankings.MOST + 1))}}),
    ]
    for rule, given in cases:
        with pytest.raises(DomainRefusal) as refused:
            freeze(**given)
        assert refused.value.rule == rule
    freeze({"U1": computed("U1", [1], may_appeal=True)})


def grant(**given: Any) -> list[Event]:
    values: dict[str, Any] = {
        "kind": "advanced_unit", "subject_id": "U1", "year": 2026, "ranking_id": None, "ranking": None,
        "known": True, "granted": False, "reason": "示例", "granted_by": "甲",
    }  # fmt: skip
    return awards.grant(**(values | given))


def test_an_award_cites_the_rank() -> None:
    (event,) = grant(ranking_id="R1", ranking=a_ranking(U1=[70], U2=[85]))
    assert isinstance(event, AwardGranted)
    assert (event.rank, awards.apply(None, event).ranking_id) == (2, "R1")


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"known": False}, "unknown-subject"),
        ({"kind": "excellent_proposal", "known": False}, "unknown-subject"),
        ({"granted": True}, "awarded"),
        ({"ranking": a_ranking(U2=[1])}, "not-ranked"),
        ({"kind": "excellent_proposal", "ranking": a_ranking(U2=[1])}, "ranking"),
    ],
)
def test_an_award_without_ground_is_refused(given: dict[str, Any], rule: str) -> None:
    with pytest.raises(DomainRefusal) as refused:
        grant(**given)
    assert refused.value.rule == rule


def test_an_award_of_another_kind_subject_or_year_is_another() -> None:
    ids = {
        awards.award_id("advanced_unit", "U1", 2026), awards.award_id("advanced_unit", "U1", 2027),
        awards.award_id("advanced_unit", "U2", 2026), awards.award_id("excellent_proposal", "U1", 2026),
    }  # fmt: skip
    assert len(ids) == 4
    assert max(map(len, ids)) <= 64


def test_apply_raises_on_what_it_cannot_fold() -> None:
    (award,), ranking = grant(), a_ranking(U1=[1])
    frozen = RankingFrozen(ranking_id="R1", scheme_id="S1", title="示例", maximum=Decimal(1), units=())
    for again in (lambda: awards.apply(awards.apply(None, award), award), lambda: rankings.apply(ranking, frozen)):
        with pytest.raises(ValueError, match="once"):
            again()
    for foreign in (lambda: awards.apply(None, Event()), lambda: rankings.apply(None, Event())):
        with pytest.raises(ValueError, match="is no event of"):
            foreign()
