"""Builds a service: HTTP application, worker (relay, consumer, ticker), readiness. Composition only."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

import structlog
from aiokafka.errors import KafkaError
from fastapi import APIRouter, FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import MetaData, text
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis import bus, metrics, policyapi, problems, timers
from chassis.clock import AdjustableClock, Clock, SystemClock
from chassis.consumer import PARKED_REASONS, Consumer, Handler
from chassis.database import Database, infrastructure
from chassis.http import Answers
from chassis.identity import Verifier, http_keys
from chassis.policy import policies
from chassis.relay import Relay
from chassis.settings import Settings
from contracts.base import Event

log = structlog.get_logger()

Role = Literal["all", "api", "worker"]
VERSION = "0.1.0"


@dataclass(frozen=True)
class Service:
    """What makes a service: its name is also its first path segment and its topic's first part."""

    name: str
    metadata: MetaData
    routers: Sequence[APIRouter]
    subscriptions: Mapping[str, Mapping[type[Event], Handler]] = field(default_factory=dict[str, Any])
    """Topic → event → function."""
    timer_handlers: Mapping[str, timers.Handler] = field(default_factory=dict[str, timers.Handler])

    @property
    def topic(self) -> str:
        return f"{self.name}.events"


def routes(service: Service) -> FastAPI:
    """The service's HTTP application with nothing behind it yet: enough to describe it."""
    app = FastAPI(title=service.name, version=VERSION, docs_url=None, redoc_url=None)
    for router in service.routers:
        app.include_router(router)
    if policies(service.metadata):
        app.include_router(policyapi.router(service.metadata))
    return app


class Runtime:
    """One running service in this process."""

    def __init__(self, service: Service, settings: Settings, role: Role = "all", clock: Clock | None = None) -> None:
        self.service = service
        self.settings = settings
        self.role = role
        self.clock = clock or (
            AdjustableClock(timedelta(seconds=settings.clock_offset_seconds))
            if settings.mode == "development"
            else SystemClock()
        )
        self.database = Database(settings.database_app, pool_size=settings.pool_size)
        self.worker_database = Database(settings.database_worker, pool_size=settings.pool_size)
        self.producer = bus.Producer(settings.kafka, idempotent=settings.kafka_idempotent)
        self.relay = Relay(service.name, service.topic, settings.city, self.worker_database, self.producer, self.clock)
        handlers = {event: handler for table in service.subscriptions.values() for event, handler in table.items()}
        tables = infrastructure(service.metadata)
        self.consumer = Consumer(
            service.name, service.name, self.worker_database, tables, handlers, self.clock, self.relay.wake
        )
        self.timers = timers.Timers(tables)
        self._ticking = asyncio.Event()
        self._subscription: bus.Subscription | None = None
        self.consuming = False
        self.app = self._build_app()

    @asynccontextmanager
    async def run(self) -> AsyncGenerator[None]:
        """The worker's tasks run inside; leaving stops them in order: consumer, ticker, relay, pools."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.database.close)
            stack.push_async_callback(self.worker_database.close)
            if self.role in ("all", "worker"):
                stack.push_async_callback(self.producer.stop)
                await stack.enter_async_context(_background(self.relay.run()))
                await stack.enter_async_context(_background(self._tick()))
                await stack.enter_async_context(_background(self._consume()))
                stack.push_async_callback(self._stop_consuming)
            yield

    async def _consume(self) -> None:
        """Connects to the broker when it is there; a service answers HTTP and keeps its events meanwhile."""
        settings = self.settings
        while True:
            try:
                await bus.ensure_topics(
                    settings.kafka,
                    [self.service.topic, *self.service.subscriptions],
                    partitions=settings.kafka_partitions,
                    replication=settings.kafka_replication,
                )
                if not self.service.subscriptions:
                    self.consuming = True
                    return
                self.consumer.cluster = await bus.cluster_id(settings.kafka)
                self._subscription = bus.Subscription(
                    settings.kafka,
                    list(self.service.subscriptions),
                    f"{self.service.name}-{settings.city}",
                    self.consumer.positions,
                    self.consumer.on_batch,
                    session_timeout_ms=settings.kafka_session_timeout_ms,
                )
                await self._subscription.start()
                self.consuming = True
                return
            except (KafkaError, OSError) as error:
                log.warning("service.broker_away", service=self.service.name, error=repr(error))
                await asyncio.sleep(1)

    async def _stop_consuming(self) -> None:
        self.consuming = False
        if self._subscription is not None:
            await self._subscription.stop()

    def tick(self) -> None:
        """The clock was moved: look for due timers now, not in a second."""
        self._ticking.set()

    async def _tick(self) -> None:
        while True:
            try:
                fired = await self.timers.fire_due(self.worker_database, self.clock, self.service.timer_handlers)
                if fired:
                    metrics.TIMERS_FIRED.labels(self.service.name).inc(fired)
                    self.relay.wake()
                    continue
            except Exception as error:
                log.error("ticker.failed", service=self.service.name, error=repr(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ticking.wait(), 1)
            self._ticking.clear()

    def _build_app(self) -> FastAPI:
        service = self.service
        app = routes(service)
        app.state.database = self.database
        app.state.clock = self.clock
        app.state.answers = Answers(infrastructure(service.metadata).idempotency)
        app.state.on_commit = self.relay.wake
        app.state.verifier = Verifier(self.settings.issuer, self.settings.audience, http_keys(self.settings.jwks_url))
        problems.install(app)

        @app.get("/health/live", include_in_schema=False)
        async def live() -> dict[str, str]:
            return {"status": "live"}

        @app.get("/health/ready", include_in_schema=False)
        async def ready(response: Response) -> dict[str, Any]:
            state = await self.status()
            if not state["ready"]:
                response.status_code = 503
            return state

        @app.get("/metrics", include_in_schema=False)
        async def exposition(request: Request) -> Response:
            counts = await self.consumer.parked_counts()
            for reason in PARKED_REASONS:
                # A reason that is gone must read 0, or its alarm would never end.
                metrics.PARKED.labels(service.name, reason).set(counts.get(reason, 0))
            if self.role != "api":
                metrics.CONSUMING.labels(service.name).set(self.consuming and self.consumer.stopped is None)
            return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

        app.add_middleware(_Measured, service=service.name, clock=self.clock)
        app.add_middleware(_LimitedBody, limit=self.settings.max_body_bytes)
        return app

    async def status(self) -> dict[str, Any]:
        """Readiness and what waits: the numbers behind ``proposals status``."""
        state: dict[str, Any] = {"service": self.service.name, "role": self.role}
        try:
            async with self.worker_database.transaction([]) as connection:
                pending = await connection.scalar(text("SELECT count(*) FROM outbox"))
                events = await connection.scalar(text("SELECT count(*) FROM event_log"))
                replaying = await connection.scalar(text("SELECT count(*) FROM replays WHERE finished_at IS NULL"))
            state |= {
                "events": events,
                "outbox": pending,
                "replays": replaying,
                "parked": await self.consumer.parked_counts(),
                "consuming": self.consuming,
                "stopped": self.consumer.stopped,
            }
            state["ready"] = self.consumer.stopped is None and (self.role == "api" or self.consuming)
        except Exception as error:
            state |= {"ready": False, "error": repr(error)}
        return state


@asynccontextmanager
async def _background(work: Any) -> AsyncGenerator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class _Measured:
    """Receipt times, and durations by route template: a path with ids as a label would never stop growing."""

    def __init__(self, app: ASGIApp, service: str, clock: Clock) -> None:
        self._app = app
        self._service = service
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        scope.setdefault("state", {})["received_at"] = self._clock.now()
        started = time.perf_counter()
        status = 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            route = getattr(scope.get("route"), "path", "unmatched")
            metrics.HTTP.labels(self._service, scope["method"], route, str(status)).observe(
                time.perf_counter() - started
            )


class _LimitedBody:
    """Refuses a body above the limit before it is read, or as soon as it has grown past it."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        too_large = problems.response(Request(scope), 413, "too-large", f"at most {self._limit} bytes", {})
        if declared.isdigit() and int(declared) > self._limit:
            await too_large(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                raise problems.TooLarge(f"at most {self._limit} bytes")
            return message

        async def watched(message: Message) -> None:
            # FastAPI turns whatever is raised while it reads a body into a 400 that says nothing.
            if received <= self._limit:
                await send(message)

        await self._app(scope, counted, watched)
        if received > self._limit:
            await too_large(scope, receive, send)


def compose(runtimes: Sequence[Runtime], extra: Callable[[FastAPI], None] = lambda _: None) -> FastAPI:
    """One origin: every service under its own first path segment; all their lifespans run (a mount runs none)."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        async with AsyncExitStack() as stack:
            for runtime in runtimes:
                await stack.enter_async_context(runtime.run())
            yield

    root = FastAPI(title="proposals", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    extra(root)
    for runtime in runtimes:
        root.mount(f"/{runtime.service.name}", runtime.app)
    return root
