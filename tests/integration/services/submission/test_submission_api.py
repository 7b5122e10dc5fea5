import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from contracts.consultation import AssignmentCancelled, AssignmentIssued
from contracts.submission import CosignLapsed, ProposalAdmitted, ProposalAmended, ProposalFiled
from services.submission.app import SERVICE
from tests.support.harness import Client, Harness, Serve

OPENS = datetime(2026, 3, 1, tzinfo=UTC)
CUTOFF = datetime(2026, 3, 3, tzinfo=UTC)


def body(**changes: Any) -> dict[str, Any]:
    return {
        "session_id": "S15-1",
        "publish_consent": True,
        "text": {
            "title": "关于增设老年助餐点的提案",
            "situation": "全县六十岁以上老人占三成，助餐点只有四处。",
            "analysis": "场地不足，补贴标准偏低，社会力量进入意愿不强。",
            "suggestions": ["在每个街道至少增设两处老年助餐点。", "把助餐补贴提高到每餐三元并列入预算。"],
        },
    } | changes


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    clerk = harness.client("clerk")
    for member in ("M1", "M2", "M3"):
        enrolled = {"member_id": member, "name": f"示例委员{member}", "sector": "经济界", "term": 15}
        assert (await clerk.post("/members", json=enrolled)).status_code == 201
    session = {"session_id": "S15-1", "term": 15, "number": 1}
    window = {"plenary_opens": OPENS.isoformat(), "plenary_cutoff": CUTOFF.isoformat()}
    assert (await clerk.post("/sessions", json=session | window)).status_code == 201
    return harness


def member(h: Harness, id: str = "M1") -> Client:
    return h.client("member", member_id=id)


async def filed(h: Harness, id: str = "M1", **changes: Any) -> str:
    answer = await member(h, id).post("/proposals", json=body(**changes))
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def test_receipt_time_decides_the_channel(h: Harness) -> None:
    await filed(h)
    h.clock.set(CUTOFF + timedelta(seconds=1))
    await filed(h)
    channels = [e.channel for e in await h.published() if isinstance(e, ProposalFiled)]
    assert channels == ["plenary", "between_sessions"]


async def test_twenty_admitted_at_once_get_numbers_without_gap(h: Harness) -> None:
    ids = await asyncio.gather(*(filed(h) for _ in range(20)))
    clerk = h.client("clerk")

    async def admit(id: str) -> httpx.Response:
        return await clerk.post(f"/proposals/{id}/admit", json={"topic_group": "民生"})

    # Each is asked twice at once under two keys: the second is refused and must not burn a number.
    answers = await asyncio.gather(*(admit(id) for id in [*ids, *ids]))
    numbers = [a.json()["case_number"] for a in answers if a.status_code == 200]
    assert sorted(numbers) == list(range(1, 21))
    assert [a.json()["rule"] for a in answers if a.status_code == 409] == ["state"] * 20
    admitted = [e.case_number for e in await h.published() if isinstance(e, ProposalAdmitted)]
    assert sorted(admitted) == list(range(1, 21))


async def test_a_joint_proposal_waits_for_its_answers(h: Harness) -> None:
    id = await filed(h, kind="joint", cosigners=["M2", "M3"])
    clerk = h.client("clerk")
    early = await clerk.post(f"/proposals/{id}/admit", json={"topic_group": "民生"})
    assert (early.status_code, early.json()["rule"]) == (409, "cosign-open")
    agreed = await member(h, "M2").post(f"/proposals/{id}/cosign", json={"agreed": True, "opinion": "情况属实，同意"})
    assert agreed.status_code == 200
    h.clock.set(h.clock.now() + timedelta(hours=4))
    await h.tick()
    assert [e.member_id for e in await h.published() if isinstance(e, CosignLapsed)] == ["M3"]
    admitted = await clerk.post(f"/proposals/{id}/admit", json={"topic_group": "民生"})
    assert admitted.json()["proposers"] == ["M1", "M2"]


async def test_returned_amended_and_admitted_keeps_the_before_image(h: Harness) -> None:
    id = await filed(h)
    clerk = h.client("clerk")
    assert (await clerk.post(f"/proposals/{id}/return", json={"comments": "请补充数据"})).status_code == 200
    stranger = await member(h, "M2").post(f"/proposals/{id}/refile", json=body()["text"])
    assert stranger.json()["rule"] == "first-proposer"
    better = body()["text"] | {"situation": "截至上月，全县六十岁以上老人占三成一。"}
    assert (await member(h).post(f"/proposals/{id}/refile", json=better)).status_code == 200
    (amended,) = [e for e in await h.published() if isinstance(e, ProposalAmended)]
    assert amended.refiled
    assert amended.before.situation.startswith("全县")


async def test_declining_needs_a_reason_of_the_county(h: Harness) -> None:
    id = await filed(h)
    clerk = h.client("clerk")
    wrong = await clerk.post(f"/proposals/{id}/decline", json={"reason_code": "dislike", "explanation": "不妥"})
    assert (wrong.status_code, wrong.json()["rule"]) == (409, "reason-code")
    right = await clerk.post(
        f"/proposals/{id}/decline", json={"reason_code": "vague", "explanation": "建议过于空泛", "redirect": "社情民意"}
    )
    assert right.json()["state"] == "declined"
    told = (await member(h).get(f"/proposals/{id}")).json()
    assert (told["decline_explanation"], told["redirect"]) == ("建议过于空泛", "社情民意")


async def test_a_merge_counts_children_as_merged(h: Harness) -> None:
    master, child = await filed(h), await filed(h, "M2")
    clerk = h.client("clerk")
    merged = await clerk.post(f"/proposals/{master}/merge", json={"children": [child], "opinion": "同一事项"})
    assert merged.json()["proposers"] == ["M1", "M2"]
    assert (await clerk.get(f"/proposals/{child}")).json()["master_id"] == master
    assert (await clerk.get("/figures")).json()["status"] == {"filed": 1, "merged": 1}


async def test_withdrawal_ends_with_the_assignment(h: Harness) -> None:
    id = await filed(h)
    assignment = AssignmentIssued(
        proposal_id=id,
        assignment_id="a1",
        unit_id="U1",
        role="sole",
        cycle=1,
        issued_at=h.clock.now(),
        return_until=h.clock.now().date(),
        policy_version=0,
    )
    await h.deliver(assignment, "a1")
    refused = await member(h).post(f"/proposals/{id}/withdraw", json={"reason": "另行提出"})
    assert refused.json()["rule"] == "assigned-already"
    await h.deliver(AssignmentCancelled(proposal_id=id, assignment_id="a1", unit_id="U1", reason="交办有误"), "a1")
    assert (await member(h).post(f"/proposals/{id}/withdraw", json={"reason": "另行提出"})).status_code == 200


async def test_members_see_their_own(h: Harness) -> None:
    id = await filed(h)
    assert (await member(h, "M2").get(f"/proposals/{id}")).status_code == 404
    assert (await member(h, "M2").get("/proposals")).json()["items"] == []
    assert [p["id"] for p in (await member(h).get("/proposals")).json()["items"]] == [id]


async def test_a_login_bound_to_no_member_sees_nothing(h: Harness) -> None:
    await filed(h)
    assert (await h.client("body_officer", body_id="B1").get("/proposals")).json()["items"] == []


async def test_an_invited_member_finds_the_invitation(h: Harness) -> None:
    id = await filed(h, kind="joint", cosigners=["M2"])
    assert [p["id"] for p in (await member(h, "M2").get("/proposals")).json()["items"]] == [id]


async def test_waiting_for_a_connection_does_not_make_a_filing_late(h: Harness) -> None:
    """The headers arrive before the cut-off; the store answers only after it."""
    h.clock.set(CUTOFF - timedelta(seconds=1))
    pool = [await h.runtime.database.engine.connect() for _ in range(10)]
    waiting = asyncio.create_task(filed(h))
    await asyncio.sleep(0.2)
    h.clock.set(CUTOFF + timedelta(hours=1))
    assert not waiting.done()
    for connection in pool:
        await connection.close()
    await waiting
    assert [e.channel for e in await h.published() if isinstance(e, ProposalFiled)] == ["plenary"]


async def test_a_body_files_through_its_authorised_officer(h: Harness) -> None:
    officer = h.client("body_officer", member_id="M3", body_id="B1")
    answer = await officer.post("/proposals", json=body(kind="collective", body_id="B1"))
    assert (answer.status_code, answer.json()["body_id"]) == (201, "B1")
    plain = h.client("member", member_id="M3", body_id="B1")
    assert (await plain.post("/proposals", json=body(kind="collective", body_id="B1"))).json()["rule"] == "body-officer"


async def test_pages_give_everything_once(h: Harness) -> None:
    ids = {await filed(h) for _ in range(7)}
    clerk, seen, after = h.client("clerk"), list[str](), None
    while True:
        found = (await clerk.get("/proposals", params={"limit": 3} | ({"after": after} if after else {}))).json()
        seen += [p["id"] for p in found["items"]]
        after = found["next"]
        if after is None:
            break
    assert len(seen) == 7
    assert set(seen) == ids


@pytest.mark.parametrize(
    ("change", "status", "about"),
    [
        ({"session_id": "none"}, 409, "session-unknown"),
        ({"text": {**body()["text"], "suggestions": []}}, 409, "text-form"),
        ({"text": {**body()["text"], "title": "助餐"}}, 409, "text-form"),
        ({"misspelt": 1}, 422, None),
        ({"kind": "joint", "cosigners": ["M404"]}, 409, "not-a-member"),
        ({"kind": "collective", "body_id": "B1"}, 409, "body-officer"),
    ],
)
async def test_bad_filings_get_a_clear_answer(
    h: Harness, change: dict[str, Any], status: int, about: str | None
) -> None:
    answer = await member(h).post("/proposals", json=body(**change))
    assert answer.status_code == status
    if about:
        assert answer.json()["rule"] == about
    else:
        assert answer.json()["errors"][0]["pointer"] == "/body/misspelt"
    assert not [e for e in await h.published() if isinstance(e, ProposalFiled)]
