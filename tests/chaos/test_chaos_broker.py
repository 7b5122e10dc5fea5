"""Kafka away: commands are taken all the while, and everything is delivered when it is back."""

import time

import pytest

from tests.chaos.check import check
from tests.chaos.load import Load
from tests.chaos.world import COUNTIES, World

PAUSE_SECONDS = 20


def test_kafka_is_killed_and_started_again(world: World) -> None:
    with Load(COUNTIES, world.origins, world.journal) as load:
        load.progress(20)
        world.kafka.kill()
        load.progress(20)
        world.kafka.start()
        load.progress(20)
    assert not load.unknown
    world.settled()
    check(world)


def test_kafka_stands_still_and_goes_on(world: World) -> None:
    with Load(COUNTIES, world.origins, world.journal) as load:
        load.progress(10)
        world.kafka.pause()
        began = time.monotonic()
        load.progress(40)
        time.sleep(max(began + PAUSE_SECONDS - time.monotonic(), 0))
        world.kafka.resume()
        load.progress(20)
    assert not load.unknown
    world.settled()
    check(world)


def test_an_outage_of_kafka_under_load_ends_with_everything_delivered(
    world: World, pytestconfig: pytest.Config, capsys: pytest.CaptureFixture[str]
) -> None:
    """What waits is delivered beside what comes: how soon, hangs on how much of the machine the load leaves."""
    outage: float = pytestconfig.getoption("outage", 20)
    rate: float = pytestconfig.getoption("outage_rate", 4)
    with Load(COUNTIES, world.origins, world.journal, rate=rate) as load:
        load.progress(10)
        world.kafka.kill()
        before = load.answered["file"]
        end = time.monotonic() + outage
        while time.monotonic() < end:
            # Whatever waits, people go on filing.
            load.progress(1)
            time.sleep(0.1)
        filed = load.answered["file"] - before
        waiting = world.look("submission")["outbox"]
        assert waiting >= filed > 0, "what was accepted meanwhile waits in the outbox"
        world.kafka.start()
        said = world.said()
        seconds = world.caught_up(said)
        load.progress(10)
    with capsys.disabled():
        print(f"\nKafka was away for {outage:.0f} s under {rate:g} commands a second, ", end="")
        print(f"{waiting} events waited in submission; ", end="")
        print(f"{seconds:.1f} s after its return every consumer had all of them")
    assert not load.unknown
    world.settled()
    check(world)
