"""What members sign, and what proves it."""

from datetime import datetime
from typing import Literal

from contracts.base import Line, Rating, Record, Ref, Text
from contracts.files import Attachment
from contracts.supervision.base import Encoded, SupervisionEvent


class Completion(Record):
    """What completes a sign-off, by the county's policy of the day on which the members were asked."""

    rule: Literal["all", "first_and_quorum"]
    first: tuple[Ref, ...]
    """Who must have signed, however many others have: the first proposer of the proposal and of each merged one."""
    needed: int
    """How many of those who were asked must have signed."""
    policy_version: int
    not_before: datetime | None = None
    """Until then only the signatures of all complete it, so that nobody is cut off; None under the rule *all*, and in
    older events."""


class SignOffRequested(SupervisionEvent):
    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    cycle: int
    reply_version: int
    reply_hash: str
    members: tuple[Ref, ...]
    completion: Completion | None = None
    """None in older events: all of them."""


SigningMethod = Literal["passkey", "paper", "sm2"]


class Evidence(Record):
    """How a signature was made; everything needed to verify it offline, without this platform."""

    method: SigningMethod
    signed_json: str
    """The canonical JSON that was signed (RFC 8785 style: sorted keys, no blanks, UTF-8)."""
    credential_id: str | None = None
    public_key: str | None = None
    client_data: Encoded | None = None
    authenticator_data: Encoded | None = None
    signature: Encoded | None = None
    scan_sha256: str | None = None
    entered_by: Line | None = None
    confirmed_by: Line | None = None
    rp_id: str | None = None
    """The relying party at which a passkey signed, as it was on that day; None in older events, so below."""
    origins: tuple[str, ...] | None = None
    """Where its pages were then."""
    chain: tuple[Encoded, ...] | None = None
    """Of an SM2 certificate, which ``credential_id`` names: it and its issuers, as they were registered."""


Attitude = Literal["good", "fair", "poor"]


class SignOffRefused(SupervisionEvent):
    """Somebody tried to sign with what does not prove the member's will; nothing was signed."""

    reply_id: Ref
    rule: Ref
    """Why it was refused, as the answer named it."""
    member_id: Ref | None
    """Whose login it was."""


class SignOffReminded(SupervisionEvent):
    """Who was asked and has not signed is asked once more; ``number`` counts from 1."""

    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    number: int
    members: tuple[Ref, ...]
    announce: bool
    """False where downtime passed it and a later one speaks."""


class PaperSignOffEntered(SupervisionEvent):
    """A signed paper form as one clerk entered it; it counts only once another clerk has confirmed it."""

    reply_id: Ref
    member_id: Ref
    result: Rating
    process: Rating
    visited: bool
    view: Literal["agree", "understand", "reserve", "disagree"]
    comment: Text | None = None
    attitude: Attitude | None = None
    """Of the unit while handling it; None where the member did not say, and in older events; so below."""
    to_the_point: bool | None = None
    """Whether the reply answers what was proposed."""
    scan_sha256: str
    entered_by: Line


class PaperSignOffWithdrawn(SupervisionEvent):
    """What was entered of a paper form is taken back before it counted: the form is another's, or was misread."""

    reply_id: Ref
    member_id: Ref
    scan_sha256: str
    withdrawn_by: Line
    reason: Text
    held_until: datetime
    """Until then only the signatures of all complete the sign-off, so that the form can be entered anew."""


class PaperScanAdded(SupervisionEvent):
    """The scan of a paper form as a file: the one whose digest the form's record is bound to."""

    reply_id: Ref
    member_id: Ref
    scan: Attachment
    added_by: Line


class MemberSignedOff(SupervisionEvent):
    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    cycle: int
    member_id: Ref
    result: Rating
    process: Rating
    visited: bool
    view: Literal["agree", "understand", "reserve", "disagree"]
    comment: Text | None = None
    attitude: Attitude | None = None
    """Of the unit while handling it; None where the member did not say, and in older events; so below."""
    to_the_point: bool | None = None
    """Whether the reply answers what was proposed."""
    evidence: Evidence


class SignOffCompleted(SupervisionEvent):
    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    cycle: int
    result: Rating
    """The worst result rating among those who signed."""


class CommitteeConsultationCalled(SupervisionEvent):
    """The result of the last cycle that may be ordered was signed as dissatisfied once more: the committee consults."""

    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    cycle: int
    member_id: Ref
    reason: Text


class RehandlingOrdered(SupervisionEvent):
    reply_id: Ref
    assignment_id: Ref
    unit_id: Ref
    next_cycle: int
    reason: Text
