"""The sessions' table."""

from datetime import datetime

from sqlalchemy import Column, select, text

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


async def current_session(tx: Tx, until: datetime) -> Session | None:
    """The latest whose plenary opens by ``until``."""
    t = SESSIONS.table
    query = select(t).where(t.c.county == tx.county, t.c.plenary_opens <= until)
    found = await tx.connection.execute(query.order_by(t.c.plenary_opens.desc(), t.c.id.desc()).limit(1))
    row = found.mappings().first()
    return SESSIONS.loaded(dict(row)).state if row else None


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
