"""The proposals' table, the case numbers, and what is known of assignments."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    Text,
    any_,
    cast,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from chassis.eventlog import Aggregate, Loaded, Tx
from services.submission.metadata import METADATA
from services.submission.proposal import domain

PROPOSALS = Aggregate(
    METADATA,
    "proposals",
    domain.Proposal,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("status", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("channel", Text, nullable=False),
        Column("session_id", Text, nullable=False),
        Column("first_proposer", Text, nullable=False),
        Column("case_number", Integer),
        Column("assisted", Boolean, nullable=False),
        Column("objection", Text),
    ],
    project=lambda s: {
        "status": s.state,
        "kind": s.kind,
        "channel": s.channel,
        "session_id": s.session_id,
        "first_proposer": s.first_proposer,
        "case_number": s.case_number,
        "assisted": s.assisted is not None,
        "objection": s.objection.outcome if s.objection else None,
    },
    constraints=[
        # The last wall: a number that was given twice cannot be stored.
        Index("proposals_case_number_key", "county", "session_id", "channel", "case_number", unique=True),
        Index("proposals_status_idx", "county", "status", "id"),
        Index("proposals_first_proposer_idx", "county", "first_proposer", "id"),
        Index("proposals_assisted_idx", "county", "id", postgresql_where=text("assisted")),
    ],
)

CASE_NUMBERS = Table(
    "case_numbers",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("session_id", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("last", BigInteger, nullable=False),
    PrimaryKeyConstraint("county", "session_id", "channel"),
)

OPEN_ASSIGNMENTS = Table(
    "open_assignments",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("assignment_id", Text, nullable=False),
    # None only until what was noted before is read once more.
    Column("unit_id", Text),
    PrimaryKeyConstraint("county", "proposal_id", "assignment_id"),
)


INVOLVED = Table(
    "involved",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("member_id", Text, nullable=False),
    Column("proposal_id", Text, nullable=False),
    PrimaryKeyConstraint("county", "member_id", "proposal_id"),
)
"""Who finds a proposal among their own: the proposers, whoever was invited, and those of merged ones."""


_NOTE_INVOLVED = (
    "INSERT INTO involved (county, member_id, proposal_id) SELECT $1, unnest(CAST($2 AS text[])), $3 "
    "ON CONFLICT DO NOTHING"
)


async def note_involved(tx: Tx, proposal_id: str, members: set[str]) -> None:
    await tx.connection.exec_driver_sql(_NOTE_INVOLVED, (tx.county, sorted(members), proposal_id))


async def forget_involved(tx: Tx, proposal_id: str, members: set[str]) -> None:
    t = INVOLVED
    await tx.connection.execute(
        t.delete().where(t.c.county == tx.county, t.c.proposal_id == proposal_id, t.c.member_id.in_(sorted(members)))
    )


async def put_involved(tx: Tx, proposal_id: str, members: set[str]) -> None:
    """Exactly these."""
    t = INVOLVED
    await tx.connection.execute(t.delete().where(t.c.county == tx.county, t.c.proposal_id == proposal_id))
    await note_involved(tx, proposal_id, members)


async def reach_case_number(tx: Tx, session_id: str, channel: str, number: int) -> None:
    """The series goes on behind ``number``; it never goes back."""
    statement = insert(CASE_NUMBERS).values(county=tx.county, session_id=session_id, channel=channel, last=number)
    await tx.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["county", "session_id", "channel"],
            set_={"last": func.greatest(CASE_NUMBERS.c.last, statement.excluded.last)},
        )
    )


async def next_case_number(tx: Tx, session_id: str, channel: str) -> int:
    """The next number of the series, locked until the transaction ends: one that rolls back leaves no gap."""
    statement = insert(CASE_NUMBERS).values(county=tx.county, session_id=session_id, channel=channel, last=1)
    result = await tx.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["county", "session_id", "channel"], set_={"last": CASE_NUMBERS.c.last + 1}
        ).returning(CASE_NUMBERS.c.last)
    )
    return int(result.scalar_one())


async def is_assigned(tx: Tx, proposal_id: str) -> bool:
    t = OPEN_ASSIGNMENTS
    query = select(func.count()).where(t.c.county == tx.county, t.c.proposal_id == proposal_id)
    return bool((await tx.connection.execute(query)).scalar_one())


async def is_assigned_to(tx: Tx, proposal_id: str, units: Collection[str]) -> bool:
    t = OPEN_ASSIGNMENTS
    query = select(func.count()).where(
        t.c.county == tx.county, t.c.proposal_id == proposal_id, t.c.unit_id.in_(sorted(units))
    )
    return bool((await tx.connection.execute(query)).scalar_one())


async def note_assignment(tx: Tx, proposal_id: str, assignment_id: str, unit_id: str) -> None:
    values = {"county": tx.county, "proposal_id": proposal_id, "assignment_id": assignment_id, "unit_id": unit_id}
    statement = insert(OPEN_ASSIGNMENTS).values(**values)
    keys = ["county", "proposal_id", "assignment_id"]
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_={"unit_id": unit_id}))


async def forget_assignment(tx: Tx, proposal_id: str, assignment_id: str) -> None:
    t = OPEN_ASSIGNMENTS
    await tx.connection.execute(
        t.delete().where(t.c.county == tx.county, t.c.proposal_id == proposal_id, t.c.assignment_id == assignment_id)
    )


def listing(
    county: str, *, where: Mapping[str, str | bool | None], involved: str | None, body_id: str | None
) -> Select[Any]:
    """``where`` names columns and what they must be, None for any; ``body_id`` adds that body's proposals to those
    that ``involved`` is involved in."""
    t = PROPOSALS.table
    query = select(t).where(t.c.county == county)
    query = query.where(*(t.c[name] == value for name, value in where.items() if value is not None))
    # "" is a login bound to no member: it is involved in nothing, and must not fall through to everything.
    if involved is not None:
        mine = select(INVOLVED.c.proposal_id).where(INVOLVED.c.county == county, INVOLVED.c.member_id == involved)
        of_body = (t.c.kind == "collective") & (cast(t.c.state, JSONB)["body_id"].astext == body_id)
        query = query.where(or_(t.c.id.in_(mine), of_body) if body_id is not None else t.c.id.in_(mine))
    return query


async def figures(tx: Tx) -> dict[str, dict[str, int]]:
    """Counts per state, channel and kind."""
    t = PROPOSALS.table
    found: dict[str, dict[str, int]] = {}
    for column in (t.c.status, t.c.channel, t.c.kind):
        query = select(column.label("value"), func.count().label("n")).where(t.c.county == tx.county).group_by(column)
        found[column.name] = {row.value: row.n for row in await tx.connection.execute(query)}
    return found


async def open_of(tx: Tx, members: Collection[str], today: date) -> list[Loaded[domain.Proposal]]:
    """The proposals of any of ``members`` of which something is still to come, as far as this service knows."""
    t = PROPOSALS.table
    mine = select(INVOLVED.c.proposal_id).where(
        INVOLVED.c.county == tx.county, INVOLVED.c.member_id == any_(literal(sorted(members), ARRAY(Text)))
    )
    query = select(t).where(t.c.county == tx.county, t.c.id.in_(mine), t.c.status.in_(domain.OPEN))
    found = (PROPOSALS.loaded(dict(row)) for row in (await tx.connection.execute(query.order_by(t.c.id))).mappings())
    return [
        one for one in found if domain.is_open(one.state, today) and not set(one.state.proposers).isdisjoint(members)
    ]


async def count_assisted(tx: Tx) -> int:
    t = PROPOSALS.table
    query = select(func.count()).where(t.c.county == tx.county, t.c.assisted)
    return int((await tx.connection.execute(query)).scalar_one())
