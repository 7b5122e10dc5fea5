"""The table of the entries from paper."""

from typing import Any

from sqlalchemy import Column, Index, Select, Text, func, select

from chassis.eventlog import Aggregate, Tx
from services.submission.metadata import METADATA
from services.submission.paper import domain

PAPERS = Aggregate(
    METADATA,
    "paper_proposals",
    domain.Paper,
    domain.EVENTS,
    domain.apply,
    columns=[Column("status", Text, nullable=False)],
    project=lambda s: {"status": s.state},
    constraints=[Index("paper_proposals_status_idx", "county", "status", "id")],
)


def listing(county: str, status: str | None) -> Select[Any]:
    t = PAPERS.table
    query = select(t).where(t.c.county == county)
    return query if status is None else query.where(t.c.status == status)


async def count_by_state(tx: Tx) -> dict[str, int]:
    t = PAPERS.table
    query = select(t.c.status, func.count().label("n")).where(t.c.county == tx.county).group_by(t.c.status)
    return {row.status: row.n for row in await tx.connection.execute(query)}
