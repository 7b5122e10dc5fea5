"""The supervisions, and what is known of admissions, units and handlings."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    Text,
    func,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.eventlog import Aggregate, Tx
from contracts.base import Channel, SupervisionClass
from contracts.submission import ProposalAdmitted
from contracts.supervision import UrgeIssued
from services.supervision.handling.store import HANDLINGS, replying
from services.supervision.metadata import METADATA
from services.supervision.oversight import domain

OVERSIGHTS = Aggregate(
    METADATA,
    "oversights",
    domain.Oversight,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("proposal_id", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("class", Text, nullable=False),
        Column("supervisor", Text),
        Column("key_number", Integer),
        Column("archived_year", Integer),
        Column("last_contact", Date),
        Column("session_id", Text),
        Column("opened_on", Date),
        Column("next_activity", Date),
    ],
    project=lambda s: {
        "proposal_id": s.proposal_id,
        "status": s.state,
        "class": s.supervision_class,
        "supervisor": s.supervisor,
        "key_number": s.key_number,
        "archived_year": s.archived_year,
        "last_contact": s.last_contact,
        "session_id": s.session_id,
        "opened_on": s.opened_on,
        "next_activity": s.next_activity,
    },
    constraints=[
        Index("oversights_key_number_key", "county", "session_id", "key_number", unique=True),
        Index(None, "county", "proposal_id"),
        Index(None, "county", "supervisor", "status"),
        Index(None, "county", "status", "class", "id"),
    ],
)

ADMITTED = Table(
    "admitted",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("session_id", Text),
    Column("channel", Text),
    Column("case_number", Integer),
    Column("title", Text),
    Column("topic_group", Text),
    PrimaryKeyConstraint("county", "proposal_id"),
    Index(None, "county", "session_id"),
)
"""Submission's own count, kept apart from the supervisions so that coverage *can* fail; and what a list shows of each.
Of an admission that an older release took in only the session is known."""

UNITS = Table(
    "units",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("linked_committee", Text, nullable=False),
    PrimaryKeyConstraint("county", "unit_id"),
)


def oversight_id(proposal_id: str) -> str:
    return f"S-{proposal_id}"


async def note_admitted(tx: Tx, event: ProposalAdmitted) -> None:
    told = {
        "session_id": event.session_id,
        "channel": event.channel,
        "case_number": event.case_number,
        "title": event.title,
        "topic_group": event.topic_group,
    }
    statement = insert(ADMITTED).values(county=tx.county, proposal_id=event.proposal_id, **told)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["county", "proposal_id"], set_=told))


async def hold(tx: Tx, proposal_id: str) -> None:
    """Until the transaction ends, admission and assignments of the proposal wait for each other: they come by different
    topics, and of two at once neither would see what the other knows."""
    name = f"supervised:{tx.county}:{proposal_id}"
    await tx.connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


async def channel_and_class(tx: Tx, proposal_id: str) -> tuple[Channel | None, SupervisionClass]:
    """What a term may depend on; without an admission yet, no channel and general."""
    a, o = ADMITTED, OVERSIGHTS.table
    channel = await tx.connection.scalar(
        select(a.c.channel).where(a.c.county == tx.county, a.c.proposal_id == proposal_id)
    )
    kind = await tx.connection.scalar(
        select(o.c["class"]).where(o.c.county == tx.county, o.c.proposal_id == proposal_id)
    )
    return channel, kind or "general"


async def note_unit(tx: Tx, unit_id: str, name: str, committee: str) -> None:
    statement = insert(UNITS).values(county=tx.county, unit_id=unit_id, name=name, linked_committee=committee)
    await tx.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["county", "unit_id"], set_={"name": name, "linked_committee": committee}
        )
    )


async def committee_of_handling(tx: Tx, proposal_id: str) -> str | None:
    """The committee linked to the proposal's first known unit, when both are known."""
    h, u = HANDLINGS, UNITS
    query = (
        select(u.c.linked_committee)
        .join(h, (h.c.county == u.c.county) & (h.c.unit_id == u.c.unit_id))
        .where(h.c.county == tx.county, replying(proposal_id))
        .order_by(h.c.assignment_id)
        .limit(1)
    )
    found: str | None = (await tx.connection.execute(query)).scalar()
    return found


async def lock_key_numbers(tx: Tx, session_id: str | None) -> None:
    """Until the transaction ends; taken after the supervisions themselves, by everybody: else two wait for each other.
    Of two chairs who give one number at once, the second sees the first."""
    name = f"key-number:{tx.county}:{session_id}"
    await tx.connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


async def key_number_taken(tx: Tx, session_id: str | None, number: int) -> bool:
    await lock_key_numbers(tx, session_id)
    t = OVERSIGHTS.table
    query = select(func.count()).where(
        t.c.county == tx.county, t.c.session_id.is_not_distinct_from(session_id), t.c.key_number == number
    )
    return bool((await tx.connection.execute(query)).scalar_one())


async def key_of_session(tx: Tx, session_id: str) -> list[str]:
    """Ids of the proposals that are key now, those that have ended included."""
    t = OVERSIGHTS.table
    query = select(t.c.proposal_id).where(
        t.c.county == tx.county, t.c.session_id == session_id, t.c["class"] == "key", t.c.archived_year.is_(None)
    )
    return list((await tx.connection.execute(query.order_by(t.c.proposal_id))).scalars())


async def admitted_of_session(tx: Tx, session_id: str) -> int:
    """As submission counts them: what was withdrawn since stays admitted."""
    t = ADMITTED
    query = select(func.count()).where(t.c.county == tx.county, t.c.session_id == session_id)
    return int((await tx.connection.execute(query)).scalar_one())


URGES = Table(
    "urges",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("urge_id", Text, nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("assignment_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    Column("answer", Text),
    Column("answered_at", DateTime(timezone=True)),
    PrimaryKeyConstraint("county", "urge_id"),
    Index("urges_unit_idx", "county", "unit_id"),
    Index(None, "county", "proposal_id", "issued_at"),
)


async def note_urge(tx: Tx, urge: UrgeIssued, issued_at: datetime) -> None:
    values = {
        "county": tx.county,
        "urge_id": urge.urge_id,
        "proposal_id": urge.proposal_id,
        "assignment_id": urge.assignment_id,
        "unit_id": urge.unit_id,
        "text": urge.text,
        "issued_at": issued_at,
    }
    await tx.connection.execute(insert(URGES).values(**values).on_conflict_do_nothing())


async def find_urge(tx: Tx, urge_id: str) -> Mapping[str, Any] | None:
    query = select(URGES).where(URGES.c.county == tx.county, URGES.c.urge_id == urge_id)
    return cast("Mapping[str, Any] | None", (await tx.connection.execute(query)).mappings().first())


async def note_answer(tx: Tx, urge_id: str, answer: str, answered_at: datetime) -> None:
    t = URGES
    await tx.connection.execute(
        t.update().where(t.c.county == tx.county, t.c.urge_id == urge_id).values(answer=answer, answered_at=answered_at)
    )


def urges(county: str, units: frozenset[str] | None, proposal_id: str | None, answered: bool | None) -> Select[Any]:
    t = URGES
    query = select(t).where(t.c.county == county)
    if units is not None:
        query = query.where(t.c.unit_id.in_(sorted(units)))
    if proposal_id is not None:
        query = query.where(t.c.proposal_id == proposal_id)
    if answered is not None:
        query = query.where(t.c.answer.is_not(None) if answered else t.c.answer.is_(None))
    return query


async def status(connection: AsyncConnection, counties: Sequence[str]) -> dict[str, Any]:
    """Coverage per county and in total, for operations."""
    found = await _covered(connection, counties)
    total = _figure(*(sum(one[name] for one in found.values()) for name in ("admitted", "supervised")))
    return {"coverage": {"total": total, "counties": found}}


async def coverage(connection: AsyncConnection, counties: Sequence[str]) -> dict[str, float]:
    """Per county that has admitted any; below 1, somebody's proposal is watched by nobody."""
    found = await _covered(connection, counties)
    return {county: one["coverage"] for county, one in found.items() if one["coverage"] is not None}


async def _covered(connection: AsyncConnection, counties: Sequence[str]) -> dict[str, dict[str, Any]]:
    counts: dict[str, list[int]] = {}
    o = OVERSIGHTS.table
    supervised = (o, o.c.supervisor.is_not(None) & o.c.archived_year.is_(None))
    for place, (table, counted) in enumerate(((ADMITTED, true()), supervised)):
        query = select(table.c.county, func.count().label("n")).where(table.c.county.in_(counties), counted)
        for row in await connection.execute(query.group_by(table.c.county).order_by(table.c.county)):
            counts.setdefault(row.county, [0, 0])[place] = row.n
    return {county: _figure(*found) for county, found in counts.items()}


def _figure(admitted: int, supervised: int) -> dict[str, Any]:
    return {
        "admitted": admitted,
        "supervised": supervised,
        "coverage": supervised / admitted if admitted else None,
    }
