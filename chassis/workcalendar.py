"""Working days with make-up days (调休): the official calendar from a kept library, county days over it.

The library raises for a year that is not announced yet; then weekends alone count and the answer says *tentative*,
because a silent guess would become a legal date.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Self

import chinese_calendar
from pydantic import BaseModel, model_validator


@dataclass(frozen=True)
class WorkCalendar:
    """``overrides`` are the county's own days: True is worked, False is off."""

    overrides: Mapping[date, bool] = field(default_factory=dict[date, bool])

    def is_working(self, day: date) -> bool:
        if day in self.overrides:
            return self.overrides[day]
        try:
            return chinese_calendar.is_workday(day)
        except NotImplementedError:  # the library's word for a year that is not announced
            return day.weekday() < 5

    def is_tentative(self, day: date) -> bool:
        """Whether the official calendar of that year is not known yet."""
        try:
            chinese_calendar.is_workday(day)
        except NotImplementedError:  # the same
            return True
        return False

    def next_working(self, day: date) -> date:
        """``day`` itself when it is worked, else the next one that is."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def add(self, day: date, working_days: int) -> date:
        """The ``working_days``-th working day after ``day``; the start never counts."""
        while working_days > 0:
            day += timedelta(days=1)
            if self.is_working(day):
                working_days -= 1
        return day


class CalendarPolicy(BaseModel):
    """A county's own days: worked although the official calendar says off, and off although it says worked."""

    worked: tuple[date, ...]
    off: tuple[date, ...]

    @model_validator(mode="after")
    def _each_day_once(self) -> Self:
        both = set(self.worked) & set(self.off)
        if both:
            raise ValueError(f"both worked and off: {', '.join(map(str, sorted(both)))}")
        return self

    @property
    def calendar(self) -> WorkCalendar:
        return WorkCalendar(dict.fromkeys(self.worked, True) | dict.fromkeys(self.off, False))


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the month's last: 30 November + 3 months is 28 February."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))
