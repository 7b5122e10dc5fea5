"""A producer that keeps what it is given, so that one service's relay can be joined to another's consumer by hand."""

import asyncio
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import rebuild
from chassis.bus import Message
from chassis.owntopic import OwnTopic
from chassis.recovery import Recovery
from chassis.tables import infrastructure
from tests.support.harness import Harness


class Recorder:
    def __init__(self) -> None:
        self.sent: list[Message] = []

    async def send(
        self, topic: str, key: bytes, value: bytes, headers: Sequence[tuple[str, bytes]]
    ) -> "asyncio.Future[None]":
        decoded = {name: raw.decode() for name, raw in headers}
        self.sent.append(Message(topic, 0, len(self.sent), key, value, decoded))
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done

    async def flush(self) -> None:
        """Everything is acknowledged at once."""

    def take(self, topic: str) -> list[Message]:
        """What was sent to ``topic``, and forgets it."""
        taken = [message for message in self.sent if message.topic == topic]
        self.sent = [message for message in self.sent if message.topic != topic]
        return taken


def record(h: Harness) -> Recorder:
    recorder = Recorder()
    h.runtime.relay._producer = recorder
    return recorder


async def pump(h: Harness, times: int = 1) -> None:
    """The active relay's loop, ``times`` turns of it."""
    async with h.runtime.worker_database.engine.connect() as raw:
        connection: AsyncConnection = await raw.execution_options(isolation_level="AUTOCOMMIT")
        for _ in range(times):
            await h.runtime.relay.send_once(connection)


async def pump_control(h: Harness) -> None:
    async with h.runtime.worker_database.engine.connect() as raw:
        connection: AsyncConnection = await raw.execution_options(isolation_level="AUTOCOMMIT")
        await h.runtime.relay.send_control(connection)


async def recover(h: Harness, messages: Sequence[Message]) -> None:
    """Takes back what this store lacks of ``messages``, as a restored service would from its own topic."""
    runtime = h.runtime
    own = OwnTopic(runtime.service.name, runtime.service.topic, infrastructure(runtime.service.metadata))
    database, clock = runtime.worker_database, runtime.clock
    await Recovery(runtime.service, runtime.settings, database, clock, own, appends=True)._on_batch(messages, 0)
    await rebuild.run(runtime.service, database, clock, last=False)
    await runtime.consumer.prepare()
    runtime.recovery.recovered = True


async def finish(h: Harness) -> None:
    """What follows when everything that was consumed has been read again."""
    await rebuild.run(h.runtime.service, h.runtime.worker_database, h.runtime.clock, last=True)


async def read_own(h: Harness) -> list[Message]:
    """Has the service read what it publishes from its own topic, and what that caused in turn; returns all of it."""
    recorder = record(h)
    read: list[Message] = []
    while True:
        await pump(h)
        if not (sent := recorder.take(h.runtime.service.topic)):
            return read
        await h.runtime.consumer.on_batch(sent)
        read += sent
