"""A browser at a running platform with the demo county in it, for what is shown of the portal."""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    # Of those who develop: what is installed to run services has no browser, and imports this file all the same.
    from playwright.sync_api import Browser, BrowserContext, Page


class NotShown(Exception):
    """No browser, no platform, or a page that did not come; the text is for people."""


@contextmanager
def chromium() -> "Generator[Browser]":
    from playwright.sync_api import Error, sync_playwright

    path = shutil.which("chromium")
    if path is None:
        raise NotShown("the portal is shown in Chromium (Debian: chromium fonts-noto-cjk)")
    # As root Chromium refuses its own sandbox.
    flags = ["--no-sandbox"] if os.getuid() == 0 else []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=flags)
            yield browser
            browser.close()
    except Error as error:
        raise NotShown(f"the page did not come: {error.message}") from error


def signed_in(context: "BrowserContext", origin: str, subject: str, path: str) -> "Page":
    """The page of the portal, with the sample login signed in."""
    address = f"{origin}/portal{path}"
    page = context.new_page()
    page.goto(address)
    page.locator(f'button[value="{subject}"]').click()
    page.wait_for_url(address)
    return page


def known(origin: str) -> dict[str, str]:
    """What of the county pages are about: the sample member's proposal, and one that the sample unit answered."""
    answered = _first(origin, "U001", "consultation/assignments", ("replied", "closed"))
    filed = _first(origin, "M001", "submission/proposals", ("admitted",))
    return {"proposal": filed["id"], "handling": answered["id"], "handled": answered["proposal_id"]}


def _first(origin: str, subject: str, path: str, states: tuple[str, ...]) -> dict[str, Any]:
    try:
        signed = httpx.post(f"{origin}/dev-issuer/token", json={"subject": subject}, trust_env=False).raise_for_status()
        headers = {"Authorization": f"Bearer {signed.json()['access_token']}"}
        listed = httpx.get(f"{origin}/{path}?limit=200", headers=headers, trust_env=False).raise_for_status()
    except httpx.HTTPError as error:
        raise NotShown(f"no platform answers at {origin}: start one by `proposals up --detach --demo small`") from error
    found = [one for one in listed.json()["items"] if one["state"] in states]
    if not found:
        raise NotShown(f"{subject} has nothing at {path}: play the demo county first (`proposals demo`)")
    return found[0]
