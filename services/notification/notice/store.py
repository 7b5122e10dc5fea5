"""Notices, who has read them, and what waits until it is known whom to tell."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    Identity,
    Index,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    delete,
    func,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.eventlog import Tx
from chassis.problems import NotFound
from contracts.base import Event
from services.notification.known.domain import Thing
from services.notification.metadata import METADATA

TIME = DateTime(timezone=True)

NOTICES = Table(
    "notices",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("id", Text, nullable=False),
    # The place in the inbox: what is made late, because it waited, is new to its reader all the same.
    Column("seq", BigInteger, Identity(always=True), nullable=False),
    Column("event_id", Text, nullable=False),
    Column("addressee", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("at", TIME, nullable=False),
    Column("made_at", TIME, nullable=False),
    Column("proposal_id", Text),
    Column("link", Text, nullable=False),
    Column("due", Text),
    Column("facts", JSONB, nullable=False),
    PrimaryKeyConstraint("county", "id"),
    UniqueConstraint("county", "event_id", "addressee"),
    Index(None, "county", "addressee", "seq"),
)

READS = Table(
    "reads",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("subject", Text, nullable=False),
    Column("notice_id", Text, nullable=False),
    Column("read_at", TIME, nullable=False),
    PrimaryKeyConstraint("county", "subject", "notice_id"),
)

BUNDLED = Table(
    "bundled_notices",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("notice_id", Text, nullable=False),
    Column("about", Text, nullable=False),
    PrimaryKeyConstraint("county", "notice_id", "about"),
)
"""What one notice tells of, where it tells of several: so that whatever comes again is not counted again."""

WAITING = Table(
    "waiting_notices",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("event_id", Text, nullable=False),
    # Each line of the table waits for itself: the unit is told while its supervisor is not known yet.
    Column("line", Text, nullable=False),
    Column("thing", Text, nullable=False),
    Column("thing_id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("at", TIME, nullable=False),
    Column("since", TIME, nullable=False),
    Column("told", Boolean, nullable=False),
    PrimaryKeyConstraint("county", "event_id", "line"),
    Index(None, "county", "thing", "thing_id"),
    # Like parked events it is the operators' to see, over all counties.
    info={"scope": "infrastructure"},
)


@dataclass(frozen=True)
class Notice:
    """What one addressee is told of one event."""

    event_id: str
    addressee: str
    kind: str
    urgency: str
    at: datetime
    proposal_id: str | None
    link: str
    due: str | None
    facts: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The same when it is made once more, so that a link to it and its read mark outlive a restored store."""
        return hashlib.sha256(f"{self.event_id} {self.addressee}".encode()).hexdigest()[:32]


async def add(tx: Tx, notices: Sequence[Notice]) -> list[Notice]:
    """An addressee hears of an event once, whatever comes again; returns what is new."""
    if not notices:
        return []
    rows = [{"county": tx.county, "id": one.id, "made_at": tx.now, **vars(one)} for one in notices]
    statement = insert(NOTICES).values(rows).on_conflict_do_nothing().returning(NOTICES.c.id)
    new = set((await tx.connection.execute(statement)).scalars())
    return [one for one in notices if one.id in new]


async def bundle(tx: Tx, notice: Notice, about: str, *, due_fact: str | None) -> bool:
    """Adds ``about`` to the addressee's notice of that kind and day. What has grown is on top again, and unread: who
    has read of three this morning has not read of the four hundred.

    In whatever order things come, the same notice comes of them. ``due_fact`` is the fact that says what ``due`` says.
    Returns whether the notice is new: who was told by another way that there is something is not told so each time.
    """
    n, r = NOTICES, READS
    row = {"county": tx.county, "id": notice.id, "made_at": tx.now, **vars(notice)}
    # Whoever tells the same person at this moment waits here, and adds to what was told before.
    statement = insert(n).values(row).on_conflict_do_update(index_elements=["county", "id"], set_={"kind": notice.kind})
    made = statement.returning(n, literal_column("xmax = 0").label("new"))
    found = (await tx.connection.execute(made)).mappings().one()
    added = insert(BUNDLED).values(county=tx.county, notice_id=notice.id, about=about).on_conflict_do_nothing()
    if (await tx.connection.execute(added)).rowcount == 0 or found["new"]:
        return bool(found["new"])
    facts = {name: value if found["facts"].get(name) == value else None for name, value in notice.facts.items()}
    due = min(filter(None, (found["due"], notice.due)), key=datetime.fromisoformat, default=None)
    facts |= {"count": found["facts"]["count"] + 1} | ({due_fact: due} if due_fact else {})
    grown = {"facts": facts, "due": due, "at": max(found["at"], notice.at), "seq": text("DEFAULT")}
    await tx.connection.execute(n.update().where(n.c.county == tx.county, n.c.id == notice.id).values(grown))
    await tx.connection.execute(delete(r).where(r.c.county == tx.county, r.c.notice_id == notice.id))
    return False


async def wait(
    tx: Tx,
    thing: Thing,
    id: str,
    event: Event,
    *,
    event_id: str,
    line: str,
    at: datetime,
    told: bool = False,
    since: datetime | None = None,
) -> None:
    """``told``: to everybody of whom it is known, and to whoever is learned of. ``since``: None is now."""
    for_what = {"thing": thing, "thing_id": id, "told": told}
    statement = insert(WAITING).values(
        county=tx.county,
        event_id=event_id,
        line=line,
        type=event.wire_name(),
        data=event.model_dump_json(),
        at=at,
        since=since or tx.now,
        **for_what,
    )
    await tx.connection.execute(
        statement.on_conflict_do_update(index_elements=["county", "event_id", "line"], set_=for_what)
    )


async def take_waiting(tx: Tx, thing: Thing, thing_id: str) -> list[Mapping[Any, Any]]:
    """What waited for more of this thing, oldest event first; it waits no more."""
    w = WAITING
    where = (w.c.county == tx.county, w.c.thing == thing, w.c.thing_id == thing_id)
    taken = (await tx.connection.execute(delete(w).where(*where).returning(w))).mappings().all()
    return sorted(taken, key=lambda row: (row["at"], row["event_id"], row["line"]))


async def waiting(connection: AsyncConnection) -> tuple[int, datetime | None]:
    """How many lines wait with nobody told, over all counties, and since when the oldest."""
    query = select(func.count(), func.min(WAITING.c.since)).where(~WAITING.c.told)
    row = (await connection.execute(query)).one()
    return row[0], row[1]


def inbox(county: str, sees: ColumnElement[bool], subject: str) -> Select[Any]:
    """Every notice that the person sees, with the moment at which they have read it."""
    n, r = NOTICES, READS
    mine = and_(r.c.county == n.c.county, r.c.notice_id == n.c.id, r.c.subject == subject)
    return select(n, r.c.read_at).outerjoin(r, mine).where(n.c.county == county, sees)


def unread() -> ColumnElement[bool]:
    return READS.c.read_at.is_(None)


async def counts(tx: Tx, sees: ColumnElement[bool]) -> tuple[int, int]:
    """The caller's unread notices, and those of them that ask for something."""
    found = inbox(tx.county, sees, tx.actor.subject).where(unread()).subquery()
    asking = func.count().filter(found.c.urgency != "know")
    row = (await tx.connection.execute(select(func.count(), asking).select_from(found))).one()
    return row[0], row[1]


async def find(tx: Tx, sees: ColumnElement[bool], id: str) -> Mapping[str, Any]:
    """The notice; :class:`NotFound` where the caller has none of this id."""
    query = inbox(tx.county, sees, tx.actor.subject).where(NOTICES.c.id == id)
    row = (await tx.connection.execute(query)).mappings().first()
    if row is None:
        raise NotFound(f"notices {id}")
    return dict(row)


async def mark_read(tx: Tx, sees: ColumnElement[bool], which: ColumnElement[bool]) -> int:
    """How many of them the caller had not read before."""
    of = inbox(tx.county, sees, tx.actor.subject).where(unread(), which).subquery()
    rows = select(of.c.county, literal(tx.actor.subject), of.c.id, literal(tx.now, TIME))
    done = await tx.connection.execute(
        insert(READS)
        .from_select(["county", "subject", "notice_id", "read_at"], rows)
        # The same person on another device at the same moment.
        .on_conflict_do_nothing()
    )
    return done.rowcount
