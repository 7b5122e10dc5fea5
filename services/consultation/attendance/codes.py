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
from contracts.base import DomainRefusal
from services.consultation.metadata import METADATA


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


class Codes:
    """The secrets of the meetings of one kind, in the table ``name``; ``column`` has the meeting's id.

    Events are read by others, so no secret is in one; after a restore a meeting simply shows other codes.
    """

    def __init__(self, name: str, column: str) -> None:
        self.table = Table(
            name,
            METADATA,
            Column("county", String(6), nullable=False),
            Column(column, Text, nullable=False),
            Column("secret", LargeBinary, nullable=False),
            PrimaryKeyConstraint("county", column),
        )
        self._id = self.table.c[column]

    async def show(self, tx: Tx, id: str, seconds: int) -> tuple[str, datetime]:
        """The code to be shown in the room now, and until when. The first to ask makes the meeting's secret."""
        made = insert(self.table).values({"county": tx.county, self._id.name: id, "secret": secrets.token_bytes(32)})
        await tx.connection.execute(made.on_conflict_do_nothing())
        secret = await self._secret(tx, id)
        assert secret is not None
        return shown(secret, tx.now, seconds)

    async def check(self, tx: Tx, id: str, given: str, seconds: int) -> None:
        """Refuses any code but the one that is shown, by receipt: a phone with a bad line is not late for its line."""
        secret = await self._secret(tx, id)
        if secret is None or not is_right(secret, given, tx.receipt, seconds):
            raise DomainRefusal(
                "sign-in-code", "This is not the code that the meeting shows now; take the one on the screen."
            )

    async def _secret(self, tx: Tx, id: str) -> bytes | None:
        """None until a code was shown."""
        query = select(self.table.c.secret).where(self.table.c.county == tx.county, self._id == id)
        return (await tx.connection.execute(query)).scalar_one_or_none()
