"""Deliveries, which name a contact and never are one; and what the sandbox keeps instead of sending it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    Text,
    delete,
    exists,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.eventlog import Tx
from chassis.problems import NotFound
from chassis.vault import Sealed
from services.notification.contact.store import VALUES
from services.notification.delivery.domain import Purpose
from services.notification.metadata import METADATA

TIME = DateTime(timezone=True)

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("county", String(6), nullable=False),
    # What the gateway knows it by, too: sent twice, it is one message.
    Column("id", Text, nullable=False),
    Column("seq", BigInteger, Identity(always=True), nullable=False),
    Column("member_id", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("entry", Integer, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("made_at", TIME, nullable=False),
    Column("next_at", TIME),
    Column("changed_at", TIME, nullable=False),
    Column("reason", Text),
    PrimaryKeyConstraint("county", "id"),
    CheckConstraint("state IN ('waiting','sent','delivered','failed')", name="state"),
    Index(None, "next_at", postgresql_where="state = 'waiting'"),
    Index(None, "county", "state", "seq"),
    Index(None, "county", "member_id", "seq"),
    # Of all counties, as an outbox is.
    info={"scope": "infrastructure"},
)

SANDBOX = Table(
    "sandbox_messages",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("id", Text, nullable=False),
    Column("seq", BigInteger, Identity(always=True), nullable=False),
    Column("member_id", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("made_at", TIME, nullable=False),
    PrimaryKeyConstraint("county", "id"),
    Index(None, "county", "seq"),
)


@dataclass(frozen=True)
class Delivery:
    """One message to be sent. ``about`` is the notice's id, or the reference of a code."""

    member_id: str
    channel: str
    entry: int
    purpose: Purpose
    kind: str
    about: str
    next_at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def id(self, county: str) -> str:
        """The same whenever it is planned again, by a restored store, too."""
        named = (county, self.purpose, self.about, self.member_id, self.channel)
        return hashlib.sha256(" ".join(named).encode()).hexdigest()[:32]


async def put(tx: Tx, deliveries: Sequence[Delivery]) -> None:
    if deliveries:
        made = {"county": tx.county, "state": "waiting", "attempts": 0, "made_at": tx.now, "changed_at": tx.now}
        rows = [{**made, "id": one.id(tx.county), **vars(one)} for one in deliveries]
        await tx.connection.execute(insert(DELIVERIES).values(rows).on_conflict_do_nothing())


async def claim(connection: AsyncConnection, now: datetime, lease: timedelta, limit: int) -> list[Mapping[Any, Any]]:
    """What is due, for this sender alone until the lease is over: by then the other one is taken for dead.

    The attempt is counted before it is made, so that one that ends its process is not tried for ever.
    """
    d = DELIVERIES.c
    due = (
        select(d.county, d.id)
        .where(d.state == "waiting", d.next_at <= now)
        .order_by(d.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .subquery()
    )
    statement = (
        update(DELIVERIES)
        .where(d.county == due.c.county, d.id == due.c.id)
        .values(attempts=d.attempts + 1, next_at=now + lease, changed_at=now)
        .returning(DELIVERIES)
    )
    rows = (await connection.execute(statement)).mappings().all()
    return sorted(rows, key=lambda row: (row["made_at"], row["id"]))


async def settle(
    connection: AsyncConnection,
    row: Mapping[Any, Any],
    now: datetime,
    state: str,
    *,
    reason: str | None = None,
    next_at: datetime | None = None,
) -> bool:
    """False where somebody else has tried it since."""
    d = DELIVERIES.c
    key = (d.county == row["county"], d.id == row["id"], d.attempts == row["attempts"], d.state == "waiting")
    values = {"state": state, "reason": reason, "next_at": next_at, "changed_at": now}
    return bool((await connection.execute(update(DELIVERIES).where(*key).values(values))).rowcount)


async def again(tx: Tx, id: str) -> None:
    d = DELIVERIES.c
    values = {"state": "waiting", "attempts": 0, "next_at": tx.now, "changed_at": tx.now, "reason": None}
    await tx.connection.execute(update(DELIVERIES).where(d.county == tx.county, d.id == id).values(values))


async def find(tx: Tx, id: str, *, lock: bool = False) -> Mapping[str, Any]:
    query = listing(tx.county).where(DELIVERIES.c.id == id)
    row = (await tx.connection.execute(query.with_for_update() if lock else query)).mappings().first()
    if row is None:
        raise NotFound(f"deliveries {id}")
    return dict(row)


def listing(county: str) -> Select[Any]:
    return select(DELIVERIES).where(DELIVERIES.c.county == county)


async def forget_told(
    connection: AsyncConnection, county: str, member_id: str, channel: str, counts: int | None
) -> None:
    """Deletes every contact of the channel that counts no more and of which nothing is still to be told there."""
    d, v = DELIVERIES.c, VALUES.c
    untold = exists().where(
        d.county == v.county,
        d.member_id == v.member_id,
        d.channel == v.channel,
        d.entry == v.entry,
        d.purpose == "change",
        d.state == "waiting",
    )
    key = (v.county == county, v.member_id == member_id, v.channel == channel)
    await connection.execute(delete(VALUES).where(*key, v.entry != (counts or 0), ~untold))


async def waiting(connection: AsyncConnection, counties: Sequence[str]) -> Mapping[str, float]:
    return {**dict.fromkeys(counties, 0.0), **await _by_county(connection, "waiting", func.count())}


async def due_since(connection: AsyncConnection, _: Sequence[str]) -> Mapping[str, float]:
    """Of the counties where something waits. What waits for a morning or for its next try is not due before that; so
    this grows old only where nobody sends."""
    return await _by_county(connection, "waiting", func.extract("epoch", func.min(DELIVERIES.c.next_at)))


async def failed(connection: AsyncConnection, counties: Sequence[str]) -> Mapping[str, float]:
    return {**dict.fromkeys(counties, 0.0), **await _by_county(connection, "failed", func.count())}


async def _by_county(connection: AsyncConnection, state: str, what: ColumnElement[Any]) -> Mapping[str, float]:
    d = DELIVERIES.c
    rows = await connection.execute(select(d.county, what).where(d.state == state).group_by(d.county))
    return {row[0]: float(row[1]) for row in rows}


async def keep_instead(connection: AsyncConnection, row: Mapping[Any, Any], sealed: Sealed, now: datetime) -> None:
    values = {name: row[name] for name in ("county", "id", "member_id", "channel")}
    statement = insert(SANDBOX).values(**values, key_id=sealed.key_id, sealed=sealed.data, made_at=now)
    await connection.execute(statement.on_conflict_do_nothing())


def kept_at(county: str, id: str) -> str:
    """What a sealed message of the sandbox is bound to."""
    return f"sandbox {county} {id}"


def kept(county: str) -> Select[Any]:
    return select(SANDBOX).where(SANDBOX.c.county == county)


async def forget_kept(connection: AsyncConnection, county: str, member_id: str) -> None:
    s = SANDBOX.c
    await connection.execute(delete(SANDBOX).where(s.county == county, s.member_id == member_id))
