"""The roster: one login is one reviewer, a group counts on its members, each for one session."""

import asyncio
from typing import Any

import httpx

from chassis.eventlog import verify
from contracts.submission import ReviewerRetired, ReviewGroupFormed
from services.submission.metadata import METADATA
from tests.integration.services.submission.test_submission_api import h
from tests.support.harness import Harness

__all__ = ["h"]


def a_reviewer(id: str, **changes: Any) -> dict[str, Any]:
    return {"reviewer_id": id, "login": f"login-{id}", "name": f"示例审查员{id}", "topics": ["养老"]} | changes


def a_group(id: str, *members: str, **changes: Any) -> dict[str, Any]:
    named = {"group_id": id, "session_id": "S15-1", "name": f"示例审查组{id}", "topics": ["养老", "助餐"]}
    return named | {"members": list(members), "lead": members[0]} | changes


async def post(h: Harness, path: str, sent: dict[str, Any]) -> httpx.Response:
    return await h.client("clerk").post(path, json=sent)


def refused(answer: httpx.Response) -> str:
    assert answer.status_code == 409, answer.text
    return answer.json()["rule"]


async def test_a_login_is_one_reviewers(h: Harness) -> None:
    assert (await post(h, "/reviewers", a_reviewer("R1"))).status_code == 201
    assert refused(await post(h, "/reviewers", a_reviewer("R1"))) == "enrolled-already"
    assert refused(await post(h, "/reviewers", a_reviewer("R2", login="login-R1"))) == "login-taken"
    assert refused(await post(h, "/reviewers", a_reviewer("R2", member_id="M9"))) == "not-a-member"
    both = [post(h, "/reviewers", a_reviewer(id, login="shared")) for id in ("R3", "R4")]
    answers = await asyncio.gather(*both)
    assert sorted(a.status_code for a in answers) == [201, 409]
    # Retired, the login is free; who comes back needs one that is.
    assert (await post(h, "/reviewers/R1/retire", {"reason": "调离"})).is_success
    assert refused(await post(h, "/reviewers/R1/retire", {"reason": "调离"})) == "retired-already"
    assert (await post(h, "/reviewers", a_reviewer("R5", login="login-R1"))).status_code == 201
    assert refused(await post(h, "/reviewers", a_reviewer("R1"))) == "login-taken"
    back = await post(h, "/reviewers", a_reviewer("R1", login="new", member_id="M1"))
    assert (back.json()["active"], back.json()["member_id"]) == (True, "M1")
    listed = (await h.client("reviewer").get("/reviewers", params={"active": True})).json()["items"]
    assert {one["id"] for one in listed} == {"R1", "R5", "R3" if answers[0].is_success else "R4"}
    async with h.owner.connect() as connection:
        assert (await verify(connection, METADATA))[1] == []


async def test_it_is_kept_by_clerks_and_corrected_by_version(h: Harness) -> None:
    assert (await h.client("reviewer").post("/reviewers", json=a_reviewer("R1"))).status_code == 403
    assert (await h.client("member", member_id="M1").get("/reviewers")).status_code == 403
    assert (await h.client("county_admin").post("/reviewers", json=a_reviewer("R1"))).status_code == 201
    seen = (await h.client("chair").get("/reviewers/R1")).headers["etag"]
    changed = a_reviewer("R1", sectors=["经济界"])
    del changed["reviewer_id"]
    clerk = h.client("clerk")
    assert (await clerk.put("/reviewers/R1", json=changed)).status_code == 428
    done = await clerk.put("/reviewers/R1", json=changed, headers={"If-Match": seen})
    assert done.json()["sectors"] == ["经济界"]
    assert (await clerk.put("/reviewers/R1", json=changed, headers={"If-Match": seen})).status_code == 412
    assert (await h.client("clerk", county="330103").get("/reviewers/R1")).status_code == 404


async def test_a_group_has_a_lead_of_its_own_and_reviewers_in_force(h: Harness) -> None:
    for id in ("R1", "R2"):
        await post(h, "/reviewers", a_reviewer(id))
    assert refused(await post(h, "/review-groups", a_group("G1", "R1", lead="R2"))) == "lead-no-member"
    assert refused(await post(h, "/review-groups", a_group("G1", "R1", "R1"))) == "member-twice"
    assert refused(await post(h, "/review-groups", a_group("G1", "R1", "R9"))) == "reviewer-unknown"
    assert refused(await post(h, "/review-groups", a_group("G1", "R1", session_id="S9"))) == "session-unknown"
    assert (await post(h, "/review-groups", a_group("G1", "R1", "R2"))).status_code == 201
    assert refused(await post(h, "/review-groups", a_group("G1", "R1"))) == "formed-already"
    assert refused(await post(h, "/review-groups", a_group("G2", "R1", name="示例审查组G1"))) == "group-name"
    assert refused(await post(h, "/reviewers/R2/retire", {"reason": "调离"})) == "still-in-group"
    clerk = h.client("clerk")
    seen = (await clerk.get("/review-groups/G1")).headers["etag"]
    without = {"name": "示例审查组G1", "members": ["R1"], "lead": "R1"}
    done = await clerk.put("/review-groups/G1", json=without, headers={"If-Match": seen})
    assert (done.json()["members"], done.json()["session_id"]) == (["R1"], "S15-1")
    assert (await post(h, "/reviewers/R2/retire", {"reason": "调离"})).is_success
    assert (await post(h, "/review-groups/G1/dissolve", {"reason": "审查结束"})).json()["active"] is False
    assert refused(await post(h, "/review-groups/G1/dissolve", {"reason": "审查结束"})) == "dissolved-already"
    assert (await post(h, "/review-groups", a_group("G2", "R1", name="示例审查组G1"))).status_code == 201
    listed = (await clerk.get("/review-groups", params={"session_id": "S15-1", "active": True})).json()["items"]
    assert [one["id"] for one in listed] == ["G2"]


async def test_of_retiring_and_forming_at_once_one_is_refused(h: Harness) -> None:
    await post(h, "/reviewers", a_reviewer("R0"))
    for n in range(6):
        id = f"R{n + 1}"
        await post(h, "/reviewers", a_reviewer(id))
        both = [
            post(h, f"/reviewers/{id}/retire", {"reason": "调离"}),
            post(h, "/review-groups", a_group(f"G{n}", "R0", id)),
        ]
        answers = await asyncio.gather(*(both if n % 2 else reversed(both)))
        assert sorted(a.is_success for a in answers) == [False, True]
    events = await h.published()
    retired = {e.reviewer_id for e in events if isinstance(e, ReviewerRetired)}
    asked = {id for e in events if isinstance(e, ReviewGroupFormed) for id in e.members}
    assert retired | asked | {"R0"} == {f"R{n}" for n in range(7)}
    assert retired & asked == set()
