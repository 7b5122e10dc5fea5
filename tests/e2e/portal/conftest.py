"""One platform for all journeys, a county of its own for each module, and a browser whose people are that county's."""

import base64
import json
from collections.abc import Generator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Route

from ops.portal.build import build
from tests.support.browser import chromium
from tests.support.platform import Platform
from tests.support.walking import Walk

COUNTIES = count(330131)


def _started(state: Path) -> Platform:
    build()
    platform = Platform(state)
    platform.up()
    return platform


@pytest.fixture(scope="package")
def shared(tmp_path_factory: pytest.TempPathFactory, letter_fonts: Path) -> Generator[Platform]:
    """With the fonts of letters, which a platform looks for when it starts."""
    platform = _started(tmp_path_factory.mktemp("platform") / "state")
    try:
        yield platform
    finally:
        platform.close()


@pytest.fixture(scope="module")
def platform(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generator[Platform]:
    """A module that looks at more than a county says ``ALONE = True``, and has a platform of its own."""
    if not getattr(request.module, "ALONE", False):
        yield request.getfixturevalue("shared").in_county(str(next(COUNTIES)))
        return
    request.getfixturevalue("letter_fonts")
    own = _started(tmp_path_factory.mktemp("own") / "state")
    try:
        yield own
    finally:
        own.close()


@pytest.fixture(scope="module")
def walk(platform: Platform) -> Walk:
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
    return walk


@pytest.fixture(scope="module")
def browser(platform: Platform) -> Generator[Browser]:
    """Whoever signs in is given a token of the module's county; the sample logins are all of one."""

    def exchanged(route: Route) -> None:
        answer = route.fetch()
        said: dict[str, Any] = answer.json()
        if "access_token" in said:
            claims = said["access_token"].split(".")[1]
            subject = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]
            said["access_token"] = platform.token(subject)
            # What it is renewed by would name the sample logins' county again.
            said.pop("refresh_token", None)
        route.fulfill(response=answer, json=said)

    with chromium() as running:
        begun = running.new_context

        def new_context(**options: Any) -> BrowserContext:
            context = begun(**options)
            context.route("**/dev-issuer/code", exchanged)
            return context

        running.new_context = new_context  # pyright: ignore[reportAttributeAccessIssue]
        yield running
