"""The review in stages over HTTP: distribution, blind opinions, reminders, and who may give the final word."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from chassis.eventlog import verify
from contracts.submission import (
    ReviewCutShort,
    ReviewDistributed,
    ReviewOpinionGiven,
    ReviewStageClosed,
    ReviewStageNear,
    ReviewStageOverdue,
)
from services.submission.metadata import METADATA
from tests.integration.services.submission.test_submission_api import body, filed, h, member
from tests.integration.services.submission.test_submission_reviewers import a_group, a_reviewer, refused
from tests.support.harness import Client, Harness

__all__ = ["h"]

STAGES = [
    {"stage": "preliminary", "by": "members", "opinions": 2, "hours": 48, "near_hours": 12, "blind": True},
    {"stage": "final", "by": "lead", "opinions": 1, "hours": 24, "near_hours": 4, "blind": False},
]
ADMIT = {"outcome": "admit", "topics": ["养老"], "suggested_units": ["U1"]}


@pytest.fixture
async def floor(h: Harness) -> Harness:
    """Two groups: G1 for meals, led by R1; G2 for traffic, led by R4, who is member M2."""
    rules = {"stages": STAGES, "final_word": ["clerk"], "decide_alone": ["chair"]}
    answer = await h.client("county_admin").put(
        "/policies/review", json={"document": rules}, headers={"If-Match": '"0-000000000000"'}
    )
    assert answer.is_success, answer.text
    clerk = h.client("clerk")
    for id, more in (("R1", {}), ("R2", {}), ("R3", {}), ("R4", {"member_id": "M2"})):
        assert (await clerk.post("/reviewers", json=a_reviewer(id, topics=[], **more))).status_code == 201
    for group in (a_group("G1", "R1", "R2", "R3"), a_group("G2", "R4", "R3", topics=["停车"])):
        assert (await clerk.post("/review-groups", json=group)).status_code == 201
    return h


def reviewer(h: Harness, id: str, *roles: str, **claims: Any) -> Client:
    return h.client(*(roles or ("reviewer",)), subject=f"login-{id}", **claims)


async def distributed(h: Harness, *ids: str, **more: Any) -> dict[str, Any]:
    sent = {"items": [{"id": id} | more for id in ids]}
    answer = await h.client("clerk").post("/review-batches/distribute", json=sent)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def opine(by: Client, id: str, opinion: dict[str, Any] = ADMIT, stage: str = "preliminary") -> httpx.Response:
    return await by.post(f"/proposals/{id}/opinions", json=opinion | {"stage": stage})


async def admit(by: Client, id: str, **more: Any) -> httpx.Response:
    return await by.post(f"/proposals/{id}/admit", json={"topic_group": "民生"} | more)


async def test_a_proposal_goes_through_the_stages_blind_and_is_then_decided(floor: Harness) -> None:
    h, clerk = floor, floor.client("clerk")
    id = await filed(h)
    assert (await clerk.get(f"/proposals/{id}/review")).status_code == 404
    assert refused(await admit(clerk, id)) == "stage-open"
    (suggested,) = (await clerk.get("/review-distribution")).json()["items"]
    assert (suggested["group_id"], suggested["by"], suggested["words"]) == ("G1", "topic", ["助餐"])
    (told,) = (await distributed(h, id))["items"]
    assert (told["state"], told["stage"], told["group_id"]) == ("open", "preliminary", "G1")
    assert (await clerk.get("/review-distribution")).json()["items"] == []
    # The queue of everybody who is asked; nobody else's.
    one, two, three, four = (reviewer(h, f"R{n}") for n in range(1, 5))
    (queued,) = (await two.get("/review-queue")).json()["items"]
    assert (queued["proposal_id"], queued["stage"], queued["due"]) == (id, "preliminary", "running")
    assert (await four.get("/review-queue")).json()["items"] == []
    assert (await h.client("reviewer").get("/review-queue")).json()["rule"] == "not-a-reviewer"
    # Blind: whoever gave one sees their own, others that it was given.
    first = await opine(two, id, {"outcome": "decline", "reason_code": "vague", "comment": "没有具体建议"})
    assert first.status_code == 200, first.text
    assert (await two.get("/review-queue")).json()["items"] == []
    seen = {}
    for name, by in (("own", two), ("other", three), ("clerk", clerk)):
        (stage,) = (await by.get(f"/proposals/{id}/review")).json()["stages"]
        assert stage["given"] == ["R2"]
        seen[name] = len(stage["opinions"])
    assert seen == {"own": 1, "other": 0, "clerk": 0}
    assert refused(await admit(clerk, id)) == "stage-open"
    assert refused(await opine(four, id)) == "not-asked"
    # The second closes the stage: they disagree, the lead is told and has the final one.
    second = (await opine(three, id)).json()
    assert (second["stage"], second["disagreed"]) == ("final", True)
    assert [o["outcome"] for o in second["stages"][0]["opinions"]] == ["decline", "admit"]
    (closed,) = [e for e in await h.published() if isinstance(e, ReviewStageClosed)]
    assert (closed.agreed, closed.lead) == (False, "login-R1")
    (listed,) = (await one.get("/reviews", params={"disagreed": True})).json()["items"]
    assert (listed["proposal_id"], listed["stage"]) == (id, "final")
    assert refused(await opine(two, id)) == "stage-over"
    assert refused(await opine(two, id, stage="final")) == "not-asked"
    assert (await opine(one, id, stage="final")).json()["state"] == "ready"
    done = await admit(clerk, id)
    assert (done.json()["state"], done.json()["case_number"]) == ("admitted", 1)
    assert (await clerk.get("/reviews")).json()["items"] == []
    async with h.owner.connect() as connection:
        assert (await verify(connection, METADATA))[1] == []


async def test_an_opinion_is_of_the_text_that_was_read_and_gives_its_grounds(floor: Harness) -> None:
    h = floor
    id = await filed(h)
    await distributed(h, id)
    by = reviewer(h, "R2")
    (queued,) = (await by.get("/review-queue")).json()["items"]
    stale = {"If-Match": queued["etag"]}
    edited = await h.client("clerk").put(
        f"/proposals/{id}/text", json=body()["text"] | {"situation": "另一情况。"}, headers=stale
    )
    assert edited.is_success
    sent = ADMIT | {"stage": "preliminary"}
    assert (await by.post(f"/proposals/{id}/opinions", json=sent, headers=stale)).status_code == 412
    assert refused(await opine(by, id, {"outcome": "decline"})) == "reason-code"
    assert refused(await opine(by, id, {"outcome": "return"})) == "comment-needed"
    assert refused(await opine(by, id, ADMIT | {"suggested_units": ["U9"]})) == "unit-unknown"
    assert (await opine(by, "nowhere")).status_code == 404
    assert (await opine(h.client("member", member_id="M1"), id)).status_code == 403


async def test_nobody_reviews_their_own_in_any_stage(floor: Harness) -> None:
    h = floor
    own = await filed(h, "M2", text=body()["text"] | {"title": "关于规范停车管理的提案"})
    (suggested,) = (await h.client("clerk").get("/review-distribution")).json()["items"]
    assert suggested["group_id"] == "G2"
    await distributed(h, own)
    # R4 leads the group, and the proposal is theirs: the other one of it is asked.
    view = (await h.client("clerk").get(f"/proposals/{own}/review")).json()
    assert view["stages"][0]["reviewers"] == ["R3"]
    lead = reviewer(h, "R4")
    assert refused(await opine(lead, own)) == "conflict-of-interest"
    assert (await lead.get("/reviews")).json()["items"] == []
    for by in (lead, member(h, "M2"), h.client("clerk", member_id="M2", subject="c2")):
        shown = (await by.get(f"/proposals/{own}/review")).json()
        assert (shown["stage"], shown["group_id"], shown["stages"]) == ("preliminary", None, [])
    assert (await member(h, "M3").get(f"/proposals/{own}/review")).status_code == 404
    assert (await opine(reviewer(h, "R3"), own)).json()["stage"] == "final"
    assert (await opine(reviewer(h, "R3"), own, stage="final")).json()["state"] == "ready"
    biased = h.client("clerk", member_id="M2", subject="c2")
    other = await filed(h, "M2")
    told = await biased.post("/review-batches/distribute", json={"items": [{"id": other}]})
    assert told.json()["items"][0]["rule"] == "conflict-of-interest"


async def test_who_may_decide_alone_says_why_and_nobody_else_gives_the_final_word(floor: Harness) -> None:
    h = floor
    open_, never, batch = [await filed(h) for _ in range(3)]
    await distributed(h, open_)
    chair = h.client("chair")
    assert refused(await admit(h.client("clerk"), open_, alone_reason="时间紧")) == "stage-open"
    assert refused(await admit(chair, open_)) == "stage-open"
    for id in (open_, never):
        done = await admit(chair, id, alone_reason="省级重点，当晚立案")
        assert done.json()["state"] == "admitted"
        assert (await chair.get(f"/proposals/{id}/review")).json()["alone"] == "省级重点，当晚立案"
    sent = {"items": [{"id": batch}], "comments": "请补充数据", "alone_reason": "数据有误"}
    assert (await chair.post("/review-batches/return", json=sent)).json()["done"] == 1
    cut = [e for e in await h.published() if isinstance(e, ReviewCutShort)]
    assert [e.wanting for e in cut] == [("preliminary", "final")] * 3
    assert {e.decided_by for e in cut} == {"chair"}
    again = await filed(h)
    returned = await h.client("reviewer").post(f"/proposals/{again}/return", json={"comments": "请补充"})
    assert refused(returned) == "final-word"


async def test_what_is_filed_again_is_reviewed_anew(floor: Harness) -> None:
    h = floor
    id = await filed(h)
    await distributed(h, id)
    for n, stage in ((2, "preliminary"), (3, "preliminary"), (1, "final")):
        assert (await opine(reviewer(h, f"R{n}"), id, stage=stage)).is_success
    clerk = h.client("clerk")
    assert (await clerk.post(f"/proposals/{id}/return", json={"comments": "请补充数据"})).is_success
    assert (await member(h).post(f"/proposals/{id}/refile", json=body()["text"])).is_success
    view = (await clerk.get(f"/proposals/{id}/review")).json()
    assert (view["state"], view["round"], view["stage"], view["group_id"]) == ("open", 2, "preliminary", "G1")
    assert view["stages"][0]["given"] == []
    assert refused(await admit(clerk, id)) == "stage-open"
    assert len((await reviewer(h, "R2").get("/review-queue")).json()["items"]) == 1
    # Its group is gone when it comes back: it waits to be distributed.
    assert (await clerk.post("/review-groups/G1/dissolve", json={"reason": "结束"})).json()["rule"] == "group-busy"
    alone = {"comments": "请再补充", "alone_reason": "数据仍缺"}
    assert (await h.client("chair").post(f"/proposals/{id}/return", json=alone)).is_success
    assert (await clerk.post("/review-groups/G1/dissolve", json={"reason": "结束"})).is_success
    assert (await member(h).post(f"/proposals/{id}/refile", json=body()["text"])).is_success
    (waiting,) = (await clerk.get("/review-distribution")).json()["items"]
    assert (waiting["proposal_id"], waiting["group_id"]) == (id, "G2")
    assert (await clerk.get(f"/proposals/{id}/review")).json()["state"] == "void"


async def test_a_clerk_moves_it_and_its_review_begins_anew(floor: Harness) -> None:
    h = floor
    id = await filed(h)
    await distributed(h, id)
    await opine(reviewer(h, "R2"), id)
    rules = [
        (await distributed(h, id, **more))["items"][0]["rule"]
        for more in ({"group_id": "G1"}, {"group_id": "G9"}, {"group_id": "G2"}, {"group_id": "G2", "anew": True})
    ]
    assert rules == ["distributed-already", "group-unknown", None, None]
    assert [e.round for e in await h.published() if isinstance(e, ReviewDistributed)] == [1, 2, 3]
    assert (await reviewer(h, "R2").get("/review-queue")).json()["items"] == []
    assert refused(await opine(reviewer(h, "R2"), id)) == "not-asked"
    assert len((await reviewer(h, "R4").get("/review-queue")).json()["items"]) == 1


async def test_near_and_overdue_are_told_once_and_not_of_what_is_decided(floor: Harness) -> None:
    h = floor
    kept, decided = await filed(h), await filed(h)
    await distributed(h, kept, decided)
    await opine(reviewer(h, "R2"), kept)
    assert (await admit(h.client("chair"), decided, alone_reason="急")).is_success
    start = h.clock.now()

    async def at(hours: float) -> dict[str, int]:
        h.clock.set(start + timedelta(hours=hours))
        await h.tick()
        await h.tick()
        by = reviewer(h, "R3")
        return {
            due: len((await by.get("/review-queue", params={"due": due})).json()["items"])
            for due in ("running", "near", "overdue")
        }

    assert await at(30) == {"running": 1, "near": 0, "overdue": 0}
    assert await at(37) == {"running": 0, "near": 1, "overdue": 0}
    assert await at(49) == {"running": 0, "near": 0, "overdue": 1}
    await at(100)
    events = await h.published()
    (near,) = [e for e in events if isinstance(e, ReviewStageNear)]
    (late,) = [e for e in events if isinstance(e, ReviewStageOverdue)]
    assert near.proposal_id == late.proposal_id == kept
    assert set(near.awaiting) == {"login-R1", "login-R3"}
    assert late.lead == "login-R1"
    listed = (await h.client("clerk").get("/reviews", params={"overdue": True})).json()["items"]
    assert [one["proposal_id"] for one in listed] == [kept]


async def test_hundreds_of_opinions_in_one_request_each_answered_by_itself(floor: Harness) -> None:
    h = floor
    ids: list[str] = []
    for _ in range(2):
        ids += await asyncio.gather(*(filed(h) for _ in range(10)))
    told = await distributed(h, *ids, group_id="G1")
    assert (told["done"], told["refused"]) == (20, 0)
    assert (await admit(h.client("chair"), ids[0], alone_reason="急")).is_success
    opinion = ADMIT | {"stage": "preliminary"}
    sent = {"items": [{"id": id} | opinion for id in [*ids, "nowhere"]]}
    by, key = reviewer(h, "R2"), {"Idempotency-Key": "evening"}
    first = await by.post("/review-batches/opinions", json=sent, headers=key)
    assert (first.json()["done"], first.json()["refused"]) == (19, 2)
    assert {i["rule"] for i in first.json()["items"]} == {None, "state", "not-found"}
    assert (await by.post("/review-batches/opinions", json=sent, headers=key)).content == first.content
    # Two lists of the last opinion that is wanted, in opposite order: one of them closes each stage, once.
    backwards = {"items": list(reversed(sent["items"][1:20]))}
    answers = await asyncio.gather(
        reviewer(h, "R3").post("/review-batches/opinions", json={"items": sent["items"][1:20]}),
        reviewer(h, "R1").post("/review-batches/opinions", json=backwards),
    )
    assert [a.status_code for a in answers] == [200, 200]
    events = await h.published()
    closed = [e.proposal_id for e in events if isinstance(e, ReviewStageClosed) and e.stage == "preliminary"]
    assert sorted(closed) == sorted(ids[1:])
    given = [e for e in events if isinstance(e, ReviewOpinionGiven)]
    assert len(given) == 19 * 2
    assert {item["rule"] for a in answers for item in a.json()["items"]} == {None, "stage-over"}
    page = (await reviewer(h, "R1").get("/review-queue", params={"limit": 7})).json()
    seen = [one["proposal_id"] for one in page["items"]]
    while page["next"]:
        page = (await reviewer(h, "R1").get("/review-queue", params={"limit": 7, "after": page["next"]})).json()
        seen += [one["proposal_id"] for one in page["items"]]
    assert sorted(seen) == sorted(ids[1:])


async def test_of_a_decision_and_the_last_opinion_at_once_both_are_right_in_some_order(floor: Harness) -> None:
    h = floor
    for _ in range(4):
        id = await filed(h)
        await distributed(h, id)
        for n in (2, 3):
            await opine(reviewer(h, f"R{n}"), id)
        opinion, decision = await asyncio.gather(
            opine(reviewer(h, "R1"), id, stage="final"), admit(h.client("clerk"), id)
        )
        assert opinion.is_success
        assert decision.is_success or refused(decision) == "stage-open"


async def test_a_county_without_stages_decides_as_ever(h: Harness) -> None:
    for id in ("R1", "R2"):
        await h.client("clerk").post("/reviewers", json=a_reviewer(id))
    await h.client("clerk").post("/review-groups", json=a_group("G1", "R1", "R2"))
    id = await filed(h)
    assert (await distributed(h, id))["items"][0]["rule"] == "no-stages"
    assert refused(await admit(h.client("chair"), id)) == "final-word"
    assert (await admit(h.client("clerk"), id)).json()["case_number"] == 1


async def test_a_child_of_an_undone_merge_is_reviewed_from_the_first_stage_with_new_hours(floor: Harness) -> None:
    """While it was merged nobody was reminded of it, and its hours ran out."""
    h, clerk = floor, floor.client("clerk")
    master, child = await filed(h), await filed(h, "M3")
    await distributed(h, child)
    assert (await opine(reviewer(h, "R2"), child)).status_code == 200
    await clerk.post(f"/proposals/{master}/merge", json={"children": [child], "opinion": "同一事项"})
    h.clock.set(h.clock.now() + timedelta(hours=50))
    await h.tick()
    assert [e for e in await h.published() if isinstance(e, ReviewStageOverdue)] == []
    undone = await clerk.post(f"/proposals/{master}/undo-merge", json={"reason": "事项不同"})
    assert undone.status_code == 200, undone.text
    review = (await clerk.get(f"/proposals/{child}/review")).json()
    assert (review["state"], review["stage"], review["round"]) == ("open", "preliminary", 2)
    assert review["stages"][0]["given"] == []
    (queued,) = (await reviewer(h, "R2").get("/review-queue")).json()["items"]
    assert (queued["proposal_id"], queued["due"]) == (child, "running")
    h.clock.set(h.clock.now() + timedelta(hours=49))
    await h.tick()
    assert [e.proposal_id for e in await h.published() if isinstance(e, ReviewStageOverdue)] == [child]
