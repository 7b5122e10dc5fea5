"""The files of packages, until they are old, and which letters a session has."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    delete,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Tx
from chassis.tables import TIME
from contracts.base import Channel
from services.consultation.assignment.domain import NO_ANSWER
from services.consultation.assignment.store import ASSIGNMENTS
from services.consultation.matter.store import MATTERS
from services.consultation.metadata import METADATA
from services.consultation.reply.store import REPLIES

FILES = Table(
    "letter_files",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("package_id", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("made_at", TIME, nullable=False),
    PrimaryKeyConstraint("county", "package_id", "position"),
)


async def issued_replies(tx: Tx, session_id: str, channel: Channel | None) -> list[str]:
    """Ids of every reply that went out on a proposal of the session, in the order of case numbers."""
    return await _of_session(tx, REPLIES.table, REPLIES.table.c.status == "issued", session_id, channel)


async def issued_assignments(tx: Tx, session_id: str, channel: Channel | None) -> list[str]:
    """Ids of every assignment on a proposal of the session that nobody took back, in the order of case numbers."""
    t = ASSIGNMENTS.table
    return await _of_session(tx, t, t.c.status.not_in(NO_ANSWER), session_id, channel)


async def _of_session(
    tx: Tx, t: Table, counts: ColumnElement[bool], session_id: str, channel: Channel | None
) -> list[str]:
    m = MATTERS.c
    query = (
        select(t.c.id)
        .join_from(t, MATTERS, (t.c.county == m.county) & (t.c.proposal_id == m.id))
        .where(t.c.county == tx.county, counts, m.session_id == session_id)
        # between_sessions comes before plenary by its letters, and after it in every list of a session.
        .order_by(m.channel.desc(), m.case_number, t.c.id)
    )
    if channel is not None:
        query = query.where(m.channel == channel)
    return list((await tx.connection.execute(query)).scalars())


async def put(tx: Tx, package_id: str, files: Sequence[tuple[int, str, bytes]]) -> None:
    rows: list[dict[str, Any]] = [
        {"county": tx.county, "package_id": package_id, "position": at, "name": name, "data": data, "made_at": tx.now}
        for at, name, data in files
    ]
    if rows:
        await tx.connection.execute(insert(FILES), rows)


async def count(tx: Tx, package_id: str) -> int:
    query = select(func.count()).where(FILES.c.county == tx.county, FILES.c.package_id == package_id)
    return (await tx.connection.execute(query)).scalar_one()


async def after(tx: Tx, package_id: str, position: int) -> tuple[int, str, bytes] | None:
    """The next file: one at a time, since a package of hundreds is more than fits in memory beside others."""
    t = FILES.c
    query = (
        select(t.position, t.name, t.data)
        .where(t.county == tx.county, t.package_id == package_id, t.position > position)
        .order_by(t.position)
        .limit(1)
    )
    row = (await tx.connection.execute(query)).first()
    return None if row is None else (row.position, row.name, row.data)


async def forget(tx: Tx, before: datetime) -> None:
    await tx.connection.execute(delete(FILES).where(FILES.c.county == tx.county, FILES.c.made_at < before))
