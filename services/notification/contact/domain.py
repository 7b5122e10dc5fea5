"""What is known of a member's contacts beside what they are: a fold of events, none of which has one in it.

One member of staff enters a contact; a second one, who enters the same once more, confirms it. The member chooses what
is used, never what it is: whoever took over a login could otherwise have the codes sent to themselves.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pydantic import Field

from contracts.base import DomainRefusal, Event, Record, Ref
from contracts.notification import (
    ContactChange,
    ContactChanged,
    ContactChannel,
    ContactConfirmed,
    ContactPreferencesSet,
)

EVENTS = (ContactChanged, ContactConfirmed, ContactPreferencesSet)
CHANNELS: tuple[ContactChannel, ...] = ("mobile", "mail", "wecom")


class Entry(Record):
    """What stands for one channel now. ``number`` says which of the sealed values is this one's: no other is used."""

    number: int
    since: datetime
    entered_by: str
    checked_by: str | None = None


class Contacts(Record):
    member_id: Ref
    entries: dict[ContactChannel, Entry] = Field(default_factory=dict[ContactChannel, Entry])
    last: dict[ContactChannel, int] = Field(default_factory=dict[ContactChannel, int])
    """Entries that there have ever been of a channel."""
    channels: tuple[ContactChannel, ...] | None = None
    quiet_from: int | None = None
    quiet_until: int | None = None


def apply(state: Contacts | None, event: Event) -> Contacts:
    match event:
        case ContactChanged():
            found = state or Contacts(member_id=event.member_id)
            entries = {channel: one for channel, one in found.entries.items() if channel != event.channel}
            if event.change in ("entered", "replaced"):
                entries[event.channel] = Entry(
                    number=event.entry, since=event.changed_at, entered_by=event.changed_by, checked_by=None
                )
            last = {**found.last, event.channel: event.entry}
            erased: dict[str, object] = {}
            if event.change == "erased":
                erased = {"channels": None, "quiet_from": None, "quiet_until": None}
            return found.model_copy(update={"entries": entries, "last": last, **erased})
        case ContactConfirmed() if state is not None:
            entry = state.entries[event.channel].model_copy(update={"checked_by": event.confirmed_by})
            return state.model_copy(update={"entries": {**state.entries, event.channel: entry}})
        case ContactPreferencesSet():
            found = state or Contacts(member_id=event.member_id)
            chosen = {name: getattr(event, name) for name in ("channels", "quiet_from", "quiet_until")}
            return found.model_copy(update=chosen)
        case _:
            raise ValueError(event)


def enter(state: Contacts | None, member_id: str, channel: ContactChannel, staff: str, now: datetime) -> ContactChanged:
    """The caller has seen that it is another one than before."""
    before = state.entries.get(channel) if state else None
    number = (state.last.get(channel, 0) if state else 0) + 1
    change: ContactChange = "replaced" if before else "entered"
    return ContactChanged(
        member_id=member_id, channel=channel, change=change, entry=number, changed_by=staff, changed_at=now
    )


def entry(state: Contacts | None, channel: ContactChannel) -> Entry:
    found = state.entries.get(channel) if state else None
    if found is None:
        raise DomainRefusal("no-contact", "There is nothing on file for this channel.")
    return found


def confirm(state: Contacts, channel: ContactChannel, staff: str, *, same: bool) -> list[Event]:
    found = entry(state, channel)
    if found.checked_by is not None:
        raise DomainRefusal("contact-confirmed", "It is confirmed already.")
    if found.entered_by == staff:
        raise DomainRefusal("two-staff", "Another member of staff confirms what one has entered.")
    if not same:
        raise DomainRefusal(
            "contact-differs", "This is not what was entered. Compare it with what the member gave, and correct it."
        )
    return [ContactConfirmed(member_id=state.member_id, channel=channel, entry=found.number, confirmed_by=staff)]


def remove(state: Contacts, channel: ContactChannel, staff: str, now: datetime, reason: str) -> list[Event]:
    found = entry(state, channel)
    return [_gone(state, channel, found, "removed", staff, now, reason)]


def erase(state: Contacts, staff: str, now: datetime, reason: str) -> list[Event]:
    if not state.entries:
        raise DomainRefusal("no-contact", "There is nothing on file for this member.")
    return [_gone(state, channel, one, "erased", staff, now, reason) for channel, one in sorted(state.entries.items())]


def _gone(
    state: Contacts,
    channel: ContactChannel,
    found: Entry,
    change: ContactChange,
    staff: str,
    now: datetime,
    reason: str,
) -> ContactChanged:
    return ContactChanged(
        member_id=state.member_id,
        channel=channel,
        change=change,
        entry=found.number,
        changed_by=staff,
        changed_at=now,
        reason=reason,
    )


def place(county: str, member_id: str, channel: str, number: int) -> str:
    """What a sealed contact is bound to."""
    return f"contact {county} {member_id} {channel} {number}"


def _mobile(given: str) -> str:
    digits = re.sub(r"[\s()-]", "", given)
    digits = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", digits)
    # Which ranges are given out changes; eleven digits after a 1 stays.
    if not re.fullmatch(r"1\d{10}", digits, re.ASCII):
        raise DomainRefusal("contact-form", "A mobile number has eleven digits and begins with 1.")
    return digits


def _mail(given: str) -> str:
    name = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
    if len(given) > 254 or not re.fullmatch(rf"{name}(\.{name})*" r"@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", given):
        raise DomainRefusal("contact-form", "This is no mail address.")
    return given


def _wecom(given: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._@-]{1,64}", given):
        raise DomainRefusal("contact-form", "A WeCom id has at most 64 letters, digits and . _ @ -.")
    return given


_FORMS: Mapping[ContactChannel, Callable[[str], str]] = {"mobile": _mobile, "mail": _mail, "wecom": _wecom}


def normal(channel: ContactChannel, given: str) -> str:
    """As it is kept, however it was typed. A refusal never repeats what was given."""
    return _FORMS[channel](unicodedata.normalize("NFKC", given).strip())


def masked(channel: ContactChannel, value: str) -> str:
    """Enough for its owner to know it by."""
    if channel == "mobile":
        return f"{value[:3]}****{value[-4:]}"
    name, at, host = value.partition("@")
    return f"{name[:1]}***{at}{host}" if at else f"{value[:1]}***"


class Preferences(Record):
    """What counts for one member: theirs where they chose, else the county's."""

    channels: tuple[ContactChannel, ...]
    quiet_from: int
    quiet_until: int


def preferences(state: Contacts | None, county: Preferences) -> Preferences:
    if state is None:
        return county
    chosen: dict[str, Any] = {
        name: getattr(state, name)
        for name in ("channels", "quiet_from", "quiet_until")
        if getattr(state, name) is not None
    }
    return county.model_copy(update=chosen)


def prefer(
    member_id: str, channels: tuple[ContactChannel, ...] | None, quiet_from: int | None, quiet_until: int | None
) -> list[Event]:
    if (quiet_from is None) != (quiet_until is None):
        raise DomainRefusal("quiet-hours", "Say from when until when, or neither.")
    ordered: tuple[ContactChannel, ...] | None = None
    if channels is not None:
        ordered = tuple(one for one in CHANNELS if one in channels)
    return [
        ContactPreferencesSet(member_id=member_id, channels=ordered, quiet_from=quiet_from, quiet_until=quiet_until)
    ]


def quiet(preferences: Preferences, hour: int) -> bool:
    """Whether nothing that can wait is sent in that hour of the day."""
    begins, ends = preferences.quiet_from, preferences.quiet_until
    if begins <= ends:
        return begins <= hour < ends
    return hour >= begins or hour < ends
