"""Acts as stored, one row for each event that says something of a proposal's members."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    Date,
    DateTime,
    Index,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    Text,
    any_,
    extract,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Tx
from services.evaluation.ledger.domain import Act
from services.evaluation.metadata import METADATA

ACTS = Table(
    "ledger_acts",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("day", Date, nullable=False),
    Column("members", ARRAY(Text), nullable=False),
    Column("kind", Text),
    Column("session_id", Text),
    PrimaryKeyConstraint("county", "proposal_id", "event_id"),
    Index("ledger_acts_day_idx", "county", "day"),
)


async def note(tx: Tx, act: Act) -> None:
    values = {name: getattr(act, name) for name in Act.__dataclass_fields__} | {"members": list(act.members)}
    await tx.connection.execute(insert(ACTS).values(county=tx.county, **values).on_conflict_do_nothing())


async def _whole(tx: Tx, of: Select[*tuple[Any, ...]]) -> list[Act]:
    """All acts of the proposals that ``of`` selects: what one takes back another has given."""
    a = ACTS
    rows = await tx.connection.execute(select(a).where(a.c.county == tx.county, a.c.proposal_id.in_(of)))
    found: list[Act] = []
    for row in rows:
        values: dict[str, Any] = {name: getattr(row, name) for name in Act.__dataclass_fields__}
        values["members"] = tuple(row.members)
        found.append(Act(**values))
    return found


async def of_member(tx: Tx, member_id: str) -> list[Act]:
    a = ACTS.c
    return await _whole(tx, select(a.proposal_id).where(a.county == tx.county, literal(member_id) == any_(a.members)))


async def of_years(tx: Tx, years: Sequence[int]) -> list[Act]:
    if not years:
        return []
    a = ACTS.c
    span = a.day.between(date(min(years), 1, 1), date(max(years), 12, 31))
    return await _whole(tx, select(a.proposal_id).where(a.county == tx.county, span))


async def kinds(tx: Tx, proposal_ids: Sequence[str]) -> dict[str, str]:
    """Proposal → individual, joint or collective, of those whose filing was read."""
    a = ACTS.c
    query = select(a.proposal_id, a.kind).where(
        a.county == tx.county, a.what == "filed", a.proposal_id == any_(literal(list(proposal_ids), ARRAY(Text)))
    )
    return {row.proposal_id: row.kind for row in await tx.connection.execute(query)}


async def years_of(tx: Tx, session_id: str) -> list[int]:
    """In which anything was told of the session's proposals."""
    a, b = ACTS.c, ACTS.alias().c
    of = select(b.proposal_id).where(b.county == tx.county, b.session_id == session_id)
    query = select(extract("year", a.day)).distinct().where(a.county == tx.county, a.proposal_id.in_(of))
    return [int(year) for year in (await tx.connection.execute(query)).scalars()]
