"""The queries behind the figures; each counts one county, and one session of it when that is asked."""

from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Text,
    and_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB

from chassis.eventlog import Tx
from contracts.base import Rating
from services.supervision.activity.store import ACTIVITIES, FOLLOW_UPS
from services.supervision.deadline.store import DEADLINES
from services.supervision.oversight.listing import contacted_since
from services.supervision.oversight.store import ADMITTED, OVERSIGHTS
from services.supervision.signoff.store import SIGN_OFFS
from services.supervision.tracking.store import CANDIDATES, is_candidate

Counts = dict[str, int]


def _within(tx: Tx, table: Any, session_id: str | None) -> ColumnElement[bool]:
    county: ColumnElement[bool] = table.c.county == tx.county
    if session_id is None:
        return county
    of_session = select(ADMITTED.c.proposal_id).where(
        ADMITTED.c.county == tx.county, ADMITTED.c.session_id == session_id
    )
    return county & table.c.proposal_id.in_(of_session)


def _where(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


async def _one(tx: Tx, columns: dict[str, Any], table: Any, condition: ColumnElement[bool]) -> Counts:
    query = select(*(column.label(name) for name, column in columns.items())).select_from(table).where(condition)
    return dict((await tx.connection.execute(query)).mappings().one())


async def oversights(tx: Tx, session_id: str | None, watched_since: date) -> Counts:
    """One of the archive was never admitted: it is no supervised one. An urge is a contact, too."""
    o = OVERSIGHTS.table.c
    own = o.archived_year.is_(None)
    open_ = own & (o.status == "open")
    general = open_ & (o["class"] == "general")
    watched = contacted_since(watched_since)
    appointed = o.supervisor.is_not(None)
    columns = {
        "supervised": _where(own & appointed),
        "key": _where(own & (o["class"] == "key")),
        "archived": _where(~own),
        "open": _where(open_),
        "appointed": _where(open_ & appointed),
        "watched": _where(open_ & watched),
        "open_general": _where(general),
        "appointed_general": _where(general & appointed),
        "watched_general": _where(general & watched),
        "closed_unsigned": _where(own & (o.status == "closed_unsigned")),
    }
    found = await _one(tx, columns, OVERSIGHTS.table, _within(tx, OVERSIGHTS.table, session_id))
    return found | await _one(tx, {"admitted": func.count()}, ADMITTED, _within(tx, ADMITTED, session_id))


async def by_column(tx: Tx, session_id: str | None) -> dict[str, Counts]:
    """Everything under supervision, that of the archive included."""
    t = OVERSIGHTS.table
    found: dict[str, Counts] = {}
    for column in (t.c["class"], t.c.status):
        query = select(column.label("value"), func.count().label("n")).where(_within(tx, t, session_id))
        found[column.name] = {row.value: row.n for row in await tx.connection.execute(query.group_by(column))}
    return found


async def tracking(tx: Tx, first_year: int, last_year: int) -> Counts:
    t, o = CANDIDATES, OVERSIGHTS.table
    year = func.coalesce(t.c.archived_year, t.c.recommended_year)
    columns = {"candidates": func.count(), "taken": _where(o.c["class"] == "tracked")}
    joined = t.outerjoin(o, (o.c.county == t.c.county) & (o.c.proposal_id == t.c.proposal_id))
    return await _one(
        tx, columns, joined, and_(t.c.county == tx.county, is_candidate(), year.between(first_year, last_year))
    )


async def deadlines(tx: Tx, session_id: str | None, today: date) -> Counts:
    """What was lifted is nobody's merit and nobody's fault. Each cycle of a re-handling is a case of its own; what is
    *open*, paused and extended is of the present one."""
    d = DEADLINES.table.c
    open_ = d.status.in_(("running", "paused", "missed"))
    steps = cast(d.state, JSONB)
    # Older dates tell their extensions in words alone.
    extended = steps["trace"].contains([{"rule": "extended"}]) | cast(steps["why"], Text).contains("经批准延期至")
    columns = {
        "set": _where(d.status != "lifted"),
        "open": _where(open_),
        "paused": _where(d.status == "paused"),
        "extended": _where((d.status != "lifted") & extended),
        "asked": _where(open_ & d.asked),
        "on_time": func.coalesce(func.sum(d.met_on_time), 0),
        "late": func.coalesce(func.sum(d.met_late), 0),
        "overdue": _where(d.status.in_(("running", "missed")) & (d.due < today)),
    }
    return await _one(tx, columns, DEADLINES.table, _within(tx, DEADLINES.table, session_id))


ATTENDED = ("site_visit", "symposium", "call")
"""Activities in which members can take part; an instruction is one leader's."""


async def activities(tx: Tx, session_id: str | None) -> Counts:
    """Each activity is counted where it was held; a member who came twice is one member."""
    a, o = ACTIVITIES.c, OVERSIGHTS.table.c
    with_members, general = func.cardinality(a.members) > 0, o["class"] == "general"
    columns = {
        "held": func.count(),
        "with_members": _where(with_members),
        "held_general": _where(general),
        "with_members_general": _where(with_members & general),
    }
    joined = ACTIVITIES.join(OVERSIGHTS.table, (o.county == a.county) & (o.proposal_id == a.proposal_id))
    within = _within(tx, ACTIVITIES, session_id) & a.kind.in_(ATTENDED)
    found = await _one(tx, columns, joined, within)
    one = func.unnest(a.members).label("member_id")
    who = select(one).where(within).distinct().subquery()
    return found | await _one(tx, {"members": func.count()}, who, true())


async def follow_ups(tx: Tx, session_id: str | None, today: date) -> Counts:
    """Nobody is asked any more for what has lapsed."""
    f = FOLLOW_UPS.c
    done = f.done_on.is_not(None) & (f.state != "lapsed")
    columns = {
        "open": _where(f.state == "open"),
        "to_close": _where(f.state == "answered"),
        "in_time": _where(done & (f.done_on <= f.due)),
        "late": _where(done & (f.done_on > f.due)),
        "overdue": _where((f.state == "open") & (f.due < today)),
    }
    return await _one(tx, columns, FOLLOW_UPS, _within(tx, FOLLOW_UPS, session_id))


async def signatures(tx: Tx, session_id: str | None) -> list[tuple[Rating, bool, int]]:
    """(result, on paper, how many) of every signature that was ever given, on a superseded reply too."""
    state = cast(SIGN_OFFS.table.c.state, JSONB)
    one = func.jsonb_array_elements(state["signatures"]).table_valued("value", name="signature")
    signature = cast(literal_column("signature.value"), JSONB)
    result = signature["opinion"]["result"].astext
    paper = signature["evidence"]["method"].astext == "paper"
    query = (
        select(result.label("result"), paper.label("paper"), func.count().label("n"))
        .select_from(SIGN_OFFS.table.join(one, true()))
        .where(_within(tx, SIGN_OFFS.table, session_id))
        .group_by(result, paper)
    )
    return [(row.result, row.paper, row.n) for row in await tx.connection.execute(query)]


async def unsigned(tx: Tx, session_id: str | None) -> Counts:
    """Members who were asked and have not signed: still asked, not needed any more once enough others had signed, or
    given up when the proposal was closed unsigned.

    A superseded reply and a withdrawn proposal ask nobody any more.
    """
    s = SIGN_OFFS.table
    state = cast(s.c.state, JSONB)
    silent = func.jsonb_array_length(state["members"]) - func.jsonb_array_length(state["signatures"])
    pending = case((s.c.status != "superseded", silent), else_=0)
    ended = _status_of(s.c.proposal_id, s.c.county)
    waiting = or_(ended.is_(None), ended.not_in(("closed_unsigned", "cancelled")))
    columns = {
        "unsigned": func.coalesce(func.sum(pending).filter(waiting), 0),
        "closed_unsigned": func.coalesce(func.sum(pending).filter(ended == "closed_unsigned"), 0),
    }
    return await _one(tx, columns, s, _within(tx, s, session_id))


def _status_of(proposal_id: Any, county: Any) -> ScalarSelect[str]:
    """Of the proposal's supervision; None while its admission has not come."""
    o = OVERSIGHTS.table.c
    return select(o.status).where(o.county == county, o.proposal_id == proposal_id).scalar_subquery()
