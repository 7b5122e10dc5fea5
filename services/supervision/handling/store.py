"""One row per assignment and one per cycle of it: facts that only grow, so that their order of arrival is no matter."""

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
    and_,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Tx
from contracts.base import Rating
from services.supervision.metadata import METADATA

HANDLINGS = Table(
    "handlings",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("assignment_id", Text, nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("role", Text),
    Column("cycle", Integer, nullable=False, server_default="1"),
    Column("replied_cycle", Integer, nullable=False, server_default="0"),
    Column("signed_cycle", Integer, nullable=False, server_default="0"),
    Column("result", Text),
    Column("ended", Boolean, nullable=False, server_default="false"),
    PrimaryKeyConstraint("county", "assignment_id"),
    Index("handlings_proposal_idx", "county", "proposal_id"),
    Index(None, "county", "unit_id"),
)
"""``role`` is None until the assignment itself has come; ``cycle`` is the last one ordered."""

CYCLES = Table(
    "handling_cycles",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("assignment_id", Text, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("ordered_on", Date),
    Column("replied_on", Date),
    PrimaryKeyConstraint("county", "assignment_id", "cycle"),
)
"""When a re-handling was ordered and when a cycle was replied: a deadline that starts late is brought up to date."""


async def _upsert(tx: Tx, assignment_id: str, proposal_id: str, unit_id: str, **known: Any) -> None:
    """Stores what is ``known``; a cycle never goes back."""
    values = {"proposal_id": proposal_id, "unit_id": unit_id, **known}
    statement = insert(HANDLINGS).values(county=tx.county, assignment_id=assignment_id, **values)
    t = HANDLINGS.c
    changes = {
        name: func.greatest(t[name], value) if name in ("cycle", "replied_cycle") else value
        for name, value in values.items()
    }
    await tx.connection.execute(
        statement.on_conflict_do_update(index_elements=["county", "assignment_id"], set_=changes)
    )


async def _note_cycle(tx: Tx, assignment_id: str, cycle: int, column: str, day: date) -> None:
    """The first day that is told stays."""
    statement = insert(CYCLES).values(county=tx.county, assignment_id=assignment_id, cycle=cycle, **{column: day})
    known = func.coalesce(CYCLES.c[column], day)
    await tx.connection.execute(
        statement.on_conflict_do_update(index_elements=["county", "assignment_id", "cycle"], set_={column: known})
    )


async def note_assigned(tx: Tx, assignment_id: str, proposal_id: str, unit_id: str, role: str, cycle: int) -> None:
    await _upsert(tx, assignment_id, proposal_id, unit_id, role=role, cycle=cycle)


async def note_expected(tx: Tx, assignment_id: str, proposal_id: str, unit_id: str) -> None:
    """The successor of a re-assigned one: it holds the proposal open before its own first event has come."""
    await _upsert(tx, assignment_id, proposal_id, unit_id)


async def note_replied(tx: Tx, assignment_id: str, proposal_id: str, unit_id: str, cycle: int, day: date) -> None:
    await _upsert(tx, assignment_id, proposal_id, unit_id, replied_cycle=cycle)
    await _note_cycle(tx, assignment_id, cycle, "replied_on", day)


async def note_helper_done(tx: Tx, assignment_id: str, day: date) -> None:
    """A helper has one deadline, whichever version of the reply it countersigned."""
    await _note_cycle(tx, assignment_id, 1, "replied_on", day)


async def note_ordered(tx: Tx, assignment_id: str, proposal_id: str, unit_id: str, cycle: int, day: date) -> None:
    await _upsert(tx, assignment_id, proposal_id, unit_id, cycle=cycle)
    await _note_cycle(tx, assignment_id, cycle, "ordered_on", day)


async def note_signed(tx: Tx, assignment_id: str, cycle: int, result: Rating) -> None:
    t = HANDLINGS
    await tx.connection.execute(
        t.update()
        .where(t.c.county == tx.county, t.c.assignment_id == assignment_id, t.c.signed_cycle < cycle)
        .values(signed_cycle=cycle, result=result)
    )


async def end(tx: Tx, assignment_id: str) -> None:
    t = HANDLINGS
    await tx.connection.execute(
        t.update().where(t.c.county == tx.county, t.c.assignment_id == assignment_id).values(ended=True)
    )


def replying(proposal_id: str | None = None) -> Any:
    """Those that owe a letter of their own, or may turn out to."""
    t = HANDLINGS.c
    owes = and_(~t.ended, or_(t.role.is_(None), t.role != "helper"))
    return owes if proposal_id is None else and_(owes, t.proposal_id == proposal_id)


async def owes_reply(tx: Tx, proposal_id: str) -> bool:
    t = HANDLINGS
    query = select(func.count()).where(t.c.county == tx.county, replying(proposal_id), t.c.replied_cycle < t.c.cycle)
    return bool((await tx.connection.execute(query)).scalar_one())


async def owing(tx: Tx, proposal_id: str) -> set[str]:
    """The units of those that owe a reply now."""
    t = HANDLINGS
    query = select(t.c.unit_id).where(t.c.county == tx.county, replying(proposal_id), t.c.replied_cycle < t.c.cycle)
    return set((await tx.connection.execute(query)).scalars())


async def awaits_signature(tx: Tx, proposal_id: str) -> bool:
    t = HANDLINGS
    query = select(func.count()).where(
        t.c.county == tx.county,
        replying(proposal_id),
        t.c.replied_cycle > t.c.signed_cycle,
        t.c.replied_cycle >= t.c.cycle,
    )
    return bool((await tx.connection.execute(query)).scalar_one())


async def results(tx: Tx, proposal_id: str) -> list[Rating] | None:
    """The result of every unit, or None while one of them is not signed; an empty list when there is none."""
    t = HANDLINGS
    query = select(t.c.cycle, t.c.replied_cycle, t.c.signed_cycle, t.c.result).where(
        t.c.county == tx.county, replying(proposal_id)
    )
    rows = (await tx.connection.execute(query)).all()
    if any(row.signed_cycle < max(row.cycle, row.replied_cycle) for row in rows):
        return None
    return [cast(Rating, row.result) for row in rows]


async def proposals_of_unit(tx: Tx, unit_id: str) -> list[str]:
    t = HANDLINGS
    query = select(t.c.proposal_id).distinct().where(t.c.county == tx.county, t.c.unit_id == unit_id)
    return list((await tx.connection.execute(query)).scalars())


async def cycles(tx: Tx, assignment_id: str) -> list[tuple[int, date | None, date | None]]:
    """(cycle, ordered on, replied on), in order."""
    t = CYCLES
    query = (
        select(t.c.cycle, t.c.ordered_on, t.c.replied_on)
        .where(t.c.county == tx.county, t.c.assignment_id == assignment_id)
        .order_by(t.c.cycle)
    )
    return [(row.cycle, row.ordered_on, row.replied_on) for row in await tx.connection.execute(query)]
