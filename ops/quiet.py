"""Whether the services of this process have come to rest: what was accepted has taken effect everywhere."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from chassis.app import Runtime
from ops.clock import Quiet

_OWN = text(
    "SELECT (SELECT count(*) FROM event_log) AS events, (SELECT count(*) FROM outbox) + "
    "(SELECT count(*) FROM replays WHERE finished_at IS NULL) + "
    "(SELECT count(*) FROM timers WHERE due_at <= :now) AS waiting, "
    "(SELECT min(due_at) FROM timers WHERE due_at > :now) AS next"
)
# What was parked of a source has not taken effect, but nothing more comes of waiting for it.
_APPLIED = text(
    "SELECT source, sum(events) AS events FROM ("
    "SELECT source, applied AS events FROM progress WHERE consumer = :consumer UNION ALL "
    "SELECT source, count(*) FROM parked_events WHERE consumer = :consumer GROUP BY source) GROUP BY source"
)


@dataclass(frozen=True)
class _Read:
    events: int
    waiting: int
    next_timer: datetime | None
    applied: dict[str, int]


async def quiet(runtimes: Sequence[Runtime]) -> Quiet:
    read = await asyncio.gather(*(_read(runtime) for runtime in runtimes))
    events = {runtime.service.name: one.events for runtime, one in zip(runtimes, read, strict=True)}
    settled = not any(one.waiting for one in read) and all(
        one.applied.get(source, 0) >= events.get(source, 0)
        for runtime, one in zip(runtimes, read, strict=True)
        for source in (topic.removesuffix(".events") for topic in runtime.service.subscriptions)
    )
    upcoming = [one.next_timer for one in read if one.next_timer is not None]
    return Quiet(settled=settled, events=sum(events.values()), next_timer=min(upcoming, default=None))


async def _read(runtime: Runtime) -> _Read:
    async with runtime.worker_database.transaction([]) as connection:
        own = (await connection.execute(_OWN, {"now": runtime.clock.now()})).one()
        applied = await connection.execute(_APPLIED, {"consumer": runtime.service.name})
        return _Read(own.events, own.waiting, own.next, {row.source: int(row.events) for row in applied})
