import pytest

from tests.support.desk import Desk, open_desk
from tests.support.harness import Serve


@pytest.fixture
async def desk(serve: Serve) -> Desk:
    return await open_desk(serve)
