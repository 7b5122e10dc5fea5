"""A store restored from an older backup takes back what it lacks from its own topic before anything is written anew.

Otherwise it would give versions a second time, and its history would fork in every service that reads it. Until the
own topic is compared with the log, commands are refused and neither relay, consumer nor timers run. A store that did
lack something then reads again what it had read since the backup, and commands and timers wait for that as well: a
decision is not taken on less than the service knew before.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import structlog
from aiokafka.errors import KafkaError
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import bus, cluster, rebuild
from chassis.bus import Message
from chassis.clock import Clock
from chassis.database import Database
from chassis.eventlog import GENESIS, SYSTEM, Aggregate, Loaded, Tx, event_hash, new_id
from chassis.logstatement import PUT_BACK
from chassis.owntopic import OwnTopic
from chassis.reader import Reader
from chassis.replays import restart_replays
from chassis.settings import Settings
from contracts.envelope import Envelope, MalformedEvent

if TYPE_CHECKING:
    from chassis.app import Service

log = structlog.get_logger()

State = Literal["off", "checking", "recovering", "reading", "stopped", "done"]
Key = tuple[str, str]
"""(county, aggregate id)"""

_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('recovery'))")
_LOGGED = text(
    "SELECT l.county, l.aggregate_id, l.aggregate_version, l.hash FROM event_log l JOIN unnest("
    "CAST(:counties AS text[]), CAST(:ids AS text[]), CAST(:versions AS int[])) AS w (county, id, version) "
    "ON l.county = w.county AND l.aggregate_id = w.id AND l.aggregate_version = w.version"
)
_LAST = text(
    "SELECT DISTINCT ON (l.county, l.aggregate_id) l.county, l.aggregate_id, l.aggregate, l.aggregate_version, l.hash "
    "FROM event_log l JOIN unnest(CAST(:counties AS text[]), CAST(:ids AS text[])) AS w (county, id) "
    "ON l.county = w.county AND l.aggregate_id = w.id ORDER BY l.county, l.aggregate_id, l.aggregate_version DESC"
)
_RECOVERED = text("SELECT count(*) AS events, max(recovered_at) AS last FROM recovered_events")
_EVER = text("SELECT EXISTS (SELECT FROM recovered_events)")
_PUBLISHED = text("SELECT coalesce(sum(events), 0) FROM published")
_UNREPEATED = text("SELECT count(*) FROM parked_events WHERE reason = 'unrepeated'")


NAMED = 20
"""How many unproven messages the status names, the last ones."""


class Refused(RuntimeError):
    """The topic holds what this service cannot have said, or not all of it; a person must decide."""


class _Lacking(RuntimeError):
    """The log lacks events, and this process is not one that may add them."""


class Recovery:
    """``appends`` is false in a process that only answers HTTP: it waits until a worker has appended."""

    def __init__(
        self, service: "Service", settings: Settings, database: Database, clock: Clock, own: OwnTopic, *, appends: bool
    ) -> None:
        self.state: State = "off"
        self.problem: str | None = None
        """Why it stopped, or what it waits for."""
        self.left = 0
        """Messages of the own topic that are still to be compared."""
        self.appended = 0
        self.unproven = 0
        """Messages of the own topic, read since the start, that this service cannot be shown to have sent."""
        self._doubts: list[str] = []
        self._broker_away = False
        self.recovered = False
        """Whether the store ever took events back: then the answers to what caused them are lost."""
        self._service = service
        self._settings = settings
        self._database = database
        self._clock = clock
        self._own = own
        self._appends = appends
        self._aggregates: Mapping[str, Aggregate[Any]] = service.metadata.info["aggregates"]
        self._ahead: dict[Key, dict[int, tuple[Message, Envelope]]] = {}

    @property
    def cluster(self) -> str:
        """The cluster whose topic the log was compared with."""
        return self._own.cluster

    @property
    def compared(self) -> bool:
        """Whether the log has all that the own topic had. Before that each try asks which cluster it speaks to."""
        return self.state in ("reading", "done")

    @property
    def refusing(self) -> str | None:
        """Why commands are refused, in words for the caller; None when they are not."""
        match self.state:
            case "off" | "done":
                return None
            case "checking":
                doing = "the service has just started and compares its store with what it has published"
                return f"{doing}; it waits for Kafka" if self._broker_away else doing
            case "recovering":
                return (
                    f"the service was restored from an older backup and takes back what it has published since; "
                    f"{self.left} messages are still to be read"
                )
            case "reading":
                return "the service was restored from an older backup and reads again what it had read since"
            case "stopped":
                return "the service was restored, and its store does not fit what it has published; operators must act"

    def begin(self) -> None:
        """Commands are refused from here on until :meth:`run` has ended."""
        self.state = "checking"

    async def run(self) -> None:
        """Ends when the log has all that the own topic has. After a refusal it ends only by being cancelled.

        Commands may still be refused then, in a worker until :meth:`finish` has ended.
        """
        while True:
            try:
                await self._once()
                return
            except Refused as error:
                self.state, self.problem = "stopped", str(error)
                log.error("recovery.stopped", service=self._service.name, problem=self.problem)
                await asyncio.Event().wait()
            except Exception as error:
                await self._waits(error)

    async def finish(self, readers: Sequence[Reader]) -> None:
        """For a store that lacked something: ends when ``readers`` have read what their topics hold, and what stands
        beside the aggregates is rebuilt."""
        while self.state == "reading":
            try:
                for reader in readers:
                    await reader.reach_ends()
                await rebuild.run(self._service, self._database, self._clock, last=True)
            except Exception as error:
                await self._waits(error)
            else:
                log.warning("recovery.done", service=self._service.name, appended=self.appended, check=self.to_check)
                self.state, self.problem = "done", None

    async def _waits(self, error: Exception) -> None:
        # Whatever it is: ending here would refuse commands for ever without a word.
        self.problem = str(error) or repr(error)
        self._broker_away = isinstance(error, KafkaError)
        log.warning("recovery.waiting", service=self._service.name, error=repr(error))
        await asyncio.sleep(1)

    async def _once(self) -> None:
        self._ahead = {}
        await cluster.create_topics(self._settings, [self._own.topic])
        self._own.cluster = await cluster.identity(self._settings.kafka)
        async with self._database.transaction([]) as connection:
            positions = await self._own.load(connection)
        ends = await bus.read_to_end(self._settings.kafka, self._own.topic, positions, self._on_batch)
        if self._ahead:
            (county, id), waiting = next(iter(self._ahead.items()))
            raise Refused(f"version {min(waiting)} of {id} ({county}) is on the topic, the version before it is not")
        self._own.read(ends)
        async with self._database.transaction([]) as connection:
            if not positions and sum(ends.values()) < int(await connection.scalar(_PUBLISHED) or 0):
                # Another cluster, and what this service published is not there: the broker was lost whole.
                await restart_replays(connection, self._clock.now())
            await self._own.store(connection)
            self.recovered = bool(await connection.scalar(_EVER))
            pending = await rebuild.pending(connection, self._service)
        if self._appends:
            for take_back in self._service.takes_back:
                await take_back(self._settings, self._database, self._clock)
        if pending and not self._appends:
            raise _Lacking("a worker of this service has not yet read again what it had read")
        if pending:
            await rebuild.run(self._service, self._database, self._clock, last=False)
        self.state, self.problem, self.left = "reading" if pending else "done", None, 0

    async def _on_batch(self, messages: Sequence[Message], left: int) -> None:
        items: list[tuple[Message, Envelope]] = []
        for message in messages:
            try:
                items.append((message, Envelope.parse(message.headers, message.value)))
            except MalformedEvent as error:
                # No event of anybody's: those who read the topic park it as what it is.
                self._doubt(message, str(error))
        self.left = left + len(messages)
        counties = sorted({envelope.county for _, envelope in items})
        async with self._database.transaction(counties) as connection:
            # Two workers of one restored service append one after the other; the second then finds nothing lacking.
            await connection.execute(_LOCK)
            for message, envelope in await self._lacking(connection, items):
                self._wait(message, envelope)
            if self._ahead:
                self.state = "recovering"
                if not self._appends:
                    raise _Lacking("a worker of this service has not yet taken back what it published")
                appended = await self._append(connection, {_key(envelope) for _, envelope in items})
                self.appended += appended
            if not self._ahead:
                self._own.read(_after(messages))
                await self._own.store(connection)
        self.left = left

    async def _lacking(
        self, connection: AsyncConnection, items: Sequence[tuple[Message, Envelope]]
    ) -> list[tuple[Message, Envelope]]:
        wanted = {
            "counties": [envelope.county for _, envelope in items],
            "ids": [envelope.aggregate_id for _, envelope in items],
            "versions": [envelope.version for _, envelope in items],
        }
        found = await connection.execute(_LOGGED, wanted)
        logged = {(row.county, row.aggregate_id, row.aggregate_version): row.hash for row in found}
        lacking: list[tuple[Message, Envelope]] = []
        for message, envelope in items:
            known = logged.get((*_key(envelope), envelope.version))
            if known == envelope.hash:
                continue
            why = self._unlike_ours(message, envelope, lacking=known is None)
            if why is not None:
                self._doubt(message, why)
            elif known is None:
                lacking.append((message, envelope))
            else:
                raise Refused(_fork(message, envelope))
        return lacking

    def _unlike_ours(self, message: Message, envelope: Envelope, *, lacking: bool) -> str | None:
        """Why this service cannot have sent it: then it neither forks its history nor is part of it.

        Anybody who may write to the topic could stop every start otherwise.
        """
        if envelope.source != self._service.name:
            return f"it says that it is of {envelope.source}"
        if lacking and envelope.actor is None:
            # An earlier version did not say who acted: it may well be the service's own, so it is not passed over.
            return None
        if any(event_hash(row) == envelope.hash for row in self._candidates(message, envelope)):
            return None
        return f"the hash of {envelope.id} does not fit what it says"

    def _doubt(self, message: Message, why: str) -> None:
        """Names it, once: the position in the store moves past it."""
        self.unproven += 1
        self._doubts = [*self._doubts, f"{_place(message)}: {why}"][-NAMED:]
        log.error("recovery.unproven", service=self._service.name, message=_place(message), why=why)

    def _wait(self, message: Message, envelope: Envelope) -> None:
        waiting = self._ahead.setdefault(_key(envelope), {})
        same = waiting.setdefault(envelope.version, (message, envelope))
        if same[1].hash != envelope.hash:
            raise Refused(_fork(message, envelope))

    async def _append(self, connection: AsyncConnection, keys: set[Key]) -> int:
        """Whatever of ``keys`` continues the log now, with the rows of its aggregates; the rest goes on waiting."""
        keys = {key for key in keys if key in self._ahead}
        wanted = sorted(keys)
        heads = await connection.execute(
            _LAST, {"counties": [county for county, _ in wanted], "ids": [id for _, id in wanted]}
        )
        known = {(row.county, row.aggregate_id): row for row in heads}
        appended = 0
        now = self._clock.now()
        for county, id in wanted:
            head = known.get((county, id))
            version, previous = (head.aggregate_version, head.hash) if head else (0, GENESIS)
            aggregate: str | None = head.aggregate if head else None
            rows: list[dict[str, Any]] = []
            waiting = self._ahead[county, id]
            while next_one := waiting.pop(version + 1, None):
                rows.append(self._row(*next_one, previous, aggregate))
                aggregate, version, previous = rows[0]["aggregate"], version + 1, next_one[1].hash
            if not waiting:
                del self._ahead[county, id]
            if rows:
                tx = Tx(connection, county, SYSTEM, now, correlation_id=new_id(self._clock))
                await self._store(tx, id, rows, head.aggregate_version if head else 0)
                await connection.execute(PUT_BACK, [{**row, "now": now} for row in rows])
            appended += len(rows)
        return appended

    def _row(self, message: Message, envelope: Envelope, previous: str, aggregate: str | None) -> dict[str, Any]:
        """The log's row that this message was sent for, proven by its hash."""
        if envelope.prev_hash != previous:
            raise Refused(f"{_place(message)} does not continue the log's chain of {envelope.aggregate_id}")
        for row in self._candidates(message, envelope):
            if event_hash(row) == envelope.hash and aggregate in (None, row["aggregate"]):
                if envelope.type not in getattr(self._aggregates.get(row["aggregate"]), "events", ()):
                    raise Refused(f"{_place(message)} is a {envelope.type}, which this version does not know")
                return row
        why = "" if envelope.actor else "; it was sent by an earlier version, which did not say who acted"
        raise Refused(f"{_place(message)}: the hash of {envelope.id} does not fit what it says{why}")

    def _candidates(self, message: Message, envelope: Envelope) -> Iterator[dict[str, Any]]:
        """What the message leaves open: its key is the proposal, or the aggregate's id where there was none."""
        key = (message.key or b"").decode("utf-8", "replace")
        kinds = [name for name, one in self._aggregates.items() if envelope.type in one.events]
        # A later version may have sent it, of something that this one does not know.
        kinds = kinds or [envelope.aggregate or ""]
        for aggregate in kinds:
            if envelope.aggregate not in (None, aggregate):
                continue
            for subject in [None, key] if key == envelope.aggregate_id else [key]:
                yield {
                    "county": envelope.county,
                    "event_id": envelope.id,
                    "aggregate": aggregate,
                    "aggregate_id": envelope.aggregate_id,
                    "aggregate_version": envelope.version,
                    "subject_proposal": subject,
                    "type": envelope.type,
                    "data": envelope.data.decode("utf-8", "replace"),
                    "actor": envelope.actor or SYSTEM.subject,
                    "occurred_at": envelope.time,
                    "correlation_id": envelope.correlation_id,
                    "causation_id": envelope.causation_id,
                    "traceparent": envelope.traceparent,
                    "prev_hash": envelope.prev_hash,
                    "hash": envelope.hash,
                }

    async def _store(self, tx: Tx, id: str, rows: Sequence[Mapping[str, Any]], expected: int) -> None:
        """The aggregate's row after these events, and what is derived from it."""
        aggregate = self._aggregates[rows[0]["aggregate"]]
        found = await aggregate.find(tx, id)
        if (found.version if found else 0) != expected:
            raise Refused(f"the restored row of {aggregate.name} {id} ({tx.county}) does not fit its events")
        state: Any = found.state if found else None
        try:
            for row in rows:
                state = aggregate.apply(state, aggregate.events[row["type"]].model_validate_json(row["data"]))
        except Exception as error:
            raise Refused(f"{aggregate.name} {id} ({tx.county}) does not fold: {error!r}") from error
        after = Loaded(id, rows[-1]["aggregate_version"], rows[-1]["hash"], state)
        t = aggregate.table
        values = aggregate.values(after)
        if found is None:
            await tx.connection.execute(insert(t).values(county=tx.county, id=id, **values))
        else:
            await tx.connection.execute(t.update().where(t.c.county == tx.county, t.c.id == id).values(values))

    @property
    def to_check(self) -> list[str]:
        """Tables and timers that nothing here rebuilds."""
        return rebuild.undeclared(self._service)

    async def report(self, connection: AsyncConnection) -> dict[str, Any]:
        """For ``proposals status``: where it stands, and what was ever taken back."""
        row = (await connection.execute(_RECOVERED)).one()
        found: dict[str, Any] = {"state": self.state, "left": self.left, "problem": self.problem}
        found["unproven"] = {"messages": self.unproven, "last": self._doubts}
        found["unrepeated"] = await connection.scalar(_UNREPEATED)
        if row.events:
            found |= {"recovered": row.events, "recovered_at": row.last.isoformat(), "must_be_checked": self.to_check}
            found["as_of_backup"] = sorted(self._service.kept_alone)
        return found


def _key(envelope: Envelope) -> Key:
    return envelope.county, envelope.aggregate_id


def _place(message: Message) -> str:
    return f"{message.topic} partition {message.partition} offset {message.offset}"


def _fork(message: Message, envelope: Envelope) -> str:
    return (
        f"{_place(message)}: version {envelope.version} of {envelope.aggregate_id} ({envelope.county}) was published "
        f"with the hash {envelope.hash[:12]}, and the log has another: two histories exist"
    )


def _after(messages: Sequence[Message]) -> dict[bus.Position, int]:
    found: dict[bus.Position, int] = defaultdict(int)
    for message in messages:
        found[message.topic, message.partition] = max(found[message.topic, message.partition], message.offset + 1)
    return found
