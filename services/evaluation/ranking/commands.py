"""What freezes a ranking, and what computes a frozen one once more."""

from collections import defaultdict

from chassis.clock import wall_date
from chassis.eventlog import Loaded, Tx, new_id
from services.evaluation.assessment.commands import POLICY
from services.evaluation.ranking import domain
from services.evaluation.ranking.domain import Computed, Ranking
from services.evaluation.ranking.store import RANKINGS, computed
from services.evaluation.scheme.store import SCHEMES


async def freeze(tx: Tx, *, scheme_id: str, title: str) -> Loaded[Ranking]:
    scheme = (await SCHEMES.load(tx, scheme_id, lock=False)).state
    policy = (await POLICY.at(tx)).value
    found: dict[str, list[Computed]] = defaultdict(list)
    for loaded in await computed(tx, scheme_id):
        state = loaded.state
        assert state.result is not None
        assert state.unit_id is not None
        until = policy.until(state)
        found[state.unit_id].append(
            Computed(
                assessment_id=loaded.id,
                version=loaded.version,
                total=state.result.total,
                points=state.result.points,
                appeal_open=state.open_appeal is not None,
                may_appeal=until is not None and wall_date(tx.now) <= until,
            )
        )
    ranking_id = new_id(tx)
    events = domain.freeze(
        ranking_id,
        scheme_id=scheme_id,
        scheme=scheme,
        title=title,
        found=found,
        after_appeals=policy.freeze_after_appeals,
    )
    return await RANKINGS.append(tx, ranking_id, None, events)
