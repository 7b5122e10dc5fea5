"""Two services on real stores with a wire between them, each step of relay, consumer and recovery made by hand."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import control
from chassis.app import Service, consumers_of
from chassis.bus import Message, Position
from chassis.consumer import Consumer
from chassis.eventlog import SYSTEM, Tx
from chassis.owntopic import OwnTopic
from chassis.poisonwatch import PoisonLimits
from chassis.recovery import Recovery
from chassis.relay import Relay
from chassis.tables import infrastructure
from ops.embedded import Postgres
from tests.support import sample
from tests.support.busmodel import Key
from tests.support.harness import Harness, serve_service
from tests.support.sample import BOARD, Tally
from tests.support.sender import SENDER, TALLIES
from tests.support.wire import PARTITIONS, Wire

NEVER = PoisonLimits(run=10**9, window=10**6, share=1.1)
"""That a consumer stops is tested elsewhere."""
SEQUENCES = ("event_log_seq_seq", "parked_events_id_seq", "replays_id_seq")
BEGIN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
FACTS = {
    "log": "SELECT county, aggregate_id, type, CAST(data AS json) ->> 'amount' AS amount, causation_id FROM event_log "
    "ORDER BY county, aggregate_id, aggregate_version",
    "order": "SELECT county, aggregate_id, aggregate_version FROM event_log ORDER BY seq",
    "pending": "SELECT county, aggregate_id, aggregate_version FROM outbox JOIN event_log USING (county, seq) "
    "ORDER BY outbox.seq",
    "published": "SELECT county, events FROM published ORDER BY county",
    "replays": "SELECT county, aggregate_id, since, until, sent FROM replays WHERE finished_at IS NULL",
    "marks": "SELECT consumer, county, aggregate_id, version, hash FROM inbox WHERE source = 'other'",
    "parked": "SELECT consumer, id, reason, county, aggregate_id, version, "
    'hash, topic, partition, "offset" FROM parked_events ORDER BY id',
    "positions": "SELECT consumer, cluster, topic, partition, next_offset FROM positions",
    "progress": "SELECT consumer, county, applied, head FROM progress WHERE source = 'other'",
    "board": "SELECT county, thing_id, amount FROM board",
    "things": "SELECT county, id, total FROM things",
}


class StepClock:
    """Stands still until it is moved: what a replay's bounds select can then be foretold."""

    def __init__(self) -> None:
        self.instant = BEGIN

    def now(self) -> datetime:
        return self.instant

    def move(self, by: timedelta = timedelta(seconds=1)) -> None:
        self.instant += by


class Crash(BaseException):
    """The process ends in the middle of what it does."""


class Mood:
    """What the handlers do beside their work."""

    def __init__(self) -> None:
        self.poisoned: set[Key] = set()
        self.ends_after: int | None = None
        """So many handled events until the process or its connection ends."""
        self.how: str = "process"

    async def before(self, tx: Tx, event: Tally) -> None:
        if self.ends_after is not None:
            self.ends_after -= 1
            if self.ends_after < 0 and self.how == "process":
                raise Crash
            if self.ends_after < 0:
                await tx.connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        if (tx.county, event.thing_id) in self.poisoned:
            raise RuntimeError("poisoned")


def fold(value: int, amount: int) -> int:
    """Another order gives another number."""
    return (value * 7 + amount) % 1_000_003


def reader(mood: Mood) -> Service:
    async def on_tally(tx: Tx, event: Tally) -> None:
        await mood.before(tx, event)
        await sample.on_tally(tx, event)

    async def onto_board(tx: Tx, event: Tally) -> None:
        await mood.before(tx, event)
        statement = insert(BOARD).values(county=tx.county, thing_id=event.thing_id, amount=event.amount)
        folded = (BOARD.c.amount * 7 + statement.excluded.amount) % 1_000_003
        await tx.connection.execute(
            statement.on_conflict_do_update(index_elements=["county", "thing_id"], set_={"amount": folded})
        )

    return replace(
        sample.SERVICE,
        subscriptions={"other.events": {Tally: on_tally}},
        projections={"board": {"other.events": {Tally: onto_board}}},
    )


class Node:
    """One service: its store, which can be put back to what it was, and its worker, which can be started anew."""

    def __init__(self, harness: Harness, service: Service, wire: Wire, clock: StepClock) -> None:
        self.service = service
        self.wire = wire
        self.clock = clock
        self.settings = harness.runtime.settings.model_copy(update={"replay_events_per_second": 10**9})
        self.database = harness.runtime.database
        self.worker_database = harness.runtime.worker_database
        self.owner: AsyncEngine = harness.owner
        self._tables = [table.name for table in service.metadata.sorted_tables]
        self._sequences: list[tuple[str, int, bool]] = []
        self.relay: Relay
        self.recovery: Recovery
        self.consumers: list[Consumer] = []
        self.at: list[dict[Position, int]] = []
        """Where each consumer's client reads on."""
        self.changed = True
        """Whether anything was done to it since somebody looked."""

    async def prepare(self) -> None:
        """Once for a store: room for its copy."""
        await self._owner(
            "CREATE SCHEMA copy; "
            + "; ".join(f"CREATE TABLE copy.{name} (LIKE public.{name} INCLUDING DEFAULTS)" for name in self._tables)
        )

    async def _owner(self, script: str) -> None:
        async with self.owner.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await driver.execute(script)

    async def empty(self) -> None:
        # A replay goes through numbers, also through those that nobody has: each example must begin with the same.
        await self._fill("".join(f"SELECT setval('{name}', 1, false); " for name in SEQUENCES))

    async def _fill(self, then: str) -> None:
        self.changed = True
        # Past the triggers, which let nothing be deleted from the log.
        deleted = "; ".join(f"DELETE FROM public.{name}" for name in self._tables)
        await self._owner(f"BEGIN; SET LOCAL session_replication_role = replica; {deleted}; {then} COMMIT")

    async def back_up(self) -> None:
        await self._owner(
            "BEGIN; "
            + "; ".join(
                f"DELETE FROM copy.{name}; INSERT INTO copy.{name} SELECT * FROM public.{name}" for name in self._tables
            )
            + "; COMMIT"
        )
        async with self.owner.connect() as connection:
            found: list[tuple[str, int, bool]] = []
            for name in SEQUENCES:
                row = (await connection.execute(text(f"SELECT last_value, is_called FROM {name}"))).one()
                found.append((name, row.last_value, row.is_called))
            self._sequences = found

    async def restore(self) -> None:
        rows = "; ".join(
            f"INSERT INTO public.{name} OVERRIDING SYSTEM VALUE SELECT * FROM copy.{name}" for name in self._tables
        )
        numbers = "".join(f"SELECT setval('{name}', {value}, {called}); " for name, value, called in self._sequences)
        await self._fill(f"{rows}; {numbers}")

    async def knows(self, cluster: str) -> bool:
        """Whether its store has ever looked at this broker."""
        query = text("SELECT EXISTS (SELECT FROM positions WHERE consumer = :own AND cluster = :cluster)")
        async with self.owner.connect() as connection:
            own = {"own": f"{self.service.name}:own", "cluster": cluster}
            return bool((await connection.execute(query, own)).scalar_one())

    async def start(self) -> None:
        """As the runtime does: nothing is relayed or read before the own topic is compared with the log."""
        self.changed = True
        tables = infrastructure(self.service.metadata)
        own = OwnTopic(self.service.name, self.service.topic, tables)
        self.relay = Relay(
            self.service.name, self.service.topic, self.settings, self.worker_database, self.wire, self.clock, own
        )
        # Heads and requests are told when the test says so.
        self.relay._control_at = float("inf")
        self.recovery = Recovery(self.service, self.settings, self.worker_database, self.clock, own, appends=True)
        await self.recovery._once()
        self.consumers = consumers_of(self.service, self.worker_database, self.clock, limits=NEVER)
        await self.consumers[0].prepare()
        for consumer in self.consumers:
            consumer.cluster = self.wire.cluster
        self.at = [defaultdict(int, await consumer.positions()) for consumer in self.consumers]

    def topics(self, number: int) -> list[str]:
        """What the consumer of that number reads: requests are the first's to hear."""
        return [*self.service.subscriptions, *(control.TOPICS if number == 0 else control.TOPICS[:1])]

    def left(self, number: int) -> list[Position]:
        """Partitions that hold more than the consumer has read."""
        some = [(topic, n) for topic in self.topics(number) for n in range(PARTITIONS)]
        return [position for position in some if self.wire.read(position, self.at[number][position], 1)]

    def next_batch(self, number: int, first: int, size: int) -> list[Message]:
        """Up to ``size`` of each partition, the partitions in an order that ``first`` turns."""
        left = self.left(number)
        turned = left[first % len(left) :] + left[: first % len(left)] if left else []
        return [message for position in turned for message in self.wire.read(position, self.at[number][position], size)]

    async def take(self, number: int, batch: Sequence[Message]) -> None:
        """Applies the batch; where that fails the client stays where it was."""
        self.changed = True
        await self.consumers[number].on_batch(batch)
        for message in batch:
            self.at[number][message.topic, message.partition] = message.offset + 1

    async def relay_once(self, what: str = "send_once") -> None:
        self.changed = True
        async with self.worker_database.engine.connect() as raw:
            connection = await raw.execution_options(isolation_level="AUTOCOMMIT")
            await getattr(self.relay, what)(connection)

    async def emit(self, key: Key, *amounts: int) -> None:
        self.changed = True
        county, id = key
        async with self.database.transaction([county]) as connection:
            tx = Tx(connection, county, SYSTEM, self.clock.now(), "c")
            found = await TALLIES.find(tx, id)
            await TALLIES.append(tx, id, found, [Tally(thing_id=id, amount=n) for n in amounts])

    async def facts(self) -> dict[str, Any]:
        """What the store says, in one question."""
        wanted = [name for name in FACTS if name not in ("board", "things") or name in self._tables]
        parts = ", ".join(f"'{name}', (SELECT json_agg(q) FROM ({FACTS[name]}) q)" for name in wanted)
        async with self.owner.connect() as connection:
            found = await connection.scalar(text(f"SELECT CAST(json_build_object({parts}) AS text)"))
        return {name: rows or [] for name, rows in json.loads(found).items()}


async def build(postgres: Postgres, wire: Wire, clock: StepClock, mood: Mood) -> tuple[list[Harness], Node, Node]:
    """The service that publishes and the one that reads, on empty stores."""
    services = (SENDER, reader(mood))
    harnesses = [await serve_service(postgres, service) for service in services]
    nodes = [Node(harness, service, wire, clock) for harness, service in zip(harnesses, services, strict=True)]
    for node in nodes:
        await node.prepare()
    return harnesses, nodes[0], nodes[1]


async def at_once(_: float) -> None:
    """Instead of ``asyncio.sleep``: nothing here waits for time to pass."""
    await REAL_SLEEP(0)


REAL_SLEEP = asyncio.sleep
