"""The groups' table."""

from typing import Any

from sqlalchemy import Boolean, Column, Index, Select, Text, cast, select, text
from sqlalchemy.dialects.postgresql import JSONB

from chassis.eventlog import Aggregate, Tx
from services.submission.metadata import METADATA
from services.submission.reviewgroup import domain
from services.submission.reviewgroup.domain import Group

GROUPS = Aggregate(
    METADATA,
    "review_groups",
    domain.Group,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("session_id", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("active", Boolean, nullable=False),
    ],
    project=lambda s: {"session_id": s.session_id, "name": s.name, "active": s.active},
    constraints=[
        # People choose a group by its name.
        Index("review_groups_name_key", "county", "session_id", "name", unique=True, postgresql_where=text("active")),
    ],
)


def listing(county: str, *, session_id: str | None, active: bool | None) -> Select[Any]:
    t = GROUPS.table
    query = select(t).where(t.c.county == county)
    if session_id is not None:
        query = query.where(t.c.session_id == session_id)
    return query if active is None else query.where(t.c.active == active)


async def of_session(tx: Tx, session_id: str, *, lock: bool = False) -> list[Group]:
    """Those in force, by id; with ``lock`` none of them is dissolved before the transaction ends."""
    query = listing(tx.county, session_id=session_id, active=True).order_by(GROUPS.table.c.id)
    if lock:
        query = query.with_for_update(read=True)
    return [GROUPS.loaded(dict(row)).state for row in (await tx.connection.execute(query)).mappings()]


async def groups_of(tx: Tx, reviewer_id: str) -> list[str]:
    """The groups in force that have this reviewer."""
    t = GROUPS.table
    query = select(t.c.id).where(
        t.c.county == tx.county, t.c.active, cast(t.c.state, JSONB)["members"].contains([reviewer_id])
    )
    return list((await tx.connection.execute(query)).scalars())


async def is_named(tx: Tx, group: str, session_id: str, name: str) -> bool:
    """Whether another group in force of the session is called so."""
    t = GROUPS.table
    query = select(t.c.id).where(
        t.c.county == tx.county, t.c.session_id == session_id, t.c.name == name, t.c.active, t.c.id != group
    )
    return (await tx.connection.execute(query)).first() is not None
