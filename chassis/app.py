"""Builds a service: HTTP application, worker (relay, consumer, ticker), readiness. Composition only."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, Literal

import structlog
from aiokafka.errors import KafkaError
from fastapi import APIRouter, FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import bus, cluster, control, idempotency, metrics, operations, policyapi, problems, roles, status, timers
from chassis.blobs import open_blobs
from chassis.clamd import Clamd
from chassis.clock import AdjustableClock, Clock, SystemClock
from chassis.consumer import Consumer, Handler
from chassis.database import STORE_ERRORS, Database
from chassis.identity import Verifier, http_keys
from chassis.middleware import LimitedBody, Measured
from chassis.owntopic import OwnTopic
from chassis.parking import Parking
from chassis.poisonwatch import PoisonLimits
from chassis.policy import policies
from chassis.publicpages import PublicPages
from chassis.reader import Reader
from chassis.rebuild import Rebuild
from chassis.recovery import Recovery
from chassis.relay import Relay
from chassis.settings import Settings
from chassis.tables import infrastructure
from chassis.tasks import Tasks
from chassis.uploads import takes_file
from contracts.base import Event

log = structlog.get_logger()

Role = Literal["all", "api", "worker"]
VERSION = "0.1.0"
PRUNE_SECONDS = 3600


@dataclass(frozen=True)
class Service:
    """What makes a service: its name is also its first path segment and its topic's first part."""

    name: str
    metadata: MetaData
    routers: Sequence[APIRouter]
    subscriptions: Mapping[str, Mapping[type[Event], Handler]] = field(default_factory=dict[str, Any])
    """Topic → event → function."""
    timer_handlers: Mapping[str, timers.Handler] = field(default_factory=dict[str, timers.Handler])

    projections: Mapping[str, Mapping[str, Mapping[type[Event], Handler]]] = field(default_factory=dict[str, Any])
    """Name → topic → event → function. Each is a consumer of its own, built from the beginning of every topic when it
    is new; its functions write tables of their own and append nothing."""
    from_now: Collection[type[Event]] = ()
    """Types that :attr:`subscriptions` took up later and whose history is passed over: what their functions append is
    an act of its time. The history of every other new type is applied first, and may append nothing."""
    chores: "Mapping[str, Callable[[Runtime], Awaitable[int]]]" = field(default_factory=dict[str, Any])
    """What the worker does beside the bus, again at once while it returns that something was done, else each second."""
    beside_the_bus: "Mapping[str, Callable[[Runtime], Awaitable[object]]]" = field(default_factory=dict[str, Any])
    """What else speaks to the broker: each runs from when relay and consumers do until they are stopped."""
    takes_back: Sequence[Callable[[Settings, Database, Clock], Awaitable[object]]] = ()
    """What else a restored store takes back from the broker, at each start before anything is read or sent."""
    status: Callable[[AsyncConnection, Sequence[str]], Awaitable[Mapping[str, Any]]] | None = None
    """``async (connection, counties)``: figures of its own for ``proposals status``."""
    gauges: Mapping[Gauge, Callable[[AsyncConnection, Sequence[str]], Awaitable[Mapping[str, float]]]] = field(
        default_factory=dict[Gauge, Any]
    )
    """Gauges of its own with the one label county → ``async (connection, counties)``: the value for each."""
    rebuilds: Sequence[Rebuild] = ()
    """What commands write beside their aggregates, timers too, made anew where a restored store takes events back."""
    consumed_tables: Sequence[str] = ()
    """Tables that only consumed events write: a restored store reads on from its own positions and has them again.
    What is neither here nor in ``rebuilds`` nor below is named as to be checked after a recovery."""
    kept_alone: Mapping[str, str] = field(default_factory=dict[str, str])
    """Tables of which no event tells all, so that a restored store has the rest as of its backup; each with why that
    may be so. They are named after a recovery."""

    @property
    def topic(self) -> str:
        return f"{self.name}.events"


def routes(service: Service) -> FastAPI:
    """The service's HTTP application with nothing behind it yet: enough to describe it."""
    app = FastAPI(title=service.name, version=VERSION, docs_url=None, redoc_url=None)
    for router in routers(service):
        # Not included: that makes each route once more for each application, which every start would wait for.
        app.router.routes.extend(router.routes)
    return app


def consumers_of(
    service: Service,
    database: Database,
    clock: Clock,
    on_commit: Callable[[], None] = lambda: None,
    limits: PoisonLimits = PoisonLimits(),
) -> list[Consumer]:
    """The service's own first, under its name, then one per projection, as SERVICE.NAME."""
    tables = infrastructure(service.metadata)
    own = Consumer(
        service.name,
        service.name,
        database,
        tables,
        service.subscriptions,
        clock,
        on_commit,
        limits=limits,
        from_now=service.from_now,
    )
    return [
        own,
        *(
            Consumer(
                service.name,
                f"{service.name}.{name}",
                database,
                tables,
                subscriptions,
                clock,
                projection=True,
                limits=limits,
            )
            for name, subscriptions in service.projections.items()
        ),
    ]


def routers(service: Service) -> list[APIRouter]:
    """The service's own, that of its policies, and that of whoever runs it."""
    added = [policyapi.router(service.metadata)] if policies(service.metadata) else []
    return [*service.routers, *added, operations.router()]


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
        self.database, self.worker_database = (
            Database(url, pool_size=settings.pool_size, limits=settings.limits(seconds), service=service.name)
            for url, seconds in (
                (settings.database_app, settings.statement_seconds),
                (settings.database_worker, settings.worker_statement_seconds),
            )
        )
        self.producer = bus.Producer(settings.kafka, idempotent=settings.kafka_idempotent)
        own = OwnTopic(service.name, service.topic, infrastructure(service.metadata))
        self.relay = Relay(service.name, service.topic, settings, self.worker_database, self.producer, self.clock, own)
        self.recovery = Recovery(service, settings, self.worker_database, self.clock, own, appends=role != "api")
        limits = PoisonLimits(settings.poison_run, settings.poison_window, settings.poison_share)
        consumers = consumers_of(service, self.worker_database, self.clock, self.relay.wake, limits)
        self.consumer = consumers[0]
        self.blobs = open_blobs(settings, service.name)
        self.vault = settings.vault()
        self.tasks = Tasks(service.name)
        self.timers = timers.Timers(infrastructure(service.metadata))
        self._ticking = asyncio.Event()
        self._bus: AsyncExitStack | None = None
        # What is asked of this service is the first consumer's to hear.
        topics = [*service.subscriptions, *control.TOPICS]
        creates = [service.topic, *service.subscriptions]
        self.readers = [Reader(self.consumer, self.worker_database, settings, topics, creates)]
        for projection, read in zip(consumers[1:], service.projections.values(), strict=True):
            heard = [*read, control.HEADS]
            self.readers.append(Reader(projection, self.worker_database, settings, heard, list(read)))
        self.app = self._build_app()

    @asynccontextmanager
    async def run(self) -> AsyncGenerator[None]:
        """The worker's tasks run inside; leaving stops them in order: consumer, relay, ticker, pools."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.database.close)
            stack.push_async_callback(self.worker_database.close)
            if self.settings.mode == "production":
                await self._refuse_strong_roles(stack)
            self.recovery.begin()
            if self.role == "api":
                await stack.enter_async_context(self.tasks.running("recovery", self.recovery.run))
            if self.role in ("all", "worker"):
                await stack.enter_async_context(self.tasks.running("ticker", self._tick))
                await stack.enter_async_context(self.tasks.running("pruner", self._prune))
                for name, chore in self.service.chores.items():
                    await stack.enter_async_context(self.tasks.running(name, partial(self._repeat, chore)))
                stack.push_async_callback(self.stop_bus)
                await self.start_bus()
                # Left first: it starts the bus, too.
                await stack.enter_async_context(self.tasks.running("cluster", self._follow_cluster))
            yield

    async def _refuse_strong_roles(self, stack: AsyncExitStack) -> None:
        databases = [self.database, self.worker_database]
        try:
            await roles.refuse_strong(databases)
        except STORE_ERRORS as error:
            log.warning("service.store_away", service=self.service.name, error=repr(error))
            await stack.enter_async_context(self.tasks.running("roles", lambda: roles.end_when_strong(databases)))

    async def start_bus(self) -> None:
        """Relay and consumer, which may be stopped and started anew while HTTP and timers go on.

        Both wait until the log has all that the own topic has.
        """
        assert self._bus is None
        self._bus = stack = AsyncExitStack()
        stack.push_async_callback(self.producer.stop)
        await stack.enter_async_context(self.tasks.running("recovery", lambda: self._recover_and_open(stack)))

    async def _recover_and_open(self, stack: AsyncExitStack) -> None:
        await self.recovery.run()
        await self.consumer.prepare()
        await stack.enter_async_context(self.tasks.running("relay", self.relay.run))
        for reader in self.readers:
            reader.consumer.resume()
            await stack.enter_async_context(self.tasks.running(f"reader {reader.consumer.name}", reader.run))
        for name, work in self.service.beside_the_bus.items():
            await stack.enter_async_context(self.tasks.running(name, partial(work, self)))
        await self.recovery.finish(self.readers)

    async def stop_bus(self) -> None:
        """The batch in hand is finished, then nothing is read or sent: events wait in the outbox."""
        stack, self._bus = self._bus, None
        if stack is not None:
            await stack.aclose()

    async def _follow_cluster(self) -> None:
        """A broker that was lost and made anew behind the same address: nothing that was sent is there, and no stored
        position applies. The bus begins anew, as it does where a service is started."""
        while True:
            await asyncio.sleep(self.settings.cluster_seconds)
            if self._bus is None or not self.recovery.compared:
                continue
            try:
                present = await cluster.identity(self.settings.kafka)
            except (KafkaError, OSError):
                continue
            if present != self.recovery.cluster:
                log.error("bus.other_cluster", service=self.service.name, was=self.recovery.cluster, now=present)
                await self.stop_bus()
                self.recovery.begin()
                await self.start_bus()

    @property
    def consuming(self) -> bool:
        return all(reader.consuming for reader in self.readers)

    @property
    def stopped(self) -> str | None:
        """Why a consumer gave up, if one did."""
        return next((reader.consumer.stopped for reader in self.readers if reader.consumer.stopped), None)

    def tick(self) -> None:
        """The clock was moved: look for due timers now, not in a second."""
        self._ticking.set()

    async def _tick(self) -> None:
        while True:
            try:
                # What falls due meanwhile is decided on the state that the recovery leaves.
                fired = self.recovery.refusing is None and await self.timers.fire_due(
                    self.worker_database, self.clock, self.service.timer_handlers, on_failure=self._timer_failed
                )
                if fired:
                    metrics.TIMERS_FIRED.labels(self.service.name).inc(fired)
                    self.relay.wake()
                    continue
            except Exception as error:
                metrics.TASK_FAILURES.labels(self.service.name, "ticker").inc()
                log.error("ticker.failed", service=self.service.name, error=repr(error))
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._ticking.wait()
            self._ticking.clear()

    async def _prune(self) -> None:
        while True:
            before = self.clock.now() - timedelta(days=self.settings.idempotency_days)
            try:
                pruned = await idempotency.prune(self.worker_database, before)
                log.info("idempotency.pruned", service=self.service.name, answers=pruned)
            except STORE_ERRORS as error:
                log.warning("idempotency.store_away", service=self.service.name, error=repr(error))
            await asyncio.sleep(PRUNE_SECONDS)

    def _timer_failed(self, kind: str) -> None:
        metrics.TIMER_FAILURES.labels(self.service.name, kind).inc()

    async def _repeat(self, chore: "Callable[[Runtime], Awaitable[int]]") -> None:
        while True:
            if self.recovery.refusing is not None or not await chore(self):
                await asyncio.sleep(1)

    def _build_app(self) -> FastAPI:
        service = self.service
        app = routes(service)
        app.state.database = self.database
        app.state.clock = self.clock
        app.state.public_pages = PublicPages()
        app.state.on_commit = self.relay.wake
        app.state.recovery = self.recovery
        # With consumers of its own: those of the workers have a batch in hand.
        consumers = consumers_of(service, self.worker_database, self.clock, self.relay.wake)
        parking = Parking(self.worker_database, consumers)
        app.state.operations = operations.Operations(
            self.worker_database, parking, partial(status.full, self, counted=False)
        )
        app.state.blobs = self.blobs
        app.state.vault = self.vault
        app.state.scanner = Clamd(self.settings.clamd, self.settings.clamd_seconds) if self.settings.clamd else None
        app.state.max_upload_bytes = self.settings.max_upload_bytes
        app.state.aggregates = service.metadata.info.get("aggregates", {})
        app.state.verifier = Verifier(self.settings.issuer, self.settings.audience, http_keys(self.settings.jwks_url))
        app.state.routes = [route for router in routers(service) for route in router.routes]
        problems.install(app)

        @app.get("/health/live", include_in_schema=False)
        async def live() -> dict[str, str]:
            return {"status": "live"}

        @app.get("/health/ready", include_in_schema=False)
        async def ready(response: Response) -> dict[str, Any]:
            state = await status.ready(self)
            if not state["ready"]:
                response.status_code = 503
            return state

        @app.get("/metrics", include_in_schema=False)
        async def exposition(request: Request) -> Response:
            await status.expose(self)
            return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

        @app.get("/status", include_in_schema=False)
        async def everything() -> dict[str, Any]:
            return await status.full(self)

        app.add_middleware(Measured, service=service.name, clock=self.clock)
        app.add_middleware(
            LimitedBody,
            limit=self.settings.max_body_bytes,
            upload_limit=self.settings.max_upload_bytes,
            uploads=[route for route in app.state.routes if takes_file(route)],
        )
        return app


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
