"""The bookings' table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Column, ColumnElement, Index, Integer, Select, Text, and_, false, func, or_, select

from chassis.eventlog import Aggregate, Loaded, Tx
from services.submission.booking import domain
from services.submission.metadata import METADATA

BOOKINGS = Aggregate(
    METADATA,
    "bookings",
    domain.Booking,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("status", Text, nullable=False),
        Column("call_id", Text, nullable=False),
        Column("topic", Integer, nullable=False),
        Column("member_id", Text, nullable=False),
        Column("body_id", Text),
        Column("offered", Boolean, nullable=False),
    ],
    project=lambda s: {
        "status": s.state,
        "call_id": s.call_id,
        "topic": s.topic,
        "member_id": s.member_id,
        "body_id": s.body_id,
        "offered": s.offer_id is not None,
    },
    constraints=[
        Index("bookings_topic_idx", "county", "call_id", "topic"),
        Index("bookings_member_idx", "county", "member_id", "id"),
        Index("bookings_body_idx", "county", "body_id", "id"),
    ],
)

HOLDING = ("open", "fulfilled")
"""States that take a place of the topic."""


@dataclass(frozen=True)
class Holder:
    """Whose bookings: a body's, or the member's own (and not those that the member made for a body)."""

    member_id: str
    body_id: str | None

    @property
    def bookings(self) -> ColumnElement[bool]:
        t = BOOKINGS.table
        if self.body_id is not None:
            return t.c.body_id == self.body_id
        return and_(t.c.body_id.is_(None), t.c.member_id == self.member_id)


@dataclass(frozen=True)
class Used:
    topic: int
    """Places of the topic that are taken."""
    topic_by_holder: int
    open_by_holder: int
    open_offered: int
    """Of these, the ones that were offered and accepted."""


async def used(tx: Tx, call_id: str, topic: int, holder: Holder) -> Used:
    t = BOOKINGS.table
    of_topic = and_(t.c.call_id == call_id, t.c.topic == topic, t.c.status.in_(HOLDING))
    open_ones = and_(t.c.status == "open", holder.bookings)
    query = select(
        func.count().filter(of_topic),
        func.count().filter(and_(of_topic, holder.bookings)),
        func.count().filter(open_ones),
        func.count().filter(and_(open_ones, t.c.offered)),
    ).where(t.c.county == tx.county, or_(of_topic, holder.bookings))
    return Used(*(await tx.connection.execute(query)).one())


def listing(
    county: str, *, status: str | None, call_id: str | None, member_id: str | None, mine: Sequence[Holder] | None
) -> Select[Any]:
    """``mine`` limits the list to these holders; an empty one finds nothing."""
    t = BOOKINGS.table
    query = select(t).where(t.c.county == county)
    if status is not None:
        query = query.where(t.c.status == status)
    if call_id is not None:
        query = query.where(t.c.call_id == call_id)
    if member_id is not None:
        query = query.where(t.c.member_id == member_id)
    if mine is not None:
        query = query.where(or_(false(), *(holder.bookings for holder in mine)))
    return query


async def of_calls(tx: Tx, call_ids: Sequence[str]) -> list[Loaded[domain.Booking]]:
    """All bookings of these calls, oldest first."""
    t = BOOKINGS.table
    query = select(t).where(t.c.county == tx.county, t.c.call_id.in_(call_ids)).order_by(t.c.id)
    return [BOOKINGS.loaded(dict(row)) for row in (await tx.connection.execute(query)).mappings()]


async def count_by_state(tx: Tx) -> dict[str, int]:
    t = BOOKINGS.table
    query = select(t.c.status, func.count().label("n")).where(t.c.county == tx.county).group_by(t.c.status)
    return {row.status: row.n for row in await tx.connection.execute(query)}
