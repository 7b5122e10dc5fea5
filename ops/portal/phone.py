"""How long a member waits for a page on a slow phone: a cold browser, a slow network, a slow processor."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from ops.portal.browsing import NotShown, chromium, known, signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LIMIT_MS = 3000
LATENCY_MS, DOWN_KBIT, UP_KBIT, SLOWER = 150, 1600, 750, 4
"""Round trip, bandwidths and processor of Lighthouse's mobile profile ("slow 4G")."""
PAGES = ("/", "/mine", "/proposals/{proposal}", "/write", "/notices", "/calls")

READING = "正在读取"
PATIENCE_MS = 30_000


@dataclass(frozen=True)
class Waited:
    path: str
    ms: float
    kilobytes: float
    """Over the network, for the page alone."""

    @property
    def ratio(self) -> float:
        return self.ms / LIMIT_MS


def waits(origin: str, rounds: int) -> Iterator[Waited]:
    """The median of ``rounds`` for each page, from the address to its heading with nothing left to be read."""
    of = known(origin)
    with chromium() as browser:
        for path in PAGES:
            found = [_once(browser, origin, path.format(**of)) for _ in range(rounds)]
            yield Waited(path, median(ms for ms, _ in found), median(bytes for _, bytes in found) / 1000)


def _once(browser: "Browser", origin: str, path: str) -> tuple[float, float]:
    """Milliseconds and bytes. The issuer knows the member; of the portal the browser has kept nothing."""
    before = browser.new_context(locale="zh-CN")
    signed_in(before, origin, "M001", "/channels")
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", storage_state=before.storage_state()
    )
    before.close()
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    loaded = 0.0

    def add(event: dict[str, float]) -> None:
        nonlocal loaded
        loaded += event["encodedDataLength"]

    devtools.on("Network.loadingFinished", add)
    devtools.send("Network.enable")
    network = {"offline": False, "latency": LATENCY_MS}
    speeds = {"downloadThroughput": DOWN_KBIT * 1000 / 8, "uploadThroughput": UP_KBIT * 1000 / 8}
    devtools.send("Network.emulateNetworkConditions", network | speeds)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    begun = time.monotonic()
    page.goto(f"{origin}/portal{path}", wait_until="commit")
    page.locator("main h1, main h2").first.wait_for()
    # Nothing says that it is still being read.
    page.locator("main [role=status]", has_text=READING).first.wait_for(state="detached", timeout=PATIENCE_MS)
    waited = (time.monotonic() - begun) * 1000
    # A page that says what failed is soon there, and shows nothing.
    if page.locator("main [role=alert]").count():
        raise NotShown(f"{path} says that something failed; nothing was measured")
    context.close()
    return waited, loaded
