"""The forwards' table."""

from typing import Any

from sqlalchemy import Column, Index, Select, Text, select

from chassis.eventlog import Aggregate, Loaded, Tx
from services.submission.forward import domain
from services.submission.forward.domain import Forward
from services.submission.metadata import METADATA
from services.submission.proposal import store as proposals

FORWARDS = Aggregate(
    METADATA,
    "forwards",
    domain.Forward,
    domain.EVENTS,
    domain.apply,
    columns=[Column("status", Text, nullable=False), Column("proposal_id", Text), Column("call_id", Text)],
    project=lambda s: {
        "status": s.state,
        "proposal_id": s.proposal_id,
        "call_id": s.topic.call_id if s.topic else None,
    },
    constraints=[
        Index("forwards_proposal_id_idx", "county", "proposal_id"),
        Index("forwards_call_id_idx", "county", "call_id"),
    ],
)


def listing(county: str, *, status: str | None, own: tuple[str, str | None] | None) -> Select[Any]:
    """``own`` is a member and the body that the login speaks for, of whose proposals it is; None is everything."""
    t = FORWARDS.table
    query = select(t).where(t.c.county == county)
    if status is not None:
        query = query.where(t.c.status == status)
    if own is not None:
        member_id, body_id = own
        mine = proposals.listing(county, where={}, involved=member_id, body_id=body_id)
        query = query.where(t.c.proposal_id.in_(mine.with_only_columns(proposals.PROPOSALS.table.c.id)))
    return query


async def of_proposal(tx: Tx, proposal_id: str, *, lock: bool = False) -> list[Loaded[Forward]]:
    """In the order in which they were begun; locked in that order, so that nobody waits for each other."""
    t = FORWARDS.table
    query = select(t).where(t.c.county == tx.county, t.c.proposal_id == proposal_id).order_by(t.c.id)
    rows = await tx.connection.execute(query.with_for_update() if lock else query)
    return [FORWARDS.loaded(dict(row)) for row in rows.mappings()]


async def of_call(tx: Tx, call_id: str) -> list[Loaded[Forward]]:
    t = FORWARDS.table
    rows = await tx.connection.execute(select(t).where(t.c.county == tx.county, t.c.call_id == call_id))
    return [FORWARDS.loaded(dict(row)) for row in rows.mappings()]
