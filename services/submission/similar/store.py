"""The index of similar texts: what waits to be embedded, codes to find by, vectors and replies to compare with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    any_,
    cast,
    delete,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import BIT, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.eventlog import Tx
from chassis.tables import TIME
from services.submission.archive.domain import Archived
from services.submission.archive.store import ARCHIVE
from services.submission.metadata import METADATA
from services.submission.proposal.domain import Proposal
from services.submission.proposal.store import PROPOSALS

_KINDS = "kind IN ('proposal','archive','reply')"

PENDING = Table(
    "similar_pending",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("queued", TIME, nullable=False),
    PrimaryKeyConstraint("county", "id"),
    Index(None, "queued"),
    CheckConstraint(_KINDS, name="kind"),
    info={"scope": "infrastructure"},
)
"""What waits for its vector; ``queued`` is new each time, so that a change meanwhile is not lost."""

CODES = Table(
    "similar_codes",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("code", BIT(512), nullable=False),
    PrimaryKeyConstraint("county", "id"),
    Index(None, "county", "method", "kind"),
    CheckConstraint(_KINDS, name="kind"),
)
"""Narrow, since a check reads all of a county's; ``subject`` is the proposal that a text belongs to."""

VECTORS = Table(
    "similar_vectors",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("id", Text, nullable=False),
    Column("vectors", LargeBinary, nullable=False),
    PrimaryKeyConstraint("county", "id"),
)
"""512 half-precision numbers for each window of the text, one after another."""

REPLIES = Table(
    "similar_replies",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("id", Text, nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("county", "id"),
)
"""Replies issued, which this service knows from their events only."""


@dataclass(frozen=True)
class Waiting:
    county: str
    id: str
    kind: str
    queued: datetime


@dataclass(frozen=True)
class Near:
    """One indexed text near to what is asked for."""

    id: str
    kind: str
    subject: str
    vectors: bytes


async def enqueue(tx: Tx, id: str, kind: str) -> None:
    t = PENDING
    statement = insert(t).values(county=tx.county, id=id, kind=kind, queued=func.clock_timestamp())
    again = {"queued": func.clock_timestamp()}
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["county", "id"], set_=again))


async def put_reply(tx: Tx, id: str, proposal_id: str, body: str) -> None:
    statement = insert(REPLIES).values(county=tx.county, id=id, proposal_id=proposal_id, body=body)
    await tx.connection.execute(
        statement.on_conflict_do_update(index_elements=["county", "id"], set_={"body": statement.excluded.body})
    )


async def waiting(connection: AsyncConnection, limit: int) -> list[Waiting]:
    """Of all counties, those that wait longest first; for a role that sees them all."""
    t = PENDING
    rows = await connection.execute(select(t).order_by(t.c.queued).limit(limit))
    return [Waiting(row.county, row.id, row.kind, row.queued) for row in rows]


async def enqueue_other_methods(connection: AsyncConnection, county: str, method: str) -> int:
    """What was made by another method than the one installed is made anew."""
    t = CODES
    query = select(t.c.county, t.c.id, t.c.kind, func.clock_timestamp())
    query = query.where(t.c.county == county, t.c.method != method)
    statement = insert(PENDING).from_select(["county", "id", "kind", "queued"], query).on_conflict_do_nothing()
    return (await connection.execute(statement)).rowcount


TENANTS = Table("similar_tenants", METADATA, Column("tenant", String(6), primary_key=True), info={"scope": "shared"})
"""The counties that have texts here. It names no text: what is shown of another county is read in that county's own
scope, as its policy allows."""


async def tenants(connection: AsyncConnection) -> list[str]:
    return list((await connection.execute(select(TENANTS.c.tenant).order_by(TENANTS.c.tenant))).scalars())


async def note_tenant(tx: Tx) -> None:
    await tx.connection.execute(insert(TENANTS).values(tenant=tx.county).on_conflict_do_nothing())


async def replies(tx: Tx, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Id → proposal and text."""
    t = REPLIES
    query = select(t).where(t.c.county == tx.county, t.c.id == any_(literal(list(ids), ARRAY(Text))))
    return {row.id: (row.proposal_id, row.body) for row in await tx.connection.execute(query)}


async def put_vectors(tx: Tx, done: Waiting, method: str, subject: str, code: str, vectors: bytes) -> None:
    """Stores what was made, and ends the waiting unless the text has changed since."""
    values = {"kind": done.kind, "subject": subject, "method": method, "code": cast(code, BIT(512))}
    statement = insert(CODES).values(county=tx.county, id=done.id, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["county", "id"], set_=values))
    statement = insert(VECTORS).values(county=tx.county, id=done.id, vectors=vectors)
    await tx.connection.execute(
        statement.on_conflict_do_update(index_elements=["county", "id"], set_={"vectors": vectors})
    )
    await forget(tx, done)


async def forget(tx: Tx, done: Waiting) -> None:
    t = PENDING
    await tx.connection.execute(delete(t).where(t.c.county == tx.county, t.c.id == done.id, t.c.queued == done.queued))


async def proposals(tx: Tx, ids: Sequence[str]) -> dict[str, Proposal]:
    t = PROPOSALS.table
    query = select(t).where(t.c.county == tx.county, t.c.id == any_(literal(list(ids), ARRAY(Text))))
    return {row["id"]: PROPOSALS.loaded(row).state for row in (await tx.connection.execute(query)).mappings()}


async def archived(tx: Tx, ids: Sequence[str]) -> dict[str, Archived]:
    t = ARCHIVE.table
    query = select(t).where(t.c.county == tx.county, t.c.id == any_(literal(list(ids), ARRAY(Text))))
    return {row["id"]: ARCHIVE.loaded(row).state for row in (await tx.connection.execute(query)).mappings()}


async def nearest(tx: Tx, method: str, code: str, limit: int, *, archived: bool) -> list[Near]:
    """The county's texts, those of the archive or all others, whose codes differ least from ``code``.

    All of them are looked at: that is exact, needs no extension, and no index that row-level security would bar.
    """
    c, v = CODES, VECTORS
    # Named, not excluded: so each is read by the index, and a county's archive is not read for its proposals.
    kinds = ("archive",) if archived else ("proposal", "reply")
    distance = func.bit_count(c.c.code.op("#")(cast(code, BIT(512))))
    near = (
        select(c.c.county, c.c.id, c.c.kind, c.c.subject)
        .where(c.c.county == tx.county, c.c.method == method, c.c.kind.in_(kinds))
        .order_by(distance, c.c.id)
        .limit(limit)
        .subquery()
    )
    both = (v.c.county == near.c.county) & (v.c.id == near.c.id)
    rows = await tx.connection.execute(select(near.c.id, near.c.kind, near.c.subject, v.c.vectors).join(v, both))
    return [Near(row.id, row.kind, row.subject, row.vectors) for row in rows]


@dataclass(frozen=True)
class Figures:
    indexed: int
    waiting: int


async def figures(tx: Tx, method: str) -> Figures:
    """How many of the county's texts a check finds, and how many still wait."""
    c, p = CODES, PENDING
    indexed = select(func.count()).where(c.c.county == tx.county, c.c.method == method)
    waits = select(func.count()).where(p.c.county == tx.county)
    row = (await tx.connection.execute(select(indexed.scalar_subquery(), waits.scalar_subquery()))).one()
    return Figures(*row)
