"""Engines, the transaction at the edge, and county scope by row-level security.

Three roles per service: *owner* migrates; *app* sees the counties named for its transaction and nothing else (a
transaction that names none raises); *worker* is *app* plus the infrastructure tables of all counties.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy import (
    event,
)
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import PoolProxiedConnection

from chassis import metrics
from chassis.limits import Limits

COUNTIES = re.compile(r"([0-9]{6}(,[0-9]{6})*)?")
UNBOUNDED_SECONDS = 24 * 3600
"""For the driver, which would end its own bound by a cancel request."""


DRIVER_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
"""What the driver raises unwrapped; an internal error is how it may report a connection that was cut while idle."""
STORE_ERRORS = (DBAPIError, PoolTimeout, *DRIVER_ERRORS)
"""Everything that a store can raise: the driver's own errors come unwrapped while a connection is made."""

UNIQUE_VIOLATION = "23505"
LOST_RACE = frozenset({"40001", "40P01"})
"""SQLSTATE of a serialization failure and of a deadlock."""
LOCKED, CANCELLED = "55P03", "57014"
"""SQLSTATE of a lock that was not got in time, and of a statement that the server ended."""


def store_away(error: BaseException) -> bool:
    """Whether the store could not be reached or went away meanwhile; nothing is wrong with what was asked."""
    if isinstance(error, DBAPIError):
        sqlstate = str(getattr(error.orig, "sqlstate", None) or "")
        wrapped = isinstance(error, OperationalError | InterfaceError)
        # A connection that is cut in the middle of an answer may read as an error of the driver's own state.
        wrapped = wrapped or (isinstance(error, InternalError) and not sqlstate)
        return wrapped or error.connection_invalidated or sqlstate.startswith(("08", "57P", "25P03"))
    return isinstance(error, STORE_ERRORS)


def overdue(error: BaseException) -> bool:
    """Whether the server ended a statement that took, or waited for a lock, too long; later it may well succeed."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in (LOCKED, CANCELLED)


def lost_race(error: BaseException) -> bool:
    """Whether two transactions stood in each other's way and this one gave in: run again, it may well succeed."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in LOST_RACE


def taken(error: BaseException) -> bool:
    """Whether somebody else stored the one value first that only one may have."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == UNIQUE_VIOLATION


class Database:
    """One service's store as one role. Every transaction names the counties that it may touch."""

    def __init__(self, url: str, *, pool_size: int = 5, limits: Limits | None = None, service: str = "") -> None:
        self._limits = limits = limits or Limits()
        self._service = service
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=limits.checkout,
            connect_args=limits.connect_args(),
        )

        def keep_alive(connection: Any, _: Any) -> None:
            limits.keep_alive(connection.driver_connection)

        event.listen(self.engine.sync_engine, "connect", keep_alive)
        # BEGIN and COMMIT are sent by hand: SQLAlchemy's own would cost a round trip apart from the scope's.
        self._manual = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def transaction(self, counties: Sequence[str]) -> AsyncGenerator[AsyncConnection]:
        """Commits on a clean exit, rolls back on any exception. ``counties`` may be empty for infrastructure only."""
        scope = ",".join(counties)
        if not COUNTIES.fullmatch(scope):
            raise ValueError(f"not counties: {scope}")
        try:
            connection = await self._begin(f"BEGIN; SET LOCAL app.counties = '{scope}'")
            try:
                try:
                    yield connection
                    await self._commit(connection)
                except BaseException as error:
                    await _roll_back(connection, error)
                    raise
            finally:
                await asyncio.shield(connection.close())
        except Exception as error:
            if (reason := _given_up(error)) is not None:
                metrics.STORE_FAILURES.labels(self._service, reason).inc()
            raise

    async def _begin(self, script: str) -> AsyncConnection:
        """Sends ``script`` as the first words of a pooled connection; one that has died meanwhile is replaced.

        A ping at each checkout would find that out as well, for a round trip more.
        """
        while True:
            connection = await self._manual.connect()
            fresh = not connection.info.setdefault("used", False)
            try:
                # Nothing in it takes long: who does not answer this is as good as one that cannot be connected to.
                await _driver(await connection.get_raw_connection()).execute(script, timeout=self._limits.connect)
            except TimeoutError:
                # The pool's other connections lead the same way: trying them one after the other takes too long.
                await discard(connection)
                raise
            except DRIVER_ERRORS as error:
                await discard(connection)
                if fresh:
                    raise OperationalError("BEGIN", None, error) from error
                continue
            except BaseException:
                await asyncio.shield(discard(connection))
                raise
            connection.info["used"] = True
            return connection

    async def _commit(self, connection: AsyncConnection) -> None:
        """Waits for the answer or gives up the connection, and never asks the server to cancel.

        A cancelled COMMIT no longer waits for the synchronous standby, and a repeated request would then be told that
        it was done by a server that may be the only one to know.
        """
        driver = _driver(await connection.get_raw_connection())
        committing = asyncio.ensure_future(driver.execute("COMMIT", timeout=UNBOUNDED_SECONDS))
        try:
            await asyncio.wait({committing}, timeout=self._limits.silence)
        finally:
            if unanswered := not committing.done():
                driver.terminate()
                await asyncio.gather(committing, return_exceptions=True)
        if unanswered:
            raise TimeoutError("no answer to COMMIT: whether it was done is not known")
        try:
            committing.result()
        except asyncpg.PostgresError as error:
            # Wrapped as any other statement's: a refusal must not read as a store that went away.
            raise DBAPIError("COMMIT", None, error) from error

    async def close(self) -> None:
        await self.engine.dispose()


def _given_up(error: BaseException) -> str | None:
    """Why a transaction could not be done in time; None where that is not what was wrong."""
    if isinstance(error, PoolTimeout):
        return "pool"
    if isinstance(error, TimeoutError):
        return "silent"
    if overdue(error):
        return "lock" if getattr(getattr(error, "orig", None), "sqlstate", None) == LOCKED else "statement"
    return "away" if store_away(error) else None


def _driver(raw: PoolProxiedConnection) -> asyncpg.Connection:
    found = raw.driver_connection
    assert isinstance(found, asyncpg.Connection)
    return found


async def discard(connection: AsyncConnection) -> None:
    """Gives a connection up at once: an orderly good-bye would wait for a peer that may not be there."""
    if not connection.invalidated:
        _driver(await connection.get_raw_connection()).terminate()
        await connection.invalidate()
    await connection.close()


async def _roll_back(connection: AsyncConnection, error: BaseException) -> None:
    """A connection that may still be inside a transaction is closed, never handed on by the pool."""
    if connection.invalidated:
        return
    if isinstance(error, TimeoutError):
        # It did not answer: neither would it to this.
        await discard(connection)
        return
    try:
        await _driver(await connection.get_raw_connection()).execute("ROLLBACK")
    except Exception:
        await discard(connection)
    except BaseException:
        await discard(connection)
        raise
