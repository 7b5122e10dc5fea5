"""Replies and consultations of one proposal."""

from sqlalchemy import select

from chassis.eventlog import Loaded, Tx
from services.consultation.meeting.domain import Consultation
from services.consultation.meeting.store import CONSULTATIONS
from services.consultation.reply.domain import Reply
from services.consultation.reply.store import REPLIES


async def consultations(tx: Tx, proposal_id: str) -> list[Loaded[Consultation]]:
    t = CONSULTATIONS.table
    query = select(t).where(t.c.county == tx.county, t.c.proposal_id == proposal_id).order_by(t.c.id)
    return [CONSULTATIONS.loaded(dict(row)) for row in (await tx.connection.execute(query)).mappings()]


async def replies(tx: Tx, proposal_id: str) -> list[Loaded[Reply]]:
    """Those that went out."""
    t = REPLIES.table
    query = select(t).where(t.c.county == tx.county, t.c.proposal_id == proposal_id, t.c.status == "issued")
    rows = (await tx.connection.execute(query.order_by(t.c.id))).mappings()
    return [REPLIES.loaded(dict(row)) for row in rows]
