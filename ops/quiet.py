"""Whether the five services of this process have come to rest: what was accepted has taken effect everywhere."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from chassis.app import Runtime
from ops.clock import Quiet

_OWN = text(
    "SELECT (SELECT count(*) FROM event_log) AS events, (SELECT count(*) FROM outbox) AS outbox, "
    "(SELECT count(*) FROM replays WHERE finished_at IS NULL) AS replays, "
    "(SELECT count(*) FROM timers WHERE due_at <= :now) AS due, "
    "(SELECT min(due_at) FROM timers WHERE due_at > :now) AS next"
)
# Versions of an aggregate count from 1 without a hole, so the marks of a source add up to the events applied of it.
_APPLIED = text(
    "SELECT source, sum(events) AS events FROM ("
    "SELECT source, sum(version) AS events FROM inbox WHERE consumer = :consumer GROUP BY source UNION ALL "
    "SELECT source, count(*) FROM parked_events WHERE consumer = :consumer GROUP BY source) GROUP BY source"
)


async def quiet(runtimes: Sequence[Runtime]) -> Quiet:
    events: dict[str, int] = {}
    applied: dict[tuple[str, str], int] = {}
    settled = True
    upcoming: list[datetime] = []
    for runtime in runtimes:
        name = runtime.service.name
        async with runtime.worker_database.transaction([]) as connection:
            own = (await connection.execute(_OWN, {"now": runtime.clock.now()})).one()
            for row in await connection.execute(_APPLIED, {"consumer": name}):
                applied[name, row.source] = int(row.events)
        events[name] = own.events
        settled = settled and not (own.outbox or own.replays or own.due)
        if own.next is not None:
            upcoming.append(own.next)
    for runtime in runtimes:
        for topic in runtime.service.subscriptions:
            source = topic.removesuffix(".events")
            settled = settled and applied.get((runtime.service.name, source), 0) >= events.get(source, 0)
    return Quiet(settled=settled, events=sum(events.values()), next_timer=min(upcoming, default=None))
