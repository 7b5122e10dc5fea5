"""Peers that vanish without a word, for longer than a service waits: it gives up by itself, and goes on by itself."""

import httpx
import pytest

from tests.chaos.check import check
from tests.chaos.load import Load
from tests.chaos.network import BOTH, Direction
from tests.chaos.processes import ServiceProcess, wait_for
from tests.chaos.world import COUNTIES, World

IMPATIENT = {
    "CPPCC_CONNECT_SECONDS": "1",
    "CPPCC_STATEMENT_SECONDS": "1",
    "CPPCC_WORKER_STATEMENT_SECONDS": "2",
    "CPPCC_IDLE_TRANSACTION_SECONDS": "3",
    "CPPCC_VANISHED_SECONDS": "3",
    "CPPCC_KAFKA_PATIENCE_SECONDS": "10",
}


def get(service: ServiceProcess, path: str) -> httpx.Response:
    return httpx.get(f"{service.origin}/{service.service}{path}", trust_env=False, timeout=60)


def lives(service: ServiceProcess) -> bool:
    try:
        return get(service, "/health/live").is_success
    except httpx.TransportError:
        return False


def start_again(service: ServiceProcess) -> None:
    service.terminate()
    service.start(**IMPATIENT)
    service.wait_ready()


@pytest.mark.parametrize("directions", [("up",), ("down",), BOTH], ids=["unheard", "unanswered", "hole"])
def test_commands_into_a_silent_store_are_given_up_and_have_one_effect(
    world: World, directions: tuple[Direction, ...]
) -> None:
    service = world.services["submission"]
    start_again(service)
    with Load(COUNTIES, world.origins, world.journal) as load:
        load.progress(20)
        world.to_postgres["submission"].hold(*directions)
        load.trouble(12)
        ready = get(service, "/health/ready")
        assert (ready.status_code, ready.json()["ready"]) == (503, False)
        world.to_postgres["submission"].heal()
        service.wait_ready()
        load.progress(20)
        said = get(service, "/metrics").text
    assert 'cppcc_store_failures_total{reason="silent",service="submission"}' in said
    assert not load.unknown
    world.settled()
    check(world)


def test_a_relay_and_consumers_that_hear_nothing_of_kafka_go_on_when_it_is_back(world: World) -> None:
    names = ("submission", "supervision")
    for name in names:
        start_again(world.services[name])
    with Load(COUNTIES, world.origins, world.journal) as load:
        load.progress(20)
        filing = world.services["submission"]
        for directions in (("up",), ("down",), BOTH):
            before = filing.said("relay.send_failed")
            for name in names:
                world.to_kafka[name].hold(*directions)
            # The producer is given up while the way is closed: a new one has to find it open.
            wait_for("the relay gives up", lambda b=before: filing.said("relay.send_failed") > b)
            world.network.heal()
            load.progress(10)
        for name in names:
            world.services[name].wait_ready()
    assert not load.unknown
    world.settled()
    check(world)


def test_a_service_that_starts_into_a_hole_says_so_and_goes_on_when_it_heals(world: World) -> None:
    name = "consultation"
    service = world.services[name]
    service.terminate()
    with Load(COUNTIES, world.origins, world.journal) as load:
        for links in (
            [world.to_kafka[name]],
            [world.to_postgres[name]],
            [world.to_kafka[name], world.to_postgres[name]],
        ):
            for link in links:
                link.hold()
            service.start(**IMPATIENT)
            wait_for(f"{name} answers", lambda: lives(service))
            state = get(service, "/health/ready").json()
            assert not state["ready"]
            assert state["refusing"] is not None
            for link in links:
                link.heal()
            service.wait_ready()
            load.progress(10)
            service.terminate()
        service.start()
        service.wait_ready()
    assert not load.unknown
    world.settled()
    check(world)
