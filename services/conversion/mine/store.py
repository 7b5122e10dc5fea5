"""What there is of some proposals, in one look at each table."""

from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import Select, select

from chassis.eventlog import Aggregate, Loaded, Tx
from services.conversion.followup.store import DOSSIERS, FOLLOWUPS
from services.conversion.publication.store import PUBLICATIONS
from services.conversion.showcase.store import public

S = TypeVar("S", bound=BaseModel)


def proposed(county: str, member_id: str) -> Select[Any]:
    """The proposals of one proposer, with where their follow-up and their publication are."""
    d, f, p = DOSSIERS, FOLLOWUPS.table, PUBLICATIONS.table
    return (
        select(d, f.c.status.label("followup"), f.c.state.label("followup_state"), p.c.status.label("mark"))
        .outerjoin(f, (f.c.county == d.c.county) & (f.c.proposal_id == d.c.proposal_id))
        .outerjoin(p, (p.c.county == d.c.county) & (p.c.proposal_id == d.c.proposal_id))
        .where(d.c.county == county, d.c.proposers.contains([member_id]))
    )


async def of_proposals(tx: Tx, aggregate: Aggregate[S], ids: Sequence[str]) -> dict[str, list[Loaded[S]]]:
    t = aggregate.table
    query = select(t).where(t.c.county == tx.county, t.c.proposal_id.in_(ids)).order_by(t.c.id)
    found: dict[str, list[Loaded[S]]] = {id: [] for id in ids}
    for row in (await tx.connection.execute(query)).mappings():
        found[row["proposal_id"]].append(aggregate.loaded(dict(row)))
    return found


async def shown(tx: Tx, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Those that the public sees."""
    query = public(tx.county).where(PUBLICATIONS.table.c.proposal_id.in_(ids))
    return {row["proposal_id"]: dict(row) for row in (await tx.connection.execute(query)).mappings()}
