"""The reviewers' table."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, Column, Index, Select, Text, select, text

from chassis.eventlog import Aggregate, Loaded, Tx
from services.submission.metadata import METADATA
from services.submission.reviewer import domain
from services.submission.reviewer.domain import Reviewer

REVIEWERS = Aggregate(
    METADATA,
    "reviewers",
    domain.Reviewer,
    domain.EVENTS,
    domain.apply,
    columns=[Column("login", Text, nullable=False), Column("active", Boolean, nullable=False)],
    project=lambda s: {"login": s.login, "active": s.active},
    constraints=[
        # Of two who are enrolled with one login at the same moment it would be open whose opinion is whose.
        Index("reviewers_login_key", "county", "login", unique=True, postgresql_where=text("active")),
    ],
)


def listing(county: str, *, active: bool | None) -> Select[Any]:
    query = select(REVIEWERS.table).where(REVIEWERS.table.c.county == county)
    return query if active is None else query.where(REVIEWERS.table.c.active == active)


async def of_login(tx: Tx, login: str) -> Loaded[Reviewer] | None:
    """The reviewer in force who signs in so."""
    t = REVIEWERS.table
    query = select(t).where(t.c.county == tx.county, t.c.login == login, t.c.active)
    row = (await tx.connection.execute(query)).mappings().first()
    return None if row is None else REVIEWERS.loaded(dict(row))


async def named(tx: Tx, ids: Iterable[str]) -> dict[str, Reviewer]:
    """Those of ``ids`` that the county has, retired or not."""
    t = REVIEWERS.table
    query = select(t).where(t.c.county == tx.county, t.c.id.in_(sorted(set(ids))))
    rows = (await tx.connection.execute(query)).mappings()
    return {row["id"]: REVIEWERS.loaded(dict(row)).state for row in rows}
