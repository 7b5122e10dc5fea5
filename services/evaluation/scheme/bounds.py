"""Between which bounds an expression lies, whatever the facts are. Never too narrow: what it calls out of reach is."""

import math
from collections.abc import Mapping
from fractions import Fraction
from itertools import product

from services.evaluation.scheme.expression import Node, round_half_up

End = Fraction | float
"""A fraction, or an infinity."""
Bounds = tuple[End, End]
EVERYTHING: Bounds = (-math.inf, math.inf)


def bounds(node: Node, facts: Mapping[str, Bounds], points: Mapping[str, Bounds]) -> Bounds:
    """Of a number; of what is not known nothing is said."""

    def of(index: int) -> Bounds:
        return bounds(node.of[index], facts, points)

    match node.what:
        case "number":
            assert isinstance(node.value, Fraction)
            return node.value, node.value
        case "name":
            return facts[str(node.value)]
        case "points":
            return points[str(node.value)]
        case "sign-":
            low, high = of(0)
            return -high, -low
        case "sign+":
            return of(0)
        case "chain":
            found = of(0)
            for sign, inner in zip(str(node.value), node.of[1:], strict=True):
                found = _chained(sign, found, bounds(inner, facts, points))
            return found
        case "min" | "max":
            choose = min if node.what == "min" else max
            every = [bounds(inner, facts, points) for inner in node.of]
            return choose(low for low, _ in every), choose(high for _, high in every)
        case "limit":
            (low, high), (least, _), (_, most) = of(0), of(1), of(2)
            return max(least, min(most, low)), max(of(1)[1], min(most, high))
        case "round":
            places = int(of(1)[0])
            low, high = of(0)
            return _rounded(low, places), _rounded(high, places)
        case "if":
            return _hull(of(1), of(2))
        case "otherwise":
            return _hull(of(0), of(1))
        case _:
            return EVERYTHING


def _hull(one: Bounds, other: Bounds) -> Bounds:
    return min(one[0], other[0]), max(one[1], other[1])


def _chained(sign: str, left: Bounds, right: Bounds) -> Bounds:
    match sign:
        case "+":
            return left[0] + right[0], left[1] + right[1]
        case "-":
            return left[0] - right[1], left[1] - right[0]
        case "*":
            ends = [_times(one, other) for one, other in product(left, right)]
            return min(ends), max(ends)
        case _:
            if right[0] < 0 < right[1]:
                return EVERYTHING
            # Zero itself gives nothing that is known.
            side = 1 if right[1] > 0 else -1
            ends = [_times(one, _inverse(other, side)) for one, other in product(left, right)]
            return min(ends), max(ends)


def _rounded(end: End, places: int) -> End:
    return round_half_up(end, places) if isinstance(end, Fraction) else end


def _times(one: End, other: End) -> End:
    return Fraction(0) if one == 0 or other == 0 else one * other


def _inverse(end: End, side: int) -> End:
    if end == 0:
        return side * math.inf
    return Fraction(0) if isinstance(end, float) else 1 / end
