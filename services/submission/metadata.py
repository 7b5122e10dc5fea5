"""The service's own tables hang on this one metadata; its days end on the wall clock."""

from datetime import UTC, date, datetime, time, timedelta

from chassis.clock import WALL
from chassis.tables import infrastructure, service_metadata
from chassis.timers import Timers

METADATA = service_metadata()
TABLES = infrastructure(METADATA)
TIMERS = Timers(TABLES)


def end_of_day(day: date) -> datetime:
    """The first instant after ``day`` in Asia/Shanghai: what counts until its end lapses then; the last there is, of
    the calendar's last day."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return datetime.combine(day + timedelta(days=1), time(), WALL)
