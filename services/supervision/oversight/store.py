"""Supervisions as stored."""

from typing import Any

from sqlalchemy import Column, Index, Integer, Select, Text, func, select

from chassis.eventlog import Aggregate, Tx
from services.supervision.metadata import METADATA
from services.supervision.oversight import domain
from services.supervision.oversight.domain import Oversight

OVERSIGHTS = Aggregate(
    METADATA,
    "oversight",
    Oversight,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("proposal_id", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("class", Text, nullable=False),
        Column("supervisor", Text),
        Column("key_number", Integer),
    ],
    # A withdrawn proposal gives its number back.
    project=lambda s: {
        "proposal_id": s.proposal_id,
        "status": s.state,
        "class": s.supervision_class,
        "supervisor": s.supervisor,
        "key_number": None if s.state == "cancelled" else s.key_number,
    },
    constraints=[Index("oversight_key_number_key", "county", "key_number", unique=True)],
)


def oversight_id(proposal_id: str) -> str:
    return f"S-{proposal_id}"


async def key_number_taken(tx: Tx, number: int) -> bool:
    """Whether the number is held. Until the transaction ends nobody else of the county can ask."""
    await tx.connection.execute(
        select(func.pg_advisory_xact_lock(func.hashtextextended(f"{tx.county}:key-number", 0)))
    )
    t = OVERSIGHTS.table
    query = select(func.count()).where(t.c.county == tx.county, t.c.key_number == number)
    return bool((await tx.connection.execute(query)).scalar_one())


def listing(county: str) -> Select[Any]:
    return select(OVERSIGHTS.table).where(OVERSIGHTS.table.c.county == county)
