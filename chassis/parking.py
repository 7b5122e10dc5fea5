"""What could not be applied, as people look at it: listed, shown, tried again, or given up with a reason that is kept.

Works on the store alone, beside the workers or without them: marks are advanced by compare-and-set.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from chassis.catchup import late_consumers
from chassis.consumer import Consumer
from chassis.database import Database


class NoSuchEvent(LookupError):
    """No such parked event: it never was, or it was applied or given up meanwhile."""


class Parking:
    """The parked events of all consumers of one service, those that still catch up among them."""

    def __init__(self, database: Database, consumers: Sequence[Consumer]) -> None:
        self._database = database
        self._consumers = consumers

    async def _all(self) -> list[Consumer]:
        async with self._database.transaction([]) as connection:
            late = [one.consumer for each in self._consumers for one in await late_consumers(connection, each)]
        return [*self._consumers, *late]

    async def listed(
        self, counties: Collection[str] | None = None, limit: int | None = None
    ) -> list[Mapping[Any, Any]]:
        """Without their bytes, the oldest first; at most ``limit`` of these counties."""
        consumers = await self._all()
        async with self._database.transaction([]) as connection:
            rows = [row for each in consumers for row in await each.inbox.parked(connection, counties, limit)]
        return sorted(rows, key=lambda row: (row["parked_at"], row["id"]))[:limit]

    async def shown(self, id: int) -> Mapping[Any, Any]:
        """Whole, its bytes as they came, with ``applied``: the version that its consumer has of its record."""
        consumers = await self._all()
        async with self._database.transaction([]) as connection:
            for each in consumers:
                row = await each.inbox.find_parked(connection, id)
                if row is not None:
                    key = row["source"], row["county"], row["aggregate_id"]
                    marks, _ = await each.inbox.known(connection, {key})
                    return {**row, "applied": marks[key].version}
        raise NoSuchEvent(id)

    async def retried(self, id: int) -> bool:
        """Whether it was applied now; it stays parked otherwise, with one attempt more."""
        for each in await self._all():
            applied = await each.retry(id)
            if applied is not None:
                return applied
        raise NoSuchEvent(id)

    async def dropped(self, id: int, *, by: str, because: str, missing_too: bool) -> None:
        """Raises :class:`chassis.consumer.NotNext` where an earlier one of its record has to be decided on first."""
        for each in await self._all():
            if await each.drop(id, by=by, because=because, missing_too=missing_too):
                return
        raise NoSuchEvent(id)
