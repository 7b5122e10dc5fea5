"""The sign-offs' tables."""

from typing import Any

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, Select, String, Table, Text, select

from chassis.eventlog import Aggregate, Tx
from services.supervision.metadata import METADATA
from services.supervision.signoff import domain

SIGN_OFFS = Aggregate(
    METADATA,
    "sign_offs",
    domain.SignOff,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("proposal_id", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("cycle", Integer, nullable=False),
    ],
    project=lambda s: {"proposal_id": s.proposal_id, "status": s.state, "cycle": s.cycle},
)

ASKED = Table(
    "asked",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("sign_off_id", Text, nullable=False),
    Column("member_id", Text, nullable=False),
    PrimaryKeyConstraint("county", "sign_off_id", "member_id"),
    Index("asked_member_idx", "county", "member_id"),
)


def sign_off_id(reply_id: str) -> str:
    return f"R-{reply_id}"


async def note_asked(tx: Tx, id: str, members: tuple[str, ...]) -> None:
    rows = [{"county": tx.county, "sign_off_id": id, "member_id": member} for member in members]
    await tx.connection.execute(ASKED.insert(), rows)


def listing(county: str, member_id: str | None) -> Select[Any]:
    """All of the county, or those on which this member is asked."""
    t = SIGN_OFFS.table
    query = select(t).where(t.c.county == county)
    if member_id is not None:
        mine = select(ASKED.c.sign_off_id).where(ASKED.c.county == county, ASKED.c.member_id == member_id)
        query = query.where(t.c.id.in_(mine))
    return query
