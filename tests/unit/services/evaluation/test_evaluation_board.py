"""Figures in words, and groups in the order in which people read them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql

from services.evaluation.board import domain, ratios, words
from services.evaluation.board.domain import Figure
from services.evaluation.board.ratios import Lens, Ratio
from services.evaluation.board.reading import BOARDS, POLICY, by_name
from services.evaluation.comparison import domain as comparison

LENS = Lens(today=date(2026, 3, 2), **dict(POLICY.default()))


def test_every_figure_has_words_and_no_words_are_of_none() -> None:
    for board in BOARDS.values():
        computed = set(by_name(board.define(LENS)))
        said = {(number, part) for number, parts in board.words.items() for part in parts}
        assert said <= computed
        own = {part for _, part in computed - said}
        assert all(part.startswith("quality_") for part in own), own
        for number, part in computed:
            one = words.words(board.words, number, part)
            assert one.formula == f"{one.part} ÷ {one.whole}"
        names = [words.words(board.words, number, part).name for number, part in computed]
        assert len(set(names)) == len(names)


def test_what_a_county_names_itself_is_called_so() -> None:
    lens = Lens(
        today=LENS.today,
        watched_within_days=1,
        forms=(),
        asked_by={"secretary": ["秘书处"]},
        quality_bands={"精品": 0.95, "excellent": 0.9},
    )
    names = {words.words(words.PROBLEMS, *key).name for key in by_name(ratios.six_problems(lens))}
    assert {"由“secretary”提出的协商占比", "提案质量为“精品”的占比", "提案质量为“优”的占比"} <= names


def test_nothing_to_divide_by_says_what_is_lacking() -> None:
    said = words.PROBLEMS[3][""]
    none = Figure.of(said, Decimal(0), Decimal(0))
    assert (none.value, none.why) == (None, f"没有{words.DUE}，无从计算")
    zero = Figure.of(said, Decimal(0), Decimal(3))
    assert (zero.value, zero.why) == (0.0, None)


@given(st.sets(st.tuples(st.integers(1990, 2040), st.integers(1, 12)), min_size=1))
def test_months_and_years_have_no_holes(found: set[tuple[int, int]]) -> None:
    months = domain.months({f"{year:04d}-{month:02d}" for year, month in found})
    assert months == sorted(set(months))
    numbers = [int(one[:4]) * 12 + int(one[5:]) for one in months]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert (min(found), max(found)) == tuple((int(one[:4]), int(one[5:])) for one in (months[0], months[-1]))
    years = domain.years({str(year) for year, _ in found})
    assert years == [str(year) for year in range(min(found)[0], max(found)[0] + 1)]


def test_names_of_groups() -> None:
    assert domain.months(set()) == domain.years(set()) == []
    assert domain.session_name(15, 3) == "十五届三次"
    assert domain.month_name("2026-03") == "2026年3月"
    assert domain.in_order(["S2", "S1", "S9"], {"S1", "S2", "B", "A"}) == ["S2", "S1", "A", "B"]


def written(ratio: Ratio) -> list[str]:
    parts = (ratio.population, ratio.part, ratio.whole)
    return [str(part.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})) for part in parts]


def test_a_policy_is_named_beside_every_figure_whose_formula_it_changes_and_beside_no_other() -> None:
    other = {
        "watched_within_days": 30,
        "forms": frozenset({"phone"}),
        "asked_by": {who: ["別"] for who in LENS.asked_by},
        "quality_bands": {band: from_ / 2 for band, from_ in LENS.quality_bands.items()},
    }
    for rule, value in other.items():
        lens = replace(LENS, **{rule: value})
        for name, board in BOARDS.items():
            before, after = by_name(board.define(LENS)), by_name(board.define(lens))
            changed = {key for key in before if written(before[key]) != written(after[key])}
            assert changed == {key for key in before if rule in comparison.rules_of(name, *key)}, rule
