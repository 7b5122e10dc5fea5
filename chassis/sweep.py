"""Takes away files that no record names any more, when they are old enough; never one that is named.

Whoever names a file holds its lock, shared, until the naming is committed, and finds out under it whether the bytes
are there. The sweeper takes the same lock alone before it looks for names: so either it sees the name, or the other
sees that the bytes are gone.
"""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.blobs import Blobs
from chassis.database import Database
from chassis.uploads import blob_lock

_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"

Named = Callable[[AsyncConnection, str, Collection[str]], Awaitable[set[str]]]
"""``async (connection, county, hashes)``: those of them that some record names, be it one that was removed."""


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
