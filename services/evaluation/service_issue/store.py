"""Service issues as stored."""

from sqlalchemy import Boolean, Column, Date, Index, Text, select

from chassis.eventlog import Aggregate, Loaded, Tx
from services.evaluation.metadata import METADATA
from services.evaluation.service_issue import domain
from services.evaluation.service_issue.domain import ServiceIssue, due_day

ISSUES = Aggregate(
    METADATA,
    "service_issues",
    ServiceIssue,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("raised_by", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("owner", Text),
        Column("due", Date),
        Column("overdue", Boolean, nullable=False),
        Column("source", Text, nullable=False),
        Column("form_id", Text),
        Column("receipt", Text),
    ],
    project=lambda s: {
        "raised_by": s.raised_by,
        "status": s.state,
        "owner": s.owner,
        "due": due_day(s),
        "overdue": s.overdue,
        "source": s.source,
        "form_id": s.form_id,
        "receipt": s.receipt,
    },
    constraints=[
        Index(None, "county", "raised_by"),
        Index(None, "county", "status"),
        # One code is one issue's: whoever has it has raised that.
        Index(None, "county", "receipt", unique=True),
    ],
)


async def by_receipt(tx: Tx, code: str) -> Loaded[ServiceIssue] | None:
    """Whose receipt it is; only its hash is known here."""
    t = ISSUES.table
    query = select(t).where(t.c.county == tx.county, t.c.receipt == domain.receipt_hash(code))
    row = (await tx.connection.execute(query)).mappings().first()
    return None if row is None else ISSUES.loaded(row)
