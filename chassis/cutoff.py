"""Kafka clients that do not end by themselves are cut off, and are kept from asking without a pause.

Left alone they would go on sending what a new client has sent by then, or keep a place in the group that they no longer
fill. aiokafka has no public way to do either, so this is the one module that knows its insides.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import structlog
from aiokafka.errors import KafkaConnectionError

log = structlog.get_logger()

CLOSE_SECONDS = 5
METADATA_SECONDS = 0.1
"""Between two requests for the cluster's layout."""


async def closed(
    stopping: Awaitable[object], seconds: float, what: str, cut: Callable[[], Awaitable[None]] | None = None
) -> None:
    """Stops a client in order within ``seconds``, then cuts off what it left: also where the caller is cancelled.

    A stop that fails half-way leaves the rest open, and one that says that it ended may have been cancelled within.
    """
    # Not wait_for: it forgets that its caller was cancelled where both end at once, and so does the client's own close.
    stop = asyncio.ensure_future(stopping)
    grace = 0
    try:
        await asyncio.wait({stop}, timeout=seconds)
    except asyncio.CancelledError:
        grace = CLOSE_SECONDS
        raise
    finally:
        # A task of its own goes on where the caller is cancelled once more.
        await asyncio.shield(_finished(stop, grace, what, cut))


async def _finished(
    stop: asyncio.Future[object], grace: float, what: str, cut: Callable[[], Awaitable[None]] | None
) -> None:
    await asyncio.wait({stop}, timeout=grace)
    if not stop.done():
        stop.cancel()
        await asyncio.wait({stop}, timeout=1)
    error = TimeoutError("not in time") if not stop.done() or stop.cancelled() else stop.exception()
    if error is not None:
        log.warning("bus.stop_failed", client=what, error=repr(error))
    if cut is not None:
        await cut()


async def begun(starting: Awaitable[object]) -> None:
    """Starts a client. Cancelled while it asks for the first layout, it would forget the connection that it asks by."""
    task = asyncio.ensure_future(starting)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=CLOSE_SECONDS)
        await _cancelled([task])
        raise


async def producer(client: Any) -> None:
    """What it still holds is failed: whoever handed it over sends it again by another."""
    client._message_accumulator.fail_all(KafkaConnectionError("the producer was given up"))
    if client._sender is not None:
        await _cancelled([client._sender.sender_task])
    await _closed(client.client)


async def consumer(client: Any) -> None:
    client._closed = True
    found: list[Any] = []
    if (coordinator := client._coordinator) is not None:
        names = ("_coordination_task", "_heartbeat_task", "_commit_refresh_task", "_reset_committed_task")
        found += [getattr(coordinator, name, None) for name in names]
    if (fetcher := client._fetcher) is not None:
        found += [fetcher._fetch_task, *fetcher._pending_tasks]
    await _cancelled(found)
    await _closed(client._client)


async def _cancelled(tasks: Iterable[asyncio.Task[Any] | None]) -> None:
    """Some of them wait for others of their own when they are cancelled: then they are cancelled once more."""
    known = [task for task in tasks if task is not None]
    for _ in range(3):
        alive = [task for task in known if not task.done()]
        for task in alive:
            task.cancel()
        if alive:
            await asyncio.wait(alive, timeout=1)
    await asyncio.gather(*(task for task in known if task.done()), return_exceptions=True)


async def _closed(client: Any) -> None:
    await closed(client.close(), CLOSE_SECONDS, "connections")


def calm(client: Any) -> None:
    """A partition without a leader makes a client ask for the layout again at once.

    While a broker is away that is thousands of connections a second and all of the event loop's time.
    """
    ask = client._metadata_update
    asked = float("-inf")

    async def ask_calmly(*arguments: Any) -> Any:
        nonlocal asked
        await asyncio.sleep(max(asked + METADATA_SECONDS - time.monotonic(), 0))
        asked = time.monotonic()
        return await ask(*arguments)

    client._metadata_update = ask_calmly
