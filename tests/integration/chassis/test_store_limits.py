"""A store that is slow, locked, full or says nothing: the caller is told in time, and nothing is half done."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Generator
from typing import Any

import asyncpg
import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text

from chassis.database import STORE_ERRORS, Database, overdue, store_away
from chassis.limits import Limits
from chassis.settings import Settings
from ops.embedded import Postgres
from tests.chaos.network import Link, Network
from tests.support import sample
from tests.support.harness import Harness, Serve
from tests.support.sample import SERVICE, Tally

QUICK = Limits(connect=1, checkout=0.3, statement=1, lock=0.3, idle_in_transaction=1, vanished=6)
_AT_WORK = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()"
)
KEY = {"Idempotency-Key": "once"}


@pytest.fixture
def link(postgres: Postgres) -> Generator[Link]:
    network = Network()
    network.start()
    yield network.link(postgres.port)
    network.stop()


@pytest.fixture
async def h(serve: Serve, link: Link) -> AsyncGenerator[Harness]:
    """The service with quick limits, its app role behind the link."""
    h = await serve(SERVICE)
    present = h.runtime.database
    url = h.runtime.settings.database_app
    h.runtime.database = Database(
        url.replace(url.rsplit(":", 1)[1].split("/", 1)[0], str(link.port)), pool_size=2, limits=QUICK, service="sample"
    )
    h.runtime.app.state.database = h.runtime.database
    yield h
    link.heal()
    await present.close()


def given_up(reason: str) -> float:
    return REGISTRY.get_sample_value("cppcc_store_failures_total", {"service": "sample", "reason": reason}) or 0


async def things(h: Harness) -> dict[str, int]:
    async with h.owner.connect() as connection:
        return {row.id: row.total for row in await connection.execute(text("SELECT id, total FROM things"))}


async def at_work(h: Harness) -> int:
    """Sessions of the service that hold a transaction."""
    async with h.owner.connect() as connection:
        return (await connection.execute(_AT_WORK)).scalar_one()


def refused(answer: Any) -> None:
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2"), answer.text
    assert answer.json()["type"] == "urn:cppcc:problem:unavailable"


async def test_a_lock_that_is_not_got_in_time_is_503_and_nothing_is_done(h: Harness) -> None:
    clerk = h.client("clerk")
    await clerk.post("/things", json={"thing_id": "a"})
    before = given_up("lock")
    async with h.owner.begin() as connection:
        await connection.execute(text("SELECT 1 FROM things WHERE id = 'a' FOR UPDATE"))
        refused(await clerk.post("/things/a/add", json={"amount": 5}, headers=KEY))
    assert given_up("lock") == before + 1
    assert await things(h) == {"a": 0}
    assert (await clerk.post("/things/a/add", json={"amount": 5}, headers=KEY)).json()["total"] == 5


async def test_a_statement_that_takes_too_long_is_503_and_nothing_is_done(
    h: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = h.client("clerk")
    await clerk.post("/things", json={"thing_id": "a"})
    before = given_up("statement")
    add = sample.add

    async def slow(tx: Any, thing_id: str, amount: int) -> Any:
        done = await add(tx, thing_id, amount)
        await tx.connection.execute(text("SELECT pg_sleep(30)"))
        return done

    with monkeypatch.context() as patched:
        patched.setattr(sample, "add", slow)
        refused(await clerk.post("/things/a/add", json={"amount": 5}, headers=KEY))
    assert given_up("statement") == before + 1
    assert await things(h) == {"a": 0}
    assert (await clerk.post("/things/a/add", json={"amount": 5}, headers=KEY)).json()["total"] == 5


async def test_a_pool_with_nothing_left_is_503(h: Harness) -> None:
    before = given_up("pool")
    async with (
        h.runtime.database.transaction([]),
        h.runtime.database.transaction([]),
        h.runtime.database.transaction([]),
        h.runtime.database.transaction([]),
    ):
        refused(await h.client("clerk").post("/things", json={"thing_id": "a"}, headers=KEY))
    assert given_up("pool") == before + 1
    assert (await h.client("clerk").post("/things", json={"thing_id": "a"}, headers=KEY)).status_code == 201


async def test_a_black_hole_at_connect_is_503(h: Harness, link: Link) -> None:
    link.hold()
    refused(await h.client("clerk").post("/things", json={"thing_id": "a"}, headers=KEY))
    link.heal()
    assert (await h.client("clerk").post("/things", json={"thing_id": "a"}, headers=KEY)).status_code == 201


async def test_a_store_that_refuses_or_has_no_address_is_503(h: Harness, link: Link) -> None:
    link.refuse()
    refused(await h.client("clerk").post("/things", json={"thing_id": "a"}, headers=KEY))
    present = h.runtime.app.state.database
    h.runtime.app.state.database = Database("postgresql+asyncpg://nobody@no-such-host.invalid/nothing", limits=QUICK)
    refused(await h.client("clerk").post("/things", json={"thing_id": "a"}, headers=KEY))
    h.runtime.app.state.database = present
    link.heal()
    assert (await h.client("clerk").post("/things", json={"thing_id": "a"}, headers=KEY)).status_code == 201


@pytest.mark.parametrize("directions", [("up",), ("down",), ("up", "down")])
async def test_a_pooled_connection_that_leads_nowhere_is_503_and_not_used_again(
    h: Harness, link: Link, directions: tuple[Any, ...]
) -> None:
    clerk = h.client("clerk")
    await clerk.post("/things", json={"thing_id": "a"})
    link.hold(*directions)
    refused(await clerk.post("/things/a/add", json={"amount": 5}, headers=KEY))
    link.heal()
    assert (await clerk.post("/things/a/add", json={"amount": 5}, headers=KEY)).json()["total"] == 5
    assert await things(h) == {"a": 5}


@pytest.mark.parametrize("directions", [("up",), ("down",), ("up", "down")])
async def test_silence_in_the_middle_of_a_transaction_leaves_no_half_of_it(
    h: Harness, link: Link, monkeypatch: pytest.MonkeyPatch, directions: tuple[Any, ...]
) -> None:
    clerk = h.client("clerk")
    await clerk.post("/things", json={"thing_id": "a"})
    before = given_up("silent") + given_up("away")
    add = sample.add

    async def interrupted(tx: Any, thing_id: str, amount: int) -> Any:
        done = await add(tx, thing_id, amount)
        await asyncio.to_thread(link.hold, *directions)
        return done

    with monkeypatch.context() as patched:
        patched.setattr(sample, "add", interrupted)
        refused(await clerk.post("/things/a/add", json={"amount": 5}, headers=KEY))
    # Away where the server could still say that it had ended the transaction.
    assert given_up("silent") + given_up("away") == before + 1
    # The server was told nothing: it ends the transaction itself, and with it the lock on the row.
    async with asyncio.timeout(60):
        while await at_work(h):
            await asyncio.sleep(0.2)
    assert await things(h) == {"a": 0}
    link.heal()
    assert (await clerk.post("/things/a/add", json={"amount": 5}, headers=KEY)).json()["total"] == 5


@pytest.mark.parametrize("direction", ["up", "down"])
async def test_a_commit_without_an_answer_is_503_and_the_same_key_has_one_effect(
    h: Harness, link: Link, monkeypatch: pytest.MonkeyPatch, direction: Any
) -> None:
    """Held on its way up the commit was not done, held on its way down it was: nobody knows, and both end the same."""
    clerk = h.client("clerk")
    await clerk.post("/things", json={"thing_id": "a"})
    commit = Database._commit

    async def cut_off(self: Database, connection: Any) -> None:
        await asyncio.to_thread(link.hold, direction)
        await commit(self, connection)

    with monkeypatch.context() as patched:
        patched.setattr(Database, "_commit", cut_off)
        refused(await clerk.post("/things/a/add", json={"amount": 5}, headers=KEY))
    async with asyncio.timeout(60):
        while await at_work(h):
            await asyncio.sleep(0.2)
    assert await things(h) == {"a": 5 if direction == "down" else 0}
    link.heal()
    again = await clerk.post("/things/a/add", json={"amount": 5}, headers=KEY)
    assert again.json()["total"] == 5
    assert again.headers.get("idempotency-replayed") == ("true" if direction == "down" else None)
    assert await things(h) == {"a": 5}


async def test_a_commit_is_never_cancelled(h: Harness, link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    cancel = asyncpg.Connection._cancel_current_command
    monkeypatch.setattr(
        asyncpg.Connection,
        "_cancel_current_command",
        lambda self, *waiters: (asked.append(self), cancel(self, *waiters)),
    )

    async def committing() -> None:
        async with h.runtime.database.transaction(["330102"]) as connection:
            await connection.execute(text("SELECT 1"))
            await asyncio.to_thread(link.hold)

    with pytest.raises(TimeoutError):
        await committing()
    link.heal()
    task = asyncio.create_task(committing())
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert asked == []


async def test_an_abandoned_transaction_loses_its_locks(h: Harness) -> None:
    async def abandoned() -> None:
        async with h.runtime.database.transaction(["330102"]) as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(7)"))
            async with h.owner.connect() as other, asyncio.timeout(60):
                while not await other.scalar(text("SELECT pg_try_advisory_xact_lock(7)")):
                    await other.rollback()
                    await asyncio.sleep(0.1)
            await connection.execute(text("SELECT 1"))

    with pytest.raises(STORE_ERRORS) as caught:
        await abandoned()
    assert store_away(caught.value)


async def test_an_event_whose_handler_met_a_lock_is_read_again_and_not_parked(h: Harness) -> None:
    runtime = h.runtime
    present = runtime.worker_database
    runtime.consumer._database = Database(runtime.settings.database_worker, limits=QUICK, service="sample")
    await h.deliver(Tally(thing_id="a", amount=1), "a")
    message = h.message(h.envelope(Tally(thing_id="a", amount=2), "a"))
    async with h.owner.begin() as connection:
        await connection.execute(text("SELECT 1 FROM things WHERE id = 'a' FOR UPDATE"))
        with pytest.raises(STORE_ERRORS) as caught:
            await runtime.consumer.on_batch([message])
        assert overdue(caught.value)
        assert (await connection.execute(text("SELECT count(*) FROM parked_events"))).scalar_one() == 0
    await runtime.consumer.on_batch([message])
    assert await things(h) == {"a": 3}
    await runtime.consumer._database.close()
    runtime.consumer._database = present


async def test_every_connection_carries_its_bounds(h: Harness) -> None:
    wanted = {
        "statement_timeout": "1s",
        "lock_timeout": "300ms",
        "idle_in_transaction_session_timeout": "1s",
        "tcp_user_timeout": "6000",
        "tcp_keepalives_idle": "3",
        "tcp_keepalives_interval": "1",
        "tcp_keepalives_count": "3",
        "client_connection_check_interval": "3s",
    }
    async with h.runtime.database.transaction([]) as connection:
        shown = {name: (await connection.execute(text(f"SHOW {name}"))).scalar_one() for name in wanted}
        driver: Any = (await connection.get_raw_connection()).driver_connection
        wire: socket.socket = driver._transport.get_extra_info("socket")
        assert wire.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        assert wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 6000
    assert shown == wanted


def test_limits_are_settings() -> None:
    named: dict[str, Any] = {"database_app": "a", "database_worker": "w", "kafka": "k", "issuer": "i", "jwks_url": "j"}
    bounds = {
        "connect_seconds": 1,
        "checkout_seconds": 2,
        "lock_seconds": 3,
        "idle_transaction_seconds": 4,
        "vanished_seconds": 5,
    }
    assert Settings(mode="development", **named, **bounds).limits(9) == Limits(1, 2, 9, 3, 4, 5)
