"""What stands beside the aggregates of a restored store, brought to what the events say that it took back.

Aggregates fold from events, and tables that only consumed events write are read anew. Everything else that a command
writes is made again by a :class:`Rebuild` of its aggregate. Which aggregates are still to be rebuilt is kept in the
store itself, so that a recovery that was cut off goes on.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import Clock
from chassis.database import Database
from chassis.eventlog import SYSTEM, Aggregate, Loaded, Tx, new_id
from chassis.tables import infrastructure

if TYPE_CHECKING:
    from chassis.app import Service

CHUNK = 100

INFRASTRUCTURE: Mapping[str, str] = {
    "event_log": "taken back from the own topic",
    "unsealed": "written with what is taken back",
    "published": "counts what is taken back",
    "recovered_events": "says what was taken back",
    "rebuilding": "says what is still to be rebuilt",
    "timers": "rebuilt, or named by kind",
    "idempotency": "a request that had its effect is known by the ids of its events",
    "outbox": "what was never sent is gone with the store; a synchronous standby is against that",
    "inbox": "as old as the backup, so that what was read since is read again",
    "progress": "counts what is read again",
    "positions": "as old as the backup, so that what was read since is read again",
    "taken_types": "as old as the backup: a type that was taken up since is taken up again",
    "parked_events": "what is read again is parked again",
    "dropped_events": "what was given up since the backup is parked again, and decided again",
    "replays": "a replay that was asked for since the backup is asked for again by who misses something",
}
"""Why a table that every service has needs no rebuild of its own."""


@dataclass(frozen=True)
class Rebuild:
    """Brings ``tables``, and timers of the kinds ``timers``, to what one aggregate's state and history say.

    Run more than once, also before everything that was consumed is there again: it must only ever say what is true.
    """

    aggregate: str
    tables: tuple[str, ...]
    run: Callable[[Tx, Loaded[Any]], Awaitable[object]]
    timers: tuple[str, ...] = ()


def undeclared(service: "Service") -> list[str]:
    """Tables and timers of which nobody has said how a restored store has them again."""
    metadata = service.metadata
    known = {*INFRASTRUCTURE, *metadata.info["aggregates"], *service.consumed_tables, *service.kept_alone}
    known |= {table for rebuild in service.rebuilds for table in rebuild.tables}
    kinds = service.timer_handlers.keys() - {kind for rebuild in service.rebuilds for kind in rebuild.timers}
    return [*sorted(metadata.tables.keys() - known), *(f"timers:{kind}" for kind in sorted(kinds))]


async def pending(connection: AsyncConnection, service: "Service") -> int:
    """How many aggregates are still to be rebuilt."""
    t = infrastructure(service.metadata).rebuilding
    return int(await connection.scalar(select(func.count()).select_from(t)) or 0)


async def run(service: "Service", database: Database, clock: Clock, *, last: bool) -> None:
    """Rebuilds what is pending; with ``last`` it is pending no more."""
    t = infrastructure(service.metadata).rebuilding
    aggregates: Mapping[str, Aggregate[Any]] = service.metadata.info["aggregates"]
    keys = (t.c.county, t.c.aggregate, t.c.aggregate_id)
    after = ("", "", "")
    while True:
        async with database.transaction([]) as connection:
            query = select(*keys).where(tuple_(*keys) > after).order_by(*keys).limit(CHUNK)
            found = [(row.county, row.aggregate, row.aggregate_id) for row in await connection.execute(query)]
        if not found:
            return
        after = found[-1]
        for county in sorted({county for county, _, _ in found}):
            async with database.transaction([county]) as connection:
                tx = Tx(connection, county, SYSTEM, clock.now(), correlation_id=new_id(clock))
                for key in found:
                    if key[0] != county:
                        continue
                    _, name, id = key
                    loaded = await aggregates[name].load(tx, id)
                    for rebuild in service.rebuilds:
                        if rebuild.aggregate == name:
                            await rebuild.run(tx, loaded)
                    if last:
                        await connection.execute(delete(t).where(tuple_(*keys) == key))
