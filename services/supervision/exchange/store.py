"""What is asked of the tables of the exchange."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    delete,
    func,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.bus import Message
from chassis.clock import wall_date
from chassis.eventlog import Tx
from contracts import external
from contracts.external.base import CloudEvent
from services.supervision.deadline.store import DEADLINES, deadline_id
from services.supervision.exchange.tables import IDS, MESSAGES, NUMBERS, QUARANTINE, REPORTS, SENT, SOURCES
from services.supervision.oversight.store import OVERSIGHTS, UNITS, oversight_id

OPEN = QUARANTINE.c.settled_at.is_(None)

# Local to the transaction.
_SCOPE = text("SELECT set_config('app.counties', :counties, true)")
_KNOWN = text("SELECT EXISTS (SELECT FROM progress WHERE county = :county)")

# A broker that is new here lacks all that went to another: it is marked as filled, and everything waits once more.
_FILL = text(
    "WITH other AS (INSERT INTO positions (consumer, cluster, topic, partition, next_offset) "
    "VALUES ('supervision.external:out', :cluster, :topic, 0, 0) ON CONFLICT DO NOTHING RETURNING 1) "
    "UPDATE external_outbound SET sent_at = NULL, queued_at = :now WHERE sent_at IS NOT NULL AND EXISTS (TABLE other)"
)


# Outbound


async def put(tx: Tx, message_id: str, said: external.Message, said_at: datetime) -> None:
    """Has it sent, under the county's next number; one that is there already stays as it is."""
    same = (SENT.c.county == tx.county) & (SENT.c.message_id == message_id)
    if not await tx.connection.scalar(select(func.count()).where(same)):
        await _number(tx, message_id, said, said_at)


async def repeat(tx: Tx, message_id: str, said: external.Message, said_at: datetime) -> None:
    """As :func:`put`; one that is there already is sent once more as it is."""
    again = update(SENT).where(SENT.c.county == tx.county, SENT.c.message_id == message_id)
    again = again.values(sent_at=None, queued_at=tx.now)
    if not (await tx.connection.execute(again)).rowcount:
        await _number(tx, message_id, said, said_at)


async def _number(tx: Tx, message_id: str, said: external.Message, said_at: datetime) -> None:
    statement = insert(NUMBERS).values(county=tx.county, last=1)
    # Locked until the transaction ends: one that rolls back leaves no gap.
    statement = statement.on_conflict_do_update(index_elements=["county"], set_={"last": NUMBERS.c.last + 1})
    number = (await tx.connection.execute(statement.returning(NUMBERS.c.last))).scalar_one()
    await tx.connection.execute(insert(SENT).values(_row(tx, number, message_id, said, said_at)))


def _row(tx: Tx, number: int, message_id: str, said: external.Message, said_at: datetime) -> dict[str, Any]:
    return {
        "county": tx.county,
        "number": number,
        "message_id": message_id,
        "type": said.wire_name(),
        "is_answer": isinstance(said, external.ANSWERS),
        "subject": getattr(said, "proposal_id", None),
        "said_at": said_at,
        "day": wall_date(said_at),
        "data": said.model_dump_json(),
        "queued_at": tx.now,
    }


async def take_back(tx: Tx, event: CloudEvent, said: external.Message) -> str:
    """Keeps what went out as it went out; returns the id of the message that has the number."""
    number = int(event.sequence)
    row = _row(tx, number, event.id, said, event.time) | {"sent_at": tx.now}
    await tx.connection.execute(insert(SENT).values(row).on_conflict_do_nothing())
    await pass_number(tx, number)
    query = select(SENT.c.message_id).where(SENT.c.county == tx.county, SENT.c.number == number)
    return str(await tx.connection.scalar(query))


async def pass_number(tx: Tx, number: int) -> None:
    """The county's next one is behind it."""
    last = insert(NUMBERS).values(county=tx.county, last=number)
    greatest = func.greatest(NUMBERS.c.last, last.excluded.last)
    await tx.connection.execute(last.on_conflict_do_update(index_elements=["county"], set_={"last": greatest}))


async def unit_of(tx: Tx, assignment_id: str) -> str:
    """Of a deadline, which is never another unit's."""
    return (await DEADLINES.load(tx, deadline_id(assignment_id), lock=False)).state.unit_id


async def pending(connection: AsyncConnection, limit: int) -> Sequence[Any]:
    """Of each county the first that wait, so that none waits behind another's flood."""
    turn = func.row_number().over(partition_by=SENT.c.county, order_by=SENT.c.number).label("turn")
    # By their keys, from the index: with their data, a new broker's flood would be read whole for each batch of it.
    waiting = select(SENT.c.county, SENT.c.number, turn).where(SENT.c.sent_at.is_(None)).subquery()
    first = select(waiting).order_by(waiting.c.turn, waiting.c.county).limit(limit).subquery()
    same = (SENT.c.county == first.c.county) & (SENT.c.number == first.c.number)
    query = select(SENT).join(first, same).order_by(first.c.turn, first.c.county)
    return (await connection.execute(query)).all()


async def fill(connection: AsyncConnection, cluster: str, topic: str, now: datetime) -> None:
    """Has everything sent once more where ``cluster`` is another than before; once for each."""
    await connection.execute(_FILL, {"cluster": cluster, "topic": topic, "now": now})


async def mark_sent(connection: AsyncConnection, refs: Sequence[tuple[str, int]], now: datetime) -> None:
    counties, numbers = zip(*refs, strict=True)
    gone = (
        select(
            func.unnest(literal(list(counties), ARRAY(Text))).label("county"),
            func.unnest(literal(list(numbers), ARRAY(BigInteger))).label("number"),
        )
    ).subquery()
    same = (SENT.c.county == gone.c.county) & (SENT.c.number == gone.c.number)
    await connection.execute(update(SENT).where(same).values(sent_at=now))


async def send_again(tx: Tx, wanted: ColumnElement[bool], limit: int) -> int:
    """How many it is; none where there are more than ``limit``."""
    mine = (SENT.c.county == tx.county) & wanted
    count = (await tx.connection.execute(select(func.count()).where(mine))).scalar_one()
    if count <= limit:
        await tx.connection.execute(update(SENT).where(mine).values(sent_at=None, queued_at=tx.now))
    return int(count)


def sent_listing(county: str, day: date | None) -> Select[Any]:
    query = select(SENT).where(SENT.c.county == county)
    return query if day is None else query.where(SENT.c.day == day)


# Inbound


@dataclass(frozen=True)
class Held:
    """A message in quarantine; one without a source is no CloudEvent."""

    id: int
    reason: str
    source: str | None
    sequence: int | None
    message: Message
    decision: str | None


async def lock_source(connection: AsyncConnection, source: str) -> int:
    """The number that its next message bears; nobody else takes in anything of it meanwhile."""
    await connection.execute(insert(SOURCES).values(source=source, next=1).on_conflict_do_nothing())
    query = select(SOURCES.c.next).where(SOURCES.c.source == source).with_for_update()
    return int((await connection.execute(query)).scalar_one())


async def store_next(connection: AsyncConnection, source: str, sequence: int) -> None:
    await connection.execute(update(SOURCES).where(SOURCES.c.source == source).values(next=sequence))


async def widen(connection: AsyncConnection, counties: Collection[str]) -> None:
    """To the counties of what is taken in, each of which was checked to be six digits."""
    await connection.execute(_SCOPE, {"counties": ",".join(sorted(counties))})


async def is_county(connection: AsyncConnection, county: str) -> bool:
    """Whether any service has ever said anything of it."""
    return bool(await connection.scalar(_KNOWN, {"county": county}))


async def has_proposal(tx: Tx, proposal_id: str) -> bool:
    return await OVERSIGHTS.find(tx, oversight_id(proposal_id), lock=False) is not None


async def has_unit(tx: Tx, unit_id: str) -> bool:
    query = select(func.count()).where(UNITS.c.county == tx.county, UNITS.c.unit_id == unit_id)
    return bool(await tx.connection.scalar(query))


async def known(connection: AsyncConnection, source: str, message_id: str) -> tuple[str, str] | None:
    """(hash of what the id was first used for, county that keeps it)."""
    query = select(IDS.c.content_hash, IDS.c.county).where(IDS.c.source == source, IDS.c.message_id == message_id)
    row = (await connection.execute(query)).first()
    return None if row is None else (row.content_hash, row.county)


async def note_id(tx: Tx, source: str, message_id: str, content_hash: str) -> None:
    statement = insert(IDS).values(county=tx.county, source=source, message_id=message_id, content_hash=content_hash)
    await tx.connection.execute(statement.on_conflict_do_nothing())


async def hold(
    connection: AsyncConnection,
    message: Message,
    county: str,
    reason: str,
    error: str,
    now: datetime,
    content_hash: str,
    *,
    source: str | None = None,
    message_id: str | None = None,
    sequence: int | None = None,
) -> None:
    """Keeps it aside with its bytes; what waits already does not wait twice."""
    statement = insert(QUARANTINE).values(
        county=county,
        reason=reason,
        error=error[:2000].replace("\0", "�"),
        source=source,
        message_id=message_id,
        sequence=sequence,
        content_hash=content_hash,
        value=message.value or b"",
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        held_at=now,
    )
    await connection.execute(statement.on_conflict_do_nothing())


async def next_held(connection: AsyncConnection, source: str, sequence: int) -> Held | None:
    """The first that waits no longer for another, where ``sequence`` is what comes next."""
    q = QUARANTINE.c
    query = select(QUARANTINE).where(OPEN, q.source == source, q.reason == "gap", q.sequence <= sequence)
    return _held((await connection.execute(query.order_by(q.sequence, q.id).limit(1))).first())


async def held_counties(connection: AsyncConnection, source: str) -> set[str]:
    query = select(QUARANTINE.c.county).distinct().where(OPEN, QUARANTINE.c.source == source)
    return set((await connection.execute(query)).scalars())


async def decided(connection: AsyncConnection) -> list[int]:
    query = select(QUARANTINE.c.id).where(OPEN, QUARANTINE.c.decision.is_not(None)).order_by(QUARANTINE.c.id)
    return list((await connection.execute(query.limit(100))).scalars())


async def find_held(connection: AsyncConnection, id: int) -> Held | None:
    query = select(QUARANTINE).where(OPEN, QUARANTINE.c.id == id)
    return _held((await connection.execute(query)).first())


async def forget_held(connection: AsyncConnection, id: int) -> None:
    await connection.execute(delete(QUARANTINE).where(QUARANTINE.c.id == id))


async def settle(connection: AsyncConnection, id: int, now: datetime) -> None:
    await connection.execute(update(QUARANTINE).where(QUARANTINE.c.id == id).values(settled_at=now))


async def undecide(connection: AsyncConnection, id: int, error: str) -> None:
    """Tried again and failed again."""
    values = {"decision": None, "error": error[:2000].replace("\0", "�")}
    await connection.execute(update(QUARANTINE).where(QUARANTINE.c.id == id).values(values))


async def decide(tx: Tx, id: int, values: dict[str, Any]) -> dict[str, Any] | None:
    """The row after it, None where nothing of the county waits under the id."""
    mine = (QUARANTINE.c.id == id) & (QUARANTINE.c.county == tx.county) & OPEN
    statement = update(QUARANTINE).where(mine).values(values).returning(QUARANTINE)
    row = (await tx.connection.execute(statement)).mappings().first()
    return None if row is None else dict(row)


async def held_whole(tx: Tx, id: int) -> dict[str, Any] | None:
    """While it waits."""
    query = select(QUARANTINE).where(QUARANTINE.c.county == tx.county, QUARANTINE.c.id == id, OPEN)
    row = (await tx.connection.execute(query)).mappings().first()
    return None if row is None else dict(row)


def quarantine_listing(county: str, excerpt: int) -> Select[Any]:
    """Without the messages, each of which may be a megabyte: their first ``excerpt`` bytes, size and digest."""
    q = QUARANTINE.c
    digest = func.encode(func.sha256(q.value), "hex").label("sha256")
    about = (func.substring(q.value, 1, excerpt).label("beginning"), func.length(q.value).label("bytes"), digest)
    return select(*(column for column in q if column is not q.value), *about).where(q.county == county, OPEN)


def received_listing(county: str, day: date | None, proposal_id: str | None) -> Select[Any]:
    t = MESSAGES.table
    query = select(t).where(t.c.county == county)
    if day is not None:
        query = query.where(t.c.day == day)
    return query if proposal_id is None else query.where(t.c.proposal_id == proposal_id)


def _held(row: Any) -> Held | None:
    if row is None:
        return None
    message = Message(row.topic, row.partition, row.offset, None, row.value, {})
    return Held(row.id, row.reason, row.source, row.sequence, message, row.decision)


# Both sides of a day


async def sent_on(tx: Tx, day: date) -> list[Any]:
    """Of every message but answers: message_id, sent_at."""
    query = select(SENT.c.message_id, SENT.c.sent_at)
    query = query.where(SENT.c.county == tx.county, SENT.c.day == day, ~SENT.c.is_answer)
    return list((await tx.connection.execute(query)).all())


async def received_on(tx: Tx, day: date, source: str | None) -> list[str]:
    t = MESSAGES.table.c
    query = select(t.message_id).where(t.county == tx.county, t.day == day, t.status == "received")
    query = query if source is None else query.where(t.source == source)
    return list((await tx.connection.execute(query)).scalars())


async def put_report(tx: Tx, source: str, said: external.DayReported, origin: dict[str, Any]) -> None:
    """A later one takes the earlier one's place, whichever is read first."""
    statement = insert(REPORTS).values(
        county=tx.county, day=said.day, source=source, received=list(said.received), sent=list(said.sent), **origin
    )
    new = {name: statement.excluded[name] for name in ("message_id", "sequence", "said_at", "received", "sent")}
    statement = statement.on_conflict_do_update(
        index_elements=["county", "day", "source"], set_=new, where=REPORTS.c.sequence < statement.excluded.sequence
    )
    await tx.connection.execute(statement)


async def reports_on(tx: Tx, day: date) -> list[Any]:
    query = select(REPORTS).where(REPORTS.c.county == tx.county, REPORTS.c.day == day).order_by(REPORTS.c.source)
    return list((await tx.connection.execute(query)).all())


# What ops see


async def waiting(connection: AsyncConnection, _: Sequence[str]) -> dict[str, float]:
    """County → messages that wait to be sent."""
    return await _by_county(connection, select(SENT.c.county, func.count()).where(SENT.c.sent_at.is_(None)))


async def waiting_since(connection: AsyncConnection, _: Sequence[str]) -> dict[str, float]:
    """County → Unix time since when the first waits."""
    first = func.extract("epoch", func.min(SENT.c.queued_at))
    return await _by_county(connection, select(SENT.c.county, first).where(SENT.c.sent_at.is_(None)))


async def last_sent(connection: AsyncConnection, _: Sequence[str]) -> dict[str, float]:
    """County → Unix time of the last that the broker took."""
    # One step down an index for each county: what went out is kept for good, and is not counted through each time.
    newest = select(func.max(SENT.c.sent_at)).where(SENT.c.county == NUMBERS.c.county).scalar_subquery()
    last = func.extract("epoch", newest)
    return await _by_county(connection, select(NUMBERS.c.county, last).where(newest.is_not(None)))


async def quarantined(connection: AsyncConnection, _: Sequence[str]) -> dict[str, float]:
    """County → messages in quarantine."""
    return await _by_county(connection, select(QUARANTINE.c.county, func.count()).where(OPEN))


async def quarantined_since(connection: AsyncConnection, _: Sequence[str]) -> dict[str, float]:
    """County → Unix time since when the first is there."""
    first = func.extract("epoch", func.min(QUARANTINE.c.held_at))
    return await _by_county(connection, select(QUARANTINE.c.county, first).where(OPEN))


async def _by_county(connection: AsyncConnection, query: Select[str, Any]) -> dict[str, float]:
    rows = await connection.execute(query.group_by(query.selected_columns[0]))
    return {county: float(figure) for county, figure in rows}
