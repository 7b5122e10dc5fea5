"""What proposers are called."""

from collections.abc import Collection

from sqlalchemy import select

from chassis.eventlog import Tx
from services.submission.body.store import BODIES
from services.submission.member.store import MEMBERS


async def member_names(tx: Tx, ids: Collection[str]) -> dict[str, str]:
    t = MEMBERS.table
    query = select(t.c.id, t.c.name).where(t.c.county == tx.county, t.c.id.in_(ids))
    return {row.id: row.name for row in await tx.connection.execute(query)}


async def body_name(tx: Tx, id: str) -> str | None:
    found = await BODIES.find(tx, id, lock=False)
    return found.state.name if found is not None else None
