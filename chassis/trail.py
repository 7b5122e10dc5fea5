"""The events of one proposal as they stand in a service's log, for whoever audits it without the store in their hands.

Each service gives its own; nobody collects them. Every hashed column is there with the data's bytes as they are stored,
so that the hashes can be made again by whoever reads them (docs/event-hash.md). What an event keeps sealed stays so.
What is judged blind is kept back until it is decided, and named: a trail that hid it would not be one.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel
from sqlalchemy import MetaData, Select, select, tuple_

from chassis.eventlog import Tx
from chassis.http import Ctx, caller
from chassis.tables import infrastructure

AUDITORS = ("auditor", "county_admin")

KeptBack = Callable[[str, str], Select[str, str]]
"""(county, proposal) → aggregate and id of what nobody may read yet."""


class LoggedEvent(BaseModel):
    """One row of the log; ``data`` is the text that was hashed, and JSON."""

    county: str
    event_id: str
    aggregate: str
    aggregate_id: str
    aggregate_version: int
    subject_proposal: str | None
    type: str
    data: str
    actor: str
    occurred_at: datetime
    correlation_id: str
    causation_id: str | None
    traceparent: str | None
    prev_hash: str
    hash: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "LoggedEvent":
        return cls(**{name: row[name] for name in cls.model_fields})


class HeldBack(BaseModel):
    aggregate: str
    aggregate_id: str


class Trail(BaseModel):
    """``next`` as ``after`` leads on, None is the end. Nothing of what is ``kept_back`` is in any page."""

    items: list[LoggedEvent]
    next: str | None
    kept_back: list[HeldBack]


def router(metadata: MetaData, kept_back: KeptBack | None = None) -> APIRouter:
    routes = APIRouter(tags=["trail"])

    @routes.get("/events")
    async def events(
        ctx: Annotated[Ctx, caller(*AUDITORS)],
        proposal_id: Annotated[str, Query(min_length=1, max_length=64)],
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        after: Annotated[str | None, Query(pattern=r"^[0-9]{1,18}$", description="``next`` of the page before")] = None,
    ) -> Trail:
        """Every event of one proposal in this service's log, in its order; none where the county has no such one."""

        async def read(tx: Tx) -> Trail:
            held = await _held(tx, kept_back, proposal_id)
            t = infrastructure(metadata).event_log
            query = select(t).where(
                t.c.county == tx.county, t.c.subject_proposal == proposal_id, t.c.seq > int(after or 0)
            )
            if held:
                names = [(one.aggregate, one.aggregate_id) for one in held]
                query = query.where(tuple_(t.c.aggregate, t.c.aggregate_id).not_in(names))
            found = (await tx.connection.execute(query.order_by(t.c.seq).limit(limit + 1))).mappings().all()
            shown = found[:limit]
            return Trail(
                items=[LoggedEvent.of(dict(row)) for row in shown],
                next=str(shown[-1]["seq"]) if len(found) > limit else None,
                kept_back=held,
            )

        return await ctx.read(read)

    del events
    return routes


async def _held(tx: Tx, kept_back: KeptBack | None, proposal_id: str) -> list[HeldBack]:
    if kept_back is None:
        return []
    rows = (await tx.connection.execute(kept_back(tx.county, proposal_id))).all()
    return [HeldBack(aggregate=aggregate, aggregate_id=id) for aggregate, id in sorted(tuple(row) for row in rows)]
