"""How far a delivery is, and when it is tried again."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from contracts.base import DomainRefusal
from contracts.notification import ContactChannel
from services.notification.contact.domain import Preferences, quiet

State = Literal["waiting", "sent", "delivered", "failed"]
Purpose = Literal["notice", "change", "code"]
"""A notice's; a change of contact, told where it counts no more; a code to the member's phone."""
Use = Literal["none", "chosen", "every"]
"""Which of the channels on file: none, those that the member chose, all."""


def channels(use: Use, on_file: Sequence[ContactChannel], chosen: Sequence[ContactChannel]) -> list[ContactChannel]:
    match use:
        case "none":
            return []
        case "chosen":
            return [one for one in on_file if one in chosen]
        case "every":
            return list(on_file)


def when(preferences: Preferences, now: datetime, wall: tzinfo) -> datetime:
    """At once, or when the quiet hours are over."""
    local = now.astimezone(wall)
    if not quiet(preferences, local.hour):
        return now
    ends = local.replace(hour=preferences.quiet_until, minute=0, second=0, microsecond=0)
    return ends if ends > local else ends + timedelta(days=1)


def next_try(attempts: int, allowed: int, first_seconds: int, longest_seconds: int) -> timedelta | None:
    """How long after the ``attempts``-th failed; None where it was the last. Each wait is twice the one before."""
    if attempts >= allowed:
        return None
    return timedelta(seconds=min(first_seconds * 2 ** (attempts - 1), longest_seconds))


def retry(state: State, purpose: Purpose) -> None:
    if state != "failed":
        raise DomainRefusal("not-failed", "Only what has failed is sent again.")
    if purpose == "code":
        raise DomainRefusal("code-over", "A code is asked for anew by the member, not sent again.")
    if purpose == "change":
        raise DomainRefusal("contact-gone", "The contact that it was to be told to is not kept any longer.")
