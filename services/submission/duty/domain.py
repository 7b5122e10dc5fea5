"""A call that should be out by a day: of whoever announced it, of a session (its catalogue), of a quarter."""

from dataclasses import dataclass
from datetime import date, timedelta

from contracts.base import Event, Line, Record, Ref
from contracts.submission import CallDue, CallKind

EVENTS = (CallDue,)


class Duty(Record):
    """What has been reminded of."""

    id: Line
    kind: CallKind
    due_on: date
    reminders: int
    reminded_on: date
    call_id: Ref | None
    session_id: Ref | None
    title: Line | None
    publisher: Line | None


def apply(state: Duty | None, event: Event) -> Duty:
    match event:
        case CallDue():
            return Duty(
                id=event.duty_id,
                kind=event.kind,
                due_on=event.due_on,
                reminders=event.reminder,
                reminded_on=event.reminded_on,
                call_id=event.call_id,
                session_id=event.session_id,
                title=event.title,
                publisher=event.publisher,
            )
        case _:
            raise ValueError(event)


@dataclass(frozen=True)
class Quarter:
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        year, number = text.split("-")
        return cls(int(year), int(number))

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def following(self) -> "Quarter":
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"


@dataclass(frozen=True)
class Open:
    """A duty that is not met; ``ends_on`` is the first day on which it is none any more."""

    id: str
    kind: CallKind
    due_on: date
    ends_on: date | None = None
    call_id: str | None = None
    session_id: str | None = None
    title: str | None = None
    publisher: str | None = None


def remind(state: Duty | None, duty: Open, today: date, again_days: int) -> tuple[list[Event], date | None]:
    """The reminder, if it is time for one, and the day to look again, None for never.

    Whatever the timer missed: one look, one reminder. A date that has moved starts anew.
    """
    if duty.ends_on is not None and today >= duty.ends_on:
        return [], None
    last = state if state is not None and state.due_on == duty.due_on else None
    next_on = max(duty.due_on, last.reminded_on + timedelta(days=again_days)) if last else duty.due_on
    events: list[Event] = []
    if today >= next_on:
        reminder = CallDue(
            duty_id=duty.id,
            kind=duty.kind,
            due_on=duty.due_on,
            reminder=last.reminders + 1 if last else 1,
            reminded_on=today,
            call_id=duty.call_id,
            session_id=duty.session_id,
            title=duty.title,
            publisher=duty.publisher,
        )
        events.append(reminder)
        next_on = today + timedelta(days=again_days)
    return events, next_on if duty.ends_on is None or next_on < duty.ends_on else None
