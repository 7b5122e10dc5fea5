"""What a service says of itself: readiness for probes, everything for ``proposals status``, gauges for Prometheus."""

import asyncio
import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, get_args

import structlog
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import metrics
from chassis.catchup import Late
from chassis.consumer import Consumer
from chassis.database import STORE_ERRORS
from chassis.inbox import Reason
from chassis.reader import Reader
from chassis.replays import open_replays

if TYPE_CHECKING:
    from chassis.app import Runtime

log = structlog.get_logger()

SCRAPE_SECONDS = 4.0
"""For the store, then for the broker: Prometheus gives a scrape ten."""

_OUTBOX = text(
    "SELECT o.pending, l.occurred_at AS oldest FROM (SELECT count(*) AS pending, min(seq) AS first FROM outbox) o "
    "LEFT JOIN outbox f ON f.seq = o.first LEFT JOIN event_log l ON l.county = f.county AND l.seq = f.seq"
)
# Those that it has heard of, too: what a county's events should have led to here may be just what is lacking.
_COUNTIES = text(
    "SELECT county FROM published UNION SELECT county FROM outbox UNION SELECT county FROM progress ORDER BY county"
)


def _state(runtime: "Runtime") -> dict[str, Any]:
    return {
        "service": runtime.service.name,
        "role": runtime.role,
        "ready": runtime.stopped is None
        and runtime.recovery.refusing is None
        and not runtime.tasks.failing
        and (runtime.role == "api" or runtime.consuming),
        "refusing": runtime.recovery.refusing,
        "waiting": runtime.recovery.problem,
        "consuming": runtime.consuming,
        "stopped": runtime.stopped,
        "failing": dict(runtime.tasks.failing),
    }


async def ready(runtime: "Runtime") -> dict[str, Any]:
    """Cheap, for probes: the store answers and, in a worker, events are consumed."""
    state = _state(runtime)
    try:
        async with runtime.worker_database.transaction([]) as connection:
            await connection.execute(text("SELECT 1"))
    except STORE_ERRORS as error:
        state |= {"ready": False, "error": repr(error)}
    return state


async def full(runtime: "Runtime", *, counted: bool = True) -> dict[str, Any]:
    """What waits between services, with its age; where ``counted``, the records per state and what the service itself
    says waits, too."""
    state = _state(runtime)
    now = runtime.clock.now()
    try:
        async with runtime.worker_database.transaction([]) as connection:
            counties = list((await connection.execute(_COUNTIES)).scalars())
            outbox = (await connection.execute(_OUTBOX)).one()
            parked = await runtime.consumer.inbox.parked_summary(connection)
            state |= {
                "events": await connection.scalar(text("SELECT count(*) FROM event_log")),
                "outbox": {
                    "pending": outbox.pending,
                    "oldest_seconds": (now - outbox.oldest).total_seconds() if outbox.oldest else None,
                },
                "recovery": await runtime.recovery.report(connection),
                "consumer": await runtime.consumer.observe(connection, _grace(runtime)),
                "parked": {reason: count for reason, (count, _) in sorted(parked.items())},
                "oldest_parked_seconds": max(
                    ((now - since).total_seconds() for _, since in parked.values()), default=None
                ),
                "projections": {
                    reader.consumer.name: await _projection(connection, reader.consumer, _grace(runtime))
                    for reader in runtime.readers[1:]
                },
                "catching_up": {
                    reader.consumer.name: await _late(connection, late)
                    for reader in runtime.readers
                    if (late := reader.catch_up.now) is not None
                },
                "replays": [
                    {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
                    for row in await open_replays(connection)
                ],
            }
        if counted:
            async with runtime.worker_database.transaction(counties) as connection:
                state["counts"] = await _counts(runtime, connection, counties)
                if runtime.service.status is not None:
                    state |= await runtime.service.status(connection, counties)
        await _add_lag(runtime.readers[0], state["consumer"])
        for reader in runtime.readers[1:]:
            await _add_lag(reader, state["projections"][reader.consumer.name]["sources"])
    except STORE_ERRORS as error:
        return state | {"ready": False, "error": repr(error)}
    return state


async def _add_lag(reader: Reader, sources: dict[str, Any]) -> None:
    lag = await reader.lag()
    for source, figures in sources.items():
        figures["lag"] = None if lag is None else lag[source]


async def _projection(connection: AsyncConnection, consumer: Consumer, grace: timedelta) -> dict[str, Any]:
    parked = await consumer.inbox.parked_summary(connection)
    return {
        "sources": await consumer.observe(connection, grace),
        "parked": {reason: count for reason, (count, _) in sorted(parked.items())},
    }


async def _late(connection: AsyncConnection, late: Late) -> dict[str, Any]:
    parked = await late.consumer.inbox.parked_summary(connection)
    return {
        "types": late.types,
        "aggregates_behind": late.behind,
        "parked": {reason: count for reason, (count, _) in sorted(parked.items())},
    }


async def _counts(
    runtime: "Runtime", connection: AsyncConnection, counties: Sequence[str]
) -> dict[str, dict[str, int]]:
    """Per aggregate that has states: how many are in each, over all counties."""
    found: dict[str, dict[str, int]] = {}
    for name, aggregate in runtime.service.metadata.info["aggregates"].items():
        if "status" in aggregate.table.c:
            column = aggregate.table.c.status
            query = select(column.label("state"), func.count().label("records"))
            query = query.where(aggregate.table.c.county.in_(counties)).group_by(column).order_by(column)
            found[name] = {row.state: row.records for row in await connection.execute(query)}
    return found


async def expose(runtime: "Runtime") -> None:
    """Sets the gauges that are read when somebody scrapes; what cannot be read now is said to be unknown."""
    name = runtime.service.name
    if runtime.role != "api":
        metrics.CONSUMING.labels(name).set(runtime.consuming and runtime.stopped is None)
    for reader in runtime.readers:
        metrics.CONSUMER_STOPPED.labels(reader.consumer.name).set(reader.consumer.stopped is not None)
    recovery = runtime.recovery
    metrics.RECOVERING.labels(name).set(recovery.refusing is not None)
    metrics.RECOVERY_STOPPED.labels(name).set(recovery.state == "stopped")
    metrics.RECOVERY_LEFT.labels(name).set(recovery.left)
    metrics.RECOVERY_UNPROVEN.labels(name).set(recovery.unproven)
    try:
        # A store that swallows what it is sent must not cost the scrape its time.
        async with asyncio.timeout(SCRAPE_SECONDS):
            await _expose_stored(runtime)
        metrics.STORE_UP.labels(name).set(1)
    except STORE_ERRORS as error:
        log.warning("metrics.store_away", service=name, error=repr(error))
        metrics.STORE_UP.labels(name).set(0)
        _forget_stored(runtime)
    await asyncio.gather(*(_expose_lag(reader) for reader in runtime.readers))


async def _expose_stored(runtime: "Runtime") -> None:
    now = runtime.clock.now()
    async with runtime.worker_database.transaction([]) as connection:
        outbox = (await connection.execute(_OUTBOX)).one()
    metrics.OUTBOX.labels(runtime.service.name).set(outbox.pending)
    # Not by the relay: one that hangs or lost its lock would go on telling what it saw last.
    age = (now - outbox.oldest).total_seconds() if outbox.oldest else 0.0
    metrics.OUTBOX_AGE.labels(runtime.service.name).set(max(age, 0.0))
    for reader in runtime.readers:
        name = reader.consumer.name
        async with runtime.worker_database.transaction([]) as connection:
            parked = await reader.consumer.inbox.parked_summary(connection)
            sources = await reader.consumer.observe(connection, _grace(runtime))
        for reason in get_args(Reason):
            # A reason that is gone must read 0, or its alarm would never end.
            count, since = parked.get(reason, (0, now))
            metrics.PARKED.labels(name, reason).set(count)
            metrics.PARKED_AGE.labels(name, reason).set((now - since).total_seconds())
        for source, one in sources.items():
            metrics.MISSING.labels(name, source).set(one["missing"])
    if runtime.service.gauges:
        async with runtime.worker_database.transaction([]) as connection:
            counties = list((await connection.execute(_COUNTIES)).scalars())
        async with runtime.worker_database.transaction(counties) as connection:
            for gauge, read in runtime.service.gauges.items():
                found = await read(connection, counties)
                gauge.clear()
                for county, value in found.items():
                    gauge.labels(county).set(value)


def _forget_stored(runtime: "Runtime") -> None:
    """What was read last is not what is: an old 0 would end an alarm, an old figure keep one up."""
    metrics.OUTBOX.labels(runtime.service.name).set(math.nan)
    metrics.OUTBOX_AGE.labels(runtime.service.name).set(math.nan)
    for gauge in runtime.service.gauges:
        gauge.clear()
    for reader in runtime.readers:
        for reason in get_args(Reason):
            metrics.PARKED.labels(reader.consumer.name, reason).set(math.nan)
            metrics.PARKED_AGE.labels(reader.consumer.name, reason).set(math.nan)
        for source in reader.consumer.sources:
            metrics.MISSING.labels(reader.consumer.name, source).set(math.nan)


async def _expose_lag(reader: Reader) -> None:
    try:
        async with asyncio.timeout(SCRAPE_SECONDS):
            lag = await reader.lag()
    except STORE_ERRORS:
        lag = None
    for source in reader.consumer.sources:
        metrics.LAG.labels(reader.consumer.name, source).set(math.nan if lag is None else lag[source])


def _grace(runtime: "Runtime") -> timedelta:
    return timedelta(seconds=runtime.settings.gap_grace_seconds)
