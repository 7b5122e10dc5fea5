"""The review desk: hundreds in one request, each answered by itself; a file that is open is nobody else's."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.eventlog import verify
from contracts.submission import ProposalAdmitted, ProposalDeclined, ProposalReturned
from services.submission.app import SERVICE
from services.submission.metadata import METADATA
from tests.support.harness import Client, Harness, Serve
from tests.support.statements import counted

TEXT = {
    "title": "关于增设老年助餐点的提案",
    "situation": "助餐点只有四处。",
    "analysis": "场地不足，补贴偏低。",
    "suggestions": ["在每个街道至少增设两处助餐点。"],
}


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    clerk = harness.client("clerk")
    for id in ("M1", "M2"):
        enrolled = {"member_id": id, "name": f"示例委员{id}", "sector": "经济界", "term": 15}
        assert (await clerk.post("/members", json=enrolled)).status_code == 201
    opens = datetime(2026, 3, 1, tzinfo=UTC)
    window = {"plenary_opens": opens.isoformat(), "plenary_cutoff": (opens + timedelta(days=2)).isoformat()}
    session = {"session_id": "S15-1", "term": 15, "number": 1} | window
    assert (await clerk.post("/sessions", json=session)).status_code == 201
    return harness


async def filed(h: Harness, count: int, **changes: Any) -> list[str]:
    member = h.client("member", member_id="M1")
    asked = {"session_id": "S15-1", "publish_consent": True, "text": TEXT} | changes
    ids: list[str] = []
    # Ten at a time: of four hundred at once the last would wait longer for a connection than a request may.
    for start in range(0, count, 10):
        few = range(start, min(start + 10, count))
        for answer in await asyncio.gather(*(member.post("/proposals", json=asked) for _ in few)):
            assert answer.status_code == 201, answer.text
            ids.append(answer.json()["id"])
    return ids


def clerk(h: Harness, subject: str = "clerk", **claims: Any) -> Client:
    return h.client("clerk", subject=subject, **claims)


def items(ids: list[str]) -> list[dict[str, Any]]:
    return [{"id": id} for id in ids]


async def admit(by: Client, ids: list[str], **more: Any) -> dict[str, Any]:
    answer = await by.post("/review-batches/admit", json={"items": items(ids), "topic_group": "民生"} | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_what_a_list_costs_grows_by_few_statements_for_each_proposal(h: Harness) -> None:
    """The county's rules are read once, however many are decided by them."""
    ids, by, cost = await filed(h, 8), clerk(h), list[int]()
    for part in (ids[:2], ids[2:]):
        with counted(h.runtime.database) as seen:
            await admit(by, part)
        cost.append(len(seen))
    # The savepoint and its end, the proposal, who has its file open, its review, its number, the append.
    assert (cost[1] - cost[0]) / 4 <= 7, cost


async def test_four_hundred_are_decided_in_three_requests(h: Harness) -> None:
    ids = await filed(h, 400)
    by = clerk(h)
    admitted = await admit(by, ids[:300])
    assert (admitted["done"], admitted["refused"]) == (300, 0)
    assert [item["id"] for item in admitted["items"]] == ids[:300]
    assert [item["case_number"] for item in admitted["items"]] == list(range(1, 301))
    returned = await by.post("/review-batches/return", json={"items": items(ids[300:350]), "comments": "请补充数据"})
    assert returned.json()["done"] == 50
    reason = {"reason_code": "vague", "explanation": "没有可办的建议", "redirect": "转社情民意"}
    declined = await by.post("/review-batches/decline", json={"items": items(ids[350:])} | reason)
    assert declined.json()["done"] == 50
    published = await h.published()
    assert sum(isinstance(event, ProposalAdmitted) for event in published) == 300
    assert sum(isinstance(event, ProposalReturned) for event in published) == 50
    assert {e.redirect for e in published if isinstance(e, ProposalDeclined)} == {"转社情民意"}
    left = await by.get("/proposals", params={"state": "filed"})
    assert left.json()["items"] == []
    async with h.owner.connect() as connection:
        assert (await verify(connection, METADATA))[1] == []


async def test_what_is_refused_leaves_the_others_done_and_burns_no_number(h: Harness) -> None:
    free, declined, own, changed, opened = await filed(h, 5)
    by = clerk(h, member_id="M2")
    reason = {"reason_code": "vague", "explanation": "没有可办的建议"}
    assert (await by.post(f"/proposals/{declined}/decline", json=reason)).status_code == 200
    (own,) = await filed(h, 1, kind="joint", cosigners=["M2"])
    assert (
        await h.client("member", member_id="M2").post(f"/proposals/{own}/cosign", json={"agreed": False})
    ).is_success
    seen = (await by.get(f"/proposals/{changed}")).headers["etag"]
    edited = TEXT | {"situation": "助餐点只有三处。"}
    assert (await by.put(f"/proposals/{changed}/text", json=edited, headers={"If-Match": seen})).status_code == 200
    assert (await clerk(h, "other").post(f"/proposals/{opened}/lock")).status_code == 200
    listed = [{"id": declined}, {"id": changed, "etag": seen}, {"id": opened}, {"id": "nowhere"}, {"id": free}]
    answer = await by.post("/review-batches/admit", json={"items": listed, "topic_group": "民生"})
    told = answer.json()
    assert (told["done"], told["refused"]) == (1, 4)
    assert [item["rule"] for item in told["items"]] == ["state", "stale", "locked", "not-found", None]
    assert told["items"][-1]["case_number"] == 1
    assert "other" in told["items"][2]["detail"]
    unseen = await admit(by, [changed, own])
    assert [item["case_number"] for item in unseen["items"]] == [2, 3]


async def test_the_same_list_again_is_answered_and_not_done_again(h: Harness) -> None:
    ids = await filed(h, 3)
    by, key = clerk(h), {"Idempotency-Key": "evening-1"}
    asked = {"items": items(ids), "topic_group": "民生"}
    first = await by.post("/review-batches/admit", json=asked, headers=key)
    again = await by.post("/review-batches/admit", json=asked, headers=key)
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    assert sum(isinstance(event, ProposalAdmitted) for event in await h.published()) == 3


async def test_two_lists_that_overlap_and_single_admissions_wait_and_never_deadlock(h: Harness) -> None:
    ids = await filed(h, 40)
    one, two, three = (clerk(h, name) for name in ("a", "b", "c"))

    async def single(id: str) -> dict[str, Any]:
        return (await three.post(f"/proposals/{id}/admit", json={"topic_group": "民生"})).json()

    first, second, *alone = await asyncio.gather(
        admit(one, ids), admit(two, list(reversed(ids))), *(single(id) for id in ids[::4])
    )
    numbers = [item["case_number"] for told in (first, second) for item in told["items"] if item["case_number"]]
    numbers += [answer["case_number"] for answer in alone if answer.get("case_number")]
    assert sorted(numbers) == list(range(1, 41))
    refusals = {item["rule"] for told in (first, second) for item in told["items"]} - {None}
    assert refusals <= {"state"}


async def test_a_list_names_each_once_and_only_a_clerk_admits(h: Harness) -> None:
    (id,) = await filed(h, 1)
    twice = {"items": items([id, id]), "topic_group": "民生"}
    assert (await clerk(h).post("/review-batches/admit", json=twice)).status_code == 422
    once = {"items": items([id]), "topic_group": "民生"}
    assert (await h.client("reviewer").post("/review-batches/admit", json=once)).status_code == 403
    elsewhere = h.client("clerk", county="330103")
    told = (await elsewhere.post("/review-batches/admit", json=once)).json()
    assert [item["rule"] for item in told["items"]] == ["not-found"]


async def test_a_file_is_one_reviewers_until_given_back_or_over(h: Harness) -> None:
    (id,) = await filed(h, 1)
    one, two = clerk(h, "a"), h.client("reviewer", subject="b")
    first, second = await asyncio.gather(one.post(f"/proposals/{id}/lock"), two.post(f"/proposals/{id}/lock"))
    assert sorted((first.status_code, second.status_code)) == [200, 409]
    holder, other = (one, two) if first.status_code == 200 else (two, one)
    told = (await other.get(f"/proposals/{id}/lock")).json()
    assert told["holder"] == ("a" if holder is one else "b")
    refused = await other.post(f"/proposals/{id}/return", json={"comments": "请补充"})
    assert (refused.status_code, refused.json()["rule"]) == (409, "locked")
    # Asked for again it lasts longer; given back it is free.
    h.clock.set(h.clock.now() + timedelta(minutes=10))
    longer = await holder.post(f"/proposals/{id}/lock")
    assert longer.json()["until"] > told["until"]
    h.clock.set(h.clock.now() + timedelta(minutes=10))
    assert (await other.post(f"/proposals/{id}/lock")).status_code == 409
    assert (await other.post(f"/proposals/{id}/unlock")).json()["holder"] == told["holder"]
    assert (await holder.post(f"/proposals/{id}/unlock")).json()["holder"] is None
    assert (await other.post(f"/proposals/{id}/lock")).status_code == 200
    # Forgotten, it is over by itself.
    h.clock.set(h.clock.now() + timedelta(minutes=15))
    assert (await holder.post(f"/proposals/{id}/return", json={"comments": "请补充"})).status_code == 200


async def test_the_desk_lists_what_it_asks_for(h: Harness) -> None:
    await filed(h, 2)
    h.clock.set(datetime(2026, 3, 4, tzinfo=UTC))
    await filed(h, 1)
    by = clerk(h)

    async def count(**wanted: str) -> int:
        return len((await by.get("/proposals", params=wanted)).json()["items"])

    assert await count(channel="plenary") == 2
    assert await count(channel="between_sessions", state="filed", session_id="S15-1", kind="individual") == 1
    assert await count(kind="joint") == 0
