"""Reviewers judge decided proposals without their people; how far they agree is shown when they are done."""

from typing import Any

import httpx

from chassis.eventlog import verify
from services.submission.metadata import METADATA
from tests.integration.services.submission.test_submission_api import filed, h, member
from tests.integration.services.submission.test_submission_reviewers import a_reviewer, refused
from tests.support.harness import Client, Harness

__all__ = ["h"]


async def test_a_set_is_judged_blind_once_and_compared(h: Harness) -> None:
    clerk = h.client("clerk")
    admitted, declined, left = await filed(h), await filed(h, "M2"), await filed(h)
    assert (await clerk.post(f"/proposals/{admitted}/admit", json={"topic_group": "民生"})).is_success
    reason = {"reason_code": "vague", "explanation": "没有可办的建议"}
    assert (await clerk.post(f"/proposals/{declined}/decline", json=reason)).is_success

    async def set_up(*ids: str) -> httpx.Response:
        sent = {"calibration_id": "K1", "name": "示例校准", "proposals": list(ids)}
        return await clerk.post("/calibrations", json=sent)

    assert refused(await set_up(admitted, left)) == "not-decided"
    assert (await set_up(admitted, admitted)).status_code == 422
    assert (await set_up(admitted, declined)).status_code == 201
    assert refused(await set_up(admitted, declined)) == "exists-already"
    for id, more in (("R1", {}), ("R2", {"member_id": "M2"})):
        assert (await clerk.post("/reviewers", json=a_reviewer(id, **more))).status_code == 201

    def by(id: str) -> Client:
        return h.client("reviewer", subject=f"login-{id}")

    async def judge(id: str, *said: dict[str, Any]) -> httpx.Response:
        return await by(id).post("/calibrations/K1/judge", json={"judgements": list(said)})

    shown = (await by("R1").get("/calibrations/K1/cases")).json()
    assert [(one["number"], one["outcome"]) for one in shown["cases"]] == [(1, None), (2, None)]
    assert shown["agreement"] is None
    for hidden in ("示例委员", "M1", admitted, declined, "vague"):
        assert hidden not in str(shown)
    # A decision that is taken back later changes nothing of what is judged.
    asked = await member(h, "M2").post(f"/proposals/{declined}/reconsider", json={"grounds": "有具体做法。"})
    assert asked.is_success
    again = {"reopened": True, "explanation": "理由成立。"}
    assert (await h.client("chair").post(f"/proposals/{declined}/decide-reconsideration", json=again)).is_success
    assert (await judge("R1", {"number": 1, "outcome": "admit"})).status_code == 200
    assert (await by("R1").get("/calibrations/K1/cases")).json()["agreement"] is None
    assert refused(await judge("R1", {"number": 1, "outcome": "admit"})) == "judged-already"
    assert (await judge("R1", {"number": 2, "outcome": "admit"})).status_code == 200
    own = (await by("R1").get("/calibrations/K1/cases")).json()["agreement"]
    assert (own["judged"], own["agreed"], own["differs"]) == (2, 1, [2])
    # One's own proposal is no case: neither shown, nor judged, nor waited for.
    assert refused(await judge("R2", {"number": 2, "outcome": "admit"})) == "conflict-of-interest"
    assert (await judge("R2", {"number": 1, "outcome": "admit"})).status_code == 200
    seen = (await by("R2").get("/calibrations/K1/cases")).json()
    assert ([one["number"] for one in seen["cases"]], seen["agreement"]["agreed"]) == ([1], 1)
    told = (await clerk.get("/calibrations/K1/agreement")).json()
    assert [(one["reviewer_id"], one["judged"], one["agreed"]) for one in told] == [("R1", 2, 1), ("R2", 1, 1)]
    assert (await by("R1").get("/calibrations/K1/agreement")).status_code == 403
    assert (await h.client("reviewer").get("/calibrations/K1/cases")).json()["rule"] == "not-a-reviewer"
    assert (await clerk.post("/calibrations/K1/close")).json()["open"] is False
    assert refused(await judge("R2", {"number": 1, "outcome": "admit"})) == "calibration-closed"
    (listed,) = (await by("R1").get("/calibrations")).json()["items"]
    assert (listed["id"], listed["cases"], listed["open"]) == ("K1", 2, False)
    assert (await h.client("clerk", county="330103").get("/calibrations/K1/agreement")).status_code == 404
    async with h.owner.connect() as connection:
        assert (await verify(connection, METADATA))[1] == []
