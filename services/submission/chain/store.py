"""What other services say became of a proposal, as far as the chain shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, Index, Integer, PrimaryKeyConstraint, String, Table, Text, select
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Tx
from chassis.tables import TIME
from services.submission.call.store import SUGGESTED
from services.submission.metadata import METADATA

REPLIES = Table(
    "chain_replies",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("reply_id", Text, nullable=False),
    Column("reply_version", Integer, nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("number", Text, nullable=False),
    Column("answer_class", Text, nullable=False),
    Column("issued_at", TIME, nullable=False),
    PrimaryKeyConstraint("county", "reply_id", "reply_version"),
    Index(None, "county", "proposal_id"),
)

OUTCOMES = Table(
    "chain_outcomes",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("outcome_id", Text, nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("suggestion", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text),
    Column("achieved_on", Date),
    Column("verified", Boolean, nullable=False),
    PrimaryKeyConstraint("county", "outcome_id"),
    Index(None, "county", "proposal_id"),
)


@dataclass(frozen=True)
class Reply:
    proposal_id: str
    reply_id: str
    reply_version: int
    unit_id: str
    cycle: int
    number: str
    answer_class: str
    issued_at: datetime


@dataclass(frozen=True)
class Outcome:
    """A verified one; ``call_id`` has the topic that it suggested, once a call took it."""

    proposal_id: str
    outcome_id: str
    suggestion: int
    kind: str
    title: str | None
    achieved_on: date | None
    topic: str | None
    call_id: str | None


async def note_reply(tx: Tx, **values: Any) -> None:
    await tx.connection.execute(insert(REPLIES).values(county=tx.county, **values).on_conflict_do_nothing())


async def note_outcome(tx: Tx, outcome_id: str, first: dict[str, Any], known: dict[str, Any]) -> None:
    """``known`` is what this event alone says: whichever comes first, the other adds its own."""
    statement = insert(OUTCOMES).values(county=tx.county, outcome_id=outcome_id, **first, **known)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["county", "outcome_id"], set_=known))


async def replies(tx: Tx, proposal_ids: Sequence[str]) -> list[Reply]:
    """In the order in which they were issued."""
    t = REPLIES
    columns = [t.c[name] for name in Reply.__dataclass_fields__]
    query = select(*columns).where(t.c.county == tx.county, t.c.proposal_id.in_(proposal_ids))
    rows = (await tx.connection.execute(query.order_by(t.c.issued_at, t.c.reply_id, t.c.reply_version))).mappings()
    return [Reply(**row) for row in rows]


async def outcomes(tx: Tx, proposal_ids: Sequence[str]) -> list[Outcome]:
    """Verified ones, with the topic that each suggested."""
    t, s = OUTCOMES, SUGGESTED
    names = [name for name in Outcome.__dataclass_fields__ if name not in ("topic", "call_id")]
    joined = t.outerjoin(s, (s.c.county == t.c.county) & (s.c.suggestion_id == t.c.outcome_id))
    query = select(*(t.c[name] for name in names), s.c.topic, s.c.call_id).select_from(joined)
    query = query.where(t.c.county == tx.county, t.c.proposal_id.in_(proposal_ids), t.c.verified)
    return [Outcome(**row) for row in (await tx.connection.execute(query.order_by(t.c.outcome_id))).mappings()]


async def origin(tx: Tx, suggestion_id: str) -> str | None:
    """The proposal whose verified outcome suggested it; None: nobody's outcome did."""
    t = SUGGESTED
    query = select(t.c.proposal_id).where(t.c.county == tx.county, t.c.suggestion_id == suggestion_id)
    return (await tx.connection.execute(query)).scalar_one_or_none()
