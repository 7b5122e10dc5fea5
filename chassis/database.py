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
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import PoolProxiedConnection

from chassis import metrics
from chassis.limits import Limits

NAMING = {
    "pk": "%(table_name)s_pkey",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
}

TIME = DateTime(timezone=True)


class Infrastructure:
    """The tables that every service has. One instance per service, bound to that service's metadata."""

    def __init__(self, metadata: MetaData) -> None:
        self.metadata = metadata
        self.event_log = Table(
            "event_log",
            metadata,
            Column("county", String(6), nullable=False),
            Column("seq", BigInteger, Identity(always=True), nullable=False),
            Column("event_id", String(36), nullable=False),
            Column("aggregate", Text, nullable=False),
            Column("aggregate_id", Text, nullable=False),
            Column("aggregate_version", Integer, nullable=False),
            Column("subject_proposal", Text),
            Column("type", Text, nullable=False),
            Column("data", Text, nullable=False),
            Column("actor", Text, nullable=False),
            Column("occurred_at", TIME, nullable=False),
            Column("correlation_id", Text, nullable=False),
            Column("causation_id", Text),
            Column("traceparent", Text),
            Column("prev_hash", Text, nullable=False),
            Column("hash", Text, nullable=False),
            PrimaryKeyConstraint("county", "seq"),
            UniqueConstraint("county", "aggregate_id", "aggregate_version"),
            # A number that JSON normalises would change its hash, so data is text that must parse, not jsonb.
            CheckConstraint("data IS JSON", name="data_json"),
            CheckConstraint("octet_length(data) <= 524288", name="data_size"),
            Index(None, "county", "subject_proposal", "seq"),
            # Replays read ranges of seq across counties; a B-tree for that alone would slow every append.
            Index(None, "seq", postgresql_using="brin"),
            info={"scope": "log"},
        )
        self.outbox = Table(
            "outbox",
            metadata,
            Column("county", String(6), nullable=False),
            Column("seq", BigInteger, nullable=False),
            # The relay lets the counties take turns: each one's next events are found without reading the others'.
            PrimaryKeyConstraint("county", "seq"),
            info={"scope": "infrastructure"},
        )
        self.published = Table(
            "published",
            metadata,
            Column("county", String(6), primary_key=True),
            Column("events", BigInteger, nullable=False),
            info={"scope": "infrastructure"},
        )
        self.unsealed = Table(
            "unsealed",
            metadata,
            Column("seq", BigInteger, primary_key=True),
            Column("county", String(6), nullable=False),
            info={"scope": "infrastructure"},
        )
        self.idempotency = Table(
            "idempotency",
            metadata,
            Column("county", String(6), nullable=False),
            Column("subject", Text, nullable=False),
            Column("route", Text, nullable=False),
            Column("key", Text, nullable=False),
            Column("body_hash", Text, nullable=False),
            Column("status", Integer),
            Column("etag", Text),
            Column("response", Text),
            Column("created_at", TIME, nullable=False),
            PrimaryKeyConstraint("county", "subject", "route", "key"),
            Index(None, "county", "created_at"),
            info={"scope": "county"},
        )
        self.inbox = Table(
            "inbox",
            metadata,
            Column("consumer", Text, nullable=False),
            Column("source", Text, nullable=False),
            Column("county", String(6), nullable=False),
            Column("aggregate_id", Text, nullable=False),
            Column("version", Integer, nullable=False),
            Column("hash", Text, nullable=False),
            PrimaryKeyConstraint("consumer", "source", "county", "aggregate_id"),
            info={"scope": "infrastructure"},
        )
        self.progress = Table(
            "progress",
            metadata,
            Column("consumer", Text, nullable=False),
            Column("source", Text, nullable=False),
            Column("county", String(6), nullable=False),
            Column("applied", BigInteger, nullable=False),
            Column("head", BigInteger, nullable=False),
            Column("target", BigInteger, nullable=False),
            Column("target_at", TIME, nullable=False),
            PrimaryKeyConstraint("consumer", "source", "county"),
            info={"scope": "infrastructure"},
        )
        self.positions = Table(
            "positions",
            metadata,
            Column("consumer", Text, nullable=False),
            Column("cluster", Text, nullable=False),
            Column("topic", Text, nullable=False),
            Column("partition", Integer, nullable=False),
            Column("next_offset", BigInteger, nullable=False),
            PrimaryKeyConstraint("consumer", "cluster", "topic", "partition"),
            info={"scope": "infrastructure"},
        )
        self.taken_types = Table(
            "taken_types",
            metadata,
            Column("consumer", Text, nullable=False),
            Column("type", Text, nullable=False),
            PrimaryKeyConstraint("consumer", "type"),
            info={"scope": "infrastructure"},
        )
        self.parked = Table(
            "parked_events",
            metadata,
            Column("id", BigInteger, Identity(always=True), primary_key=True),
            Column("consumer", Text, nullable=False),
            Column("source", Text, nullable=False),
            Column("county", Text, nullable=False),
            Column("aggregate_id", Text, nullable=False),
            Column("version", Integer, nullable=False),
            Column("hash", Text, nullable=False),
            Column("reason", Text, nullable=False),
            Column("error", Text, nullable=False),
            Column("attempts", Integer, nullable=False),
            Column("headers", Text, nullable=False),
            Column("key", LargeBinary),
            Column("value", LargeBinary),
            Column("topic", Text, nullable=False),
            Column("partition", Integer, nullable=False),
            Column("offset", BigInteger, nullable=False),
            Column("parked_at", TIME, nullable=False),
            Column("requested_at", TIME),
            CheckConstraint("reason IN ('gap','fork','poison','waiting','malformed','unrepeated')", name="reason"),
            Index(None, "consumer", "source", "county", "aggregate_id", "version"),
            info={"scope": "infrastructure"},
        )
        self.dropped = Table(
            "dropped_events",
            metadata,
            Column("id", BigInteger, primary_key=True, autoincrement=False),
            Column("consumer", Text, nullable=False),
            Column("source", Text, nullable=False),
            Column("county", Text, nullable=False),
            Column("aggregate_id", Text, nullable=False),
            Column("version", Integer, nullable=False),
            Column("reason", Text, nullable=False),
            Column("error", Text, nullable=False),
            Column("headers", Text, nullable=False),
            Column("key", LargeBinary),
            Column("value", LargeBinary),
            Column("parked_at", TIME, nullable=False),
            Column("dropped_at", TIME, nullable=False),
            Column("dropped_by", Text, nullable=False),
            Column("dropped_because", Text, nullable=False),
            info={"scope": "log"},
        )
        self.replays = Table(
            "replays",
            metadata,
            Column("id", BigInteger, Identity(always=True), primary_key=True),
            Column("county", String(6)),
            Column("aggregate_id", Text),
            Column("since", TIME),
            Column("until", TIME),
            Column("cursor", BigInteger, nullable=False),
            Column("bound", BigInteger, nullable=False),
            Column("sent", BigInteger, nullable=False),
            Column("requested_at", TIME, nullable=False),
            Column("finished_at", TIME),
            info={"scope": "infrastructure"},
        )
        self.recovered = Table(
            "recovered_events",
            metadata,
            Column("county", String(6), nullable=False),
            Column("event_id", String(36), nullable=False),
            Column("aggregate_id", Text, nullable=False),
            Column("causation_id", Text),
            Column("recovered_at", TIME, nullable=False),
            Column("claim", Text),
            PrimaryKeyConstraint("county", "event_id"),
            Index(None, "causation_id"),
            Index(None, "county", "claim"),
            info={"scope": "log"},
        )
        self.rebuilding = Table(
            "rebuilding",
            metadata,
            Column("county", String(6), nullable=False),
            Column("aggregate", Text, nullable=False),
            Column("aggregate_id", Text, nullable=False),
            PrimaryKeyConstraint("county", "aggregate", "aggregate_id"),
            info={"scope": "infrastructure"},
        )
        self.timers = Table(
            "timers",
            metadata,
            Column("county", String(6), nullable=False),
            Column("due_at", TIME, nullable=False),
            Column("aggregate_id", Text, nullable=False),
            Column("kind", Text, nullable=False),
            Column("tier", Integer, nullable=False),
            PrimaryKeyConstraint("county", "kind", "aggregate_id", "tier"),
            Index(None, "due_at"),
            info={"scope": "infrastructure"},
        )


def service_metadata() -> MetaData:
    """A fresh metadata with the project's naming and the infrastructure tables under ``info['infrastructure']``."""
    metadata = MetaData(naming_convention=NAMING)
    metadata.info["infrastructure"] = Infrastructure(metadata)
    return metadata


def infrastructure(metadata: MetaData) -> Infrastructure:
    found = metadata.info["infrastructure"]
    assert isinstance(found, Infrastructure)
    return found


def secure(connection: Connection, metadata: MetaData, app: str, worker: str) -> None:
    """Grants, row-level security and the append-only guard, brought to what ``metadata`` says. Idempotent.

    Run by the owner after every migration, so that a new table cannot be forgotten.
    """

    def run(statement: str) -> None:
        connection.exec_driver_sql(statement)

    run(f"GRANT USAGE ON SCHEMA public TO {app}, {worker}")
    for table in metadata.sorted_tables:
        name, scope = table.name, table.info.get("scope", "county")
        privileges = {"log": "SELECT, INSERT"}.get(scope, "SELECT, INSERT, UPDATE, DELETE")
        run(f"REVOKE ALL ON {name} FROM {app}, {worker}")
        run(f"GRANT {privileges} ON {name} TO {app}, {worker}")
        if "county" not in table.c:
            continue
        run(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        run(f"DROP POLICY IF EXISTS county_scope ON {name}")
        run(f"DROP POLICY IF EXISTS all_counties ON {name}")
        # current_setting without missing_ok: a transaction that names no county raises instead of seeing nothing.
        run(
            f"CREATE POLICY county_scope ON {name} TO {app} USING (county = ANY "
            "((SELECT string_to_array(current_setting('app.counties'), ','))::text[]))"
        )
        if scope in ("infrastructure", "log"):
            run(f"CREATE POLICY all_counties ON {name} TO {worker} USING (true) WITH CHECK (true)")
        else:
            run(
                f"CREATE POLICY all_counties ON {name} TO {worker} USING (county = ANY "
                "((SELECT string_to_array(current_setting('app.counties'), ','))::text[]))"
            )
    # A RULE would ignore the statement silently; a trigger refuses it, for the owner too.
    run(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'event_log is append-only'; END $$"
    )
    run("DROP TRIGGER IF EXISTS append_only ON event_log")
    run("DROP TRIGGER IF EXISTS append_only_truncate ON event_log")
    run("CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON event_log FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    run(
        "CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON event_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    # The pending sets live and die by the row; the default thresholds would let them bloat under a peak.
    for name in ("outbox", "unsealed"):
        run(f"ALTER TABLE {name} SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)")


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
