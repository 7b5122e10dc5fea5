"""The keyrings' table, whose the key of each certificate is, and the challenges that members' devices are to answer."""

from datetime import datetime

from sqlalchemy import Column, DateTime, PrimaryKeyConstraint, String, Table, Text, delete, select
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


CHALLENGES = Table(
    "enrolment_challenges",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("member_id", Text, nullable=False),
    Column("challenge", Text, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("county", "member_id"),
)
"""Of each member the last one that was given out: a device's answer counts once."""


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


async def challenge(tx: Tx, member_id: str, challenge: str, expires_at: datetime) -> None:
    made = {"challenge": challenge, "expires_at": expires_at}
    statement = insert(CHALLENGES).values(county=tx.county, member_id=member_id, **made)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["county", "member_id"], set_=made))


async def take_challenge(tx: Tx, member_id: str) -> str | None:
    """None where there is none, or it is over."""
    c = CHALLENGES.c
    mine = delete(CHALLENGES).where(c.county == tx.county, c.member_id == member_id)
    row = (await tx.connection.execute(mine.returning(c.challenge, c.expires_at))).one_or_none()
    return None if row is None or tx.now >= row.expires_at else row.challenge
