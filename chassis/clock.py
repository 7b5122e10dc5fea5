"""Time is injected everywhere, so that a test or a demo year can move it and no rule reads the wall clock."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

WALL = ZoneInfo("Asia/Shanghai")
"""The wall clock of deadlines."""


class Clock(Protocol):
    def now(self) -> datetime:
        """The current instant, timezone-aware UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class AdjustableClock:
    """System time plus an offset: the development clock (a demo year ends today) and the clock of tests."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def set(self, instant: datetime) -> None:
        self.offset = instant - datetime.now(UTC)


def wall_date(instant: datetime) -> date:
    """The civil date of ``instant`` in Asia/Shanghai: 23:30 UTC is already the next day there."""
    return instant.astimezone(WALL).date()
