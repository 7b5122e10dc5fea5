"""The platform as processes on servers of its own, each reached through a link that can be hurt."""

import itertools
import json
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ops import databases, registry
from ops.embedded import free_port
from tests.chaos import delivery
from tests.chaos.journal import FILE, Journal
from tests.chaos.network import Link, Network
from tests.chaos.processes import ServiceProcess, wait_for
from tests.chaos.servers import Broker, Store
from tests.support.issuer import Issuer
from tests.support.production import command
from tests.support.tokens import AUDIENCE, ISSUER

CITY = "330100"
COUNTIES = ("330102", "330105", "330106")
SESSION_TIMEOUT_SECONDS = 6
LOOK_SECONDS = 0.5
"""Between two looks at all services: each is six programs that start, and takes from what is looked at."""

# One look into a service's store: what waits there, what was ever said, and what its consumers have applied of others.
_LOOK = """
SELECT json_build_object(
  'outbox', (SELECT count(*) FROM outbox),
  'replays', (SELECT count(*) FROM replays WHERE finished_at IS NULL),
  'events', (SELECT coalesce(json_object_agg(county, n), '{}') FROM
             (SELECT county, count(*) AS n FROM event_log GROUP BY county) e),
  'applied', (SELECT coalesce(json_object_agg(concat_ws(' ', consumer, source, county), applied), '{}') FROM progress),
  'parked', (SELECT coalesce(json_object_agg(concat_ws(' ', consumer, reason), n), '{}') FROM
             (SELECT consumer, reason, count(*) AS n FROM parked_events GROUP BY consumer, reason) p))
"""


Said = Mapping[str, Mapping[str, int]]
"""Service → county → events."""


class NotSettled(AssertionError):
    """Something still waits somewhere; the message names it."""


class World:
    """``settings`` are added to every service's; ``bugs`` (service → see :mod:`tests.chaos.sabotage`) are seeded."""

    def __init__(self, directory: Path, jars: Path, bugs: Mapping[str, str] | None = None, **settings: str) -> None:
        self.directory = directory
        self.bugs = bugs or {}
        self.network = Network()
        self.issuer = Issuer()
        self.postgres = Store(directory / "postgres")
        self.journal = Journal(directory / FILE)
        self.services: dict[str, ServiceProcess] = {}
        self._numbers = itertools.count(2)
        self.extra: list[ServiceProcess] = []
        """Second processes of a service, until :meth:`recover` ends them."""
        self.to_kafka: dict[str, Link] = {}
        self.to_postgres: dict[str, Link] = {}
        self._jars = jars
        self._settings = settings
        self._passwords = {role: secrets.token_hex(16) for name in registry.NAMES for role in databases.roles(name)}

    def start(self) -> None:
        self.network.start()
        self.issuer.start()
        doors: dict[str, tuple[int, int]] = {}
        for name in registry.NAMES:
            door = free_port()
            self.to_kafka[name] = self.network.link(door)
            self.to_postgres[name] = self.network.link(self.postgres.port)
            doors[name] = (door, self.to_kafka[name].port)
        self.kafka = Broker(self.directory / "kafka", self._jars, doors)
        self.postgres.start()
        given = {f"CPPCC_{role.upper()}_PASSWORD": password for role, password in self._passwords.items()}
        server_url = f"postgresql+asyncpg://postgres@127.0.0.1:{self.postgres.port}/postgres"
        migrated = command("migrate", CPPCC_SERVER_URL=server_url, **given)
        assert migrated.returncode == 0, migrated.stdout + migrated.stderr
        self.kafka.start()
        for name in registry.NAMES:
            settings = self.settings(name)
            self.services[name] = ServiceProcess(name, name, self.directory, settings, bugs=self.bugs.get(name))
            self.services[name].start()
        for service in self.services.values():
            service.wait_ready()

    def settings(self, name: str) -> dict[str, str]:
        """Production's, with a session that times out soon and gaps that are asked for soon."""
        app, worker = databases.roles(name)
        at = f"127.0.0.1:{self.to_postgres[name].port}/{name}"
        return {
            "CPPCC_MODE": "production",
            "CPPCC_CITY": CITY,
            "CPPCC_DATABASE_APP": f"postgresql+asyncpg://{app}:{self._passwords[app]}@{at}",
            "CPPCC_DATABASE_WORKER": f"postgresql+asyncpg://{worker}:{self._passwords[worker]}@{at}",
            "CPPCC_KAFKA": f"127.0.0.1:{self.to_kafka[name].port}",
            "CPPCC_KAFKA_PARTITIONS": "2",
            "CPPCC_KAFKA_SESSION_TIMEOUT_MS": str(SESSION_TIMEOUT_SECONDS * 1000),
            "CPPCC_HEADS_SECONDS": "1",
            "CPPCC_GAP_GRACE_SECONDS": "5",
            "CPPCC_ISSUER": ISSUER,
            "CPPCC_AUDIENCE": AUDIENCE,
            "CPPCC_JWKS_URL": self.issuer.jwks_url,
            **self._settings,
        }

    def origins(self, name: str) -> list[str]:
        """Where requests to the service may go; a client whose request got no answer tries the next."""
        running = [self.services[name], *(one for one in self.extra if one.service == name and one.role != "worker")]
        return [one.origin for one in running]

    def add(self, name: str, role: str = "all") -> ServiceProcess:
        """One more process of a service, with a log of its own: what an earlier one said is not what this one says."""
        process = ServiceProcess(f"{name}-{next(self._numbers)}", name, self.directory, self.settings(name), role)
        self.extra.append(process)
        process.start()
        process.wait_ready()
        return process

    @contextmanager
    def stopped(self, name: str) -> Iterator[None]:
        """The service is away inside, in order; afterwards it is ready."""
        assert self.services[name].terminate() == 0
        try:
            yield
        finally:
            self.services[name].start()
        self.services[name].wait_ready()

    def snapshot(self, name: str) -> str:
        """A copy of the service's database as it is now, as a backup would have it; the service is stopped for it."""
        copy = f"{name}_{secrets.token_hex(4)}"
        with self.stopped(name):
            self.postgres.end_sessions(f"datname = '{name}'")
            self.postgres.psql(f"CREATE DATABASE {copy} TEMPLATE {name}")
        return copy

    def restore(self, name: str, copy: str) -> None:
        """Puts the copy in the database's place; the service must be stopped. The copy stays."""
        assert not self.services[name].alive, f"{name} would go on in a database that is replaced"
        self.postgres.psql(f"DROP DATABASE {name} WITH (FORCE)")
        self.postgres.psql(f"CREATE DATABASE {name} TEMPLATE {copy}")

    def recover(self) -> None:
        """Whatever was hurt is healed; everything runs and is ready."""
        self.network.heal()
        self.postgres.resume()
        if not self.postgres.alive:
            self.postgres.restart_killed()
        if self.kafka.alive:
            self.kafka.resume()
        else:
            self.kafka.start()
        for process in self.extra:
            process.resume()
            if process.alive:
                process.terminate()
        self.extra.clear()
        for service in self.services.values():
            service.resume()
            if not service.alive:
                service.start()
        for service in self.services.values():
            service.wait_ready()

    def look(self, name: str) -> dict[str, Any]:
        """What waits in one service's store, what it ever said, and what its consumers have applied."""
        return json.loads(self.postgres.psql(_LOOK, name))

    def said(self) -> Said:
        """How many events each service's log has now, per county."""
        return {name: self.look(name)["events"] for name in registry.NAMES}

    def caught_up(self, said: Said, seconds: float = 600) -> float:
        """Waits until every consumer has applied what had been ``said``, while more may come; returns the seconds."""
        started = time.monotonic()
        behind: list[str] = []

        def reached() -> bool:
            behind[:] = [line for name in registry.NAMES for line in _behind(name, self.look(name), said)]
            return not behind

        try:
            wait_for("caught up", reached, seconds, every=LOOK_SECONDS)
        except TimeoutError as error:
            raise NotSettled(f"{error}: {'; '.join(behind)}") from None
        return time.monotonic() - started

    def skip_unread(self, *consumers: str) -> list[Any]:
        """What the topics hold for these stopped services to read; each will read on only behind it, as if the bus had
        lost it."""
        cluster = self.kafka.cluster_id
        unread: dict[tuple[str, int, int], Any] = {}
        for name in consumers:
            assert not self.services[name].alive, f"{name} would store its own positions over these"
            where = f"consumer = '{name}' AND cluster = '{cluster}'"
            rows = self.postgres.psql(f"SELECT topic, partition, next_offset FROM positions WHERE {where}", name)
            at: dict[tuple[str, int], int] = {}
            for topic, partition, offset in (row.split("|") for row in rows.splitlines()):
                at[topic, int(partition)] = int(offset)
            for one in delivery.records(self.kafka.servers, *registry.service(name).subscriptions):
                if one.offset >= at.get((one.topic, one.partition), 0):
                    unread[one.topic, one.partition, one.offset] = one
                    at[one.topic, one.partition] = one.offset + 1
            moved = [f"('{name}', '{cluster}', '{topic}', {number}, {end})" for (topic, number), end in at.items()]
            self.postgres.psql(
                "INSERT INTO positions (consumer, cluster, topic, partition, next_offset) "
                f"VALUES {', '.join(moved)} ON CONFLICT (consumer, cluster, topic, partition) "
                "DO UPDATE SET next_offset = excluded.next_offset",
                name,
            )
        return [unread[place] for place in sorted(unread)]

    def settled(self, seconds: float = 240) -> float:
        """Waits until every outbox is empty and every consumer has all; returns the seconds that it took.

        :class:`NotSettled` says what is still waited for. Nobody may be sending commands meanwhile.
        """
        started = time.monotonic()
        before: dict[str, Any] | None = None
        waiting: list[str] = []

        def quiet() -> bool:
            nonlocal before, waiting
            now = {name: self.look(name) for name in registry.NAMES}
            waiting = [line for name in registry.NAMES for line in self._waits(name, now)]
            same, before = now == before, now
            return same and not waiting

        try:
            wait_for("settled", quiet, seconds, every=LOOK_SECONDS)
        except TimeoutError as error:
            raise NotSettled(f"{error}: {'; '.join(waiting) or 'events still come'}") from None
        return time.monotonic() - started

    def _waits(self, name: str, looks: dict[str, Any]) -> Iterator[str]:
        look = looks[name]
        for what in ("outbox", "replays"):
            if look[what]:
                yield f"{name}: {look[what]} in {what}"
        for what, count in look["parked"].items():
            yield f"{name}: {count} parked ({what})"
        yield from _behind(name, look, {source: one["events"] for source, one in looks.items()}, exactly=True)
        process = self.services[name]
        if not process.status()["ready"]:
            yield f"{process.name}: not ready"

    def stop(self) -> None:
        for process in [*self.extra, *self.services.values()]:
            if process.alive:
                process.terminate()
        if self.to_kafka:
            self.kafka.stop()
        self.postgres.resume()
        self.postgres.stop()
        self.issuer.stop()
        self.network.stop()
        self.journal.close()


def _behind(name: str, look: Mapping[str, Any], said: Said, *, exactly: bool = False) -> Iterator[str]:
    """What the consumers of one service lack of what was said; ``exactly``: or have beyond it."""
    service = registry.service(name)
    consumers = {name: service.subscriptions}
    consumers |= {f"{name}.{projection}": read for projection, read in service.projections.items()}
    for consumer, topics in consumers.items():
        for source in (topic.removesuffix(".events") for topic in topics):
            for county, events in said[source].items():
                applied = look["applied"].get(f"{consumer} {source} {county}", 0)
                if applied < events or (exactly and applied != events):
                    yield f"{consumer}: {applied} of {events} from {source} ({county})"
