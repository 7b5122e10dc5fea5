"""The sessions' table."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, PrimaryKeyConstraint, Select, String, Table, Text, select, text
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Aggregate, Tx
from chassis.tables import TIME
from services.submission.metadata import METADATA
from services.submission.session import domain
from services.submission.session.domain import Session

SESSIONS = Aggregate(
    METADATA,
    "sessions",
    domain.Session,
    domain.EVENTS,
    domain.apply,
    columns=[Column("plenary_opens", TIME, nullable=False)],
    project=lambda s: {"plenary_opens": s.plenary_opens},
)


SESSION_NUMBERS = Table(
    "session_numbers",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("number", Text, nullable=False),
    Column("session_id", Text, nullable=False),
    PrimaryKeyConstraint("county", "number"),
)
"""Which session bears a term and number. Beside the sessions and no index of theirs: a log from before the rule may
have two of one number, and must still be stored as it says; then the one that was here first keeps it."""


async def take_number(tx: Tx, session: Session) -> str:
    """Who bears its term and number: this one, if nobody did. Of two who take one at once the second waits here."""
    t, number = SESSION_NUMBERS, f"{session.term}-{session.number}"
    row = {"county": tx.county, "number": number, "session_id": session.id}
    await tx.connection.execute(insert(t).values(row).on_conflict_do_nothing())
    query = select(t.c.session_id).where(t.c.county == tx.county, t.c.number == number)
    return (await tx.connection.execute(query)).scalar_one()


def listing(county: str) -> Select[Any]:
    return select(SESSIONS.table).where(SESSIONS.table.c.county == county)


_LATEST = text(
    "SELECT id, version, hash, state FROM sessions WHERE county = :county AND id IN ("
    "(SELECT id FROM sessions WHERE county = :county AND plenary_opens <= :now "
    "ORDER BY plenary_opens DESC, id DESC LIMIT 1), "
    "(SELECT id FROM sessions WHERE county = :county AND plenary_opens <= :until "
    "ORDER BY plenary_opens DESC, id DESC LIMIT 1))"
)


async def latest_sessions(tx: Tx, now: datetime, until: datetime) -> list[Session]:
    """The last one that has opened by ``now``, and the last that opens by ``until``, as far as there are such."""
    found = await tx.connection.execute(_LATEST, {"county": tx.county, "now": now, "until": until})
    return [SESSIONS.loaded(dict(row)).state for row in found.mappings()]


_AROUND = text(
    "SELECT id, version, hash, state FROM sessions WHERE county = :county AND (id = :id "
    "OR id = (SELECT id FROM sessions WHERE county = :county AND plenary_opens <= :now "
    "ORDER BY plenary_opens DESC, id DESC LIMIT 1) "
    "OR id = (SELECT id FROM sessions WHERE county = :county AND plenary_opens > :now "
    "ORDER BY plenary_opens, id LIMIT 1))"
)


async def sessions_around(tx: Tx, session_id: str, now: datetime) -> list[Session]:
    """The named session, the last one that has opened and the first one that has not, as far as there are such.

    One statement, because every filing asks it.
    """
    found = await tx.connection.execute(_AROUND, {"county": tx.county, "id": session_id, "now": now})
    return [SESSIONS.loaded(dict(row)).state for row in found.mappings()]
