"""What no broker or reader would take is refused before it is stored; the largest that is allowed goes through."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
from sqlalchemy import text

from chassis import bus
from chassis.eventlog import SYSTEM, Actor, Tx
from chassis.problems import Invalid, TooLarge
from chassis.sendable import ATTRIBUTES, MAX_ATTRIBUTE_BYTES, MAX_EVENT_BYTES
from contracts.envelope import LONGEST_ID, Envelope
from ops.embedded import ApacheKafka
from tests.integration.chassis.test_bus import apart, eventually, outbox, worker
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.sample import SERVICE, Tally
from tests.support.sender import TALLIES

LONGEST = "示" * LONGEST_ID


def tally(size: int) -> Tally:
    """One whose data has so many bytes."""
    empty = len(Tally(thing_id="", amount=1).model_dump_json().encode())
    chinese, rest = divmod(size - empty, 3)
    return Tally(thing_id="示" * chinese + "x" * rest, amount=1)


def who(size: int) -> Actor:
    return replace(SYSTEM, subject="示" * (size // 3) + "x" * (size % 3))


async def append(h: Harness, id: str, event: Tally, actor: Actor = SYSTEM, proposal: str | None = None) -> None:
    async with h.runtime.database.transaction([COUNTY]) as connection:
        tx = Tx(connection, COUNTY, actor, h.clock.now(), "c")
        await TALLIES.append(tx, id, None, [event], proposal=proposal)


async def actor_room(h: Harness) -> int:
    """How long an actor's name may be beside the longest ids."""
    await append(h, "measured", tally(100))
    async with h.owner.connect() as connection:
        row = (await connection.execute(text("SELECT * FROM event_log"))).mappings().one()
    others = [row[name] or "" for name in ATTRIBUTES if name not in ("actor", "aggregate_id", "subject_proposal")]
    return MAX_ATTRIBUTE_BYTES - sum(len(value.encode()) for value in others) - 2 * len(LONGEST.encode())


async def test_the_largest_event_that_is_allowed_goes_through_a_real_broker(serve: Serve, kafka: ApacheKafka) -> None:
    sending, _ = apart("largest")
    h = await serve(sending)
    room = await actor_room(h)
    event = tally(MAX_EVENT_BYTES)
    await append(h, LONGEST, event, who(room), proposal=LONGEST)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(worker(h, sending, kafka.servers).run())

        async def sent() -> bool:
            return await outbox(h) == 0

        await eventually(sent, 90)
    came: list[bus.Message] = []

    async def on_batch(messages: Sequence[bus.Message], left: int) -> None:
        came.extend(messages)

    await bus.read_to_end(kafka.servers, sending.topic, {}, on_batch)
    (message,) = (message for message in came if message.key == LONGEST.encode())
    envelope = Envelope.parse(message.headers, message.value)
    assert (envelope.aggregate_id, envelope.actor) == (LONGEST, who(room).subject)
    assert envelope.data == event.model_dump_json().encode()
    assert len(envelope.data) == MAX_EVENT_BYTES


async def test_one_byte_or_one_character_more_is_refused_and_nothing_is_stored(serve: Serve) -> None:
    h = await serve(apart("larger")[0])
    room = await actor_room(h)
    with pytest.raises(TooLarge):
        await append(h, "a", tally(MAX_EVENT_BYTES + 1))
    with pytest.raises(TooLarge):
        await append(h, LONGEST, tally(100), who(room + 1), proposal=LONGEST)
    with pytest.raises(Invalid, match="at most 200"):
        await append(h, LONGEST + "示", tally(100))
    with pytest.raises(Invalid, match="at most 200"):
        await append(h, "a", tally(100), proposal=LONGEST + "示")
    async with h.owner.connect() as connection:
        for table in ("event_log", "outbox", "unsealed", "tallies"):
            assert (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() == 1, table


async def test_over_http_it_is_a_problem_of_the_request(serve: Serve) -> None:
    h = await serve(SERVICE)
    answer = await h.client("clerk").post("/things", json={"thing_id": "x" * 201})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:cppcc:problem:invalid")
    assert await h.published() == []
