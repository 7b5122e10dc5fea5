"""Commands on sessions, and the one place that says where a filing belongs."""

from datetime import datetime, timedelta

from chassis.eventlog import Loaded, Tx
from contracts.base import DomainRefusal
from contracts.submission import SessionScheduled
from services.submission.duty import commands as duties
from services.submission.session import domain
from services.submission.session.domain import Place, Session
from services.submission.session.store import SESSIONS, latest_sessions, sessions_around, take_number


async def schedule(tx: Tx, scheduled: SessionScheduled) -> Loaded[Session]:
    found = await SESSIONS.find(tx, scheduled.session_id)
    events = domain.schedule(found.state if found else None, scheduled)
    wanted = domain.apply(None, scheduled)
    domain.check_number(wanted, await take_number(tx, wanted))
    session = await SESSIONS.append(tx, scheduled.session_id, found, events)
    await duties.on_session(tx, session.state)
    return session


async def rebuild(tx: Tx, session: Loaded[Session]) -> None:
    await take_number(tx, session.state)
    await duties.on_session(tx, session.state)


async def change_window(
    tx: Tx, session_id: str, opens: datetime | None, cutoff: datetime | None, reason: str
) -> Loaded[Session]:
    session = await SESSIONS.load(tx, session_id)
    events = domain.change_window(session.state, opens, cutoff, reason, tx.receipt)
    session = await SESSIONS.append(tx, session_id, session, events)
    await duties.on_session(tx, session.state)
    return session


async def place(tx: Tx, session_id: str | None, ahead: timedelta, received_at: datetime | None = None) -> Place:
    """Where what is received now belongs, which the banner promises and filing does; ``received_at``: what came then.

    The session that the caller names, current or next; else the one whose plenary is on; else the latest that opens
    within ``ahead``.
    """
    received_at = received_at or tx.receipt
    if session_id is not None:
        around = await sessions_around(tx, session_id, received_at)
        session = next((one for one in around if one.id == session_id), None)
        if session is None:
            raise DomainRefusal("session-unknown", f"There is no session {session_id}.")
        domain.check_open(session, around, received_at)
    else:
        session = domain.unnamed(await latest_sessions(tx, received_at, received_at + ahead), received_at)
        if session is None:
            raise DomainRefusal("session-unknown", "No session is scheduled yet; name one when there is.")
    return domain.place(session, received_at)
