"""The network as something that can be hurt: a TCP proxy for each pair of processes, in a thread of its own."""

import asyncio
import random
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from ops.embedded import free_port

Direction = Literal["up", "down"]
"""``up`` is from the one who connected to the server, ``down`` what the server answers."""
BOTH: tuple[Direction, ...] = ("up", "down")
CHUNK = 64 * 1024
QUEUED_CHUNKS = 64
_CHANCE = random.Random()
"""Its own: other threads' property tests watch the state of everybody's."""
T = TypeVar("T")


@dataclass
class _Flow:
    """What happens to the bytes of one direction, of connections that are open as of those that come."""

    open: asyncio.Event = field(default_factory=asyncio.Event)
    delay: float = 0
    jitter: float = 0


class _Connection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.client = (reader, writer)
        self.server: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.task: asyncio.Task[Any] | None = None

    def reset(self) -> None:
        """Ends it with a RST on both sides: no goodbye, and what was under way is lost."""
        for side in (self.client, self.server):
            if side is not None:
                raw: socket.socket | None = side[1].get_extra_info("socket")
                if raw is not None and raw.fileno() >= 0:
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                side[1].transport.abort()
        if self.task is not None:
            self.task.cancel()


class Link:
    """127.0.0.1:``port`` leads to 127.0.0.1:``target``. Every method may be called from any thread, at any time.

    What is held comes through when the link is healed, as TCP would send it again; the end of a connection is held
    like any byte of it.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, target: int) -> None:
        self.port = free_port()
        self.target = target
        self._loop = loop
        self._server: asyncio.Server | None = None
        self._flows: dict[Direction, _Flow] = {}
        self._connections: set[_Connection] = set()

    def heal(self) -> None:
        """Bytes pass as they come, and whoever connects is let in."""
        self._run(self._heal())

    def delay(self, seconds: float, jitter: float = 0, *directions: Direction) -> None:
        """Every byte comes ``seconds`` late, give or take ``jitter``; their order stays."""

        def change(flow: _Flow) -> None:
            flow.delay, flow.jitter = seconds, jitter

        self._run(self._change(change, directions))

    def hold(self, *directions: Direction) -> None:
        """A black hole: connections are accepted and stay open, and nothing passes. One direction: half-open."""
        self._run(self._change(lambda flow: flow.open.clear(), directions))

    def cut(self) -> None:
        """Every open connection is reset; new ones are let in."""
        self._run(self._cut())

    def refuse(self) -> None:
        """Every open connection is reset, and nobody listens any more."""
        self._run(self._refuse())

    @property
    def connections(self) -> int:
        return len(self._connections)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _change(self, change: Callable[[_Flow], None], directions: tuple[Direction, ...]) -> None:
        for direction in directions or BOTH:
            change(self._flows[direction])

    async def _heal(self) -> None:
        for direction in BOTH:
            flow = self._flows.setdefault(direction, _Flow())
            flow.delay = flow.jitter = 0
            flow.open.set()
        if self._server is None:
            self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)

    async def _cut(self) -> None:
        tasks = [one.task for one in self._connections if one.task is not None]
        for connection in list(self._connections):
            connection.reset()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _refuse(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
        await self._cut()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = _Connection(reader, writer)
        self._connections.add(connection)
        connection.task = self._loop.create_task(self._serve(connection))
        connection.task.add_done_callback(lambda _: self._connections.discard(connection))

    async def _serve(self, connection: _Connection) -> None:
        reader, writer = connection.client
        try:
            # The way to the server is part of what is held: nobody reaches it through a black hole.
            await self._flows["up"].open.wait()
            connection.server = await asyncio.open_connection("127.0.0.1", self.target)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pump(reader, connection.server[1], self._flows["up"]))
                both.create_task(self._pump(connection.server[0], writer, self._flows["down"]))
        except (OSError, asyncio.CancelledError, ExceptionGroup):
            # One side is gone, hard: so goes the other.
            connection.reset()
        finally:
            for side in (connection.client, connection.server):
                if side is not None:
                    side[1].close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, flow: _Flow) -> None:
        """Reading goes on while earlier bytes wait for their time, or a delay would also be a narrow pipe."""
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(QUEUED_CHUNKS)

        async def read() -> None:
            data = b"more"
            while data:
                try:
                    data = await reader.read(CHUNK)
                except OSError:
                    await flow.open.wait()
                    raise
                late = max(flow.delay + _CHANCE.uniform(-flow.jitter, flow.jitter), 0)
                await queue.put((self._loop.time() + late, data))

        async def write() -> None:
            while True:
                due, data = await queue.get()
                await asyncio.sleep(max(due - self._loop.time(), 0))
                await flow.open.wait()
                if not data:
                    writer.write_eof()
                    return
                writer.write(data)
                await writer.drain()

        async with asyncio.TaskGroup() as both:
            both.create_task(read())
            both.create_task(write())


class Network:
    """All links, served by one thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="network", daemon=True)
        self._links: list[Link] = []

    def start(self) -> None:
        self._thread.start()

    def link(self, target: int) -> Link:
        """A healthy link to a port of this machine, where nobody needs to listen yet."""
        link = Link(self._loop, target)
        link.heal()
        self._links.append(link)
        return link

    def heal(self) -> None:
        for link in self._links:
            link.heal()

    def stop(self) -> None:
        for link in self._links:
            link.refuse()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
