"""The sign-offs and orders of one proposal."""

from sqlalchemy import select

from chassis.eventlog import Tx
from services.supervision.order.store import ORDERS
from services.supervision.signoff.store import SIGN_OFFS


async def signed_replies(tx: Tx, proposal_id: str) -> list[str]:
    """The replies on which its proposers are asked."""
    t = SIGN_OFFS.table
    query = select(t).where(t.c.county == tx.county, t.c.proposal_id == proposal_id).order_by(t.c.id)
    rows = (await tx.connection.execute(query)).mappings()
    return [SIGN_OFFS.loaded(dict(row)).state.reply_id for row in rows]


async def orders(tx: Tx, proposal_id: str) -> list[tuple[str, str]]:
    """(id, number)"""
    t = ORDERS.table
    query = select(t).where(t.c.county == tx.county, t.c.proposal_id == proposal_id).order_by(t.c.id)
    rows = (await tx.connection.execute(query)).mappings()
    return [(loaded.id, loaded.state.number) for loaded in (ORDERS.loaded(dict(row)) for row in rows)]
