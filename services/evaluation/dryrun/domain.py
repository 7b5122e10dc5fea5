"""What a scheme comes to over many handlings, by facts alone: which units come first, and what each indicator tells
apart. One that gives everybody the same tells nothing apart, and the clerk sees it before a year is lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from contracts.base import DomainRefusal
from contracts.evaluation import Drawn, Indicator, Points, RankedUnit
from services.evaluation.assessment.scoring import Known, Scored, score
from services.evaluation.ranking.domain import Computed, mean, ranked
from services.evaluation.scheme.domain import Scheme

MOST = 3000
"""Handlings of one run."""


@dataclass(frozen=True)
class Tried:
    """One handling, or one proposal, scored."""

    of: Drawn
    scored: Scored


@dataclass(frozen=True)
class IndicatorRun:
    code: str
    name: str
    maximum: Points
    judged: bool
    known: int
    unknown: int
    capped: int
    lowest: Points | None
    mean: Points | None
    highest: Points | None


@dataclass(frozen=True)
class Run:
    handlings: int
    judged_maximum: Points
    """Points that assessors would give, which a dry run gives nobody."""
    indicators: Sequence[IndicatorRun]
    units: Sequence[RankedUnit]
    examples: Sequence[Tried]


def refuse_too_many(population: Sequence[Drawn]) -> None:
    if not population:
        raise DomainRefusal("nothing-handled", "Nothing is recorded of that session or year.")
    if len(population) > MOST:
        raise DomainRefusal("too-many", f"{len(population)} handlings; a dry run takes at most {MOST}: name a session.")


def run(scheme: Scheme, known: Mapping[Drawn, Known]) -> Run:
    tried = [
        Tried(of, score(scheme, one, (), trim_from=3, decided={}, judge=False))
        for of, one in sorted(known.items(), key=_key)
    ]
    of_unit: dict[str, list[Computed]] = {}
    for one in tried:
        computed = Computed(one.of.proposal_id, 0, one.scored.total, one.scored.points)
        of_unit.setdefault(one.of.unit_id, []).append(computed)
    units = ranked(of_unit, scheme.rules.ties) if scheme.subject == "handling_quality" else ()
    judged = sum((one.maximum for one in scheme.judged.values()), Decimal(0))
    runs = [_of(indicator, tried, indicator.code in scheme.judged) for indicator in scheme.indicators]
    # What it was made from are no assessments; the examples show how single ones come about.
    units = [unit.model_copy(update={"of": ()}) for unit in units]
    return Run(len(tried), judged, runs, units, tried[:20])


def _key(item: tuple[Drawn, Known]) -> tuple[str, str]:
    return item[0].unit_id, item[0].proposal_id


def _of(indicator: Indicator, tried: Sequence[Tried], judged: bool) -> IndicatorRun:
    steps = [step for one in tried for step in one.scored.steps if step.code == indicator.code]
    known = [step.points for step in steps if step.exact is not None]
    return IndicatorRun(
        code=indicator.code,
        name=indicator.name,
        maximum=indicator.maximum,
        judged=judged,
        known=len(known),
        unknown=len(steps) - len(known),
        capped=sum(step.capped for step in steps),
        lowest=min(known, default=None),
        mean=mean(known) if known else None,
        highest=max(known, default=None),
    )
