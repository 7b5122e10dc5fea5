"""The conferences' table, and the register that every county of the city reads."""

from typing import Any

from sqlalchemy import Boolean, Column, Select, String, Table, Text, select
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Aggregate, Tx
from services.submission.conference import domain
from services.submission.conference.domain import Conference
from services.submission.metadata import METADATA

CONFERENCES = Aggregate(METADATA, "conferences", domain.Conference, domain.EVENTS, domain.apply)

REGISTER = Table(
    "conference_register",
    METADATA,
    Column("tenant", String(6), primary_key=True),
    Column("name", Text, nullable=False),
    Column("receives", Boolean, nullable=False),
    info={"scope": "shared"},
)
"""No record of any county: who there is to forward to. A county that is not in it is none of the deployment."""


def listing(county: str) -> Select[Any]:
    """All others."""
    return select(REGISTER).where(REGISTER.c.tenant != county)


async def enter(tx: Tx, conference: Conference) -> None:
    values = {"name": conference.name, "receives": conference.receives}
    statement = insert(REGISTER).values(tenant=tx.county, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["tenant"], set_=values))


async def registered(tx: Tx, county: str) -> Conference | None:
    found = (await tx.connection.execute(select(REGISTER).where(REGISTER.c.tenant == county))).mappings().first()
    return None if found is None else Conference(name=found["name"], receives=found["receives"])
