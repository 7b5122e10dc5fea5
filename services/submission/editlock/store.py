"""The locks' table: no history of anything, so no events; what is lost with a store is asked for once more."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, PrimaryKeyConstraint, String, Table, Text

from chassis.eventlog import Tx
from chassis.tables import TIME
from services.submission.metadata import METADATA

LOCKS = Table(
    "edit_locks",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("until", TIME, nullable=False),
    PrimaryKeyConstraint("county", "proposal_id"),
)

# One statement decides: of two who ask at the same moment the second waits for the row and then finds it taken.
_TAKE = (
    "INSERT INTO edit_locks AS l (county, proposal_id, holder, until) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (county, proposal_id) DO UPDATE SET holder = excluded.holder, until = excluded.until "
    "WHERE l.holder = excluded.holder OR l.until <= $5"
)
_HELD = "SELECT holder, until FROM edit_locks WHERE county = $1 AND proposal_id = $2 AND until > $3"
_RELEASE = "DELETE FROM edit_locks WHERE county = $1 AND proposal_id = $2 AND holder = $3"


@dataclass(frozen=True)
class Lock:
    holder: str
    until: datetime


async def take(tx: Tx, proposal_id: str, until: datetime) -> bool:
    """For the actor, anew or longer; False while somebody else's is in force."""
    taken = await tx.connection.exec_driver_sql(_TAKE, (tx.county, proposal_id, tx.actor.subject, until, tx.now))
    return taken.rowcount == 1


async def held(tx: Tx, proposal_id: str) -> Lock | None:
    """What is in force now."""
    found = (await tx.connection.exec_driver_sql(_HELD, (tx.county, proposal_id, tx.now))).first()
    return None if found is None else Lock(found.holder, found.until)


async def release(tx: Tx, proposal_id: str) -> None:
    """The actor's own."""
    await tx.connection.exec_driver_sql(_RELEASE, (tx.county, proposal_id, tx.actor.subject))
