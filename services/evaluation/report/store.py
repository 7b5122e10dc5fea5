"""The reports' figures, as they were read, and the files that are made of them."""

from sqlalchemy import Column, LargeBinary, PrimaryKeyConstraint, String, Table, Text, select
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Tx
from services.evaluation.metadata import METADATA
from services.evaluation.report.domain import Report

FILES = Table(
    "report_files",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("report_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    PrimaryKeyConstraint("county", "report_id", "kind"),
)
FIGURES = "figures"
"""The kind of what the others are made of."""


async def put(tx: Tx, report_id: str, kind: str, data: bytes) -> None:
    """Once: what a report has said it goes on saying."""
    values = {"county": tx.county, "report_id": report_id, "kind": kind, "data": data}
    await tx.connection.execute(insert(FILES).values(**values).on_conflict_do_nothing())


async def file(tx: Tx, report_id: str, kind: str) -> bytes | None:
    t = FILES.c
    query = select(t.data).where(t.county == tx.county, t.report_id == report_id, t.kind == kind)
    found: bytes | None = (await tx.connection.execute(query)).scalar()
    return found


async def figures(tx: Tx, report_id: str) -> Report:
    data = await file(tx, report_id, FIGURES)
    assert data is not None  # the job's first step has put them there
    return Report.model_validate_json(data)
