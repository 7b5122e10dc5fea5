"""A frozen ranking computed once more: from what its scores recorded, which must give the same to the last digit, and
from what is recorded by now, which says what has come since. Nothing is stored."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx
from contracts.base import DomainRefusal
from contracts.evaluation import Points, RankedUnit
from services.evaluation.assessment import domain as assessing
from services.evaluation.assessment import scoring
from services.evaluation.assessment.commands import POLICY
from services.evaluation.assessment.domain import Assessment
from services.evaluation.assessment.scoring import Known, Scored
from services.evaluation.facts import reading
from services.evaluation.ranking.domain import Computed, Ranking, ranked
from services.evaluation.ranking.store import RANKINGS, assessments
from services.evaluation.scheme.domain import Scheme
from services.evaluation.scheme.store import SCHEMES


@dataclass(frozen=True)
class Difference:
    """``code`` is None where the whole of the assessment is meant."""

    assessment_id: str
    proposal_id: str
    unit_id: str
    code: str | None
    frozen: Points | None
    found: Points | None
    says: str


@dataclass
class Recomputed:
    units: tuple[RankedUnit, ...]
    differences: list[Difference] = field(default_factory=list[Difference])


@dataclass(frozen=True)
class Comparison:
    """``again`` is from the recorded steps, ``now`` from today's facts; ``without_steps`` are of before there were
    any."""

    again: Recomputed
    now: Recomputed
    without_steps: tuple[str, ...]


async def compare(tx: Tx, ranking_id: str) -> tuple[Loaded[Ranking], Comparison]:
    loaded = await RANKINGS.load(tx, ranking_id, lock=False)
    if any(not unit.of for unit in loaded.state.units):
        raise DomainRefusal("no-scores-cited", "It was frozen before rankings named their scores: nothing compares.")
    scheme_row = await SCHEMES.find(tx, loaded.state.scheme_id, lock=False)
    assert scheme_row is not None  # it was frozen by a known scheme
    scheme = scheme_row.state
    cited = {one.assessment_id: one for unit in loaded.state.units for one in unit.of}
    found = await assessments(tx, list(cited))
    policy = (await POLICY.at(tx)).value
    read = await reading.read(tx, [one.state.proposal_id for one in found.values()])
    today = wall_date(tx.now)

    def compared() -> Comparison:
        known = {
            id: Known.of(
                read.facts(one.state.proposal_id, one.state.unit_id, today=today, forms=policy.forms), policy.weights
            )
            for id, one in found.items()
        }
        return _compared(scheme, found, {id: one.version for id, one in cited.items()}, known)

    # Thousands of scores take a while: other requests do not wait for them.
    return loaded, await asyncio.to_thread(compared)


def _compared(
    scheme: Scheme,
    found: Mapping[str, Loaded[Assessment]],
    cited: Mapping[str, int],
    known: Mapping[str, Known],
) -> Comparison:
    again: dict[str, Scored] = {}
    now: dict[str, Scored] = {}
    for id, one in found.items():
        state = one.state
        recorded = assessing.again(state, scheme, state.decided)
        if recorded is None or state.result is None or state.result.trim_from is None:
            continue
        again[id] = recorded
        now[id] = scoring.score(
            scheme, known[id], state.scores, trim_from=state.result.trim_from, decided=state.decided
        )
    return Comparison(
        again=Recomputed(_ranked(scheme, found, again), [*_versions(found, cited), *_differences(found, again)]),
        now=Recomputed(_ranked(scheme, found, now), _differences(found, now)),
        without_steps=tuple(sorted(found.keys() - again.keys())),
    )


def _ranked(
    scheme: Scheme, found: Mapping[str, Loaded[Assessment]], scored: Mapping[str, Scored]
) -> tuple[RankedUnit, ...]:
    of_unit: dict[str, list[Computed]] = defaultdict(list)
    for id, one in sorted(scored.items()):
        of_unit[str(found[id].state.unit_id)].append(Computed(id, found[id].version, one.total, one.points))
    return ranked(of_unit, scheme.rules.ties)


def _versions(found: Mapping[str, Loaded[Assessment]], cited: Mapping[str, int]) -> Sequence[Difference]:
    """A frozen score was changed: no command does that."""
    return [
        _whole(one, f"frozen at version {cited[id]} and now at {one.version}")
        for id, one in sorted(found.items())
        if one.version != cited[id]
    ]


def _whole(one: Loaded[Assessment], says: str) -> Difference:
    return Difference(one.id, one.state.proposal_id, str(one.state.unit_id), None, None, None, says)


def _differences(found: Mapping[str, Loaded[Assessment]], scored: Mapping[str, Scored]) -> list[Difference]:
    differences: list[Difference] = []
    for id, computed in sorted(scored.items()):
        state = found[id].state
        assert state.result is not None
        before = state.result
        said = {step.code: step.says for step in computed.steps}
        rows: list[tuple[str | None, Points, Points, str]] = [
            (code, before.points[code], points, said[code]) for code, points in computed.points.items()
        ]
        rows.append((None, before.total, computed.total, "total"))
        differences += [
            Difference(id, state.proposal_id, str(state.unit_id), code, frozen, points, says)
            for code, frozen, points, says in rows
            if frozen != points
        ]
    return differences
