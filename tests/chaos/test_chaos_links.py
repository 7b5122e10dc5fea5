"""The network between services and their servers: cut, slow, half-open, swallowed."""

import time
from collections.abc import Callable

from tests.chaos.check import check
from tests.chaos.load import Load
from tests.chaos.network import Link
from tests.chaos.world import COUNTIES, SESSION_TIMEOUT_SECONDS, World

Hurt = Callable[[Link], None]


def cut_often(link: Link) -> None:
    for _ in range(5):
        link.cut()
        time.sleep(0.2)


# Longer than Kafka waits for a member of a group.
HOLD_SECONDS = SESSION_TIMEOUT_SECONDS + 2
FAULTS: dict[str, tuple[Hurt, float]] = {
    "cut": (cut_often, 0),
    "slow": (lambda link: link.delay(0.08, 0.04), 6),
    "half-open-up": (lambda link: link.hold("up"), HOLD_SECONDS),
    "half-open-down": (lambda link: link.hold("down"), HOLD_SECONDS),
    "black-hole": (lambda link: link.hold(), HOLD_SECONDS),
    "refused": (lambda link: link.refuse(), 4),
}


def hurt_each(world: World, links: dict[str, Link]) -> None:
    """Every fault in turn, on the ways of all services, with commands before, during and after it."""
    with Load(COUNTIES, world.origins, world.journal) as load:
        load.progress(20)
        for hurt, seconds in FAULTS.values():
            for link in links.values():
                hurt(link)
            time.sleep(seconds)
            for link in links.values():
                link.heal()
            load.progress(10)
    assert not load.unknown
    world.settled()
    check(world)


def test_services_lose_nothing_on_a_bad_way_to_kafka(world: World) -> None:
    hurt_each(world, world.to_kafka)


def test_services_lose_nothing_on_a_bad_way_to_postgresql(world: World) -> None:
    hurt_each(world, world.to_postgres)


def test_a_service_cut_off_from_both_at_once_goes_on_when_they_are_back(world: World) -> None:
    name = "submission"
    with Load(COUNTIES, world.origins, world.journal) as load:
        load.progress(20)
        world.to_kafka[name].hold()
        world.to_postgres[name].hold()
        time.sleep(HOLD_SECONDS)
        world.to_postgres[name].heal()
        world.to_kafka[name].heal()
        load.progress(20)
    assert not load.unknown
    world.settled()
    check(world)
