"""The one way from a county into another: where a service applies an event of its own that names the other county.

A transaction sees the counties that it was opened for, and a request's is opened for the caller's alone. A consumer's
handler may widen it by the one county that its event names (``CROSSES_TO``), for as long as it is in ``across``.
"""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace

from sqlalchemy import text

from chassis.eventlog import Tx

_COUNTY = re.compile(r"[0-9]{6}")
_SCOPE = text("SELECT current_setting('app.counties')")
# Local to the transaction, and undone with a savepoint that is given up.
_SET = text("SELECT set_config('app.counties', :counties, true)")


class NoCrossing(RuntimeError):
    """Nothing that is applied here names another county."""


@asynccontextmanager
async def across(tx: Tx) -> AsyncGenerator[Tx]:
    """The same unit of work in the county that the consumed event names.

    What the event caused there before a restore is not known by it (``answered`` is of the event's own county): who
    crosses must tell by the record that is there whether it was done already.
    """
    county = tx.crosses_to
    if county is None or not _COUNTY.fullmatch(county):
        raise NoCrossing(f"from {tx.county} to {county}")
    before = str((await tx.connection.execute(_SCOPE)).scalar_one())
    await tx.connection.execute(_SET, {"counties": ",".join(dict.fromkeys([*filter(None, before.split(",")), county]))})
    yield replace(tx, county=county, crosses_to=None, answered={})
    # Not where it failed: then the savepoint or the transaction is given up, and the scope with it.
    await tx.connection.execute(_SET, {"counties": before})
