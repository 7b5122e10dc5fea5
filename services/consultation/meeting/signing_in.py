"""Who came to a consultation of the two parties: by the code that the unit shows, or written down in the room.

It stands beside the record and is never its confirmation: that somebody came says nothing of what was agreed.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Literal

from contracts.base import DomainRefusal, Event, Record
from contracts.consultation import ConsultationAttended, Participant, ParticipantRole, SignedIn
from services.consultation.attendance.domain import Window, is_there
from services.consultation.meeting.domain import Consultation, allow

Way = Literal["code", "entered"]


class Came(Record):
    """One who took part: as the record names them, as they signed in, or both."""

    name: str
    role: ParticipantRole | None
    """None: an older record names them without it."""
    member_id: str | None = None
    unit_id: str | None = None
    """Of who signed in for a unit: the one that handles it, or one that helps."""
    named: bool
    """Whether the record names them."""
    signed_in_at: datetime | None = None
    """None: only named."""
    way: Way | None = None
    entered_by: str | None = None


def time_of(state: Consultation) -> datetime:
    """When it begins; refused where nobody may sign in, as none is called for a time."""
    allow("sign_in", state)
    if state.at is None:
        raise DomainRefusal("sign-in-window", "It is due, and called for no time yet: schedule one, and sign in there.")
    return state.at


def sign_in(
    state: Consultation, consultation_id: str, came: SignedIn, window: Window, *, unit_id: str, now: datetime
) -> list[Event]:
    """By somebody who has the code, or of a line that the unit writes down. A second time it changes nothing.

    ``unit_id`` is whose consultation it is.
    """
    allow("sign_in", state)
    window.check(now)
    if is_there(state.attendance, came):
        return []
    return [
        ConsultationAttended(
            proposal_id=state.proposal_id,
            consultation_id=consultation_id,
            assignment_id=state.assignment_id,
            unit_id=unit_id,
            attendance=came,
        )
    ]


def who_came(state: Consultation) -> tuple[Came, ...]:
    """First those whom the record names, in its order, then who signed in without being named there."""
    left = list(state.attendance)

    def taken(is_the_one: Callable[[SignedIn], bool]) -> SignedIn | None:
        found = next((one for one in left if is_the_one(one)), None)
        if found is not None:
            left.remove(found)
        return found

    named: list[Came] = []
    if state.present is None:
        for line in state.participants:
            found = taken(lambda s, line=line: line in (s.member_id, s.name))
            named.append(_came(found, name=line, role=found.role if found else None, named=True))
    else:
        # A namesake of a member who is named by id must not be taken for them.
        ids = {one.member_id for one in state.present if one.member_id is not None}
        for one in state.present:
            found = taken(lambda s, one=one: _is(s, one, ids))
            named.append(_came(found, name=one.name, role=one.role, member_id=one.member_id, named=True))
    return (*named, *(_came(one, name=one.name, role=one.role, named=False) for one in left))


def _is(signed_in: SignedIn, one: Participant, ids: Collection[str]) -> bool:
    if one.member_id is not None:
        return signed_in.member_id == one.member_id
    return (signed_in.role, signed_in.name) == (one.role, one.name) and signed_in.member_id not in ids


def _came(
    found: SignedIn | None, *, name: str, role: ParticipantRole | None, named: bool, member_id: str | None = None
) -> Came:
    if found is None:
        return Came(name=name, role=role, member_id=member_id, named=named)
    return Came(
        name=name,
        role=role,
        member_id=member_id or found.member_id,
        unit_id=found.unit_id,
        named=named,
        signed_in_at=found.at,
        way="code" if found.entered_by is None else "entered",
        entered_by=found.entered_by,
    )
