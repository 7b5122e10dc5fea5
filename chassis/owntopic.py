"""Up to where a service's own topic is known to hold nothing that its log lacks: what a start need not read again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.bus import Position
from chassis.tables import Infrastructure


class OwnTopic:
    """Kept in the store, so that a restored one says by itself from where the topic may know more than it does.

    The relay moves a position only past messages that it sent itself and that follow each other without a hole. What
    somebody else put between them stays ahead of the position, and is read and judged at the next start.
    """

    def __init__(self, service: str, topic: str, tables: Infrastructure) -> None:
        self.topic = topic
        self.cluster = ""
        self._consumer = f"{service}:own"
        self._t = tables.positions
        self._known: dict[Position, int] = {}
        self._stored: dict[Position, int] = {}

    async def load(self, connection: AsyncConnection) -> dict[Position, int]:
        """As stored for the present cluster."""
        t = self._t
        query = select(t).where(t.c.consumer == self._consumer, t.c.cluster == self.cluster, t.c.topic == self.topic)
        found = {(row.topic, row.partition): row.next_offset for row in await connection.execute(query)}
        self._known, self._stored = dict(found), dict(found)
        return found

    def written(self, acknowledged: Sequence[Any]) -> None:
        """Takes in what the broker says of messages that it has stored, of whatever topic."""
        for at in sorted((one.partition, one.offset) for one in acknowledged if one and one.topic == self.topic):
            partition, offset = (self.topic, at[0]), at[1]
            if self._known.get(partition, 0) == offset:
                self._known[partition] = offset + 1

    def read(self, positions: dict[Position, int]) -> None:
        """Everything before these has been compared with the log."""
        self._known |= positions

    async def store(self, connection: AsyncConnection) -> None:
        moved = {key: offset for key, offset in self._known.items() if self._stored.get(key) != offset}
        if not moved:
            return
        statement = insert(self._t)
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=["consumer", "cluster", "topic", "partition"],
                set_={"next_offset": statement.excluded.next_offset},
            ),
            [
                {
                    "consumer": self._consumer,
                    "cluster": self.cluster,
                    "topic": topic,
                    "partition": partition,
                    "next_offset": offset,
                }
                for (topic, partition), offset in sorted(moved.items())
            ],
        )
        self._stored |= moved
