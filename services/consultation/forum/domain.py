"""Meetings of the three levels: convened, signed in to, held."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Literal

from contracts.base import DomainRefusal, Event, Form, Record
from contracts.consultation import (
    Attendance,
    ForumAttended,
    ForumCalledOff,
    ForumConvened,
    ForumDocumentAdded,
    ForumDocumentRemoved,
    ForumHeld,
    Level,
)
from contracts.files import Attachment, Limits, check_room
from services.consultation.attendance.domain import Window, is_there
from services.consultation.document import domain as files
from services.consultation.selection.domain import Selection

State = Literal["convened", "held", "called_off"]
Purpose = Literal["agenda", "material", "minutes_scan"]
"""What a document may be; in an event a purpose is a name, so that one more breaks no reader."""

TRANSITIONS: dict[str, frozenset[State]] = {
    "sign_in": frozenset({"convened"}),
    "attend": frozenset({"convened"}),
    "hold": frozenset({"convened"}),
    "call_off": frozenset({"convened"}),
    "add_document": frozenset({"convened", "held"}),
    "remove_document": frozenset({"convened", "held"}),
}
"""Command → the states it may be given in."""

EVENTS: tuple[type[Event], ...] = (
    ForumConvened,
    ForumCalledOff,
    ForumAttended,
    ForumHeld,
    ForumDocumentAdded,
    ForumDocumentRemoved,
)


class Forum(Record):
    """``agreed`` and ``open`` are points of the minutes; ``reason`` is of a calling off."""

    selection_id: str
    level: Level
    state: State
    title: str
    convener: str
    form: Form
    at: datetime
    place: str
    proposals: tuple[str, ...]
    units: tuple[str, ...]
    members: tuple[str, ...]
    beneficiaries: tuple[str, ...]
    attendance: tuple[Attendance, ...] = ()
    minutes: str | None = None
    agreed: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    reason: str | None = None
    documents: tuple[Attachment, ...] = ()
    removed_documents: tuple[Attachment, ...] = ()


def apply(state: Forum | None, event: Event) -> Forum:
    match event:
        case ForumConvened() if state is None:
            return Forum(state="convened", **event.model_dump(exclude={"forum_id"}))
        case ForumCalledOff() if state is not None:
            return state.model_copy(update={"state": "called_off", "reason": event.reason})
        case ForumAttended() if state is not None:
            return state.model_copy(update={"attendance": (*state.attendance, event.attendance)})
        case ForumHeld() if state is not None:
            held = {"minutes": event.minutes, "agreed": event.agreed, "open": event.open}
            return state.model_copy(update={"state": "held", **held})
        case ForumDocumentAdded() if state is not None:
            return state.model_copy(update=files.added(state, event.document))
        case ForumDocumentRemoved() if state is not None:
            return state.model_copy(update=files.removed(state, event.document))
        case _:
            raise ValueError(f"{event.wire_name()} does not fit a meeting that is {state and state.state}")


def allow(command: str, state: Forum) -> None:
    if state.state not in TRANSITIONS[command]:
        allowed = " or ".join(sorted(TRANSITIONS[command]))
        raise DomainRefusal(
            "forum-state", f"The meeting is {state.state}; {command} is possible only while it is {allowed}."
        )


def convene(wanted: ForumConvened, selection: Selection, forms: Collection[Form], *, now: datetime) -> list[Event]:
    if selection.state != "decided":
        raise DomainRefusal(
            "selection-state", f"The selection is {selection.state}; a meeting is convened once it is decided."
        )
    if wanted.form not in forms:
        raise DomainRefusal("form", f"A meeting of this level is held as {' or '.join(forms)}.")
    if wanted.at <= now:
        raise DomainRefusal("forum-at", f"{wanted.at.isoformat()} is past; a meeting is convened for a time to come.")
    others = sorted(set(wanted.proposals) - selection.proposals)
    if others:
        raise DomainRefusal("not-selected", f"Not in the selection {wanted.selection_id}: {', '.join(others)}.")
    lacking = [
        what
        for what, there in (
            ("a proposal of the selection", wanted.proposals or not selection.items),
            ("a unit", wanted.units),
            ("a member", wanted.members),
            ("somebody who benefits", wanted.beneficiaries or wanted.level != "chair"),
        )
        if not there
    ]
    if lacking:
        raise DomainRefusal("invitations", f"Not invited, or not named: {', '.join(lacking)}.")
    return [wanted]


def call_off(state: Forum, forum_id: str, *, reason: str) -> list[Event]:
    allow("call_off", state)
    return [ForumCalledOff(forum_id=forum_id, reason=reason, units=state.units, members=state.members)]


def sign_in(
    state: Forum,
    forum_id: str,
    *,
    name: str,
    login: str,
    member_id: str | None,
    units: Collection[str],
    window: Window,
    now: datetime,
) -> list[Event]:
    """By somebody who has the code that is shown in the room. A second time it changes nothing."""
    allow("sign_in", state)
    window.check(now)
    if member_id in state.members:
        return _attended(state, forum_id, Attendance(name=name, at=now, login=login, member_id=member_id))
    invited = sorted(set(units) & set(state.units))
    if not invited:
        raise DomainRefusal("not-invited", "You are not on the list of this meeting; a clerk may enter you.")
    return _attended(state, forum_id, Attendance(name=name, at=now, login=login, unit_id=invited[0]))


def attend(state: Forum, forum_id: str, came: Attendance) -> list[Event]:
    """A clerk enters who has no phone, or no login. A second time it changes nothing."""
    allow("attend", state)
    if came.at < state.at - timedelta(days=1):
        raise DomainRefusal("sign-in-window", f"The meeting is at {state.at.isoformat()}; nobody can have come yet.")
    if came.member_id is not None and came.unit_id is not None:
        raise DomainRefusal("attendance", "Somebody comes as a member or for a unit, not as both.")
    if came.unit_id is not None and came.unit_id not in state.units:
        raise DomainRefusal("not-invited", f"Unit {came.unit_id} is not invited to this meeting.")
    if came.member_id is not None and came.member_id not in state.members:
        raise DomainRefusal("not-invited", f"Member {came.member_id} is not invited to this meeting.")
    return _attended(state, forum_id, came)


def _attended(state: Forum, forum_id: str, came: Attendance) -> list[Event]:
    if is_there(state.attendance, came):
        return []
    return [ForumAttended(forum_id=forum_id, attendance=came)]


def hold(
    state: Forum, forum_id: str, *, minutes: str, agreed: Sequence[str], still_open: Sequence[str], now: datetime
) -> list[Event]:
    """A meeting without those whom it is about was none."""
    allow("hold", state)
    if now < state.at:
        raise DomainRefusal("forum-at", f"The meeting is at {state.at.isoformat()}; record it once it was held.")
    lacking = [
        what
        for what, there in (
            ("a unit", any(one.unit_id for one in state.attendance)),
            ("a member", any(one.member_id for one in state.attendance)),
            (
                "somebody who benefits",
                state.level != "chair" or any(not one.unit_id and not one.member_id for one in state.attendance),
            ),
        )
        if not there
    ]
    if lacking:
        raise DomainRefusal("attendance", f"Nobody has signed in as {', nor as '.join(lacking)}: enter who came first.")
    return [
        ForumHeld(
            forum_id=forum_id,
            selection_id=state.selection_id,
            level=state.level,
            proposals=state.proposals,
            minutes=minutes,
            agreed=tuple(agreed),
            open=tuple(still_open),
            present=len(state.attendance),
        )
    ]


def add_document(state: Forum, forum_id: str, added: Attachment, limits: Limits, *, added_by: str) -> list[Event]:
    """Before the meeting and after it: what was shown there is handed in later, too."""
    allow("add_document", state)
    if added.purpose == "minutes_scan" and state.state != "held":
        raise DomainRefusal("minutes-scan", "Minutes are signed, and scanned, once the meeting was held.")
    check_room(state.documents, added, limits)
    return [ForumDocumentAdded(forum_id=forum_id, document=added, added_by=added_by)]


def remove_document(state: Forum, forum_id: str, document_id: str, *, reason: str, removed_by: str) -> list[Event]:
    """Nothing where it has no such document. The event says what it was: the record goes on telling it."""
    allow("remove_document", state)
    return [
        ForumDocumentRemoved(forum_id=forum_id, document=one, reason=reason, removed_by=removed_by)
        for one in state.documents
        if one.attachment_id == document_id
    ]
