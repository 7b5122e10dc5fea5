"""The worker's chore that takes away files which nothing names: each hour, by age."""

import time
from datetime import timedelta

import structlog

from chassis.app import Runtime
from chassis.blobs import BlobsAway, long_ago, tidy
from chassis.idempotency import counties
from chassis.sweep import sweep
from services.submission.attachment import store

log = structlog.get_logger()

EVERY_SECONDS = 3600


class Sweeper:
    def __init__(self) -> None:
        self._last: float | None = None

    async def __call__(self, runtime: Runtime) -> int:
        """Always 0: there is nothing to go on with at once."""
        now = time.monotonic()
        if self._last is None or now - self._last >= EVERY_SECONDS:
            self._last = now
            try:
                await sweep_all(runtime)
            except BlobsAway as error:
                log.warning("sweeper.blobs_away", error=error.detail)
        return 0


async def sweep_all(runtime: Runtime) -> int:
    """How many files it took away."""
    days = runtime.settings.blobs_keep_days
    tidy(runtime.blobs.incoming, long_ago(1))
    database, gone = runtime.worker_database, 0
    # Files of a county that this store does not know are not its to take away.
    for county in await counties(database):
        async with database.transaction([county]) as connection:
            await store.forget_removed(connection, county, runtime.clock.now() - timedelta(days=days))
        gone += await sweep(database, runtime.blobs, county, long_ago(days), store.named)
    if gone:
        log.info("sweeper.swept", files=gone)
    return gone
