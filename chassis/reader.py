"""A consumer joined to the broker: connects when it is there, reads until cancelled, and tells how far it is behind."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import structlog
from aiokafka.errors import KafkaError

from chassis import bus, cluster, control, metrics
from chassis.bus import Position
from chassis.catchup import CatchUp
from chassis.consumer import Consumer
from chassis.database import STORE_ERRORS, Database
from chassis.settings import Settings
from chassis.watchdog import Watchdog

log = structlog.get_logger()


class Reader:
    """``topics`` are read, ``creates`` are created first where they are missing."""

    def __init__(
        self, consumer: Consumer, database: Database, settings: Settings, topics: Sequence[str], creates: Sequence[str]
    ) -> None:
        self.consumer = consumer
        self.catch_up = CatchUp(consumer, database, settings)
        self.consuming = False
        self._settings = settings
        self._topics = topics
        self._creates = creates
        self._subscription: bus.Subscription | None = None

    async def run(self) -> None:
        """Runs until cancelled. Without a broker a service answers HTTP and keeps its events meanwhile."""
        while True:
            try:
                if not self.consumer.stopped:
                    await self._read()
            except (KafkaError, OSError) as error:
                log.warning("service.broker_away", consumer=self.consumer.name, error=repr(error))
            await asyncio.sleep(1)

    async def _read(self) -> None:
        """Ends where a subscription has to be made anew, which reads on from the stored positions; and where the
        consumer stopped: other copies, perhaps of a release that can, then take its partitions over.
        """
        settings = self._settings
        await cluster.create_topics(settings, self._creates)
        self.consumer.cluster = await cluster.identity(settings.kafka)
        await self.catch_up.run()
        if self.consumer.stopped:
            return
        subscription = self._subscription = await self._subscribe()
        watchdog = Watchdog(subscription, settings.kafka, self.consumer.positions, settings.kafka_patience_seconds)
        try:
            self.consuming = True
            while not subscription.broken.is_set() and not self.consumer.stopped:
                try:
                    await self.consumer.aim()
                except STORE_ERRORS as error:
                    log.warning("consumer.database_lost", consumer=self.consumer.name, error=repr(error))
                if (why := await watchdog.bark()) is not None:
                    log.error("consumer.stuck", consumer=self.consumer.name, why=why)
                    metrics.RESUBSCRIBED.labels(self.consumer.name).inc()
                    break
                with suppress(TimeoutError):
                    async with asyncio.timeout(settings.heads_seconds):
                        await subscription.broken.wait()
            log.warning("consumer.unsubscribes", consumer=self.consumer.name, stopped=self.consumer.stopped)
        finally:
            self.consuming = False
            self._subscription = None
            await subscription.stop()

    async def _subscribe(self) -> bus.Subscription:
        settings = self._settings
        subscription = bus.Subscription(
            settings.kafka,
            self._topics,
            f"{self.consumer.name}-{settings.city}",
            self.consumer.positions,
            self.consumer.on_batch,
            session_timeout_ms=settings.kafka_session_timeout_ms,
        )
        # A group that never forms is no reason to wait for ever: the next try begins with a new client.
        async with asyncio.timeout(settings.kafka_patience_seconds + settings.kafka_session_timeout_ms / 1000):
            await subscription.start()
        return subscription

    async def reach_ends(self) -> None:
        """Ends when everything is read that the topics hold as it begins; waits for the broker."""
        ends: dict[Position, int] | None = None
        known = ""
        while True:
            if self._subscription is not None and (ends is None or known != self.consumer.cluster):
                known = self.consumer.cluster
                with suppress(KafkaError, OSError):
                    ends = await self._subscription.ends()
            if ends is not None:
                read = await self.consumer.positions()
                # The control topics forget, so that a position may never be told there.
                if all(read.get(where, 0) >= end for where, end in ends.items() if where[0] not in control.TOPICS):
                    return
            await asyncio.sleep(0.1)

    async def lag(self) -> dict[str, int] | None:
        """Per source how many messages are still to be read; None while there is no broker to ask."""
        if self._subscription is None:
            return None
        try:
            ends = await self._subscription.ends()
        except (KafkaError, OSError):
            return None
        read = await self.consumer.read_positions()
        found = dict.fromkeys(self.consumer.sources, 0)
        for (topic, partition), end in ends.items():
            if topic not in control.TOPICS:
                found[topic.removesuffix(".events")] += max(end - read.get((topic, partition), 0), 0)
        return found
