"""Sealing anew, with the first of the keys, what an older one holds: so that the older one can be done away with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database import Database
from chassis.vault import Sealed, Unreadable, Vault
from services.notification.contact import domain as contacts
from services.notification.contact.store import VALUES
from services.notification.delivery.store import SANDBOX, kept_at


@dataclass(frozen=True)
class Kept:
    """A table of sealed values, and what each is bound to."""

    table: Table
    place: Callable[[Mapping[Any, Any]], str]


KEPT = (
    Kept(VALUES, lambda row: contacts.place(row["county"], row["member_id"], row["channel"], row["entry"])),
    Kept(SANDBOX, lambda row: kept_at(row["county"], row["id"])),
)


async def rotate(
    database: Database, vault: Vault, counties: Sequence[str], chunk: int
) -> tuple[int, int, dict[str, int]]:
    """How many were sealed anew, how many cannot be opened, and how many each key seals now."""
    done = unreadable = 0
    left: dict[str, int] = {}
    for county in counties:
        for kept in KEPT:
            after: tuple[Any, ...] | None = None
            while True:
                async with database.transaction([county]) as connection:
                    rows = await _next(connection, kept.table, county, vault.primary, after, chunk)
                    for row in rows:
                        opened = await _seal_anew(connection, kept, row, vault)
                        done, unreadable = done + opened, unreadable + (not opened)
                if not rows:
                    break
                after = tuple(rows[-1][column.name] for column in kept.table.primary_key)
            async with database.transaction([county]) as connection:
                t = kept.table.c
                query = select(t.key_id, func.count()).where(t.county == county).group_by(t.key_id)
                for key_id, count in await connection.execute(query):
                    left[key_id] = left.get(key_id, 0) + count
    return done, unreadable, left


async def _next(
    connection: AsyncConnection, table: Table, county: str, primary: str, after: tuple[Any, ...] | None, chunk: int
) -> Sequence[Mapping[Any, Any]]:
    """Locked: what is changed at this moment is sealed with the first key anyway, and is looked at when it is done."""
    keys = list(table.primary_key)
    query = select(table).where(table.c.county == county, table.c.key_id != primary)
    if after is not None:
        query = query.where(tuple_(*keys) > after)
    return (await connection.execute(query.order_by(*keys).limit(chunk).with_for_update())).mappings().all()


async def _seal_anew(connection: AsyncConnection, kept: Kept, row: Mapping[Any, Any], vault: Vault) -> bool:
    place = kept.place(row)
    try:
        value = vault.open(Sealed(row["key_id"], row["sealed"]), place)
    except Unreadable:
        return False
    sealed = vault.seal(value, place)
    key = (column == row[column.name] for column in kept.table.primary_key)
    await connection.execute(update(kept.table).where(*key).values(key_id=sealed.key_id, sealed=sealed.data))
    return True
