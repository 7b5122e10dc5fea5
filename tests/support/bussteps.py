"""What the property test of the bus can do, step by step, and what must hold after each."""

import asyncio
import copy
import json
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from chassis import control, relay, replays
from chassis.bus import Message
from chassis.consumer import NotNext
from chassis.replays import Filter
from tests.support.busmodel import Event, Key, Log, Reading, Said, Wanted, key_of, version_of
from tests.support.busworld import Mood, Node, StepClock, fold
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


class Steps(RuleBasedStateMachine):
    """Each does something to the real parts and to the model, and sees that they agree."""

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

    async def appended(self, key: Key, amounts: list[int]) -> None:
        await self.source.emit(key, *amounts)
        for amount in amounts:
            self.log.say(key, Said(Tally.wire_name(), amount), self.clock.now())

    async def relayed(self, node: Node, log: Log) -> None:
        self.wire.journal.clear()
        held = node.relay._held.now(self.clock.instant.timestamp())
        await node.relay_once()
        log.relayed(self.wire.journal, self.size, held)

    async def consumed(self, number: int, first: int, size: int) -> None:
        batch = self.reader.next_batch(number, first, size)
        if batch:
            await self.reader.take(number, batch)
            self.foretell(number, batch)

    async def retried(self, row: Mapping[str, Any]) -> None:
        number = self.number(row["consumer"])
        found = self.readings[number].parked.get(parked_at(row))
        await self.reader.consumers[number].retry(row["id"])
        self.reader.changed = True
        if found:
            self.readings[number].retry(found[1])

    def decidable(self, row: Mapping[str, Any], *, drop: bool) -> bool:
        """A forged one is dropped, and not before it is known as such: else it would become the history."""
        _, event = self.readings[self.number(row["consumer"])].parked.get(parked_at(row), ("", None))
        return event is None or not event.id.startswith("forged") or (drop and row["reason"] == "fork")

    async def dropped(self, row: Mapping[str, Any]) -> None:
        number = self.number(row["consumer"])
        reading = self.readings[number]
        found = reading.parked.get(parked_at(row))
        if found is None:
            reading.malformed.discard((row["topic"], row["partition"], row["offset"]))
        self.reader.changed = True
        may = found is None or reading.drop(found[1])
        try:
            assert await self.reader.consumers[number].drop(row["id"], by="ops", because="示例", missing_too=True)
        except NotNext:
            assert not may
        else:
            assert may

    def number(self, name: str) -> int:
        return [one.name for one in self.reader.consumers].index(name)

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

    async def asked(self, wanted: Wanted) -> None:
        async with self.source.owner.begin() as connection:
            filter_ = Filter(wanted.county, wanted.id, wanted.since, wanted.until)
            new = await replays.request_replay(connection, self.clock.now(), filter_)
        assert new == all(one.wanted != wanted for one in self.log.replays)
        self.log.ask(wanted)
        self.source.changed = True

    def on_wire(self, topic: str, key: Key) -> set[int]:
        return {version_of(one) for one in self.wire.everything(topic) if "ce_id" in one.headers and key_of(one) == key}

    def known(self, key: Key) -> int:
        """The last true version that any consumer, or its backup, has heard of, be it from a broker that is gone."""
        readings = [*self.readings, *self.copies["reader"][1]]
        parked = [
            event.version
            for reading in readings
            for at, (_, event) in reading.parked.items()
            if at[0] == key and not event.id.startswith("forged")
        ]
        return max(parked + [reading.version(key) for reading in readings])

    def comes_back(self, now: Log, then: Log, topic: str) -> bool:
        """Whether the topic has all that was published since: without that a restore loses what others know."""
        for key, events in now.events.items():
            since = range(len(then.events[key]) + 1, len(events) + 1)
            found = self.on_wire(topic, key) & set(since)
            if not set(since) - set(now.pending[key]) <= found or found != set(since[: len(found)]):
                return False
            if topic == EVENTS and self.known(key) > len(then.events[key]) + len(found):
                return False
        return True

    async def restored(self, node: Node, now: Log, then: Log, topic: str) -> Log:
        await node.restore()
        known = await node.knows(self.wire.cluster)
        await node.start()
        log = await self.recovered(node, now, then, topic)
        published = sum(map(len, log.events.values())) - sum(map(len, log.pending.values()))
        if not known and self.wire.size(topic) < published:
            # The service says by itself once more what this broker has never had.
            log.ask_anew()
        return log

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


def event_of(message: Message) -> Event:
    headers = message.headers
    amount = json.loads(message.value or b"")["amount"]
    return Event(
        key_of(message), version_of(message), headers["ce_hash"], headers["ce_prevhash"], amount, headers["ce_id"]
    )


def parked_at(row: Mapping[str, Any]) -> tuple[Key, int, str]:
    return (row["county"], row["aggregate_id"]), row["version"], row["hash"]
