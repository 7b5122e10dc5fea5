"""Takes away files that no record names any more, when they are old enough; never one that is named.

Whoever names a file holds its lock, shared, until the naming is committed, and finds out under it whether the bytes
are there. The sweeper takes the same lock alone before it looks for names: so either it sees the name, or the other
sees that the bytes are gone.
"""

import time
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.blobs import Blobs, BlobsAway, long_ago, tidy
from chassis.database import Database
from chassis.idempotency import counties
from chassis.uploads import blob_lock

if TYPE_CHECKING:
    from chassis.app import Runtime

log = structlog.get_logger()

EVERY_SECONDS = 3600

_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"

Named = Callable[[AsyncConnection, str, Collection[str]], Awaitable[set[str]]]
"""``async (connection, county, hashes)``: those of them that some record names, be it one that was removed."""

Forget = Callable[[AsyncConnection, str, datetime], Awaitable[object]]
"""``async (connection, county, before)``: lets go of the names of what was removed before that instant."""


class Sweeper:
    """The worker's chore that takes away files which nothing names: each hour, by age."""

    def __init__(self, named: Named, forget: Forget | None = None) -> None:
        self._named, self._forget = named, forget
        self._last: float | None = None

    async def __call__(self, runtime: "Runtime") -> int:
        """Always 0: there is nothing to go on with at once."""
        now = time.monotonic()
        if self._last is None or now - self._last >= EVERY_SECONDS:
            self._last = now
            try:
                await self.sweep_all(runtime)
            except BlobsAway as error:
                log.warning("sweeper.blobs_away", error=error.detail)
        return 0

    async def sweep_all(self, runtime: "Runtime") -> int:
        """How many files it took away."""
        days = runtime.settings.blobs_keep_days
        tidy(runtime.blobs.incoming, long_ago(1))
        database, gone = runtime.worker_database, 0
        # Files of a county that this store does not know are not its to take away.
        for county in await counties(database):
            if self._forget is not None:
                async with database.transaction([county]) as connection:
                    await self._forget(connection, county, runtime.clock.now() - timedelta(days=days))
            gone += await sweep(database, runtime.blobs, county, long_ago(days), self._named)
        if gone:
            log.info("sweeper.swept", files=gone)
        return gone


async def sweep(database: Database, blobs: Blobs, county: str, before: datetime, named: Named) -> int:
    """Deletes the county's files last put before ``before`` that nothing names; how many."""
    gone = 0
    async for old in blobs.older(county, before):
        if not old:
            continue
        async with database.transaction([county]) as connection:
            known = await named(connection, county, old)
        for sha256 in old:
            if sha256 not in known:
                gone += await _delete(database, blobs, county, sha256, named)
    return gone


async def _delete(database: Database, blobs: Blobs, county: str, sha256: str, named: Named) -> bool:
    async with database.transaction([county]) as connection:
        await connection.exec_driver_sql(_ALONE, (blob_lock(county, sha256),))
        if await named(connection, county, [sha256]):
            return False
        await blobs.delete(county, sha256)
        return True
