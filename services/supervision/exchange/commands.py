"""Taking in one message, comparing a day, sending again, and deciding on what is held."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.bus import Message
from chassis.claims import uuid7
from chassis.eventlog import SYSTEM, Loaded, Tx
from chassis.problems import NotFound
from contracts import external
from contracts.base import DomainRefusal, Event
from contracts.external.base import CloudEvent
from contracts.supervision import DirectiveReceived, ExternalMessageRejected, ExternalOrigin
from services.supervision.activity import commands as activities
from services.supervision.exchange import domain, store
from services.supervision.exchange.domain import Comparison, Received, Rejection
from services.supervision.exchange.tables import MESSAGES, SENT

OURS = "/cppcc/"
"""How every source of this platform begins."""
AT_ONCE = 10_000
"""Messages that one request has sent again."""
LISTED = 1000
"""Ids in each list of a comparison that goes out."""

Outcome = Literal["received", "reported", "rejected", "duplicate", "held", "malformed", "failed"]


@dataclass(frozen=True)
class Entry:
    """A message that names its sender and its id; ``event`` is None where the rest is not as the contract demands."""

    message: Message
    source: str
    id: str
    type: str | None
    hash: str
    county: str | None
    sequence: int | None
    event: CloudEvent | None
    errors: tuple[str, ...]

    @property
    def record_id(self) -> str:
        """The same for the same source, id and content."""
        return "X-" + hashlib.sha256(f"{self.source}\n{self.id}\n{self.hash}".encode()).hexdigest()[:40]


def entry(message: Message) -> Entry:
    """Raises :class:`external.Malformed`."""
    try:
        event = external.parse(message.value)
    except external.Refused as refused:
        said = refused.said
        content = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
        return Entry(
            message,
            refused.source,
            refused.id,
            _line(said.get("type")),
            hashlib.sha256(content).hexdigest(),
            domain.county_of(said),
            domain.sequence_of(said),
            None,
            refused.errors,
        )
    return Entry(
        message,
        event.source,
        event.id,
        _line(event.type),
        event.content_hash(),
        event.county,
        int(event.sequence),
        event,
        (),
    )


def _line(said: Any) -> str | None:
    """As far as it can be kept."""
    return said.replace("\0", "").strip()[:200] or None if isinstance(said, str) else None


async def judge(
    connection: AsyncConnection, entry: Entry, city: str, now: datetime, *, passed: bool = False
) -> Outcome:
    """Takes the message in, or refuses it for good, and has it answered; ``passed``: its place in the sequence was."""
    known = await store.known(connection, entry.source, entry.id)
    there = entry.county is not None and (entry.county == city or await store.is_county(connection, entry.county))
    county = entry.county if there and entry.county is not None else city
    if known is not None and known[0] == entry.hash:
        # It may have been refused when its county was not known yet.
        county = known[1]
    tx = Tx(connection, county, SYSTEM, now, correlation_id=uuid7(now), received_at=now)
    if (kept := await MESSAGES.find(tx, entry.record_id)) is not None:
        await answer(tx, kept)
        return "duplicate"
    try:
        if known is not None and known[0] != entry.hash:
            raise Rejection("id-reused", "the id was used for another message; say this one under an id of its own")
        if passed and known is None:
            raise Rejection(
                "sequence-passed", "the source has gone past this number; use an id and a number of its own"
            )
        if entry.event is None:
            raise Rejection("invalid", *entry.errors)
        if not there:
            raise Rejection("county-unknown", f"{county} knows no such county")
        said = domain.read(entry.event, OURS)
        if isinstance(said, external.DayReported):
            await _report(tx, entry, said)
            return "duplicate" if known else "reported"
        await _check(tx, said)
    except Rejection as rejection:
        event = ExternalMessageRejected(
            origin=_origin(entry, now), type=entry.type, rule=rejection.rule, detail=rejection.detail
        )
        await _keep(tx, entry, event)
        return "rejected"
    await _keep(tx, entry, domain.take(said, _origin(entry, now)))
    return "received"


async def _check(tx: Tx, said: external.Message) -> None:
    proposal, unit = getattr(said, "proposal_id", None), getattr(said, "unit_id", None)
    if proposal is not None and not await store.has_proposal(tx, proposal):
        raise Rejection("proposal-unknown", f"{tx.county} supervises no proposal {proposal}")
    if unit is not None and not await store.has_unit(tx, unit):
        raise Rejection("unit-unknown", f"{tx.county} has no unit {unit}")


async def _keep(tx: Tx, entry: Entry, event: Event) -> None:
    kept = await MESSAGES.append(tx, entry.record_id, None, [event])
    await note(tx, kept)
    if isinstance(event, DirectiveReceived):
        await activities.on_directive(tx, event.proposal_id, event.directive)
    await answer(tx, kept)


def _origin(entry: Entry, now: datetime) -> ExternalOrigin:
    return ExternalOrigin(
        source=entry.source,
        message_id=entry.id,
        sent_at=entry.event.time if entry.event else None,
        sequence=entry.sequence,
        content_hash=entry.hash,
        received_at=now,
    )


async def note(tx: Tx, kept: Loaded[Received]) -> None:
    """What the id was used for; also where a restored store took the message back."""
    state = kept.state
    if state.rule != "id-reused":
        await store.note_id(tx, state.origin.source, state.origin.message_id, state.origin.content_hash)


async def answer(tx: Tx, kept: Loaded[Received]) -> None:
    """The same answer each time, under the same id."""
    state, origin = kept.state, kept.state.origin
    said: external.Message
    if state.status == "received":
        said = external.Acknowledged.model_validate(
            {
                "source": origin.source,
                "id": origin.message_id,
                "type": state.type,
                "received_at": origin.received_at,
            }
        )
    else:
        said = external.Rejected.model_validate(
            {
                "source": origin.source,
                "id": origin.message_id,
                "rule": state.rule,
                "detail": state.detail,
                "received_at": origin.received_at,
            }
        )
    await store.repeat(tx, f"A{kept.id[1:]}", said, origin.received_at)


async def _report(tx: Tx, entry: Entry, said: external.DayReported) -> None:
    assert entry.event is not None  # read from it
    origin = {"message_id": entry.id, "sequence": entry.sequence, "said_at": entry.event.time}
    await store.put_report(tx, entry.source, said, origin)
    await store.note_id(tx, entry.source, entry.id, entry.hash)
    found = await compare(tx, said.day, entry.source, said.received, said.sent)
    compared = external.DayCompared(
        source=entry.source,
        id=entry.id,
        day=said.day,
        differences=found.differences,
        missing_there=found.missing_there[:LISTED],
        unknown_there=found.unknown_there[:LISTED],
        missing_here=found.missing_here[:LISTED],
        unreported=found.unreported[:LISTED],
    )
    await store.repeat(tx, f"A{entry.record_id[1:]}", compared, tx.now)


async def compare(
    tx: Tx, day: date, source: str, theirs_received: tuple[str, ...], theirs_sent: tuple[str, ...]
) -> Comparison:
    """What both sides know of the day now."""
    sent = [row.message_id for row in await store.sent_on(tx, day)]
    received = await store.received_on(tx, day, source)
    return domain.compare(day, sent, theirs_received, received, theirs_sent)


@dataclass(frozen=True)
class Side:
    """What a sender's last report on a day comes to."""

    source: str
    message_id: str
    said_at: datetime
    comparison: Comparison


@dataclass(frozen=True)
class Day:
    sent: tuple[str, ...]
    waiting: int
    """Of them, not taken by the broker yet."""
    received: tuple[str, ...]
    sides: tuple[Side, ...]


async def reconcile(tx: Tx, day: date) -> Day:
    rows = await store.sent_on(tx, day)
    sides = [
        Side(
            report.source,
            report.message_id,
            report.said_at,
            await compare(tx, day, report.source, tuple(report.received), tuple(report.sent)),
        )
        for report in await store.reports_on(tx, day)
    ]
    return Day(
        tuple(row.message_id for row in rows),
        sum(row.sent_at is None for row in rows),
        tuple(await store.received_on(tx, day, None)),
        tuple(sides),
    )


async def resend_day(tx: Tx, day: date) -> int:
    """How many messages; answers of the day go with it."""
    return await _resend(tx, SENT.c.day == day)


async def resend_range(tx: Tx, first: int, last: int) -> int:
    """By number, both ends in it."""
    if last < first:
        raise DomainRefusal("no-range", f"There is nothing from {first} to {last}: the first number is the lower one.")
    return await _resend(tx, SENT.c.number.between(first, last))


async def _resend(tx: Tx, wanted: ColumnElement[bool]) -> int:
    count = await store.send_again(tx, wanted, AT_ONCE)
    if count > AT_ONCE:
        raise DomainRefusal("too-many", f"These are {count} messages; at most {AT_ONCE} at once: name a range.")
    return count


async def decide(tx: Tx, id: int, decision: Literal["give_up", "retry"], because: str) -> Mapping[str, Any]:
    """Said here and done by who takes messages in, who alone knows what comes next."""
    values: dict[str, Any] = {
        "decision": decision,
        "decided_by": tx.actor.subject,
        "decided_because": because,
        "decided_at": tx.now,
    }
    found = await store.decide(tx, id, values)
    if found is None:
        raise NotFound(f"quarantine held-{id}")
    if decision == "retry" and found["reason"] != "poison":
        raise DomainRefusal("not-poison", f"It is held as {found['reason']}: only what failed can be tried again.")
    return found
