"""``proposals parked`` on given databases, with a real service's handlers."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.app import consumers_of
from chassis.clock import SystemClock
from chassis.database import Database
from contracts.submission import UnitEnrolled
from ops import databases, parked, registry
from ops.embedded import Postgres
from tests.support import sample
from tests.support.harness import Serve

CLOCK = SystemClock()


async def test_listed_shown_retried_and_dropped_by_its_id(postgres: Postgres, serve: Serve) -> None:
    server = postgres.url("postgres")
    await databases.create(server, "supervision")
    await databases.migrate(postgres.url("supervision"), "supervision")
    source = await serve(sample.SERVICE)  # only chains the events
    unit = {"unit_id": "U9", "system": "government", "linked_committee": "示例委员会"}
    first, second, third = (
        source.message(source.envelope(UnitEnrolled.model_validate(unit | {"name": name}), "U9"))
        for name in ("示例局", "示例局（更名）", "示例局（再更名）")
    )
    database = Database(postgres.url("supervision", "supervision_worker"))
    consumer = consumers_of(registry.service("supervision"), database, CLOCK)[0]
    await consumer.on_batch([second, third])
    (one, other) = await parked.listed(server, "supervision", CLOCK)
    assert (one["reason"], one["version"], other["version"]) == ("gap", 2, 3)
    shown = await parked.shown(server, one["id"], CLOCK)
    assert shown["headers"] == second.headers
    assert "示例局（更名）" in shown["value"]
    assert not await parked.retried(server, one["id"], CLOCK)
    await consumer.on_batch([first])
    assert await parked.listed(server, "supervision", CLOCK) == []
    engine = create_async_engine(postgres.url("supervision"))
    async with engine.connect() as connection:
        version: Any = await connection.scalar(text("SELECT version FROM inbox WHERE aggregate_id = 'U9'"))
    assert version == 3
    for id in (one["id"], "supervision:x", "nobody:1"):
        with pytest.raises(parked.NoSuchEvent):
            await parked.retried(server, id, CLOCK)
        with pytest.raises(parked.NoSuchEvent):
            await parked.dropped(server, id, "gone", CLOCK, missing_too=False)
    await consumer.on_batch([type(first)("submission.events", 0, 99, b"k", b"\xff", {})])
    (noise,) = await parked.listed(server, "supervision", CLOCK)
    await parked.dropped(server, noise["id"], "示例理由", CLOCK, missing_too=False)
    async with engine.connect() as connection:
        why: Any = await connection.scalar(text("SELECT dropped_because FROM dropped_events"))
    assert why == "示例理由"
    await engine.dispose()
    await database.close()
