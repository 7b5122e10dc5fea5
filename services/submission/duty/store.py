"""The duties' table, and what meets a duty."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, Select, Text, and_, func, or_, select

from chassis.clock import wall_date
from chassis.eventlog import Aggregate, Tx
from services.submission.call.store import CALLS
from services.submission.duty import domain
from services.submission.metadata import METADATA
from services.submission.session.domain import Session
from services.submission.session.store import SESSIONS

DUTIES = Aggregate(
    METADATA,
    "call_duties",
    domain.Duty,
    domain.EVENTS,
    domain.apply,
    columns=[Column("kind", Text, nullable=False), Column("due_on", Date, nullable=False)],
    project=lambda s: {"kind": s.kind, "due_on": s.due_on},
)

OUT = ("published", "closed")


def listing(county: str) -> Select[Any]:
    return select(DUTIES.table).where(DUTIES.table.c.county == county)


async def quarterly_out(tx: Tx, first: date, following: date) -> bool:
    t = CALLS.table
    query = select(func.count()).where(
        t.c.county == tx.county,
        t.c.kind == "quarterly",
        t.c.status.in_(OUT),
        t.c.published_on >= first,
        t.c.published_on < following,
    )
    return bool((await tx.connection.execute(query)).scalar_one())


async def catalogue_out(tx: Tx, session: Session) -> bool:
    """One that names the session, or that names none and came out between the last plenary and this one."""
    t = CALLS.table
    before = await _opened_before(tx, session.plenary_opens)
    for_any = [t.c.session_id.is_(None), t.c.published_on < wall_date(session.plenary_opens)]
    if before is not None:
        for_any.append(t.c.published_on >= wall_date(before))
    query = select(func.count()).where(
        t.c.county == tx.county,
        t.c.kind == "catalogue",
        t.c.status.in_(OUT),
        or_(t.c.session_id == session.id, and_(*for_any)),
    )
    return bool((await tx.connection.execute(query)).scalar_one())


async def sessions_after(tx: Tx, now: datetime) -> list[Session]:
    t = SESSIONS.table
    query = select(t).where(t.c.county == tx.county, t.c.plenary_opens > now)
    return [SESSIONS.loaded(dict(row)).state for row in (await tx.connection.execute(query)).mappings()]


async def _opened_before(tx: Tx, opens: datetime) -> datetime | None:
    t = SESSIONS.table
    query = select(func.max(t.c.plenary_opens)).where(t.c.county == tx.county, t.c.plenary_opens < opens)
    return (await tx.connection.execute(query)).scalar_one()
