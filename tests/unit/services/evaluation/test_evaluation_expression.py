"""The language of formulas: exact, closed, bounded."""

import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.evaluation.scheme import expression as language
from services.evaluation.scheme.bounds import bounds
from services.evaluation.scheme.expression import ExpressionError, Value, compile_expression, round_half_up

NAMES = ("on_time", "due", "lost")
FACTS: dict[str, Value] = {"on_time": Fraction(2, 3), "due": Fraction(0), "lost": None}
POINTS = {"a-1.b": Fraction(4)}


def value(text: str) -> Fraction | None:
    return compile_expression(text, NAMES).evaluate(FACTS, POINTS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0.1 + 0.2", Fraction(3, 10)),
        ("on_time * 10", Fraction(20, 3)),
        ("10 - 3 - 2 * 2", Fraction(3)),
        ("12 / 4 / 3", Fraction(1)),
        ("-(2 - 5)", Fraction(3)),
        ("min(3, 2, 7) + max(1, 4)", Fraction(6)),
        ("limit(12, 0, 10) + limit(-1, 0, 10)", Fraction(10)),
        ("round(2.345, 2)", Fraction(235, 100)),
        ("round(-2.345, 2)", Fraction(-235, 100)),
        ("if(on_time >= 0.5 and not due != 0, points(a-1.b), 0)", Fraction(4)),
        ("if(due > 0 or on_time < 0.5, 1, 2)", Fraction(2)),
        ("lost + 1", None),
        ("1 / due", None),
        ("otherwise(1 / due, 7)", Fraction(7)),
        ("otherwise(lost, otherwise(lost, 3))", Fraction(3)),
        ("if(lost > 0, 1, 2)", None),
        ("if(lost > 0 and due == 1, 1, 2)", Fraction(2)),
        ("if(lost > 0 or due == 0, 1, 2)", Fraction(1)),
        ("if(lost > 0 or due == 1, 1, 2)", None),
        ("if(known(lost), 1, 2)", Fraction(2)),
        ("if(1 < 2, 1, lost)", Fraction(1)),
    ],
)
def test_what_a_formula_comes_to(text: str, found: Fraction | None) -> None:
    assert value(text) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("on_tme * 3", "line 1, column 1: no fact on_tme is recorded; did you mean on_time?"),
        ("1 +\n  * 2", "line 2, column 3: '*' cannot stand here"),
        ("(1 + 2", "line 1, column 7: the formula ends too soon"),
        ("", "line 1, column 1: the formula ends too soon"),
        ("mix(1, 2)", "line 1, column 1: there is no function mix; did you mean min?"),
        ("1 + limit(1, 2)", "line 1, column 5: limit takes 3 arguments and has 2"),
        ("if(1, 2, 3)", "line 1, column 4: a condition is wanted here and not a number"),
        ("1 + (2 < 3)", "line 1, column 6: a number is wanted here and not a condition"),
        ("1 < 2", "line 1, column 1: a formula gives points, and this one gives yes or no; use if()"),
        ("round(1, due)", "line 1, column 10: round takes a number of places from 0 to 6"),
        ("1234567890123", "line 1, column 1: a number has at most 12 digits"),
        ("1 < 2 < 3", "line 1, column 7: '<' cannot stand here"),
        ("on_time.real", "line 1, column 8: '.real' cannot stand here"),
        ("on_time[0]", "line 1, column 8: '[' cannot stand here"),
        ("__import__('os')", 'line 1, column 12: "\'" cannot stand here'),
        ("lambda: 1", "line 1, column 7: ':' cannot stand here"),
        ("2 ** 99", "line 1, column 4: '*' cannot stand here"),
        ("1e9", "line 1, column 2: 'e9' cannot stand here"),
        ("1" * 1001, "line 1, column 1001: a formula has at most 1000 characters"),
        ("-" * 60 + "1", "line 1, column 41: nested deeper than 40"),
    ],
)
def test_what_is_no_formula_says_where(text: str, said: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        compile_expression(text, NAMES)
    assert str(refused.value) == said


@settings(max_examples=400)
@given(st.text(max_size=200) | st.text(alphabet="()+-*/<>=!,. \n019_abcdefiknostumx'[]{}\"\\@:", max_size=1100))
def test_no_text_does_anything_but_give_points_or_say_where_it_is_wrong(text: str) -> None:
    started = time.perf_counter()
    found = wrong = None
    try:
        found = compile_expression(text, NAMES)
    except ExpressionError as error:
        wrong = error
    if found is not None:
        points = dict.fromkeys(found.indicators, Fraction(1))
        assert found.facts <= FACTS.keys()
        assert isinstance(found.evaluate(FACTS, points), Fraction | None)
    else:
        assert wrong is not None
        assert (wrong.line, wrong.column) >= (1, 1)
    assert time.perf_counter() - started < 2


def test_nothing_stands_in_a_formula_but_facts_and_indicators() -> None:
    """Whatever else Python could give by that name: the names of the module itself, its builtins, its dunders."""
    for name in {*dir(language), *dir(__builtins__), "self", "facts", "points", "Fraction", "__class__"} - set(NAMES):
        with pytest.raises(ExpressionError):
            compile_expression(name, NAMES)
        if name not in language.FUNCTIONS:
            with pytest.raises(ExpressionError):
                compile_expression(f"{name}(1, 2)", NAMES)


Pair = tuple[str, Fraction | None]
"""A formula, and what it comes to by another way."""


def _sum(sign: str, one: Pair, other: Pair) -> Pair:
    text = f"({one[0]} {sign} {other[0]})"
    if one[1] is None or other[1] is None:
        return text, None
    match sign:
        case "+":
            return text, one[1] + other[1]
        case "-":
            return text, one[1] - other[1]
        case "*":
            return text, one[1] * other[1]
        case _:
            return text, one[1] / other[1] if other[1] else None


def _choice(one: Pair, other: Pair) -> Pair:
    found = max(one[1], other[1]) if one[1] is not None and other[1] is not None else None
    return f"if({one[0]} < {other[0]}, {other[0]}, {one[0]})", found


def _fallback(one: Pair, other: Pair) -> Pair:
    return f"otherwise({one[0]}, {other[0]})", other[1] if one[1] is None else one[1]


ATOMS: st.SearchStrategy[Pair] = st.one_of(
    st.decimals(0, 999, places=2, allow_nan=False).map(lambda d: (str(d), Fraction(d))),
    st.sampled_from(list(FACTS.items())).map(
        lambda pair: (pair[0], pair[1] if isinstance(pair[1], Fraction) else None)
    ),
    st.just(("points(a-1.b)", Fraction(4))),
)


def _larger(inner: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    return st.one_of(
        st.builds(_sum, st.sampled_from("+-*/"), inner, inner),
        st.builds(_choice, inner, inner),
        st.builds(_fallback, inner, inner),
    )


FORMULAS = st.recursive(ATOMS, _larger, max_leaves=12).filter(lambda pair: len(pair[0]) <= 1000)


@settings(max_examples=300)
@given(FORMULAS)
def test_a_formula_comes_to_the_same_by_another_way_and_again(pair: Pair) -> None:
    text, wanted = pair
    found = value(text)
    assert found == wanted
    language._compile.cache_clear()
    assert value(text) == found


@settings(max_examples=300)
@given(FORMULAS)
def test_no_value_lies_outside_its_bounds(pair: Pair) -> None:
    """What bounds call out of reach is out of reach."""
    text, wanted = pair
    ranges = {
        "on_time": (Fraction(0), Fraction(1)),
        "due": (Fraction(0), float("inf")),
        "lost": (Fraction(0), Fraction(9)),
    }
    low, high = bounds(compile_expression(text, NAMES).root, ranges, {"a-1.b": (Fraction(0), Fraction(5))})
    assert wanted is None or low <= wanted <= high


@given(st.fractions(-1000, 1000), st.integers(0, 6))
def test_rounding_is_half_up(number: Fraction, places: int) -> None:
    rounded = round_half_up(number, places)
    assert (rounded * 10**places).denominator == 1
    assert abs(rounded - number) <= Fraction(1, 2 * 10**places)
    assert round_half_up(Fraction(1, 2) + abs(int(number)), 0) == abs(int(number)) + 1


def test_the_longest_formula_is_read_and_computed_at_once() -> None:
    started = time.perf_counter()
    for text in ("9*" * 499 + "9", "1" + "/3" * 499, "(" * 499 + "1" + ")" * 499, "min(1" + ",1" * 497 + ")"):
        assert value(text) is not None
    assert time.perf_counter() - started < 2
