"""The yearly report of the demo county, from a platform of its own that is played a year and asked as a clerk asks."""

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from ops import platform, registry
from ops.demo.files import CODES
from ops.embedded import ServerFailed, free_port
from ops.fonts import ensure_letter_fonts

PATIENCE_SECONDS = 300
FILES = ("report.pdf", "figures.xlsx")


def of_a_demo_year(to: Path, play: Callable[[Path], None]) -> list[Path]:
    """``play`` plays the year into the platform whose state directory it is given; the files."""
    ensure_letter_fonts(registry.ROOT / ".cache")
    with TemporaryDirectory(prefix="report-") as directory:
        state, port = Path(directory), free_port()
        platform.detach(platform.Options(state, port, "embedded", "embedded"))
        try:
            play(state)
            return make(f"http://127.0.0.1:{port}", to)
        except httpx.HTTPError as error:
            raise ServerFailed(f"the platform did not give the report: {error}") from error
        finally:
            platform.down(state)


def make(origin: str, to: Path) -> list[Path]:
    """Asks the platform at ``origin`` for the report of the demo county's last year of filing; the files."""
    with httpx.Client(base_url=origin, timeout=60, trust_env=False) as client:
        person = {"subject": "clerk-report", "name": "示例工作人员", "roles": ["clerk", "county_admin"]}
        signed = client.post("/dev-issuer/token", json=person | {"counties": [CODES[0]]}).raise_for_status()
        token = signed.json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        policy = client.get("/evaluation/policies/report").raise_for_status()
        headers = {"If-Match": policy.headers["etag"], "Idempotency-Key": "docs-organ"}
        named = {"document": policy.json()["document"] | {"organ": "示例县政协"}}
        client.put("/evaluation/policies/report", json=named, headers=headers).raise_for_status()
        trend = client.get("/evaluation/boards/six-problems/trend").raise_for_status().json()
        years = [int(one["key"]) for one in trend["columns"] if one["key"] is not None]
        asked = client.post(
            "/evaluation/yearly-reports", json={"year": max(years)}, headers={"Idempotency-Key": "docs-report"}
        )
        address = asked.raise_for_status().json()["address"]
        until = time.monotonic() + PATIENCE_SECONDS
        while (state := client.get(address).raise_for_status().json()["state"]) in ("waiting", "running"):
            if time.monotonic() > until:
                raise ServerFailed(f"the report is still {state}")
            time.sleep(0.5)
        if state != "done":
            raise ServerFailed(f"the report is {state}")
        to.mkdir(parents=True, exist_ok=True)
        written: list[Path] = []
        for name in FILES:
            (to / name).write_bytes(client.get(f"{address}/{name}").raise_for_status().content)
            written.append(to / name)
        return written
