"""From what was decided to a day: the term that a county's policy gives, and each step of the computation.

A trace is kept with the date, so that anybody can follow it again; what the calendar adds to it is derived, and is
another when the calendar is another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chassis.workcalendar import WorkCalendar, add_months
from contracts.base import Channel, Line, SupervisionClass, UnitRole
from contracts.supervision import DateStep
from services.supervision.deadline.trace import DERIVED

Months = Annotated[int, Field(ge=1, le=120)]


@dataclass(frozen=True)
class Case:
    """What a term may depend on; the channel is unknown until the admission has come."""

    role: UnitRole
    urgent: bool
    rehandling: bool
    channel: Channel | None
    supervision_class: SupervisionClass


class TermRule(BaseModel):
    """A term of its own for the cases that fit all that is said; what is left out fits any."""

    model_config = ConfigDict(extra="forbid")

    name: Line
    """As the county calls it; it stands in the date's *why*."""
    roles: list[UnitRole] | None = None
    channels: list[Channel] | None = None
    classes: list[SupervisionClass] | None = None
    urgent: bool | None = None
    rehandling: bool | None = None
    months: Months | None = None
    working_days: Annotated[int, Field(ge=1, le=750)] | None = None
    on: date | None = None
    """A fixed date; it counts for who is assigned before it."""
    each_year_on: Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")] | None = None
    """A fixed day of the year, MM-DD: the first one after the assignment."""

    @model_validator(mode="after")
    def _one_term(self) -> Self:
        given = [one for one in (self.months, self.working_days, self.on, self.each_year_on) if one is not None]
        if len(given) != 1:
            raise ValueError("a rule has exactly one of months, working_days, on and each_year_on")
        if self.each_year_on is not None:
            _in_year(self.each_year_on, 2001)
        return self

    def fits(self, case: Case, started_on: date) -> bool:
        wanted = (
            (self.roles, case.role),
            (self.channels, case.channel),
            (self.classes, case.supervision_class),
            (None if self.urgent is None else [self.urgent], case.urgent),
            (None if self.rehandling is None else [self.rehandling], case.rehandling),
        )
        return all(any_of is None or one in any_of for any_of, one in wanted) and (
            self.on is None or started_on < self.on
        )

    def step(self, started_on: date, calendar: WorkCalendar) -> DateStep:
        if self.months is not None:
            return months(started_on, self.months, self.name)
        if self.working_days is not None:
            return DateStep(
                rule="working_days",
                day=calendar.add(started_on, self.working_days),
                number=self.working_days,
                reason=self.name,
            )
        if self.on is not None:
            return DateStep(rule="fixed", day=self.on, reason=self.name)
        assert self.each_year_on is not None
        this_year = _in_year(self.each_year_on, started_on.year)
        day = this_year if this_year > started_on else _in_year(self.each_year_on, started_on.year + 1)
        return DateStep(rule="fixed", day=day, reason=self.name)


def _in_year(month_and_day: str, year: int) -> date:
    """Raises ValueError for a day that not every year has."""
    month, day = map(int, month_and_day.split("-"))
    return date(year, month, day)


def months(started_on: date, number: int, name: str | None = None) -> DateStep:
    return DateStep(rule="months", day=add_months(started_on, number), number=number, reason=name)


def follow(trace: Sequence[DateStep], calendar: WorkCalendar) -> tuple[DateStep, ...]:
    """The whole computation under this calendar, from the decided steps of ``trace``; its last day is the date.

    The first step is the start and the second the term. Every step ends on a working day, a person's date too.
    """
    done: list[DateStep] = []
    for step in trace:
        if step.rule in DERIVED:
            continue
        started_on = done[0].day if done else step.day
        day = _after(step, started_on, done[-1].day if done else step.day, calendar)
        done.append(step.model_copy(update={"day": day}))
        if step.rule == "start":
            continue
        if (worked := calendar.next_working(day)) != day:
            done.append(DateStep(rule="next_working", day=worked))
    if calendar.is_tentative(done[-1].day):
        done.append(DateStep(rule="tentative", day=done[-1].day))
    return tuple(done)


def _after(step: DateStep, started_on: date, before: date, calendar: WorkCalendar) -> date:
    match step.rule:
        case "months":
            return add_months(started_on, step.number or 0)
        case "working_days":
            return calendar.add(started_on, step.number or 0)
        case "paused":
            return before + timedelta(days=step.number or 0)
        case _:
            return step.day
