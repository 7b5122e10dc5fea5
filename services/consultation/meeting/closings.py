"""A closing that waits is looked at again when the county's gates have changed, not only when somebody acts on it."""

import time
from typing import TYPE_CHECKING

import structlog

from chassis.database import store_away
from chassis.eventlog import SYSTEM, Tx, new_id
from services.consultation.meeting import commands, store

if TYPE_CHECKING:
    from chassis.app import Runtime

log = structlog.get_logger()

EVERY_SECONDS = 30
BATCH = 50
"""Assignments of a county that are looked at before another county has its turn."""


class Closings:
    """The worker's chore. A change of the policy may be for a day to come: what counts is which version is in force."""

    def __init__(self) -> None:
        self._last: float | None = None

    async def __call__(self, runtime: "Runtime") -> int:
        now = time.monotonic()
        if self._last is not None and now - self._last < EVERY_SECONDS:
            return 0
        done = await look_again(runtime)
        # While there was something, more of it may be left.
        self._last = None if done else now
        return done


async def look_again(runtime: "Runtime") -> int:
    """How many closings were judged anew, each in a transaction of its own: what fails holds up no other."""
    database, clock, done = runtime.worker_database, runtime.clock, 0
    async with database.transaction([]) as connection:
        counties = await store.counties_waiting(connection)
    for county in counties:
        async with database.transaction([county]) as connection:
            tx = Tx(connection, county, SYSTEM, clock.now(), correlation_id=new_id(clock))
            found = await store.judged_otherwise(tx, (await commands.POLICY.at(tx)).version, BATCH)
        for assignment_id in found:
            try:
                async with database.transaction([county]) as connection:
                    tx = Tx(connection, county, SYSTEM, clock.now(), correlation_id=new_id(clock))
                    done += await commands.look_again(tx, assignment_id)
            except Exception as error:
                if store_away(error):
                    raise
                log.error("closing.failed", county=county, assignment_id=assignment_id, error=repr(error)[:500])
    return done
