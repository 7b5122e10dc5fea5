"""Who takes part in a consultation, whichever level it is of."""

from datetime import datetime
from typing import Literal

from contracts.base import Line, Record, Ref

ParticipantRole = Literal["unit", "proposer", "beneficiary", "expert", "other"]
"""承办单位、提案者、受益群众、专家、其他: on whose side somebody took part."""


class Participant(Record):
    """One who took part, as they are to be called; ``member_id`` is of a proposer only."""

    name: Line
    role: ParticipantRole
    member_id: Ref | None = None


class Attendance(Record):
    """One who came. A unit's or a member's by the code that the meeting shows; whoever has no phone is entered."""

    name: Line
    at: datetime
    member_id: Ref | None = None
    unit_id: Ref | None = None
    login: Line | None = None
    """Of who signed in by the code: a unit may send two people of one name."""
    entered_by: Line | None = None
    """Who entered it; None where the person signed in by the code."""


class SignedIn(Attendance):
    """One who came to a consultation of the two parties. A proposer is there by the code alone; who is entered is
    somebody without a login."""

    role: ParticipantRole
