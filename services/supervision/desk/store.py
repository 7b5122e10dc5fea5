"""Watched proposals with all that a desk shows of them, in one statement however many they are."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, case, cast, func, literal, or_, select

from chassis.clock import WALL
from chassis.eventlog import Tx
from services.supervision.activity.store import ACTIVITIES, FOLLOW_UPS
from services.supervision.deadline.store import DEADLINES
from services.supervision.desk.domain import REASONS, ReasonName
from services.supervision.desk.policy import RiskPolicy
from services.supervision.exchange.tables import MESSAGES
from services.supervision.handling.store import HANDLINGS
from services.supervision.order.store import ORDERS
from services.supervision.oversight.store import ADMITTED, OVERSIGHTS, URGES
from services.supervision.tracking.store import CANDIDATES

_O = OVERSIGHTS.table.c


def holds(reason: ReasonName) -> str:
    """The column that says whether it does."""
    return f"is_{reason}"


def _where(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


def _dates(county: str, today: date) -> Any:
    """A helper's date is its own: the reply is late when a unit that owes a letter is."""
    d, h = DEADLINES.table.c, HANDLINGS.c
    helper = func.coalesce(h.role == "helper", False)
    runs = d.status.in_(("running", "missed"))
    joined = DEADLINES.table.outerjoin(
        HANDLINGS, (h.county == d.county) & ("D-" + h.assignment_id == d.id) & (h.proposal_id == d.proposal_id)
    )
    return (
        select(
            d.proposal_id,
            func.min(d.due).filter(runs & ~helper).label("due"),
            _where(runs & helper & (d.due < today)).label("helpers_late"),
            _where(d.status == "paused").label("paused"),
            _where(d.asked).label("asked"),
        )
        .select_from(joined)
        .where(d.county == county, d.status.in_(("running", "missed", "paused")))
        .group_by(d.proposal_id)
        .subquery("dates")
    )


def _handled(county: str) -> Any:
    h = HANDLINGS.c
    letter = or_(h.role.is_(None), h.role != "helper")
    owes = letter & (h.replied_cycle < h.cycle)
    return (
        select(
            h.proposal_id,
            func.count().label("units"),
            _where(owes).label("owing"),
            _where(owes & (h.cycle > 1)).label("again"),
            _where((h.result == "dissatisfied") | (h.signed_cycle < h.cycle) & (h.cycle > 1)).label("dissatisfied"),
        )
        .where(h.county == county, ~h.ended)
        .group_by(h.proposal_id)
        .subquery("handled")
    )


def _followed(county: str, today: date) -> Any:
    f = FOLLOW_UPS.c
    return (
        select(
            f.proposal_id,
            func.count().label("open"),
            func.min(f.due).filter((f.state == "open") & (f.due >= today)).label("due"),
            _where((f.state == "open") & (f.due < today)).label("overdue"),
        )
        .where(f.county == county, f.state.in_(("open", "answered")))
        .group_by(f.proposal_id)
        .subquery("followed")
    )


def _inspected(county: str, today: date) -> Any:
    """The next inspection that the supervision system has announced."""
    m = MESSAGES.table.c
    return (
        select(m.proposal_id, func.min(m.inspection_on).label("next"))
        .where(m.county == county, m.inspection_on >= today)
        .group_by(m.proposal_id)
        .subquery("inspected")
    )


def _urged(county: str) -> Any:
    u = URGES.c
    return (
        select(
            u.proposal_id,
            func.max(cast(func.timezone(WALL.key, u.issued_at), Date)).label("last"),
            _where(u.answer.is_(None)).label("open"),
        )
        .where(u.county == county)
        .group_by(u.proposal_id)
        .subquery("urged")
    )


def watched(county: str, policy: RiskPolicy, today: date) -> Select[*tuple[Any, ...]]:
    """Every open supervision: its facts, whether each reason of risk :func:`holds`, and the ``score`` of them all."""
    dates, handled, followed, urged = _dates(county, today), _handled(county), _followed(county, today), _urged(county)
    inspected = _inspected(county, today)
    contact = func.greatest(_O.last_contact, urged.c.last)
    since = func.coalesce(contact, _O.opened_on)
    silent_for = case(policy.silent_days, value=_O["class"], else_=policy.silent_days["general"])
    units = func.coalesce(handled.c.units, 0)
    reasons: dict[ReasonName, Any] = {
        "overdue": dates.c.due < today,
        "dissatisfied": handled.c.dissatisfied > 0,
        "near": dates.c.due.between(today, today + timedelta(days=policy.near_days)),
        "silent": or_(since.is_(None), literal(today) - since > silent_for),
        "helper_silent": dates.c.helpers_late > 0,
        "follow_up_overdue": followed.c.overdue > 0,
        "unassigned": (units == 0)
        & _O.archived_year.is_(None)
        & or_(_O.opened_on.is_(None), _O.opened_on < today - timedelta(days=policy.unassigned_days)),
        "planned_missed": _O.next_activity < today,
        "extension_pending": dates.c.asked > 0,
        "urge_unanswered": urged.c.open > 0,
        "paused": dates.c.paused > 0,
    }
    held: dict[ReasonName, Any] = {name: func.coalesce(reasons[name], False) for name in REASONS}
    score = literal(0)
    for name, one in held.items():
        score = score + case((one, policy.points[name]), else_=0)
    a, c = ADMITTED, CANDIDATES
    joined = (
        OVERSIGHTS.table.outerjoin(dates, dates.c.proposal_id == _O.proposal_id)
        .outerjoin(handled, handled.c.proposal_id == _O.proposal_id)
        .outerjoin(followed, followed.c.proposal_id == _O.proposal_id)
        .outerjoin(urged, urged.c.proposal_id == _O.proposal_id)
        .outerjoin(inspected, inspected.c.proposal_id == _O.proposal_id)
        .outerjoin(a, (a.c.county == _O.county) & (a.c.proposal_id == _O.proposal_id))
        .outerjoin(c, (c.c.county == _O.county) & (c.c.proposal_id == _O.proposal_id))
    )
    shown: dict[str, Any] = {
        "proposal_id": _O.proposal_id,
        "supervision_class": _O["class"],
        "supervisor": _O.supervisor,
        "key_number": _O.key_number,
        "session_id": _O.session_id,
        "case_number": func.coalesce(a.c.case_number, c.c.archived_number),
        "title": func.coalesce(a.c.title, c.c.title),
        "archived": _O.archived_year.is_not(None),
        "units": units,
        "owing": func.coalesce(handled.c.owing, 0),
        "again": func.coalesce(handled.c.again, 0),
        "due": dates.c.due,
        "next_activity": _O.next_activity,
        "follow_up_due": followed.c.due,
        "inspection": inspected.c.next,
        "contact": contact,
        "since": since,
        "helpers_late": func.coalesce(dates.c.helpers_late, 0),
        "follow_ups_open": func.coalesce(followed.c.open, 0),
        "follow_ups_overdue": func.coalesce(followed.c.overdue, 0),
        "urges_open": func.coalesce(urged.c.open, 0),
        "paused": func.coalesce(dates.c.paused, 0),
        "ordered": _ordered(),
        "score": score,
    }
    reasoned = {holds(name): one for name, one in held.items()}
    columns: list[Any] = [column.label(name) for name, column in (shown | reasoned).items()]
    return select(*columns).select_from(joined).where(_O.county == county, _O.status == "open")


async def answers(tx: Tx, supervisor: str, limit: int) -> list[Mapping[str, Any]]:
    """Follow-ups on what somebody watches, with the kind of their activity: open ones, and answers to close."""
    f, a = FOLLOW_UPS.c, ACTIVITIES.c
    joined = FOLLOW_UPS.join(OVERSIGHTS.table, (_O.county == f.county) & (_O.proposal_id == f.proposal_id)).join(
        ACTIVITIES, (a.county == f.county) & (a.activity_id == f.activity_id)
    )
    query = (
        select(FOLLOW_UPS, a.kind)
        .select_from(joined)
        .where(f.county == tx.county, f.state.in_(("open", "answered")), _O.supervisor == supervisor)
        .order_by(f.due, f.follow_up_id)
        .limit(limit)
    )
    return [dict(row) for row in (await tx.connection.execute(query)).mappings()]


async def by_supervisor(tx: Tx, policy: RiskPolicy, today: date, session_id: str | None) -> list[Mapping[str, Any]]:
    """Per supervisor and class: how many are watched, at which risk, overdue, and without the order of their class."""
    query, _ = of(tx.county, policy, today, session_id=session_id)
    t = query.subquery("each").c
    found = (
        select(
            t.supervisor,
            t.supervision_class,
            func.count().label("proposals"),
            _where(t.score >= policy.high_from).label("high"),
            _where((t.score >= policy.medium_from) & (t.score < policy.high_from)).label("medium"),
            _where(t[holds("overdue")]).label("overdue"),
            _where(t[holds("silent")]).label("silent"),
            _where(~t.ordered & ~t.archived & (t.units > 0)).label("to_order"),
        )
        .group_by(t.supervisor, t.supervision_class)
        .order_by(t.supervisor, t.supervision_class)
    )
    return [dict(row) for row in (await tx.connection.execute(found)).mappings()]


def _ordered() -> ColumnElement[bool]:
    """Whether the order that its class wants is out."""
    o = ORDERS.table.c
    kind = case((_O["class"] == "key", "key_order"), else_="supervision_letter")
    return (
        select(o.id)
        .where(o.county == _O.county, o.proposal_id == _O.proposal_id, o.kind == kind)
        .correlate(OVERSIGHTS.table)
        .exists()
    )


def of(
    county: str,
    policy: RiskPolicy,
    today: date,
    *,
    supervisor: str | None = None,
    supervision_class: str | None = None,
    session_id: str | None = None,
) -> tuple[Select[Any], list[Any]]:
    """Those, and the columns to page by: the riskiest first."""
    query = watched(county, policy, today)
    for column, value in ((_O.supervisor, supervisor), (_O["class"], supervision_class), (_O.session_id, session_id)):
        if value is not None:
            query = query.where(column == value)
    found = query.subquery("watched")
    return select(found), [found.c.score, found.c.proposal_id]
