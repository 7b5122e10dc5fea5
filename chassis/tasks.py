"""Work that runs beside the requests: nobody awaits it, so what ends it is told, counted and followed by a new try."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

from chassis import metrics

log = structlog.get_logger()

LONGEST_PAUSE = 30.0
SETTLED_SECONDS = 60.0
"""Who ran so long has not failed *again*."""


class Tasks:
    """The background tasks of one service."""

    def __init__(self, service: str) -> None:
        self.failing: dict[str, str] = {}
        """What has failed and waits for its next try, and with what: meanwhile the service is not ready."""
        self._service = service

    @asynccontextmanager
    async def running(self, name: str, work: Callable[[], Awaitable[object]]) -> AsyncGenerator[None]:
        """Runs ``work`` inside the block, again after each failure, until it returns or the block is left."""
        task = asyncio.create_task(self._keep(name, work))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            self.failing.pop(name, None)

    async def _keep(self, name: str, work: Callable[[], Awaitable[object]]) -> None:
        failures = 0
        while True:
            started = time.monotonic()
            try:
                await work()
                return
            except asyncio.CancelledError:
                # One that nobody asked for comes out of a client that gave up a future of its own.
                task = asyncio.current_task()
                if task is None or task.cancelling():
                    raise
                error: BaseException = RuntimeError("cancelled from within")
            except Exception as raised:
                error = raised
            failures = failures + 1 if time.monotonic() - started < SETTLED_SECONDS else 1
            metrics.TASK_FAILURES.labels(self._service, name).inc()
            log.error("task.failed", service=self._service, task=name, failures=failures, exc_info=error)
            self.failing[name] = repr(error)
            await asyncio.sleep(min(2.0 ** (failures - 1), LONGEST_PAUSE))
            del self.failing[name]
