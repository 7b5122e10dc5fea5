"""What Kafka hands over comes twice, comes late, or comes in another order."""

import random

from ops import registry
from tests.chaos import delivery
from tests.chaos.check import check
from tests.chaos.load import Load
from tests.chaos.world import COUNTIES, World

TOPICS = [f"{name}.events" for name in registry.NAMES]


def test_every_topic_comes_once_more_in_any_order_and_nothing_happens_twice(world: World) -> None:
    choice = random.Random(6)
    with Load(COUNTIES, world.origins, world.journal) as load:
        load.progress(30)
        for within_keys in (False, True):
            found = delivery.records(world.kafka.servers, *TOPICS)
            delivery.send_again(world.kafka.servers, delivery.shuffled(found, choice, within_keys=within_keys))
            load.progress(10)
    assert not load.unknown
    world.settled()
    check(world)


def test_what_a_service_has_not_read_yet_comes_to_it_in_any_order(world: World) -> None:
    choice = random.Random(7)
    readers = ("supervision", "evaluation")
    with Load(COUNTIES, world.origins, world.journal) as load:
        for name in readers:
            assert world.services[name].terminate() == 0
        load.progress(80)
        unread = world.skip_unread(*readers)
        assert len(unread) > 80
        delivery.send_again(world.kafka.servers, delivery.shuffled(unread, choice, within_keys=True))
        for name in readers:
            world.services[name].start()
        load.progress(20)
    assert not load.unknown
    world.settled()
    check(world)
