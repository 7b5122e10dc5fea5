"""A ranking. A frozen one is never changed; scores that come later need another."""

from collections.abc import Mapping, Sequence
from typing import Literal

from contracts.base import DomainRefusal, Event, Record
from contracts.evaluation import RankedUnit, RankingFrozen
from services.evaluation.scheme.domain import Scheme

State = Literal["frozen"]

TRANSITIONS: dict[str, frozenset[State]] = {}
"""A frozen ranking takes no command."""

EVENTS: tuple[type[Event], ...] = (RankingFrozen,)


class Ranking(Record):
    scheme_id: str
    title: str
    maximum: float
    units: tuple[RankedUnit, ...]
    state: State = "frozen"

    def rank_of(self, unit_id: str) -> int | None:
        return next((unit.rank for unit in self.units if unit.unit_id == unit_id), None)


def apply(state: Ranking | None, event: Event) -> Ranking:
    if not isinstance(event, RankingFrozen):
        raise ValueError(f"{event.wire_name()} is no event of a ranking")
    if state is not None:
        raise ValueError("a ranking is frozen once")
    return Ranking(scheme_id=event.scheme_id, title=event.title, maximum=event.maximum, units=event.units)


def ranked(totals: Mapping[str, Sequence[float]]) -> tuple[RankedUnit, ...]:
    """Units by their mean, the best first. Equal means share a rank, and the next one is as many places further."""
    means = sorted(
        ((round(sum(given) / len(given), 2), unit_id, len(given)) for unit_id, given in totals.items()),
        key=lambda row: (-row[0], row[1]),
    )
    return tuple(
        RankedUnit(
            rank=1 + sum(other > score for other, _, _ in means), unit_id=unit_id, score=score, assessments=count
        )
        for score, unit_id, count in means
    )


def freeze(
    ranking_id: str, *, scheme_id: str, scheme: Scheme, title: str, totals: Mapping[str, Sequence[float]]
) -> list[Event]:
    """``totals`` are the computed ones of each unit, one for each proposal that it handled."""
    if scheme.subject != "handling_quality":
        raise DomainRefusal("subject", "Units are ranked by a scheme of handling quality.")
    if not totals:
        raise DomainRefusal("no-assessments", "No assessment of a unit with this scheme is computed yet.")
    return [
        RankingFrozen(
            ranking_id=ranking_id, scheme_id=scheme_id, title=title, maximum=scheme.maximum, units=ranked(totals)
        )
    ]
