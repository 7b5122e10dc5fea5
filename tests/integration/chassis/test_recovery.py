"""A store that is older than what its service has published: refused, taken back, and nobody sees a second history."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from chassis import bus
from chassis.app import Role, Runtime, Service
from chassis.bus import Message
from chassis.eventlog import SYSTEM, Loaded, Tx, event_hash, verify
from chassis.owntopic import OwnTopic
from chassis.rebuild import Rebuild
from chassis.recovery import Recovery
from chassis.settings import Settings
from chassis.tables import infrastructure
from contracts.envelope import Envelope
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


async def test_what_was_published_since_the_backup_is_taken_back_and_nothing_forks(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[Message] = []
    on_batch = Recovery._on_batch

    async def counted(self: Recovery, messages: Sequence[Message], left: int) -> None:
        compared.extend(messages)
        await on_batch(self, messages, left)

    monkeypatch.setattr(Recovery, "_on_batch", counted)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(scene.running(h=scene.feeder))
        await stack.enter_async_context(scene.running(h=scene.watcher))

        async def settled(*totals: tuple[str, int]) -> None:
            async def check() -> bool:
                seen = await scene.rows("SELECT coalesce(sum(version), 0) FROM inbox", scene.watcher)
                written = await scene.rows("SELECT count(*) FROM event_log")
                stored = await scene.rows("SELECT sum(next_offset) FROM positions WHERE consumer LIKE '%own'")
                return await scene.rows(TOTALS) == list(totals) and seen == written == stored

            await eventually(check)

        async with scene.running() as runtime, clerk(runtime) as client:
            await open_again(runtime)
            assert (await client.post("/things", json={"thing_id": "b"})).status_code == 201
            assert (await client.post("/things/b/add", json={"amount": 1})).status_code == 200
            await scene.feed(1)
            await settled(("a", 1), ("b", 1))
        await scene.back_up()
        compared.clear()
        async with scene.running() as runtime, clerk(runtime) as client:
            await open_again(runtime)
            assert compared == []  # an ordinary start reads nothing
            assert (await client.post("/things/b/add", json={"amount": 4})).status_code == 200
            assert (await client.post("/things", json={"thing_id": "c"})).status_code == 201
            assert (await client.post("/things/c/add", json={"amount": 7})).status_code == 200
            await scene.feed(2)
            await scene.feed(4)
            await settled(("a", 7), ("b", 5), ("c", 7))
        before, applied = await scene.everything(), await scene.rows(APPLIED)
        await scene.restore()
        assert await scene.rows(TOTALS) == [("a", 1), ("b", 1)]

        holding = create_async_engine(scene.restored.runtime.settings.database_worker)
        async with holding.connect() as lock:
            await lock.execute(text("SELECT pg_advisory_lock(hashtext('recovery'))"))
            runtime = await stack.enter_async_context(scene.running())
            client = await stack.enter_async_context(clerk(runtime))

            async def reading() -> bool:
                return bool(compared)

            await eventually(reading)
            refused = await client.post("/things/b/add", json={"amount": 1})
            assert (refused.status_code, refused.json()["type"]) == (503, "urn:cppcc:problem:unavailable")
            assert "published" in refused.json()["detail"]
            assert (await client.get("/things/b")).json()["total"] == 1
            assert (await client.get("/health/ready")).status_code == 503
            exposed = (await client.get("/metrics")).text
            assert f'cppcc_recovery_running{{service="{scene.service.name}"}} 1.0' in exposed
            assert not runtime.consuming
            await lock.execute(text("SELECT pg_advisory_unlock(hashtext('recovery'))"))
        await holding.dispose()
        await open_again(runtime)
        assert await scene.everything() == before
        assert len(compared) == 5
        async with scene.restored.owner.connect() as connection:
            assert (await verify(connection, scene.service.metadata))[1] == []

        async def read_on() -> bool:
            return await scene.rows(APPLIED) == applied

        # What the feeder sent since the backup comes once more, and has had its effect.
        await eventually(read_on)
        assert await scene.everything() == before
        assert await scene.rows("SELECT reason, error FROM parked_events") == []
        status = (await client.get("/status")).json()["recovery"]
        assert (status["state"], status["recovered"], status["must_be_checked"]) == (
            "done", 5, ["timers:tick"],
        )  # fmt: skip
        assert await scene.rows("SELECT thing_id, amount FROM board ORDER BY 1") == [("a", 7), ("b", 5), ("c", 7)]
        assert (await scene.rows("SELECT count(*) FROM unsealed")) == [(len(before[0]),)]

        done = await client.post("/things/b/add", json={"amount": 1})
        assert (done.status_code, done.json()["version"], done.json()["total"]) == (200, 4, 6)
        await scene.feed(1)
        await settled(("a", 8), ("b", 6), ("c", 7))
        assert await scene.rows("SELECT reason, error FROM parked_events", scene.watcher) == []


async def test_a_process_that_only_answers_waits_for_a_worker(scene: Scene) -> None:
    async with scene.running() as runtime, clerk(runtime) as client:
        await open_again(runtime)
        await client.post("/things", json={"thing_id": "b"})
    await scene.back_up()
    async with scene.running() as runtime, clerk(runtime) as client:
        await open_again(runtime)
        await client.post("/things/b/add", json={"amount": 4})

        async def sent() -> bool:
            return await scene.rows("SELECT count(*) FROM outbox") == [(0,)]

        await eventually(sent)
    await scene.restore()
    async with scene.running("api") as answering, clerk(answering) as client:

        async def waits() -> bool:
            return answering.recovery.state == "recovering"

        await eventually(waits)
        assert (await client.post("/things/b/add", json={"amount": 1})).status_code == 503
        assert await scene.rows(TOTALS) == [("b", 0)]
        async with scene.running("worker") as worker:
            await open_again(worker)
            await open_again(answering)
        assert (await client.post("/things/b/add", json={"amount": 1})).json()["total"] == 5


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


@pytest.mark.parametrize("forged", ["data", "actor", "chain", "gap", "source", "same version", "no event"])
async def test_what_the_service_cannot_have_said_is_named_and_does_not_stop_it(scene: Scene, forged: str) -> None:
    """Anybody who may write to the topic could keep it from ever starting otherwise."""
    last = await said_before(scene)
    headers = {**last.headers, "ce_aggregateversion": "3", "ce_prevhash": last.headers["ce_hash"]}
    headers |= {
        "data": {},
        "actor": {"ce_actor": "somebody"},
        "chain": {"ce_prevhash": "0" * 64},
        "gap": {"ce_aggregateversion": "4"},
        "source": {"ce_source": "/cppcc/330100/other"},
        "same version": {"ce_aggregateversion": "2", "ce_hash": "1" * 64},
        "no event": {"ce_county": "nowhere"},
    }[forged]
    await send(scene, last, headers, b'{"amount":1000}')
    async with scene.running() as runtime, clerk(runtime) as client:
        await open_again(runtime)
        unproven = (await client.get("/status")).json()["recovery"]["unproven"]
        assert unproven["messages"] == 1
        assert f"{runtime.service.topic} partition {last.partition} offset" in unproven["last"][0]
        name = f'cppcc_recovery_unproven_messages{{service="{scene.service.name}"}}'
        assert f"{name} 1.0" in (await client.get("/metrics")).text
        # The version that it claimed is given to what the service itself says.
        assert (await client.post("/things/b/add", json={"amount": 1})).json() == {"id": "b", "version": 3, "total": 5}
    # Named once, not at every start.
    async with scene.running() as runtime, clerk(runtime) as client:
        await open_again(runtime)
        assert runtime.recovery.unproven == 0


@pytest.mark.parametrize("forged", ["chain", "gap", "unknown", "unsigned"])
async def test_what_may_be_the_services_own_and_does_not_fit_stops_it(scene: Scene, forged: str) -> None:
    """Its hash fits what it says: passed over, the service would give its version once more."""
    last = await said_before(scene)
    version, previous = {"gap": (4, last.headers["ce_hash"]), "chain": (3, "0" * 64)}.get(
        forged, (3, last.headers["ce_hash"])
    )
    row: dict[str, Any] = {
        "county": COUNTY,
        "event_id": "01999999-0000-7000-8000-000000000001",
        "aggregate": last.headers["ce_aggregate"],
        "aggregate_id": "b",
        "aggregate_version": version,
        "subject_proposal": None,
        "type": "cppcc.Renamed.v1" if forged == "unknown" else last.headers["ce_type"],
        "data": '{"amount":1000}',
        "actor": last.headers["ce_actor"],
        "occurred_at": scene.restored.clock.now(),
        "correlation_id": "c",
        "causation_id": None,
        "traceparent": None,
        "prev_hash": previous,
    }
    envelope = Envelope(
        row["event_id"], scene.service.name, row["type"], COUNTY, "b", version, event_hash(row), previous,
        row["occurred_at"], "c", None, None, row["data"].encode(), row["actor"], row["aggregate"],
    )  # fmt: skip
    headers = {name: value.decode() for name, value in envelope.headers("330100")}
    if forged == "unsigned":
        headers = {name: value for name, value in headers.items() if name not in ("ce_actor", "ce_aggregate")}
    await send(scene, last, headers, envelope.data)
    said = {
        "chain": "does not continue",
        "gap": "the version before it is not",
        "unknown": "which this version does not know",
        "unsigned": "which did not say who acted",
    }[forged]
    assert said in await refused(scene)
    assert said in await refused(scene)  # it is not passed over by starting once more


async def test_a_store_that_went_on_from_the_backup_is_a_fork_and_is_told_so(scene: Scene) -> None:
    async with scene.running() as runtime, clerk(runtime) as client:
        await open_again(runtime)
        await client.post("/things", json={"thing_id": "b"})
    await scene.back_up()
    async with scene.running() as runtime, clerk(runtime) as client:
        await open_again(runtime)
        await client.post("/things/b/add", json={"amount": 4})

        async def sent() -> bool:
            return await scene.rows("SELECT count(*) FROM outbox") == [(0,)]

        await eventually(sent)
    await scene.restore()
    async with scene.restored.runtime.database.transaction([COUNTY]) as connection:
        await sample.add(Tx(connection, COUNTY, SYSTEM, scene.restored.clock.now(), "c"), "b", 5)
    assert "two histories exist" in await refused(scene)


async def test_a_recovery_that_was_cut_off_goes_on_and_commands_wait_until_all_is_read_again(scene: Scene) -> None:
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(scene.running(h=scene.feeder))
        async with scene.running() as runtime, clerk(runtime) as client:
            await open_again(runtime)
            await client.post("/things", json={"thing_id": "b"})
        await scene.back_up()
        async with scene.running() as runtime, clerk(runtime) as client:
            await open_again(runtime)
            await client.post("/things/b/add", json={"amount": 4})
            await scene.feed(1, 2)

            async def read() -> bool:
                outbox = await scene.rows("SELECT count(*) FROM outbox")
                return outbox == [(0,)] and await scene.rows(TOTALS) == [("a", 3), ("b", 4)]

            await eventually(read)
        await scene.restore()
        # What was consumed cannot be read again: no mark can be moved.
        holding = create_async_engine(scene.restored.runtime.settings.database_worker)
        async with holding.connect() as lock:
            await lock.execute(text("LOCK TABLE inbox IN EXCLUSIVE MODE"))
            for _ in range(2):
                async with scene.running() as runtime, clerk(runtime) as client:

                    async def reads() -> bool:
                        return runtime.recovery.state == "reading" and runtime.consuming

                    await eventually(reads)
                    assert await scene.rows(TOTALS) == [("a", 3), ("b", 4)]
                    refused = await client.post("/things/b/add", json={"amount": 1})
                    assert refused.status_code == 503
                    assert "reads again" in refused.json()["detail"]
                    assert (await client.get("/health/ready")).status_code == 503
                    assert await scene.rows("SELECT count(*) FROM rebuilding") == [(2,)]
            async with scene.running("api") as answering, clerk(answering) as client:

                async def waits() -> bool:
                    return "worker" in (answering.recovery.problem or "")

                await eventually(waits)
                assert (await client.post("/things/b/add", json={"amount": 1})).status_code == 503
            await lock.rollback()
        await holding.dispose()
        async with scene.running() as runtime, clerk(runtime) as client:
            await open_again(runtime)
            assert await scene.rows("SELECT count(*) FROM rebuilding") == [(0,)]
            assert await scene.rows("SELECT thing_id, amount FROM board ORDER BY 1") == [("a", 3), ("b", 4)]
            assert (await client.post("/things/b/add", json={"amount": 1})).json()["total"] == 5


async def test_a_store_that_meets_an_empty_cluster_sends_everything_again(scene: Scene) -> None:
    async with scene.running() as runtime, clerk(runtime) as client:
        await open_again(runtime)
        await client.post("/things", json={"thing_id": "b"})
        await client.post("/things/b/add", json={"amount": 4})

        async def sent() -> bool:
            return await scene.rows("SELECT count(*) FROM outbox") == [(0,)]

        await eventually(sent)
    # As on another cluster: nothing is known of this topic, and it holds nothing.
    scene.service = replace(scene.service, name=f"{scene.service.name}x")
    for _ in range(2):
        async with scene.running() as runtime:
            await open_again(runtime)

            async def replayed() -> bool:
                return await scene.rows("SELECT sent FROM replays WHERE finished_at IS NOT NULL") == [(2,)]

            await eventually(replayed)
    assert (await published(scene)).headers["ce_aggregateversion"] == "2"
    assert await scene.rows("SELECT count(*) FROM replays") == [(1,)]


async def test_without_a_broker_no_command_is_taken_because_nobody_knows(serve: Serve) -> None:
    h = await serve(SERVICE)
    runtime = Runtime(SERVICE, h.runtime.settings, "all", h.clock)
    runtime.app.state.verifier = h.runtime.app.state.verifier
    async with runtime.run(), clerk(runtime) as client:

        async def known() -> bool:
            return runtime.recovery.problem is not None

        await eventually(known)
        answer = await client.post("/things", json={"thing_id": "b"})
        assert (answer.status_code, "waits for Kafka" in answer.json()["detail"]) == (503, True)
        state = (await client.get("/health/ready")).json()
        assert (state["ready"], "waits for Kafka" in state["refusing"]) == (False, True)
        assert state["waiting"] == runtime.recovery.problem
        assert (await client.get("/things/b")).status_code == 404


@dataclass
class _Stored:
    topic: str
    partition: int
    offset: int


async def test_a_position_moves_only_past_what_was_sent_from_here_without_a_hole(serve: Serve) -> None:
    h = await serve(SERVICE)
    own = OwnTopic("sample", "sample.events", infrastructure(SERVICE.metadata))
    own.cluster = "c"

    async def stored(connection: AsyncConnection) -> dict[int, int]:
        await own.store(connection)
        return {partition: offset for (_, partition), offset in (await own.load(connection)).items()}

    async with h.runtime.worker_database.transaction([]) as connection:
        own.written([_Stored("sample.events", 0, n) for n in (1, 0)] + [_Stored("heads", 0, 2), None])
        assert await stored(connection) == {0: 2}
        # Somebody else's message is at 2: what comes behind it does not hide it.
        own.written([_Stored("sample.events", 0, 3), _Stored("sample.events", 1, 0)])
        assert await stored(connection) == {0: 2, 1: 1}
        own.read({("sample.events", 0): 4})
        own.written([_Stored("sample.events", 0, 4)])
        assert await stored(connection) == {0: 5, 1: 1}
