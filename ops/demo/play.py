"""Plays the year: moment by moment on the development clock, people of one moment beside each other.

Between two moments the bus comes to rest and every timer that falls due on the way fires at its own time, so that a
run is the same whatever the machine's speed, and the same again after a kill.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

from chassis.clock import WALL
from ops.client import Api, ApiError
from ops.demo import acts, check, order
from ops.demo.county import County, Journal
from ops.demo.files import CODES, DATA, Files, Size
from ops.demo.steps import Step

AT_ONCE = 12
"""People who act at the same time."""
REST_SECONDS = 300


class DemoFailed(RuntimeError):
    """The year could not be played on; the message says where it stands and how to go on."""


class Progress(Protocol):
    """Shows how far the year is."""

    def begin(self, steps: int) -> None: ...
    def moment(self, day: date, done: int) -> None: ...
    def end(self, seconds: float) -> None: ...


@dataclass(frozen=True)
class Demo:
    """What is to be played, against the platform at ``origin`` whose state directory is ``state``."""

    origin: str
    state: Path
    size: Size
    counties: int


@dataclass(frozen=True)
class Outcome:
    """How the year ended: a table to show, and each count that is not what the input says."""

    lines: list[str]
    differences: list[str]


async def play(demo: Demo, progress: Progress) -> Outcome:
    """Plays what is not played yet, and compares the end with the input."""
    if not 1 <= demo.counties <= len(CODES):
        raise DemoFailed(f"between 1 and {len(CODES)} counties")
    files = Files(DATA / demo.size)
    script = order.load(files.directory)
    run = Journal(demo.state / "demo" / "run.jsonl")
    started = asyncio.get_running_loop().time()
    async with Api(demo.origin) as api:
        clock = _Clock(api)
        try:
            today = date.fromisoformat(await _begin(run, demo, clock))
            played = [
                County(code, script, files, api, Journal(demo.state / "demo" / f"{code}.jsonl"), today)
                for code in CODES[: demo.counties]
            ]
            if "done" not in run:
                steps = sorted(
                    (step for county in played for step in _steps(county)), key=lambda step: step[1].when.order
                )
                await _through(clock, today, steps, run, progress)
                await clock.release()
                run.write("done", True)
            said = [(county.code, await check.said(county)) for county in played]
        except ApiError as error:
            raise DemoFailed(f"{error}\nwhat was done is kept; the same command goes on from here") from error
        finally:
            progress.end(asyncio.get_running_loop().time() - started)
            run.close()
    wanted = check.expected(script)
    differences = [f"{code}: {text}" for code, found in said for text in check.differences(wanted, found)]
    return Outcome(check.lines(said), differences)


async def _begin(run: Journal, demo: Demo, clock: "_Clock") -> str:
    """The day on which the year ends: the first run's today, however often it is taken up again."""
    if "run" not in run:
        reading = await clock.read()
        if reading["events"]:
            raise DemoFailed(
                "the demo's year ends today, so it needs a platform in which nothing has happened yet: "
                "use a fresh --state"
            )
        today = datetime.now(WALL).date().isoformat()
        run.write("run", {"size": demo.size, "counties": demo.counties, "today": today})
    first = run["run"]
    if (first["size"], first["counties"]) != (demo.size, demo.counties):
        raise DemoFailed(
            f"this state holds the demo {first['size']} with {first['counties']} counties: go on with it, "
            "or use a fresh --state"
        )
    return str(first["today"])


def _steps(county: County) -> list[tuple[County, Step]]:
    return [(county, step) for step in acts.steps(county)]


async def _through(
    clock: "_Clock", today: date, steps: Sequence[tuple[County, Step]], run: Journal, progress: Progress
) -> None:
    progress.begin(len(steps))
    done = 0
    for when, group in groupby(steps, key=lambda step: step[1].when):
        here = list(group)
        name = f"moment {when.day} {when.at}"
        if name not in run:
            await clock.go_to(when.instant(today))
            await _together(here)
            await clock.rest()
            run.write(name, len(here))
        done += len(here)
        progress.moment(when.instant(today).date(), done)
    # Noted before the clock runs again: a run cut off in between must not hold it at a time that has passed.
    if "played" not in run:
        await clock.go_to(datetime.now(WALL))
        run.write("played", done)


async def _together(steps: Sequence[tuple[County, Step]]) -> None:
    """Chains beside each other, each chain's steps one after another; the first failure stops all."""
    chains: dict[tuple[str, str], list[Step]] = {}
    for county, step in steps:
        chains.setdefault((county.code, step.chain), []).append(step)
    free = asyncio.Semaphore(AT_ONCE)

    async def run(chain: list[Step]) -> None:
        async with free:
            for step in chain:
                await step.act()

    try:
        async with asyncio.TaskGroup() as group:
            for chain in chains.values():
                group.create_task(run(chain))
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None


class _Clock:
    """The platform's development clock, from outside."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def read(self) -> dict[str, Any]:
        return await self._api.get("/dev-clock")

    async def rest(self) -> dict[str, Any]:
        """Waits until everything that was accepted has taken effect everywhere."""
        end = asyncio.get_running_loop().time() + REST_SECONDS
        quiet = -1
        while True:
            reading = await self.read()
            # Twice the same: a service asked first may be woken by what one asked later has just sent.
            if reading["settled"] and reading["events"] == quiet:
                return reading
            quiet = reading["events"] if reading["settled"] else -1
            if asyncio.get_running_loop().time() > end:
                raise DemoFailed(f"the bus did not come to rest in {REST_SECONDS} s; see `proposals status`")
            await asyncio.sleep(0.02)

    async def go_to(self, instant: datetime) -> None:
        """Goes forward to ``instant``, and on the way to each moment at which a timer is due."""
        while True:
            reading = await self.rest()
            due = reading["next_timer"] and datetime.fromisoformat(reading["next_timer"])
            target = min(due, instant) if due else instant
            if target > datetime.fromisoformat(reading["now"]) or not reading["held"]:
                await self._set(target)
            if target == instant:
                await self.rest()
                return

    async def release(self) -> None:
        await self._set(None)

    async def _set(self, now: datetime | None) -> None:
        await self._api.put("/dev-clock", {"now": now.isoformat() if now else None})
