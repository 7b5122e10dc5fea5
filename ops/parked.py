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
from chassis.clock import Clock
from chassis.database import Database
from chassis.parking import NoSuchEvent, Parking
from ops import databases, registry


@asynccontextmanager
async def _parking(server_url: str, name: str, clock: Clock) -> AsyncGenerator[Parking]:
    database = Database(databases.with_database(server_url, name, databases.roles(name)[1]), pool_size=2)
    try:
        yield Parking(database, consumers_of(registry.service(name), database, clock))
    finally:
        await database.close()


def _split(id: str) -> tuple[str, int]:
    """Ids are ``SERVICE:NUMBER``, as ``parked list`` prints them."""
    name, _, number = id.partition(":")
    if name not in registry.NAMES or not number.isdecimal():
        raise NoSuchEvent(id)
    return name, int(number)


async def listed(server_url: str, name: str, clock: Clock) -> list[dict[str, Any]]:
    async with _parking(server_url, name, clock) as parking:
        rows = await parking.listed()
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
    async with _parking(server_url, name, clock) as parking:
        row = await parking.shown(number)
    return {column: _readable(value) for column, value in row.items()} | {
        "id": id,
        "headers": json.loads(row["headers"]),
    }


def _readable(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return value.isoformat() if isinstance(value, datetime) else value


async def retried(server_url: str, id: str, clock: Clock) -> bool:
    """Whether it was applied now; it stays parked otherwise, with one attempt more."""
    name, number = _split(id)
    async with _parking(server_url, name, clock) as parking:
        return await parking.retried(number)


async def dropped(server_url: str, id: str, because: str, clock: Clock, *, missing_too: bool) -> None:
    name, number = _split(id)
    async with _parking(server_url, name, clock) as parking:
        await parking.dropped(number, by=getpass.getuser(), because=because, missing_too=missing_too)
