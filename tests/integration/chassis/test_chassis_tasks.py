"""Background work that fails is told, counted and done again; nothing ends for ever without a word."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from chassis import metrics, tasks
from ops.embedded import ApacheKafka
from tests.integration.chassis.test_bus import apart, emit, eventually, totals, worker
from tests.support.harness import Serve
from tests.support.sample import SERVICE


def failures(service: str, task: str) -> float:
    return metrics.TASK_FAILURES.labels(service, task)._value.get()


async def test_a_reader_that_ends_on_what_nobody_expected_reads_on(serve: Serve, kafka: ApacheKafka) -> None:
    sending, reading = apart("startled")
    sender, receiver = await serve(sending), await serve(reading)
    runtime = worker(receiver, reading, kafka.servers, heads_seconds=0.2)
    aim, broken = runtime.consumer.aim, iter((RuntimeError("示例"),))

    async def fails_once() -> None:
        if (failure := next(broken, None)) is not None:
            raise failure
        await aim()

    runtime.consumer.aim = fails_once
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(worker(sender, sending, kafka.servers).run())
        await stack.enter_async_context(runtime.run())

        async def counted() -> bool:
            return failures(reading.name, f"reader {reading.name}") == 1

        await eventually(counted, 90)
        await emit(sender, "a", 1)

        async def arrived() -> bool:
            return runtime.consuming and await totals(receiver) == {"a": 1}

        await eventually(arrived, 90)
        assert not runtime.tasks.failing


async def test_a_service_whose_task_fails_is_not_ready_and_says_why(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    h = await serve(SERVICE)
    ops = h.client("ops")
    monkeypatch.setattr(tasks, "LONGEST_PAUSE", 3600)
    before = failures("sample", "示例")

    async def fails() -> None:
        raise RuntimeError("示例故障")

    async with h.runtime.tasks.running("示例", fails):
        async with asyncio.timeout(60):
            while not h.runtime.tasks.failing:
                await asyncio.sleep(0)
        answer = await ops.get("/health/ready")
        assert (answer.status_code, answer.json()["failing"]) == (503, {"示例": "RuntimeError('示例故障')"})
        assert failures("sample", "示例") == before + 1
    assert (await ops.get("/health/ready")).status_code == 200


async def test_a_task_that_is_cancelled_from_within_is_started_anew(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    h = await serve(SERVICE)
    monkeypatch.setattr(tasks, "LONGEST_PAUSE", 0.0)
    again = asyncio.Event()
    runs = 0

    async def gives_up() -> None:
        nonlocal runs
        runs += 1
        if runs > 1:
            again.set()
            await asyncio.Event().wait()
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        future.cancel()
        await future

    async with h.runtime.tasks.running("client", gives_up):
        await asyncio.wait_for(again.wait(), 60)
    assert runs == 2
