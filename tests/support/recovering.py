"""A service with a backup, and what it said since: for tests of what a restored store takes back."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import text

from chassis import bus
from chassis.app import Role, Runtime, Service
from chassis.bus import Message
from chassis.eventlog import SYSTEM, Loaded, Tx
from chassis.rebuild import Rebuild
from chassis.settings import Settings
from ops.embedded import ApacheKafka, Postgres
from tests.support import sample
from tests.support.harness import COUNTY, Client, Harness, Serve
from tests.support.sample import BOARD, SERVICE, Added
from tests.support.sender import SENDER, TALLIES, Tally
from tests.support.tokens import token

LOG = (
    "SELECT county, event_id, aggregate, aggregate_id, aggregate_version, subject_proposal, type, data, actor, "
    "occurred_at, correlation_id, causation_id, traceparent, prev_hash, hash FROM event_log "
    "ORDER BY aggregate_id, aggregate_version"
)


ROWS = "SELECT county, id, version, hash, state, total FROM things ORDER BY id"


HEADS = "SELECT county, events FROM published ORDER BY county"


APPLIED = "SELECT source, county, applied FROM progress ORDER BY source"


TOTALS = "SELECT id, total FROM things ORDER BY id"


async def note_on_board(tx: Tx, thing: Loaded[sample.Thing]) -> None:
    await tx.connection.execute(
        text(
            "INSERT INTO board (county, thing_id, amount) VALUES (:county, :id, :total) "
            "ON CONFLICT (county, thing_id) DO UPDATE SET amount = excluded.amount"
        ),
        {"county": tx.county, "id": thing.id, "total": thing.state.total},
    )


async def ignore(_: Tx, __: Any) -> None:
    """A reader for the sake of its marks."""


@dataclass
class Scene:
    """The service that is restored, between one that feeds it and one that reads it."""

    restored: Harness
    service: Service
    feeder: Harness
    feeding: Service
    watcher: Harness
    watching: Service
    postgres: Postgres
    kafka: ApacheKafka

    @property
    def database(self) -> str:
        return urlsplit(self.restored.runtime.settings.database_app).path.removeprefix("/")

    async def _closed(self) -> None:
        await self.restored.owner.dispose()
        await self.restored.runtime.database.close()
        await self.restored.runtime.worker_database.close()

    async def back_up(self) -> None:
        await self._closed()
        await asyncio.to_thread(self.postgres.psql, f"CREATE DATABASE {self.database}_copy TEMPLATE {self.database}")

    async def restore(self) -> None:
        await self._closed()
        await asyncio.to_thread(self.postgres.psql, f"DROP DATABASE {self.database} WITH (FORCE)")
        await asyncio.to_thread(self.postgres.psql, f"CREATE DATABASE {self.database} TEMPLATE {self.database}_copy")

    @asynccontextmanager
    async def running(self, role: Role = "all", *, h: Harness | None = None) -> AsyncGenerator[Runtime]:
        runtime = start(h or self.restored, self.service if h is None else service_of(self, h), self.kafka, role)
        async with runtime.run():
            yield runtime

    async def rows(self, query: str, h: Harness | None = None) -> list[tuple[Any, ...]]:
        async with (h or self.restored).owner.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(query))]

    async def everything(self) -> list[Any]:
        return [await self.rows(query) for query in (LOG, ROWS, HEADS)]

    async def feed(self, *amounts: int) -> None:
        async with self.feeder.runtime.database.transaction([COUNTY]) as connection:
            tx = Tx(connection, COUNTY, SYSTEM, self.feeder.clock.now(), "c")
            found = await TALLIES.find(tx, "a")
            await TALLIES.append(tx, "a", found, [Tally(thing_id="a", amount=n) for n in amounts])


def service_of(scene: Scene, h: Harness) -> Service:
    return scene.feeding if h is scene.feeder else scene.watching


def start(h: Harness, service: Service, kafka: ApacheKafka, role: Role) -> Runtime:
    settings = Settings(
        mode="development",
        database_app=h.runtime.settings.database_app,
        database_worker=h.runtime.settings.database_worker,
        kafka=kafka.servers,
        kafka_session_timeout_ms=6000,
        kafka_partitions=3,
        heads_seconds=0.2,
        issuer="i",
        jwks_url="http://127.0.0.1:1",
    )
    runtime = Runtime(service, settings, role, h.clock)
    runtime.app.state.verifier = h.runtime.app.state.verifier
    return runtime


def clerk(runtime: Runtime) -> Client:
    return Client(
        transport=httpx.ASGITransport(runtime.app),
        base_url="http://test",
        headers={"Authorization": f"Bearer {token(roles=['clerk'], counties=[COUNTY], subject='clerk')}"},
    )


async def eventually(check: Any, seconds: float = 90) -> None:
    async with asyncio.timeout(seconds):
        while not await check():
            await asyncio.sleep(0.1)


async def open_again(runtime: Runtime) -> None:
    async def done() -> bool:
        # A client that is stopped while it still connects leaves sockets behind.
        return runtime.recovery.state == "done" and (runtime.role == "api" or runtime.consuming)

    await eventually(done)


@pytest.fixture
async def scene(serve: Serve, postgres: Postgres, kafka: ApacheKafka, request: pytest.FixtureRequest) -> Scene:
    name = f"r{abs(hash(request.node.name)) % 10**8}"
    feeding = replace(SENDER, name=f"{name}_feeder")
    service = replace(
        SERVICE,
        name=name,
        subscriptions={feeding.topic: SERVICE.subscriptions["other.events"]},
        rebuilds=[Rebuild("things", (BOARD.name,), note_on_board)],
    )
    watching = replace(SENDER, name=f"{name}_watcher", subscriptions={service.topic: {Added: ignore}})
    return Scene(
        await serve(service), service, await serve(feeding), feeding, await serve(watching), watching, postgres, kafka
    )


async def published(scene: Scene) -> Message:
    """The last message of the service's own topic."""
    found: list[Message] = []

    async def keep(messages: Sequence[Message], _: int) -> None:
        found.extend(messages)

    await bus.read_to_end(scene.kafka.servers, scene.service.topic, {}, keep)
    return found[-1]


async def send(scene: Scene, message: Message, headers: dict[str, str], value: bytes) -> None:
    producer = bus.Producer(scene.kafka.servers, idempotent=True)
    raw = [(name, one.encode()) for name, one in headers.items()]
    await (await producer.send(message.topic, message.key or b"", value, raw))
    await producer.stop()


async def refused(scene: Scene) -> str:
    """Starts the service and says why its recovery stopped; nothing may have been written meanwhile."""
    before = await scene.everything()
    async with scene.running() as runtime, clerk(runtime) as client:

        async def stopped() -> bool:
            return runtime.recovery.state == "stopped"

        await eventually(stopped)
        assert (await client.post("/things/b/add", json={"amount": 1})).status_code == 503
        assert (await client.get("/health/ready")).status_code == 503
        exposed = (await client.get("/metrics")).text
        assert f'cppcc_recovery_stopped{{service="{scene.service.name}"}} 1.0' in exposed
        assert await scene.everything() == before
        assert await scene.rows("SELECT * FROM recovered_events") == []
        return str((await client.get("/status")).json()["recovery"]["problem"])


async def said_before(scene: Scene) -> Message:
    """The service has opened a thing and added to it; returns what it published last, and all of it was sent."""
    async with scene.running() as runtime, clerk(runtime) as client:
        await open_again(runtime)
        await client.post("/things", json={"thing_id": "b"})
        await client.post("/things/b/add", json={"amount": 4})

        async def sent() -> bool:
            return await scene.rows("SELECT count(*) FROM outbox") == [(0,)]

        await eventually(sent)
    return await published(scene)


@dataclass
class _Stored:
    topic: str
    partition: int
    offset: int
