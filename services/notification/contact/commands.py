"""Entering, confirming, removing and choosing contacts.

The value is sealed before it gets near the store, and opened only to compare, to mask and to send.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.eventlog import Loaded, Tx
from chassis.problems import NotFound
from chassis.vault import Unreadable, Vault
from contracts.base import DomainRefusal, Event
from contracts.notification import ContactChanged, ContactChannel
from services.notification.contact import domain, store
from services.notification.contact.domain import Contacts, Preferences
from services.notification.contact.policy import preferences
from services.notification.contact.store import CONTACTS, contacts_id
from services.notification.delivery import commands as deliveries
from services.notification.known import store as known


async def value(tx: Tx, vault: Vault, member_id: str, channel: ContactChannel, entry: int) -> str | None:
    """None where it is not in the store any more, or cannot be opened: then it must be entered anew."""
    sealed = await store.sealed(tx.connection, tx.county, member_id, channel, entry)
    if sealed is None:
        return None
    try:
        return vault.open(sealed, domain.place(tx.county, member_id, channel, entry))
    except Unreadable:
        return None


async def enter(tx: Tx, vault: Vault, member_id: str, channel: ContactChannel, given: str) -> Loaded[Contacts]:
    wanted = domain.normal(channel, given)
    loaded = await CONTACTS.find(tx, contacts_id(member_id))
    await _refuse_unknown(tx, member_id)
    if await _is(tx, vault, loaded, member_id, channel, wanted):
        raise DomainRefusal("contact-same", "This is what is on file already.")
    return await _store(tx, vault, loaded, member_id, channel, wanted)


async def _is(
    tx: Tx, vault: Vault, loaded: Loaded[Contacts] | None, member_id: str, channel: ContactChannel, wanted: str
) -> bool:
    before = loaded.state.entries.get(channel) if loaded else None
    return before is not None and await value(tx, vault, member_id, channel, before.number) == wanted


async def _refuse_unknown(tx: Tx, member_id: str) -> None:
    if (await known.find(tx, "member", member_id)).name is None:
        raise DomainRefusal("member-unknown", f"The county's directory names no member {member_id}.")


async def _store(
    tx: Tx, vault: Vault, loaded: Loaded[Contacts] | None, member_id: str, channel: ContactChannel, wanted: str
) -> Loaded[Contacts]:
    event = domain.enter(loaded.state if loaded else None, member_id, channel, tx.actor.subject, tx.now)
    sealed = vault.seal(wanted, domain.place(tx.county, member_id, channel, event.entry))
    await store.keep(tx, member_id, channel, event.entry, sealed)
    await _announce(tx, loaded, event)
    return await CONTACTS.append(tx, contacts_id(member_id), loaded, [event])


async def _announce(tx: Tx, loaded: Loaded[Contacts] | None, event: ContactChanged) -> None:
    """On the channel that counts no more, by what was on file for it until now."""
    before = loaded.state.entries.get(event.channel) if loaded else None
    if before is not None:
        await deliveries.announce(tx, event, before.number)


async def confirm(tx: Tx, vault: Vault, member_id: str, channel: ContactChannel, given: str) -> Loaded[Contacts]:
    wanted = domain.normal(channel, given)
    loaded = await CONTACTS.load(tx, contacts_id(member_id))
    number = domain.entry(loaded.state, channel).number
    same = await value(tx, vault, member_id, channel, number) == wanted
    events = domain.confirm(loaded.state, channel, tx.actor.subject, same=same)
    return await CONTACTS.append(tx, loaded.id, loaded, events)


async def remove(tx: Tx, member_id: str, channel: ContactChannel, reason: str) -> Loaded[Contacts]:
    loaded = await CONTACTS.load(tx, contacts_id(member_id))
    return await _take_away(tx, loaded, domain.remove(loaded.state, channel, tx.actor.subject, tx.now, reason))


async def erase(tx: Tx, member_id: str, reason: str) -> Loaded[Contacts]:
    """All of them, when a member leaves; each is gone from the store as soon as its owner was told there."""
    loaded = await CONTACTS.load(tx, contacts_id(member_id))
    await deliveries.forget(tx, member_id)
    return await _take_away(tx, loaded, domain.erase(loaded.state, tx.actor.subject, tx.now, reason))


async def _take_away(tx: Tx, loaded: Loaded[Contacts], events: Sequence[Event]) -> Loaded[Contacts]:
    for event in events:
        assert isinstance(event, ContactChanged)
        await _announce(tx, loaded, event)
    return await CONTACTS.append(tx, loaded.id, loaded, events)


async def prefer(
    tx: Tx,
    member_id: str,
    channels: Sequence[ContactChannel] | None,
    quiet_from: int | None,
    quiet_until: int | None,
) -> Loaded[Contacts]:
    if tx.actor.member_id != member_id:
        raise NotFound(f"contacts {member_id}")
    await _refuse_unknown(tx, member_id)
    loaded = await CONTACTS.find(tx, contacts_id(member_id))
    events = domain.prefer(member_id, None if channels is None else tuple(channels), quiet_from, quiet_until)
    return await CONTACTS.append(tx, contacts_id(member_id), loaded, events)


@dataclass(frozen=True)
class Found:
    """What a reader may see: no value, only its mask; None where what is on file cannot be opened."""

    loaded: Loaded[Contacts]
    masks: dict[ContactChannel, str | None]
    preferences: Preferences


async def read(tx: Tx, vault: Vault, member_id: str) -> Found:
    """For a member, another member's contacts do not exist."""
    if not tx.actor.roles & {"clerk", "county_admin"} and tx.actor.member_id != member_id:
        raise NotFound(f"contacts {member_id}")
    loaded = await CONTACTS.find(tx, contacts_id(member_id), lock=False)
    if loaded is None:
        await _exists(tx, member_id)
        loaded = Loaded(contacts_id(member_id), 0, "0" * 64, Contacts(member_id=member_id))
    return await shown(tx, vault, loaded)


async def _exists(tx: Tx, member_id: str) -> None:
    if (await known.find(tx, "member", member_id)).name is None:
        raise NotFound(f"contacts {member_id}")


async def shown(tx: Tx, vault: Vault, loaded: Loaded[Contacts]) -> Found:
    masks: dict[ContactChannel, str | None] = {}
    for channel, entry in loaded.state.entries.items():
        found = await value(tx, vault, loaded.state.member_id, channel, entry.number)
        masks[channel] = None if found is None else domain.masked(channel, found)
    return Found(loaded, masks, await preferences(tx, loaded.state))


@dataclass(frozen=True)
class Line:
    """One row of an import; what is empty stays as it is."""

    member_id: str
    values: dict[ContactChannel, str]


@dataclass(frozen=True)
class Mistake:
    row: int
    field: str
    detail: str


async def bring_in(tx: Tx, vault: Vault, lines: Sequence[Line], *, preview: bool) -> tuple[int, int, list[Mistake]]:
    """All of them or, where one is wrong, none: (entered, unchanged, mistakes)."""
    mistakes: list[Mistake] = []
    wanted: list[tuple[str, ContactChannel, str]] = []
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if line.member_id in seen:
            mistakes.append(Mistake(number, "member_id", "this member has a row already"))
        seen.add(line.member_id)
        try:
            await _refuse_unknown(tx, line.member_id)
        except DomainRefusal as refusal:
            mistakes.append(Mistake(number, "member_id", refusal.detail))
        for channel, given in line.values.items():
            try:
                wanted.append((line.member_id, channel, domain.normal(channel, given)))
            except DomainRefusal as refusal:
                mistakes.append(Mistake(number, channel, refusal.detail))
    if mistakes:
        return 0, 0, mistakes
    entered = 0
    # In one order, so that two imports cannot wait for each other.
    for member_id, channel, normal in sorted(wanted):
        loaded = await CONTACTS.find(tx, contacts_id(member_id))
        if await _is(tx, vault, loaded, member_id, channel, normal):
            continue
        entered += 1
        if not preview:
            await _store(tx, vault, loaded, member_id, channel, normal)
    return entered, len(wanted) - entered, []
