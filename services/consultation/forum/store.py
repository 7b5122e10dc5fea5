"""Meetings of the three levels as stored."""

from sqlalchemy import Column, Index, Text, select
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.eventlog import Aggregate, Tx
from chassis.tables import TIME
from services.consultation.attendance.codes import Codes
from services.consultation.document.store import files, files_column
from services.consultation.forum import domain
from services.consultation.forum.domain import Forum
from services.consultation.metadata import METADATA

FORUMS = Aggregate(
    METADATA,
    "forums",
    Forum,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("selection_id", Text, nullable=False),
        Column("level", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("at", TIME, nullable=False),
        Column("proposals", ARRAY(Text), nullable=False),
        Column("units", ARRAY(Text), nullable=False),
        Column("members", ARRAY(Text), nullable=False),
        files_column(),
    ],
    project=lambda s: {
        "selection_id": s.selection_id,
        "level": s.level,
        "status": s.state,
        "at": s.at,
        "proposals": list(s.proposals),
        "units": list(s.units),
        "members": list(s.members),
        "files": files(s),
    },
    constraints=[Index(None, "county", "selection_id")],
)

CODES = Codes("forum_codes", "forum_id")


async def of_selection(tx: Tx, selection_id: str) -> tuple[list[str], list[str]]:
    """The ids of those that are convened, and of those that were held."""
    t = FORUMS.table
    query = select(t.c.id, t.c.status).where(t.c.county == tx.county, t.c.selection_id == selection_id)
    found = (await tx.connection.execute(query.order_by(t.c.id))).all()
    return (
        [row.id for row in found if row.status == "convened"],
        [row.id for row in found if row.status == "held"],
    )
