"""Model proposals: marked by the staff, read by members, gone with the proposal."""

import asyncio
from typing import Any

import pytest

from chassis.eventlog import verify
from contracts.submission import ArchivedProposalRecorded, ArchivedText, ModelMarked, ModelUnmarked
from services.submission.app import SERVICE
from services.submission.archive.store import ARCHIVE
from tests.integration.services.submission.test_submission_booking_plans import transaction
from tests.integration.services.submission.test_submission_paper import TEXT, ok, refused
from tests.support.harness import Client, Harness, Serve
from tests.support.twin import equals_its_twin

GOOD: dict[str, Any] = {"comment": "数据扎实，建议可办", "tags": ["养老", "民生", "养老"]}


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    clerk = harness.client("clerk")
    for id, sector in (("M1", "经济界"), ("M2", "教育界")):
        await ok(clerk, "/members", {"member_id": id, "name": f"示例委员{id}", "sector": sector, "term": 15})
    window = {"plenary_opens": "2026-03-01T00:00:00Z", "plenary_cutoff": "2026-03-03T00:00:00Z"}
    await ok(clerk, "/sessions", {"session_id": "S15-1", "term": 15, "number": 1} | window)
    return harness


async def admitted(h: Harness, member: str = "M1", situation: str = "助餐点只有四处。", **changes: Any) -> str:
    body = {"text": TEXT | {"situation": situation}, "publish_consent": True} | changes
    id = (await ok(h.client("member", member_id=member), "/proposals", body))["id"]
    await ok(h.client("clerk"), f"/proposals/{id}/admit", {"topic_group": "民生"})
    return id


async def listed(client: Client, **asked: str) -> list[str]:
    answer = await client.get("/model-proposals", params=asked)
    assert answer.status_code == 200, answer.text
    return [one["proposal_id"] for one in answer.json()["items"]]


async def test_members_browse_what_the_staff_have_marked(h: Harness) -> None:
    clerk, member = h.client("clerk"), h.client("member", member_id="M2")
    first = await admitted(h, situation="联系13800138000。")
    second = await admitted(h, "M2")
    marked = await ok(clerk, "/model-proposals", {"proposal_id": first, **GOOD})
    assert (marked["tags"], marked["sector"], marked["state"]) == (["养老", "民生"], "经济界", "marked")
    await ok(clerk, "/model-proposals", {"proposal_id": second, "comment": "写得具体", "tags": ["教育"]})
    assert await listed(member) == [second, first]
    assert await listed(member, tag="养老") == [first]
    assert await listed(member, sector="教育界") == [second]
    assert await listed(member, tag="养老", sector="教育界") == []
    page = (await member.get("/model-proposals", params={"limit": 1})).json()
    assert [one["proposal_id"] for one in page["items"]] == [second]
    assert await listed(member, after=page["next"]) == [first]
    # It is another's, whom nobody names; a number that is somebody's is not shown.
    shown = (await member.get(f"/model-proposals/{first}")).json()
    assert (shown["text"]["situation"], shown["case_number"]) == (f"联系{'＊' * 11}。", 1)
    assert "proposers" not in shown
    assert (await member.get(f"/proposals/{first}")).status_code == 404
    refused(await clerk.post("/model-proposals", json={"proposal_id": first, **GOOD}), "state")
    assert (await member.post("/model-proposals", json={"proposal_id": first, **GOOD})).status_code == 403
    other = h.client("clerk", county="330103")
    assert (await other.post("/model-proposals", json={"proposal_id": first, **GOOD})).status_code == 404
    assert await listed(other) == []


async def test_only_what_is_admitted_with_consent_and_not_ones_own(h: Harness) -> None:
    clerk = h.client("clerk")
    body = {"text": TEXT, "publish_consent": True}
    filed = (await ok(h.client("member", member_id="M1"), "/proposals", body))["id"]
    refused(await clerk.post("/model-proposals", json={"proposal_id": filed, **GOOD}), "not-admitted")
    closed = await admitted(h, publish_consent=False, consent_refusal="含未公开数据")
    refused(await clerk.post("/model-proposals", json={"proposal_id": closed, **GOOD}), "no-consent")
    mine = h.client("clerk", "member", member_id="M1")
    own = await admitted(h)
    refused(await mine.post("/model-proposals", json={"proposal_id": own, **GOOD}), "conflict-of-interest")
    assert (await clerk.post("/model-proposals", json={"proposal_id": "P9", **GOOD})).status_code == 404
    assert (await clerk.post("/model-proposals", json={"proposal_id": own, "tags": ["养老"]})).status_code == 422


async def test_it_is_edited_unmarked_and_has_a_history(serve: Serve, h: Harness) -> None:
    clerk, id = h.client("clerk"), await admitted(h)
    await ok(clerk, "/model-proposals", {"proposal_id": id, **GOOD})
    assert (await clerk.put(f"/model-proposals/{id}", json=GOOD)).status_code == 428
    present = await clerk.get(f"/model-proposals/{id}")
    headers = {"If-Match": present.headers["etag"]}
    changed = {"comment": "写得具体", "tags": ["民生"]}
    edited = await clerk.put(f"/model-proposals/{id}", json=changed, headers=headers)
    assert (edited.status_code, edited.json()["tags"]) == (200, ["民生"])
    assert (await clerk.put(f"/model-proposals/{id}", json=GOOD, headers=headers)).status_code == 412
    answers = await asyncio.gather(
        *(clerk.post(f"/model-proposals/{id}/unmark", json={"reason": "有更好的"}) for _ in range(2))
    )
    assert sorted(one.status_code for one in answers) == [200, 409]
    member = h.client("member", member_id="M2")
    assert await listed(member) == []
    assert (await member.get(f"/model-proposals/{id}")).status_code == 404
    assert (await clerk.get(f"/model-proposals/{id}")).json()["reason"] == "有更好的"
    await ok(clerk, "/model-proposals", {"proposal_id": id, **GOOD})
    past = (await clerk.get(f"/model-proposals/{id}/history")).json()
    assert [one["what"] for one in past] == ["ModelMarked", "ModelEdited", "ModelUnmarked", "ModelMarked"]
    assert past[1]["data"]["before_comment"] == GOOD["comment"]
    assert (await member.get(f"/model-proposals/{id}/history")).status_code == 403
    await equals_its_twin(serve, h, [])


async def test_a_withdrawal_removes_it_whatever_comes_first(h: Harness) -> None:
    clerk, id = h.client("clerk"), await admitted(h)
    await ok(clerk, "/model-proposals", {"proposal_id": id, **GOOD})
    await ok(h.client("member", member_id="M1"), f"/proposals/{id}/withdraw", {"reason": "另有考虑"})
    (gone,) = [e for e in await h.published() if isinstance(e, ModelUnmarked)]
    assert (gone.proposal_id, gone.reason) == (id, "另有考虑")
    assert await listed(clerk) == []
    racing = await admitted(h, situation="另一件。")
    marked, withdrawn = await asyncio.gather(
        clerk.post("/model-proposals", json={"proposal_id": racing, **GOOD}),
        h.client("member", member_id="M1").post(f"/proposals/{racing}/withdraw", json={"reason": "另有考虑"}),
    )
    assert withdrawn.is_success
    assert marked.status_code in (201, 409)
    assert await listed(clerk) == []
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []


async def test_the_archive_has_models_and_the_pre_check_points_at_some(h: Harness) -> None:
    clerk = h.client("clerk")
    recorded = ArchivedProposalRecorded(
        proposal_id="A-2024-7", year=2024, session="十五届一次", case_number=7, title="关于老年食堂的提案",
        proposers=("示例委员",), units=("示例局",),
    )  # fmt: skip
    async with transaction(h) as tx:
        await ARCHIVE.append(tx, "A-2024-7", None, [recorded])
    await ok(clerk, "/model-proposals", {"proposal_id": "A-2024-7", **GOOD})
    (old,) = (await clerk.get("/model-proposals")).json()["items"]
    assert (old["archived"], old["session"], old["case_number"], old["text"]) == (True, "十五届一次", 7, None)
    assert old["archived_text"] is None
    for public in (False, True):
        said = ArchivedText(file="7.docx", sha256="0" * 64, public=public, whole="示例正文。")
        async with transaction(h) as tx:
            await ARCHIVE.append(
                tx, "A-2024-7", await ARCHIVE.find(tx, "A-2024-7"), [recorded.model_copy(update={"text": said})]
            )
        read: list[Any] = []
        for reader in (clerk, h.client("member", member_id="M2")):
            (one,) = (await reader.get("/model-proposals")).json()["items"]
            assert (await reader.get("/model-proposals/A-2024-7")).json() == one
            read.append(one["archived_text"] and one["archived_text"]["whole"])
        assert read == ["示例正文。", "示例正文。" if public else None]
    ids = [await admitted(h, "M1", "一。"), await admitted(h, "M2", "二。"), await admitted(h, "M1", "三。")]
    for id in ids:
        await ok(clerk, "/model-proposals", {"proposal_id": id, **GOOD})
    assert sum(isinstance(e, ModelMarked) and not e.archived for e in await h.published()) == 3
    wrong = TEXT | {"analysis": ""}
    found = await ok(h.client("member", member_id="M2"), "/pre-check", wrong)
    assert found["may_file"] is False
    # Of the same sector first, then the newest; the archive, which knows no sectors, last.
    assert [one["proposal_id"] for one in found["models"]] == [ids[1], ids[2], ids[0]]
    assert (await ok(h.client("member", member_id="M2"), "/pre-check", TEXT))["models"] == []
