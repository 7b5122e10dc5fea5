"""Everything that can befall the bus, in any order, and how all of it must end."""

import copy
import json
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy.exc import DBAPIError

from chassis import control, replays
from chassis.bus import Message
from tests.support.busmodel import Key, Wanted, key_of, version_of
from tests.support.bussteps import COUNTIES, EVENTS, FAULTS, GRACE, IDS, RESTED, SAID, Steps
from tests.support.busworld import Crash
from tests.support.sample import Added
from tests.support.wire import Fault

keys = st.tuples(st.sampled_from(COUNTIES), st.sampled_from(IDS))
numbers = st.integers(0, 5)
HOWS = ("process", "connection")
amounts = st.lists(st.integers(1, 9), min_size=1, max_size=3)


class Bus(Steps):
    # The publishing side.

    @rule(key=keys, amounts=amounts)
    def append(self, key: Key, amounts: list[int]) -> None:
        self.run(self.appended(key, amounts))

    @rule(reader=st.booleans())
    def relay(self, reader: bool) -> None:
        self.run(self.relayed(self.reader, self.said) if reader else self.relayed(self.source, self.log))

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

    @rule(key=keys, amounts=amounts, number=st.integers(0, 1), after=numbers, how=st.sampled_from(HOWS))
    def consumer_crashes(self, key: Key, amounts: list[int], number: int, after: int, how: str) -> None:
        """Whether it comes to its end before the batch does, or not."""

        async def step() -> None:
            await self.appended(key, amounts)
            await self.relayed(self.source, self.log)
            batch = self.reader.next_batch(number, 0, 6)
            if not batch:
                return  # the relay was refused
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
            if rows and self.decidable(row := rows[which % len(rows)], drop=drop):
                await (self.dropped(row) if drop else self.retried(row))

        self.run(step())

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
                    self.readings = readings
                    self.said = await self.restored(self.reader, self.said, said, SAID)
            elif not self.forked:
                log = copy.deepcopy(self.copies["source"])
                if self.comes_back(self.log, log, EVENTS):
                    self.log = await self.restored(self.source, self.log, log, EVENTS)

        self.run(step())

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
                rows = [row for row in rows if self.decidable(row, drop=row["reason"] == "fork")]
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
