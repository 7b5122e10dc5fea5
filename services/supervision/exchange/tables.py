"""The tables of the exchange: what went out, what came in, what is held, and reports on days."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Identity,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from chassis.clock import wall_date
from chassis.eventlog import Aggregate
from chassis.tables import TIME
from services.supervision.exchange import domain
from services.supervision.exchange.domain import Received
from services.supervision.metadata import METADATA

MESSAGES = Aggregate(
    METADATA,
    "external_messages",
    Received,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("source", Text, nullable=False),
        Column("message_id", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("day", Date, nullable=False),
        Column("proposal_id", Text),
        Column("inspection_on", Date),
    ],
    project=lambda s: {
        "source": s.origin.source,
        "message_id": s.origin.message_id,
        "status": s.status,
        "day": wall_date(s.origin.sent_at or s.origin.received_at),
        "proposal_id": s.proposal_id,
        "inspection_on": s.inspection.inspection_on if s.inspection else None,
    },
    constraints=[
        Index(None, "county", "day"),
        Index(None, "county", "proposal_id"),
        Index(
            "external_messages_inspection_idx",
            "county",
            "inspection_on",
            postgresql_where=text("inspection_on IS NOT NULL"),
        ),
    ],
)

SENT = Table(
    "external_outbound",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("is_answer", Boolean, nullable=False),
    Column("subject", Text),
    Column("said_at", TIME, nullable=False),
    Column("day", Date, nullable=False),
    Column("data", Text, nullable=False),
    Column("queued_at", TIME, nullable=False),
    Column("sent_at", TIME),
    PrimaryKeyConstraint("county", "number"),
    UniqueConstraint("county", "message_id"),
    CheckConstraint("data IS JSON", name="data_json"),
    Index(None, "county", "day"),
    Index(None, "county", "sent_at"),
    Index("external_outbound_pending_idx", "county", "number", postgresql_where=text("sent_at IS NULL")),
    info={"scope": "infrastructure"},
)
"""Kept for good, so that any of it can be sent again; ``sent_at`` is None while it waits for the broker."""
NUMBERS = Table(
    "external_numbers",
    METADATA,
    Column("county", String(6), primary_key=True),
    Column("last", BigInteger, nullable=False),
    info={"scope": "infrastructure"},
)
IDS = Table(
    "external_ids",
    METADATA,
    Column("source", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("county", String(6), nullable=False),
    # The sender's id names one message, whatever county it says: here the county leads no key.
    PrimaryKeyConstraint("source", "message_id"),
    info={"scope": "infrastructure"},
)
SOURCES = Table(
    "external_sources",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("next", BigInteger, nullable=False),
    info={"scope": "infrastructure"},
)
"""The sequence number that each sender's next message bears."""
REPORTS = Table(
    "external_day_reports",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("day", Date, nullable=False),
    Column("source", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("said_at", TIME, nullable=False),
    Column("received", ARRAY(Text), nullable=False),
    Column("sent", ARRAY(Text), nullable=False),
    PrimaryKeyConstraint("county", "day", "source"),
    info={"scope": "infrastructure"},
)
QUARANTINE = Table(
    "external_quarantine",
    METADATA,
    Column("id", Integer, Identity(always=True), primary_key=True),
    Column("county", String(6), nullable=False),
    Column("reason", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("source", Text),
    Column("message_id", Text),
    Column("sequence", BigInteger),
    Column("content_hash", Text, nullable=False),
    Column("value", LargeBinary, nullable=False),
    Column("topic", Text, nullable=False),
    Column("partition", Integer, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("held_at", TIME, nullable=False),
    Column("decision", Text),
    Column("decided_by", Text),
    Column("decided_because", Text),
    Column("decided_at", TIME),
    Column("settled_at", TIME),
    CheckConstraint("reason IN ('gap','malformed','poison')", name="reason"),
    CheckConstraint("decision IN ('give_up','retry')", name="decision"),
    Index(
        "external_quarantine_held_idx", "source", "message_id", "content_hash", unique=True,
        postgresql_where=text("reason = 'gap' AND settled_at IS NULL"),
    ),
    Index("external_quarantine_open_idx", "county", "id", postgresql_where=text("settled_at IS NULL")),
    info={"scope": "infrastructure"},
)  # fmt: skip
"""Whole as they came. What names no county that is known is the city's."""
CONSUMED = [table.name for table in (SENT, NUMBERS, SOURCES, REPORTS, QUARANTINE)]
