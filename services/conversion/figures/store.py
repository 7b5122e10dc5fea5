"""Counts over this service's own rows."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, and_, distinct, func, select
from sqlalchemy.dialects.postgresql import JSONB

from chassis.eventlog import Tx
from services.conversion.commitment.store import COMMITMENTS
from services.conversion.followup.store import DOSSIERS
from services.conversion.outcome.store import OUTCOMES


@dataclass(frozen=True)
class Count:
    numerator: int
    denominator: int


async def commitments_by_state(tx: Tx) -> dict[str, int]:
    t = COMMITMENTS.table
    query = select(t.c.status, func.count().label("n")).where(t.c.county == tx.county).group_by(t.c.status)
    return {row.status: row.n for row in await tx.connection.execute(query)}


async def kept_on_time(tx: Tx, today: date) -> Count:
    """Kept on time ÷ due. Due is what is kept, and what is not but should be by now, unless released or superseded."""
    t = COMMITMENTS.table
    due = (t.c.status == "kept") | (t.c.status.in_(("open", "missed", "claimed")) & (t.c.due < today))
    query = select(func.count().filter(and_(t.c.status == "kept", t.c.on_time)), func.count().filter(due)).where(
        t.c.county == tx.county
    )
    kept, all_due = (await tx.connection.execute(query)).one()
    return Count(kept, all_due)


async def closed_with_outcome(tx: Tx) -> tuple[Count, dict[str, int]]:
    """Closed proposals with a verified outcome ÷ all closed ones; and how many have one of each kind."""
    d, o = DOSSIERS, OUTCOMES.table
    closed = (
        await tx.connection.execute(
            select(func.count()).select_from(d).where(d.c.county == tx.county, d.c.closed_at.is_not(None))
        )
    ).scalar_one()
    verified = (
        select(func.count(distinct(d.c.proposal_id)).label("n"))
        .join_from(d, o, (o.c.county == d.c.county) & (o.c.proposal_id == d.c.proposal_id))
        .where(d.c.county == tx.county, d.c.closed_at.is_not(None), o.c.status == "verified")
    )
    converted = (await tx.connection.execute(verified)).scalar_one()
    kinds = await tx.connection.execute(verified.add_columns(o.c.kind).group_by(o.c.kind))
    return Count(converted, closed), {row.kind: row.n for row in kinds}


async def gained(tx: Tx) -> dict[str, int]:
    """What verified outcomes say of themselves, added up: yuan, people who have something of it, people it came to."""
    o = OUTCOMES.table
    names = ("money", "beneficiaries", "reach")
    said = o.c.state.cast(JSONB)["facts"]
    sums = [func.coalesce(func.sum(said[name].astext.cast(BigInteger)), 0).label(name) for name in names]
    query = select(*sums).where(o.c.county == tx.county, o.c.status == "verified")
    row = (await tx.connection.execute(query)).one()
    return {name: int(getattr(row, name)) for name in names}
