"""Sharing out: even, without conflicts, reproducible; and how assessors stand to each other."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product
from random import Random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.allotment import calibration, sharing

ids = st.integers(0, 30).map(str)


def loads_of(shared: dict[str, tuple[str, ...]], people: list[str], before: dict[str, int]) -> dict[str, int]:
    found = Counter(before)
    for readers in shared.values():
        found.update(readers)
    return {one: found[one] for one in people}


@given(st.text("abc", min_size=1), st.integers(0, 40), st.integers(1, 9), st.integers(1, 4))
def test_without_conflicts_loads_differ_by_one_at_most(seed: str, count: int, people: int, readers: int) -> None:
    proposals, panel = [f"P{n}" for n in range(count)], [f"A{n}" for n in range(people)]
    shared = sharing.share(seed, proposals, panel, readers, excluded={}, loads={})
    assert shared.keys() == set(proposals)
    assert all(len(set(chosen)) == len(chosen) == min(readers, people) for chosen in shared.values())
    loads = loads_of(shared, panel, {})
    assert max(loads.values()) - min(loads.values()) <= 1


@st.composite
def conflicted(draw: st.DrawFn) -> tuple[list[str], list[str], int, dict[str, set[str]], dict[str, int]]:
    proposals = [f"P{n}" for n in range(draw(st.integers(1, 5)))]
    panel = [f"A{n}" for n in range(draw(st.integers(1, 4)))]
    excluded = {one: draw(st.sets(st.sampled_from(panel))) for one in proposals}
    before = draw(st.dictionaries(st.sampled_from(panel), st.integers(0, 4)))
    return proposals, panel, draw(st.integers(1, 3)), excluded, before


@given(st.text("abc", min_size=1), conflicted())
def test_no_other_way_of_sharing_is_more_even(
    seed: str, case: tuple[list[str], list[str], int, dict[str, set[str]], dict[str, int]]
) -> None:
    proposals, panel, readers, excluded, before = case
    shared = sharing.share(seed, proposals, panel, readers, excluded=excluded, loads=before)
    may = {one: [a for a in panel if a not in excluded[one]] for one in proposals}
    for one, chosen in shared.items():
        assert set(chosen) <= set(may[one])
        assert len(set(chosen)) == len(chosen) == min(readers, len(may[one]))

    def uneven(choice: dict[str, tuple[str, ...]]) -> int:
        return sum(load * load for load in loads_of(choice, panel, before).values())

    every = product(*(combinations(may[one], min(readers, len(may[one]))) for one in proposals))
    assert uneven(shared) == min(uneven(dict(zip(proposals, choice, strict=True))) for choice in every)


@given(st.text("abc", min_size=1), conflicted(), st.randoms(use_true_random=False))
def test_the_same_seed_gives_the_same_in_whatever_order_it_is_asked(
    seed: str, case: tuple[list[str], list[str], int, dict[str, set[str]], dict[str, int]], random: Random
) -> None:
    proposals, panel, readers, excluded, before = case
    first = sharing.share(seed, proposals, panel, readers, excluded=excluded, loads=before)
    random.shuffle(proposals)
    random.shuffle(panel)
    again = {one: excluded[one] for one in proposals}
    assert sharing.share(seed, proposals, panel, readers, excluded=again, loads=before) == first
    assert sharing.population_hash(again) == sharing.population_hash(excluded)


def test_another_seed_gives_another_sharing() -> None:
    proposals, panel = [f"P{n}" for n in range(20)], [f"A{n}" for n in range(5)]
    found = {str(sharing.share(seed, proposals, panel, 2, excluded={}, loads={})) for seed in "abcdef"}
    assert len(found) == 6


def test_readings_move_along_a_chain_where_no_direct_move_evens_loads() -> None:
    # A can be relieved only by B, which passes what it has on to C.
    proposals = ["P1", "P2", "P3", "P4"]
    excluded = {"P1": {"C"}, "P2": {"C"}, "P3": {"A"}, "P4": {"A"}}
    for seed in map(str, range(30)):
        shared = sharing.share(seed, proposals, "ABC", 1, excluded=excluded, loads={"A": 1, "B": 1})
        assert sorted(loads_of(shared, list("ABC"), {"A": 1, "B": 1}).values()) == [2, 2, 2]


def test_a_county_s_session_is_shared_out_at_once() -> None:
    proposals, panel = [f"P{n}" for n in range(400)], [f"A{n}" for n in range(25)]
    excluded = {one: {panel[n % 25], panel[(n * 7) % 25]} for n, one in enumerate(proposals)}
    loads = loads_of(sharing.share("s", proposals, panel, 3, excluded=excluded, loads={}), panel, {})
    assert set(loads.values()) == {48}


def test_a_successor_is_the_least_loaded_who_may() -> None:
    chosen = sharing.successor("s", "P1", ["A", "B", "C"], excluded={"C"}, loads={"A": 3, "B": 2, "C": 0})
    assert chosen == "B"
    assert sharing.successor("s", "P1", ["A"], excluded={"A"}, loads={}) is None


def test_a_distance_leaves_the_own_points_out() -> None:
    given = {"P1": {"A": 90, "B": 60, "C": 60}, "P2": {"A": 80, "B": 70}, "P3": {"C": 50}}
    totals = {p: {a: Fraction(n) for a, n in of.items()} for p, of in given.items()}
    stances = {one.assessor: one for one in calibration.stances(totals)}
    assert (stances["A"].scored, stances["A"].compared, stances["A"].distance) == (2, 2, 20)
    assert (stances["A"].mean, stances["A"].spread) == (85, 10)
    assert stances["C"].distance == -15  # P3 has nobody to compare with
    assert (stances["C"].scored, stances["C"].compared, stances["C"].mean) == (2, 1, 55)
    pairs = [(one.one, one.other, one.common, one.distance, one.lean) for one in calibration.pairs(totals)]
    assert pairs == [("A", "C", 1, 30, 30), ("A", "B", 2, 20, 20), ("B", "C", 1, 0, 0)]
    alone = calibration.stances({"P1": {"A": Fraction(7)}})[0]
    assert (alone.compared, alone.distance) == (0, None)


def test_figures_are_rounded_once_at_their_end() -> None:
    # Thirds, of which each would be 0.33 and all together 0.99.
    totals = {f"P{n}": {"A": Fraction(1, 3), "B": Fraction(0)} for n in range(3)}
    assert calibration.stances(totals)[0].distance == Decimal("0.33")
    thirds = {f"P{n}": {"A": Fraction(n, 3), "B": Fraction(0)} for n in range(4)}
    assert calibration.stances(thirds)[0].mean == Decimal("0.5")


@given(st.dictionaries(ids, st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 100), min_size=1), max_size=8))
def test_stances_are_what_a_plain_computation_says(given: dict[str, dict[str, int]]) -> None:
    totals = {p: {a: Fraction(n) for a, n in of.items()} for p, of in given.items()}
    for stance in calibration.stances(totals):
        own = [of[stance.assessor] for of in given.values() if stance.assessor in of]
        assert float(stance.mean) == pytest.approx(fmean(own), abs=0.006)
        apart = [
            of[stance.assessor] - fmean(n for a, n in of.items() if a != stance.assessor)
            for of in given.values()
            if stance.assessor in of and len(of) > 1
        ]
        assert stance.compared == len(apart)
        if apart:
            assert stance.distance is not None
            assert float(stance.distance) == pytest.approx(fmean(apart), abs=0.006)
