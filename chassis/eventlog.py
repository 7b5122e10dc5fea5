"""Append with version and hash chain, load, refold, verify: the one way in which state changes.

State row and events are written in one transaction. An aggregate's events are chained through its row, so writers
of different aggregates never wait for each other. The log is at once history, audit trail and replay source.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from asyncpg import UniqueViolationError
from pydantic import BaseModel
from sqlalchemy import (
    ARRAY,
    Column,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    any_,
    bindparam,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import logstatement
from chassis.answered import Answered, AnsweredInPart
from chassis.claims import Claim, uuid7
from chassis.clock import Clock
from chassis.logstatement import LOG_COLUMNS
from chassis.problems import NotFound, Stale
from chassis.sendable import refuse_unsendable
from chassis.tables import infrastructure
from contracts.base import DomainRefusal, Event, UnitAct

S = TypeVar("S", bound=BaseModel)
GENESIS = "0" * 64


class ProjectionAppends(RuntimeError):
    """A projection's function tried to append: it would do so again each time that the projection is built."""


@dataclass(frozen=True)
class Actor:
    """Who acts. ``system`` acts for consumed events and timers."""

    subject: str
    name: str
    roles: frozenset[str]
    counties: tuple[str, ...]
    member_id: str | None = None
    unit_id: str | None = None
    body_id: str | None = None
    former_unit_ids: frozenset[str] = frozenset()

    @property
    def units(self) -> frozenset[str]:
        """All that the login acts for: its own, and those that its own has taken over from."""
        return self.former_unit_ids | {self.unit_id} if self.unit_id is not None else frozenset()


SYSTEM = Actor("system", "系统", frozenset({"system"}), ())
PUBLIC = Actor("public", "公众", frozenset({"public"}), ())
"""Whoever calls an open route; the role is no token's."""


@dataclass
class Tx:
    """One unit of work: an open transaction, the county it acts in, who acts, when, and in answer to what."""

    connection: AsyncConnection
    county: str
    actor: Actor
    now: datetime
    correlation_id: str
    causation_id: str | None = None
    traceparent: str | None = None
    if_match: str | None = None
    received_at: datetime | None = None
    """When the request's headers arrived, or when the consumed event occurred; None for timers."""
    projection: bool = False
    """Whether a read model is being built: what it reads is history, and history must not cause events again."""
    answered: Mapping[str, Answered] = field(default_factory=dict[str, Answered])
    """Aggregates that hold already what the consumed event caused, or a part of it: it was taken back from the own
    topic after a restore. Storing it again would double it."""
    crosses_to: str | None = None
    """The county that the consumed event names beside its own, see :mod:`chassis.crossing`; None for everybody else."""
    policies: dict[tuple[str, str], Any] = field(default_factory=dict[tuple[str, str], Any])
    """Read once in a unit of work, see :class:`chassis.policy.Policy`: a list of hundreds is decided by one rule."""
    claim: Claim | None = None
    """Of the request that is answered, which its events bear in their ids; None where no request is."""

    @property
    def receipt(self) -> datetime:
        """The legal time of what is handed in: waiting for a connection must not make it late."""
        return self.received_at or self.now


@dataclass(frozen=True)
class Loaded(Generic[S]):
    """An aggregate as stored: its folded state with the version and hash of its last event."""

    id: str
    version: int
    hash: str
    state: S

    @property
    def etag(self) -> str:
        return f'"{self.version}-{self.hash[:12]}"'


class Aggregate(Generic[S]):
    """One kind of aggregate: its table, its state, and how events fold into it.

    ``columns`` are the row's columns beside county, id, version, hash and state, computed from the state by
    ``project``, for queries and constraints; they are derived, so a refold can always rebuild them.
    """

    def __init__(
        self,
        metadata: MetaData,
        name: str,
        state: type[S],
        events: Sequence[type[Event]],
        apply: Callable[[S | None, Event], S],
        *,
        columns: Sequence[Column[Any]] = (),
        project: Callable[[S], Mapping[str, Any]] = lambda _: {},
        constraints: Sequence[Any] = (),
    ) -> None:
        self.name = name
        self.state = state
        self.events = {event.wire_name(): event for event in events}
        self.apply = apply
        self.project = project
        self.metadata = metadata
        self.table = Table(
            name,
            metadata,
            Column("county", String(6), nullable=False),
            Column("id", Text, nullable=False),
            Column("version", Integer, nullable=False),
            Column("hash", Text, nullable=False),
            Column("state", Text, nullable=False),
            *columns,
            PrimaryKeyConstraint("county", "id"),
            *constraints,
        )
        self._processors = logstatement.processors(columns)
        self._find = logstatement.find_one(name)
        self._find_locked = f"{self._find} FOR UPDATE"
        self._statements: dict[tuple[str | bool, ...], str] = {}
        registry: dict[str, Aggregate[Any]] = metadata.info.setdefault("aggregates", {})
        registry[name] = self

    def loaded(self, row: Mapping[Any, Any]) -> Loaded[S]:
        return Loaded(row["id"], row["version"], row["hash"], self.state.model_validate_json(row["state"]))

    async def find(self, tx: Tx, id: str, *, lock: bool = True) -> Loaded[S] | None:
        """The aggregate, or None. Locked until the transaction ends unless ``lock`` is false."""
        result = await tx.connection.exec_driver_sql(self._find_locked if lock else self._find, (tx.county, id))
        row = result.mappings().first()
        return None if row is None else self.loaded(row)

    async def load(self, tx: Tx, id: str, *, lock: bool = True) -> Loaded[S]:
        """The aggregate; :class:`NotFound` when this county has none, :class:`Stale` when If-Match names another."""
        found = await self.find(tx, id, lock=lock)
        if found is None:
            raise NotFound(f"{self.name} {id}")
        if tx.if_match is not None and tx.if_match.removeprefix("W/") != found.etag:
            raise Stale(f"{self.name} {id}", found)
        return found

    async def append(
        self, tx: Tx, id: str, loaded: Loaded[S] | None, events: Sequence[Event], *, proposal: str | None = None
    ) -> Loaded[S]:
        """Stores ``events`` on the aggregate and its new state; ``loaded`` is None for a new one.

        Raises :class:`Stale` when somebody else stored first; the caller's transaction must then be given up.
        """
        if tx.projection:
            raise ProjectionAppends(f"a projection may not append to {self.name} {id}")
        answered = tx.answered.get(id)
        if answered is not None and (current := await self.find(tx, id)) is not None:
            loaded, events = current, answered.lacking(events)
            if events:
                if current.version != answered.last:
                    raise AnsweredInPart(f"{[type(one).__name__ for one in events]} of {self.name} {id} were lost")
                answered.last += len(events)
        if not events:
            assert loaded is not None
            return loaded
        after, logged = self._fold(tx, id, loaded, events, proposal)
        stored: list[Any] = [tx.county, id, after.version, after.hash, after.state.model_dump_json()]
        projected = self.project(after.state)
        for name, value in projected.items():
            process = self._processors[name]
            stored.append(process(value) if process and value is not None else value)
        shared = (logged[0][column] for column in logstatement.SHARED)
        each = ([row[column] for row in logged] for column in logstatement.EACH)
        expected = () if loaded is None else (loaded.version,)
        try:
            result = await tx.connection.exec_driver_sql(
                self._statement(tuple(projected), new=loaded is None), (*stored, *shared, *each, *expected)
            )
        except IntegrityError as error:
            cause = error.orig and error.orig.__cause__
            if not isinstance(cause, UniqueViolationError) or getattr(cause, "table_name", None) != "event_log":
                raise
            # One service's log knows an id once, whatever its kind: consumers keep one mark per id.
            raise DomainRefusal("id-taken", f"The id {id} is in use already.") from error
        if result.rowcount != len(events):
            raise Stale(f"{self.name} {id}" + (" exists already" if loaded is None else ""))
        return after

    def _statement(self, projected: tuple[str, ...], *, new: bool) -> str:
        found = self._statements.get((new, *projected))
        if found is None:
            found = self._statements[(new, *projected)] = logstatement.append_one(self.name, projected, new=new)
        return found

    async def find_all(self, tx: Tx, ids: Sequence[str]) -> dict[str, Loaded[S]]:
        """Those of ``ids`` that the county has, locked in id order, so that two imports cannot wait for each other."""
        t = self.table
        query = select(t).where(t.c.county == tx.county, t.c.id == any_(literal(list(ids), ARRAY(Text))))
        rows = (await tx.connection.execute(query.order_by(t.c.id).with_for_update())).mappings()
        return {row["id"]: self.loaded(dict(row)) for row in rows}

    async def taken(self, tx: Tx, ids: Sequence[str]) -> set[str]:
        """Those of ``ids`` that another kind of aggregate of this service bears."""
        log = infrastructure(self.metadata).event_log
        query = select(log.c.aggregate_id).where(
            log.c.county == tx.county,
            log.c.aggregate_id == any_(literal(list(ids), ARRAY(Text))),
            log.c.aggregate != self.name,
        )
        return set((await tx.connection.execute(query)).scalars())

    async def append_all(self, tx: Tx, entries: Sequence[tuple[str, Loaded[S] | None, Sequence[Event]]]) -> None:
        """Stores events on many aggregates in three statements, however many they are: for imports.

        Existing ones must come from :meth:`find_all`: its locks are what keeps their versions from moving.
        """
        new: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        log_rows: list[dict[str, Any]] = []
        for id, loaded, events in entries:
            after, logged = self._fold(tx, id, loaded, events, None)
            (new if loaded is None else changed).append({"county": tx.county, "id": id, **self.values(after)})
            log_rows += logged
        if new:
            try:
                await tx.connection.execute(insert(self.table), new)
            except IntegrityError as error:
                raise Stale(f"somebody else brought in the same {self.name} meanwhile") from error
        if changed:
            t = self.table
            columns = {name: bindparam(f"new_{name}", type_=t.c[name].type) for name in changed[0]}
            keys = (t.c.county == columns.pop("county"), t.c.id == columns.pop("id"))
            rows = [{f"new_{name}": value for name, value in row.items()} for row in changed]
            await tx.connection.execute(t.update().where(*keys).values(columns), rows)
        if log_rows:
            await tx.connection.execute(logstatement.APPEND_ALL, log_rows)

    def values(self, loaded: Loaded[S]) -> dict[str, Any]:
        """The row's columns beside its key."""
        return {
            "version": loaded.version,
            "hash": loaded.hash,
            "state": loaded.state.model_dump_json(),
            **self.project(loaded.state),
        }

    def _fold(
        self, tx: Tx, id: str, loaded: Loaded[S] | None, events: Sequence[Event], proposal: str | None
    ) -> tuple[Loaded[S], list[dict[str, Any]]]:
        """The aggregate after ``events``, and their rows for the log."""
        version = loaded.version if loaded else 0
        previous = loaded.hash if loaded else GENESIS
        state = loaded.state if loaded else None
        log_rows: list[dict[str, Any]] = []
        for event in events:
            if isinstance(event, UnitAct):
                # Here no command can forget in whose name it acts.
                event = event.by(tx.actor.unit_id, tx.actor.former_unit_ids)
            version += 1
            state = self.apply(state, event)
            row: dict[str, Any] = {
                "county": tx.county,
                "event_id": uuid7(tx.now, tx.claim.next() if tx.claim else None),
                "aggregate": self.name,
                "aggregate_id": id,
                "aggregate_version": version,
                "subject_proposal": proposal or event.of_proposal(),
                "type": event.wire_name(),
                "data": event.model_dump_json(),
                "actor": tx.actor.subject,
                "occurred_at": tx.now,
                "correlation_id": tx.correlation_id,
                "causation_id": tx.causation_id,
                "traceparent": tx.traceparent,
                "prev_hash": previous,
            }
            refuse_unsendable(row)
            previous = row["hash"] = event_hash(row)
            log_rows.append(row)
        assert state is not None
        return Loaded(id, version, previous, state), log_rows


HASHED = tuple(column for column in LOG_COLUMNS if column != "hash")


def event_hash(row: Mapping[Any, Any]) -> str:
    """SHA-256 over every hashed column, each length-prefixed so that no two rows share an encoding."""
    digest = hashlib.sha256()
    for column in HASHED:
        value = row[column]
        if value is None:
            digest.update(b"-")
            continue
        if isinstance(value, datetime):
            value = str(int(value.timestamp() * 1_000_000))
        raw = str(value).encode()
        digest.update(b"%d:" % len(raw))
        digest.update(raw)
    return digest.hexdigest()


def new_id(clock_or_tx: Clock | Tx) -> str:
    """A fresh time-ordered identifier."""
    return uuid7(clock_or_tx.now if isinstance(clock_or_tx, Tx) else clock_or_tx.now())


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and where."""

    county: str
    aggregate: str
    aggregate_id: str
    what: str


async def verify(connection: AsyncConnection, metadata: MetaData) -> tuple[int, list[Finding]]:
    """Checks every chain and refolds every aggregate against its stored row. Returns (events read, findings).

    Needs a role that sees all counties. What it passes is *chained and refolded*; without sealed heads at a
    witness it is still unproven against somebody who rewrites a whole chain.
    """
    aggregates: dict[str, Aggregate[Any]] = metadata.info["aggregates"]
    log = infrastructure(metadata).event_log
    findings: list[Finding] = []
    folded: dict[tuple[str, str, str], tuple[int, str, Any]] = {}
    count = 0
    # One snapshot: what is stored between the two readings would differ from the events that were read before it.
    await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    query = select(log).order_by(log.c.county, log.c.aggregate_id, log.c.aggregate_version)
    result = await connection.stream(query)
    async for row in result.mappings():
        count += 1
        key = (row["county"], row["aggregate"], row["aggregate_id"])
        version, previous, state = folded.get(key, (0, GENESIS, None))

        def find(what: str, at: tuple[str, str, str] = key) -> None:
            findings.append(Finding(*at, what))

        if row["aggregate_version"] != version + 1:
            find(f"version {row['aggregate_version']} follows {version}")
        if row["prev_hash"] != previous:
            find(f"version {row['aggregate_version']} does not continue the chain")
        if event_hash(row) != row["hash"]:
            find(f"version {row['aggregate_version']} was altered: its hash does not fit")
        try:
            aggregate = aggregates[row["aggregate"]]
            event = aggregate.events[row["type"]].model_validate_json(row["data"])
            state = aggregate.apply(state, event)
        except Exception as error:
            find(f"version {row['aggregate_version']} does not fold: {error!r}")
        folded[key] = (row["aggregate_version"], row["hash"], state)
    for aggregate in aggregates.values():
        async for row in (await connection.stream(select(aggregate.table))).mappings():
            key = (row["county"], aggregate.name, row["id"])
            if key not in folded:
                findings.append(Finding(*key, "a row without events"))
                continue
            version, last, state = folded.pop(key)
            if (row["version"], row["hash"]) != (version, last):
                findings.append(Finding(*key, f"row is at version {row['version']}, its events end at {version}"))
            if state is None or state.model_dump_json() != row["state"]:
                findings.append(Finding(*key, "row differs from its refolded events"))
            elif any(row[name] != value for name, value in aggregate.project(state).items()):
                findings.append(Finding(*key, "a derived column differs from the refolded state"))
    findings.extend(Finding(*key, "events without a row") for key in folded)
    return count, findings
