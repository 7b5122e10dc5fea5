"""How long a unit has, and on which days the county works."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from chassis.eventlog import Loaded, Tx
from chassis.policy import Changes, Policy
from chassis.workcalendar import CalendarPolicy, WorkCalendar
from contracts.supervision import DateStep
from services.supervision.deadline.term import Case, Months, TermRule, follow, months
from services.supervision.metadata import TABLES, TIMERS

CHANGED = "calendar_changed"
"""Timer of a change of the county's days: all running dates are looked at again."""
SETTLED = timedelta(minutes=1)
"""What was being set by the old days while they were changed is stored by then."""


class DeadlinePolicy(BaseModel):
    months: Months
    helper_months: Months
    rehandling_months: Months
    urgent_months: Months = 1
    months_at_most: Months
    rules: Annotated[list[TermRule], Field(max_length=50)] = []
    """Read from the top before the numbers above; the first that fits counts."""
    # A tier below 0 would be taken for the day after.
    tiers: list[Annotated[int, Field(ge=0, le=366)]]

    @model_validator(mode="after")
    def _none_beyond_the_longest(self) -> Self:
        own = [rule.months for rule in self.rules if rule.months is not None]
        if max(self.months, self.helper_months, self.rehandling_months, self.urgent_months, *own) > self.months_at_most:
            raise ValueError("no time may be longer than months_at_most")
        return self

    def term(self, case: Case, started_on: date, calendar: WorkCalendar) -> DateStep:
        for rule in self.rules:
            if rule.fits(case, started_on):
                return rule.step(started_on, calendar)
        number = self.helper_months if case.role == "helper" else self.months
        if case.rehandling:
            # A helper that is called in then has no longer than the lead.
            number = self.rehandling_months
        return months(started_on, min(number, self.urgent_months) if case.urgent else number)


async def _look_again(tx: Tx, version: int, effective_from: datetime) -> None:
    await TIMERS.set(tx, CHANGED, CALENDAR.id, effective_from + SETTLED, version)


async def look_again_at_all(tx: Tx, changes: Loaded[Changes]) -> None:
    """The timers of the changes, where a restored store took them back: once more changes no date that is right."""
    if changes.id == CALENDAR.id:
        for change in changes.state.changes:
            await _look_again(tx, change.version, change.effective_from)


POLICY = Policy("deadline", DeadlinePolicy, Path(__file__).with_name("policy.yaml"), TABLES)
CALENDAR = Policy("calendar", CalendarPolicy, Path(__file__).with_name("calendar.yaml"), TABLES, on_change=_look_again)


async def computation(tx: Tx, started_on: date, case: Case, decided_at: datetime) -> tuple[tuple[DateStep, ...], int]:
    """The trace of a date, and the version of the policy that gave the term."""
    policy = await POLICY.at(tx, decided_at)
    calendar = (await CALENDAR.at(tx, decided_at)).value.calendar
    decided: Sequence[DateStep] = (
        DateStep(rule="start", day=started_on),
        policy.value.term(case, started_on, calendar),
    )
    return follow(decided, calendar), policy.version
