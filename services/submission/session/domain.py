"""A session decides the channel: receipt inside its plenary window is *plenary*, all other *between sessions*."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from contracts.base import Channel, DomainRefusal, Event, Record, Ref
from contracts.submission import SessionScheduled, SessionWindowChanged

EVENTS = (SessionScheduled, SessionWindowChanged)

YEARS = (1949, 2999)
CURRENT = "current"
"""What the route of the count-down is called, so that no session can be."""


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
        case SessionWindowChanged() if state is not None:
            window = {"plenary_opens": event.plenary_opens, "plenary_cutoff": event.plenary_cutoff}
            return state.model_copy(update=window)
        case _:
            raise ValueError(event)


def check_years(*bounds: datetime) -> None:
    """Days are counted from a window in both directions, and the calendar ends."""
    if any(not YEARS[0] <= bound.year <= YEARS[1] for bound in bounds):
        raise DomainRefusal("window-years", f"A plenary lies in the years {YEARS[0]} to {YEARS[1]}.")


def schedule(state: Session | None, scheduled: SessionScheduled) -> list[Event]:
    check_years(scheduled.plenary_opens, scheduled.plenary_cutoff)
    if scheduled.plenary_cutoff <= scheduled.plenary_opens:
        raise DomainRefusal("window-empty", "The cut-off must be after the opening.")
    if state is not None:
        raise DomainRefusal("scheduled-already", f"Session {state.id} is scheduled already.")
    if scheduled.session_id == CURRENT:
        raise DomainRefusal("session-id", f"No session can be called {CURRENT!r}.")
    return [scheduled]


def check_number(session: Session, bearer: str) -> None:
    """``bearer`` is whose its term and number are: reports and letters name a session by nothing else."""
    if bearer != session.id:
        raise DomainRefusal(
            "session-numbered",
            f"Session {bearer} is number {session.number} of term {session.term}; a second one cannot be.",
        )


def change_window(
    state: Session, opens: datetime | None, cutoff: datetime | None, reason: str, received_at: datetime
) -> list[Event]:
    """Free until it opens; from then on the cut-off only moves later: nobody may be late who was told they had time.

    None leaves a bound as it is.
    """
    opens, cutoff = opens or state.plenary_opens, cutoff or state.plenary_cutoff
    check_years(opens, cutoff)
    if received_at > state.plenary_cutoff:
        raise DomainRefusal("window-over", f"The plenary window closed at {state.plenary_cutoff}; it stays as it was.")
    if (opens, cutoff) == (state.plenary_opens, state.plenary_cutoff):
        raise DomainRefusal("window-unchanged", "The window is that already.")
    if cutoff <= opens:
        raise DomainRefusal("window-empty", "The cut-off must be after the opening.")
    if received_at < state.plenary_opens:
        if opens < received_at:
            raise DomainRefusal("window-past", "What has been received already cannot become a plenary proposal.")
    elif opens != state.plenary_opens:
        raise DomainRefusal("window-open", f"The plenary has been open since {state.plenary_opens}.")
    elif cutoff < state.plenary_cutoff:
        raise DomainRefusal("cutoff-earlier", f"While it runs, the cut-off of {state.plenary_cutoff} only moves later.")
    changed = SessionWindowChanged(
        session_id=state.id,
        plenary_opens=opens,
        plenary_cutoff=cutoff,
        before_opens=state.plenary_opens,
        before_cutoff=state.plenary_cutoff,
        reason=reason,
    )
    return [changed]


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


def unnamed(latest: Sequence[Session], received_at: datetime) -> Session | None:
    """Of those that opened, or open soon: the next year's may be scheduled while this year's plenary is on."""
    return max(latest, key=lambda s: (channel(s, received_at) == "plenary", s.plenary_opens, s.id), default=None)


@dataclass(frozen=True)
class Place:
    """Where a filing belongs."""

    session: Session
    channel: Channel


def place(session: Session, received_at: datetime) -> Place:
    return Place(session, channel(session, received_at))


@dataclass(frozen=True)
class Countdown:
    """``seconds`` are whole ones until the window opens, or until its cut-off, which still counts as plenary."""

    phase: Literal["before", "open", "over"]
    seconds: int


def countdown(session: Session, now: datetime) -> Countdown:
    if now < session.plenary_opens:
        return Countdown("before", int((session.plenary_opens - now).total_seconds()))
    if channel(session, now) == "plenary":
        return Countdown("open", int((session.plenary_cutoff - now).total_seconds()))
    return Countdown("over", 0)


def channel(session: Session, received_at: datetime) -> Channel:
    """By the server's receipt time alone; a slow answer never moves a proposal."""
    inside = session.plenary_opens <= received_at <= session.plenary_cutoff
    return "plenary" if inside else "between_sessions"
