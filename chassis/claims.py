"""What an event's id tells of the request that caused it, where answers to requests are lost with a store.

The random bits of a UUIDv7 are anybody's to choose. Those of an event that a request causes are a digest of the
request's Idempotency-Key with all that it is scoped to, and a counter. So the topic, which a lost store is taken back
from, knows which requests have had their effect, and neither the envelope nor the hash had to change for it.
"""

import hashlib
import itertools
import secrets
from datetime import UTC, datetime
from uuid import UUID

_COUNTER_BITS = 16
_DIGEST_BITS = 74 - _COUNTER_BITS


class Claim:
    """One request. Shared by all copies of its transaction, so that no two of its events get one id."""

    def __init__(self, *scope: str) -> None:
        digest = hashlib.sha256("\0".join(scope).encode()).digest()
        self._bits = int.from_bytes(digest, "big") >> (256 - _DIGEST_BITS) << _COUNTER_BITS
        self._counter = itertools.count()

    @property
    def token(self) -> str:
        """What the ids of this request's events have in common; see :data:`TOKEN`."""
        return uuid7(datetime.fromtimestamp(0, UTC), self._bits)[15:32]

    def next(self) -> int | None:
        """The bits of the next event's id; None, which is random, for those beyond what the counter holds."""
        number = next(self._counter)
        return self._bits | number if number < 1 << _COUNTER_BITS else None


TOKEN = "substr(event_id, 16, 17)"
"""In SQL, of an event's id."""


def uuid7(now: datetime, bits: int | None = None) -> str:
    """UUIDv7 of RFC 9562: milliseconds first, so that ids sort by time; then 74 bits, random if none are given."""
    if bits is None:
        bits = secrets.randbits(74)
    value = (int(now.timestamp() * 1000) & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | (bits >> 62 & 0xFFF) << 64 | 0b10 << 62 | bits & ((1 << 62) - 1)
    return str(UUID(int=value))
