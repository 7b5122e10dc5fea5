"""The archived proposals' table."""

from typing import Any

from sqlalchemy import Column, Index, Integer, Select, Text, func, select

from chassis.eventlog import Aggregate, Tx
from services.submission.archive import domain
from services.submission.metadata import METADATA

ARCHIVE = Aggregate(
    METADATA,
    "archived_proposals",
    domain.Archived,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("year", Integer, nullable=False),
        Column("case_number", Integer, nullable=False),
        Column("title", Text, nullable=False),
    ],
    project=lambda s: {"year": s.year, "case_number": s.case_number, "title": s.title},
    constraints=[Index("archived_proposals_year_idx", "county", "year", "case_number", unique=True)],
)


def listing(county: str, *, year: int | None, title: str | None) -> Select[Any]:
    t = ARCHIVE.table
    query = select(t).where(t.c.county == county)
    if year is not None:
        query = query.where(t.c.year == year)
    if title:
        query = query.where(t.c.title.contains(title, autoescape=True))
    return query


async def count(tx: Tx) -> int:
    t = ARCHIVE.table
    return (await tx.connection.execute(select(func.count()).where(t.c.county == tx.county))).scalar_one()
