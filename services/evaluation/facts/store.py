"""The tables of facts. Each column has one source, so that the order of events between services does not matter.

``told_by`` are the ids of the events that a row was written from, so that a point can be followed down to them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    any_,
    cast,
    distinct,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by, insert

from chassis.eventlog import Tx
from services.evaluation.metadata import METADATA

PROPOSALS = Table(
    "fact_proposals",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("proposal_id", Text, nullable=False),
    # From submission.
    Column("channel", Text),
    Column("session_id", Text),
    Column("filed_on", Date),
    Column("research_date", Date),
    Column("review", Text),
    Column("proposers", JSONB),
    Column("suggestions", JSONB),
    Column("repeats", Text),
    Column("title", Text),
    Column("case_number", Integer),
    Column("category", Text),
    Column("publish_consent", Boolean),
    # From supervision.
    Column("supervision_class", Text),
    Column("supervisor", Text),
    Column("last_contact", Date),
    Column("closed_at", DateTime(timezone=True)),
    Column("closed_unsigned", Boolean),
    Column("told_by", JSONB),
    PrimaryKeyConstraint("county", "proposal_id"),
)

HANDLINGS = Table(
    "fact_handlings",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("assignment_id", Text, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    # From consultation.
    Column("role", Text),
    Column("issued_on", Date),
    Column("suggestions", JSONB),
    Column("replied_on", Date),
    Column("answers", JSONB),
    Column("promised", Integer),
    # From supervision.
    Column("started_on", Date),
    Column("due", Date),
    Column("lifted", Boolean),
    Column("paused", Boolean),
    Column("told_by", JSONB),
    PrimaryKeyConstraint("county", "assignment_id", "cycle"),
    Index("fact_handlings_proposal_idx", "county", "proposal_id"),
)
"""One row for each assignment and cycle; role and suggestions stand in the first one. No suggestions are all."""

CONSULTATIONS = Table(
    "fact_consultations",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("consultation_id", Text, nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("assignment_id", Text),
    Column("cycle", Integer),
    Column("unit_id", Text),
    Column("phase", Text, nullable=False),
    Column("form", Text),
    Column("held_on", Date),
    Column("requested_by", Text),
    Column("points_raised", Integer),
    Column("points_agreed", Integer),
    Column("beneficiaries", Integer),
    Column("held", Boolean),
    Column("told_by", JSONB),
    PrimaryKeyConstraint("county", "consultation_id"),
    Index("fact_consultations_proposal_idx", "county", "proposal_id"),
)
"""``held`` only where the proposer has confirmed it and no dispute took it away; ``beneficiaries`` only where the
record says in which role each was present."""

COMMITMENTS = Table(
    "fact_commitments",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("commitment_id", Text, nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("due", Date),
    Column("status", Text, nullable=False),
    Column("on_time", Boolean),
    Column("told_by", JSONB),
    PrimaryKeyConstraint("county", "commitment_id"),
    Index("fact_commitments_proposal_idx", "county", "proposal_id"),
)

OUTCOMES = Table(
    "fact_outcomes",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("outcome_id", Text, nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("achieved_on", Date),
    Column("instruction_only", Boolean),
    Column("reach", BigInteger),
    Column("told_by", JSONB),
    PrimaryKeyConstraint("county", "outcome_id"),
    Index("fact_outcomes_proposal_idx", "county", "proposal_id"),
)
"""Only what is verified is an outcome; a leader's instruction alone never is."""

SIGNATURES = Table(
    "fact_signatures",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("assignment_id", Text, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("member_id", Text, nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("result", Text),
    Column("told_by", JSONB),
    PrimaryKeyConstraint("county", "assignment_id", "cycle", "member_id"),
    Index("fact_signatures_proposal_idx", "county", "proposal_id"),
)
"""Everybody who was asked for a signature; without ``result`` they have not signed."""

MARKS = Table(
    "fact_marks",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("mark", Text, nullable=False),
    Column("told_by", JSONB),
    PrimaryKeyConstraint("county", "proposal_id", "decided_by"),
)
"""How much the public may see: the latest word of each unit, and of the conference's office, which is ``office``."""

UNITS = Table(
    "fact_units",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("told_by", JSONB),
    PrimaryKeyConstraint("county", "unit_id"),
)

SESSIONS = Table(
    "fact_sessions",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("session_id", Text, nullable=False),
    Column("term", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("told_by", JSONB),
    PrimaryKeyConstraint("county", "session_id"),
)

CONFERENCES = Table(
    "fact_conferences",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("name", Text, nullable=False),
    Column("told_by", JSONB),
    PrimaryKeyConstraint("county"),
)
"""How a county's conference is called before the others, once it is registered."""


def _told(tx: Tx) -> list[str]:
    """The consumed event."""
    return [tx.causation_id] if tx.causation_id else []


def _also_told(table: Table, told_by: Any) -> Any:
    """Each once, also where it is read once more, in the order of the ids, which is that of their moments: two topics
    arrive in another order each time."""
    known = func.coalesce(table.c.told_by, cast([], JSONB))
    one = func.jsonb_array_elements(known.concat(told_by)).column_valued("one")
    return select(func.jsonb_agg(aggregate_order_by(distinct(one), one))).scalar_subquery()


async def put(tx: Tx, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Upserts ``values`` only: what another source has written stays."""
    statement = insert(table).values(county=tx.county, **key, **values, told_by=_told(tx))
    changed = dict(values) | {"told_by": _also_told(table, statement.excluded.told_by)}
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["county", *key], set_=changed))


async def note_contact(tx: Tx, proposal_id: str, held_on: date) -> None:
    """Activities may be entered in any order; the last one held counts."""
    t = PROPOSALS
    statement = insert(t).values(county=tx.county, proposal_id=proposal_id, last_contact=held_on, told_by=_told(tx))
    changed = {
        "last_contact": func.greatest(t.c.last_contact, statement.excluded.last_contact),
        "told_by": _also_told(t, statement.excluded.told_by),
    }
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["county", "proposal_id"], set_=changed))


async def change_deadline(tx: Tx, assignment_id: str, values: Mapping[str, Any]) -> None:
    """Changes the latest cycle that has a deadline: an extension names no cycle."""
    t = HANDLINGS
    latest = (
        select(func.max(t.c.cycle))
        .where(t.c.county == tx.county, t.c.assignment_id == assignment_id, t.c.due.is_not(None))
        .scalar_subquery()
    )
    await tx.connection.execute(
        t.update()
        .where(t.c.county == tx.county, t.c.assignment_id == assignment_id, t.c.cycle == latest)
        .values(**values, told_by=_also_told(t, cast(_told(tx), JSONB)))
    )


async def record_outcome(tx: Tx, outcome_id: str, values: Mapping[str, Any]) -> None:
    """Recorded only where it is new: read once more, after an upgrade, what became of it stands."""
    t = OUTCOMES
    row = {"county": tx.county, "outcome_id": outcome_id, "status": "recorded", "told_by": _told(tx)}
    statement = insert(t).values(**row, **values)
    changed = dict(values) | {"told_by": _also_told(t, statement.excluded.told_by)}
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["county", "outcome_id"], set_=changed))


async def reject_outcome(tx: Tx, outcome_id: str) -> None:
    """Its recording came before: both are events of one aggregate."""
    t = OUTCOMES
    await tx.connection.execute(
        t.update()
        .where(t.c.county == tx.county, t.c.outcome_id == outcome_id)
        .values(status="rejected", told_by=_also_told(t, cast(_told(tx), JSONB)))
    )


async def review(tx: Tx, proposal_id: str) -> str | None:
    """What submission decided last on the proposal."""
    t = PROPOSALS
    query = select(t.c.review).where(t.c.county == tx.county, t.c.proposal_id == proposal_id)
    found: str | None = (await tx.connection.execute(query)).scalar()
    return found


async def has_handled(tx: Tx, unit_id: str) -> bool:
    """Whether the unit has replied to anything."""
    t = HANDLINGS
    query = select(t.c.assignment_id).where(
        t.c.county == tx.county, t.c.unit_id == unit_id, t.c.replied_on.is_not(None)
    )
    return (await tx.connection.execute(query.limit(1))).first() is not None


async def is_answered(tx: Tx, proposal_id: str) -> bool:
    """Whether any unit has replied to the proposal."""
    t = HANDLINGS
    query = select(t.c.assignment_id).where(
        t.c.county == tx.county, t.c.proposal_id == proposal_id, t.c.replied_on.is_not(None)
    )
    return (await tx.connection.execute(query.limit(1))).first() is not None


async def handles(tx: Tx, proposal_id: str, unit_id: str) -> bool:
    """Whether the proposal is the unit's to handle, or was answered by it; what was taken from it unanswered is not."""
    t = HANDLINGS
    query = select(t.c.assignment_id).where(
        t.c.county == tx.county,
        t.c.proposal_id == proposal_id,
        t.c.unit_id == unit_id,
        t.c.lifted.is_not(True) | t.c.replied_on.is_not(None),
    )
    return (await tx.connection.execute(query.limit(1))).first() is not None


async def proposers(tx: Tx, proposal_id: str, *, lock: bool = False) -> list[str] | None:
    """The proposers, or None while the admission has not come; ``lock`` makes whoever else asks with it wait."""
    t = PROPOSALS
    query = select(t.c.proposers).where(t.c.county == tx.county, t.c.proposal_id == proposal_id)
    if lock:
        query = query.with_for_update()
    found: list[str] | None = (await tx.connection.execute(query)).scalar()
    return found


async def session_of(tx: Tx, proposal_id: str) -> str | None:
    t = PROPOSALS
    query = select(t.c.session_id).where(t.c.county == tx.county, t.c.proposal_id == proposal_id)
    found: str | None = (await tx.connection.execute(query)).scalar()
    return found


async def admitted_of(tx: Tx, session_id: str) -> dict[str, list[str]]:
    """The session's admitted proposals → their proposers. Locked, as one is that an assessment is opened of."""
    t = PROPOSALS
    query = (
        select(t.c.proposal_id, t.c.proposers)
        .where(t.c.county == tx.county, t.c.session_id == session_id, t.c.review == "admitted")
        .order_by(t.c.proposal_id)
        .with_for_update()
    )
    return {row.proposal_id: list(row.proposers or ()) for row in await tx.connection.execute(query)}


async def proposers_of(tx: Tx, proposal_ids: Collection[str]) -> dict[str, list[str]]:
    t = PROPOSALS
    query = select(t.c.proposal_id, t.c.proposers).where(
        t.c.county == tx.county, t.c.proposal_id == any_(literal(sorted(proposal_ids), ARRAY(Text)))
    )
    return {row.proposal_id: list(row.proposers or ()) for row in await tx.connection.execute(query)}


async def titles(tx: Tx, proposal_ids: Collection[str]) -> dict[str, tuple[str | None, int | None, frozenset[str]]]:
    """Proposal → its title and number, and the proposers, for whom it is not to be assessed."""
    t = PROPOSALS
    query = select(t.c.proposal_id, t.c.title, t.c.case_number, t.c.proposers).where(
        t.c.county == tx.county, t.c.proposal_id == any_(literal(sorted(proposal_ids), ARRAY(Text)))
    )
    return {
        row.proposal_id: (row.title, row.case_number, frozenset(row.proposers or ()))
        for row in await tx.connection.execute(query)
    }


async def handlers(tx: Tx, proposal_ids: Collection[str]) -> dict[str, set[str]]:
    """Proposal → the units that handle it or have answered it, helpers too."""
    t = HANDLINGS
    query = select(t.c.proposal_id, t.c.unit_id).where(
        t.c.county == tx.county,
        t.c.proposal_id == any_(literal(sorted(proposal_ids), ARRAY(Text))),
        t.c.lifted.is_not(True) | t.c.replied_on.is_not(None),
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in await tx.connection.execute(query):
        found[row.proposal_id].add(row.unit_id)
    return found
