"""What one named consumer has stored: marks, positions, parked events, and how far it is behind each source's head."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Table, delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.answered import Answered
from chassis.bus import Message, Position
from chassis.control import Head
from chassis.eventlog import GENESIS
from chassis.tables import Infrastructure
from contracts.envelope import Envelope

Key = tuple[str, str, str]
"""(source, county, aggregate id)"""
Reason = Literal["gap", "fork", "poison", "waiting", "malformed", "unrepeated"]
"""``unrepeated`` has moved its mark: it had come before the store was restored, and not all of its effects could be had
again."""


@dataclass
class Mark:
    """The last version applied of one aggregate, and its hash; ``stored`` is the version that the store has."""

    version: int = 0
    hash: str = GENESIS
    stored: int = 0


@dataclass
class Aside:
    """Of which aggregates something is parked."""

    keys: set[Key]
    blocked: set[Key]
    """Those whose next event is there and cannot be applied: what follows waits for a person, not for its source."""


@dataclass
class Item:
    message: Message
    envelope: Envelope

    @property
    def key(self) -> Key:
        return self.envelope.source, self.envelope.county, self.envelope.aggregate_id


def item_of(row: Mapping[Any, Any]) -> Item:
    """A parked event as it came."""
    headers: dict[str, str] = json.loads(row["headers"])
    message = Message(row["topic"], row["partition"], row["offset"], row["key"], row["value"], headers)
    return Item(message, Envelope.parse(headers, message.value))


_WAITING = (
    "(SELECT count(DISTINCT (p.aggregate_id, p.version)) FROM parked_events p LEFT JOIN inbox i "
    "ON i.consumer = p.consumer AND i.source = p.source AND i.county = p.county AND i.aggregate_id = p.aggregate_id "
    "WHERE p.consumer = g.consumer AND p.source = g.source AND p.county = g.county "
    "AND p.version > coalesce(i.version, 0))"
)
# A target is a head that was heard: only when it is reached, parked events counted, is the next one aimed at. So
# what is merely on its way under steady traffic never reads as missing. A batch holds its counties' rows in an order of
# its own: waiting for them would end in a deadlock, and they are looked at again in a few seconds.
_AIM = text(
    "WITH free AS (SELECT f.source, f.county FROM progress f WHERE f.consumer = :consumer AND f.head > f.target "
    "FOR UPDATE SKIP LOCKED) UPDATE progress g SET target = g.head, target_at = :now FROM free "
    "WHERE g.consumer = :consumer AND g.source = free.source AND g.county = free.county "
    f"AND g.applied + {_WAITING} >= g.target"
)
_BEHIND = text(
    "SELECT source, county, head, applied, waiting, "
    "CASE WHEN target_at <= :before THEN greatest(target - applied - waiting, 0) ELSE 0 END AS missing "
    f"FROM (SELECT g.*, {_WAITING} AS waiting FROM progress g WHERE g.consumer = :consumer) s ORDER BY source, county"
)
# What every batch says is text over arrays: the same few words however many events it holds, prepared once.
_KNOWN = (
    "SELECT k.source, k.county, k.aggregate_id, i.version, i.hash, EXISTS (SELECT FROM parked_events p WHERE "
    "(p.consumer, p.source, p.county, p.aggregate_id) = ($1, k.source, k.county, k.aggregate_id)) AS parked, "
    "EXISTS (SELECT FROM parked_events p WHERE (p.consumer, p.source, p.county, p.aggregate_id) = "
    "($1, k.source, k.county, k.aggregate_id) AND p.reason IN ('poison', 'fork') "
    "AND p.version > coalesce(i.version, 0)) AS blocked "
    "FROM unnest(CAST($2 AS text[]), CAST($3 AS text[]), CAST($4 AS text[])) AS k (source, county, aggregate_id) "
    "LEFT JOIN inbox i ON (i.consumer, i.source, i.county, i.aggregate_id) = "
    "($1, k.source, k.county, k.aggregate_id)"
)
# Compare-and-set: two owners of one partition during a rebalance must not both advance it.
_STORE_MARKS = (
    "INSERT INTO inbox (consumer, source, county, aggregate_id, version, hash) SELECT $1, k.* FROM unnest("
    "CAST($2 AS text[]), CAST($3 AS text[]), CAST($4 AS text[]), CAST($5 AS int[]), CAST($6 AS text[])) AS k "
    "ON CONFLICT (consumer, source, county, aggregate_id) DO UPDATE SET version = excluded.version, "
    "hash = excluded.hash WHERE inbox.version < excluded.version"
)
# Heads come by several partitions and are repeated after a rewind: they only grow.
_COUNT = (
    "INSERT INTO progress AS g (consumer, source, county, applied, head, target, target_at) "
    "SELECT $1, k.source, k.county, k.applied, k.head, 0, $2 FROM unnest(CAST($3 AS text[]), CAST($4 AS text[]), "
    "CAST($5 AS bigint[]), CAST($6 AS bigint[])) AS k (source, county, applied, head) "
    "ON CONFLICT (consumer, source, county) DO UPDATE SET applied = g.applied + excluded.applied, "
    "head = greatest(g.head, excluded.head)"
)
_STORE_POSITIONS = (
    "INSERT INTO positions (consumer, cluster, topic, partition, next_offset) SELECT $1, $2, k.* FROM unnest("
    "CAST($3 AS text[]), CAST($4 AS int[]), CAST($5 AS bigint[])) AS k "
    "ON CONFLICT (consumer, cluster, topic, partition) DO UPDATE SET next_offset = excluded.next_offset"
)


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """Rows as arrays, one for each column."""
    return [list(column) for column in zip(*rows, strict=True)]


class Inbox:
    def __init__(self, consumer: str, tables: Infrastructure) -> None:
        self.consumer = consumer
        self._t = tables

    async def positions(self, connection: AsyncConnection, cluster: str) -> dict[Position, int]:
        t = self._t.positions
        result = await connection.execute(select(t).where(t.c.consumer == self.consumer, t.c.cluster == cluster))
        return {(row.topic, row.partition): row.next_offset for row in result}

    async def store_positions(self, connection: AsyncConnection, cluster: str, messages: Sequence[Message]) -> None:
        last = {(message.topic, message.partition): message.offset + 1 for message in messages}
        rows = [(*where, offset) for where, offset in sorted(last.items())]
        await connection.exec_driver_sql(_STORE_POSITIONS, (self.consumer, cluster, *_columns(rows)))

    async def known(self, connection: AsyncConnection, keys: set[Key]) -> tuple[defaultdict[Key, Mark], Aside]:
        """The marks of ``keys``, and what is parked of them."""
        marks: defaultdict[Key, Mark] = defaultdict(Mark)
        aside = Aside(set(), set())
        if keys:
            for row in await connection.exec_driver_sql(_KNOWN, (self.consumer, *_columns(sorted(keys)))):
                key = (row.source, row.county, row.aggregate_id)
                if row.version is not None:
                    marks[key] = Mark(row.version, row.hash, row.version)
                if row.parked:
                    aside.keys.add(key)
                if row.blocked:
                    aside.blocked.add(key)
        return marks, aside

    async def store_marks(self, connection: AsyncConnection, marks: Mapping[Key, Mark], now: datetime) -> None:
        """Stores those that moved, and counts by how much per source and county."""
        moved = {key: mark for key, mark in sorted(marks.items()) if mark.version > mark.stored}
        if not moved:
            return
        rows = [(*key, mark.version, mark.hash) for key, mark in moved.items()]
        stored = await connection.exec_driver_sql(_STORE_MARKS, (self.consumer, *_columns(rows)))
        if stored.rowcount != len(rows):
            raise RuntimeError("another process advanced a mark meanwhile; the batch is given up")
        applied: dict[tuple[str, str], int] = defaultdict(int)
        for (source, county, _), mark in moved.items():
            applied[source, county] += mark.version - mark.stored
        await self._count(connection, {where: (events, 0) for where, events in applied.items()}, now)

    async def ever_recovered(self, connection: AsyncConnection) -> bool:
        """Whether this store has taken events back from its own topic: then what caused them may come again."""
        return (await connection.execute(select(self._t.recovered.c.event_id).limit(1))).first() is not None

    async def answered(self, connection: AsyncConnection, envelope: Envelope) -> dict[str, Answered]:
        """By aggregate, what this service had answered to the event before it was restored, and has again."""
        t, log = self._t.recovered, self._t.event_log
        same = (log.c.county == t.c.county, log.c.aggregate_id == t.c.aggregate_id, log.c.event_id == t.c.event_id)
        query = select(log.c.aggregate_id, log.c.type, log.c.aggregate_version).where(
            t.c.county == envelope.county, t.c.causation_id == envelope.id, *same
        )
        found: dict[str, Answered] = defaultdict(Answered)
        for row in await connection.execute(query):
            one = found[row.aggregate_id]
            one.types[row.type] += 1
            one.last = max(one.last, row.aggregate_version)
        return dict(found)

    async def hear(self, connection: AsyncConnection, heads: Sequence[Head], now: datetime) -> None:
        newest: dict[tuple[str, str], int] = {}
        for head in heads:
            newest[head.source, head.county] = max(head.events, newest.get((head.source, head.county), 0))
        await self._count(connection, {where: (0, events) for where, events in newest.items()}, now)

    async def _count(
        self, connection: AsyncConnection, counts: Mapping[tuple[str, str], tuple[int, int]], now: datetime
    ) -> None:
        """Per source and county what was applied and the head that was heard."""
        if counts:
            rows = [(*where, *count) for where, count in sorted(counts.items())]
            await connection.exec_driver_sql(_COUNT, (self.consumer, now, *_columns(rows)))

    async def aim(self, connection: AsyncConnection, now: datetime) -> None:
        """Where the last target is reached, the head heard last is the next one."""
        await connection.execute(_AIM, {"consumer": self.consumer, "now": now})

    async def behind(self, connection: AsyncConnection, now: datetime, grace: timedelta) -> list[dict[str, Any]]:
        """Per source and county: head, applied, waiting (parked above the mark), and missing for longer than grace."""
        result = await connection.execute(_BEHIND, {"consumer": self.consumer, "before": now - grace})
        return [dict(row) for row in result.mappings()]

    async def park(
        self,
        connection: AsyncConnection,
        message: Message,
        envelope: Envelope | None,
        reason: Reason,
        error: str,
        now: datetime,
    ) -> None:
        t = self._t.parked
        if envelope is None:
            # A broker that was lost began its offsets anew: another message may have stood at this place.
            same = (t.c.consumer == self.consumer, t.c.reason == "malformed", t.c.topic == message.topic,
                    t.c.partition == message.partition, t.c.offset == message.offset,
                    t.c.value.is_not_distinct_from(message.value))  # fmt: skip
        else:
            # By hash as well: of two histories each version is kept, whichever comes first.
            same = (*self._about(t, Item(message, envelope).key), t.c.version == envelope.version,
                    t.c.hash == envelope.hash)  # fmt: skip
        again = await connection.execute(
            update(t).where(*same).values(attempts=t.c.attempts + 1, error=error, reason=reason)
        )
        if again.rowcount:
            return
        await connection.execute(
            insert(t).values(
                consumer=self.consumer,
                source=envelope.source if envelope else "",
                county=envelope.county if envelope else "",
                aggregate_id=envelope.aggregate_id if envelope else "",
                version=envelope.version if envelope else 0,
                hash=envelope.hash if envelope else "",
                reason=reason,
                error=error,
                attempts=1,
                headers=json.dumps(message.headers, ensure_ascii=False),
                key=message.key,
                value=message.value,
                topic=message.topic,
                partition=message.partition,
                offset=message.offset,
                parked_at=now,
            )
        )

    async def next_parked(self, connection: AsyncConnection, key: Key, mark: Mark) -> Item | None:
        """What waited for ``mark``, if anything; whatever has been overtaken goes, but for what a person has
        to look at."""
        t = self._t.parked
        found = await connection.execute(
            select(t).where(*self._about(t, key), t.c.version == mark.version + 1).order_by(t.c.id)
        )
        items = [item_of(row) for row in found.mappings()]
        other = (t.c.version == mark.version, t.c.hash.not_in((mark.hash, "")))
        forked = {"reason": "fork", "error": "same version, other hash"}
        await connection.execute(update(t).where(*self._about(t, key), *other).values(forked))
        overtaken = (t.c.version <= mark.version, t.c.reason.not_in(("fork", "unrepeated")))
        await connection.execute(delete(t).where(*self._about(t, key), *overtaken))
        fitting = [item for item in items if item.envelope.prev_hash == mark.hash]
        return next(iter([*fitting, *items]), None)

    async def settle(self, connection: AsyncConnection, key: Key, version: int) -> bool:
        """Whether a poison or a fork blocks what follows ``version``; what follows is named accordingly.

        Only behind a gap is there something to ask the source for.
        """
        t = self._t.parked
        above = (*self._about(t, key), t.c.version > version)
        blocking = select(t.c.id).where(*above, t.c.reason.in_(("poison", "fork"))).limit(1)
        blocked = (await connection.execute(blocking)).first() is not None
        reason, other = ("waiting", "gap") if blocked else ("gap", "waiting")
        await connection.execute(update(t).where(*above, t.c.reason == other).values(reason=reason, requested_at=None))
        return blocked

    async def has_rival(self, connection: AsyncConnection, item: Item) -> bool:
        """Whether another event of its version was tried and is parked: which is true, only a person can tell."""
        t = self._t.parked
        other = (t.c.version == item.envelope.version, t.c.hash != item.envelope.hash, t.c.reason == "poison")
        return (await connection.execute(select(t.c.id).where(*self._about(t, item.key), *other))).first() is not None

    async def find_parked(self, connection: AsyncConnection, parked_id: int) -> Mapping[Any, Any] | None:
        t = self._t.parked
        query = select(t).where(t.c.id == parked_id, t.c.consumer == self.consumer).with_for_update()
        return (await connection.execute(query)).mappings().first()

    async def first_parked_version(self, connection: AsyncConnection, key: Key, above: int) -> int | None:
        t = self._t.parked
        query = select(func.min(t.c.version)).where(*self._about(t, key), t.c.version > above)
        return (await connection.execute(query)).scalar()

    async def give_up(
        self, connection: AsyncConnection, row: Mapping[Any, Any], by: str, because: str, now: datetime
    ) -> None:
        """Moves a parked event to where it is kept for good, with who gave it up, when and why."""
        dropped = self._t.dropped
        kept = {column.name: row[column.name] for column in dropped.columns if column.name in row}
        await connection.execute(insert(dropped).values(**kept, dropped_at=now, dropped_by=by, dropped_because=because))
        await self.forget(connection, row["id"])

    async def forget(self, connection: AsyncConnection, parked_id: int) -> None:
        await connection.execute(delete(self._t.parked).where(self._t.parked.c.id == parked_id))

    async def parked(
        self, connection: AsyncConnection, counties: Collection[str] | None = None, limit: int | None = None
    ) -> list[Mapping[Any, Any]]:
        """What is parked, oldest first, without the bytes; of these counties, where they are named."""
        t = self._t.parked
        columns = [column for column in t.columns if column.name not in ("headers", "key", "value")]
        query = select(*columns).where(t.c.consumer == self.consumer).order_by(t.c.parked_at, t.c.id).limit(limit)
        if counties is not None:
            query = query.where(t.c.county.in_(counties))
        return list((await connection.execute(query)).mappings())

    async def parked_summary(self, connection: AsyncConnection) -> dict[str, tuple[int, datetime]]:
        """Per reason: how many, and since when the oldest."""
        t = self._t.parked
        query = select(t.c.reason, func.count().label("events"), func.min(t.c.parked_at).label("oldest"))
        result = await connection.execute(query.where(t.c.consumer == self.consumer).group_by(t.c.reason))
        return {row.reason: (row.events, row.oldest) for row in result}

    def _about(self, t: Table, key: Key) -> tuple[Any, ...]:
        source, county, aggregate_id = key
        return (
            t.c.consumer == self.consumer,
            t.c.source == source,
            t.c.county == county,
            t.c.aggregate_id == aggregate_id,
        )
