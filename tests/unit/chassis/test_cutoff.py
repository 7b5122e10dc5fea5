"""Kafka clients are kept from asking without a pause."""

import asyncio
import time
from typing import Any

import pytest

from chassis import cutoff


class Client:
    def __init__(self) -> None:
        self.asked: list[float] = []

    async def _metadata_update(self, *_: Any) -> bool:
        self.asked.append(time.monotonic())
        return False


async def test_a_client_without_a_leader_asks_with_pauses_and_hears_the_same() -> None:
    client: Any = Client()
    cutoff.calm(client)
    for _ in range(4):
        assert await client._metadata_update("cluster", "topics") is False
    pauses = [later - earlier for earlier, later in zip(client.asked, client.asked[1:], strict=False)]
    # The timer of the loop may be early by its resolution.
    assert min(pauses) > cutoff.METADATA_SECONDS * 0.9


async def test_what_ends_in_time_has_ended_and_what_does_not_is_told() -> None:
    async def refuses() -> None:
        raise OSError("example")

    assert await cutoff.ended(asyncio.sleep(0), 1, "client")
    assert not await cutoff.ended(asyncio.Event().wait(), 0.01, "client")
    assert not await cutoff.ended(refuses(), 1, "client")


async def test_a_task_that_is_cancelled_as_its_client_ends_is_cancelled() -> None:
    """A cancellation that is forgotten leaves a background task that nobody can end, and a stop that never returns."""
    stopped = asyncio.Event()

    async def stop() -> None:
        await stopped.wait()

    ending = asyncio.create_task(cutoff.ended(stop(), 60, "client"))
    await asyncio.sleep(0.01)
    stopped.set()
    await asyncio.sleep(0)
    ending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ending
