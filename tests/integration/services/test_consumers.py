"""Every consumer takes every event that it subscribes to, as published, and also when it is the first that ever came.

Only the events of one key are ordered, so a handler may not fail because another event has not come yet.
"""

from pathlib import Path

import pytest

from contracts.base import Event
from ops import registry
from tests.support.harness import Serve

GOLDEN = Path(__file__).parents[2] / "contract" / "golden"


def golden(event: type[Event]) -> Event:
    return event.model_validate_json((GOLDEN / event.SOURCE / f"{event.wire_name()}.json").read_bytes())


@pytest.mark.parametrize("name", registry.NAMES)
async def test_an_event_that_comes_first_is_applied(serve: Serve, name: str) -> None:
    service = registry.service(name)
    subscribed = [event for table in service.subscriptions.values() for event in table]
    assert subscribed
    harness = await serve(service)
    for number, event in enumerate(subscribed):
        # A county of its own for each: nothing that another event left behind can help.
        county = f"33{number:04d}"
        await harness.deliver(golden(event), "id-1", county)
