"""Long work in steps: what a request handed in is done by the worker, a chunk at a time, each in one transaction.

How far a job is stands in its row, which is written with the effect of each chunk: a crash loses the chunk in hand and
nothing else, and whoever goes on begins exactly there. The row is locked for the time of a step, so that of several
workers each takes another job. What was handed in is kept in the store until the job ends.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from chassis.clock import Clock
from chassis.database import Database, lost_race, store_away
from chassis.eventlog import Actor, Tx, new_id
from chassis.problems import NotFound
from chassis.tables import TIME
from contracts.base import DomainRefusal

log = structlog.get_logger()

CHUNK = 1000
"""Items of one transaction."""
TRIES = 5
"""So often a step is tried that fails for no fault of the store's; then the job has failed."""
READ_MINUTES = 15
"""What was handed in may take so long to be read; meanwhile nothing is said to the store, which would take a worker
that is silent for a minute for dead and give its job to the next one, who would do no better."""
CANDIDATES = 10
OPEN = ("waiting", "running")


@dataclass(frozen=True)
class Read:
    """What was handed in, as items; ``refused``: nothing of it is done, and the report says why."""

    items: Sequence[str]
    report: Mapping[str, Any]
    refused: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of long work.

    ``read`` makes items of what was handed in, once; ``work`` does some of them, and answers the report so far with
    what it did. Where items only point into what was handed in, ``work_from`` is given that as well.
    """

    read: Callable[[Tx, bytes], Awaitable[Read]]
    work: Callable[[Tx, Sequence[str], dict[str, Any]], Awaitable[Mapping[str, Any]]] | None = None
    work_from: Callable[[Tx, bytes, Sequence[str], dict[str, Any]], Awaitable[Mapping[str, Any]]] | None = None
    chunk: int = CHUNK
    """At most so many items of one transaction, where each costs more than a row of a list."""

    async def do(self, tx: Tx, data: bytes, items: Sequence[str], report: dict[str, Any]) -> Mapping[str, Any]:
        if self.work_from is not None:
            return await self.work_from(tx, data, items, report)
        assert self.work is not None
        return await self.work(tx, items, report)


@dataclass(frozen=True)
class Job:
    id: str
    kind: str
    state: str
    """``waiting``, ``running``; then ``done``, ``refused``, ``failed`` or ``cancelled``."""
    total: int | None
    """Items; None until what was handed in is read."""
    done: int
    report: Mapping[str, Any]
    error: str | None
    created_by: str
    created_at: datetime
    changed_at: datetime


@dataclass
class Jobs:
    """The jobs of one service."""

    metadata: MetaData
    chunk: int = CHUNK
    table: Table = field(init=False)
    inputs: Table = field(init=False)
    items: Table = field(init=False)
    _kept: tuple[str, str, bytes] | None = field(default=None, init=False, repr=False)
    """County, id and what was handed in of the job that this worker had in hand last: of hundreds of megabytes, that
    only ever are what they were when they came, each chunk would fetch all again."""

    def __post_init__(self) -> None:
        self.table = Table(
            "jobs",
            self.metadata,
            Column("county", String(6), nullable=False),
            Column("id", Text, nullable=False),
            Column("kind", Text, nullable=False),
            Column("state", Text, nullable=False),
            Column("total", Integer),
            Column("done", Integer, nullable=False),
            Column("report", Text, nullable=False),
            Column("error", Text),
            Column("tries", Integer, nullable=False),
            Column("actor", Text, nullable=False),
            Column("correlation_id", Text, nullable=False),
            Column("created_at", TIME, nullable=False),
            Column("changed_at", TIME, nullable=False),
            PrimaryKeyConstraint("county", "id"),
            CheckConstraint(
                "state IN ('waiting','running','done','refused','failed','cancelled')",
                name="state",
            ),
            Index(None, "state", "changed_at"),
            info={"scope": "infrastructure"},
        )
        self.inputs = Table(
            "job_inputs",
            self.metadata,
            Column("county", String(6), nullable=False),
            Column("job_id", Text, nullable=False),
            Column("data", LargeBinary, nullable=False),
            PrimaryKeyConstraint("county", "job_id"),
        )
        self.items = Table(
            "job_items",
            self.metadata,
            Column("county", String(6), nullable=False),
            Column("job_id", Text, nullable=False),
            Column("position", Integer, nullable=False),
            Column("data", Text, nullable=False),
            PrimaryKeyConstraint("county", "job_id", "position"),
        )

    async def submit(self, tx: Tx, kind: str, data: bytes, *, known: Mapping[str, Any] | None = None) -> Job:
        """Takes ``data`` in; the worker begins when the transaction is committed. Until that has read it, ``known`` is
        the job's report."""
        id = new_id(tx)
        actor = asdict(tx.actor)
        who = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in actor.items()}
        await tx.connection.execute(
            insert(self.table).values(
                county=tx.county, id=id, kind=kind, state="waiting", done=0, report=_json(known or {}), tries=0,
                actor=json.dumps(who, ensure_ascii=False), correlation_id=tx.correlation_id,
                created_at=tx.now, changed_at=tx.now,
            )
        )  # fmt: skip
        await tx.connection.execute(insert(self.inputs).values(county=tx.county, job_id=id, data=data))
        return await self.load(tx, id)

    async def load(self, tx: Tx, id: str) -> Job:
        row = (await tx.connection.execute(self.listing(tx.county).where(self.table.c.id == id))).mappings().first()
        if row is None:
            raise NotFound(f"jobs {id}")
        return job_of(row)

    def listing(self, county: str) -> Select[Any]:
        return select(self.table).where(self.table.c.county == county)

    async def cancel(self, tx: Tx, id: str) -> Job:
        """What is done stays done; the chunk in hand is waited for."""
        t = self.table
        query = self.listing(tx.county).where(t.c.id == id).with_for_update()
        row = (await tx.connection.execute(query)).mappings().first()
        if row is None:
            raise NotFound(f"jobs {id}")
        if row["state"] not in OPEN:
            raise DomainRefusal("job-over", f"The job is {row['state']} already.")
        await self._end(tx, id, "cancelled")
        return await self.load(tx, id)

    async def step(self, database: Database, clock: Clock, kinds: Mapping[str, Kind]) -> int:
        """Does the next chunk of one job: 1 where there was something to do and it was done, else 0.

        Jobs take turns, so that a long one holds up nobody's short one.
        """
        t = self.table
        query = select(t.c.county, t.c.id).where(t.c.state.in_(OPEN)).order_by(t.c.changed_at, t.c.id).limit(CANDIDATES)
        async with database.transaction([]) as connection:
            candidates = (await connection.execute(query)).all()
        if self._kept is not None and self._kept[:2] not in [(county, id) for county, id in candidates]:
            self._kept = None
        for county, id in candidates:
            try:
                async with database.transaction([county]) as connection:
                    mine = self.listing(county).where(t.c.id == id, t.c.state.in_(OPEN))
                    row = (await connection.execute(mine.with_for_update(skip_locked=True))).mappings().first()
                    if row is None:
                        continue
                    tx = Tx(connection, county, _actor(row["actor"]), clock.now(), correlation_id=row["correlation_id"])
                    await self._advance(tx, dict(row), kinds[row["kind"]])
                return 1
            except Exception as error:
                if store_away(error) or lost_race(error):
                    raise
                log.error("job.failed", county=county, job=id, error=repr(error)[:500])
                await self._failed(database, clock, county, id, error)
        return 0

    async def _advance(self, tx: Tx, row: Mapping[str, Any], kind: Kind) -> None:
        id: str = row["id"]
        if row["total"] is None:
            await self._read(tx, id, kind)
            return
        t, chunk = self.items, min(self.chunk, kind.chunk)
        data = b"" if kind.work_from is None else await self._handed_in(tx, id)
        taken = await tx.connection.execute(
            delete(t)
            .where(
                t.c.county == tx.county,
                t.c.job_id == id,
                t.c.position >= row["done"],
                t.c.position < row["done"] + chunk,
            )
            .returning(t.c.position, t.c.data)
        )
        items = [data for _, data in sorted((at, data) for at, data in taken)]
        report = await kind.do(tx, data, items, json.loads(row["report"]))
        done = row["done"] + len(items)
        await self._note(tx, id, state="running", done=done, report=_json(report), tries=0, error=None)
        if done >= row["total"]:
            await self._end(tx, id, "done")

    async def _handed_in(self, tx: Tx, id: str) -> bytes:
        """With the time that it takes to look into it."""
        t = self.inputs
        await tx.connection.exec_driver_sql(f"SET LOCAL idle_in_transaction_session_timeout = '{READ_MINUTES}min'")
        if self._kept is None or self._kept[:2] != (tx.county, id):
            query = select(t.c.data).where(t.c.county == tx.county, t.c.job_id == id)
            self._kept = tx.county, id, (await tx.connection.execute(query)).scalar_one()
        return self._kept[2]

    async def _read(self, tx: Tx, id: str, kind: Kind) -> None:
        read = await kind.read(tx, await self._handed_in(tx, id))
        total = len(read.items)
        for start in range(0, 0 if read.refused else total, CHUNK):
            rows = [
                {"county": tx.county, "job_id": id, "position": position, "data": item}
                for position, item in enumerate(read.items[start : start + CHUNK], start)
            ]
            await tx.connection.execute(insert(self.items), rows)
        await self._note(tx, id, state="running", total=total, report=_json(read.report), tries=0, error=None)
        if read.refused or not total:
            await self._end(tx, id, "refused" if read.refused else "done")

    async def _note(self, tx: Tx, id: str, **values: Any) -> None:
        t = self.table
        statement = update(t).where(t.c.county == tx.county, t.c.id == id)
        await tx.connection.execute(statement.values(changed_at=tx.now, **values))

    async def _end(self, tx: Tx, id: str, state: str) -> None:
        """What was handed in is kept no longer than it is needed."""
        for t in (self.items, self.inputs):
            await tx.connection.execute(delete(t).where(t.c.county == tx.county, t.c.job_id == id))
        await self._note(tx, id, state=state)

    async def _failed(self, database: Database, clock: Clock, county: str, id: str, error: Exception) -> None:
        t = self.table
        async with database.transaction([county]) as connection:
            query = self.listing(county).where(t.c.id == id, t.c.state.in_(OPEN)).with_for_update()
            row = (await connection.execute(query)).mappings().first()
            if row is None:
                return
            tx = Tx(connection, county, _actor(row["actor"]), clock.now(), correlation_id=row["correlation_id"])
            await self._note(tx, id, tries=row["tries"] + 1, error=repr(error)[:2000])
            if row["tries"] + 1 >= TRIES:
                await self._end(tx, id, "failed")


def job_of(row: Mapping[Any, Any]) -> Job:
    return Job(
        id=row["id"],
        kind=row["kind"],
        state=row["state"],
        total=row["total"],
        done=row["done"],
        report=json.loads(row["report"]),
        error=row["error"],
        created_by=_actor(row["actor"]).subject,
        created_at=row["created_at"],
        changed_at=row["changed_at"],
    )


def _json(report: Mapping[str, Any]) -> str:
    return json.dumps(report, ensure_ascii=False)


def _actor(stored: str) -> Actor:
    """Whoever handed it in: what a job does is theirs, as if they had waited."""
    said = json.loads(stored)
    return Actor(
        **said
        | {
            "roles": frozenset(said["roles"]),
            "counties": tuple(said["counties"]),
            "former_unit_ids": frozenset(said["former_unit_ids"]),
        }
    )
