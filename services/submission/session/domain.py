"""A session decides the channel: receipt inside its plenary window is *plenary*, all other *between sessions*."""

from collections.abc import Sequence
from datetime import datetime

from contracts.base import Channel, DomainRefusal, Event, Record, Ref
from contracts.submission import SessionScheduled

EVENTS = (SessionScheduled,)


class Session(Record):
    id: Ref
    term: int
    number: int
    plenary_opens: datetime
    plenary_cutoff: datetime


def apply(state: Session | None, event: Event) -> Session:
    match event:
        case SessionScheduled():
            return Session(
                id=event.session_id,
                term=event.term,
                number=event.number,
                plenary_opens=event.plenary_opens,
                plenary_cutoff=event.plenary_cutoff,
            )
        case _:
            raise ValueError(event)


def schedule(state: Session | None, scheduled: SessionScheduled) -> list[Event]:
    if scheduled.plenary_cutoff <= scheduled.plenary_opens:
        raise DomainRefusal("window-empty", "The cut-off must be after the opening.")
    if state is not None:
        raise DomainRefusal("scheduled-already", f"Session {state.id} is scheduled already.")
    return [scheduled]


def check_open(named: Session, around: Sequence[Session], received_at: datetime) -> None:
    """Nobody takes a number of a series that is over, or of one that is not next; receipt decides.

    ``around`` holds the session that opened last and the one that opens next.
    """
    opened = [s for s in around if s.plenary_opens <= received_at]
    ahead = [s for s in around if s.plenary_opens > received_at]
    current = max(opened, key=lambda s: (s.plenary_opens, s.id), default=None)
    following = min(ahead, key=lambda s: (s.plenary_opens, s.id), default=None)
    if named in (current, following):
        return
    if named.plenary_opens <= received_at:
        raise DomainRefusal("session-over", f"Session {named.id} is over; file with the current or the next one.")
    raise DomainRefusal("session-ahead", f"Session {named.id} is not next; file with the current or the next one.")


def channel(session: Session, received_at: datetime) -> Channel:
    """By the server's receipt time alone; a slow answer never moves a proposal."""
    inside = session.plenary_opens <= received_at <= session.plenary_cutoff
    return "plenary" if inside else "between_sessions"
