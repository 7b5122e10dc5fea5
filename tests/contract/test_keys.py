"""All events of one aggregate share one key of the bus, or a later one could overtake an earlier one."""

from typing import Any

import pytest

from chassis.eventlog import Aggregate
from ops import registry
from tests.support.golden import golden

SINGLE = {
    # Of a message that came in there is one event.
    "external_messages",
    # Of a topic, or of a proposal: what is told of either names the same as what it began with.
    "forwards",
}
AGGREGATES: list[Aggregate[Any]] = [
    aggregate
    for name in registry.NAMES
    for aggregate in registry.service(name).metadata.info["aggregates"].values()
    if aggregate.name not in SINGLE
]


@pytest.mark.parametrize("aggregate", AGGREGATES, ids=lambda aggregate: aggregate.name)
def test_either_all_events_of_an_aggregate_are_of_a_proposal_or_none_is(aggregate: Aggregate[Any]) -> None:
    of = {event.__name__: golden(event).of_proposal() is not None for event in aggregate.events.values()}
    assert len(set(of.values())) <= 1, of
