"""What every way of signing has in common: evidence is made once, and checked by anybody with nothing of our stores."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from contracts.base import Event
from contracts.supervision import Evidence
from services.supervision.passkey.domain import Keyring


class Words(NamedTuple):
    """One sentence in both languages."""

    zh: str
    en: str


class NotProven(ValueError):
    """The evidence does not show what it claims."""

    def __init__(self, why: Words) -> None:
        super().__init__(why.en)
        self.why = why


@dataclass(frozen=True)
class Desk:
    """What the county knows at the moment of signing."""

    now: datetime
    member_id: str
    reply_id: str
    ring: Keyring | None
    """The signer's keys; None where they have none."""
    rp_id: str
    origins: Sequence[str]
    anchors: Sequence[bytes]


@dataclass(frozen=True)
class Past:
    """What a file of evidence knows of the moment of signing."""

    member_id: str
    at: datetime
    history: Callable[[], Sequence[tuple[datetime, Event]]]
    """The events of the signer's keys with their times, once their chain holds."""
    rp_id: str
    origins: Sequence[str]
    """Of today: for evidence that names none, since it was made before it did."""
    anchors: Sequence[bytes] | None
    """Those that who checks trusts; None: whoever checks compares the fingerprint in the words."""


class Proof(NamedTuple):
    evidence: Evidence
    used: Sequence[Event] = ()
    """What the use of the key means for the signer's keyring."""


class Method(Protocol):
    """One way of signing the statement ``signed_json``."""

    by_key: bool
    """Whether a key of the member's makes the signature, so that its binding is part of the evidence."""

    def prove(self, signed_json: str, answer: Mapping[str, Any], desk: Desk) -> Proof:
        """The evidence, once it holds, from what the signer's side answered.

        Raises :class:`NotProven`, or a refusal with a rule of its own where a key may not sign.
        """
        ...

    def verify(self, evidence: Evidence, past: Past) -> Words:
        """How it was signed, as part of a sentence. Raises :class:`NotProven`."""
        ...


def challenge(signed_json: str) -> bytes:
    """What a device is asked to sign *is* the digest of the statement: it signs this one and no other."""
    return hashlib.sha256(signed_json.encode()).digest()
