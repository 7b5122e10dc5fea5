"""The tables of facts. Each column has one source, so that the order of events between services does not matter."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
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
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from chassis.eventlog import Tx
from contracts.base import Form, Rating
from services.evaluation.facts.formulas import RANK, Facts
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
    # From supervision.
    Column("supervision_class", Text),
    Column("supervisor", Text),
    Column("last_contact", Date),
    Column("closed_at", DateTime(timezone=True)),
    Column("closed_unsigned", Boolean),
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
    Column("held", Boolean),
    PrimaryKeyConstraint("county", "consultation_id"),
    Index("fact_consultations_proposal_idx", "county", "proposal_id"),
)
"""``held`` only where the proposer has confirmed it and no dispute took it away."""

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
    PrimaryKeyConstraint("county", "assignment_id", "cycle", "member_id"),
    Index("fact_signatures_proposal_idx", "county", "proposal_id"),
)
"""Everybody who was asked for a signature; without ``result`` they have not signed."""


async def put(tx: Tx, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Upserts ``values`` only: what another source has written stays."""
    statement = insert(table).values(county=tx.county, **key, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["county", *key], set_=dict(values)))


async def note_contact(tx: Tx, proposal_id: str, held_on: date) -> None:
    """Activities may be entered in any order; the last one held counts."""
    t = PROPOSALS
    statement = insert(t).values(county=tx.county, proposal_id=proposal_id, last_contact=held_on)
    latest = func.greatest(t.c.last_contact, statement.excluded.last_contact)
    await tx.connection.execute(
        statement.on_conflict_do_update(index_elements=["county", "proposal_id"], set_={"last_contact": latest})
    )


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
        .values(**values)
    )


async def reject_outcome(tx: Tx, outcome_id: str) -> None:
    """Its recording came before: both are events of one aggregate."""
    t = OUTCOMES
    await tx.connection.execute(
        t.update().where(t.c.county == tx.county, t.c.outcome_id == outcome_id).values(status="rejected")
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


async def facts(tx: Tx, proposal_id: str, unit_id: str | None, *, today: date, forms: Collection[Form]) -> Facts:
    """The facts of a proposal; of one unit's handling alone where ``unit_id`` is given."""

    async def rows(table: Table) -> list[Any]:
        query = select(table).where(table.c.county == tx.county, table.c.proposal_id == proposal_id)
        if unit_id is not None and "unit_id" in table.c:
            query = query.where(table.c.unit_id == unit_id)
        return list((await tx.connection.execute(query)).all())

    proposal = next(iter(await rows(PROPOSALS)), None)
    handlings = await rows(HANDLINGS)
    # A helper owes its opinion and no reply; what it is asked by when says nothing about the reply's date.
    helpers = {row.assignment_id for row in handlings if row.role == "helper"}
    timed = [
        row
        for row in handlings
        if row.assignment_id not in helpers
        and row.due is not None
        and not row.lifted
        and (row.replied_on is not None or (row.due < today and not row.paused))
    ]
    replies = sorted((row for row in handlings if row.replied_on is not None), key=lambda row: row.cycle)
    commitments = await rows(COMMITMENTS)
    return Facts(
        due=len(timed),
        # While the time stands still, nobody is late.
        on_time=sum(row.replied_on is not None and (row.paused or row.replied_on <= row.due) for row in timed),
        phases=frozenset(row.phase for row in await rows(CONSULTATIONS) if row.held and row.form in forms),
        suggestions=frozenset(proposal.suggestions) if proposal is not None and proposal.suggestions else None,
        asked={row.assignment_id: frozenset(row.suggestions) for row in handlings if row.suggestions},
        adoptions={row.assignment_id: {int(k): v for k, v in row.answers.items()} for row in replies},
        promised=sum(row.promised for row in replies),
        made=len(commitments),
        released=sum(row.status == "released" for row in commitments),
        superseded=sum(row.status == "superseded" for row in commitments),
        kept=sum(row.status == "kept" for row in commitments),
        result=_worst([row for row in await rows(SIGNATURES) if row.result is not None]),
        verified_outcomes=sum(row.status == "verified" for row in await rows(OUTCOMES)),
        closed=proposal is not None and bool(proposal.closed_at or proposal.closed_unsigned),
    )


def _worst(signatures: list[Any]) -> Rating | None:
    """A re-handled assignment is judged by its latest signed cycle."""
    latest: dict[str, int] = {}
    for row in signatures:
        latest[row.assignment_id] = max(row.cycle, latest.get(row.assignment_id, 0))
    results: list[Rating] = [row.result for row in signatures if row.cycle == latest[row.assignment_id]]
    return max(results, key=RANK.index) if results else None
