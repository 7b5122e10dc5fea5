"""One code to one phone, for one thing. What the code is, is in no event and in no store.

It goes only to a phone that no single member of staff can have put there for the occasion: two have entered it, or it
has been on file for the policy's days, with its owner told of it. Every try that fails is kept; a few of them end it.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from hmac import compare_digest

from contracts.base import DomainRefusal, Event, Record, Ref
from contracts.notification import (
    CodePurpose,
    NoCode,
    PhoneCodeIssued,
    PhoneCodeRefused,
    PhoneCodeTried,
    PhoneConfirmed,
)
from services.notification.contact.domain import Contacts, Entry

EVENTS = (PhoneCodeIssued, PhoneCodeRefused, PhoneCodeTried, PhoneConfirmed)

TRIES_KEPT = 20
"""Of one code, beside the wrong ones: what fails later is refused all the same, but fills no log."""


class Issued(Record):
    entry: int
    issued_at: datetime
    expires_at: datetime
    attempts: int
    on_file_since: datetime
    entered_by: str
    checked_by: str | None
    days_required: int


class PhoneCode(Record):
    member_id: Ref
    purpose: CodePurpose
    reference: Ref
    refused: str | None = None
    """Why none was sent."""
    issued: Issued | None = None
    wrong: int = 0
    tries: int = 0
    """All that failed, whyever."""
    confirmed: bool = False


def apply(state: PhoneCode | None, event: Event) -> PhoneCode:
    match event:
        case PhoneCodeRefused() if state is None:
            return PhoneCode(
                member_id=event.member_id, purpose=event.purpose, reference=event.reference, refused=event.rule
            )
        case PhoneCodeIssued() if state is None:
            issued = Issued(**{name: getattr(event, name) for name in Issued.model_fields})
            return PhoneCode(member_id=event.member_id, purpose=event.purpose, reference=event.reference, issued=issued)
        case PhoneCodeTried() if state is not None:
            wrong = state.wrong + (event.rule == "code")
            return state.model_copy(update={"wrong": wrong, "tries": state.tries + 1})
        case PhoneConfirmed() if state is not None:
            return state.model_copy(update={"confirmed": True})
        case _:
            raise ValueError(event)


def place(county: str, reference: str) -> str:
    """What a code is made of, together with the keys that only the service has."""
    return f"{county} {reference}"


def phone_for(contacts: Contacts | None, days: int, now: datetime) -> Entry | NoCode:
    """The phone that a code may go to, else the rule that is against it."""
    found = contacts.entries.get("mobile") if contacts else None
    if found is None:
        return "no-phone"
    if found.checked_by is None and found.since + timedelta(days=days) > now:
        return "phone-new"
    return found


def check(
    state: PhoneCode, by_member: str | None, given: str, codes: Collection[str], phone: int | None, now: datetime
) -> str | None:
    """The rule against it, None where the code confirms. ``phone`` is the entry that is on file now.

    Whose it is comes first and what it is comes last: no try that could not succeed tells anything of the code.
    """
    if by_member != state.member_id:
        return "not-yours"
    issued = state.issued
    if issued is None:
        return "no-code"
    if state.confirmed:
        return "code-used"
    if state.wrong >= issued.attempts:
        return "code-attempts"
    if now >= issued.expires_at:
        return "code-late"
    if phone != issued.entry:
        return "phone-changed"
    # Each is compared, however soon one is the same.
    return None if sum(compare_digest(one, given) for one in codes) else "code"


REFUSALS = {
    "no-code": "No code was sent for this.",
    "code-used": "This code has been used already.",
    "code-attempts": "A wrong code was given too often. Begin again to get a new one.",
    "code-late": "The code is no longer valid. Begin again to get a new one.",
    "phone-changed": "The phone on file is another one since. Begin again to get a new code.",
    "code": "This is not the code that was sent.",
}


def refusal(rule: str) -> DomainRefusal:
    return DomainRefusal(rule, REFUSALS[rule])


def tried(state: PhoneCode, rule: str, by: str) -> list[Event]:
    """A wrong code is always kept, for these are counted: whoever has filled the log with others must not guess on."""
    if state.tries >= TRIES_KEPT and rule != "code":
        return []
    return [
        PhoneCodeTried(
            member_id=state.member_id, purpose=state.purpose, reference=state.reference, rule=rule, tried_by=by
        )
    ]


def confirmed(state: PhoneCode, now: datetime) -> list[Event]:
    issued = state.issued
    assert issued is not None
    return [
        PhoneConfirmed(
            member_id=state.member_id,
            purpose=state.purpose,
            reference=state.reference,
            entry=issued.entry,
            confirmed_at=now,
            issued_at=issued.issued_at,
            on_file_since=issued.on_file_since,
            entered_by=issued.entered_by,
            checked_by=issued.checked_by,
            days_required=issued.days_required,
        )
    ]
