"""What went out since a backup, taken back from its topic under the numbers that it had.

The events are read again and would be told under numbers in the order of *their* coming, which may be another: the
other side would then hold one message under two numbers, and one number for two messages.
"""

from collections.abc import Sequence

import structlog
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis import bus, cluster
from chassis.bus import Message
from chassis.clock import Clock
from chassis.database import Database
from chassis.eventlog import SYSTEM, Tx, new_id
from chassis.owntopic import OwnTopic
from chassis.settings import Settings
from contracts import external
from contracts.external.base import CloudEvent, problems
from services.supervision.exchange import store
from services.supervision.exchange.relay import source_of
from services.supervision.metadata import TABLES

log = structlog.get_logger()
TYPES = {message.wire_name(): message for message in external.SENT}


async def run(settings: Settings, database: Database, clock: Clock) -> None:
    """At each start, from where the last one ended: it finds nothing that is not there, but in a restored store."""
    await cluster.create_topics(settings, [external.OUTBOUND])
    own = OwnTopic("supervision.external", external.OUTBOUND, TABLES)
    own.cluster = await cluster.identity(settings.kafka)
    source = source_of(settings.city)

    async def on_batch(messages: Sequence[Message], left: int) -> None:
        del left
        found = [event for message in messages if (event := _ours(message, source)) is not None]
        async with database.transaction(sorted({event.county for event in found})) as connection:
            for event in found:
                await _take_back(connection, event, clock)
            own.read({(one.topic, one.partition): one.offset + 1 for one in messages})
            await own.store(connection)

    async with database.transaction([]) as connection:
        positions = await own.load(connection)
    await bus.read_to_end(settings.kafka, external.OUTBOUND, positions, on_batch)


def _ours(message: Message, source: str) -> CloudEvent | None:
    """None for what somebody else put there: this service cannot have said it."""
    try:
        event = external.parse(message.value)
        if event.source == source and event.type in TYPES:
            return event
        why = f"it is a {event.type} of {event.source}"
    except (external.Malformed, external.Refused) as error:
        why = str(error)
    log.error("exchange.unproven", partition=message.partition, offset=message.offset, why=why)
    return None


async def _take_back(connection: AsyncConnection, event: CloudEvent, clock: Clock) -> None:
    tx = Tx(connection, event.county, SYSTEM, clock.now(), correlation_id=new_id(clock))
    try:
        said = TYPES[event.type].model_validate(event.data)
    except ValidationError as error:
        # A newer release may have said it: its number at least is not given a second time.
        log.error("exchange.unproven", county=event.county, number=event.sequence, why=str(problems(error)))
        await store.pass_number(tx, int(event.sequence))
        return
    known = await store.take_back(tx, event, said)
    if known != event.id:
        log.error("exchange.number_taken", county=event.county, number=event.sequence, id=event.id, known=known)
