"""Which supervisions a list shows: each filter is a condition of its own, and all that are given hold."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, cast, exists, func, or_, select

from chassis.clock import WALL
from contracts.base import SupervisionClass
from services.supervision.activity.store import FOLLOW_UPS
from services.supervision.deadline.domain import OVERDUE
from services.supervision.deadline.store import DEADLINES
from services.supervision.handling.store import HANDLINGS
from services.supervision.oversight.domain import State
from services.supervision.oversight.store import OVERSIGHTS, URGES

_O = OVERSIGHTS.table.c


@dataclass(frozen=True)
class Wanted:
    """``leader`` is the supervisor of a key proposal; ``silent_days``: no contact for so many days."""

    supervision_class: SupervisionClass | None = None
    supervisor: str | None = None
    leader: str | None = None
    state: State | None = None
    session_id: str | None = None
    unit_id: str | None = None
    silent_days: int | None = None
    follow_ups_open: bool | None = None
    tier: int | None = None


def contacted_since(day: date) -> ColumnElement[bool]:
    """An urge is a contact as an activity is."""
    urged = exists().where(
        URGES.c.county == _O.county,
        URGES.c.proposal_id == _O.proposal_id,
        cast(func.timezone(WALL.key, URGES.c.issued_at), Date) >= day,
    )
    return func.coalesce(_O.last_contact >= day, False) | urged


def silent_since(day: date) -> ColumnElement[bool]:
    """Nobody has been in contact from that day on. What was opened later has not been silent for so long; of an older
    one the day of its opening is not known."""
    return ~contacted_since(day) & or_(_O.opened_on.is_(None), _O.opened_on < day)


def _due_in(county: str, tier: int, tiers: list[int], today: date) -> ColumnElement[bool]:
    """By the earliest of the proposal's dates that run: in the tier, and in none that is nearer."""
    d = DEADLINES.table.c
    running = d.status.in_(("running", "missed"))
    first = (
        select(func.min(d.due))
        .where(d.county == _O.county, d.proposal_id == _O.proposal_id, running)
        .correlate(OVERSIGHTS.table)
        .scalar_subquery()
    )
    # The condition on its own narrows by index what the sub-select is asked for.
    until = today + timedelta(days=tier)
    due = select(d.proposal_id).where(d.county == county, running, d.due <= until)
    nearer = max((one for one in tiers if one < tier), default=OVERDUE)
    return _O.proposal_id.in_(due) & (first > today + timedelta(days=nearer))


def listing(county: str, wanted: Wanted, tiers: list[int], today: date) -> Select[Any]:
    """``tiers`` are the policy's; the tier -1 is what is overdue."""
    query = select(OVERSIGHTS.table).where(_O.county == county)
    equal = {
        _O["class"]: "key" if wanted.leader is not None else None,
        _O.supervisor: wanted.leader,
        _O.status: wanted.state,
        _O.session_id: wanted.session_id,
    }
    query = query.where(*(column == value for column, value in equal.items() if value is not None))
    if wanted.supervision_class is not None:
        query = query.where(_O["class"] == wanted.supervision_class)
    if wanted.supervisor is not None:
        query = query.where(_O.supervisor == wanted.supervisor)
    if wanted.unit_id is not None:
        h = HANDLINGS.c
        query = query.where(
            _O.proposal_id.in_(select(h.proposal_id).where(h.county == county, h.unit_id == wanted.unit_id, ~h.ended))
        )
    if wanted.silent_days is not None:
        query = query.where(silent_since(today - timedelta(days=wanted.silent_days)))
    if wanted.follow_ups_open is not None:
        f = FOLLOW_UPS.c
        left = _O.proposal_id.in_(select(f.proposal_id).where(f.county == county, f.state.in_(("open", "answered"))))
        query = query.where(left if wanted.follow_ups_open else ~left)
    if wanted.tier is not None:
        d = DEADLINES.table.c
        if wanted.tier == OVERDUE:
            late = select(d.proposal_id).where(d.county == county, d.status.in_(("running", "missed")), d.due < today)
            query = query.where(_O.proposal_id.in_(late))
        else:
            query = query.where(_due_in(county, wanted.tier, tiers, today))
    return query
