"""Nominees as stored, and their list."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Column, Float, Index, Integer, Select, Text, select

from chassis.eventlog import Aggregate, Tx
from services.supervision.metadata import METADATA
from services.supervision.nominee import domain
from services.supervision.nominee.domain import Nominee
from services.supervision.oversight.store import ADMITTED

NOMINEES = Aggregate(
    METADATA,
    "nominees",
    Nominee,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("proposal_id", Text, nullable=False),
        Column("session_id", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("sheets", Integer, nullable=False),
        Column("mean", Float),
    ],
    project=lambda s: {
        "proposal_id": s.proposal_id,
        "session_id": s.session_id,
        "status": s.state,
        "sheets": len(s.sheets),
        "mean": s.mean,
    },
    constraints=[Index(None, "county", "session_id")],
)


def nominee_id(proposal_id: str) -> str:
    return f"N-{proposal_id}"


async def sheets(tx: Tx, proposals: Collection[str]) -> dict[str, int]:
    """Those of ``proposals`` whose nomination stands → how many have scored them."""
    t = NOMINEES.table
    query = select(t.c.proposal_id, t.c.sheets).where(
        t.c.county == tx.county, t.c.proposal_id.in_(sorted(proposals)), t.c.status == "nominated"
    )
    return {row.proposal_id: row.sheets for row in await tx.connection.execute(query)}


def listing(county: str, session_id: str | None, status: str | None) -> Select[Any]:
    t, a = NOMINEES.table, ADMITTED.c
    told = (a.case_number, a.channel, a.title, a.topic_group)
    joined = t.outerjoin(ADMITTED, (a.county == t.c.county) & (a.proposal_id == t.c.proposal_id))
    query = select(t, *told).select_from(joined).where(t.c.county == county)
    if session_id is not None:
        query = query.where(t.c.session_id == session_id)
    if status is not None:
        query = query.where(t.c.status == status)
    return query
