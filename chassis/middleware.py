"""What stands before every route: the time of receipt, the duration by route, the limit of a body."""

import time
from collections.abc import Sequence

import structlog
from fastapi import Request
from starlette.datastructures import Headers
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis import metrics, problems
from chassis.clock import Clock
from chassis.eventlog import new_id


class Measured:
    """Receipt times, and durations by route template: a path with ids as a label would never stop growing."""

    def __init__(self, app: ASGIApp, service: str, clock: Clock) -> None:
        self._app = app
        self._service = service
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        scope.setdefault("state", {})["received_at"] = self._clock.now()
        correlation = Headers(scope=scope).get("x-correlation-id", "")[:64]
        if not correlation:
            # Given to the request as if its caller had: the events that it causes and its log lines then share it.
            correlation = new_id(self._clock)
            scope["headers"] = [*scope["headers"], (b"x-correlation-id", correlation.encode())]
        started = time.perf_counter()
        status = 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            with structlog.contextvars.bound_contextvars(service=self._service, correlation_id=correlation):
                await self._app(scope, receive, watch)
        finally:
            route = getattr(scope.get("route"), "path", "unmatched")
            metrics.HTTP.labels(self._service, scope["method"], route, str(status)).observe(
                time.perf_counter() - started
            )


class LimitedBody:
    """Refuses a body above the limit before it is read, or as soon as it has grown past it.

    Routes that take a file have a limit of their own, and stop earlier where a county's policy says so.
    """

    def __init__(self, app: ASGIApp, limit: int, upload_limit: int, uploads: Sequence[BaseRoute]) -> None:
        self._app = app
        self._limit = limit
        self._upload_limit = upload_limit
        self._uploads = uploads

    def _limit_of(self, scope: Scope) -> int:
        takes = any(route.matches(scope)[0] is Match.FULL for route in self._uploads)
        return self._upload_limit if takes else self._limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit_of(scope)
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        too_large = problems.response(Request(scope), 413, "too-large", f"at most {limit} bytes", {})
        if declared.isdigit() and int(declared) > limit:
            await too_large(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise problems.TooLarge(f"at most {limit} bytes")
            return message

        async def watched(message: Message) -> None:
            # FastAPI turns whatever is raised while it reads a body into a 400 that says nothing.
            if received <= limit:
                await send(message)

        await self._app(scope, counted, watched)
        if received > limit:
            await too_large(scope, receive, send)
