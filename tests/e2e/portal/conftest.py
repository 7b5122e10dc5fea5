"""One platform and one browser for the journeys of a module."""

from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from ops.portal.build import build
from tests.support.browser import chromium
from tests.support.platform import Platform
from tests.support.walking import Walk


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory, letter_fonts: Path) -> Generator[Walk]:
    """With the fonts of letters, which a platform looks for when it starts."""
    build()
    platform = Platform(tmp_path_factory.mktemp("platform") / "state")
    platform.up()
    try:
        walk = Walk(platform).prepared()
        # The port is the test's own, and a day is not waited for.
        stored = walk.clerk.get("/supervision/policies/passkey")
        document = stored.json()["document"] | {"origins": [platform.named_origin], "delay_hours": 0}
        put = walk.clerk.client.put(
            "/supervision/policies/passkey",
            json={"document": document},
            headers={"If-Match": stored.headers["ETag"], "Idempotency-Key": "origin"},
        )
        assert put.is_success, put.text
        yield walk
    finally:
        platform.close()


@pytest.fixture(scope="module")
def browser() -> Generator[Browser]:
    with chromium() as running:
        yield running
