"""Conversion's word on what issued replies promised: what is settled no later reply has to promise again."""

from sqlalchemy import Boolean, Column, Index, Integer, PrimaryKeyConstraint, String, Table, Text, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Tx
from contracts.conversion import CommitmentKept, CommitmentMade, CommitmentReleased
from services.consultation.metadata import METADATA

PROMISES = Table(
    "promises",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("id", Text, nullable=False),
    Column("reply_id", Text, nullable=False),
    Column("suggestion", Integer, nullable=False),
    Column("settled", Boolean, nullable=False),
    PrimaryKeyConstraint("county", "id"),
    Index(None, "county", "reply_id"),
)


async def on_made(tx: Tx, event: CommitmentMade) -> None:
    values = {"reply_id": event.reply_id, "suggestion": event.suggestion, "settled": False}
    statement = insert(PROMISES).values(county=tx.county, id=event.commitment_id, **values)
    await tx.connection.execute(statement.on_conflict_do_nothing())


async def on_settled(tx: Tx, event: CommitmentKept | CommitmentReleased) -> None:
    t = PROMISES
    statement = update(t).where(t.c.county == tx.county, t.c.id == event.commitment_id).values(settled=True)
    await tx.connection.execute(statement)


async def settled(tx: Tx, reply_id: str) -> frozenset[int]:
    """The suggestions on which the reply promised what was kept since, or what the committee released."""
    t = PROMISES
    query = select(t.c.suggestion).where(t.c.county == tx.county, t.c.reply_id == reply_id, t.c.settled)
    return frozenset((await tx.connection.execute(query)).scalars())
