"""The read models ``admitted``, ``units`` and ``handlings``. Every column has one source and every write is an upsert,
because events of different aggregates come in any order."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Tx
from contracts.base import Rating, UnitRole
from services.supervision.metadata import METADATA

ADMITTED = Table(
    "admitted",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("proposal_id", Text, nullable=False),
    PrimaryKeyConstraint("county", "proposal_id"),
)
"""Submission's own count, kept apart from the supervisions so that coverage *can* fail."""

UNITS = Table(
    "units",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("linked_committee", Text, nullable=False),
    PrimaryKeyConstraint("county", "unit_id"),
)

HANDLINGS = Table(
    "handlings",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("assignment_id", Text, nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("role", Text),
    Column("cycle", Integer, nullable=False),
    Column("ended", Boolean, nullable=False),
    Column("replied_cycle", Integer, nullable=False),
    Column("replied_on", Date),
    Column("signed_cycle", Integer, nullable=False),
    Column("result", Text),
    Column("disputed_reply", Text),
    PrimaryKeyConstraint("county", "assignment_id"),
    Index(None, "county", "proposal_id"),
    Index(None, "county", "unit_id"),
)
"""One row for each assignment. ``role`` is unknown while only its reply has come; ``cycle`` is the newest known;
``disputed_reply`` is the one that was signed *dissatisfied* after re-handling."""


@dataclass(frozen=True)
class Handling:
    """One unit's part in one proposal, as far as it is known."""

    assignment_id: str
    proposal_id: str
    unit_id: str
    role: UnitRole | None
    cycle: int
    ended: bool
    replied_cycle: int
    replied_on: date | None
    signed_cycle: int
    result: Rating | None
    disputed_reply: str | None


async def note_admitted(tx: Tx, proposal_id: str) -> None:
    statement = insert(ADMITTED).values(county=tx.county, proposal_id=proposal_id)
    await tx.connection.execute(statement.on_conflict_do_nothing())


async def note_unit(tx: Tx, unit_id: str, name: str, committee: str) -> None:
    values = {"name": name, "linked_committee": committee}
    statement = insert(UNITS).values(county=tx.county, unit_id=unit_id, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["county", "unit_id"], set_=values))


async def note_issued(
    tx: Tx, assignment_id: str, *, proposal_id: str, unit_id: str, role: UnitRole | None, cycle: int
) -> None:
    statement = _row(tx, assignment_id, proposal_id, unit_id, role, cycle)
    await tx.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["county", "assignment_id"],
            set_={
                "role": func.coalesce(statement.excluded.role, HANDLINGS.c.role),
                "cycle": func.greatest(HANDLINGS.c.cycle, statement.excluded.cycle),
            },
        )
    )


async def note_replied(
    tx: Tx, assignment_id: str, *, proposal_id: str, unit_id: str, role: UnitRole | None, cycle: int, on: date
) -> None:
    statement = _row(tx, assignment_id, proposal_id, unit_id, role, cycle, replied_cycle=cycle, replied_on=on)
    await tx.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["county", "assignment_id"],
            set_={
                "cycle": func.greatest(HANDLINGS.c.cycle, cycle),
                "replied_cycle": cycle,
                "replied_on": on,
            },
            where=HANDLINGS.c.replied_cycle < cycle,
        )
    )


def _row(
    tx: Tx, assignment_id: str, proposal_id: str, unit_id: str, role: UnitRole | None, cycle: int, **values: object
) -> Any:
    nothing: dict[str, object] = {"ended": False, "replied_cycle": 0, "signed_cycle": 0}
    return insert(HANDLINGS).values(
        county=tx.county,
        assignment_id=assignment_id,
        proposal_id=proposal_id,
        unit_id=unit_id,
        role=role,
        cycle=cycle,
        **(nothing | values),
    )


async def _update(tx: Tx, assignment_id: str, **values: object) -> None:
    t = HANDLINGS
    await tx.connection.execute(
        t.update().where(t.c.county == tx.county, t.c.assignment_id == assignment_id).values(**values)
    )


async def note_ended(tx: Tx, assignment_id: str) -> None:
    await _update(tx, assignment_id, ended=True)


async def note_reordered(tx: Tx, assignment_id: str, cycle: int) -> None:
    await _update(tx, assignment_id, cycle=func.greatest(HANDLINGS.c.cycle, cycle))


async def note_signed(tx: Tx, assignment_id: str, cycle: int, result: Rating) -> None:
    await _update(tx, assignment_id, signed_cycle=cycle, result=result)


async def note_disputed(tx: Tx, assignment_id: str, reply_id: str) -> None:
    await _update(tx, assignment_id, disputed_reply=reply_id)


def _handling(row: Any) -> Handling:
    values = dict(row)
    del values["county"]
    return Handling(**values)


async def find(tx: Tx, assignment_id: str) -> Handling | None:
    t = HANDLINGS
    query = select(t).where(t.c.county == tx.county, t.c.assignment_id == assignment_id)
    row = (await tx.connection.execute(query)).mappings().first()
    return None if row is None else _handling(row)


async def answering(tx: Tx, proposal_id: str) -> list[Handling]:
    """Who still owes or has given the proposal a reply of their own: not the helpers, not what has ended."""
    t = HANDLINGS
    query = (
        select(t)
        .where(
            t.c.county == tx.county,
            t.c.proposal_id == proposal_id,
            t.c.ended.is_(False),
            t.c.role.is_distinct_from("helper"),
        )
        .order_by(t.c.assignment_id)
    )
    return [_handling(row) for row in (await tx.connection.execute(query)).mappings()]


async def linked_committee(tx: Tx, proposal_id: str) -> str | None:
    """The committee linked to the unit that handles the proposal alone or leads, when both are known."""
    h, u = HANDLINGS, UNITS
    query = (
        select(u.c.linked_committee)
        .join(h, (h.c.county == u.c.county) & (h.c.unit_id == u.c.unit_id))
        .where(
            h.c.county == tx.county,
            h.c.proposal_id == proposal_id,
            h.c.ended.is_(False),
            h.c.role.in_(("sole", "lead")),
        )
        .order_by(h.c.assignment_id)
        .limit(1)
    )
    return cast(str | None, (await tx.connection.execute(query)).scalar())


async def proposals_of_unit(tx: Tx, unit_id: str) -> list[str]:
    t = HANDLINGS
    query = (
        select(t.c.proposal_id)
        .distinct()
        .where(t.c.county == tx.county, t.c.unit_id == unit_id)
        .order_by(t.c.proposal_id)
    )
    return list((await tx.connection.execute(query)).scalars())
