import pytest

from services.evaluation.app import SERVICE
from tests.support.harness import Harness, Serve


@pytest.fixture
async def h(serve: Serve) -> Harness:
    return await serve(SERVICE)
