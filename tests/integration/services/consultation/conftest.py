import pytest

from tests.support.desk import Desk, open_desk
from tests.support.harness import Serve
from tests.support.levels import Levels, open_levels


@pytest.fixture
async def desk(serve: Serve) -> Desk:
    return await open_desk(serve)


@pytest.fixture
async def levels(desk: Desk) -> Levels:
    return await open_levels(desk)
