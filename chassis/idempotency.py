"""Answers kept for repeated requests go after some time: nobody repeats a request for weeks, and each row holds one."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database import Database

BATCH = 1000
_COUNTIES = text("SELECT county FROM published UNION SELECT DISTINCT county FROM outbox ORDER BY county")
# By ctid: the rows are found through the index on their age, and deleted where they lie.
_PRUNE = text(
    "DELETE FROM idempotency WHERE ctid = ANY (ARRAY(SELECT ctid FROM idempotency "
    "WHERE county = :county AND created_at < :before ORDER BY created_at LIMIT :limit))"
)


async def counties(database: Database) -> list[str]:
    """Those that the store has events of."""
    async with database.transaction([]) as connection:
        return list((await connection.execute(_COUNTIES)).scalars())


async def prune(database: Database, before: datetime, limit: int = BATCH) -> int:
    """Deletes what is older, so many in a transaction: a long one would hold up the vacuum of everything else."""
    pruned = 0
    for county in await counties(database):
        while True:
            async with database.transaction([county]) as connection:
                gone = await _prune_some(connection, county, before, limit)
            pruned += gone
            if gone < limit:
                break
    return pruned


async def _prune_some(connection: AsyncConnection, county: str, before: datetime, limit: int) -> int:
    done = await connection.execute(_PRUNE, {"county": county, "before": before, "limit": limit})
    return done.rowcount
