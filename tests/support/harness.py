"""One service on a real PostgreSQL, driven through its HTTP application and its consumer, without a broker."""

import base64
import hashlib
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from sqlalchemy import MetaData, select
from sqlalchemy.ext.asyncio import create_async_engine

from chassis import timers
from chassis.app import Runtime, Service
from chassis.blobs import LocalBlobs
from chassis.bus import Message
from chassis.clock import AdjustableClock
from chassis.eventlog import GENESIS, Tx, event_hash
from chassis.identity import Verifier
from chassis.settings import Settings
from chassis.tables import infrastructure, secure
from contracts.base import Event
from contracts.envelope import Envelope
from ops.embedded import Postgres
from tests.support.tokens import AUDIENCE, ISSUER, jwks, token

COUNTY = "330102"
VAULT_KEYS = "test:" + base64.b64encode(hashlib.sha256(b"of the tests").digest()).decode()


class Client(httpx.AsyncClient):
    """Sends a fresh Idempotency-Key with each POST and PUT that names none."""

    async def request(self, method: str, url: Any, **kwargs: Any) -> httpx.Response:
        if method in ("POST", "PUT", "PATCH"):
            headers = dict(kwargs.pop("headers", None) or {})
            headers.setdefault("Idempotency-Key", secrets.token_hex(8))
            kwargs["headers"] = headers
        return await super().request(method, url, **kwargs)


class Harness:
    def __init__(self, runtime: Runtime, owner_url: str) -> None:
        self.runtime = runtime
        assert isinstance(runtime.clock, AdjustableClock)
        self.clock: AdjustableClock = runtime.clock
        self.owner = create_async_engine(owner_url)
        self.files = TemporaryDirectory(prefix="files-")
        """Where the service keeps its files."""
        runtime.blobs = runtime.app.state.blobs = LocalBlobs(Path(self.files.name), runtime.service.name)
        self._chains: dict[tuple[str, str, str], tuple[int, str]] = {}
        self._offset = 0
        self._clients: list[Client] = []

    def client(self, *roles: str, county: str = COUNTY, **claims: Any) -> Client:
        """A caller with these roles. ``subject`` defaults to the first role."""
        claims.setdefault("subject", claims.get("member_id") or roles[0])
        claims.setdefault("counties", [county])
        client = Client(
            transport=httpx.ASGITransport(self.runtime.app, raise_app_exceptions=False),
            base_url="http://test",
            headers={"Authorization": f"Bearer {token(roles=list(roles), **claims)}"},
        )
        self._clients.append(client)
        return client

    def envelope(self, event: Event, aggregate_id: str, county: str = COUNTY) -> Envelope:
        """The next event of that aggregate, chained to the ones made before it."""
        key = (event.SOURCE, county, aggregate_id)
        version, previous = self._chains.get(key, (0, GENESIS))
        now = self.clock.now()
        row: dict[str, Any] = {
            "county": county,
            "event_id": secrets.token_hex(8),
            "aggregate": "test",
            "aggregate_id": aggregate_id,
            "aggregate_version": version + 1,
            "subject_proposal": None,
            "type": event.wire_name(),
            "data": event.model_dump_json(),
            "actor": "test",
            "occurred_at": now,
            "correlation_id": secrets.token_hex(8),
            "causation_id": None,
            "traceparent": None,
            "prev_hash": previous,
        }
        digest = event_hash(row)
        self._chains[key] = (version + 1, digest)
        return Envelope(
            row["event_id"], event.SOURCE, row["type"], county, aggregate_id, version + 1, digest, previous, now,
            row["correlation_id"], None, None, row["data"].encode(),
        )  # fmt: skip

    def message(self, envelope: Envelope) -> Message:
        self._offset += 1
        headers = {name: value.decode() for name, value in envelope.headers("330100")}
        return Message(f"{envelope.source}.events", 0, self._offset, b"k", envelope.data, headers)

    async def deliver(self, event: Event, aggregate_id: str, county: str = COUNTY) -> None:
        """Delivers as the bus would; fails when the event was parked instead of applied."""
        await self.runtime.consumer.on_batch([self.message(self.envelope(event, aggregate_id, county))])
        t = infrastructure(self.runtime.service.metadata).parked
        async with self.owner.connect() as connection:
            parked = (await connection.execute(select(t.c.reason, t.c.error))).all()
        assert not parked, f"parked: {parked}"

    def forget(self) -> None:
        """What is delivered from now on are histories from their beginning: those of a replay."""
        self._chains.clear()

    async def published(self, county: str = COUNTY) -> list[Event]:
        """Every event of the county's log, parsed, in seq order."""
        log = infrastructure(self.runtime.service.metadata).event_log
        types: dict[str, type[Event]] = {}
        for aggregate in self.runtime.service.metadata.info["aggregates"].values():
            types |= aggregate.events
        async with self.owner.connect() as connection:
            query = select(log.c.type, log.c.data).where(log.c.county == county).order_by(log.c.seq)
            rows = (await connection.execute(query)).all()
        return [types[row.type].model_validate_json(row.data) for row in rows]

    async def tick(self) -> int:
        """Fires every timer that is due on the harness's clock; raises what a handler raised."""
        runtime = self.runtime
        failures: list[Exception] = []

        def watched(handler: timers.Handler) -> timers.Handler:
            async def watch(tx: Tx, fired: timers.Fired) -> None:
                try:
                    await handler(tx, fired)
                except Exception as error:
                    failures.append(error)
                    raise

            return watch

        handlers = {kind: watched(handler) for kind, handler in runtime.service.timer_handlers.items()}
        fired = await runtime.timers.fire_due(runtime.worker_database, runtime.clock, handlers)
        if failures:
            raise failures[0]
        return fired

    async def close(self) -> None:
        for client in self._clients:
            await client.aclose()
        await self.owner.dispose()
        await self.runtime.database.close()
        await self.runtime.worker_database.close()
        self.files.cleanup()


Serve = Callable[[Service], Awaitable[Harness]]


_templates: dict[tuple[Path, MetaData], str] = {}


async def create_store(postgres: Postgres, service: Service) -> tuple[str, str, str]:
    """An empty store with the roles and walls of production; returns the URLs of (owner, app, worker).

    Its tables are made once for all tests, and copied: making them costs half a second and more, before each test.
    The roles are the server's, and so the same for all stores of a service.
    """
    key = postgres.data_dir, service.metadata
    if key not in _templates:
        template = f"t_{service.name}_{secrets.token_hex(4)}"
        postgres.psql(f"CREATE DATABASE {template}")
        postgres.psql(f"CREATE ROLE {template}_app LOGIN; CREATE ROLE {template}_worker LOGIN")
        owner = create_async_engine(postgres.url(template))
        async with owner.begin() as connection:
            await connection.run_sync(service.metadata.create_all)
            await connection.run_sync(secure, service.metadata, f"{template}_app", f"{template}_worker")
        # A database that somebody is connected to is no template.
        await owner.dispose()
        _templates[key] = template
    template = _templates[key]
    database = f"{template}_{secrets.token_hex(4)}"
    postgres.psql(f"CREATE DATABASE {database} TEMPLATE {template}")
    app, worker = (postgres.url(database, f"{template}_{role}") for role in ("app", "worker"))
    return postgres.url(database), app, worker


async def serve_service(postgres: Postgres, service: Service) -> Harness:
    owner, app, worker = await create_store(postgres, service)
    return Harness(on_store(service, app, worker), owner)


def on_store(service: Service, app: str, worker: str) -> Runtime:
    """One process of a service; a store may have several."""
    settings = Settings(
        mode="development",
        database_app=app,
        database_worker=worker,
        kafka="127.0.0.1:1",
        issuer=ISSUER,
        audience=AUDIENCE,
        jwks_url="http://127.0.0.1:1/jwks",
        vault_keys=VAULT_KEYS,
    )
    clock = AdjustableClock()
    clock.set(datetime(2026, 3, 2, 2, 0, tzinfo=UTC))
    runtime = Runtime(service, settings, "api", clock)
    runtime.consumer.cluster = "test"
    runtime.app.state.verifier = Verifier(ISSUER, AUDIENCE, jwks)
    return runtime


async def serving(postgres: Postgres) -> AsyncGenerator[Serve]:
    running: list[Harness] = []

    async def serve(service: Service) -> Harness:
        harness = await serve_service(postgres, service)
        running.append(harness)
        return harness

    yield serve
    for harness in running:
        await harness.close()
        # A thousand of them are more than the machine can keep in memory.
        postgres.psql(f"DROP DATABASE {harness.owner.url.database} WITH (FORCE)")
