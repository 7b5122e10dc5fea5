"""Opinion forms as stored, and how much has come in today."""

import hashlib
import ipaddress
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Column, Date, Integer, LargeBinary, PrimaryKeyConstraint, String, Table, Text, delete
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Aggregate, Tx
from services.evaluation.metadata import METADATA
from services.evaluation.opinion_form import domain
from services.evaluation.opinion_form.domain import Asks, OpinionForm

FORMS = Aggregate(
    METADATA,
    "opinion_forms",
    OpinionForm,
    domain.EVENTS,
    domain.apply,
    columns=[Column("status", Text, nullable=False)],
    project=lambda s: {"status": s.state},
)

INTAKE = Table(
    "opinion_intake",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("day", Date, nullable=False),
    Column("sender", Text, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("salt", LargeBinary),
    PrimaryKeyConstraint("county", "day", "sender"),
)


async def count_in(tx: Tx, day: date, asks: Asks, address: str) -> tuple[int, int]:
    """Counts one more of ``day``; returns how many there are of the county and of the address, this one included.
    Opinions and ratings are counted apart: a busy code of the one closes no form of the other.

    The digest is salted anew each day and yesterday's rows go, so that nobody is known from one day to the next.
    """
    c = INTAKE.c
    # The county's row first: two of one address wait for each other here, and none is counted twice.
    county = await _one_more(tx, day, asks, salt=secrets.token_bytes(16))
    digest = hashlib.sha256(county["salt"] + network(address).encode()).hexdigest()
    sender = await _one_more(tx, day, digest, salt=None)
    await tx.connection.execute(delete(INTAKE).where(c.county == tx.county, c.day < day))
    return county["sent"], sender["sent"]


async def _one_more(tx: Tx, day: date, sender: str, *, salt: bytes | None) -> Mapping[Any, Any]:
    t = INTAKE
    row = insert(t).values(county=tx.county, day=day, sender=sender, sent=1, salt=salt)
    more = row.on_conflict_do_update(index_elements=["county", "day", "sender"], set_={"sent": t.c.sent + 1})
    return (await tx.connection.execute(more.returning(t.c.sent, t.c.salt))).mappings().one()


def network(address: str) -> str:
    """What counts as one sender: an IPv4 address; of IPv6 the /64, in which one household has as many as it likes."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped is not None:
            return str(known.ipv4_mapped)
        return str(ipaddress.ip_network((known, 64), strict=False))
    return str(known)
