"""A consumer that was down catches up while the load goes on."""

import pytest

from tests.chaos.check import check
from tests.chaos.load import Load
from tests.chaos.world import COUNTIES, World


def test_services_that_were_down_catch_up_while_the_load_goes_on(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    down = ("evaluation", "supervision")
    with Load(COUNTIES, world.origins, world.journal) as load:
        for name in down:
            assert world.services[name].terminate() == 0
        load.progress(150)
        said = world.said()
        for name in down:
            world.services[name].start()
        seconds = world.caught_up(said)
        load.progress(20)
    with capsys.disabled():
        events = sum(count for counts in said.values() for count in counts.values())
        print(
            f"\nof {events} events all were applied {seconds:.1f} s after the start, with commands coming all the while"
        )
    assert not load.unknown
    world.settled()
    check(world)
