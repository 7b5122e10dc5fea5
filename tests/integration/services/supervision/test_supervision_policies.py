"""What a county may not make a rule, because the next consumed event would fail on it."""

from typing import Any

import pytest

from services.supervision.app import SERVICE
from tests.support.harness import Serve


@pytest.mark.parametrize(
    ("policy", "change"),
    [
        ("deadline", {"months": 0}),
        ("deadline", {"months": 200_000, "months_at_most": 200_000}),
        ("deadline", {"months": 7}),
        ("deadline", {"urgent_months": 7}),
        ("deadline", {"tiers": [7, -1]}),
        ("deadline", {"tiers": [4_000_000]}),
        ("oversight", {"default_supervisor": " "}),
        ("oversight", {"default_supervisor": "示" * 201}),
        ("sign-off", {"challenge_minutes": 0}),
        ("sign-off", {"max_cycle": 0}),
        ("passkey", {"delay_hours": -24}),
        ("passkey", {"code_hours": 0}),
        ("passkey", {"code_hours": 9_000_000_000}),
        ("figures", {"watched_within_days": 1_000_000}),
        ("figures", {"tracked_base_years": 3_000_000_000}),
    ],
)
async def test_a_rule_that_cannot_be_followed_is_refused(serve: Serve, policy: str, change: dict[str, Any]) -> None:
    h = await serve(SERVICE)
    admin = h.client("county_admin")
    found = await admin.get(f"/policies/{policy}")
    document, match = found.json()["document"], {"If-Match": found.headers["etag"]}
    refused = await admin.put(f"/policies/{policy}", json={"document": document | change}, headers=match)
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:cppcc:problem:invalid")
    assert (await admin.put(f"/policies/{policy}", json={"document": document}, headers=match)).status_code == 200
