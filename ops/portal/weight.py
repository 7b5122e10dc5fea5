"""What a page of the portal makes a phone load, counted from what was built and not measured in time.

In Chinese; English, and the library that signs in on the way to the issuer, come by themselves and are not a page's.
"""

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

LIMIT = 60_000
"""Bytes of JavaScript, gzipped: a page on a slow network still opens while somebody waits for it."""
STAFF = (
    "desk/", "submission/DeskHomePage", "submission/ReviewPage", "consultation/AssignmentPage", "consultation/unit/",
    "supervision/watch/", "supervision/EnrolmentPage", "operations/", "conversion/desk/", "evaluation/boards/",
    "calls/desk/", "evaluation/service/ServiceDesk", "supervision/paper/", "supervision/key/", "supervision/orders/",
    "supervision/exchange/", "dossier/", "evaluation/ranking/", "settings/", "evaluation/running/",
    "submission/archive/", "evaluation/drafting/", "evaluation/assessed/", "evaluation/ledger/desk/",
    "notification/sent/", "supervision/deadlines/", "supervision/tracking/", "supervision/talks/",
    "submission/panel/", "supervision/talks/TalksPage", "submission/paper/", "submission/forwarding/ForwardingPage",
    "submission/forwarding/AskPage", "submission/calibration/",
)  # fmt: skip
"""Beginnings of the pages, under ``src``, that only staff open, at a desk."""
ALWAYS = ("index.html", "src/app.ts")
"""The door, and the app behind it."""


def weights(built: Path) -> dict[str, int]:
    """Page → bytes of all JavaScript that it loads: its own, what that imports, what every visit begins with, and where
    its address stands, if that comes later."""
    manifest: dict[str, dict[str, Any]] = json.loads((built / ".vite" / "manifest.json").read_text())
    weighed = {name: _gzipped(built / chunk["file"]) for name, chunk in manifest.items() if _is_script(chunk)}
    always = set(_closure(manifest, *ALWAYS))
    pages = [name for name in manifest if name.startswith("src/") and name.endswith("Page.vue")]
    led_by = {page: [name for name, one in manifest.items() if page in one.get("dynamicImports", ())] for page in pages}
    return {
        page.removeprefix("src/"): sum(
            weighed[c]
            for c in always.union(
                _closure(manifest, page),
                *(_closure(manifest, name) for name in led_by[page] if ALWAYS[1] not in led_by[page]),
            )
        )
        for page in pages
    }


def too_heavy(weighed: Mapping[str, int]) -> list[str]:
    """A sentence for each member's page above the limit."""
    return [
        f"{page} loads {bytes:,} bytes of JavaScript (gzipped), more than {LIMIT:,}"
        for page, bytes in sorted(weighed.items())
        if bytes > LIMIT and not page.startswith(STAFF)
    ]


def _is_script(chunk: Mapping[str, Any]) -> bool:
    return str(chunk["file"]).endswith(".js")


def _gzipped(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 9, mtime=0))


def _closure(manifest: Mapping[str, Mapping[str, Any]], *start: str) -> Iterator[str]:
    seen: set[str] = set()
    waiting = [*start]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            yield name
            waiting += manifest[name].get("imports", [])
