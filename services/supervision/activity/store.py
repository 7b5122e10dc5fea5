"""Activities and follow-ups as lists show them, written with the events that say them."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    Text,
    func,
    literal,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, array, insert

from chassis.clock import WALL, wall_date
from chassis.eventlog import Tx
from contracts.base import Event
from contracts.supervision import (
    ActivityHeld,
    FollowUpAnswered,
    FollowUpClosed,
    FollowUpOverdue,
    SupervisionCancelled,
)
from services.supervision.metadata import METADATA
from services.supervision.order.store import ORDERS
from services.supervision.oversight.store import UNITS, URGES

ACTIVITIES = Table(
    "activities",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("activity_id", Text, nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("findings", Text, nullable=False),
    Column("members", ARRAY(Text), nullable=False),
    Column("units", ARRAY(Text), nullable=False),
    Column("others", ARRAY(Text), nullable=False),
    Column("next_on", Date),
    Column("recorded_by", Text),
    PrimaryKeyConstraint("county", "activity_id"),
    Index(None, "county", "proposal_id"),
)

FOLLOW_UPS = Table(
    "follow_ups",
    METADATA,
    Column("county", String(6), nullable=False),
    Column("follow_up_id", Text, nullable=False),
    Column("proposal_id", Text, nullable=False),
    Column("activity_id", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("unit_id", Text),
    Column("due", Date, nullable=False),
    Column("state", Text, nullable=False),
    Column("overdue", Boolean, nullable=False),
    Column("done_on", Date),
    Column("answer", Text),
    Column("answered_at", DateTime(timezone=True)),
    Column("finding", Text),
    Column("closed_at", DateTime(timezone=True)),
    PrimaryKeyConstraint("county", "follow_up_id"),
    CheckConstraint("state IN ('open','answered','closed','lapsed')", name="state"),
    Index(None, "county", "proposal_id"),
    Index(None, "county", "unit_id"),
    Index(None, "county", "state", "due"),
)
"""``done_on`` is the day of the answer, or of the closing where none came; ``overdue`` is what was recorded. What was
left of a proposal that was withdrawn has *lapsed*."""

F = FOLLOW_UPS.c
SHOWN = ("id", "kind", "held_on", "findings", "members", "units", "others", "next_on", "recorded_by")
"""What a list shows of each, whichever table it is from."""


def activity_id(event: ActivityHeld, digest: str) -> str:
    """An older event names none; its hash is as good a name."""
    return event.activity_id or f"A-{digest[:32]}"


async def note(tx: Tx, event: Event, at: datetime, digest: str = "") -> None:
    """What the event, of that time and hash, says; a second time it says nothing new."""
    match event:
        case ActivityHeld():
            await _note_held(tx, event, activity_id(event, digest))
        case FollowUpAnswered():
            known = {"state": "answered", "answer": event.text, "answered_at": at, "done_on": wall_date(at)}
            await _change(tx, event.follow_up_id, known)
        case FollowUpClosed():
            done_on = func.coalesce(F.done_on, wall_date(at))
            known = {"state": "closed", "finding": event.finding, "closed_at": at, "done_on": done_on}
            await _change(tx, event.follow_up_id, known)
        case FollowUpOverdue():
            await _change(tx, event.follow_up_id, {"overdue": True})
        case SupervisionCancelled():
            left = (F.county == tx.county, F.proposal_id == event.proposal_id, F.state.in_(("open", "answered")))
            await tx.connection.execute(update(FOLLOW_UPS).where(*left).values(state="lapsed"))
        case _:
            pass


async def _note_held(tx: Tx, event: ActivityHeld, id: str) -> None:
    said = event.model_dump(include={"proposal_id", "kind", "held_on", "findings", "next_on", "recorded_by"})
    people = {name: list(getattr(event, name)) for name in ("members", "units", "others")}
    about = {"county": tx.county, "activity_id": id}
    await tx.connection.execute(insert(ACTIVITIES).on_conflict_do_nothing(), [about | said | people])
    if event.follow_ups:
        begun = about | {"proposal_id": event.proposal_id, "state": "open", "overdue": False}
        rows = [begun | one.model_dump() for one in event.follow_ups]
        await tx.connection.execute(insert(FOLLOW_UPS).on_conflict_do_nothing(), rows)


async def _change(tx: Tx, follow_up_id: str, values: Mapping[str, Any]) -> None:
    mine = (F.county == tx.county, F.follow_up_id == follow_up_id)
    await tx.connection.execute(update(FOLLOW_UPS).where(*mine).values(**values))


async def find(tx: Tx, follow_up_id: str) -> Mapping[str, Any] | None:
    query = select(FOLLOW_UPS).where(F.county == tx.county, F.follow_up_id == follow_up_id)
    return cast("Mapping[str, Any] | None", (await tx.connection.execute(query)).mappings().first())


async def named(tx: Tx, units: Collection[str]) -> dict[str, str]:
    """Unit → its name, of those that are known."""
    u = UNITS.c
    query = select(u.unit_id, u.name).where(u.county == tx.county, u.unit_id.in_(sorted(units)))
    return {row.unit_id: row.name for row in await tx.connection.execute(query)}


async def find_activity(tx: Tx, proposal_id: str, activity_id: str) -> Mapping[str, Any] | None:
    a = ACTIVITIES.c
    query = select(ACTIVITIES).where(a.county == tx.county, a.activity_id == activity_id, a.proposal_id == proposal_id)
    return cast("Mapping[str, Any] | None", (await tx.connection.execute(query)).mappings().first())


def listing(county: str, *, proposal_id: str | None, kind: str | None) -> tuple[Select[Any], Any]:
    """Everything that was done: activities, letters (``letter``) and urges (``urge``); and the column to page by."""
    a, u, o = ACTIVITIES.c, URGES.c, ORDERS.table.c
    nobody, never = sql_cast([], ARRAY(Text)), sql_cast(null(), Date)
    issued_at = sql_cast(_said(o.state, "issued_at"), DateTime(timezone=True))
    parts: dict[str, tuple[Any, tuple[Any, ...]]] = {
        "activity": (
            a,
            (a.activity_id, a.kind, a.held_on, a.findings, a.members, a.units, a.others, a.next_on, a.recorded_by),
        ),
        "urge": (
            u,
            (u.urge_id, _text("urge"), _day(u.issued_at), u.text, nobody, array([u.unit_id]), nobody, never, _text()),
        ),
        "letter": (
            o,
            (o.id, _text("letter"), _day(issued_at), _said(o.state, "number"), nobody, o.units, nobody, never, _text()),
        ),
    }
    wanted = parts if kind is None else [kind if kind in parts else "activity"]
    queries: list[Any] = []
    for name in wanted:
        of, columns = parts[name]
        shown = (column.label(as_) for as_, column in zip(SHOWN, columns, strict=True))
        query = select(of.proposal_id.label("proposal_id"), *shown).where(of.county == county)
        if proposal_id is not None:
            query = query.where(of.proposal_id == proposal_id)
        if name == "activity" and kind is not None:
            query = query.where(a.kind == kind)
        queries.append(query)
    done = union_all(*queries).subquery("done")
    return select(done), done.c.id


def _text(said: str | None = None) -> Any:
    return sql_cast(null() if said is None else literal(said), Text)


def _day(at: Any) -> Any:
    return sql_cast(func.timezone(WALL.key, at), Date)


def _said(state: Any, name: str) -> Any:
    return sql_cast(state, JSONB)[name].astext


def follow_ups(
    county: str,
    units: Collection[str] | None,
    *,
    proposal_id: str | None,
    state: str | None,
    overdue_on: date | None,
) -> Select[Any]:
    """``units``: of these alone; ``overdue_on``: what was not answered nor closed by its day, as of that day."""
    query = select(FOLLOW_UPS).where(F.county == county)
    if units is not None:
        query = query.where(F.unit_id.in_(sorted(units)))
    if proposal_id is not None:
        query = query.where(F.proposal_id == proposal_id)
    if state is not None:
        query = query.where(F.state == state)
    if overdue_on is not None:
        query = query.where(F.state == "open", F.due < overdue_on)
    return query
