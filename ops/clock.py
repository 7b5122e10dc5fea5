"""The development clock: a demo year is played through in minutes and ends today. Mounted by ``proposals up`` alone.

While it is *held* it stands still, so that a run that is killed and taken up again sees the very same times.
"""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel

from chassis.problems import Conflict


class DevelopmentClock:
    """The system's time, or the instant at which it is held; what it is held at survives a restart in ``path``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.held: datetime | None = None
        if path.exists():
            self.held = datetime.fromisoformat(json.loads(path.read_text())["held"])

    def now(self) -> datetime:
        return self.held or datetime.now(UTC)

    def hold(self, instant: datetime) -> None:
        self.held = instant.astimezone(UTC)
        # Written whole or not at all: a kill in between must not leave half a date.
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps({"held": self.held.isoformat()}))
        new.replace(self._path)

    def release(self) -> None:
        self.held = None
        self._path.unlink(missing_ok=True)


class Quiet(BaseModel):
    """Whether everything that was accepted has taken effect everywhere, and when the next timer is due."""

    settled: bool
    events: int
    next_timer: datetime | None


class Reading(Quiet):
    now: datetime
    held: bool


class SetClock(BaseModel):
    """``now`` None lets the system's time run again."""

    now: AwareDatetime | None


def router(clock: DevelopmentClock, quiet: Callable[[], Awaitable[Quiet]], wake: Callable[[], None]) -> APIRouter:
    """``GET`` and ``PUT /dev-clock``. ``wake`` makes the tickers look at once."""
    routes = APIRouter()

    async def reading() -> Reading:
        return Reading(now=clock.now(), held=clock.held is not None, **(await quiet()).model_dump())

    @routes.get("/dev-clock")
    async def read() -> Reading:
        return await reading()

    @routes.put("/dev-clock")
    async def put(body: SetClock) -> Reading:
        # History must not run backwards: only where nothing has happened yet may the clock be set back.
        if body.now is not None and body.now < clock.now() and (await quiet()).events:
            raise Conflict(f"the clock stands at {clock.now().isoformat()} and there are events: it only goes forward")
        if body.now is None:
            clock.release()
        else:
            clock.hold(body.now)
        wake()
        return await reading()

    return routes
