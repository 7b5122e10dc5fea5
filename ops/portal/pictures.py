"""Pictures of the portal as each role sees it, of a platform with the demo county in it."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

PHONE, DESK = (390, 844), (1366, 900)
PAGES = (
    ("member-home", "M001", "/", PHONE),
    ("member-proposal", "M001", "/proposals/{proposal}", PHONE),
    ("member-mine", "M001", "/mine", PHONE),
    ("member-write", "M001", "/write", PHONE),
    ("clerk-desk", "clerk", "/desk", DESK),
    ("clerk-review", "clerk", "/review", DESK),
    ("clerk-paper", "clerk", "/paper", DESK),
    ("clerk-calling", "clerk", "/calling", DESK),
    ("clerk-bookings", "clerk", "/calling/bookings", DESK),
    ("clerk-service", "clerk", "/service", DESK),
    ("admin-policy", "clerk", "/policies/submission/booking", DESK),
    ("clerk-running", "clerk", "/running", DESK),
    ("clerk-directory", "clerk", "/directory", DESK),
    ("office-assignment", "office", "/assignment", DESK),
    ("unit-desk", "U001", "/unit", DESK),
    ("unit-handling", "U001", "/handling/{handling}", DESK),
    ("unit-phone", "U001", "/unit", PHONE),
    ("head-board", "chair", "/boards/six-problems", DESK),
    ("head-behind", "chair", "/boards/six-problems/6", DESK),
    ("head-rankings", "chair", "/rankings", DESK),
    ("supervisor-desk", "supervisor", "/watch", DESK),
    ("clerk-dossier", "clerk", "/dossier/{handled}", DESK),
    ("supervisor-proposal", "supervisor", "/watch/{handled}", DESK),
    ("ops", "ops", "/operations", DESK),
)
"""File, sample login, path within the portal, width and height."""


class NoPictures(Exception):
    """No browser, no platform, or a page that did not come; the text is for people."""


@dataclass
class Known:
    """What of the county the pages are about: the sample member's proposal, and one that the sample unit answered."""

    proposal: str
    handling: str
    handled: str


def take(origin: str, to: Path) -> Iterator[Path]:
    """Writes one PNG after the other; ``origin`` is that of a running platform with the demo county in it."""
    from playwright.sync_api import Error, sync_playwright

    browser_path = shutil.which("chromium")
    if browser_path is None:
        raise NoPictures("pictures are taken with Chromium (Debian: chromium fonts-noto-cjk)")
    known = vars(_known(origin))
    to.mkdir(parents=True, exist_ok=True)
    # As root Chromium refuses its own sandbox.
    flags = ["--no-sandbox"] if os.getuid() == 0 else []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path, args=flags)
            for name, subject, path, (width, height) in PAGES:
                address = f"{origin}/portal{path.format(**known)}"
                context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
                page = context.new_page()
                page.goto(address)
                page.locator(f'button[value="{subject}"]').click()
                page.wait_for_url(address)
                page.wait_for_load_state("networkidle")
                page.locator("main h1, main h2").first.wait_for()
                target = to / f"{name}.png"
                page.screenshot(path=target)
                context.close()
                yield target
            browser.close()
    except Error as error:
        raise NoPictures(f"the page did not come: {error.message}") from error


def _known(origin: str) -> Known:
    answered = _first(origin, "U001", "consultation/assignments", ("replied", "closed"))
    filed = _first(origin, "M001", "submission/proposals", ("admitted",))
    return Known(filed["id"], answered["id"], answered["proposal_id"])


def _first(origin: str, subject: str, path: str, states: tuple[str, ...]) -> dict[str, Any]:
    try:
        signed = httpx.post(f"{origin}/dev-issuer/token", json={"subject": subject}, trust_env=False).raise_for_status()
        headers = {"Authorization": f"Bearer {signed.json()['access_token']}"}
        listed = httpx.get(f"{origin}/{path}?limit=200", headers=headers, trust_env=False).raise_for_status()
    except httpx.HTTPError as error:
        raise NoPictures(
            f"no platform answers at {origin}: start one by `proposals up --detach --demo small`"
        ) from error
    found = [one for one in listed.json()["items"] if one["state"] in states]
    if not found:
        raise NoPictures(f"{subject} has nothing at {path}: play the demo county first (`proposals demo`)")
    return found[0]
