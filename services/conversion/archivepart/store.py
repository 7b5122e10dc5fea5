"""The aggregates of one proposal, as they are."""

from typing import Any

from sqlalchemy import func, select

from chassis.eventlog import Aggregate, Tx
from services.conversion.commitment.store import COMMITMENTS
from services.conversion.followup.store import DOSSIERS, FOLLOWUPS
from services.conversion.outcome.store import OUTCOMES
from services.conversion.publication.store import PUBLICATIONS

AGGREGATES: tuple[Aggregate[Any], ...] = (COMMITMENTS, OUTCOMES, FOLLOWUPS, PUBLICATIONS)


async def states(tx: Tx, proposal_id: str) -> dict[str, list[dict[str, Any]]] | None:
    """By aggregate; None: the proposal is not known here."""
    d = DOSSIERS
    known = select(func.count()).where(d.c.county == tx.county, d.c.proposal_id == proposal_id)
    if not (await tx.connection.execute(known)).scalar_one():
        return None
    found: dict[str, list[dict[str, Any]]] = {}
    for aggregate in AGGREGATES:
        t = aggregate.table
        query = select(t).where(t.c.county == tx.county, t.c.proposal_id == proposal_id).order_by(t.c.id)
        rows = (await tx.connection.execute(query)).mappings()
        found[aggregate.name] = [
            {"id": loaded.id} | loaded.state.model_dump(mode="json")
            for loaded in (aggregate.loaded(dict(row)) for row in rows)
        ]
    return found
