"""What one county decides for itself, of all that figures depend on. Everything is read in the county's own
transaction; nothing here names a second county."""

import json
from collections import defaultdict

from sqlalchemy import select

from chassis.eventlog import Tx
from services.evaluation.assessment import commands as assessments
from services.evaluation.assessment.store import ASSESSMENTS
from services.evaluation.board import reading, store
from services.evaluation.board.domain import BoardName
from services.evaluation.board.store import Scope
from services.evaluation.comparison.domain import County, Policies
from services.evaluation.scheme.store import SCHEMES


async def read(tx: Tx, board: BoardName, scope: Scope) -> County:
    table = await reading.read(tx, board, scope)
    return County(tx.county, await store.conference(tx) or tx.county, table, await _policies(tx))


async def _policies(tx: Tx) -> Policies:
    own = (await reading.POLICY.at(tx)).value
    judged = (await assessments.POLICY.at(tx)).value
    schemes: dict[str, list[str]] = defaultdict(list)
    titles: dict[str, list[str]] = defaultdict(list)
    s, a = SCHEMES.table, ASSESSMENTS.table.c
    used = select(a.scheme_id).where(a.county == tx.county, a.status == "computed")
    query = select(s).where(s.c.county == tx.county, s.c.id.in_(used)).order_by(s.c.id)
    for row in (await tx.connection.execute(query)).mappings():
        state = SCHEMES.loaded(row).state
        titles[state.subject].append(state.title)
        schemes[state.subject].append(state.model_dump_json(include={"categories", "given_rules"}))
    return Policies(
        values={**dict(own), "trim_from": judged.trim_from},
        schemes={subject: json.dumps(sorted(said)) for subject, said in schemes.items()},
        titles=titles,
    )
