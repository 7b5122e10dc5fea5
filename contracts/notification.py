"""Events of notification: topic ``notification.events``. No contact is in any of them, nor what stands for one."""

from datetime import datetime
from typing import ClassVar, Literal

from contracts.base import Event, Line, Ref, Text

TOPIC = "notification.events"

ContactChannel = Literal["mobile", "mail", "wecom"]
ContactChange = Literal["entered", "replaced", "removed", "erased"]
NoCode = Literal["no-phone", "phone-new", "too-many-codes", "code-late"]
CodePurpose = Literal["passkey"]
"""What a code to the member's phone is for."""


class MemberReachEvent(Event):
    """How a member is reached: it belongs to no proposal."""

    SOURCE: ClassVar[str] = "notification"
    member_id: Ref


class ContactChanged(MemberReachEvent):
    """``entry`` counts what was entered for the channel; of what was removed it is the last."""

    channel: ContactChannel
    change: ContactChange
    entry: int
    changed_by: Line
    changed_at: datetime
    reason: Text | None = None


class ContactConfirmed(MemberReachEvent):
    """A second member of staff has entered the same."""

    channel: ContactChannel
    entry: int
    confirmed_by: Line


class ContactPreferencesSet(MemberReachEvent):
    """By the member; None is what the county's policy says."""

    channels: tuple[ContactChannel, ...] | None
    quiet_from: int | None
    """The hour of the day, Asia/Shanghai; so is the other."""
    quiet_until: int | None


class PhoneCodeEvent(MemberReachEvent):
    """``reference`` is the id of what the code is for."""

    purpose: CodePurpose
    reference: Ref


class PhoneCodeIssued(PhoneCodeEvent):
    """A code goes to the phone that was on file. How it came there: entered when, by whom, and by whom again."""

    entry: int
    issued_at: datetime
    expires_at: datetime
    attempts: int
    on_file_since: datetime
    entered_by: Line
    checked_by: Line | None
    days_required: int
    """So long the county's policy wants a phone on file that was entered by one member of staff alone."""
    policy_version: int


class PhoneCodeRefused(PhoneCodeEvent):
    """No code was sent; ``rule`` says why. ``phone-new``: on file too short, and entered by one of the staff alone."""

    rule: NoCode


class PhoneCodeTried(PhoneCodeEvent):
    """Somebody gave what does not confirm; ``rule`` says why, and never what was given."""

    rule: Ref
    tried_by: Line


class PhoneConfirmed(PhoneCodeEvent):
    """The member gave the code that went to their phone."""

    entry: int
    confirmed_at: datetime
    issued_at: datetime
    on_file_since: datetime
    entered_by: Line
    checked_by: Line | None
    days_required: int
