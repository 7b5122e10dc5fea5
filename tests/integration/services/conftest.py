"""What these tests leave behind is restored from nothing but events, and must be the same."""

from collections.abc import AsyncGenerator

import pytest

from chassis.app import Service
from tests.support.harness import Harness, Serve
from tests.support.twin import Consumed, equals_its_twin

TWINNED = {
    "test_consultation_flow", "test_consultation_schedule", "test_conversion_cycles", "test_conversion_flow",
    "test_evaluation_flow", "test_submission_api", "test_submission_booking_plans", "test_submission_call_duties",
    "test_submission_calls", "test_submission_forwards", "test_submission_offers", "test_submission_sessions",
    "test_submission_stage_rebuild", "test_submission_suggestions",
    "test_supervision_api", "test_supervision_orders",
    "test_supervision_tracking",
}  # fmt: skip
"""Together they leave rows in every table that is rebuilt or read anew."""


@pytest.fixture
async def serve(serve: Serve, request: pytest.FixtureRequest) -> AsyncGenerator[Serve]:
    """As everywhere; after a test of those modules each store that it used is compared with its restored twin."""
    module = request.node.path.stem
    if module not in TWINNED or request.node.get_closest_marker("tampered"):
        yield serve
        return
    used: list[tuple[Harness, Consumed]] = []

    async def watched(service: Service) -> Harness:
        harness = await serve(service)
        used.append((harness, Consumed(harness)))
        return harness

    yield watched
    for harness, consumed in used:
        await equals_its_twin(serve, harness, consumed.messages)
