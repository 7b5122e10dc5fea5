"""The calls' table, and the pool of suggested topics that they take from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Date, PrimaryKeyConstraint, Select, String, Table, Text, func, select
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Aggregate, Tx
from chassis.tables import TIME
from services.submission.call import domain
from services.submission.metadata import METADATA

CALLS = Aggregate(
    METADATA,
    "calls",
    domain.Call,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("status", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("session_id", Text),
        Column("published_on", Date),
    ],
    project=lambda s: {
        "status": s.state,
        "kind": s.kind,
        "session_id": s.session_id,
        "published_on": s.published_on,
    },
)

SUGGESTED = Table(
    "suggested_topics",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("suggestion_id", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("proposal_id", Text),
    Column("topic", Text, nullable=False),
    Column("suggested_at", TIME, nullable=False),
    Column("call_id", Text),
    PrimaryKeyConstraint("county", "suggestion_id"),
)
"""``call_id`` is the call that took it. An outcome's topic is conversion's and has the proposal that it came from, a
county's is what was received from there; the others are suggestions that a clerk accepted."""


def listing(county: str, *, status: str | None, kind: str | None) -> Select[Any]:
    t = CALLS.table
    query = select(t).where(t.c.county == county)
    if status is not None:
        query = query.where(t.c.status == status)
    if kind is not None:
        query = query.where(t.c.kind == kind)
    return query


def suggestions(county: str, *, taken: bool | None) -> Select[Any]:
    t = SUGGESTED
    query = select(t).where(t.c.county == county)
    if taken is not None:
        query = query.where(t.c.call_id.is_not(None) if taken else t.c.call_id.is_(None))
    return query


async def note_suggestion(
    tx: Tx, suggestion_id: str, topic: str, *, source: str, proposal_id: str | None, suggested_at: datetime
) -> None:
    values = {
        "county": tx.county,
        "suggestion_id": suggestion_id,
        "source": source,
        "proposal_id": proposal_id,
        "topic": topic,
        "suggested_at": suggested_at,
    }
    await tx.connection.execute(insert(SUGGESTED).values(**values).on_conflict_do_nothing())


async def remove_suggestion(tx: Tx, suggestion_id: str) -> None:
    t = SUGGESTED
    await tx.connection.execute(t.delete().where(t.c.county == tx.county, t.c.suggestion_id == suggestion_id))


@dataclass(frozen=True)
class Waiting:
    suggestion_id: str
    source: str
    topic: str


async def waiting_topics(tx: Tx, limit: int) -> list[Waiting]:
    """The newest that no call has taken."""
    t = SUGGESTED
    query = select(t.c.suggestion_id, t.c.source, t.c.topic).where(t.c.county == tx.county, t.c.call_id.is_(None))
    found = await tx.connection.execute(query.order_by(t.c.suggested_at.desc()).limit(limit))
    return [Waiting(*row) for row in found]


async def lock_suggestions(tx: Tx, ids: Sequence[str]) -> dict[str, str | None]:
    """Suggestion → the call that took it, locked in id order so that one suggestion goes into one call."""
    t = SUGGESTED
    query = select(t.c.suggestion_id, t.c.call_id).where(t.c.county == tx.county, t.c.suggestion_id.in_(ids))
    found = await tx.connection.execute(query.order_by(t.c.suggestion_id).with_for_update())
    return {row.suggestion_id: row.call_id for row in found}


async def take_suggestions(tx: Tx, ids: Sequence[str], call_id: str) -> None:
    t = SUGGESTED
    await tx.connection.execute(
        t.update().where(t.c.county == tx.county, t.c.suggestion_id.in_(ids)).values(call_id=call_id)
    )


async def free_suggestions(tx: Tx, ids: Sequence[str], call_id: str) -> None:
    """Of topics that the call no longer offers: another one may take them."""
    t = SUGGESTED
    await tx.connection.execute(
        t.update()
        .where(t.c.county == tx.county, t.c.suggestion_id.in_(ids), t.c.call_id == call_id)
        .values(call_id=None)
    )


async def count_by_state(tx: Tx) -> dict[str, int]:
    t = CALLS.table
    query = select(t.c.status, func.count().label("n")).where(t.c.county == tx.county).group_by(t.c.status)
    return {row.status: row.n for row in await tx.connection.execute(query)}
