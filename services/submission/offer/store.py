"""The offers' table."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Index, Integer, Select, Text, false, or_, select

from chassis.eventlog import Aggregate, Loaded, Tx
from services.submission.metadata import METADATA
from services.submission.offer import domain

OFFERS = Aggregate(
    METADATA,
    "topic_offers",
    domain.Offer,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("status", Text, nullable=False),
        Column("call_id", Text, nullable=False),
        Column("topic", Integer, nullable=False),
        Column("holder", Text, nullable=False),
    ],
    project=lambda s: {
        "status": s.state,
        "call_id": s.call_id,
        "topic": s.topic,
        "holder": holder(s.member_id, s.body_id),
    },
    constraints=[
        Index("topic_offers_topic_idx", "county", "call_id", "topic"),
        Index("topic_offers_holder_idx", "county", "holder", "id"),
    ],
)


def holder(member_id: str | None, body_id: str | None) -> str:
    return f"body:{body_id}" if body_id is not None else f"member:{member_id}"


def listing(county: str, *, status: str | None, call_id: str | None, mine: Sequence[str] | None) -> Select[Any]:
    """``mine`` limits the list to these holders; an empty one finds nothing."""
    t = OFFERS.table
    query = select(t).where(t.c.county == county)
    if status is not None:
        query = query.where(t.c.status == status)
    if call_id is not None:
        query = query.where(t.c.call_id == call_id)
    if mine is not None:
        query = query.where(or_(false(), t.c.holder.in_(mine)))
    return query


async def open_of_calls(tx: Tx, call_ids: Sequence[str]) -> list[Loaded[domain.Offer]]:
    """Those that wait for an answer, oldest first. Made and accepted only by who has locked the call."""
    t = OFFERS.table
    query = select(t).where(t.c.county == tx.county, t.c.call_id.in_(call_ids), t.c.status == "open").order_by(t.c.id)
    return [OFFERS.loaded(dict(row)) for row in (await tx.connection.execute(query)).mappings()]
