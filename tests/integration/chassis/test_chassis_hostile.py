"""Requests that nobody honest sends: they learn nothing, break nothing, and are told so."""

from typing import Any

import pytest

from services.submission.app import SERVICE as SUBMISSION
from tests.support.harness import Serve

TEXT = {
    "title": "关于增设老年助餐点的提案",
    "situation": "助餐点只有四处。",
    "analysis": "场地不足，补贴偏低。",
    "suggestions": ["在每个街道至少增设两处助餐点。"],
}


@pytest.mark.parametrize(
    ("command", "body"),
    [
        ("refile", TEXT),
        ("withdraw", {"reason": "示例"}),
        ("cosign", {"agreed": True}),
    ],
)
async def test_a_wrong_version_shows_nobody_what_is_not_his(serve: Serve, command: str, body: dict[str, Any]) -> None:
    h = await serve(SUBMISSION)
    clerk = h.client("clerk")
    for id in ("M1", "M2"):
        await clerk.post("/members", json={"member_id": id, "name": "示例委员", "sector": "经济界", "term": 15})
    window = {"plenary_opens": "2026-03-01T00:00:00+00:00", "plenary_cutoff": "2026-03-03T00:00:00+00:00"}
    await clerk.post("/sessions", json={"session_id": "S1", "term": 15, "number": 1} | window)
    filing = {"session_id": "S1", "publish_consent": False, "text": TEXT}
    id = (await h.client("member", member_id="M1").post("/proposals", json=filing)).json()["id"]
    other = h.client("member", member_id="M2")
    assert (await other.get(f"/proposals/{id}")).status_code == 404
    answer = await other.post(f"/proposals/{id}/{command}", json=body, headers={"If-Match": '"0-guess"'})
    assert answer.status_code == 412
    assert "current" not in answer.json()
    assert TEXT["situation"] not in answer.text
