"""A ranking. A frozen one is never changed, nor is any score that it was made from; later scores need another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from contracts.base import DomainRefusal, Event, Record
from contracts.evaluation import Points, RankedAssessment, RankedUnit, RankingFrozen
from services.evaluation.assessment.scoring import as_points
from services.evaluation.scheme.domain import Scheme

State = Literal["frozen"]

TRANSITIONS: dict[str, frozenset[State]] = {}
"""A frozen ranking takes no command."""

EVENTS: tuple[type[Event], ...] = (RankingFrozen,)

MOST = 3000
"""Assessments of one ranking: an event holds them all."""


class Ranking(Record):
    scheme_id: str
    title: str
    maximum: Points
    units: tuple[RankedUnit, ...]
    state: State = "frozen"

    def rank_of(self, unit_id: str) -> int | None:
        return next((unit.rank for unit in self.units if unit.unit_id == unit_id), None)


@dataclass(frozen=True)
class Computed:
    """One computed assessment of a unit."""

    assessment_id: str
    version: int
    total: Points
    points: Mapping[str, Points]
    appeal_open: bool = False
    may_appeal: bool = False


def apply(state: Ranking | None, event: Event) -> Ranking:
    if not isinstance(event, RankingFrozen):
        raise ValueError(f"{event.wire_name()} is no event of a ranking")
    if state is not None:
        raise ValueError("a ranking is frozen once")
    return Ranking(scheme_id=event.scheme_id, title=event.title, maximum=event.maximum, units=event.units)


def mean(amounts: Sequence[Points]) -> Points:
    """Exact, and rounded once."""
    return as_points(sum(map(Fraction, amounts), Fraction(0)) / len(amounts))


def ranked(found: Mapping[str, Sequence[Computed]], ties: Sequence[str] = ()) -> tuple[RankedUnit, ...]:
    """Units by their mean, the best first; equal ones by their means of the indicators in ``ties``, one after the
    other. Those that are equal then share a rank, and the next one is as many places further."""
    rows: list[tuple[tuple[Points, ...], str, Sequence[Computed]]] = []
    for unit_id, computed in found.items():
        key = (
            mean([one.total for one in computed]),
            *(mean([one.points[code] for one in computed]) for code in ties),
        )
        rows.append((key, unit_id, computed))
    rows.sort(key=lambda row: (tuple(-value for value in row[0]), row[1]))
    return tuple(
        RankedUnit(
            rank=1 + sum(other > key for other, _, _ in rows),
            unit_id=unit_id,
            score=key[0],
            assessments=len(computed),
            of=tuple(
                RankedAssessment(assessment_id=one.assessment_id, version=one.version, total=one.total)
                for one in computed
            ),
            ties=dict(zip(ties, key[1:], strict=True)),
        )
        for key, unit_id, computed in rows
    )


def freeze(
    ranking_id: str,
    *,
    scheme_id: str,
    scheme: Scheme,
    title: str,
    found: Mapping[str, Sequence[Computed]],
    after_appeals: bool,
) -> list[Event]:
    """``found`` are the computed assessments of each unit, one for each proposal that it handled."""
    if scheme.subject != "handling_quality":
        raise DomainRefusal("subject", "Units are ranked by a scheme of handling quality.")
    every = [one for computed in found.values() for one in computed]
    if not every:
        raise DomainRefusal("no-assessments", "No assessment of a unit with this scheme is computed yet.")
    if len(every) > MOST:
        raise DomainRefusal("too-many", f"{len(every)} assessments; a ranking is made from at most {MOST}.")
    undecided = [one.assessment_id for one in every if one.appeal_open]
    if undecided:
        raise DomainRefusal("appeal-open", f"Appeals wait for a decision in {_some(undecided)}.")
    early = [one.assessment_id for one in every if one.may_appeal]
    if after_appeals and early:
        raise DomainRefusal("appeal-time", f"Units may still appeal against {_some(early)}.")
    return [
        RankingFrozen(
            ranking_id=ranking_id,
            scheme_id=scheme_id,
            title=title,
            maximum=scheme.maximum,
            units=ranked(found, scheme.rules.ties),
        )
    ]


def _some(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - 5} more" if len(ids) > 5 else ""
    return ", ".join(ids[:5]) + more
