"""Pictures of the portal as each role sees it, of a platform with the demo county in it."""

from collections.abc import Iterator
from pathlib import Path

from ops.portal.browsing import chromium, known, signed_in

PHONE, DESK = (390, 844), (1366, 900)
PAGES = (
    ("member-home", "M001", "/", PHONE),
    ("member-proposal", "M001", "/proposals/{proposal}", PHONE),
    ("member-mine", "M001", "/mine", PHONE),
    ("member-calls", "M001", "/calls", PHONE),
    ("member-write", "M001", "/write", PHONE),
    ("clerk-desk", "clerk", "/desk", DESK),
    ("clerk-review", "clerk", "/review", DESK),
    ("clerk-paper", "clerk", "/paper", DESK),
    ("clerk-paper-proposals", "clerk", "/paper-proposals", DESK),
    ("clerk-calling", "clerk", "/calling", DESK),
    ("clerk-bookings", "clerk", "/calling/bookings", DESK),
    ("clerk-key", "clerk", "/key", DESK),
    ("office-deadlines", "office", "/deadlines", DESK),
    ("clerk-tracking", "clerk", "/tracking", DESK),
    ("clerk-talks", "clerk", "/talks", DESK),
    ("clerk-panel", "clerk", "/panel?part=report", DESK),
    ("clerk-calibrations", "clerk", "/calibrations", DESK),
    ("clerk-orders", "clerk", "/orders", DESK),
    ("clerk-service", "clerk", "/service", DESK),
    ("admin-policy", "clerk", "/policies/submission/booking", DESK),
    ("clerk-running", "clerk", "/running", DESK),
    ("member-mutual", "M001", "/mutual", PHONE),
    ("clerk-directory", "clerk", "/directory", DESK),
    ("clerk-one-unit", "clerk", "/directory/units/U001", DESK),
    ("clerk-archive", "clerk", "/archive", DESK),
    ("clerk-contacts", "clerk2", "/directory/contacts", DESK),
    ("clerk-forums", "clerk", "/forums", DESK),
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


def take(origin: str, to: Path) -> Iterator[Path]:
    """Writes one PNG after the other; ``origin`` is that of a running platform with the demo county in it."""
    of = known(origin)
    to.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for name, subject, path, (width, height) in PAGES:
            context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
            page = signed_in(context, origin, subject, path.format(**of))
            page.wait_for_load_state("networkidle")
            page.locator("main h1, main h2").first.wait_for()
            target = to / f"{name}.png"
            page.screenshot(path=target)
            context.close()
            yield target
