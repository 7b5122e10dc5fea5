"""The table of what was received."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Index, Select, Text, or_, select

from chassis.eventlog import Aggregate, Loaded, Tx
from services.submission.metadata import METADATA
from services.submission.received import domain
from services.submission.received.domain import Received

RECEIVED = Aggregate(
    METADATA,
    "received_forwards",
    domain.Received,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("status", Text, nullable=False),
        Column("member_id", Text),
        Column("body_id", Text),
        Column("filed_as", Text),
    ],
    project=lambda s: {
        "status": s.state,
        "member_id": s.member_id,
        "body_id": s.body_id,
        "filed_as": s.filed_as,
    },
    constraints=[Index("received_forwards_filed_as_key", "county", "filed_as", unique=True)],
)


def listing(county: str, *, status: str | None, offered_to: tuple[str | None, str | None] | None) -> Select[Any]:
    """``offered_to`` is a member and the body that the login speaks for; None is everything."""
    t = RECEIVED.table
    query = select(t).where(t.c.county == county)
    if status is not None:
        query = query.where(t.c.status == status)
    if offered_to is not None:
        member_id, body_id = offered_to
        # An empty id is nobody's: it must not fall through to everything.
        query = query.where(or_(t.c.member_id == (member_id or ""), t.c.body_id == (body_id or "")))
    return query


async def filed_as(tx: Tx, proposals: Sequence[str]) -> list[Loaded[Received]]:
    """What any of ``proposals`` was taken up from, locked; nothing of those that were filed here."""
    t = RECEIVED.table
    query = select(t).where(t.c.county == tx.county, t.c.filed_as.in_(proposals)).order_by(t.c.id).with_for_update()
    return [RECEIVED.loaded(dict(row)) for row in (await tx.connection.execute(query)).mappings()]
