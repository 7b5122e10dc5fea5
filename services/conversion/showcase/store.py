"""What consumed events say of texts, units and sessions, and the proposals that the public sees."""

from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    Integer,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    Text,
    extract,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from chassis.clock import wall_date
from chassis.eventlog import Tx
from contracts.submission import ProposalAmended, ProposalFiled, SessionScheduled, UnitEnrolled
from services.conversion.commitment.store import COMMITMENTS
from services.conversion.followup.store import DOSSIERS, HANDLERS
from services.conversion.metadata import METADATA
from services.conversion.outcome.store import OUTCOMES
from services.conversion.publication.store import PUBLICATIONS

TEXTS = Table(
    "proposal_texts",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("filed_on", Date, nullable=False),
    Column("text", JSONB, nullable=False),
    PrimaryKeyConstraint("county", "proposal_id"),
)
"""Of proposals whose proposer lets them be published; what nobody may show is not kept here."""

UNITS = Table(
    "units",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("unit_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    PrimaryKeyConstraint("county", "unit_id"),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("session_id", Text, nullable=False),
    Column("term", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    PrimaryKeyConstraint("county", "session_id"),
)


async def _put(tx: Tx, table: Table, key: dict[str, Any], values: dict[str, Any]) -> None:
    statement = insert(table).values(county=tx.county, **key, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["county", *key], set_=values))


async def on_filed(tx: Tx, event: ProposalFiled) -> None:
    if event.publish_consent:
        values = {"filed_on": wall_date(event.received_at), "text": event.text.model_dump(mode="json")}
        await _put(tx, TEXTS, {"proposal_id": event.proposal_id}, values)


async def on_amended(tx: Tx, event: ProposalAmended) -> None:
    t = TEXTS
    statement = update(t).where(t.c.county == tx.county, t.c.proposal_id == event.proposal_id)
    await tx.connection.execute(statement.values(text=event.text.model_dump(mode="json")))


async def on_unit(tx: Tx, event: UnitEnrolled) -> None:
    await _put(tx, UNITS, {"unit_id": event.unit_id}, {"name": event.name})


async def on_session(tx: Tx, event: SessionScheduled) -> None:
    await _put(tx, SESSIONS, {"session_id": event.session_id}, {"term": event.term, "number": event.number})


async def session(tx: Tx, session_id: str) -> tuple[int, int] | None:
    """Term and number."""
    t = SESSIONS
    query = select(t.c.term, t.c.number).where(t.c.county == tx.county, t.c.session_id == session_id)
    row = (await tx.connection.execute(query)).first()
    return None if row is None else (row.term, row.number)


def public(county: str, *, title: str | None = None, year: int | None = None) -> Select[Any]:
    """What the proposer agreed to show, nobody has closed and a unit has replied to, with all that may be of it."""
    p, d, h, u, x = PUBLICATIONS.table, DOSSIERS, HANDLERS, UNITS, TEXTS
    answers = (
        select(
            func.jsonb_agg(
                func.jsonb_build_object(
                    "unit_id", h.c.unit_id, "unit", u.c.name, "answer_class", h.c.answer_class, "reply", h.c.reply
                ),
                type_=JSONB,
            ).label("answers")
        )
        .select_from(h.outerjoin(u, (u.c.county == h.c.county) & (u.c.unit_id == h.c.unit_id)))
        .where(h.c.county == p.c.county, h.c.proposal_id == p.c.proposal_id)
        .correlate(p)
        .scalar_subquery()
    )
    query = (
        select(
            p,
            *(d.c[name] for name in ("title", "case_number", "session_id", "channel", "topic_group")),
            extract("year", x.c.filed_on).cast(Integer).label("year"),
            x.c.text,
            answers.label("answers"),
            _states(OUTCOMES.table, "verified").label("outcomes"),
            _states(COMMITMENTS.table).label("commitments"),
        )
        .join_from(p, d, (d.c.county == p.c.county) & (d.c.proposal_id == p.c.proposal_id))
        .outerjoin(x, (x.c.county == p.c.county) & (x.c.proposal_id == p.c.proposal_id))
        .where(p.c.county == county, p.c.status != "closed", d.c.publish_consent.is_(True), answers.is_not(None))
    )
    if title:
        query = query.where(d.c.title.contains(title, autoescape=True))
    if year is not None:
        query = query.where(x.c.filed_on >= date(year, 1, 1), x.c.filed_on <= date(year, 12, 31))
    return query


def _states(table: Table, status: str | None = None) -> Any:
    """The states of what belongs to the publication's proposal, as one column."""
    p = PUBLICATIONS.table
    query = (
        select(func.jsonb_agg(table.c.state.cast(JSONB), type_=JSONB))
        .where(table.c.county == p.c.county, table.c.proposal_id == p.c.proposal_id)
        .correlate(p)
    )
    if status is not None:
        query = query.where(table.c.status == status)
    return func.coalesce(query.scalar_subquery(), func.jsonb_build_array(type_=JSONB), type_=JSONB)
