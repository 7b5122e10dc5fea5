"""Services that crash, are restarted, or stand still, while commands come."""

import pytest

from ops import registry
from tests.chaos.check import check
from tests.chaos.load import Load
from tests.chaos.world import COUNTIES, World


@pytest.mark.parametrize("name", registry.NAMES)
def test_a_service_that_is_killed_and_started_again_loses_nothing(world: World, name: str) -> None:
    with Load(COUNTIES, world.origins, world.journal) as load:
        load.progress(20)
        world.services[name].kill()
        world.services[name].start()
        world.services[name].wait_ready()
        load.progress(20)
    assert not load.unknown
    world.settled()
    check(world)
