"""Orders as stored, their numbers, and what an order is made from."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    any_,
    case,
    func,
    select,
    true,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import ARRAY, array, insert

from chassis.eventlog import Actor, Aggregate, Tx
from services.supervision.deadline.store import DEADLINES
from services.supervision.handling.store import HANDLINGS
from services.supervision.metadata import METADATA
from services.supervision.order import domain
from services.supervision.order.domain import Matter, Order
from services.supervision.oversight.store import ADMITTED, OVERSIGHTS, UNITS

ORDERS = Aggregate(
    METADATA,
    "orders",
    Order,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("proposal_id", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("year", Integer, nullable=False),
        Column("sequence", Integer, nullable=False),
        Column("units", ARRAY(Text), nullable=False),
    ],
    project=lambda s: {
        "proposal_id": s.proposal_id,
        "kind": s.kind,
        "year": s.year,
        "sequence": s.sequence,
        "units": list(s.units),
    },
    constraints=[
        Index(None, "county", "proposal_id", "kind", unique=True),
        Index(None, "county", "kind", "year", "sequence", unique=True),
    ],
)

NUMBERS = Table(
    "order_numbers",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("kind", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    PrimaryKeyConstraint("county", "kind", "year"),
)
_KEYS = ("county", "kind", "year")


async def next_number(tx: Tx, kind: str, year: int) -> int:
    """The next of the series, locked until the transaction ends: one that rolls back leaves no gap."""
    statement = insert(NUMBERS).values(county=tx.county, kind=kind, year=year, last=1)
    statement = statement.on_conflict_do_update(index_elements=_KEYS, set_={"last": NUMBERS.c.last + 1})
    return int((await tx.connection.execute(statement.returning(NUMBERS.c.last))).scalar_one())


async def note_number(tx: Tx, kind: str, year: int, sequence: int) -> None:
    statement = insert(NUMBERS).values(county=tx.county, kind=kind, year=year, last=sequence)
    greatest = func.greatest(NUMBERS.c.last, statement.excluded.last)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=_KEYS, set_={"last": greatest}))


async def is_issued(tx: Tx, proposal_id: str, kind: str) -> bool:
    t = ORDERS.table
    query = select(func.count()).where(t.c.county == tx.county, t.c.proposal_id == proposal_id, t.c.kind == kind)
    return bool((await tx.connection.execute(query)).scalar_one())


async def matter(tx: Tx, proposal_id: str) -> Matter | None:
    a = ADMITTED.c
    query = select(a.channel, a.case_number, a.title).where(a.county == tx.county, a.proposal_id == proposal_id)
    row = (await tx.connection.execute(query)).mappings().first()
    return None if row is None else Matter.model_validate(dict(row))


async def units(tx: Tx, proposal_id: str) -> dict[str, str | None]:
    """Those that handle the proposal now: id → name, None where it has not come."""
    h, u = HANDLINGS.c, UNITS.c
    joined = HANDLINGS.outerjoin(UNITS, (u.county == h.county) & (u.unit_id == h.unit_id))
    query = select(h.unit_id, u.name).select_from(joined)
    query = query.where(h.county == tx.county, h.proposal_id == proposal_id, ~h.ended).order_by(h.unit_id)
    return {row.unit_id: row.name for row in await tx.connection.execute(query)}


async def earliest_due(tx: Tx, proposal_id: str) -> date | None:
    d = DEADLINES.table.c
    query = select(func.min(d.due)).where(
        d.county == tx.county, d.proposal_id == proposal_id, d.status.in_(("running", "missed"))
    )
    found: date | None = (await tx.connection.execute(query)).scalar()
    return found


async def to_order(tx: Tx, session_id: str, unit_id: str | None, limit: int) -> list[str]:
    """Open general and tracked proposals of the session that a unit handles and that have no letter yet, by id."""
    o, h, t = OVERSIGHTS.table.c, HANDLINGS.c, ORDERS.table.c
    handled = select(h.proposal_id).where(h.county == tx.county, ~h.ended)
    if unit_id is not None:
        handled = handled.where(h.unit_id == unit_id)
    out = select(t.proposal_id).where(t.county == tx.county, t.kind == "supervision_letter")
    query = select(o.proposal_id).where(
        o.county == tx.county, o.session_id == session_id, o.status == "open", o["class"] != "key",
        o.archived_year.is_(None), o.proposal_id.in_(handled), o.proposal_id.not_in(out),
    )  # fmt: skip
    return list((await tx.connection.execute(query.order_by(o.proposal_id).limit(limit))).scalars())


async def selected(
    tx: Tx,
    session_id: str,
    classes: Collection[str],
    *,
    unit_id: str | None,
    supervisor: str | None,
    proposal_ids: Collection[str],
) -> list[str]:
    """Open proposals of the session, of these classes, that have no order of their kind yet: by key number, then
    by case number. Those that no unit handles are among them: that they cannot be ordered is to be told."""
    o, a, h, t = OVERSIGHTS.table.c, ADMITTED.c, HANDLINGS.c, ORDERS.table.c
    kind = case((o["class"] == "key", "key_order"), else_="supervision_letter")
    out = select(t.id).where(t.county == o.county, t.proposal_id == o.proposal_id, t.kind == kind)
    query = (
        select(o.proposal_id)
        .select_from(OVERSIGHTS.table.outerjoin(ADMITTED, (a.county == o.county) & (a.proposal_id == o.proposal_id)))
        .where(
            o.county == tx.county,
            o.session_id == session_id,
            o.status == "open",
            o["class"].in_(classes),
            o.archived_year.is_(None),
            ~out.correlate(OVERSIGHTS.table).exists(),
        )
    )
    if unit_id is not None:
        handled = select(h.proposal_id).where(h.county == tx.county, h.unit_id == unit_id, ~h.ended)
        query = query.where(o.proposal_id.in_(handled))
    if supervisor is not None:
        query = query.where(o.supervisor == supervisor)
    if proposal_ids:
        query = query.where(o.proposal_id == any_(array(proposal_ids, type_=Text)))
    order = (o.key_number.nulls_last(), a.case_number.nulls_last(), o.proposal_id)
    return list((await tx.connection.execute(query.order_by(*order))).scalars())


def visible(actor: Actor, staff: frozenset[str]) -> ColumnElement[bool]:
    """To a unit, what went to it."""
    if actor.roles & staff:
        return true()
    return ORDERS.table.c.units.overlap(sql_cast(sorted(actor.units), ARRAY(Text)))


def listing(county: str, seen: ColumnElement[bool], proposal_id: str | None) -> Any:
    t = ORDERS.table
    query = select(t).where(t.c.county == county, seen)
    return query if proposal_id is None else query.where(t.c.proposal_id == proposal_id)
