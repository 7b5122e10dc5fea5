"""What is to be sent, written in the transaction of what it tells: before that is committed nobody sees it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from chassis.clock import WALL
from chassis.eventlog import Tx
from contracts.notification import ContactChanged, ContactChannel
from services.notification.contact.domain import CHANNELS
from services.notification.contact.policy import preferences
from services.notification.contact.store import CONTACTS, contacts_id
from services.notification.delivery import domain, store
from services.notification.delivery.policy import POLICY
from services.notification.delivery.store import Delivery
from services.notification.known import store as known
from services.notification.notice.store import Notice


async def tell(tx: Tx, notices: Sequence[Notice]) -> None:
    """Of notices that are new: to the members among their addressees, on the channels that the urgency asks for."""
    policy = (await POLICY.at(tx)).value
    for notice in notices:
        use: domain.Use = getattr(policy, notice.urgency)
        if use == "none" or notice.at < tx.now - timedelta(hours=policy.stale_hours):
            continue
        for member_id in await _members(tx, notice.addressee):
            await store.put(tx, await _to_member(tx, notice, member_id, use, waits=policy.urgent_waits))


async def _members(tx: Tx, addressee: str) -> Sequence[str]:
    """Of others nothing is on file."""
    kind, _, id = addressee.partition(":")
    if kind == "body":
        return (await known.find(tx, "body", id)).officers
    return [id] if kind == "member" else []


async def _to_member(tx: Tx, notice: Notice, member_id: str, use: domain.Use, *, waits: bool) -> list[Delivery]:
    loaded = await CONTACTS.find(tx, contacts_id(member_id), lock=False)
    if loaded is None:
        return []
    state = loaded.state
    wanted = await preferences(tx, state)
    on_file: list[ContactChannel] = [one for one in CHANNELS if one in state.entries]
    at_once = notice.urgency == "urgent" and not waits
    next_at = tx.now if at_once else domain.when(wanted, tx.now, WALL)
    return [
        Delivery(
            member_id=member_id,
            channel=channel,
            entry=state.entries[channel].number,
            purpose="notice",
            kind=notice.kind,
            about=notice.id,
            next_at=next_at,
            facts=notice.facts,
        )
        for channel in domain.channels(use, on_file, wanted.channels)
    ]


async def announce(tx: Tx, event: ContactChanged, entry: int) -> None:
    """Tells whoever reads the old one that it is the old one; at once, at any hour."""
    facts = {"channel": event.channel, "change": event.change}
    about = f"{event.member_id} {event.channel} {entry}"
    await store.put(
        tx,
        [Delivery(event.member_id, event.channel, entry, "change", "contact_changed", about, tx.now, facts)],
    )


async def send_code(tx: Tx, member_id: str, entry: int, reference: str) -> None:
    await store.put(tx, [Delivery(member_id, "mobile", entry, "code", "phone_code", reference, tx.now)])


async def retry(tx: Tx, id: str) -> dict[str, Any]:
    row = await store.find(tx, id, lock=True)
    domain.retry(row["state"], row["purpose"])
    await store.again(tx, id)
    return dict(await store.find(tx, id))


async def forget(tx: Tx, member_id: str) -> None:
    """What the sandbox keeps of a member."""
    await store.forget_kept(tx.connection, tx.county, member_id)
