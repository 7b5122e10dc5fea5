"""How a passkey came to be the member's: before two of the staff, or by a code to the member's own phone."""

from datetime import timedelta
from typing import NamedTuple

from chassis.clock import WALL
from contracts.supervision import (
    PasskeyEnrolmentBegun,
    PasskeyEnrolmentConfirmed,
    PasskeyEnrolmentOpened,
    PasskeyRegistered,
    PhoneProof,
)
from services.supervision.signoff.evidence import NotProven, Past, Words
from services.supervision.signoff.methods.keys import check_two, never_bound


class Bound(NamedTuple):
    key: PasskeyRegistered
    words: Words


def bound(past: Past, credential_id: str | None) -> Bound:
    """Raises :class:`NotProven` where the key was not bound to the member as it must be."""
    opened = confirmed = "?"
    begun: PasskeyEnrolmentBegun | None = None
    for _, event in past.history():
        match event:
            case PasskeyEnrolmentOpened():
                opened = event.opened_by
            case PasskeyEnrolmentConfirmed():
                confirmed = event.confirmed_by
            case PasskeyEnrolmentBegun():
                begun = event
            case PasskeyRegistered() if event.credential_id == credential_id:
                if event.phone is not None:
                    return Bound(event, _by_phone(past, begun, event, event.phone))
                check_two(past, opened, confirmed)
                return Bound(
                    event,
                    Words(f"{opened} 与 {confirmed} 当面核验绑定", f"bound in person before {opened} and {confirmed}"),
                )
            case _:
                pass
    raise never_bound(past)


def _by_phone(past: Past, begun: PasskeyEnrolmentBegun | None, event: PasskeyRegistered, phone: PhoneProof) -> Words:
    """What the events say of it; that the code was given is notification's word, whose event the binding names."""
    member = past.member_id
    named = (event.enrolment_id, event.credential_id, event.public_key)
    if begun is None or (begun.enrolment_id, begun.credential_id, begun.public_key) != named:
        raise NotProven(
            Words(
                f"手机验证码为 {member} 绑定的钥匙不是当时申请的那一把",
                f"the key of {member} that a code to the phone has bound is not the one that it was asked for",
            )
        )
    if not begun.begun_at <= phone.issued_at <= phone.confirmed_at < begun.expires_at:
        raise NotProven(
            Words(
                f"为 {member} 绑定钥匙的验证码不是在有效时间内核对的",
                f"the code that has bound the key of {member} was not given in its time",
            )
        )
    twice = phone.checked_by is not None and phone.checked_by != phone.entered_by
    if not twice and phone.issued_at - phone.on_file_since < timedelta(days=phone.days_required):
        raise NotProven(
            Words(
                f"{member} 的钥匙由一名工作人员刚刚录入的手机号码绑定",
                f"the key of {member} was bound by a code to a phone that one member of staff had just entered",
            )
        )
    entered = phone.on_file_since.astimezone(WALL).strftime("%Y-%m-%d")
    given = phone.confirmed_at.astimezone(WALL).strftime("%Y-%m-%d %H:%M:%S")
    checked = (f"、{phone.checked_by} 复核", f", checked by {phone.checked_by}") if twice else ("", "")
    return Words(
        f"本人手机验证码绑定，{given} 核对；手机号码 {entered} 由 {phone.entered_by} 录入{checked[0]}",
        f"bound by a code to their own phone, given at {given} (Beijing); the number was entered on {entered} by "
        f"{phone.entered_by}{checked[1]}",
    )
