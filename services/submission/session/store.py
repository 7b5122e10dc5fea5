"""The sessions' table."""

from datetime import datetime

from sqlalchemy import Column, select

from chassis.database import TIME
from chassis.eventlog import Aggregate, Tx
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


async def next_session(tx: Tx, after: datetime) -> Session | None:
    """The first whose plenary opens after ``after``."""
    t = SESSIONS.table
    query = select(t).where(t.c.county == tx.county, t.c.plenary_opens > after)
    found = await tx.connection.execute(query.order_by(t.c.plenary_opens, t.c.id).limit(1))
    row = found.mappings().first()
    return SESSIONS.loaded(dict(row)).state if row else None
