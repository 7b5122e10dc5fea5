"""Dates that must not be forgotten: rows written with the state they belong to, fired once, also after downtime."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from chassis.clock import Clock
from chassis.database import Database, store_away
from chassis.eventlog import SYSTEM, Tx, new_id
from chassis.tables import Infrastructure

log = structlog.get_logger()


@dataclass(frozen=True)
class Fired:
    """A timer that fell due. ``latest`` is false where downtime let a later tier of the same date fall due too."""

    aggregate_id: str
    kind: str
    tier: int
    due_at: datetime
    latest: bool


Handler = Callable[[Tx, Fired], Awaitable[object]]


class Timers:
    """The timers of one service."""

    def __init__(self, tables: Infrastructure) -> None:
        self._t = tables.timers

    async def set(self, tx: Tx, kind: str, aggregate_id: str, due_at: datetime, tier: int = 0) -> None:
        """Sets or moves one timer."""
        values = {"county": tx.county, "kind": kind, "aggregate_id": aggregate_id, "tier": tier, "due_at": due_at}
        statement = insert(self._t).values(**values)
        await tx.connection.execute(
            statement.on_conflict_do_update(
                index_elements=["county", "kind", "aggregate_id", "tier"], set_={"due_at": due_at}
            )
        )

    async def put(self, tx: Tx, kind: str, aggregate_id: str, due: Mapping[int, datetime]) -> None:
        """Exactly these timers, by tier; those of an earlier state go."""
        await self.cancel(tx, kind, aggregate_id)
        for tier, due_at in due.items():
            await self.set(tx, kind, aggregate_id, due_at, tier)

    async def cancel(self, tx: Tx, kind: str, aggregate_id: str) -> None:
        t = self._t
        await tx.connection.execute(
            delete(t).where(t.c.county == tx.county, t.c.kind == kind, t.c.aggregate_id == aggregate_id)
        )

    async def hold(self, tx: Tx, kinds: str | Sequence[str], aggregate_id: str) -> None:
        """Locks these timers until the transaction ends. Who changes what a timer acts on takes the timer first, as the
        ticker does: in the other order the two could wait for each other."""
        t = self._t
        kind = t.c.kind == kinds if isinstance(kinds, str) else t.c.kind.in_(kinds)
        query = select(t.c.tier).where(t.c.county == tx.county, kind, t.c.aggregate_id == aggregate_id)
        await tx.connection.execute(query.order_by(t.c.kind, t.c.tier).with_for_update())

    async def fire_due(
        self,
        database: Database,
        clock: Clock,
        handlers: Mapping[str, Handler],
        limit: int = 200,
        on_failure: Callable[[str], object] = lambda _: None,
    ) -> int:
        """Fires what fell due, each (kind, aggregate) in a transaction of its own. Returns how many fired.

        The timer is deleted in the transaction that acts on it, so a crash fires it again and a commit never twice.
        One whose handler fails stays due and is tried again, and ``on_failure`` hears its kind; the others fire.
        """
        t = self._t
        now = clock.now()
        # In any order: those that fail each time must not stand before the others for ever.
        due = (
            select(t.c.county, t.c.kind, t.c.aggregate_id)
            .where(t.c.due_at <= now)
            .group_by(t.c.county, t.c.kind, t.c.aggregate_id)
            .order_by(func.random())
            .limit(limit)
        )
        async with database.transaction([]) as connection:
            groups = (await connection.execute(due)).all()
        fired = 0
        for county, kind, aggregate_id in groups:
            try:
                async with database.transaction([county]) as connection:
                    tx = Tx(connection, county, SYSTEM, now, correlation_id=new_id(clock))
                    fired += await self._fire(tx, handlers[kind], kind, aggregate_id)
            except Exception as error:
                if store_away(error):
                    raise
                on_failure(kind)
                log.error("timer.failed", county=county, kind=kind, aggregate_id=aggregate_id, error=repr(error))
        return fired

    async def _fire(self, tx: Tx, handler: Handler, kind: str, aggregate_id: str) -> int:
        t = self._t
        match = (t.c.county == tx.county, t.c.kind == kind, t.c.aggregate_id == aggregate_id)
        locked = await tx.connection.execute(
            select(t).where(*match, t.c.due_at <= tx.now).order_by(t.c.due_at).with_for_update(skip_locked=True)
        )
        found = locked.mappings().all()
        if not found:
            return 0
        # Before they act: what a handler sets anew must stay, even when that is due already.
        await tx.connection.execute(delete(t).where(*match, t.c.tier.in_([row["tier"] for row in found])))
        for row in found:
            await handler(tx, Fired(aggregate_id, kind, row["tier"], row["due_at"], latest=row is found[-1]))
        return len(found)
