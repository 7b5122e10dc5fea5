"""Why a unit is where it is: its mean, of which scores, each with its steps."""

from dataclasses import dataclass

from chassis.eventlog import Tx
from chassis.problems import NotFound
from contracts.evaluation import Points, RankedUnit, Step
from services.evaluation.ranking.store import RANKINGS, assessments


@dataclass(frozen=True)
class Explained:
    assessment_id: str
    proposal_id: str
    total: Points
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Explanation:
    ranking_id: str
    unit: RankedUnit
    says: str
    assessments: list[Explained]


async def explain(tx: Tx, ranking_id: str, unit_id: str) -> Explanation:
    loaded = await RANKINGS.load(tx, ranking_id, lock=False)
    unit = next((one for one in loaded.state.units if one.unit_id == unit_id), None)
    if unit is None:
        raise NotFound(f"rankings {ranking_id} {unit_id}")
    found = await assessments(tx, [one.assessment_id for one in unit.of])
    explained: list[Explained] = []
    for cited in unit.of:
        state = found[cited.assessment_id].state
        assert state.result is not None  # only what is computed is ranked
        explained.append(Explained(cited.assessment_id, state.proposal_id, cited.total, state.result.steps))
    return Explanation(ranking_id, unit, _says(unit), explained)


def _says(unit: RankedUnit) -> str:
    says = f"rank {unit.rank}: {float(unit.score):g}, the mean of {unit.assessments} scores, half up to two places"
    if unit.ties:
        decided = ", ".join(f"{code} {float(value):g}" for code, value in unit.ties.items())
        says += f"; equal scores are decided by {decided}"
    return says
