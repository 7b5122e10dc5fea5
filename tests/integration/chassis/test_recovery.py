"""A store that is older than what its service has published: refused, taken back, and nobody sees a second history."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from chassis.app import Runtime
from chassis.bus import Message
from chassis.eventlog import verify
from chassis.owntopic import OwnTopic
from chassis.recovery import Recovery
from chassis.tables import infrastructure
from tests.support.harness import Serve
from tests.support.recovering import APPLIED, TOTALS, Scene, _Stored, clerk, eventually, open_again, published, scene
from tests.support.sample import SERVICE

__all__ = ["scene"]


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
        # Each of the five is read, and no other; who waited too long for the lock read them again.
        assert len({(message.partition, message.offset) for message in compared}) == 5
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
