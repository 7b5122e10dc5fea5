"""The table of contacts without what they are, and the sealed values apart."""

from typing import Any

from sqlalchemy import (
    Column,
    DateTime,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    Text,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.eventlog import Aggregate, Tx
from chassis.vault import Sealed
from services.notification.contact import domain
from services.notification.metadata import METADATA

CONTACTS = Aggregate(METADATA, "contacts", domain.Contacts, domain.EVENTS, domain.apply)

VALUES = Table(
    "contact_values",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("member_id", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("entry", Integer, nullable=False),
    Column("key_id", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("stored_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("county", "member_id", "channel", "entry"),
)
"""Beside the one that counts the one before it, until its owner was told there that it counts no more."""


def contacts_id(member_id: str) -> str:
    return f"C-{member_id}"


def listing(county: str) -> Select[Any]:
    return select(CONTACTS.table).where(CONTACTS.table.c.county == county)


async def keep(tx: Tx, member_id: str, channel: str, entry: int, sealed: Sealed) -> None:
    values = {"key_id": sealed.key_id, "sealed": sealed.data, "stored_at": tx.now}
    key = {"county": tx.county, "member_id": member_id, "channel": channel, "entry": entry}
    statement = insert(VALUES).values(**key, **values)
    # An older store may hold one under a number that its lost successor had given.
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))


async def sealed(connection: AsyncConnection, county: str, member_id: str, channel: str, entry: int) -> Sealed | None:
    v = VALUES.c
    query = select(v.key_id, v.sealed).where(
        v.county == county, v.member_id == member_id, v.channel == channel, v.entry == entry
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else Sealed(row.key_id, row.sealed)
