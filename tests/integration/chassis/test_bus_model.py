"""The real relay, consumers, replays and recovery on real stores, against a model, through every fault of the wire.

More of it: ``pytest tests/integration/chassis/test_bus_model.py --hypothesis-profile long``.
"""

import asyncio
import copy
import json
from collections.abc import Callable, Coroutine, Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

import chassis.recovery
from chassis import bus, control, relay, replays
from chassis.bus import Message, Position
from chassis.consumer import Consumer, NotNext
from chassis.inbox import Inbox
from chassis.relay import Outgoing, Relay, Sent
from chassis.replays import Filter
from ops.embedded import Postgres
from tests.support.busmodel import Event, Key, Log, Reading, Said, Wanted, key_of, version_of
from tests.support.busworld import BEGIN, Crash, Mood, Node, StepClock, at_once, build, fold
from tests.support.harness import Harness
from tests.support.sample import Added, Opened, Tally
from tests.support.wire import Fault, Wire

BATCH = 4
COUNTIES = ("330102", "330103")
IDS = ("a", "b", "c")
EVENTS = "other.events"
SAID = "sample.events"
FAULTS: tuple[Fault, ...] = ("refused", "unheard", "twice", "lost", "late")
GRACE = timedelta(seconds=61)
RESTED = timedelta(minutes=10)

keys = st.tuples(st.sampled_from(COUNTIES), st.sampled_from(IDS))
numbers = st.integers(0, 5)
amounts = st.lists(st.integers(1, 9), min_size=1, max_size=3)


@dataclass
class World:
    """What all examples share; each begins with empty stores."""

    runner: asyncio.Runner
    harnesses: list[Harness]
    source: Node
    reader: Node
    wire: Wire
    clock: StepClock
    mood: Mood


class Bus(RuleBasedStateMachine):
    world: World

    def __init__(self) -> None:
        super().__init__()
        world = self.world
        self.source, self.reader, self.wire = world.source, world.reader, world.wire
        self.clock, self.mood = world.clock, world.mood
        self.failed = False
        self.forked = False
        """Whether the wire holds a second history: then its source would not start, as it should."""
        self.log, self.said = Log(), Log()
        self.readings = [
            Reading(
                lambda event: event.key in self.mood.poisoned and not self.answered(event),
                lambda event: self.effect(event),
            ),
            Reading(lambda event: event.key in self.mood.poisoned, lambda _: None),
        ]
        self.copies: dict[str, Any] = copy.deepcopy({"reader": (self.said, self.readings), "source": self.log})
        self.run(self.begin())

    def run(self, step: Coroutine[Any, Any, None]) -> None:
        try:
            self.world.runner.run(self.checked(step))
        except BaseException:
            self.failed = True
            raise

    async def checked(self, step: Coroutine[Any, Any, None]) -> None:
        self.clock.move()
        await step
        await self.compare()

    async def begin(self) -> None:
        self.batch(BATCH)
        self.wire.__init__()
        self.mood.__init__()
        for node in (self.source, self.reader):
            await node.empty()
            await node.back_up()
            await node.start()

    def batch(self, size: int) -> None:
        self.size = relay.BATCH = size

    # What the model does.

    def answered(self, event: Event) -> bool:
        return (event.key, event.id) in self.said.recovered

    def effect(self, event: Event) -> None:
        caused = [one.type for one in self.said.events[event.key] if one.cause == event.id]
        if not self.said.events[event.key]:
            self.said.say(event.key, Said(Opened.wire_name(), 0, event.id), self.clock.now())
        if Added.wire_name() not in caused:
            self.said.say(event.key, Said(Added.wire_name(), event.amount, event.id), self.clock.now())

    def foretell(self, number: int, batch: list[Message]) -> None:
        reading = self.readings[number]
        for message in batch:
            if message.topic == control.HEADS:
                head = json.loads(message.value or b"")
                if head["source"] == "other":
                    reading.heads[head["county"]] = max(head["events"], reading.heads.get(head["county"], 0))
            elif message.topic == EVENTS and "ce_id" not in message.headers:
                reading.malformed.add((message.topic, message.partition, message.offset))
            elif message.topic == EVENTS:
                reading.take(event_of(message))
            reading.positions[self.wire.cluster][message.topic, message.partition] = message.offset + 1

    # The publishing side.

    @rule(key=keys, amounts=amounts)
    def append(self, key: Key, amounts: list[int]) -> None:
        self.run(self.appended(key, amounts))

    async def appended(self, key: Key, amounts: list[int]) -> None:
        await self.source.emit(key, *amounts)
        for amount in amounts:
            self.log.say(key, Said(Tally.wire_name(), amount), self.clock.now())

    @rule(reader=st.booleans())
    def relay(self, reader: bool) -> None:
        self.run(self.relayed(self.reader, self.said) if reader else self.relayed(self.source, self.log))

    async def relayed(self, node: Node, log: Log) -> None:
        self.wire.journal.clear()
        held = node.relay._held.now(self.clock.instant.timestamp())
        await node.relay_once()
        log.relayed(self.wire.journal, self.size, held)

    @rule(topic=st.sampled_from((EVENTS, EVENTS, SAID)), key=keys, fault=st.sampled_from(FAULTS))
    def disturb(self, topic: str, key: Key, fault: Fault) -> None:
        # What is lost or out of order on the reader's own topic is the source's test.
        if topic == EVENTS or fault in ("refused", "unheard"):
            self.wire.disturb(topic, key[1], fault)

    @rule(after=numbers)
    def broker_away(self, after: int) -> None:
        async def step() -> None:
            self.wire.away_after = after
            await self.relayed(self.source, self.log)
            self.wire.away_after = None

        self.run(step())

    @rule(lost=st.booleans())
    def tell_heads(self, lost: bool) -> None:
        async def step() -> None:
            if lost:
                for county in COUNTIES:
                    self.wire.disturb(control.HEADS, f"other/{county}", "lost")
            self.wire.journal.clear()
            await self.source.relay_once("send_control")
            for sent in self.wire.journal:
                head = json.loads(sent.message.value or b"")
                assert head["events"] == self.log.head(head["county"])

        self.run(step())

    # The reading side.

    @rule(number=st.integers(0, 1), first=numbers, size=st.integers(1, 6))
    def consume(self, number: int, first: int, size: int) -> None:
        self.run(self.consumed(number, first, size))

    async def consumed(self, number: int, first: int, size: int) -> None:
        batch = self.reader.next_batch(number, first, size)
        if batch:
            await self.reader.take(number, batch)
            self.foretell(number, batch)

    @rule(number=st.integers(0, 1), first=numbers, after=numbers, how=st.sampled_from(("process", "connection")))
    def consumer_crashes(self, number: int, first: int, after: int, how: str) -> None:
        """Whether it came to its end before the batch did, or not."""

        async def step() -> None:
            batch = self.reader.next_batch(number, first, 6)
            if not batch:
                return
            self.mood.ends_after, self.mood.how = after, how
            try:
                await self.reader.take(number, batch)
            except (Crash, DBAPIError):
                await self.reader.start()
            else:
                self.foretell(number, batch)
            finally:
                self.mood.ends_after = None

        self.run(step())

    @rule(number=st.integers(0, 1), back=st.integers(1, 4), partition=st.integers(0, 1))
    def read_again(self, number: int, back: int, partition: int) -> None:
        """A rebalance or a rewind: what was read comes once more."""
        at = self.reader.at[number]
        at[EVENTS, partition] = max(at[EVENTS, partition] - back, 0)

    @rule(some=st.lists(st.tuples(keys, amounts), min_size=1, max_size=3), sizes=st.tuples(numbers, numbers))
    def flow(self, some: list[tuple[Key, list[int]]], sizes: tuple[int, int]) -> None:
        """The whole way, as on any day."""

        async def step() -> None:
            for key, amounts in some:
                await self.appended(key, amounts)
            await self.relayed(self.source, self.log)
            for number, size in enumerate(sizes):
                await self.consumed(number, 0, size)

        self.run(step())

    @rule(reader=st.booleans())
    def restart(self, reader: bool) -> None:
        async def step() -> None:
            if not reader and not self.forked:
                await self.source.start()
            if reader:
                await self.reader.start()
                for number, reading in enumerate(self.readings):
                    assert dict(self.reader.at[number]) == reading.positions[self.wire.cluster]

        self.run(step())

    @rule(key=keys, poisoned=st.booleans())
    def poison(self, key: Key, poisoned: bool) -> None:
        if poisoned:
            self.mood.poisoned.add(key)
        else:
            self.mood.poisoned.discard(key)

    @rule(which=numbers, drop=st.booleans())
    def decide(self, which: int, drop: bool) -> None:
        async def step() -> None:
            rows = (await self.reader.facts())["parked"]
            if rows:
                row = rows[which % len(rows)]
                await (self.dropped(row) if drop else self.retried(row))

        self.run(step())

    async def retried(self, row: Mapping[str, Any]) -> None:
        number = self.number(row["consumer"])
        found = self.readings[number].parked.get(parked_at(row))
        if found and found[1].id.startswith("forged"):
            return  # nobody would take it for true
        await self.reader.consumers[number].retry(row["id"])
        self.reader.changed = True
        if found:
            self.readings[number].retry(found[1])

    async def dropped(self, row: Mapping[str, Any]) -> None:
        number = self.number(row["consumer"])
        reading = self.readings[number]
        found = reading.parked.get(parked_at(row))
        if found is None:
            reading.malformed.discard((row["topic"], row["partition"], row["offset"]))
        self.reader.changed = True
        may = found is None or reading.drop(found[1])
        try:
            assert await self.reader.consumers[number].drop(row["id"], by="ops", because="示例")
        except NotNext:
            assert not may
        else:
            assert may

    def number(self, name: str) -> int:
        return [one.name for one in self.reader.consumers].index(name)

    # What nobody should send.

    @rule(which=numbers, kind=st.sampled_from(("noise", "other data", "other chain")))
    def nonsense(self, which: int, kind: str) -> None:
        """A second history, behind a true event that is on the wire."""
        if kind == "noise":
            self.wire.put(Message(EVENTS, which % 2, -1, b"x", b"\xff", {}))
            return
        some = [one for one in self.wire.everything(EVENTS) if "ce_id" in one.headers]
        if not some:
            return
        # Where it does most harm: the true one is put aside and may be tried again.
        aside = {at[:2] for reading in self.readings for at in reading.parked}
        some = [one for one in some if (key_of(one), version_of(one)) in aside] or some
        true = some[which % len(some)]
        headers = true.headers | {"ce_id": f"forged-{self.clock.now()}", "ce_hash": f"{self.clock.now():%d%H%M%S}" * 8}
        if kind == "other chain":
            headers |= {
                "ce_aggregateversion": str(len(self.log.events[key_of(true)]) + 1),
                "ce_prevhash": headers["ce_hash"],
            }
        self.wire.put(Message(EVENTS, true.partition, -1, true.key, b'{"thing_id":"z","amount":1000}', headers))
        self.forked = True

    # Replays.

    @rule(later=st.booleans(), heard=st.booleans())
    def ask_for_gaps(self, later: bool, heard: bool) -> None:
        async def step() -> None:
            if later:
                self.clock.move(GRACE)
            self.wire.journal.clear()
            await self.reader.relay_once("send_control")
            for sent in self.wire.journal:
                if sent.message.topic == control.REPLAYS:
                    asked = json.loads(sent.message.value or b"")
                    key = (asked["county"], asked["aggregate_id"])
                    assert any(self.open_gap(reading, key) for reading in self.readings), f"asked for {key}"
            if heard:
                await self.heard()

        self.run(step())

    @staticmethod
    def open_gap(reading: Reading, key: Key) -> bool:
        return any(of == key and reason == "gap" for (of, _, _), (reason, _) in reading.parked.items())

    async def heard(self) -> None:
        batch = self.source.next_batch(0, 0, 6)
        if batch:
            await self.source.take(0, batch)
        for message in batch:
            if message.topic == control.REPLAYS:
                asked = json.loads(message.value or b"")
                self.log.ask(Wanted(asked["county"], asked["aggregate_id"]))

    @rule(
        county=st.none() | st.sampled_from(COUNTIES),
        id=st.none() | st.sampled_from(IDS),
        since=st.none() | numbers,
        until=st.none() | numbers,
    )
    def replay(self, county: str | None, id: str | None, since: int | None, until: int | None) -> None:
        times = [at for _, _, at in self.log.order]

        def bound(which: int | None) -> datetime | None:
            return None if which is None or not times else times[which % len(times)]

        self.run(self.asked(Wanted(county, id, bound(since), bound(until))))

    async def asked(self, wanted: Wanted) -> None:
        async with self.source.owner.begin() as connection:
            filter_ = Filter(wanted.county, wanted.id, wanted.since, wanted.until)
            new = await replays.request_replay(connection, self.clock.now(), filter_)
        assert new == all(one.wanted != wanted for one in self.log.replays)
        self.log.ask(wanted)
        self.source.changed = True

    @rule()
    def broker_lost(self) -> None:
        async def step() -> None:
            self.wire.lose_everything()
            self.forked = False
            await self.reader.start()
            await self.source.start()
            for node, log in ((self.source, self.log), (self.reader, self.said)):
                async with node.owner.begin() as connection:
                    await replays.restart_replays(connection, self.clock.now())
                log.ask_anew()

        self.run(step())

    # Backups.

    @rule(reader=st.booleans())
    def back_up(self, reader: bool) -> None:
        async def step() -> None:
            await (self.reader if reader else self.source).back_up()
            if reader:
                self.copies["reader"] = copy.deepcopy((self.said, self.readings))
            else:
                self.copies["source"] = copy.deepcopy(self.log)

        self.run(step())

    @rule(reader=st.booleans())
    def restore(self, reader: bool) -> None:
        async def step() -> None:
            if reader:
                said, readings = copy.deepcopy(self.copies["reader"])
                if self.comes_back(self.said, said, SAID):
                    await self.reader.restore()
                    await self.reader.start()
                    self.readings = readings
                    self.said = await self.recovered(self.reader, self.said, said, SAID)
            elif not self.forked:
                log = copy.deepcopy(self.copies["source"])
                if self.comes_back(self.log, log, EVENTS):
                    await self.source.restore()
                    await self.source.start()
                    self.log = await self.recovered(self.source, self.log, log, EVENTS)

        self.run(step())

    def on_wire(self, topic: str, key: Key) -> set[int]:
        return {version_of(one) for one in self.wire.everything(topic) if "ce_id" in one.headers and key_of(one) == key}

    def comes_back(self, now: Log, then: Log, topic: str) -> bool:
        """Whether the topic has all that was published since: without that a restore loses what others know."""
        for key, events in now.events.items():
            since = range(len(then.events[key]) + 1, len(events) + 1)
            found = self.on_wire(topic, key) & set(since)
            if not set(since) - set(now.pending[key]) <= found or found != set(since[: len(found)]):
                return False
        return True

    async def recovered(self, node: Node, now: Log, then: Log, topic: str) -> Log:
        times = {(key, version): at for key, version, at in now.order}
        for key, events in now.events.items():
            since = range(len(then.events[key]) + 1, len(events) + 1)
            for version in sorted(self.on_wire(topic, key) & set(since)):
                said = events[version - 1]
                then.events[key].append(said)
                then.order.append((key, version, times[key, version]))
                then.recovered.add((key, said.cause))
        order = [((row["county"], row["aggregate_id"]), row["aggregate_version"])
                 for row in (await node.facts())["order"]]  # fmt: skip
        assert sorted(order) == sorted((key, version) for key, version, _ in then.order)
        then.order = [(*place, times[place]) for place in order]
        return then

    # What must hold after every step.

    async def compare(self) -> None:
        for node, log in ((self.source, self.log), (self.reader, self.said)):
            if not node.changed:
                continue
            facts = await node.facts()
            node.changed = False
            self.compare_log(facts, log)
            if node is self.reader:
                for number, reading in enumerate(self.readings):
                    self.compare_reading(facts, node.consumers[number].name, reading)
                self.compare_effects(facts)

    def compare_log(self, facts: Mapping[str, Any], log: Log) -> None:
        events: dict[Key, list[Said]] = {}
        for row in facts["log"]:
            said = Said(row["type"], int(row["amount"] or 0), row["causation_id"])
            events.setdefault((row["county"], row["aggregate_id"]), []).append(said)
        assert events == {key: some for key, some in log.events.items() if some}
        pending: dict[Key, list[int]] = {}
        for row in facts["pending"]:
            pending.setdefault((row["county"], row["aggregate_id"]), []).append(row["aggregate_version"])
        assert pending == {key: some for key, some in log.pending.items() if some}
        heads = {row["county"]: row["events"] for row in facts["published"]}
        assert heads == {county: log.head(county) for county in COUNTIES if log.head(county)}
        log.finished([
            Wanted(row["county"], row["aggregate_id"], *(row[at] and datetime.fromisoformat(row[at])
                                                         for at in ("since", "until")))
            for row in facts["replays"]
        ])  # fmt: skip

    def compare_reading(self, facts: Mapping[str, Any], name: str, reading: Reading) -> None:
        mine = {what: [row for row in facts[what] if row["consumer"] == name]
                for what in ("marks", "parked", "positions", "progress")}  # fmt: skip
        marks = {(row["county"], row["aggregate_id"]): (row["version"], row["hash"]) for row in mine["marks"]}
        assert marks == reading.marks
        parked = {parked_at(row): row["reason"] for row in mine["parked"] if row["reason"] != "malformed"}
        assert parked == {at: reason for at, (reason, _) in reading.parked.items()}
        malformed = {(row["topic"], row["partition"], row["offset"])
                     for row in mine["parked"] if row["reason"] == "malformed"}  # fmt: skip
        assert malformed == reading.malformed
        positions: dict[str, dict[tuple[str, int], int]] = {}
        for row in mine["positions"]:
            positions.setdefault(row["cluster"], {})[row["topic"], row["partition"]] = row["next_offset"]
        assert positions == {cluster: some for cluster, some in reading.positions.items() if some}
        for row in mine["progress"]:
            assert row["applied"] == reading.applied(row["county"])
            assert row["head"] == reading.heads.get(row["county"], 0)

    def compare_effects(self, facts: Mapping[str, Any]) -> None:
        totals = {(row["county"], row["id"]): row["total"] for row in facts["things"]}
        assert totals == {key: sum(said.amount for said in some) for key, some in self.said.events.items() if some}
        board = {(row["county"], row["thing_id"]): row["amount"] for row in facts["board"]}
        assert board == self.shown(self.readings[1])

    def shown(self, reading: Reading) -> dict[Key, int]:
        """What an undisturbed run would have folded of the true events up to the marks, without what was given up."""
        found: dict[Key, int] = {}
        for key, (version, _) in reading.marks.items():
            for n, said in enumerate(self.log.events[key][:version], 1):
                if (key, n) not in reading.passed:
                    found[key] = fold(found[key], said.amount) if key in found else said.amount
        return found

    # How it ends.

    def teardown(self) -> None:
        if not self.failed:
            self.run(self.heal())

    async def heal(self) -> None:
        self.wire.heal()
        self.mood.poisoned.clear()
        self.batch(100)
        await self.quiet()
        await self.missing_is_told()
        await self.by_themselves()
        await self.asked(Wanted())
        await self.quiet()
        for number, reading in enumerate(self.readings):
            while rows := [
                row for row in (await self.reader.facts())["parked"] if self.number(row["consumer"]) == number
            ]:
                first = min(rows, key=lambda row: (row["version"], row["reason"] == "fork"))
                if first["reason"] in ("fork", "malformed"):
                    await self.dropped(first)
                else:
                    await self.retried(first)
                await self.compare()
            assert not reading.parked
        await self.asked(Wanted())
        await self.quiet()
        for reading in self.readings:
            assert {key: version for key, (version, _) in reading.marks.items()} == {
                key: len(some) for key, some in self.log.events.items() if some
            }
        for key, some in self.log.events.items():
            amounts = [said.amount for n, said in enumerate(some, 1) if (key, n) not in self.readings[0].passed]
            assert [one.amount for one in self.said.events[key] if one.type == Added.wire_name()] == amounts
        await self.tell()
        assert await self.told_missing() == [{}, {}]

    async def quiet(self) -> None:
        """Everything is sent, and everything is read."""
        while True:
            for node, log in ((self.source, self.log), (self.reader, self.said)):
                self.clock.move(RESTED)
                await self.relayed(node, log)
                await self.compare()
            if not (self.log.waiting or self.log.replays or self.said.waiting or self.said.replays):
                break
        for number in (0, 1):
            while self.reader.left(number):
                await self.consumed(number, 0, 50)
                await self.compare()

    async def tell(self) -> None:
        self.source.relay._told_all_at = float("-inf")
        await self.source.relay_once("send_control")
        await self.quiet()

    async def told_missing(self) -> list[dict[str, int]]:
        """Per consumer and county, once the grace is over."""
        found: list[dict[str, int]] = []
        for one in self.reader.consumers:
            for _ in range(2):
                await one.aim()
            self.clock.move(GRACE)
            async with self.reader.worker_database.transaction([]) as connection:
                rows = await one.inbox.behind(connection, self.clock.now(), timedelta(seconds=60))
            found.append({row["county"]: row["missing"] for row in rows if row["source"] == "other" and row["missing"]})
        return found

    async def missing_is_told(self) -> None:
        """Once all that is on the wire is read, what a consumer lacks is what it says it lacks."""
        await self.tell()
        for reading, missing in zip(self.readings, await self.told_missing(), strict=True):
            lacking = {
                county: self.log.head(county) - reading.applied(county) - reading.waiting(county) for county in COUNTIES
            }
            assert missing.keys() == {county for county, events in lacking.items() if events > 0}

    async def by_themselves(self) -> None:
        """Gaps close without anybody: they are asked for, and the source answers."""
        for _ in range(2):
            self.clock.move(GRACE)
            await self.reader.relay_once("send_control")
            while self.source.left(0):
                await self.heard()
            await self.quiet()
        for reading in self.readings:
            assert not any(self.open_gap(reading, key) for key in self.log.events)


def event_of(message: Message) -> Event:
    headers = message.headers
    amount = json.loads(message.value or b"")["amount"]
    return Event(
        key_of(message), version_of(message), headers["ce_hash"], headers["ce_prevhash"], amount, headers["ce_id"]
    )


def parked_at(row: Mapping[str, Any]) -> tuple[Key, int, str]:
    return (row["county"], row["aggregate_id"]), row["version"], row["hash"]


@pytest.fixture(scope="module")
def world(postgres: Postgres) -> Generator[World]:
    with asyncio.Runner() as runner:
        wire, clock, mood = Wire(), StepClock(), Mood()
        harnesses, source, reader = runner.run(build(postgres, wire, clock, mood))
        yield World(runner, harnesses, source, reader, wire, clock, mood)
        for harness in harnesses:
            runner.run(harness.close())


@pytest.fixture
def machine(world: World, monkeypatch: pytest.MonkeyPatch) -> type[Bus]:
    monkeypatch.setattr(asyncio, "sleep", at_once)
    monkeypatch.setattr(relay, "BATCH", BATCH)
    # How long a key rests is a matter of the clock, too.
    monkeypatch.setattr(relay, "time", SimpleNamespace(monotonic=lambda: world.clock.instant.timestamp()))
    monkeypatch.setattr(chassis.recovery, "create_topics", world.wire.create_topics)
    monkeypatch.setattr(bus, "cluster_id", world.wire.cluster_id)
    monkeypatch.setattr(bus, "read_to_end", world.wire.read_to_end)
    return type("Bus", (Bus,), {"world": world})


UNHURRIED = settings(
    stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck), report_multiple_bugs=False
)

UNTIL_FOUND = settings(UNHURRIED, max_examples=300, phases=[Phase.generate], database=None, derandomize=True)


def test_the_bus_does_what_the_model_does(machine: type[Bus]) -> None:
    run_state_machine_as_test(machine, settings=UNHURRIED)


# The machine can fail: each of these is a bus that does not keep its word.


def send_without_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was acknowledged leaves the outbox, also behind a failure."""
    ordered = Relay._send

    async def send(self: Relay, messages: Sequence[Outgoing]) -> Sent:
        some = [await ordered(self, [one]) for one in messages]
        return Sent([ref for one in some for ref in one.acknowledged], {key for one in some for key in one.failed})

    monkeypatch.setattr(Relay, "_send", send)


def keep_positions_of_another_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    async def positions(self: Inbox, connection: AsyncConnection, cluster: str) -> dict[Position, int]:
        t = self._t.positions
        rows = await connection.execute(select(t).where(t.c.consumer == self.consumer).order_by(t.c.next_offset))
        return {(row.topic, row.partition): row.next_offset for row in rows}

    monkeypatch.setattr(Inbox, "positions", positions)


def store_positions_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a transaction of their own: what crashes then is not read again."""
    apply = Consumer._apply

    async def applied(self: Consumer, messages: Sequence[Message], *, isolate: bool) -> Any:
        async with self._database.transaction([]) as connection:
            await self.inbox.store_positions(connection, self.cluster, messages)
        return await apply(self, messages, isolate=isolate)

    monkeypatch.setattr(Consumer, "_apply", applied)


def jump_over_gaps(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Consumer._one

    async def next_one(self: Consumer, connection: Any, item: Any, marks: Any, *rest: Any, **how: Any) -> Any:
        mark, envelope = marks[item.key], item.envelope
        if envelope.version > mark.version + 1:
            mark.version, mark.hash = envelope.version - 1, envelope.prev_hash
        return await one(self, connection, item, marks, *rest, **how)

    monkeypatch.setattr(Consumer, "_one", next_one)


def forget_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    async def drain(*_: Any, **__: Any) -> int:
        return 0

    monkeypatch.setattr(Consumer, "_drain", drain)


def replay_past_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    chunk = replays.next_chunk

    async def advanced(connection: AsyncConnection, limit: int) -> Any:
        found = await chunk(connection, limit)
        if found is not None:
            await replays.advance(connection, found, BEGIN)
        return found

    monkeypatch.setattr(replays, "next_chunk", advanced)


@pytest.mark.parametrize(
    "broken",
    [
        send_without_order,
        keep_positions_of_another_broker,
        store_positions_first,
        jump_over_gaps,
        forget_what_waits,
        replay_past_failures,
    ],
)
def test_a_bus_that_breaks_its_word_is_found_out(
    machine: type[Bus], monkeypatch: pytest.MonkeyPatch, broken: Callable[[pytest.MonkeyPatch], None]
) -> None:
    broken(monkeypatch)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=UNTIL_FOUND)
