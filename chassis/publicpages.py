"""What anybody may read without signing in: made once for everybody, and never at the cost of those who work.

Readers come by the thousand when something is in the news, and nobody knows who they are. An answer is kept for a few
seconds in the process: meanwhile nobody asks the store for it, and of those who come at once one asks for all. What is
not kept yet is made by a few at a time, so that connections are left for those who have signed in; who comes when very
many wait is sent away at once. What is shown may so be some seconds old, and no more.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from fastapi import Request, Response

from chassis.problems import Unavailable

FRESH_SECONDS = 5.0
"""How long the process gives the same answer."""
SHARED_SECONDS = 60
"""How long a browser and a proxy may."""
AT_ONCE = 2
WAITING = 200
KEPT_BYTES = 32 * 1024 * 1024
ENTRY_BYTES = 1024
"""What an entry costs beside its address and its body."""


@dataclass(frozen=True)
class Made:
    """The answer to one address."""

    body: bytes
    media: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'


Make = Callable[[], Awaitable[Made]]


class PublicPages:
    """Of one process; ``now`` is a clock that never goes back."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._kept: OrderedDict[str, tuple[float, Made]] = OrderedDict()
        self._bytes = 0
        self._making: dict[str, asyncio.Task[Made]] = {}
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def answer(self, request: Request, make: Make) -> Response:
        """304 to whoever has it already. The address, with its query, is all that an answer may hang on."""
        made = await self._made(f"{request.url.path}?{request.url.query}", make)
        headers = dict(made.headers) | {
            "ETag": made.etag,
            "Cache-Control": f"public, max-age={SHARED_SECONDS}",
            "X-Content-Type-Options": "nosniff",
            # Open data is read by pages of other hosts; nothing here is anybody's own.
            "Access-Control-Allow-Origin": "*",
        }
        if _has(request.headers.get("if-none-match"), made.etag):
            return Response(status_code=304, headers=headers)
        return Response(made.body, 200, headers, made.media)

    def forget(self) -> None:
        self._kept.clear()
        self._bytes = 0

    async def _made(self, key: str, make: Make) -> Made:
        found = self._kept.get(key)
        if found is not None and self._now() - found[0] < FRESH_SECONDS:
            self._kept.move_to_end(key)
            return found[1]
        task = self._making.get(key)
        if task is None:
            task = self._making[key] = asyncio.create_task(self._make(key, make))
            task.add_done_callback(lambda made: self._over(key, made))
        # Whoever goes away takes the answer from nobody else who waits for it.
        return await asyncio.shield(task)

    def _over(self, key: str, made: "asyncio.Task[Made]") -> None:
        self._making.pop(key, None)
        if not made.cancelled():
            # Everybody who waited may have gone: then nobody else looks at what went wrong.
            made.exception()

    async def _make(self, key: str, make: Make) -> Made:
        async with self._a_turn():
            made = await make()
        self._keep(key, made)
        return made

    @asynccontextmanager
    async def _a_turn(self) -> AsyncGenerator[None]:
        if self._waiting >= WAITING:
            raise Unavailable("too many read at once; ask again in a moment")
        self._waiting += 1
        try:
            async with self._turn:
                yield
        finally:
            self._waiting -= 1

    def _keep(self, key: str, made: Made) -> None:
        self._drop(key)
        self._kept[key] = self._now(), made
        self._bytes += _cost(key, made)
        while self._bytes > KEPT_BYTES or self._is_stale():
            self._drop(next(iter(self._kept)))

    def _is_stale(self) -> bool:
        """The first one, which nobody has asked for the longest."""
        made_at = next((at for at, _ in self._kept.values()), None)
        return made_at is not None and self._now() - made_at >= FRESH_SECONDS

    def _drop(self, key: str) -> None:
        found = self._kept.pop(key, None)
        self._bytes -= _cost(key, found[1]) if found is not None else 0


def _cost(key: str, made: Made) -> int:
    """Whoever makes up addresses pays for them, however small the answers are."""
    return len(key) + len(made.body) + ENTRY_BYTES


def _has(if_none_match: str | None, etag: str) -> bool:
    """As RFC 9110 compares for a read: weakly."""
    if if_none_match is None:
        return False
    named = {one.strip().removeprefix("W/") for one in if_none_match.split(",")}
    return etag in named or "*" in named
