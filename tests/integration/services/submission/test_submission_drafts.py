"""Drafts: saved as they are typed; the last write wins, and what it overwrote is kept and shown."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from contracts.submission import ProposalFiled
from services.submission.app import SERVICE
from tests.support.harness import Client, Harness, Serve

SECTIONS: dict[str, Any] = {
    "title": "关于增设老年助餐点的提案",
    "situation": "助餐点只有四处。",
    "analysis": "场地不足，补贴偏低。",
    "suggestions": ["在每个街道至少增设两处助餐点。"],
    "form": {"publish_consent": True},
}


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    clerk = harness.client("clerk", "county_admin")
    for id in ("M1", "M2"):
        enrolled = {"member_id": id, "name": f"示例委员{id}", "sector": "经济界", "term": 15}
        assert (await clerk.post("/members", json=enrolled)).status_code == 201
    opens = datetime(2026, 3, 1, tzinfo=UTC)
    window = {"plenary_opens": opens.isoformat(), "plenary_cutoff": (opens + timedelta(days=2)).isoformat()}
    session = {"session_id": "S15-1", "term": 15, "number": 1} | window
    assert (await clerk.post("/sessions", json=session)).status_code == 201
    return harness


@pytest.fixture
def author(h: Harness) -> Client:
    return h.client("member", member_id="M1")


async def begun(author: Client, **sections: Any) -> str:
    answer = await author.post("/drafts")
    assert answer.status_code == 201, answer.text
    for section, content in sections.items():
        assert (await save(author, answer.json()["id"], section, content)).status_code == 200
    return answer.json()["id"]


async def save(
    author: Client, id: str, section: str, content: Any, base: int = 0, device: str = "手机"
) -> httpx.Response:
    sent = {"content": content, "base_version": base, "device": device}
    return await author.put(f"/drafts/{id}/sections/{section}", json=sent)


async def test_what_is_typed_is_there_again_and_counted_as_filing_counts(author: Client) -> None:
    id = await begun(author, title="关于 助餐 的提案", suggestions=["甲 乙", ""])
    read = (await author.get(f"/drafts/{id}")).json()
    assert read["sections"]["title"]["content"] == "关于 助餐 的提案"
    assert read["sections"]["title"]["characters"] == [7]
    assert read["sections"]["title"]["characters_at_most"] == 50
    assert read["sections"]["suggestions"]["characters"] == [2, 0]
    (listed,) = (await author.get("/drafts", params={"state": "open"})).json()["items"]
    assert (listed["id"], listed["title"]) == (id, "关于 助餐 的提案")


async def test_the_last_write_wins_and_shows_what_it_overwrote(author: Client) -> None:
    id = await begun(author)
    first = (await save(author, id, "situation", "手机上写的", 0)).json()
    assert (first["saved"]["version"], first["overwritten"]) == (1, None)
    # The desk had seen nothing of it.
    second = (await save(author, id, "situation", "电脑上写的", 0, "电脑")).json()
    assert (second["saved"]["version"], second["saved"]["content"]) == (2, "电脑上写的")
    assert (second["overwritten"]["content"], second["overwritten"]["device"]) == ("手机上写的", "手机")
    seen = (await save(author, id, "situation", "电脑上接着写的", 2, "电脑")).json()
    assert seen["overwritten"] is None
    kept = (await author.get(f"/drafts/{id}/sections/situation/versions")).json()
    assert [one["content"] for one in kept] == ["电脑上接着写的", "电脑上写的", "手机上写的"]


async def test_a_save_that_is_repeated_changes_nothing(author: Client) -> None:
    id = await begun(author)
    first = await save(author, id, "title", "关于甲的提案")
    again = await save(author, id, "title", "关于甲的提案")
    assert again.json()["saved"] == first.json()["saved"]
    both = await asyncio.gather(*(save(author, id, "analysis", "同时写的", 0, str(n)) for n in range(5)))
    assert {answer.json()["saved"]["version"] for answer in both} == {1}


async def test_only_the_policys_versions_are_kept(h: Harness, author: Client) -> None:
    admin = h.client("county_admin")
    changed = {"document": {"keep_versions": 3, "open_per_member": 1}}
    seen = {"If-Match": (await admin.get("/policies/draft")).headers["etag"]}
    assert (await admin.put("/policies/draft", json=changed, headers=seen)).is_success
    id = await begun(author)
    for n in range(1, 7):
        await save(author, id, "title", f"第{n}稿", n - 1)
    kept = (await author.get(f"/drafts/{id}/sections/title/versions")).json()
    assert [one["version"] for one in kept] == [6, 5, 4]
    full = await author.post("/drafts")
    assert (full.status_code, full.json()["rule"]) == (409, "drafts-full")


async def test_a_draft_is_filed_once_and_in_one_transaction(h: Harness, author: Client) -> None:
    id = await begun(author, **SECTIONS)
    answers = await asyncio.gather(*(author.post(f"/drafts/{id}/file") for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert {a.json()["rule"] for a in answers if a.status_code == 409} == {"draft-filed"}
    (filed,) = [event for event in await h.published() if isinstance(event, ProposalFiled)]
    assert filed.text.suggestions[0].text == SECTIONS["suggestions"][0]
    read = (await author.get(f"/drafts/{id}")).json()
    assert (read["state"], read["proposal_id"]) == ("filed", filed.proposal_id)
    late = await save(author, id, "title", "关于乙的提案")
    assert (late.status_code, late.json()["rule"]) == (409, "draft-filed")


async def test_what_is_missing_is_named_and_the_draft_stays_open(h: Harness, author: Client) -> None:
    id = await begun(author, title="随便写写")
    unsaid = await author.post(f"/drafts/{id}/file")
    assert unsaid.status_code == 422
    assert [error["pointer"] for error in unsaid.json()["errors"]] == ["/sections/form/publish_consent"]
    await save(author, id, "form", {"publish_consent": False})
    formless = await author.post(f"/drafts/{id}/file")
    assert (formless.status_code, formless.json()["rule"]) == (409, "text-form")
    assert "title" in formless.json()["detail"]
    assert "suggestions" in formless.json()["detail"]
    assert (await author.get(f"/drafts/{id}")).json()["state"] == "open"
    assert not [event for event in await h.published() if isinstance(event, ProposalFiled)]


async def test_a_draft_is_its_authors_alone(h: Harness, author: Client) -> None:
    id = await begun(author, **SECTIONS)
    for stranger in (h.client("member", member_id="M2"), h.client("member", county="330103", member_id="M1")):
        assert (await stranger.get(f"/drafts/{id}")).status_code == 404
        assert (await stranger.get(f"/drafts/{id}/sections/title/versions")).status_code == 404
        assert (await save(stranger, id, "title", "关于丙的提案")).status_code == 404
        assert (await stranger.post(f"/drafts/{id}/discard")).status_code == 404
        assert (await stranger.post(f"/drafts/{id}/file")).status_code == 404
        assert (await stranger.get("/drafts")).json()["items"] == []
    assert (await h.client("clerk").get(f"/drafts/{id}")).status_code == 403
    unbound = await h.client("member", subject="x").post("/drafts")
    assert (unbound.status_code, unbound.json()["rule"]) == (409, "member-needed")


async def test_a_discarded_draft_stays_readable(author: Client) -> None:
    id = await begun(author, title="关于甲的提案")
    assert (await author.post(f"/drafts/{id}/discard")).json()["state"] == "discarded"
    assert (await author.get(f"/drafts/{id}")).json()["sections"]["title"]["content"] == "关于甲的提案"
    refused = await author.post(f"/drafts/{id}/file")
    assert (refused.status_code, refused.json()["rule"]) == (409, "draft-discarded")


@pytest.mark.parametrize(
    ("section", "content", "pointer"),
    [
        ("title", ["一"], "/body/content"),
        ("title", "长" * 201, "/body/content"),
        ("analysis", "nul\0", "/body/content"),
        ("suggestions", "一", "/body/content"),
        ("form", {"kind": "duet"}, "/body/content/kind"),
        ("form", {"colour": "red"}, "/body/content/colour"),
    ],
)
async def test_what_is_no_content_of_its_section_is_refused(
    author: Client, section: str, content: Any, pointer: str
) -> None:
    answer = await save(author, await begun(author), section, content)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
