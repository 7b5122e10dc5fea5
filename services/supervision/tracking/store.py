"""What is known of proposals that may be tracked: as their archive tells them, or as conversion recommends."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Integer,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    Text,
    delete,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert

from chassis.eventlog import Tx
from contracts.submission import ArchivedProposalRecorded
from services.supervision.metadata import METADATA
from services.supervision.oversight.store import OVERSIGHTS

CANDIDATES = Table(
    "tracking_candidates",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("archived_year", Integer),
    Column("session", Text),
    Column("archived_number", Integer),
    Column("title", Text),
    Column("planned", Boolean, nullable=False, server_default="false"),
    Column("dissatisfied", Boolean, nullable=False, server_default="false"),
    Column("unfinished", Text),
    Column("recommended", Text),
    Column("recommended_year", Integer),
    PrimaryKeyConstraint("county", "proposal_id"),
)
"""The archive's columns are empty for a proposal of this platform; one of the archive without a reason is none.
``recommended`` is what the recommendations say together."""

RECOMMENDATIONS = Table(
    "tracking_recommendations",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("year", Integer, nullable=False),
    PrimaryKeyConstraint("county", "proposal_id", "source"),
)
"""``source`` is the promise that stayed broken; empty: nothing came of the proposal."""
NOTHING_CAME = ""


async def _upsert(tx: Tx, proposal_id: str, values: dict[str, Any]) -> None:
    statement = insert(CANDIDATES).values(county=tx.county, proposal_id=proposal_id, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["county", "proposal_id"], set_=values))


async def note_archived(tx: Tx, event: ArchivedProposalRecorded) -> None:
    """The archive's last word counts: a corrected row may take its reasons away."""
    values = {
        "archived_year": event.year,
        "session": event.session,
        "archived_number": event.case_number,
        "title": event.title,
        "planned": event.answer_class == "planned",
        "dissatisfied": event.result == "dissatisfied",
        "unfinished": event.unfinished,
    }
    await _upsert(tx, event.proposal_id, values)


async def note_recommended(tx: Tx, proposal_id: str, source: str, reason: str, year: int) -> None:
    key = {"county": tx.county, "proposal_id": proposal_id, "source": source}
    statement = insert(RECOMMENDATIONS).values(**key, reason=reason, year=year)
    await tx.connection.execute(
        statement.on_conflict_do_update(index_elements=list(key), set_={"reason": reason, "year": year})
    )
    await _settle(tx, proposal_id)


async def withdraw(tx: Tx, proposal_id: str, source: str) -> None:
    """What is tracked already stays the candidate that it was: the year's share counts it."""
    t, o = RECOMMENDATIONS, OVERSIGHTS.table
    tracked = select(o.c.id).where(o.c.county == tx.county, o.c.proposal_id == proposal_id, o.c["class"] == "tracked")
    gone = await tx.connection.execute(
        delete(t).where(
            t.c.county == tx.county, t.c.proposal_id == proposal_id, t.c.source == source, ~tracked.exists()
        )
    )
    if gone.rowcount:
        await _settle(tx, proposal_id)


async def _settle(tx: Tx, proposal_id: str) -> None:
    t = RECOMMENDATIONS
    said = select(
        func.string_agg(t.c.reason, aggregate_order_by(literal("；", Text), t.c.source)).label("reason"),
        func.min(t.c.year).label("year"),
    )
    row = (await tx.connection.execute(said.where(t.c.county == tx.county, t.c.proposal_id == proposal_id))).one()
    await _upsert(tx, proposal_id, {"recommended": row.reason, "recommended_year": row.year})


async def archived(tx: Tx, proposal_id: str) -> tuple[int, int] | None:
    """(year, case number of that year), when it is one of the archive's."""
    t = CANDIDATES
    query = select(t.c.archived_year, t.c.archived_number).where(
        t.c.county == tx.county, t.c.proposal_id == proposal_id, t.c.archived_year.is_not(None)
    )
    row = (await tx.connection.execute(query)).first()
    return None if row is None else (row.archived_year, row.archived_number)


def is_candidate() -> ColumnElement[bool]:
    t = CANDIDATES.c
    return or_(t.planned, t.dissatisfied, t.unfinished.is_not(None), t.recommended.is_not(None))


def listing(county: str, *, taken: bool | None) -> Select[Any]:
    """Each with whether it is tracked: that is the supervision's to say, and kept nowhere else."""
    t, o = CANDIDATES.c, OVERSIGHTS.table.c
    is_taken = o["class"].is_not_distinct_from("tracked")
    query = (
        select(*CANDIDATES.c, is_taken.label("taken"), o["class"].label("supervision_class"), o.status)
        .outerjoin(OVERSIGHTS.table, (o.county == t.county) & (o.proposal_id == t.proposal_id))
        .where(t.county == county, is_candidate())
    )
    return query if taken is None else query.where(is_taken == taken)
