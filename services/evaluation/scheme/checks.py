"""What is wrong with a scheme that is to be published: every mistake at once, each with its place."""

import difflib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from contracts.evaluation import Category, Indicator, Points, Rules
from services.evaluation.facts.catalogue import FACTS, NAMES
from services.evaluation.facts.formulas import FORMULAS
from services.evaluation.scheme.bounds import Bounds, bounds
from services.evaluation.scheme.expression import Expression, ExpressionError, compile_expression

MOST = Decimal(10_000)
"""No maximum, weight or cap is greater."""
PLACES = 2
MOST_INDICATORS = 200
MOST_READERS = 20

FACT_BOUNDS: Mapping[str, Bounds] = {
    name: (Fraction(0), math.inf if fact.most is None else Fraction(fact.most)) for name, fact in FACTS.items()
}


@dataclass(frozen=True)
class Mistake:
    pointer: str
    rule: str
    detail: str


@dataclass(frozen=True)
class Placed:
    indicator: Indicator
    at: str


@dataclass
class Checked:
    """What is found of the indicators on the way."""

    placed: list[Placed]
    expressions: dict[str, Expression] = field(default_factory=dict[str, Expression])

    @property
    def by_code(self) -> dict[str, Placed]:
        return {one.indicator.code: one for one in self.placed}


def compiled(indicator: Indicator) -> Expression | None:
    return None if indicator.expression is None else compile_expression(indicator.expression, NAMES)


def plain(points: Points) -> bool:
    """Whether it is an amount that people write: from 0 to the most, with at most two places."""
    exponent = points.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -PLACES and 0 <= points <= MOST


def in_order(expressions: Mapping[str, Expression], codes: Sequence[str]) -> list[str]:
    """Every indicator after those that it refers to. The scheme was checked: there is no cycle."""
    done: dict[str, None] = {}

    def visit(code: str) -> None:
        if code in done:
            return
        if code in expressions:
            for other in sorted(expressions[code].indicators):
                visit(other)
        done[code] = None

    for code in codes:
        visit(code)
    return list(done)


def mistakes(categories: Sequence[Category], rules: Rules, subject: str) -> list[Mistake]:
    placed = [
        Placed(indicator, f"/categories/{i}/indicators/{j}")
        for i, category in enumerate(categories)
        for j, indicator in enumerate(category.indicators)
    ]
    if len(placed) > MOST_INDICATORS:
        return [Mistake("/categories", "indicators", f"a scheme has at most {MOST_INDICATORS} indicators")]
    checked = Checked(placed)
    found = [
        Mistake(f"/categories/{i}/indicators", "indicators", f"{category.name} needs at least one indicator")
        for i, category in enumerate(categories)
        if not category.indicators
    ]
    if not categories:
        found.append(Mistake("/categories", "indicators", "a scheme needs at least one category"))
    if placed and all(one.indicator.kind != "score" for one in placed):
        found.append(Mistake("/categories", "indicators", "bonus and deductions alone make no score"))
    found += _codes(placed)
    for one in placed:
        found += _indicator(one, checked)
    found += _references(checked)
    found += _rules(rules, placed, subject)
    if not found:
        # Only what is sound otherwise has bounds.
        found += _reach(checked)
    return found


def _codes(placed: Sequence[Placed]) -> Iterator[Mistake]:
    first: dict[str, str] = {}
    for one in placed:
        code = one.indicator.code
        if code in first:
            yield Mistake(f"{one.at}/code", "codes", f"the code {code} is used at {first[code]} already")
        first.setdefault(code, one.at)


def _indicator(one: Placed, checked: Checked) -> Iterator[Mistake]:
    indicator, at = one.indicator, one.at
    if not plain(indicator.maximum) or not indicator.maximum:
        what = f"the maximum of {indicator.code} must be above 0, at most {MOST} and of at most {PLACES} places"
        yield Mistake(f"{at}/maximum", "maximum", what)
    if indicator.formula is not None and indicator.expression is not None:
        what = f"{indicator.code} has a formula and an expression; it is computed by one of them"
        yield Mistake(f"{at}/expression", "formula", what)
    if indicator.formula is not None and indicator.formula not in FORMULAS:
        known = ", ".join(sorted(FORMULAS))
        yield Mistake(f"{at}/formula", "formula", f"no formula {indicator.formula}; known are {known}")
    judged = indicator.formula is None and indicator.expression is None
    if indicator.evidence and not judged:
        what = f"{indicator.code} is computed from recorded facts; only for judged points evidence is asked"
        yield Mistake(f"{at}/evidence", "evidence", what)
    yield from _levels(one, judged)
    try:
        expression = compiled(indicator)
    except ExpressionError as error:
        yield Mistake(f"{at}/expression", "expression", f"{indicator.code}, {error}")
        return
    if expression is not None:
        checked.expressions[indicator.code] = expression


def _levels(one: Placed, judged: bool) -> Iterator[Mistake]:
    indicator = one.indicator
    if indicator.levels and not judged:
        what = f"{indicator.code} is computed from recorded facts; only judged points have described levels"
        yield Mistake(f"{one.at}/levels", "levels", what)
    above: Points | None = None
    for index, level in enumerate(indicator.levels):
        at = f"{one.at}/levels/{index}/at_least"
        if not plain(level.at_least) or level.at_least > indicator.maximum:
            yield Mistake(at, "levels", f"{level.name} begins between 0 and the maximum of {indicator.code}")
        elif above is not None and level.at_least >= above:
            yield Mistake(at, "levels", "levels are given from the highest to the lowest, each below the one before")
        above = level.at_least
    if indicator.levels and indicator.levels[-1].at_least:
        what = f"the lowest level of {indicator.code} must begin at 0: every point means something"
        yield Mistake(f"{one.at}/levels", "levels", what)


def _references(checked: Checked) -> Iterator[Mistake]:
    known = checked.by_code
    for code, expression in checked.expressions.items():
        for other in sorted(expression.indicators - known.keys()):
            near = difflib.get_close_matches(other, sorted(known), 1)
            meant = f"; did you mean {near[0]}?" if near else ""
            what = f"{code} refers to the points of {other}, which the scheme has not{meant}"
            yield Mistake(f"{known[code].at}/expression", "reference", what)
    for cycle in _cycles(checked.expressions):
        what = f"the indicators refer to each other in a circle: {' → '.join((*cycle, cycle[0]))}"
        yield Mistake(f"{known[cycle[0]].at}/expression", "cycle", what)


def _cycles(expressions: Mapping[str, Expression]) -> Iterator[list[str]]:
    """One for each indicator that leads back into a circle, each circle once."""
    done: set[str] = set()

    def search(code: str, path: list[str]) -> Iterator[list[str]]:
        if code in path:
            yield path[path.index(code) :]
            return
        if code in done or code not in expressions:
            return
        for other in sorted(expressions[code].indicators):
            yield from search(other, [*path, code])
        done.add(code)

    for code in expressions:
        yield from search(code, [])


def _reach(checked: Checked) -> Iterator[Mistake]:
    known = checked.by_code
    points: dict[str, Bounds] = {}
    for code in in_order(checked.expressions, list(known)):
        maximum = Fraction(known[code].indicator.maximum)
        points[code] = (Fraction(0), maximum)
        if code not in checked.expressions:
            continue
        low, high = bounds(checked.expressions[code].root, FACT_BOUNDS, points)
        at = f"{known[code].at}/expression"
        if high <= 0:
            yield Mistake(at, "unreachable", f"{code} can never give a point, whatever is recorded")
        elif high < maximum:
            what = f"{code} can give at most {float(high):g} of its {float(maximum):g}, whatever is recorded"
            yield Mistake(at, "unreachable", what)
        points[code] = (max(Fraction(0), min(maximum, low)), max(Fraction(0), min(maximum, high)))


def _rules(rules: Rules, placed: Sequence[Placed], subject: str) -> Iterator[Mistake]:
    judged = [p for p in placed if p.indicator.formula is None and p.indicator.expression is None]
    yield from _groups(rules, judged)
    for name, kind in (("bonus_cap", "bonus"), ("deduction_cap", "deduction")):
        cap: Points | None = getattr(rules, name)
        at = f"/rules/{name}"
        if cap is None:
            continue
        has = any(p.indicator.kind == kind for p in placed)
        if cap < 0:
            yield Mistake(at, "cap", f"the cap {cap} is below zero")
        elif not plain(cap):
            yield Mistake(at, "cap", f"a cap is at most {MOST} and has at most {PLACES} places")
        elif not has:
            yield Mistake(at, "cap", f"no indicator is a {kind}, so there is nothing to cap")
        elif not cap:
            yield Mistake(at, "unreachable", f"a cap of zero leaves every {kind} out of reach")
    if rules.trim_from is not None and not 3 <= rules.trim_from <= 1000:
        yield Mistake("/rules/trim_from", "trim", "from 3 scores on, at the earliest, one of each end can be left out")
    if rules.wide_spread is not None and (not plain(rules.wide_spread) or not rules.wide_spread):
        yield Mistake("/rules/wide_spread", "spread", "a spread that is marked must be above zero")
    yield from _readers(rules, subject)
    yield from _ties(rules.ties, {p.indicator.code for p in placed})
    if rules.per_unit is not None:
        if subject != "handling_quality":
            yield Mistake("/rules/per_unit", "sampling", "only of the handling of units a sample is drawn")
        if not 1 <= rules.per_unit <= 100:
            yield Mistake("/rules/per_unit", "sampling", "of each unit 1 to 100 proposals can be drawn")


def _readers(rules: Rules, subject: str) -> Iterator[Mistake]:
    if rules.readers is None:
        return
    at = "/rules/readers"
    if subject != "proposal_quality":
        yield Mistake(at, "readers", "only the proposals of a session are shared out to be read")
    if not rules.groups:
        yield Mistake(at, "readers", "proposals are shared out among a panel, and a panel has groups")
    if not 1 <= rules.readers <= MOST_READERS:
        yield Mistake(at, "readers", f"a proposal is read by 1 to {MOST_READERS} assessors of each group")
    for group in rules.groups:
        if group.at_least > rules.readers:
            what = f"{group.at_least} of {group.name} must score, and {rules.readers} would read"
            yield Mistake(at, "readers", what)


def _ties(ties: Iterable[str], codes: set[str]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for index, code in enumerate(ties):
        if code not in codes:
            yield Mistake(f"/rules/ties/{index}", "reference", f"the scheme has no indicator {code}")
        elif code in seen:
            yield Mistake(f"/rules/ties/{index}", "codes", f"{code} has decided already")
        seen.add(code)


def _groups(rules: Rules, judged: Sequence[Placed]) -> Iterator[Mistake]:
    if not rules.groups:
        return
    seen: set[str] = set()
    for index, group in enumerate(rules.groups):
        at = f"/rules/groups/{index}"
        if group.code in seen:
            yield Mistake(f"{at}/code", "codes", f"the group {group.code} is there already")
        seen.add(group.code)
        if not plain(group.weight) or not group.weight:
            yield Mistake(f"{at}/weight", "weights", f"the weight of {group.name} must be above zero")
        if not 1 <= group.at_least <= 100:
            yield Mistake(f"{at}/at_least", "groups", f"of {group.name} 1 to 100 assessors can be asked for")
    total = sum((group.weight for group in rules.groups), Decimal(0))
    if total != 100:
        yield Mistake("/rules/groups", "weights", f"the weights come to {total} and not to 100")
    if not judged:
        yield Mistake("/rules/groups", "unreachable", "no indicator is judged, so no group has anything to score")
