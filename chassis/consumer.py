"""The batch loop: one database transaction holds marks, handlers, new events and positions.

Each aggregate of each source has a high-water mark. At or below it: a duplicate. Exactly one above, continuing the
hash chain: applied. Further above: a gap, stored until the missing version comes. Same version, other hash: a fork.
A handler that fails parks its event, and what follows of that aggregate waits; the rest flows on.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any, Literal

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import control, metrics
from chassis.bus import Message, Position
from chassis.clock import Clock
from chassis.database import STORE_ERRORS, Database, lost_race, overdue, store_away
from chassis.eventlog import SYSTEM, Tx
from chassis.inbox import Aside, Inbox, Item, Key, Mark, Reason, item_of
from chassis.poisonwatch import PoisonLimits, PoisonWatch
from chassis.replays import Filter, request_replay
from chassis.tables import Infrastructure
from contracts.base import Event
from contracts.envelope import Envelope, MalformedEvent, parse_data

log = structlog.get_logger()

Outcome = Literal["applied", "duplicate", Reason]


class ConsumerStopped(RuntimeError):
    """Too many events failed: the fault is ours, not theirs. Nothing was acknowledged."""


class NotNext(ValueError):
    """Dropping this event would also give up an earlier one of its aggregate, which must be decided first."""


Handler = Callable[[Tx, Any], Awaitable[object]]
"""``async (tx, event)``; runs in the batch's transaction and must not fail because another event has not come."""


class Consumer:
    """One named consumer of one service. A new projection is a new name and reads from the beginning."""

    def __init__(
        self,
        service: str,
        name: str,
        database: Database,
        tables: Infrastructure,
        subscriptions: Mapping[str, Mapping[type[Event], Handler]],
        clock: Clock,
        on_commit: Callable[[], None] = lambda: None,
        *,
        projection: bool = False,
        limits: PoisonLimits = PoisonLimits(),
        from_now: Collection[type[Event]] = (),
    ) -> None:
        self.service = service
        self.name = name
        """Also its label in the metrics; a service's first consumer bears the service's name."""
        self.stopped: str | None = None
        self.cluster = ""
        self.inbox = Inbox(name, tables)
        self._database = database
        self.sources = {topic.removesuffix(".events") for topic in subscriptions}
        self.recovered = False
        """Whether the store took events back from the own topic: then what caused them comes again."""
        self.types = {event.wire_name() for table in subscriptions.values() for event in table}
        self.from_now = {event.wire_name() for event in from_now}
        """Types whose history is passed over where they are taken up later: what they cause is an act of its time."""
        self._tables = tables
        self._subscriptions = subscriptions
        self._handlers = {
            event.wire_name(): (event, handler) for table in subscriptions.values() for event, handler in table.items()
        }
        self._clock = clock
        self._on_commit = on_commit
        self._projection = projection
        self._failures = 0
        self._limits = limits
        self._watch = PoisonWatch(limits)

    def late(self, suffix: str, types: Collection[str]) -> "Consumer":
        """One of these types alone, under a name and with marks of its own; it emits nothing."""
        kept = {
            topic: {event: handler for event, handler in table.items() if event.wire_name() in types}
            for topic, table in self._subscriptions.items()
        }
        kept = {topic: table for topic, table in kept.items() if table}
        return Consumer(
            self.service, self.name + suffix, self._database, self._tables, kept, self._clock, projection=True,
            limits=self._limits,
        )  # fmt: skip

    def resume(self) -> None:
        """Begins anew after a stop: somebody has looked at it."""
        self.stopped = None
        self._watch = PoisonWatch(self._limits)

    async def prepare(self) -> None:
        """Looks once whether the store was ever restored, not for each event; waits for the store."""
        while True:
            try:
                async with self._database.transaction([]) as connection:
                    self.recovered = await self.inbox.ever_recovered(connection)
                    return
            except STORE_ERRORS as error:
                log.warning("consumer.database_lost", consumer=self.name, error=repr(error))
                await asyncio.sleep(1)

    async def positions(self) -> dict[Position, int]:
        """Where this consumer's store is, per (topic, partition) of the present cluster; waits for the store.

        Raising would leave the client to read on from Kafka's own offsets, which a restored store knows nothing of.
        """
        while True:
            try:
                return await self.read_positions()
            except STORE_ERRORS as error:
                log.warning("consumer.database_lost", consumer=self.name, error=repr(error))
                await asyncio.sleep(1)

    async def read_positions(self) -> dict[Position, int]:
        """The same, for who can do without: raises when the store is away."""
        async with self._database.transaction([]) as connection:
            return await self.inbox.positions(connection, self.cluster)

    async def on_batch(self, messages: Sequence[Message]) -> None:
        """Applies one batch whole, or raises with nothing stored."""
        if self.stopped:
            await asyncio.sleep(5)
            raise ConsumerStopped(self.stopped)
        try:
            outcomes = await self._try(messages)
        except BaseException as error:
            metrics.CONSUMER_FAILURES.labels(self.name).inc()
            self._failures += 1
            log.warning("consumer.batch_failed", consumer=self.name, error=repr(error), failures=self._failures)
            await asyncio.sleep(min(0.1 * 2**self._failures, 10))
            raise
        self._failures = 0
        self._watch.keep()
        for outcome, count in outcomes.items():
            metrics.CONSUMED.labels(self.name, outcome).inc(count)
        self._on_commit()

    async def _try(self, messages: Sequence[Message]) -> dict[Outcome, int]:
        try:
            return await self._apply(messages, isolate=False)
        except Exception as error:
            if store_away(error) or overdue(error):
                raise
            log.info("consumer.isolating", consumer=self.name, error=repr(error))
            return await self._apply(messages, isolate=True)

    async def _apply(self, messages: Sequence[Message], *, isolate: bool) -> dict[Outcome, int]:
        outcomes: dict[Outcome, int] = defaultdict(int)
        items: list[Item] = []
        malformed: list[tuple[Message, str]] = []
        for message in messages:
            if message.topic in control.TOPICS:
                continue
            try:
                items.append(Item(message, Envelope.parse(message.headers, message.value)))
            except MalformedEvent as error:
                malformed.append((message, str(error)))
        self._watch.begin()
        counties = sorted({item.envelope.county for item in items})
        keys = {item.key for item in items}
        async with self._database.transaction(counties) as connection:
            await self._obey(connection, [message for message in messages if message.topic in control.TOPICS])
            for message, error in malformed:
                await self.inbox.park(connection, message, None, "malformed", error, self._clock.now())
                outcomes["malformed"] += 1
            marks, aside = await self.inbox.known(connection, keys)
            for item in items:
                outcome = await self._one(connection, item, marks, aside, isolate=isolate)
                outcomes[outcome] += 1
                if outcome == "applied" and item.key in aside.keys:
                    outcomes["applied"] += await self._drain(connection, item.key, marks, aside, isolate=isolate)
            await self.inbox.store_marks(connection, marks, self._clock.now())
            await self.inbox.store_positions(connection, self.cluster, messages)
        return outcomes

    async def _obey(self, connection: AsyncConnection, messages: Sequence[Message]) -> None:
        """Heads of the sources that are read here, and requests for what this service has published."""
        heads: list[control.Head] = []
        for message in messages:
            said = control.parse(message)
            if said is None:
                log.warning("consumer.control_malformed", consumer=self.name, topic=message.topic)
            elif isinstance(said, control.Head):
                heads += [said] if said.source in self.sources else []
            elif said.source == self.service:
                await request_replay(connection, self._clock.now(), Filter(said.county, said.aggregate_id))
        await self.inbox.hear(connection, heads, self._clock.now())

    async def _one(
        self,
        connection: AsyncConnection,
        item: Item,
        marks: dict[Key, Mark],
        aside: Aside,
        *,
        isolate: bool,
        asked: bool = False,
    ) -> Outcome:
        envelope = item.envelope
        mark = marks[item.key]
        if envelope.version <= mark.version:
            if envelope.version == mark.version and envelope.hash != mark.hash:
                return await self._keep(connection, item, "fork", "same version, other hash", mark, aside)
            return "duplicate"
        if envelope.version > mark.version + 1:
            reason = "waiting" if item.key in aside.blocked else "gap"
            return await self._keep(connection, item, reason, f"the mark is at {mark.version}", mark, aside)
        if envelope.prev_hash != mark.hash:
            return await self._keep(connection, item, "fork", "does not continue the applied chain", mark, aside)
        if item.key in aside.blocked and not asked and await self.inbox.has_rival(connection, item):
            return await self._keep(connection, item, "fork", "another event of this version is parked", mark, aside)
        if isolate:
            try:
                async with connection.begin_nested():
                    await self._handle(connection, item)
            except Exception as error:
                # None is the event's fault: the batch is read once more.
                if store_away(error) or lost_race(error) or overdue(error):
                    raise
                if (why := self._watch.failed()) is not None:
                    self.stopped = f"{self.name}: {why}, the last with {error!r}"
                    log.error("consumer.stopped", consumer=self.name, type=envelope.type, why=self.stopped)
                    raise ConsumerStopped(self.stopped) from error
                log.error("consumer.parked", consumer=self.name, type=envelope.type, error=repr(error))
                return await self._keep(connection, item, "poison", repr(error), mark, aside)
        else:
            await self._handle(connection, item)
        self._watch.applied()
        mark.version, mark.hash = envelope.version, envelope.hash
        return "applied"

    async def _handle(self, connection: AsyncConnection, item: Item) -> bool:
        """False where it came again after a restore and could not have all of its effects: it is kept aside."""
        envelope = item.envelope
        found = self._handlers.get(envelope.type)
        if found is None:
            return True
        event_type, handler = found
        tx = Tx(
            connection,
            envelope.county,
            SYSTEM,
            self._clock.now(),
            correlation_id=envelope.correlation_id,
            causation_id=envelope.id,
            traceparent=envelope.traceparent,
            received_at=envelope.time,
            projection=self._projection,
            answered=await self.inbox.answered(connection, envelope) if self.recovered else {},
        )
        with structlog.contextvars.bound_contextvars(
            consumer=self.name,
            event_id=envelope.id,
            type=envelope.type,
            county=envelope.county,
            traceparent=envelope.traceparent,
            correlation_id=envelope.correlation_id,
        ):
            event = parse_data(event_type, envelope.data)
            if event.CROSSES_TO is not None and envelope.source == self.service and not self._projection:
                # Of its own history alone: another service's word opens no county of this one's.
                tx.crosses_to = getattr(event, event.CROSSES_TO)
            if not tx.answered:
                await handler(tx, event)
                return True
            try:
                async with connection.begin_nested():
                    await handler(tx, event)
            except Exception as error:
                if store_away(error) or lost_race(error) or overdue(error):
                    raise
                # What it decided then is in the log; deciding once more, on a later state, may well be refused.
                log.warning("consumer.unrepeated", answered=sorted(tx.answered), error=repr(error))
                why = f"answered on {', '.join(sorted(tx.answered))} before the store was restored: {error!r}"
                await self.inbox.park(connection, item.message, envelope, "unrepeated", why, tx.now)
                return False
            return True

    async def _drain(
        self, connection: AsyncConnection, key: Key, marks: dict[Key, Mark], aside: Aside, *, isolate: bool
    ) -> int:
        """Applies what waited for the version that has just come, in order; returns how many."""
        applied = 0
        while True:
            item = await self.inbox.next_parked(connection, key, marks[key])
            if item is None or await self._one(connection, item, marks, aside, isolate=isolate) != "applied":
                break
            applied += 1
        if key in aside.blocked and not await self.inbox.settle(connection, key, marks[key].version):
            aside.blocked.discard(key)
        return applied

    async def _keep(
        self, connection: AsyncConnection, item: Item, reason: Reason, error: str, mark: Mark, aside: Aside
    ) -> Reason:
        await self.inbox.park(connection, item.message, item.envelope, reason, error, self._clock.now())
        aside.keys.add(item.key)
        if reason in ("poison", "fork") and await self.inbox.settle(connection, item.key, mark.version):
            aside.blocked.add(item.key)
        return reason

    async def retry(self, parked_id: int) -> bool | None:
        """Tries a parked event and what waits behind it again; whether it was applied, None when there is none."""
        county = await self._county_of(parked_id)
        if county is None:
            return None
        async with self._database.transaction([county] if county else []) as connection:
            self.recovered = await self.inbox.ever_recovered(connection)
            row = await self.inbox.find_parked(connection, parked_id)
            if row is None or not county:
                return None if row is None else False
            item = item_of(row)
            if row["reason"] == "unrepeated":
                applied = await self._handle(connection, item)
                if applied:
                    await self.inbox.forget(connection, parked_id)
            else:
                applied = await self._retry(connection, row, item)
        self._on_commit()
        return applied

    async def _retry(self, connection: AsyncConnection, row: Mapping[Any, Any], item: Item) -> bool:
        marks, aside = await self.inbox.known(connection, {item.key})
        if row["reason"] == "fork" and item.envelope.version <= marks[item.key].version:
            return False
        outcome = await self._one(connection, item, marks, aside, isolate=True, asked=True)
        # What is behind the mark by now has had its effect: only the parked copy is left to go.
        applied = outcome in ("applied", "duplicate")
        if applied:
            await self.inbox.forget(connection, row["id"])
            await self._drain(connection, item.key, marks, aside, isolate=True)
            await self.inbox.store_marks(connection, marks, self._clock.now())
        return applied

    async def drop(self, parked_id: int, *, by: str, because: str, missing_too: bool = False) -> bool:
        """Gives up a parked event: it is kept aside, and the mark moves past it, so that what follows can be applied.

        A fork goes and leaves the mark where it is: past it, the history that was applied so far could never go on.
        False when there is none. Raises :class:`NotNext` when an earlier one of its aggregate is parked, or has never
        come and is not given up with it (``missing_too``): it would be passed over should it come after all.
        """
        county = await self._county_of(parked_id)
        if county is None:
            return False
        if missing_too:
            because = f"{because} [with it what had not come before it]"
        async with self._database.transaction([county] if county else []) as connection:
            self.recovered = await self.inbox.ever_recovered(connection)
            row = await self.inbox.find_parked(connection, parked_id)
            if row is None:
                return False
            await self.inbox.give_up(connection, row, by, because, self._clock.now())
            if row["reason"] != "malformed":
                await self._go_on_without(
                    connection, item_of(row), fork=row["reason"] == "fork", missing_too=missing_too
                )
        log.warning("consumer.dropped", consumer=self.name, parked=parked_id, by=by, because=because)
        self._on_commit()
        return True

    async def _go_on_without(self, connection: AsyncConnection, item: Item, *, fork: bool, missing_too: bool) -> None:
        key, envelope = item.key, item.envelope
        marks, aside = await self.inbox.known(connection, {key})
        mark = marks[key]
        if not fork:
            first = await self.inbox.first_parked_version(connection, key, mark.version)
            if first is not None and first < envelope.version:
                raise NotNext(f"version {first} of {envelope.aggregate_id} is parked too; decide on it first")
            if envelope.version > mark.version + 1 and not missing_too:
                missing = f"versions {mark.version + 1} to {envelope.version - 1} of {envelope.aggregate_id}"
                raise NotNext(f"{missing} have not come: ask for them first, or give them up with it")
            if envelope.version > mark.version:
                mark.version, mark.hash = envelope.version, envelope.hash
        await self._drain(connection, key, marks, aside, isolate=True)
        await self.inbox.settle(connection, key, mark.version)
        await self.inbox.store_marks(connection, marks, self._clock.now())

    async def _county_of(self, parked_id: int) -> str | None:
        """The county whose tables the event's handler may need; empty for a malformed one, None when there is none."""
        async with self._database.transaction([]) as connection:
            row = await self.inbox.find_parked(connection, parked_id)
            return None if row is None else str(row["county"])

    async def aim(self) -> None:
        """See :meth:`Inbox.aim`; called every few seconds."""
        async with self._database.transaction([]) as connection:
            await self.inbox.aim(connection, self._clock.now())

    async def observe(self, connection: AsyncConnection, grace: timedelta) -> dict[str, Any]:
        """Per source: known head, applied, waiting and missing, over all counties, and which counties lack any."""
        found: dict[str, Any] = {
            source: {"head": 0, "applied": 0, "waiting": 0, "missing": 0, "counties_missing": []}
            for source in sorted(self.sources)
        }
        for row in await self.inbox.behind(connection, self._clock.now(), grace):
            one = found.get(row["source"])
            if one is None:
                continue  # read by an earlier version of this service
            for figure in ("head", "applied", "waiting", "missing"):
                one[figure] += row[figure]
            if row["missing"]:
                one["counties_missing"].append(row["county"])
        return found
