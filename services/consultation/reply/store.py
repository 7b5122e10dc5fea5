"""Replies as stored."""

from sqlalchemy import Column, Index, Integer, Text, UniqueConstraint, func, select

from chassis.eventlog import Aggregate, Loaded, Tx
from contracts.base import DomainRefusal
from services.consultation.metadata import METADATA
from services.consultation.reply import domain
from services.consultation.reply.domain import Reply

REPLIES = Aggregate(
    METADATA,
    "replies",
    Reply,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("proposal_id", Text, nullable=False),
        Column("assignment_id", Text, nullable=False),
        Column("unit_id", Text, nullable=False),
        Column("cycle", Integer, nullable=False),
        Column("reply_version", Integer, nullable=False),
        Column("status", Text, nullable=False),
        Column("answer_class", Text, nullable=False),
        Column("number", Text),
    ],
    project=lambda s: {
        "proposal_id": s.proposal_id,
        "assignment_id": s.assignment_id,
        "unit_id": s.unit_id,
        "cycle": s.cycle,
        "reply_version": s.reply_version,
        "status": s.state,
        "answer_class": s.content.answer_class,
        "number": s.number,
    },
    constraints=[
        UniqueConstraint("county", "assignment_id", "cycle", "reply_version"),
        UniqueConstraint("county", "number"),
        Index(None, "county", "proposal_id"),
    ],
)


async def claim_number(tx: Tx, number: str) -> None:
    """Raises where another reply of the county went out under ``number``; nobody takes it until this one is stored."""
    t = REPLIES.table
    await tx.connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{tx.county} {number}", 0))))
    query = select(t.c.id).where(t.c.county == tx.county, t.c.number == number)
    if (await tx.connection.execute(query)).first() is not None:
        raise DomainRefusal("number-taken", f"Another reply of this county went out under the number {number}.")


async def latest(tx: Tx, assignment_id: str, cycle: int) -> Reply | None:
    """The newest version of one assignment and cycle. The caller holds the assignment's lock."""
    t = REPLIES.table
    query = (
        select(t)
        .where(t.c.county == tx.county, t.c.assignment_id == assignment_id, t.c.cycle == cycle)
        .order_by(t.c.reply_version.desc())
        .limit(1)
    )
    row = (await tx.connection.execute(query)).mappings().first()
    return None if row is None else REPLIES.loaded(dict(row)).state


async def last_issued(tx: Tx, assignment_id: str, before_cycle: int) -> Loaded[Reply] | None:
    """The reply that went out in the latest cycle before ``before_cycle``."""
    t = REPLIES.table
    query = (
        select(t)
        .where(
            t.c.county == tx.county,
            t.c.assignment_id == assignment_id,
            t.c.cycle < before_cycle,
            t.c.status == "issued",
        )
        .order_by(t.c.cycle.desc())
        .limit(1)
    )
    row = (await tx.connection.execute(query)).mappings().first()
    return None if row is None else REPLIES.loaded(dict(row))
