"""What makes a notice, and what a reader does with it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from chassis.clock import wall_date
from chassis.eventlog import Tx
from contracts.base import Event
from services.notification.addressees import TABLE, Told
from services.notification.delivery import commands as deliveries
from services.notification.desk import Desk, proposal_of
from services.notification.known import store as known
from services.notification.known.domain import Thing
from services.notification.notice import store
from services.notification.notice.domain import NotYet
from services.notification.notice.store import NOTICES, Notice
from services.notification.rules import DERIVED, GROWING
from services.notification.visibility import sees

LEARNED_WITHIN = timedelta(days=30)
"""So long after an event was read, whoever it concerned is still looked for."""

_TYPES: Mapping[str, type[Event]] = {event.wire_name(): event for event in TABLE}


async def on_event(tx: Tx, event: Event) -> None:
    """Keeps what it says, tells whom it concerns, and then whoever waited for just this."""
    completed = await known.learn(tx, event)
    assert tx.causation_id is not None
    for told in TABLE.get(type(event), ()):
        await _tell(tx, event, told, event_id=tx.causation_id, at=tx.receipt)
    if completed is not None:
        await _tell_waiting(tx, *completed)


async def _tell(
    tx: Tx, event: Event, told: Told, *, event_id: str, at: datetime, read_at: datetime | None = None
) -> None:
    """``read_at``: when it was told first, where more was learned since of whom it concerned."""
    if not told.when(event):
        return
    held: set[tuple[Thing, str]] = set()
    growing = proposal_of(event) if told.to in GROWING else None
    if growing is not None:
        await known.await_more(tx, "proposal", growing)
        held.add(("proposal", growing))
    while True:
        try:
            notices = await notices_for(Desk(tx, event, at, again=read_at is not None), told, event_id, at)
            if told.bundled:
                await _bundle(tx, notices, told, proposal_of(event) or event_id)
            else:
                await deliveries.tell(tx, await store.add(tx, notices))
            if growing is not None:
                # From when it was read first, so that it is looked for so long and no longer.
                await store.wait(
                    tx, "proposal", growing, event, event_id=event_id, line=told.line, at=at, told=True, since=read_at
                )
            return
        except NotYet as missing:
            if (missing.thing, missing.id) in held:
                await store.wait(tx, missing.thing, missing.id, event, event_id=event_id, line=told.line, at=at)
                return
            # Another process may be learning it at this moment. From here on its row is ours: it is known by now, or
            # whoever learns it finds what waits.
            await known.await_more(tx, missing.thing, missing.id)
            held.add((missing.thing, missing.id))


async def _bundle(tx: Tx, notices: Sequence[Notice], told: Told, about: str) -> None:
    """Here and not where the event is from: whoever else bundles needs no timer and no event of its own for it, and
    what is told stays one table. The order of addressees keeps two who tell the same people from a deadlock."""
    for notice in sorted(notices, key=lambda one: one.addressee):
        if await store.bundle(tx, notice, about, due_fact=told.due if told.due in told.facts else None):
            await deliveries.tell(tx, [notice])


async def _tell_waiting(tx: Tx, thing: Thing, id: str) -> None:
    for row in await store.take_waiting(tx, thing, id):
        event_type = _TYPES.get(row["type"])
        lines = {told.line: told for told in TABLE[event_type]} if event_type else {}
        if row["told"] and row["since"] < tx.now - LEARNED_WITHIN:
            continue
        # A line that the table has lost since tells nobody.
        if event_type is not None and row["line"] in lines:
            event = event_type.model_validate_json(row["data"])
            read_at = row["since"] if row["told"] else None
            await _tell(tx, event, lines[row["line"]], event_id=row["event_id"], at=row["at"], read_at=read_at)


async def notices_for(desk: Desk, told: Told, event_id: str, at: datetime) -> list[Notice]:
    """What each addressee of one line is told; :class:`NotYet` while something for it is missing.

    Of a bundled line: what they would be told of this event alone, under the name of their day.
    """
    event = desk.event
    addressees = await told.to(desk)
    facts = await _facts(desk, told)
    due = getattr(event, told.due) if told.due else None
    return [
        Notice(
            event_id=f"{told.kind} {wall_date(at)}" if told.bundled else event_id,
            addressee=addressee,
            kind=told.kind,
            urgency=told.urgency,
            at=at,
            proposal_id=None if told.bundled else proposal_of(event),
            link=told.link.format_map(dict(event)),
            due=due.isoformat() if due else None,
            facts=facts,
        )
        for addressee in addressees
    ]


async def _facts(desk: Desk, told: Told) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if told.bundled:
        facts["count"] = 1
    elif proposal_of(desk.event) is not None:
        about = await desk.proposal()
        facts |= {"proposal": about.name, "case_number": about.case_number}
    for name in told.facts:
        derived = DERIVED.get(name)
        value = await derived(desk) if derived else getattr(desk.event, name)
        facts[name] = value.isoformat() if isinstance(value, date) else value
    return facts


async def read(tx: Tx, id: str) -> Mapping[str, Any]:
    """Read once is read: a second time keeps the first moment."""
    mine = await sees(tx)
    await store.find(tx, mine, id)
    await store.mark_read(tx, mine, NOTICES.c.id == id)
    return await store.find(tx, mine, id)


async def read_all(tx: Tx, up_to: str) -> int:
    """All down from the one that the caller has seen at the top: what came meanwhile stays unread."""
    mine = await sees(tx)
    top = await store.find(tx, mine, up_to)
    return await store.mark_read(tx, mine, NOTICES.c.seq <= top["seq"])
