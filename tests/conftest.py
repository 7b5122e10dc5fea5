"""Real servers for the tests: one PostgreSQL a run, databases of their own for each test."""

from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest
from hypothesis import settings

from ops.embedded import ApacheKafka, Postgres, ensure_embedding_model, ensure_kafka_jars, free_port
from ops.fonts import ensure_letter_fonts
from tests.support.harness import Serve, serving

# Their assertions are a test's own, and say as much when they fail.
pytest.register_assert_rewrite("tests.support.busmachine", "tests.support.bussteps", "tests.support.busmodel")
# By command, for as long as one likes to look: pytest --hypothesis-profile long tests/…
settings.register_profile("long", max_examples=3000)
# It looks for minutes and still finds things: `make model`, until it found nothing for long enough to gate a change.
collect_ignore = ["integration/chassis/test_bus_model.py"]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("surface", "what each route of each service is sent")
    group.addoption("--surface-examples", type=int, default=60, help="cases a route; `make surface`: 400")
    group.addoption("--surface-seed", type=int, default=0, help="another one, other cases")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Generator[Postgres]:
    directory: Path = tmp_path_factory.mktemp("postgres")
    server = Postgres(directory / "data", free_port(), fsync=False)
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def serve(postgres: Postgres) -> AsyncGenerator[Serve]:
    async for started in serving(postgres):
        yield started


def broker(directory: Path) -> Generator[ApacheKafka]:
    jars = ensure_kafka_jars(Path(__file__).parent.parent / ".cache")
    started = ApacheKafka(directory, free_port(), jars)
    started.start()
    yield started
    started.stop()


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Generator[ApacheKafka]:
    """Shared: whoever uses it gives its services names, and so topics, of its own."""
    yield from broker(tmp_path_factory.mktemp("kafka"))


@pytest.fixture(scope="module")
def empty_kafka(tmp_path_factory: pytest.TempPathFactory) -> Generator[ApacheKafka]:
    """For services under their real names: on a topic with another store's events they rightly stop."""
    yield from broker(tmp_path_factory.mktemp("kafka"))


@pytest.fixture(scope="session")
def letter_fonts() -> Path:
    """The directory of the fonts that letters as PDF are made with."""
    return ensure_letter_fonts(Path(__file__).parent.parent / ".cache")


@pytest.fixture(scope="session")
def embedding_model() -> Path:
    """The sentence model's directory."""
    return ensure_embedding_model(Path(__file__).parent.parent / ".cache")
