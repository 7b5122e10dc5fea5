"""The sign-offs' tables."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    Text,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.eventlog import Aggregate, Tx
from services.supervision.metadata import METADATA
from services.supervision.oversight.store import OVERSIGHTS
from services.supervision.signoff import domain

SIGN_OFFS = Aggregate(
    METADATA,
    "sign_offs",
    domain.SignOff,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("proposal_id", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("cycle", Integer, nullable=False),
        Column("reminded", Integer, nullable=False, server_default="0"),
        Column("files", ARRAY(Text), nullable=False),
    ],
    constraints=[Index(None, "county", "proposal_id")],
    project=lambda s: {
        "proposal_id": s.proposal_id,
        "status": s.state,
        "cycle": s.cycle,
        "reminded": s.reminded,
        "files": sorted({one.file.sha256 for one in s.scans}),
    },
)

ASKED = Table(
    "asked",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("sign_off_id", Text, nullable=False),
    Column("member_id", Text, nullable=False),
    PrimaryKeyConstraint("county", "sign_off_id", "member_id"),
    Index("asked_member_idx", "county", "member_id"),
)


REPLIES = Table(
    "asked_replies",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("sign_off_id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("content", Text, nullable=False),
    PrimaryKeyConstraint("county", "sign_off_id"),
)
"""The reply over which is signed, as the canonical JSON whose digest is signed."""


def sign_off_id(reply_id: str) -> str:
    return f"R-{reply_id}"


async def named_files(connection: AsyncConnection, county: str, hashes: Collection[str]) -> set[str]:
    """Those that a sign-off names: what the sweeper leaves."""
    t = SIGN_OFFS.table.c
    query = select(func.unnest(t.files)).where(t.county == county, t.files.overlap(literal(list(hashes), ARRAY(Text))))
    return set((await connection.execute(query)).scalars()) & set(hashes)


async def note_asked(tx: Tx, id: str, members: tuple[str, ...]) -> None:
    rows = [{"county": tx.county, "sign_off_id": id, "member_id": member} for member in members]
    if rows:
        await tx.connection.execute(ASKED.insert(), rows)


async def least_reminded(tx: Tx, proposal_id: str) -> int:
    """How often all that are still asked about the proposal were reminded."""
    t = SIGN_OFFS.table
    query = select(func.min(t.c.reminded)).where(
        t.c.county == tx.county, t.c.proposal_id == proposal_id, t.c.status == "requested"
    )
    return (await tx.connection.scalar(query)) or 0


async def note_reply(tx: Tx, id: str, number: str, content: str) -> None:
    statement = insert(REPLIES).values(county=tx.county, sign_off_id=id, number=number, content=content)
    await tx.connection.execute(statement.on_conflict_do_nothing())


async def reply(tx: Tx, id: str) -> tuple[str, str] | None:
    """(number, content)."""
    t = REPLIES
    query = select(t.c.number, t.c.content).where(t.c.county == tx.county, t.c.sign_off_id == id)
    found = (await tx.connection.execute(query)).one_or_none()
    return None if found is None else (found.number, found.content)


def _supervised() -> ColumnElement[bool]:
    o, s = OVERSIGHTS.table.c, SIGN_OFFS.table.c
    ended = select(o.id).where(o.county == s.county, o.proposal_id == s.proposal_id, o.status != "open")
    return ~ended.correlate(SIGN_OFFS.table).exists()


def listing(county: str, member_id: str | None, proposal_id: str | None = None) -> Select[Any]:
    """All of the county, or those on which this member is asked; ``supervised``: nothing is signed once it is not."""
    t = SIGN_OFFS.table
    query = select(t, _supervised().label("supervised")).where(t.c.county == county)
    if proposal_id is not None:
        query = query.where(t.c.proposal_id == proposal_id)
    if member_id is not None:
        mine = select(ASKED.c.sign_off_id).where(ASKED.c.county == county, ASKED.c.member_id == member_id)
        query = query.where(t.c.id.in_(mine))
    return query
