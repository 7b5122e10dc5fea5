"""The read models behind letters: what everybody was called, and when; sessions by their numbers."""

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, String, Table, Text, case, select
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Tx
from chassis.tables import TIME
from services.consultation.metadata import METADATA

Named = Literal["member", "body", "unit"]

NAMES = Table(
    "names",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("kind", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("since", TIME, nullable=False),
    Column("name", Text, nullable=False),
    PrimaryKeyConstraint("county", "kind", "id", "since"),
)
"""Each name with the time from which it holds: a letter of last year names whom it named then."""

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("id", Text, nullable=False),
    Column("term", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    PrimaryKeyConstraint("county", "id"),
)


async def put_name(tx: Tx, kind: Named, id: str, name: str) -> None:
    statement = insert(NAMES).values(county=tx.county, kind=kind, id=id, since=tx.receipt, name=name)
    keys = ["county", "kind", "id", "since"]
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_={"name": name}))


async def names(tx: Tx, kind: Named, ids: Collection[str], at: datetime) -> dict[str, str]:
    """Those of ``ids`` that are known, as they were called at ``at``; where that is not known, as first known."""
    if not ids:
        return {}
    t = NAMES.c
    # The latest that held by then comes last; one from after it only where there is none, the earliest.
    held = case((t.since <= at, 1), else_=0)
    until, after = case((t.since <= at, t.since)), case((t.since > at, t.since))
    query = (
        select(t.id, t.name)
        .where(t.county == tx.county, t.kind == kind, t.id.in_(sorted(ids)))
        .order_by(t.id, held, after.desc().nulls_last(), until)
    )
    return {row.id: row.name for row in await tx.connection.execute(query)}


async def put_session(tx: Tx, session_id: str, *, term: int, number: int) -> None:
    values = {"term": term, "number": number}
    statement = insert(SESSIONS).values(county=tx.county, id=session_id, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["county", "id"], set_=values))


async def session(tx: Tx, session_id: str) -> tuple[int, int] | None:
    """Term and number."""
    t = SESSIONS.c
    query = select(t.term, t.number).where(t.county == tx.county, t.id == session_id)
    row = (await tx.connection.execute(query)).first()
    return None if row is None else (row.term, row.number)
