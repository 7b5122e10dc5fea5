"""The keyrings' table."""

from chassis.eventlog import Aggregate
from services.supervision.metadata import METADATA
from services.supervision.passkey import domain

KEYRINGS = Aggregate(METADATA, "keyrings", domain.Keyring, domain.EVENTS, domain.apply)


def keyring_id(member_id: str) -> str:
    return f"K-{member_id}"
