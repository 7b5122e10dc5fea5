"""Services that crash, end in order, or stand still, while commands come."""

import time

from ops import registry
from tests.chaos.check import check
from tests.chaos.load import Load
from tests.chaos.processes import wait_for
from tests.chaos.world import COUNTIES, SESSION_TIMEOUT_SECONDS, World

_IN_A_BATCH = """
SELECT count(*) FROM pg_stat_activity WHERE datname = '{0}' AND usename = '{0}_worker'
AND xact_start < clock_timestamp() - interval '0.3 s'
"""


def test_each_service_is_killed_in_turn_and_nothing_is_lost(world: World) -> None:
    with Load(COUNTIES, world.origins, world.journal) as load:
        for name in registry.NAMES:
            load.progress(10)
            world.services[name].kill()
            world.services[name].start()
        for service in world.services.values():
            service.wait_ready()
        load.progress(20)
    assert not load.unknown
    world.settled()
    check(world)


def test_a_service_that_is_killed_and_then_ended_in_the_middle_of_a_batch_applies_it_once(world: World) -> None:
    name = "supervision"
    service = world.services[name]

    def in_a_batch() -> bool:
        return world.postgres.psql(_IN_A_BATCH.format(name)) != "0"

    with Load(COUNTIES, world.origins, world.journal) as load:
        for end in (service.kill, service.terminate):
            service.terminate()
            load.progress(30)
            # A slow way to the store makes a batch long enough to be hit in its middle.
            world.to_postgres[name].delay(0.03)
            service.start()
            wait_for(f"{name} in a batch", in_a_batch)
            assert end() in (None, 0), "an orderly end is a success"
            world.to_postgres[name].heal()
            service.start()
        service.wait_ready()
    assert not load.unknown
    world.settled()
    check(world)


def test_a_process_that_stood_still_finds_its_partitions_with_another_and_goes_on(world: World) -> None:
    for name in ("consultation", "supervision"):
        world.add(name)
    with Load(COUNTIES, world.origins, world.journal) as load:
        load.progress(20)
        for name in ("consultation", "supervision"):
            world.services[name].pause()
        time.sleep(SESSION_TIMEOUT_SECONDS + 3)
        load.progress(20)
        for name in ("consultation", "supervision"):
            world.services[name].resume()
        load.progress(20)
    assert not load.unknown
    world.settled()
    check(world)
