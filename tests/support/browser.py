"""A real Chromium with an authenticator of its own, and what every page must keep to."""

import json
import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Request, ViewportSize, sync_playwright

from ops import registry

PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1366, height=900)
AXE = registry.ROOT / "portal" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


@contextmanager
def chromium() -> Generator[Browser]:
    path = shutil.which("chromium")
    assert path, "the portal is tried in a real browser: install Chromium (Debian: chromium)"
    # As root, in CI, Chromium refuses its own sandbox.
    flags = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


class Seat:
    """A person's browser: its own session, its own device, and a watch over what it asks for and complains of."""

    def __init__(self, browser: Browser, origin: str, size: ViewportSize = PHONE, language: str = "zh-CN") -> None:
        self.origin = origin
        self.context: BrowserContext = browser.new_context(viewport=size, locale=language)
        self.page: Page = self.context.new_page()
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        self.context.on("request", self._watch)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self._devtools = self.context.new_cdp_session(self.page)

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.origin + "/", "blob:", "data:")):
            self.strangers.append(request.url)

    def sign_in(self, subject: str, path: str = "/portal/") -> None:
        self.page.goto(self.origin + path)
        self.page.locator(f'button[value="{subject}"]').click()
        self.page.wait_for_url(self.origin + path)

    def device(self, **options: Any) -> str:
        """An authenticator that knows its holder; its id."""
        self._devtools.send("WebAuthn.enable")
        kind = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        return self._devtools.send("WebAuthn.addVirtualAuthenticator", {"options": kind | options})["authenticatorId"]

    def holder_is(self, device: str, *, known: bool) -> None:
        """Whether the device accepts who holds it."""
        asked = {"authenticatorId": device, "isUserVerified": known}
        self._devtools.send("WebAuthn.setUserVerified", asked)

    def violations(self) -> list[str]:
        """What axe finds on the page as it is shown."""
        # By the protocol, and not as a script of the page, which its own policy would refuse.
        self._devtools.send("Runtime.evaluate", {"expression": AXE.read_text("utf-8")})
        run = f"axe.run(document, {{runOnly: {json.dumps(TAGS)}}}).then(found => JSON.stringify(found.violations))"
        said = self._devtools.send("Runtime.evaluate", {"expression": run, "awaitPromise": True})
        return [
            f"{one['id']}: {one['help']} — {[node['html'][:150] for node in one['nodes']][:3]}"
            for one in json.loads(said["result"]["value"])
        ]

    def sound(self) -> None:
        """The page as it is shown: nothing that axe finds, and nothing to be pushed sideways."""
        assert self.violations() == []
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(width) == 0

    def end(self, *expected: str) -> None:
        """No other host was asked and no script failed; a browser complains of each request that is refused or lost."""
        assert self.strangers == []
        known = ("Failed to load resource", *expected)
        assert [said for said in self.complaints if not any(one in said for one in known)] == []
        self.close()

    def close(self) -> None:
        self.context.close()
