"""The suggestions' table, and what stands beside it and is in no event."""

import hashlib
import ipaddress
import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    Text,
    delete,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from chassis.eventlog import Aggregate, Loaded, Tx
from services.submission.metadata import METADATA
from services.submission.suggestion import domain

SUGGESTIONS = Aggregate(
    METADATA,
    "topic_suggestions",
    domain.Suggestion,
    domain.EVENTS,
    domain.apply,
    columns=[
        Column("status", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("suggester", Text, nullable=False),
        Column("merged_into", Text),
    ],
    project=lambda s: {
        "status": s.state,
        "source": s.source,
        "suggester": suggester(s.source, s.member_id, s.body_id, s.unit_id),
        "merged_into": s.merged_into,
    },
    constraints=[
        Index("topic_suggestions_suggester_idx", "county", "suggester", "id"),
        Index("topic_suggestions_status_idx", "county", "status", "id"),
        Index("topic_suggestions_merged_idx", "county", "merged_into"),
    ],
)

CONTACTS = Table(
    "suggestion_contacts",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("suggestion_id", Text, nullable=False),
    Column("contact", Text, nullable=False),
    PrimaryKeyConstraint("county", "suggestion_id"),
)
"""How somebody of the public wants to be reached; gone as soon as the suggestion is screened out."""

INTAKE = Table(
    "public_intake",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("day", Date, nullable=False),
    Column("sender", Text, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("salt", LargeBinary),
    PrimaryKeyConstraint("county", "day", "sender"),
)
"""How many came today: in all (``sender`` is empty), and from each address, which is not told from its digest."""


def suggester(source: str, member_id: str | None, body_id: str | None, unit_id: str | None) -> str:
    """One name for whoever suggests, of whatever kind."""
    return {
        "member": f"member:{member_id}",
        "body": f"body:{body_id}",
        "unit": f"unit:{unit_id}",
    }.get(source, "public")


def listing(county: str, *, status: str | None, source: str | None, mine: Sequence[str] | None) -> Select[Any]:
    """``mine`` limits the list to these suggesters; an empty one finds nothing."""
    t = SUGGESTIONS.table
    query = select(t).where(t.c.county == county)
    if status is not None:
        query = query.where(t.c.status == status)
    if source is not None:
        query = query.where(t.c.source == source)
    if mine is not None:
        query = query.where(or_(false(), t.c.suggester.in_(mine)))
    return query


async def count_open(tx: Tx, by: str) -> int:
    t = SUGGESTIONS.table
    query = select(func.count()).where(t.c.county == tx.county, t.c.suggester == by, t.c.status == "proposed")
    return int((await tx.connection.execute(query)).scalar_one())


async def merged_into(tx: Tx, ids: Sequence[str]) -> dict[str, list[str]]:
    """Suggestion → those that were merged into it."""
    t = SUGGESTIONS.table
    query = select(t.c.id, t.c.merged_into).where(t.c.county == tx.county, t.c.merged_into.in_(ids))
    found: dict[str, list[str]] = {}
    for row in await tx.connection.execute(query.order_by(t.c.id)):
        found.setdefault(row.merged_into, []).append(row.id)
    return found


async def newest(tx: Tx, limit: int) -> list[Loaded[domain.Suggestion]]:
    """Those that another one may be merged into."""
    t = SUGGESTIONS.table
    open_ones = t.c.status.in_(sorted(domain.TRANSITIONS["be_merged_into"]))
    query = select(t).where(t.c.county == tx.county, open_ones).order_by(t.c.id.desc()).limit(limit)
    return [SUGGESTIONS.loaded(dict(row)) for row in (await tx.connection.execute(query)).mappings()]


async def keep_contact(tx: Tx, suggestion_id: str, contact: str) -> None:
    values = {"county": tx.county, "suggestion_id": suggestion_id, "contact": contact}
    await tx.connection.execute(insert(CONTACTS).values(**values))


async def contact_of(tx: Tx, suggestion_id: str) -> str | None:
    c = CONTACTS.c
    query = select(c.contact).where(c.county == tx.county, c.suggestion_id == suggestion_id)
    return (await tx.connection.execute(query)).scalar()


async def forget_contact(tx: Tx, suggestion_id: str) -> None:
    c = CONTACTS.c
    await tx.connection.execute(delete(CONTACTS).where(c.county == tx.county, c.suggestion_id == suggestion_id))


async def count_in(tx: Tx, day: date, address: str) -> tuple[int, int]:
    """Counts one more of ``day``; returns how many there are of the county and of the address, this one included.

    The digest is salted anew each day and yesterday's rows go, so that nobody is known from one day to the next.
    """
    c = INTAKE.c
    # The county's row first: two of one address wait for each other here, and none is counted twice.
    county = await _one_more(tx, day, "", salt=secrets.token_bytes(16))
    digest = hashlib.sha256(county["salt"] + network(address).encode()).hexdigest()
    sender = await _one_more(tx, day, digest, salt=None)
    await tx.connection.execute(delete(INTAKE).where(c.county == tx.county, c.day < day))
    return county["sent"], sender["sent"]


async def _one_more(tx: Tx, day: date, sender: str, *, salt: bytes | None) -> Mapping[str, Any]:
    t = INTAKE
    row = insert(t).values(county=tx.county, day=day, sender=sender, sent=1, salt=salt)
    more = row.on_conflict_do_update(index_elements=["county", "day", "sender"], set_={"sent": t.c.sent + 1})
    return dict((await tx.connection.execute(more.returning(t.c.sent, t.c.salt))).mappings().one())


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
