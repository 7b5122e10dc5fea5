"""The keyrings' table, and whose the key of each certificate is."""

from sqlalchemy import Column, PrimaryKeyConstraint, String, Table, Text, delete, select
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Aggregate, Tx
from services.supervision.metadata import METADATA
from services.supervision.passkey import domain

KEYRINGS = Aggregate(METADATA, "keyrings", domain.Keyring, domain.EVENTS, domain.apply)

HOLDERS = Table(
    "key_holders",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("public_key", Text, nullable=False),
    Column("member_id", Text, nullable=False),
    PrimaryKeyConstraint("county", "public_key"),
)
"""Of the keys of certificates that are not revoked: one key is one member's."""


def keyring_id(member_id: str) -> str:
    return f"K-{member_id}"


async def holder(tx: Tx, public_key: str) -> str | None:
    t = HOLDERS.c
    return await tx.connection.scalar(select(t.member_id).where(t.county == tx.county, t.public_key == public_key))


async def hold(tx: Tx, public_key: str, member_id: str) -> str:
    """Whose it is: this member's, unless another's came before, also at the same moment."""
    statement = insert(HOLDERS).values(county=tx.county, public_key=public_key, member_id=member_id)
    await tx.connection.execute(statement.on_conflict_do_nothing())
    return await holder(tx, public_key) or member_id


async def release(tx: Tx, public_key: str) -> None:
    t = HOLDERS.c
    await tx.connection.execute(delete(HOLDERS).where(t.county == tx.county, t.public_key == public_key))


async def hold_only(tx: Tx, public_keys: set[str], member_id: str) -> None:
    """What the member's keyring says, whatever stood here."""
    t = HOLDERS.c
    await tx.connection.execute(delete(HOLDERS).where(t.county == tx.county, t.member_id == member_id))
    for key in sorted(public_keys):
        await hold(tx, key, member_id)
