"""An aggregate's events as the log has them, for what its row alone does not tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import select

from chassis.eventlog import HASHED, Aggregate, Loaded, Tx
from chassis.tables import infrastructure
from contracts.base import Event

S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True)
class Past:
    """One event, and when it occurred: the instant of the command that appended it."""

    event: Event
    at: datetime
    version: int
    hash: str
    actor: str
    """The subject of the login that caused it."""


async def history(tx: Tx, aggregate: Aggregate[Any], id: str, *, upto: int | None = None) -> list[Past]:
    """From the first to the version ``upto``, or to the last."""
    t = infrastructure(aggregate.metadata).event_log
    query = select(t.c.type, t.c.data, t.c.occurred_at, t.c.aggregate_version, t.c.hash, t.c.actor).where(
        t.c.county == tx.county, t.c.aggregate == aggregate.name, t.c.aggregate_id == id
    )
    if upto is not None:
        query = query.where(t.c.aggregate_version <= upto)
    rows = await tx.connection.execute(query.order_by(t.c.aggregate_version))
    return [
        Past(aggregate.events[r.type].model_validate_json(r.data), r.occurred_at, r.aggregate_version, r.hash, r.actor)
        for r in rows
    ]


async def hashed(tx: Tx, aggregate: Aggregate[Any], id: str) -> list[dict[str, Any]]:
    """Its events with every field that their hashes cover, and the hash: what a chain is checked by elsewhere."""
    t = infrastructure(aggregate.metadata).event_log
    query = (
        select(*(t.c[name] for name in (*HASHED, "hash")))
        .where(t.c.county == tx.county, t.c.aggregate == aggregate.name, t.c.aggregate_id == id)
        .order_by(t.c.aggregate_version)
    )
    return [dict(row) for row in (await tx.connection.execute(query)).mappings()]


async def as_of(tx: Tx, aggregate: Aggregate[S], id: str, version: int) -> Loaded[S]:
    """The aggregate as it was at that version, which the log must have."""
    past: Sequence[Past] = await history(tx, aggregate, id, upto=version)
    state: S | None = None
    for one in past:
        state = aggregate.apply(state, one.event)
    assert state is not None
    return Loaded(id, past[-1].version, past[-1].hash, state)
