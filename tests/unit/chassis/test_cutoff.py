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

    task: asyncio.Task[object] = asyncio.create_task(cutoff.closed(stop(), 5, "client"))
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


@pytest.mark.parametrize("error", [OSError("no route"), ExceptionGroup("all of it", [ValueError("odd")])])
async def test_what_a_stop_that_fails_leaves_is_cut_off(error: Exception) -> None:
    said: list[str] = []

    async def stop() -> None:
        raise error

    async def cut() -> None:
        said.append("cut off")

    await cutoff.closed(stop(), 5, "client", cut)
    assert said == ["cut off"]


async def test_a_stop_that_does_not_end_is_cut_off_however_often_its_caller_is_cancelled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cutoff, "CLOSE_SECONDS", 0.05)
    said: list[str] = []
    done = asyncio.Event()

    async def cut() -> None:
        await asyncio.sleep(0.01)
        said.append("cut off")
        done.set()

    task: asyncio.Task[object] = asyncio.create_task(cutoff.closed(asyncio.sleep(60), 60, "client", cut))
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.sleep(0.01)
    await cancelled(task)
    async with asyncio.timeout(10):
        await done.wait()
    assert said == ["cut off"]
