"""Looks after what is due: a timer per duty, each of which only says that it is time to look.

The id of a duty names what it is of: ``catalogue:SESSION``, ``quarterly:YEAR-QUARTER``, ``announced:CALL``.
"""

from datetime import date, datetime, time, timedelta

from chassis.clock import WALL, wall_date
from chassis.eventlog import Loaded, Tx
from chassis.timers import Fired
from services.submission.call.domain import Call
from services.submission.call.store import CALLS
from services.submission.duty import domain, store
from services.submission.duty.domain import Duty, Open, Quarter
from services.submission.duty.policy import POLICY, RemindersPolicy
from services.submission.duty.store import DUTIES
from services.submission.metadata import TIMERS
from services.submission.session.domain import Session
from services.submission.session.store import SESSIONS

DUE = "call-due"


async def on_session(tx: Tx, session: Session) -> None:
    """Its catalogue, and the quarterly ones of a county that has sessions."""
    policy = (await POLICY.at(tx)).value
    if session.plenary_opens > tx.now and not await store.catalogue_out(tx, session):
        await _look(tx, f"catalogue:{session.id}", _catalogue_due(session, policy))
    today = wall_date(tx.now)
    quarter = Quarter.of(today)
    await _look_at_quarter(tx, quarter.following if today >= _quarterly_due(quarter, policy) else quarter, policy)


async def rebuild(tx: Tx, duty: Loaded[Duty]) -> None:
    """What was reminded of is looked at again: it may be out, or not yet due again."""
    today = wall_date(tx.now)
    kind, _, named = duty.id.partition(":")
    if kind != "quarterly" or Quarter.parse(named) == Quarter.of(today):
        await _look(tx, duty.id, today)


async def on_announced(tx: Tx, call: Call) -> None:
    if call.state == "announced" and call.publish_on is not None:
        await _look(tx, f"announced:{call.id}", call.publish_on)


async def settle(tx: Tx, call_id: str) -> None:
    """Before the call's row is locked: who publishes or drops it waits for a reminder that is being given, or none is
    given any more."""
    await TIMERS.cancel(tx, DUE, f"announced:{call_id}")


async def on_published(tx: Tx, call: Call) -> None:
    """Of what is met now, no reminder is given after this; the timer looks at no call's row with a lock."""
    if call.kind == "catalogue":
        for session in await store.sessions_after(tx, tx.now):
            if await store.catalogue_out(tx, session):
                await TIMERS.cancel(tx, DUE, f"catalogue:{session.id}")
    today = wall_date(tx.now)
    quarter = Quarter.of(today)
    # Before its day the quarter's timer is what leads to the next quarter: it must stay.
    if call.kind == "quarterly" and today >= _quarterly_due(quarter, (await POLICY.at(tx)).value):
        await TIMERS.cancel(tx, DUE, f"quarterly:{quarter}")


async def _look_at_quarter(tx: Tx, quarter: Quarter, policy: RemindersPolicy) -> None:
    await _look(tx, f"quarterly:{quarter}", _quarterly_due(quarter, policy))


async def _look(tx: Tx, duty_id: str, day: date) -> None:
    await TIMERS.set(tx, DUE, duty_id, datetime.combine(day, time(), WALL))


async def on_due(tx: Tx, fired: Fired) -> None:
    today = wall_date(tx.now)
    policy = (await POLICY.at(tx)).value
    kind, _, named = fired.aggregate_id.partition(":")
    match kind:
        case "catalogue":
            duty = await _catalogue(tx, named, policy)
        case "quarterly":
            quarter, present = Quarter.parse(named), Quarter.of(today)
            if quarter != present:
                # Down since then: the quarters that are over are not looked at any more.
                await _look_at_quarter(tx, present, policy)
            elif today >= _quarterly_due(quarter, policy):
                await _look_at_quarter(tx, quarter.following, policy)
            duty = await _quarterly(tx, quarter, policy)
        case _:
            duty = await _announced(tx, named)
    if duty is None:
        return
    found = await DUTIES.find(tx, duty.id)
    events, next_on = domain.remind(found.state if found else None, duty, today, policy.again_days)
    if events:
        await DUTIES.append(tx, duty.id, found, events)
    if next_on is not None:
        await _look(tx, duty.id, next_on)


def _catalogue_due(session: Session, policy: RemindersPolicy) -> date:
    return wall_date(session.plenary_opens) - timedelta(days=policy.catalogue_days_before)


def _quarterly_due(quarter: Quarter, policy: RemindersPolicy) -> date:
    return quarter.first + timedelta(days=policy.quarterly_day - 1)


async def _catalogue(tx: Tx, session_id: str, policy: RemindersPolicy) -> Open | None:
    session = await SESSIONS.find(tx, session_id, lock=False)
    if session is None or "catalogue" not in policy.remind or await store.catalogue_out(tx, session.state):
        return None
    return Open(
        f"catalogue:{session_id}",
        "catalogue",
        _catalogue_due(session.state, policy),
        wall_date(session.state.plenary_opens),
        session_id=session_id,
    )


async def _quarterly(tx: Tx, quarter: Quarter, policy: RemindersPolicy) -> Open | None:
    following = quarter.following.first
    if "quarterly" not in policy.remind or await store.quarterly_out(tx, quarter.first, following):
        return None
    return Open(f"quarterly:{quarter}", "quarterly", _quarterly_due(quarter, policy), following)


async def _announced(tx: Tx, call_id: str) -> Open | None:
    call = await CALLS.find(tx, call_id, lock=False)
    if call is None or call.state.state != "announced" or call.state.publish_on is None:
        return None
    state = call.state
    return Open(
        f"announced:{call_id}",
        state.kind,
        call.state.publish_on,
        call_id=call_id,
        session_id=state.session_id,
        title=state.title,
        publisher=state.publisher,
    )
