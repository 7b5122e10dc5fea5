"""What earlier proposals were given."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from chassis.eventlog import Tx
from services.submission.search.store import ASSIGNMENTS, FACTS
from services.submission.unit.store import UNITS


async def assigned(tx: Tx, proposals: Iterable[str]) -> dict[str, list[str]]:
    """Proposal → the units of the county that it was assigned to and that did not give it back."""
    a, u = ASSIGNMENTS, UNITS.table
    query = (
        select(a.c.proposal_id, a.c.unit_id)
        .join(u, (u.c.county == a.c.county) & (u.c.id == a.c.unit_id))
        .where(a.c.county == tx.county, a.c.proposal_id.in_(sorted(set(proposals))), ~a.c.ended)
        .order_by(a.c.proposal_id, a.c.unit_id)
    )
    found: dict[str, list[str]] = {}
    for row in await tx.connection.execute(query):
        found.setdefault(row.proposal_id, []).append(row.unit_id)
    return found


async def topics(tx: Tx, proposals: Iterable[str]) -> dict[str, str]:
    f = FACTS
    query = select(f.c.proposal_id, f.c.topic).where(
        f.c.county == tx.county, f.c.proposal_id.in_(sorted(set(proposals))), f.c.topic.is_not(None)
    )
    return {row.proposal_id: row.topic for row in await tx.connection.execute(query)}


async def units_named(tx: Tx, names: Iterable[str]) -> dict[str, str]:
    """Name → unit, of those that the county has: an old list's name that is nobody's now suggests nobody."""
    u = UNITS.table
    query = select(u.c.id, u.c.name).where(u.c.county == tx.county, u.c.name.in_(sorted(set(names))))
    return {row.name: row.id for row in await tx.connection.execute(query)}


async def names_of(tx: Tx, units: Iterable[str]) -> Mapping[str, str]:
    u = UNITS.table
    query = select(u.c.id, u.c.name).where(u.c.county == tx.county, u.c.id.in_(sorted(set(units))))
    return {row.id: row.name for row in await tx.connection.execute(query)}
