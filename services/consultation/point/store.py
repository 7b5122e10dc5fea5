"""Points as stored."""

from collections.abc import Sequence

from sqlalchemy import Column, Date, Index, Text, select

from chassis.eventlog import Aggregate, Tx
from services.consultation.metadata import METADATA
from services.consultation.point import domain
from services.consultation.point.domain import Point

OPEN = frozenset({"put", "answered"})

POINTS = Aggregate(
    METADATA,
    "points",
    Point,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("kind", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("forum_id", Text, nullable=False),
        Column("proposal_id", Text),
        Column("unit_id", Text, nullable=False),
        Column("member_id", Text),
        Column("due", Date, nullable=False),
    ],
    project=lambda s: {
        "kind": s.kind,
        "status": s.state,
        "forum_id": s.forum_id,
        "proposal_id": s.proposal_id,
        "unit_id": s.unit_id,
        "member_id": s.member_id,
        "due": s.due,
    },
    constraints=[
        Index(None, "county", "forum_id"),
        Index(None, "county", "unit_id"),
        Index(None, "county", "member_id"),
        Index(None, "county", "proposal_id"),
    ],
)


async def of_forums(tx: Tx, forum_ids: Sequence[str]) -> dict[str, str]:
    """Id → state of every point that was put at one of the meetings, in the order of their ids."""
    t = POINTS.table
    query = select(t.c.id, t.c.status).where(t.c.county == tx.county, t.c.forum_id.in_(forum_ids)).order_by(t.c.id)
    return {row.id: row.status for row in await tx.connection.execute(query)}
