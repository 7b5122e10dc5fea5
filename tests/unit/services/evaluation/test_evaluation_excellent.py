"""The order of candidates: places, bodies' share, ties at the border, and what departs from it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.base import DomainRefusal
from contracts.evaluation import Category, ExcellentCandidatesRanked, ExcellentProposalsDecided, Indicator, Rules
from services.evaluation.excellent import domain
from services.evaluation.excellent.domain import Assessed, Selection
from services.evaluation.excellent.policy import ExcellentPolicy
from services.evaluation.scheme.domain import Scheme

SCHEME = Scheme(
    subject="proposal_quality",
    title="示例",
    categories=(
        Category(name="甲", indicators=(Indicator(code="a", name="甲", maximum=Decimal(100)),)),
        Category(name="乙", indicators=(Indicator(code="b", name="乙", maximum=Decimal(10)),)),
    ),
    example=False,
    given_rules=Rules(ties=("b",)),
)


def assessed(id: str, total: int, *, b: int = 0, collective: bool = False) -> Assessed:
    return Assessed(id, f"A-{id}", 3, Decimal(total), {"a": Decimal(total - b), "b": Decimal(b)}, collective)


def ranked(found: list[Assessed], places: tuple[int, int]) -> Selection:
    (event,) = domain.rank(
        None, "scheme", SCHEME, session_id="S1", admitted=len(found), places=places, found=found, policy_version=0
    )
    assert isinstance(event, ExcellentCandidatesRanked)
    return domain.apply(None, event)


def standing(state: Selection) -> dict[str, str]:
    return {one.proposal_id: one.standing for one in state.candidates}


def refused(state: Selection, chosen: list[str], **reasons: str) -> str:
    with pytest.raises(DomainRefusal) as refusal:
        domain.decide(state, "x", chosen=chosen, reasons=reasons, year=2026, decided_by="示例")
    return refusal.value.rule


def test_the_best_are_in_and_equal_totals_are_told_apart_by_the_scheme() -> None:
    state = ranked([assessed("P1", 80), assessed("P2", 90), assessed("P3", 80, b=5)], (2, 0))
    assert [(one.proposal_id, one.rank, one.standing) for one in state.candidates] == [
        ("P2", 1, "in"), ("P3", 2, "in"), ("P1", 3, "out"),
    ]  # fmt: skip


def test_equals_that_do_not_all_fit_are_left_to_who_decides() -> None:
    state = ranked([assessed("P1", 90), *(assessed(f"P{n}", 80) for n in (2, 3, 4)), assessed("P5", 70)], (3, 0))
    assert standing(state) == {"P1": "in", "P2": "tied", "P3": "tied", "P4": "tied", "P5": "out"}
    assert [one.rank for one in state.candidates] == [1, 2, 2, 2, 5]
    assert refused(state, ["P1", "P2", "P3"]) == "departure"
    (event,) = domain.decide(
        state, "x", chosen=["P3", "P1", "P2"], reasons={"P2": "甲", "P3": "乙"}, year=2026, decided_by="示例"
    )
    assert isinstance(event, ExcellentProposalsDecided)
    assert (event.chosen, set(event.departures)) == (("P1", "P2", "P3"), {"P2", "P3"})
    assert refused(domain.apply(state, event), ["P1"]) == "decided"


def test_bodies_have_their_share_where_they_are_as_many() -> None:
    found = [
        *(assessed(f"P{n}", 90 - n) for n in range(4)),
        assessed("C1", 60, collective=True),
        assessed("C2", 50, collective=True),
    ]
    assert standing(ranked(found, (3, 1))) == {
        "P0": "in", "P1": "in", "P2": "out", "P3": "out", "C1": "in", "C2": "out",
    }  # fmt: skip
    assert [k for k, v in standing(ranked(found, (3, 3))).items() if v == "in"] == ["P0", "C1", "C2"]
    # In by themselves, they take nobody's place.
    good = [assessed("C1", 95, collective=True), *found[:4]]
    assert [k for k, v in standing(ranked(good, (2, 1))).items() if v == "in"] == ["C1", "P0"]


def test_who_departs_from_the_order_says_why_of_each() -> None:
    state = ranked([assessed("P1", 90), assessed("P2", 80), assessed("P3", 70)], (2, 0))
    assert refused(state, ["P1", "P3"]) == "departure"
    assert refused(state, ["P1", "P3"], P3="甲") == "departure"
    assert refused(state, ["P1", "P2"], P1="甲") == "no-departure"
    assert refused(state, ["P1", "P2", "P3"], P3="甲") == "places"
    assert refused(state, ["P9"]) == "not-a-candidate"
    assert domain.decide(state, "x", chosen=["P1", "P2"], reasons={}, year=2026, decided_by="示例")
    assert domain.decide(
        state, "x", chosen=["P1", "P3"], reasons={"P2": "乙", "P3": "甲"}, year=2026, decided_by="示例"
    )


@pytest.mark.parametrize(
    ("admitted", "places"), [(0, (1, 1)), (12, (1, 1)), (25, (2, 1)), (100, (8, 2)), (400, (32, 7))]
)
def test_places_are_a_share_of_the_admitted_exactly(admitted: int, places: tuple[int, int]) -> None:
    assert ExcellentPolicy(share=0.08, collective_share=0.2).places(admitted) == places


totals = st.lists(st.tuples(st.integers(60, 66), st.booleans()), min_size=1, max_size=12)


@given(totals, st.integers(1, 8), st.integers(0, 8))
def test_nobody_who_is_in_fits_worse_than_one_who_is_not(
    given: list[tuple[int, bool]], places: int, collective: int
) -> None:
    collective = min(collective, places)
    found = [assessed(f"P{n:02}", total, collective=body) for n, (total, body) in enumerate(given)]
    state = ranked(found, (places, collective))
    of = {one.proposal_id: one for one in state.candidates}
    inside = [one for one in of.values() if one.standing == "in"]
    tied = [one for one in of.values() if one.standing == "tied"]
    assert len(inside) <= places
    assert len(inside) + len(tied) >= min(places, len(found))
    for kind in (True, False):
        same = [one for one in of.values() if one.collective is kind]
        worst = min((one.total for one in same if one.standing == "in"), default=None)
        assert worst is None or all(one.total <= worst for one in same if one.standing == "out")
    bodies = [one for one in of.values() if one.collective and one.standing != "out"]
    assert len(bodies) >= min(collective, sum(body for _, body in given))
