"""The code that a meeting shows as a QR code: who types or scans it is in the room.

It is derived from a secret of the meeting and the time, so that a photograph of it is worth nothing a minute later.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import Column, LargeBinary, PrimaryKeyConstraint, String, Table, Text, select
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Tx
from services.consultation.metadata import METADATA

FORUM_CODES = Table(
    "forum_codes",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("forum_id", Text, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    PrimaryKeyConstraint("county", "forum_id"),
)
"""Events are read by others, so no secret is in one; after a restore a meeting simply shows other codes."""


def code(secret: bytes, step: int) -> str:
    """Eight characters of A–Z and 2–7."""
    return base64.b32encode(hmac.digest(secret, str(step).encode(), hashlib.sha256))[:8].decode()


def shown(secret: bytes, now: datetime, seconds: int) -> tuple[str, datetime]:
    """The code of this moment, and when the next one takes its place."""
    step = int(now.timestamp()) // seconds
    return code(secret, step), datetime.fromtimestamp(0, UTC) + timedelta(seconds=(step + 1) * seconds)


def is_right(secret: bytes, given: str, now: datetime, seconds: int) -> bool:
    """The code of this moment or the one before it."""
    step = int(now.timestamp()) // seconds
    typed = given.strip().upper().encode()
    return any(hmac.compare_digest(code(secret, at).encode(), typed) for at in (step, step - 1))


async def secret_of(tx: Tx, forum_id: str) -> bytes | None:
    """None until a code was shown."""
    t = FORUM_CODES
    query = select(t.c.secret).where(t.c.county == tx.county, t.c.forum_id == forum_id)
    return (await tx.connection.execute(query)).scalar_one_or_none()


async def make_secret(tx: Tx, forum_id: str) -> bytes:
    """The meeting's secret; the first to ask makes it."""
    made = insert(FORUM_CODES).values(county=tx.county, forum_id=forum_id, secret=secrets.token_bytes(32))
    await tx.connection.execute(made.on_conflict_do_nothing())
    secret = await secret_of(tx, forum_id)
    assert secret is not None
    return secret
