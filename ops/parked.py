"""``proposals parked``: what could not be applied, looked at, tried again, or given up with a reason that is kept.

Works on the databases alone, beside a running platform or without one: marks are advanced by compare-and-set.
"""

import getpass
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from chassis.app import consumers_of
from chassis.catchup import late_consumers
from chassis.clock import Clock
from chassis.consumer import Consumer
from chassis.database import Database
from ops import databases, registry


class NoSuchEvent(LookupError):
    """No such parked event; ids are ``SERVICE:NUMBER`` as ``parked list`` prints them."""


@asynccontextmanager
async def _consumers(server_url: str, name: str, clock: Clock) -> AsyncGenerator[tuple[Database, list[Consumer]]]:
    database = Database(databases.with_database(server_url, name, databases.roles(name)[1]), pool_size=2)
    try:
        consumers = consumers_of(registry.service(name), database, clock)
        async with database.transaction([]) as connection:
            late = [one.consumer for consumer in consumers for one in await late_consumers(connection, consumer)]
        yield database, [*consumers, *late]
    finally:
        await database.close()


def _split(id: str) -> tuple[str, int]:
    name, _, number = id.partition(":")
    if name not in registry.NAMES or not number.isdecimal():
        raise NoSuchEvent(id)
    return name, int(number)


async def listed(server_url: str, name: str, clock: Clock) -> list[dict[str, Any]]:
    async with _consumers(server_url, name, clock) as (database, consumers), database.transaction([]) as connection:
        rows = [row for consumer in consumers for row in await consumer.inbox.parked(connection)]
    return [
        {
            "id": f"{name}:{row['id']}",
            "consumer": row["consumer"],
            "reason": row["reason"],
            "source": row["source"],
            "county": row["county"],
            "aggregate_id": row["aggregate_id"],
            "version": row["version"],
            "attempts": row["attempts"],
            "parked_at": row["parked_at"].isoformat(),
            "age_seconds": round((clock.now() - row["parked_at"]).total_seconds()),
            "error": row["error"],
        }
        for row in rows
    ]


async def shown(server_url: str, id: str, clock: Clock) -> dict[str, Any]:
    """One parked event whole, its bytes as they came."""
    name, number = _split(id)
    async with _consumers(server_url, name, clock) as (database, consumers), database.transaction([]) as connection:
        found = [await consumer.inbox.find_parked(connection, number) for consumer in consumers]
    for row in found:
        if row is not None:
            return {column: _readable(value) for column, value in row.items()} | {
                "id": id,
                "headers": json.loads(row["headers"]),
            }
    raise NoSuchEvent(id)


def _readable(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return value.isoformat() if isinstance(value, datetime) else value


async def retried(server_url: str, id: str, clock: Clock) -> bool:
    """Whether it was applied now; it stays parked otherwise, with one attempt more."""
    name, number = _split(id)
    async with _consumers(server_url, name, clock) as (_, consumers):
        for consumer in consumers:
            applied = await consumer.retry(number)
            if applied is not None:
                return applied
    raise NoSuchEvent(id)


async def dropped(server_url: str, id: str, because: str, clock: Clock, *, missing_too: bool) -> None:
    name, number = _split(id)
    async with _consumers(server_url, name, clock) as (_, consumers):
        for consumer in consumers:
            if await consumer.drop(number, by=getpass.getuser(), because=because, missing_too=missing_too):
                return
    raise NoSuchEvent(id)
