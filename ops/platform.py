"""``proposals up``: PostgreSQL, a broker and all services on this machine; the state survives a stop and a kill."""

import asyncio
import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from aiokafka.errors import KafkaError
from fastapi import FastAPI

from chassis import problems, vault
from chassis.app import Runtime, compose
from chassis.cluster import create_topics
from chassis.database import STORE_ERRORS
from chassis.replays import restart_replays
from chassis.settings import Settings
from ops import databases, issuer, registry
from ops.clock import DevelopmentClock
from ops.clock import router as clock_router
from ops.embedded import ApacheKafka, Postgres, ServerFailed, Tansu, ensure_kafka_jars, free_port, model_directory
from ops.fonts import font_directory
from ops.portal import serve as portal
from ops.quiet import quiet
from ops.server import Server, configured

AUDIENCE = "cppcc-proposals"


@dataclass(frozen=True)
class Options:
    """``kafka`` is ``embedded``, ``apache`` or HOST:PORT; ``postgres`` is ``embedded`` or a superuser's URL."""

    state: Path
    port: int
    kafka: str
    postgres: str

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def named_origin(self) -> str:
        """For browsers: a passkey is bound to a host name, and a number is none."""
        return f"http://localhost:{self.port}"


def _say(text: str) -> None:
    print(text, flush=True)


def _pid_file(state: Path) -> Path:
    return state / "platform.json"


def running(state: Path) -> dict[str, Any] | None:
    """What runs from ``state``, or None. The lock says so: a note can be left behind by a killed process."""
    while True:
        try:
            with _lock(state):
                return None
        except FileNotFoundError:
            return None
        except BlockingIOError:
            # One that is just starting has no note yet, and one that is just stopping none any more.
            with contextlib.suppress(OSError, ValueError):
                note: dict[str, Any] = json.loads(_pid_file(state).read_text())
                return note
            time.sleep(0.05)


@contextlib.contextmanager
def _lock(state: Path) -> Generator[None]:
    """Held as long as the platform runs, released by the kernel however it ends. Raises BlockingIOError when held."""
    with open(state / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _started(pid: int) -> str | None:
    """When the process was started, in the kernel's ticks since boot; None when there is none that runs."""
    try:
        # Its name comes before, in brackets, and may hold whatever it likes.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    # A zombie waits for its parent, which may never ask.
    return None if fields[0] == "Z" else fields[19]


def _note_broker(state: Path, pid: int) -> None:
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    # At once: who reads a half, or is left one by a kill in between, would not find the broker.
    written = state / "broker.pid.new"
    written.write_text(json.dumps({"pid": pid, "started": _started(pid), "boot": boot}))
    written.replace(state / "broker.pid")


def _end_left_broker(state: Path) -> None:
    """A killed platform leaves its broker; a second one on the same data would be refused.

    A number alone may be somebody else's by now, even another platform's broker: only who was started then is ours.
    """
    note = state / "broker.pid"
    try:
        found = json.loads(note.read_text())
        pid, started, boot = int(found["pid"]), str(found["started"]), found["boot"]
    except (OSError, ValueError, KeyError, TypeError):
        note.unlink(missing_ok=True)
        return
    if boot == Path("/proc/sys/kernel/random/boot_id").read_text().strip() and _started(pid) == started:
        os.kill(pid, signal.SIGKILL)
        while _started(pid) == started:
            time.sleep(0.05)
    note.unlink(missing_ok=True)


async def serve(options: Options) -> None:
    """Runs the platform in the foreground until SIGINT or SIGTERM, and stops what it started."""
    options.state.mkdir(parents=True, exist_ok=True)
    work = asyncio.create_task(_serve(options))
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if not work.done():
        work.cancel()
    stopping.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await work


async def _serve(options: Options) -> None:
    with contextlib.ExitStack() as held:
        for waited in range(10):
            try:
                held.enter_context(_lock(options.state))
                break
            except BlockingIOError as error:
                # Who only looks whether something runs holds it for an instant.
                if waited == 9:
                    raise ServerFailed(f"another platform starts or runs from {options.state}") from error
                await asyncio.sleep(0.1)
        await _serve_locked(options)


async def _serve_locked(options: Options) -> None:
    state = options.state
    _require_free(options.port)
    _pid_file(state).write_text(json.dumps({"pid": os.getpid(), "port": options.port, "state": str(state)}))
    _end_left_broker(state)
    postgres: Postgres | None = None
    broker: Tansu | ApacheKafka | None = None
    try:
        if options.postgres == "embedded":
            _say("starting PostgreSQL …")
            postgres = Postgres(state / "postgres", free_port())
            await asyncio.to_thread(postgres.start)
            server_url = postgres.url("postgres")
        else:
            server_url = options.postgres
        (state / "server-url").touch(mode=0o600)
        (state / "server-url").write_text(server_url)
        servers = options.kafka
        if options.kafka in ("embedded", "apache"):
            _say(f"starting the broker ({options.kafka}) …")
            if options.kafka == "embedded":
                broker = Tansu(state / "broker", free_port())
            else:
                jars = await asyncio.to_thread(ensure_kafka_jars, registry.ROOT / ".cache")
                broker = ApacheKafka(state / "kafka", free_port(), jars)
            # Noted before it listens: a kill in between must not leave a broker that nobody finds.
            broker.on_spawn = lambda pid: _note_broker(state, pid)
            await asyncio.to_thread(broker.start)
            servers = broker.servers
        (state / "files").mkdir(exist_ok=True)
        for name in registry.NAMES:
            _say(f"preparing {name} …")
            await databases.create(server_url, name)
            await databases.migrate(databases.with_database(server_url, name), name)
        model = model_directory(registry.ROOT / ".cache")
        if (model / "complete").exists():
            # Fetched once by `proposals embedding-model`; without it submission says so and compares characters.
            os.environ.setdefault("CPPCC_EMBEDDING_MODEL", str(model))
        fonts = font_directory(registry.ROOT / ".cache")
        if (fonts / "complete").exists():
            # Fetched once by `proposals letter-fonts`; without them letters are Word files, and a PDF says why not.
            os.environ.setdefault("CPPCC_LETTER_FONTS", str(fonts))
        embedded = isinstance(broker, Tansu)
        clock = DevelopmentClock(state / "clock.json")
        runtimes = [
            Runtime(registry.service(name), _settings(options, server_url, servers, name, embedded), clock=clock)
            for name in registry.NAMES
        ]
        if embedded:
            await _refill(runtimes)
        origin_issuer = issuer.build(state, f"{options.named_origin}/dev-issuer", AUDIENCE)
        app = compose(runtimes, lambda root: _front(root, options, origin_issuer, runtimes, clock))
        server = Server(configured(app, "127.0.0.1", options.port))
        await _run(server, Parts(postgres, broker, runtimes))
    finally:
        if broker is not None:
            await asyncio.to_thread(broker.stop)
            (state / "broker.pid").unlink(missing_ok=True)
        if postgres is not None:
            await asyncio.to_thread(postgres.stop)
        _pid_file(state).unlink(missing_ok=True)


def _vault_keys(state: Path) -> Path:
    """The file with the key that contacts are sealed with, made once."""
    path = (state / "vault-keys").absolute()
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(vault.made("local") + "\n")
    return path


def _settings(options: Options, server_url: str, servers: str, name: str, embedded: bool) -> Settings:
    app, worker = databases.roles(name)
    return Settings(
        mode="development",
        database_app=databases.with_database(server_url, name, app),
        database_worker=databases.with_database(server_url, name, worker),
        kafka=servers,
        # The embedded broker knows no idempotent producer, and joining takes half the session timeout.
        kafka_idempotent=not embedded,
        kafka_session_timeout_ms=6_000,
        kafka_partitions=4,
        issuer=f"{options.named_origin}/dev-issuer",
        jwks_url=f"{options.origin}/dev-issuer/jwks",
        audience=AUDIENCE,
        blobs=str((options.state / "files").absolute()),
        vault_keys_file=str(_vault_keys(options.state)),
        # Nobody is to get a message of a trial.
        sandbox=True,
    )


async def _refill(runtimes: list[Runtime]) -> None:
    """A memory-only broker starts empty: first the topics, or it swallows records, then the whole history."""
    await create_topics(runtimes[0].settings, [runtime.service.topic for runtime in runtimes])
    for runtime in runtimes:
        async with runtime.worker_database.transaction([]) as connection:
            await restart_replays(connection, runtime.clock.now())


def _front(
    root: FastAPI, options: Options, origin_issuer: FastAPI, runtimes: list[Runtime], clock: DevelopmentClock
) -> None:
    root.mount("/dev-issuer", origin_issuer)
    problems.install(root)

    def tick() -> None:
        for runtime in runtimes:
            runtime.tick()

    root.include_router(clock_router(clock, lambda: quiet(runtimes), tick))
    portal.mount(root, options.named_origin, f"{options.named_origin}/dev-issuer")


@dataclass(frozen=True)
class Parts:
    """What the platform runs on; None where it was given and is somebody else's to keep alive."""

    postgres: Postgres | None
    broker: Tansu | ApacheKafka | None
    runtimes: list[Runtime]


async def _run(server: uvicorn.Server, parts: Parts) -> None:
    """Serves until cancelled, and revives PostgreSQL and the broker when they die."""
    serving = asyncio.create_task(server.serve())
    guarding = asyncio.create_task(_guard(parts))
    try:
        await asyncio.wait({serving, guarding}, return_when=asyncio.FIRST_COMPLETED)
        if guarding.done():
            await guarding
        await serving
    finally:
        guarding.cancel()
        await asyncio.gather(guarding, return_exceptions=True)
        server.should_exit = True
        await serving


async def _guard(parts: Parts) -> None:
    """Looks after the servers; ends only by :class:`ServerFailed`, when one does not come up again."""
    bus_runs = True
    while True:
        if parts.postgres is not None and not parts.postgres.alive:
            _say("PostgreSQL has ended; starting it anew …")
            await _restart(parts.postgres)
        if parts.broker is not None and not parts.broker.alive:
            _say("the broker has ended; starting it anew …")
            # HTTP goes on answering meanwhile, and events wait in the outbox.
            bus_runs = False
            await asyncio.gather(*(runtime.stop_bus() for runtime in parts.runtimes))
            await _restart(parts.broker)
        if not bus_runs:
            bus_runs = await _start_bus(parts)
        await asyncio.sleep(0.3)


async def _start_bus(parts: Parts) -> bool:
    """Whether relays and consumers run again; False when a server went away meanwhile, to be tried once more."""
    try:
        if isinstance(parts.broker, Tansu):
            # What the outbox gave away to the dead broker is only in the history now.
            await _refill(parts.runtimes)
    except (KafkaError, *STORE_ERRORS) as error:
        _say(f"the broker is not refilled yet: {error!r}")
        return False
    for runtime in parts.runtimes:
        await runtime.start_bus()
    return True


async def _restart(server: Postgres | Tansu | ApacheKafka) -> None:
    """The children of a killed postmaster hold its memory and its port for a moment, so one try is not enough."""
    for wait in (1, 1, 2, 4, 8):
        try:
            await asyncio.to_thread(server.start)
        except ServerFailed as error:
            _say(str(error))
            await asyncio.sleep(wait)
        else:
            return
    await asyncio.to_thread(server.start)


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise ServerFailed(f"port {port} is in use: choose another with --port") from error


def detach(options: Options) -> None:
    """Starts the platform in the background and returns when every service is ready."""
    state = options.state
    state.mkdir(parents=True, exist_ok=True)
    _require_free(options.port)
    log = state / "platform.log"
    command = [sys.executable, "-m", "ops.cli", "up", "--state", str(state), "--port", str(options.port),
               "--kafka", options.kafka, "--postgres", options.postgres]  # fmt: skip
    with open(log, "wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, start_new_session=True
        )
    shown = 0
    end = time.monotonic() + 300
    while time.monotonic() < end:
        lines = [line for line in log.read_text("utf-8", "replace").splitlines() if line.endswith("…")]
        for line in lines[shown:]:
            _say(line)
        shown = len(lines)
        if process.poll() is not None:
            tail = "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])
            raise ServerFailed(f"the platform ended with status {process.returncode}; see {log}\n{tail}")
        if all(state["ready"] for state in statuses(options.port, "health/ready").values()):
            return
        time.sleep(0.3)
    raise ServerFailed(f"not ready after 300 s; see {log}")


def statuses(port: int, path: str = "status") -> dict[str, dict[str, Any]]:
    """What each service says of itself; a service that does not answer is not ready."""
    found: dict[str, dict[str, Any]] = {}
    with httpx.Client(timeout=10, trust_env=False) as client:
        for name in registry.NAMES:
            try:
                found[name] = client.get(f"http://127.0.0.1:{port}/{name}/{path}").json()
            except (httpx.HTTPError, ValueError) as error:
                found[name] = {"service": name, "ready": False, "error": repr(error)}
    return found


def down(state: Path, seconds: float = 90) -> bool:
    """Stops what runs from ``state``; False when nothing does, :class:`ServerFailed` when it does not end."""
    note = running(state)
    if note is None:
        return False
    os.kill(note["pid"], signal.SIGTERM)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if running(state) is None:
            return True
        time.sleep(0.1)
    raise ServerFailed(f"process {note['pid']} has not ended after {seconds:.0f} s; see {state / 'platform.log'}")
