"""Commands on sessions."""

from chassis.eventlog import Loaded, Tx
from contracts.submission import SessionScheduled
from services.submission.session import domain
from services.submission.session.store import SESSIONS


async def schedule(tx: Tx, scheduled: SessionScheduled) -> Loaded[domain.Session]:
    found = await SESSIONS.find(tx, scheduled.session_id)
    events = domain.schedule(found.state if found else None, scheduled)
    return await SESSIONS.append(tx, scheduled.session_id, found, events)
