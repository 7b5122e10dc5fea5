"""Submission's part of a proposal's archive: whole, the same bytes until something happens, not before the review."""

import io
import json
import zipfile
from typing import Any

import pytest
from docx import Document

from ops import archive
from services.submission.app import SERVICE
from tests.integration.services.submission.test_submission_paper import TEXT, ok
from tests.support.harness import Client, Harness, Serve


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    clerk = harness.client("clerk")
    for id in ("M1", "M2"):
        await ok(clerk, "/members", {"member_id": id, "name": f"示例委员{id}", "sector": "经济界", "term": 15})
    window = {"plenary_opens": "2026-03-01T00:00:00Z", "plenary_cutoff": "2026-03-03T00:00:00Z"}
    await ok(clerk, "/sessions", {"session_id": "S15-1", "term": 15, "number": 1} | window)
    return harness


async def part(caller: Client, id: str, status: int = 200) -> Any:
    answer = await caller.get(f"/archive-parts/{id}", params={"format": "docx"})
    assert answer.status_code == status, answer.text
    return answer.content if status == 200 else answer.json()


async def test_a_part_is_whole_and_the_same_until_something_happens(h: Harness) -> None:
    clerk, member = h.client("clerk"), h.client("member", member_id="M1")
    id = (await ok(member, "/proposals", {"text": TEXT, "publish_consent": True}))["id"]
    # What the stages of the review say is nobody's yet.
    assert (await part(clerk, id, 409))["rule"] == "in-review"
    await ok(clerk, f"/proposals/{id}/admit", {"topic_group": "民生"})
    data = await part(clerk, id)
    assert data == await part(h.client("auditor"), id) == await part(h.client("county_admin"), id)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        files = {name: package.read(name) for name in package.namelist()}
    assert archive.check_part(files, "submission", id) == []
    assert set(files) == {"manifest.json", "events.jsonl", "proposal.json", "attachments.json", "提案.docx"}
    words = "\n".join(line.text for line in Document(io.BytesIO(files["提案.docx"])).paragraphs)
    assert "大会第1号" in words
    assert "示例委员M1" in words
    assert json.loads(files["proposal.json"])["case_number"] == 1
    await ok(clerk, "/model-proposals", {"proposal_id": id, "comment": "数据扎实", "tags": ["民生"]})
    assert await part(clerk, id) != data


async def test_nobody_else_has_it_and_what_is_not_there_is_not_found(h: Harness) -> None:
    member = h.client("member", member_id="M1")
    id = (await ok(member, "/proposals", {"text": TEXT, "publish_consent": True}))["id"]
    await ok(h.client("clerk"), f"/proposals/{id}/admit", {"topic_group": "民生"})
    await part(member, id, 403)
    await part(h.client("reviewer"), id, 403)
    await part(h.client("clerk", county="330103"), id, 404)
    await part(h.client("clerk"), "P-none", 404)
