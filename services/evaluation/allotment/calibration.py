"""How assessors stand to each other on the proposals that they read together. Pure; nothing here changes a score.

A distance leaves the assessor's own points out: compared with a mean that they are part of, whoever is alone in a
group of three would seem a third nearer than they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from contracts.evaluation import Points
from services.evaluation.assessment.scoring import as_points

PAIRS = 20

Totals = Mapping[str, Mapping[str, Fraction]]
"""Proposal → assessor → total of their points."""


@dataclass(frozen=True)
class Stance:
    """``distance`` is the mean of own total − mean of the others', over the ``compared`` proposals that others scored,
    too; below zero is stricter than the panel. ``spread`` is highest − lowest of the own totals."""

    assessor: str
    scored: int
    mean: Points
    lowest: Points
    highest: Points
    spread: Points
    compared: int
    distance: Points | None


@dataclass(frozen=True)
class Pair:
    """``distance`` is the mean of how far they lie apart, ``lean`` of how far the first lies above the second."""

    one: str
    other: str
    common: int
    distance: Points
    lean: Points


def mean(amounts: Sequence[Fraction]) -> Fraction:
    return sum(amounts, Fraction(0)) / len(amounts)


def stances(totals: Totals) -> list[Stance]:
    """By assessor."""
    own: dict[str, list[Fraction]] = {}
    apart: dict[str, list[Fraction]] = {}
    for given in totals.values():
        for assessor, total in given.items():
            own.setdefault(assessor, []).append(total)
            others = [other for name, other in given.items() if name != assessor]
            if others:
                apart.setdefault(assessor, []).append(total - mean(others))
    return [
        Stance(
            assessor=assessor,
            scored=len(amounts),
            mean=as_points(mean(amounts)),
            lowest=as_points(min(amounts)),
            highest=as_points(max(amounts)),
            spread=as_points(max(amounts) - min(amounts)),
            compared=len(apart.get(assessor, ())),
            distance=as_points(mean(apart[assessor])) if assessor in apart else None,
        )
        for assessor, amounts in sorted(own.items())
    ]


def pairs(totals: Totals) -> list[Pair]:
    """Those that differ most first."""
    found: dict[tuple[str, str], list[Fraction]] = {}
    for given in totals.values():
        for one, other in combinations(sorted(given), 2):
            found.setdefault((one, other), []).append(given[one] - given[other])
    ranked = sorted(found.items(), key=lambda pair: (-mean([abs(d) for d in pair[1]]), pair[0]))
    return [
        Pair(
            one=one,
            other=other,
            common=len(differences),
            distance=as_points(mean([abs(difference) for difference in differences])),
            lean=as_points(mean(differences)),
        )
        for (one, other), differences in ranked[:PAIRS]
    ]
