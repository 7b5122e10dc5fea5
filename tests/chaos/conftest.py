"""One world for all scenarios: what one of them hurts is healed before the next begins."""

from collections.abc import Generator
from pathlib import Path

import pytest

from ops.embedded import ensure_kafka_jars
from tests.chaos.load import Load
from tests.chaos.world import COUNTIES, World

BY_COMMAND = {f"test_chaos_{name}.py" for name in (
    "crash", "delivery", "links", "relay", "restore", "silence", "store",
)}  # fmt: skip
"""Run by `make chaos`, and by `make test` once they have passed ten times in a row."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    asked = any("chaos" in argument for argument in config.args)
    return True if collection_path.name in BY_COMMAND and not asked else None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--times", type=int, default=1, help="How often each scenario under faults is run.")
    parser.addoption("--outage", type=float, default=20, help="Seconds of the long outage of Kafka.")
    parser.addoption("--outage-rate", type=float, default=4, help="Commands a second while it lasts, and afterwards.")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    # Unknown to a run that did not begin in this directory.
    times = metafunc.config.getoption("times", 1)
    if "world" in metafunc.fixturenames and times > 1:
        metafunc.fixturenames.append("time")
        metafunc.parametrize("time", range(1, times + 1))


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    jars = ensure_kafka_jars(Path(__file__).parents[2] / ".cache")
    world = World(tmp_path_factory.mktemp("world"), jars)
    try:
        world.start()
        Load(COUNTIES, world.origins, world.journal).setup()
        yield world
    finally:
        world.stop()


@pytest.fixture
def world(running: World) -> Generator[World]:
    yield running
    running.recover()
