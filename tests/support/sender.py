"""The service that publishes what the sample service consumes."""

from sqlalchemy import Column, Integer

from chassis.app import Service
from chassis.eventlog import Aggregate
from chassis.tables import service_metadata
from contracts.base import Event, Record
from tests.support.sample import Tally

METADATA = service_metadata()


class Count(Record):
    total: int


def apply(state: Count | None, event: Event) -> Count:
    assert isinstance(event, Tally)
    return Count(total=(state.total if state else 0) + event.amount)


TALLIES = Aggregate(
    METADATA,
    "tallies",
    Count,
    [Tally],
    apply,
    columns=[Column("total", Integer, nullable=False)],
    project=lambda s: {"total": s.total},
)
SENDER = Service("other", METADATA, [])
