"""Facts and scores → points that explain themselves. Pure: who has the steps can compute them once more.

Every figure is an exact fraction until the one rounding at its end: half up, to two places, after the cap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from contracts.base import DomainRefusal
from contracts.evaluation import AssessorGroup, FactUsed, GroupMean, Indicator, Points, Source, Step
from services.evaluation.facts import catalogue
from services.evaluation.facts.formulas import FORMULAS, Facts, Weights
from services.evaluation.scheme.checks import PLACES, in_order
from services.evaluation.scheme.domain import Scheme
from services.evaluation.scheme.expression import round_half_up

EVERYBODY = AssessorGroup(code="everybody", name="everybody", weight=Decimal(100))
LONGEST = 190
"""Of an exact number as text; a longer one is shown to twelve places, and is nevertheless computed with whole."""


class Given(Protocol):
    """One assessor's score."""

    @property
    def points(self) -> dict[str, Points]: ...
    @property
    def group(self) -> str | None: ...


@dataclass(frozen=True)
class Scored:
    points: dict[str, Points]
    total: Points
    steps: tuple[Step, ...]
    why: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """What the indicators are computed from, whether it was just read or is in the steps of an earlier score."""

    values: Mapping[str, Fraction | None]
    sources: Mapping[str, tuple[Source, ...]]
    """Of each fact."""
    says: Mapping[str, str]
    """Of each formula."""

    @classmethod
    def of(cls, facts: Facts, weights: Weights) -> "Known":
        shares = {name: formula(facts, weights) for name, formula in FORMULAS.items()}
        return cls(
            values=catalogue.values(facts, weights),
            sources={
                name: tuple(source for key in fact.sources for source in facts.sources.get(key, ()))
                for name, fact in catalogue.FACTS.items()
            },
            says={name: f"{name}: {share.why if share else 'not known yet'}" for name, share in shares.items()},
        )

    @classmethod
    def recorded(cls, steps: Sequence[Step]) -> "Known":
        used = {fact.name: fact for step in steps for fact in step.facts}
        return cls(
            values={name: None if fact.value is None else Fraction(fact.value) for name, fact in used.items()},
            sources={name: fact.sources for name, fact in used.items()},
            says={step.rule: step.says.split(APPEALED)[0] for step in steps if step.rule in FORMULAS},
        )


APPEALED = "; decided by appeal "


def as_points(value: Fraction) -> Points:
    hundredths = round_half_up(value, PLACES) * 10**PLACES
    return Decimal(int(hundredths)).scaleb(-PLACES)


def exact_text(value: Fraction) -> str:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) < 3 * LONGEST // 2:
        return str(value)
    shown = round_half_up(value, 12)
    return f"about {float(shown):.12g}"


def kept(values: Sequence[Fraction], trim_from: int) -> Sequence[Fraction]:
    """Without one highest and one lowest from ``trim_from`` values on."""
    return sorted(values)[1:-1] if len(values) >= max(trim_from, 3) else values


def group_means(
    code: str, scores: Sequence[Given], groups: Sequence[AssessorGroup], trim_from: int
) -> tuple[Fraction, tuple[GroupMean, ...]]:
    """The weighted mean of the groups' means, each of them trimmed by itself."""
    total, found = Fraction(0), list[GroupMean]()
    for group in groups or (EVERYBODY,):
        own = [Fraction(s.points[code]) for s in scores if not groups or s.group == group.code]
        counted = kept(own, trim_from)
        mean = sum(counted, Fraction(0)) / len(counted)
        total += mean * Fraction(group.weight) / 100
        found.append(
            GroupMean(
                group=group.code if groups else None,
                weight=group.weight,
                scores=len(own),
                left_out=len(own) - len(counted),
                mean=exact_text(mean),
                spread=as_points(max(own) - min(own)),
            )
        )
    return total, tuple(found)


def check_groups(scheme: Scheme, scores: Sequence[Given]) -> None:
    """Whoever must score has scored."""
    if not scheme.judged:
        return
    if not scores:
        raise DomainRefusal("no-scores", "No assessor has scored the judged indicators yet.")
    for group in scheme.rules.groups:
        count = sum(score.group == group.code for score in scores)
        if count < group.at_least:
            raise DomainRefusal("group-missing", f"Of {group.name} {count} have scored, and {group.at_least} must.")


def score(
    scheme: Scheme,
    known: Known,
    scores: Sequence[Given],
    *,
    trim_from: int,
    decided: Mapping[str, tuple[Points, int]],
    judge: bool = True,
) -> Scored:
    """``decided``: the points that an appeal has decided, and which one.

    Without ``judge`` what is judged gives nothing: so a scheme is tried on facts alone.
    """
    by_code = {indicator.code: indicator for indicator in scheme.indicators}
    expressions = scheme.expressions
    points: dict[str, Fraction] = {}
    steps: dict[str, Step] = {}
    for code in in_order(expressions, list(by_code)):
        indicator = by_code[code]
        rule, says = "judged", "judged"
        used: tuple[FactUsed, ...] = ()
        others: dict[str, Points] = {}
        means: tuple[GroupMean, ...] = ()
        value: Fraction | None = None
        if code in expressions:
            expression = expressions[code]
            rule, used = expression.text, _used(expression.facts, known)
            others = {other: as_points(points[other]) for other in sorted(expression.indicators)}
            value = expression.evaluate(known.values, points)
            says = _said(expression.text, used, others)
        elif indicator.formula is not None:
            rule, used = indicator.formula, _used({indicator.formula}, known)
            share = known.values[rule]
            value = None if share is None else share * Fraction(indicator.maximum)
            says = known.says[rule]
        elif judge:
            value, means = group_means(code, scores, scheme.rules.groups, trim_from)
            says = "; ".join(_mean(mean) for mean in means)
        points[code] = _capped(value, indicator)
        appeal = None
        if code in decided:
            amount, appeal = decided[code]
            points[code] = Fraction(amount)
            says += f"{APPEALED}{appeal}"
        steps[code] = Step(
            code=code,
            rule=rule,
            facts=used,
            indicators=others,
            groups=means,
            exact=None if value is None else exact_text(value),
            points=as_points(points[code]),
            capped=value is not None and not 0 <= value <= Fraction(indicator.maximum),
            appeal=appeal,
            says=says,
        )
    return Scored(
        points={code: steps[code].points for code in by_code},
        total=as_points(total(scheme, points)),
        steps=tuple(steps[code] for code in by_code),
        why=tuple(
            f"{code} {float(points[code]):g} of {float(indicator.maximum):g}: {steps[code].says}"
            for code, indicator in by_code.items()
        ),
    )


def total(scheme: Scheme, points: Mapping[str, Fraction]) -> Fraction:
    """What is scored, with the bonus and without the deductions, each up to its cap; never below zero."""

    def of(kind: str, cap: Points | None) -> Fraction:
        found = sum((points[one.code] for one in scheme.indicators if one.kind == kind), Fraction(0))
        return found if cap is None else min(found, Fraction(cap))

    rules = scheme.rules
    found = of("score", None) + of("bonus", rules.bonus_cap) - of("deduction", rules.deduction_cap)
    return max(Fraction(0), found)


def _capped(value: Fraction | None, indicator: Indicator) -> Fraction:
    """Rounded, too. What is not known gives no points."""
    if value is None:
        return Fraction(0)
    return round_half_up(max(Fraction(0), min(Fraction(indicator.maximum), value)), PLACES)


def _used(names: frozenset[str] | set[str], known: Known) -> tuple[FactUsed, ...]:
    return tuple(
        FactUsed(
            name=name,
            value=None if (value := known.values[name]) is None else exact_text(value),
            sources=known.sources[name],
        )
        for name in sorted(names)
    )


def _said(text: str, used: Sequence[FactUsed], others: Mapping[str, Points]) -> str:
    facts = [f"{fact.name} {'not known yet' if fact.value is None else fact.value}" for fact in used]
    return f"{text} ({', '.join([*facts, *(f'points({code}) {float(points):g}' for code, points in others.items())])})"


def _mean(mean: GroupMean) -> str:
    of = "" if mean.group is None else f"{mean.group} {float(mean.weight):g} %, "
    counted = mean.scores - mean.left_out
    left_out = ", one highest and one lowest left out" if mean.left_out else ""
    return f"{of}mean of {counted} scores{left_out}"
