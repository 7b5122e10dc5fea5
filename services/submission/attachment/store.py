"""The attachments' table: what is attached to drafts, and where the files of proposals are looked up by their id."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    any_,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.eventlog import Tx
from chassis.tables import TIME
from contracts.submission import Attachment
from services.submission.metadata import METADATA

ATTACHMENTS = Table(
    "attachments",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("id", Text, nullable=False),
    Column("draft_id", Text),
    Column("proposal_id", Text),
    Column("name", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("scanned", Boolean, nullable=False),
    Column("added_at", TIME, nullable=False),
    Column("removed_at", TIME),
    Column("paper_id", Text),
    PrimaryKeyConstraint("county", "id"),
    CheckConstraint("draft_id IS NOT NULL OR proposal_id IS NOT NULL OR paper_id IS NOT NULL", name="of"),
    Index(None, "county", "draft_id"),
    Index(None, "county", "proposal_id"),
    Index(None, "county", "paper_id"),
    # The sweeper asks by it which bytes are named.
    Index(None, "county", "sha256"),
)
_FACTS = tuple(name for name in Attachment.model_fields if name != "attachment_id")


@dataclass(frozen=True)
class Kept:
    """One row. What was removed stays: its bytes are the record's, or wait for the sweeper."""

    attachment: Attachment
    draft_id: str | None
    proposal_id: str | None
    removed_at: datetime | None
    paper_id: str | None = None
    """The entry from paper that it came with."""


def _kept(row: Mapping[Any, Any]) -> Kept:
    attachment = Attachment(attachment_id=row["id"], **{name: row[name] for name in _FACTS})
    return Kept(attachment, row["draft_id"], row["proposal_id"], row["removed_at"], row["paper_id"])


async def put(
    tx: Tx,
    attachment: Attachment,
    *,
    draft_id: str | None = None,
    proposal_id: str | None = None,
    paper_id: str | None = None,
    removed_at: datetime | None = None,
) -> None:
    """Adds it, or brings what is known of it to this."""
    facts = attachment.model_dump(exclude={"attachment_id"})
    belongs = {"draft_id": draft_id, "proposal_id": proposal_id, "paper_id": paper_id, "removed_at": removed_at}
    statement = insert(ATTACHMENTS).values(county=tx.county, id=attachment.attachment_id, **facts, **belongs)
    await tx.connection.execute(
        statement.on_conflict_do_update(index_elements=["county", "id"], set_={**facts, **belongs})
    )


async def find(tx: Tx, attachment_id: str) -> Kept | None:
    t = ATTACHMENTS
    query = select(t).where(t.c.county == tx.county, t.c.id == attachment_id)
    row = (await tx.connection.execute(query)).mappings().first()
    return None if row is None else _kept(row)


async def of_draft(tx: Tx, draft_id: str) -> list[Kept]:
    """Those that are there, in the order in which they came."""
    t = ATTACHMENTS
    query = select(t).where(t.c.county == tx.county, t.c.draft_id == draft_id, t.c.removed_at.is_(None))
    return [_kept(row) for row in (await tx.connection.execute(query.order_by(t.c.id))).mappings()]


async def of_proposal(tx: Tx, proposal_id: str) -> list[Kept]:
    """All that ever were, in the order in which they came."""
    t = ATTACHMENTS
    query = select(t).where(t.c.county == tx.county, t.c.proposal_id == proposal_id)
    return [_kept(row) for row in (await tx.connection.execute(query.order_by(t.c.id))).mappings()]


async def of_paper(tx: Tx, paper_id: str) -> list[Kept]:
    """Those that are there, in the order in which they came."""
    t = ATTACHMENTS
    query = select(t).where(t.c.county == tx.county, t.c.paper_id == paper_id, t.c.removed_at.is_(None))
    return [_kept(row) for row in (await tx.connection.execute(query.order_by(t.c.id))).mappings()]


async def remove(tx: Tx, attachment_id: str, at: datetime) -> None:
    t = ATTACHMENTS
    where = (t.c.county == tx.county, t.c.id == attachment_id, t.c.removed_at.is_(None))
    await tx.connection.execute(t.update().where(*where).values(removed_at=at))


async def hand_over(tx: Tx, draft_id: str, proposal_id: str) -> None:
    """What is attached to a draft is its proposal's from now on."""
    t = ATTACHMENTS
    where = (t.c.county == tx.county, t.c.draft_id == draft_id, t.c.removed_at.is_(None))
    await tx.connection.execute(t.update().where(*where).values(proposal_id=proposal_id))


async def hand_over_paper(tx: Tx, paper_id: str, proposal_id: str) -> None:
    t = ATTACHMENTS
    where = (t.c.county == tx.county, t.c.paper_id == paper_id, t.c.removed_at.is_(None))
    await tx.connection.execute(t.update().where(*where).values(proposal_id=proposal_id))


async def close_draft(tx: Tx, draft_id: str, at: datetime) -> None:
    """What was not filed with it had been removed before."""
    t = ATTACHMENTS
    where = (t.c.county == tx.county, t.c.draft_id == draft_id, t.c.proposal_id.is_(None), t.c.removed_at.is_(None))
    await tx.connection.execute(t.update().where(*where).values(removed_at=at))


async def forget_removed(connection: AsyncConnection, county: str, before: datetime) -> int:
    """Of drafts only: what a proposal or an entry from paper ever had is never forgotten."""
    t = ATTACHMENTS
    where = (t.c.county == county, t.c.proposal_id.is_(None), t.c.paper_id.is_(None), t.c.removed_at < before)
    return (await connection.execute(t.delete().where(*where))).rowcount


async def named(connection: AsyncConnection, county: str, hashes: Collection[str]) -> set[str]:
    """Those of them that any row names, also one of what was removed."""
    t = ATTACHMENTS
    query = select(t.c.sha256).where(t.c.county == county, t.c.sha256 == any_(literal(list(hashes), ARRAY(Text))))
    return set((await connection.execute(query)).scalars())
