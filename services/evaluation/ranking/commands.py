"""What freezes a ranking."""

from chassis.eventlog import Loaded, Tx, new_id
from services.evaluation.ranking import domain
from services.evaluation.ranking.domain import Ranking
from services.evaluation.ranking.store import RANKINGS, totals
from services.evaluation.scheme.store import SCHEMES


async def freeze(tx: Tx, *, scheme_id: str, title: str) -> Loaded[Ranking]:
    scheme = (await SCHEMES.load(tx, scheme_id, lock=False)).state
    ranking_id = new_id(tx)
    events = domain.freeze(
        ranking_id, scheme_id=scheme_id, scheme=scheme, title=title, totals=await totals(tx, scheme_id)
    )
    return await RANKINGS.append(tx, ranking_id, None, events)
