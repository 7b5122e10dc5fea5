"""A client is closed whoever is cancelled meanwhile: what is left open is nobody's any more."""

import asyncio

import pytest

from chassis import cutoff


async def cancelled(task: asyncio.Task[object]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("turns", range(4))
async def test_a_stop_that_is_cancelled_closes_its_client(turns: int) -> None:
    """Also where the stop has not even begun: ``turns`` of the loop lie between asking for it and being cancelled."""
    closed: list[str] = []

    async def stop() -> None:
        closed.append("begun")
        await asyncio.sleep(0.01)
        closed.append("ended")

    task: asyncio.Task[object] = asyncio.create_task(cutoff.ended(stop(), 5, "client"))
    for _ in range(turns + 1):
        await asyncio.sleep(0)
    await cancelled(task)
    assert closed == ["begun", "ended"]


async def test_a_start_that_is_cancelled_ends_first(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    async def start(seconds: float) -> None:
        said.append("asks")
        try:
            await asyncio.sleep(seconds)
            said.append("knows")
        except asyncio.CancelledError:
            said.append("forgets")
            raise

    task: asyncio.Task[object] = asyncio.create_task(cutoff.begun(start(0.01)))
    await asyncio.sleep(0.001)
    await cancelled(task)
    assert said == ["asks", "knows"]
    # One that does not end is given up after all.
    monkeypatch.setattr(cutoff, "CLOSE_SECONDS", 0.01)
    task = asyncio.create_task(cutoff.begun(start(60)))
    await asyncio.sleep(0.001)
    await cancelled(task)
    assert said[2:] == ["asks", "forgets"]


async def test_a_start_that_fails_says_so() -> None:
    async def start() -> None:
        raise OSError("no route")

    with pytest.raises(OSError, match="no route"):
        await cutoff.begun(start())
