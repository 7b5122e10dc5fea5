"""What one named consumer has stored: marks, positions, parked events, and how far it is behind each source's head."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Table, delete, func, insert, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.bus import Message, Position
from chassis.control import Head
from chassis.database import Infrastructure
from chassis.eventlog import GENESIS
from contracts.envelope import Envelope

Key = tuple[str, str, str]
"""(source, county, aggregate id)"""
Reason = Literal["gap", "fork", "poison", "waiting", "malformed"]


@dataclass
class Mark:
    """The last version applied of one aggregate, and its hash; ``stored`` is the version that the store has."""

    version: int = 0
    hash: str = GENESIS
    stored: int = 0


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
# what is merely on its way under steady traffic never reads as missing.
_AIM = text(
    "UPDATE progress g SET target = g.head, target_at = :now "
    f"WHERE g.consumer = :consumer AND g.head > g.target AND g.applied + {_WAITING} >= g.target"
)
_BEHIND = text(
    "SELECT source, county, head, applied, waiting, "
    "CASE WHEN target_at <= :before THEN greatest(target - applied - waiting, 0) ELSE 0 END AS missing "
    f"FROM (SELECT g.*, {_WAITING} AS waiting FROM progress g WHERE g.consumer = :consumer) s ORDER BY source, county"
)


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
        statement = upsert(self._t.positions)
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=["consumer", "cluster", "topic", "partition"],
                set_={"next_offset": statement.excluded.next_offset},
            ),
            [
                {
                    "consumer": self.consumer,
                    "cluster": cluster,
                    "topic": topic,
                    "partition": partition,
                    "next_offset": offset,
                }
                for (topic, partition), offset in sorted(last.items())
            ],
        )

    async def marks(self, connection: AsyncConnection, keys: set[Key]) -> defaultdict[Key, Mark]:
        found: defaultdict[Key, Mark] = defaultdict(Mark)
        if keys:
            t = self._t.inbox
            query = select(t).where(
                t.c.consumer == self.consumer, tuple_(t.c.source, t.c.county, t.c.aggregate_id).in_(sorted(keys))
            )
            for row in await connection.execute(query):
                found[row.source, row.county, row.aggregate_id] = Mark(row.version, row.hash, row.version)
        return found

    async def store_marks(self, connection: AsyncConnection, marks: Mapping[Key, Mark], now: datetime) -> None:
        """Stores those that moved, and counts by how much per source and county."""
        t = self._t.inbox
        moved = {key: mark for key, mark in sorted(marks.items()) if mark.version > mark.stored}
        if not moved:
            return
        values = [
            {
                "consumer": self.consumer,
                "source": key[0],
                "county": key[1],
                "aggregate_id": key[2],
                "version": mark.version,
                "hash": mark.hash,
            }
            for key, mark in moved.items()
        ]
        statement = upsert(t)
        statement = statement.on_conflict_do_update(
            index_elements=["consumer", "source", "county", "aggregate_id"],
            set_={"version": statement.excluded.version, "hash": statement.excluded.hash},
            # Compare-and-set: two owners of one partition during a rebalance must not both advance it.
            where=t.c.version < statement.excluded.version,
        ).returning(t.c.version)
        stored = await connection.execute(statement, values)
        if len(stored.all()) != len(values):
            raise RuntimeError("another process advanced a mark meanwhile; the batch is given up")
        applied: dict[tuple[str, str], int] = defaultdict(int)
        for (source, county, _), mark in moved.items():
            applied[source, county] += mark.version - mark.stored
        await self._count(connection, {where: {"applied": events} for where, events in applied.items()}, now)

    async def hear(self, connection: AsyncConnection, heads: Sequence[Head], now: datetime) -> None:
        newest: dict[tuple[str, str], int] = {}
        for head in heads:
            newest[head.source, head.county] = max(head.events, newest.get((head.source, head.county), 0))
        await self._count(connection, {where: {"head": events} for where, events in newest.items()}, now)

    async def _count(
        self, connection: AsyncConnection, counts: Mapping[tuple[str, str], Mapping[str, int]], now: datetime
    ) -> None:
        if not counts:
            return
        t = self._t.progress
        statement = upsert(t)
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=["consumer", "source", "county"],
                set_={
                    "applied": t.c.applied + statement.excluded.applied,
                    # Heads come by several partitions and are repeated after a rewind: they only grow.
                    "head": func.greatest(t.c.head, statement.excluded.head),
                },
            ),
            [
                {"consumer": self.consumer, "source": source, "county": county, "applied": 0, "head": 0, "target": 0,
                 "target_at": now, **count}
                for (source, county), count in sorted(counts.items())
            ],
        )  # fmt: skip

    async def aim(self, connection: AsyncConnection, now: datetime) -> None:
        """Where the last target is reached, the head heard last is the next one."""
        await connection.execute(_AIM, {"consumer": self.consumer, "now": now})

    async def behind(self, connection: AsyncConnection, now: datetime, grace: timedelta) -> list[dict[str, Any]]:
        """Per source and county: head, applied, waiting (parked above the mark), and missing for longer than grace."""
        result = await connection.execute(_BEHIND, {"consumer": self.consumer, "before": now - grace})
        return [dict(row) for row in result.mappings()]

    async def parked_keys(self, connection: AsyncConnection, keys: set[Key]) -> set[Key]:
        t = self._t.parked
        if not keys:
            return set()
        result = await connection.execute(
            select(t.c.source, t.c.county, t.c.aggregate_id)
            .distinct()
            .where(t.c.consumer == self.consumer, tuple_(t.c.source, t.c.county, t.c.aggregate_id).in_(sorted(keys)))
        )
        return {(row.source, row.county, row.aggregate_id) for row in result}

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
            same = (t.c.consumer == self.consumer, t.c.topic == message.topic, t.c.partition == message.partition,
                    t.c.offset == message.offset)  # fmt: skip
        else:
            same = (*self._about(t, Item(message, envelope).key), t.c.version == envelope.version)
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

    async def next_parked(self, connection: AsyncConnection, key: Key, version: int) -> Item | None:
        """What waited for ``version``, if anything; whatever is at or below it has been overtaken and goes."""
        t = self._t.parked
        found = await connection.execute(select(t).where(*self._about(t, key), t.c.version == version + 1).limit(1))
        row = found.mappings().first()
        await connection.execute(delete(t).where(*self._about(t, key), t.c.version <= version, t.c.reason != "fork"))
        return None if row is None else item_of(row)

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
        t, dropped = self._t.parked, self._t.dropped
        kept = {column.name: row[column.name] for column in dropped.columns if column.name in row}
        await connection.execute(insert(dropped).values(**kept, dropped_at=now, dropped_by=by, dropped_because=because))
        await connection.execute(delete(t).where(t.c.id == row["id"]))

    async def parked(self, connection: AsyncConnection) -> list[Mapping[Any, Any]]:
        """Everything that is parked, oldest first, without the bytes."""
        t = self._t.parked
        columns = [column for column in t.columns if column.name not in ("headers", "key", "value")]
        query = select(*columns).where(t.c.consumer == self.consumer).order_by(t.c.parked_at, t.c.id)
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
