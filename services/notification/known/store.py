"""The read model ``known``, which events alone write."""

from sqlalchemy import Boolean, Column, PrimaryKeyConstraint, String, Table, Text, false, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Tx
from contracts.base import Event
from services.notification.known import domain
from services.notification.known.domain import Known, Thing
from services.notification.metadata import METADATA

KNOWN = Table(
    "known",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("thing", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("state", Text, nullable=False),
    # Whether a notice waits for more of it: only then does who learns something look for one.
    Column("awaited", Boolean, nullable=False, server_default=false()),
    PrimaryKeyConstraint("county", "thing", "id"),
)


async def find(tx: Tx, thing: Thing, id: str) -> Known:
    k = KNOWN
    query = select(k.c.state).where(k.c.county == tx.county, k.c.thing == thing, k.c.id == id)
    found = (await tx.connection.execute(query)).scalar()
    return Known() if found is None else Known.model_validate_json(found)


async def learn(tx: Tx, event: Event) -> tuple[Thing, str] | None:
    """Keeps what ``event`` says; returns the thing when a notice has waited for it."""
    told = domain.thing_of(event)
    if told is None:
        return None
    k = KNOWN
    thing, id = told
    blank = insert(k).values(county=tx.county, thing=thing, id=id, state=Known().model_dump_json())
    # The row is locked whether it was there or not: two topics tell of one proposal, perhaps to two processes.
    held = blank.on_conflict_do_update(index_elements=["county", "thing", "id"], set_={"id": blank.excluded.id})
    row = (await tx.connection.execute(held.returning(k.c.state, k.c.awaited))).one()
    before = Known.model_validate_json(row.state)
    after = domain.learn(before, event, tx.receipt)
    if after != before or row.awaited:
        await tx.connection.execute(
            update(k)
            .where(k.c.county == tx.county, k.c.thing == thing, k.c.id == id)
            .values(state=after.model_dump_json(), awaited=False)
        )
    return told if row.awaited else None


async def await_more(tx: Tx, thing: Thing, id: str) -> None:
    """Whoever learns more of it from here on waits for this transaction, and then looks for what waits."""
    blank = insert(KNOWN).values(county=tx.county, thing=thing, id=id, state=Known().model_dump_json(), awaited=True)
    await tx.connection.execute(
        blank.on_conflict_do_update(index_elements=["county", "thing", "id"], set_={"awaited": True})
    )
