"""Pre-check over HTTP: by the county's policy, for those who file or review, and nothing is stored."""

from typing import Any

import pytest

from services.submission.app import SERVICE
from tests.support.harness import Serve

TEXT: dict[str, Any] = {
    "title": "关于增设老年助餐点的提案",
    "situation": "全县助餐点只有四处，请电 13800138000。",
    "analysis": "场地不足，助餐补贴标准偏低。",
    "suggestions": ["在每个街道至少增设两处老年助餐点。"],
}


@pytest.mark.parametrize("role", ["member", "body_officer", "clerk", "reviewer"])
async def test_whoever_files_or_reviews_is_told(serve: Serve, role: str) -> None:
    h = await serve(SERVICE)
    answer = await h.client(role, member_id="M1").post("/pre-check", json=TEXT)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["may_file"] is True
    assert told["lengths"] == {"title": 12, "situation": 24, "analysis": 14, "suggestions": [17]}
    (finding,) = told["findings"]
    assert (finding["code"], finding["part"], finding["excerpt"]) == ("mobile", "situation", "138******00")
    assert TEXT["situation"][finding["offset"] :][: finding["length"]] == "13800138000"
    assert "手机号码" in finding["sentence"]["zh"]
    assert await h.published() == []


async def test_others_are_not(serve: Serve) -> None:
    h = await serve(SERVICE)
    assert (await h.client("unit", unit_id="U1").post("/pre-check", json=TEXT)).status_code == 403


async def test_the_countys_own_rules_are_used(serve: Serve) -> None:
    h = await serve(SERVICE)
    admin = h.client("county_admin")
    for policy, change in (("filing", {"title_max_characters": 5}), ("pre-check", {"matter_verbs": ["增设", "养老"]})):
        document = (await admin.get(f"/policies/{policy}")).json()["document"] | change
        changed = await admin.put(
            f"/policies/{policy}", json={"document": document}, headers={"If-Match": await _etag(admin, policy)}
        )
        assert changed.status_code == 200, changed.text
    told = (await h.client("clerk").post("/pre-check", json=TEXT)).json()
    assert told["may_file"] is False
    assert told["findings"][0]["code"] == "too-long"
    other = h.client("clerk", county="330103")
    assert (await other.post("/pre-check", json=TEXT)).json()["may_file"] is True


async def _etag(admin: Any, policy: str) -> str:
    return (await admin.get(f"/policies/{policy}")).headers["etag"]


async def test_an_empty_text_is_explained_not_refused(serve: Serve) -> None:
    h = await serve(SERVICE)
    empty = {"title": "", "situation": "", "analysis": "", "suggestions": []}
    told = (await h.client("clerk").post("/pre-check", json=empty)).json()
    assert not told["may_file"]
    codes = [f["code"] for f in told["findings"]]
    assert codes == ["title-form", "part-missing", "part-missing", "suggestion-count"]
