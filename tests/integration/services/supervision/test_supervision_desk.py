"""The supervisor's desk: state, last contact, next date, and the risk with its reasons, the riskiest first."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.consultation import AssignmentIssued
from contracts.submission import UnitEnrolled
from services.supervision.app import SERVICE
from services.supervision.desk.domain import REASONS
from services.supervision.desk.policy import POLICY
from tests.support.harness import Harness, Serve
from tests.support.statements import counted
from tests.support.watched import admit, archive, archived, assign, reply, sign_on_paper

LEADER = {"leader": "示例领导"}


@pytest.fixture
async def h(serve: Serve) -> Harness:
    found = await serve(SERVICE)
    unit = UnitEnrolled(unit_id="U1", name="示例单位", system="government", linked_committee="示例专委会")
    await found.deliver(unit, "U1")
    return found


async def ok(h: Harness, role: str, path: str, body: dict[str, Any], **claims: Any) -> None:
    answer = await h.client(role, **claims).post(path, json=body)
    assert answer.is_success, answer.text


async def desk(h: Harness, **query: Any) -> list[dict[str, Any]]:
    answer = await h.client("supervisor").get("/desk", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def one(h: Harness, proposal: str) -> dict[str, Any]:
    (found,) = [one for one in await desk(h) if one["proposal_id"] == proposal]
    return found


async def reasons(h: Harness, proposal: str) -> list[str]:
    return [reason["reason"] for reason in (await one(h, proposal))["risk"]["reasons"]]


async def contact(h: Harness, proposal: str, **said: Any) -> None:
    call = {"kind": "call", "held_on": h.clock.now().date().isoformat(), "findings": "已联系"}
    await ok(h, "supervisor", f"/oversights/{proposal}/activities", call | said)


def later(h: Harness, days: int) -> None:
    h.clock.set(h.clock.now() + timedelta(days=days))


async def test_a_new_one_is_no_risk_and_says_what_comes_next(h: Harness) -> None:
    await admit(h, "p1")
    await assign(h, "p1")
    await contact(h, "p1", next_on="2026-04-01")
    found = await one(h, "p1")
    assert (found["stage"], found["last_contact"], found["due"]) == ("handling", "2026-03-02", "2026-06-02")
    assert found["next"] == {"kind": "activity", "day": "2026-04-01"}
    assert found["risk"] == {"level": "low", "score": 0, "reasons": []}
    assert (found["title"], found["supervisor"]) == ("关于增设老年助餐点的提案", "示例专委会")


async def test_dates_that_come_near_or_go_by_are_said_with_their_days(h: Harness) -> None:
    await admit(h, "p1")
    await assign(h, "p1")
    later(h, 80)
    await contact(h, "p1")
    (near,) = (await one(h, "p1"))["risk"]["reasons"]
    assert near == {
        "reason": "near", "points": 20, "days": 12, "zh": "距答复期限12天", "en": "The reply is due in 12 days"
    }  # fmt: skip
    later(h, 20)
    found = await one(h, "p1")
    (overdue,) = found["risk"]["reasons"]
    assert (overdue["days"], overdue["zh"], found["risk"]["level"]) == (8, "答复已逾期8天", "high")
    assert found["next"] is None


async def test_silence_has_the_days_of_the_class_and_counts_from_the_opening(h: Harness) -> None:
    await admit(h, "p1", "p2")
    for id in ("p1", "p2"):
        await assign(h, id)
    await ok(h, "chair", "/oversights/p1/designate-key", LEADER)
    later(h, 31)
    assert (await reasons(h, "p1"), await reasons(h, "p2")) == (["silent"], [])
    (silent,) = (await one(h, "p1"))["risk"]["reasons"]
    assert (silent["days"], silent["zh"]) == (31, "立案以来31天未联系")
    # An urge is a contact; without an answer it is a reason of its own.
    await ok(h, "clerk", "/oversights/p1/urges", {"assignment_id": "a-p1", "text": "请抓紧"})
    assert await reasons(h, "p1") == ["urge_unanswered"]


async def test_every_reason_shows_when_it_holds(h: Harness) -> None:
    await admit(h, "p1", "p2", "p3", "p4")
    await assign(h, "p1")
    await assign(h, "p2")
    helper = AssignmentIssued(
        proposal_id="p1", assignment_id="a2", unit_id="U2", role="helper", cycle=1, issued_at=h.clock.now(),
        return_until=h.clock.now().date(), policy_version=0,
    )  # fmt: skip
    await h.deliver(helper, "a2")
    todo = {"what": "报送方案", "unit_id": "U1", "due": "2026-03-10"}
    await contact(h, "p1", next_on="2026-03-20", follow_ups=[todo])
    await ok(h, "unit", "/deadlines/a-p1/request-extension", {"due": "2026-07-20", "reason": "资金"}, unit_id="U1")
    await ok(h, "assigning_office", "/deadlines/a-p2/pause", {"reason": "等规划"})
    await assign(h, "p4")
    await reply(h, "p4")
    assert (await one(h, "p4"))["stage"] == "awaiting_sign_off"
    await sign_on_paper(h, "p4", result="dissatisfied")
    assert (await one(h, "p4"))["stage"] == "rehandling"
    assert await reasons(h, "p4") == ["dissatisfied"]
    later(h, 100)
    shown = {id: await reasons(h, id) for id in ("p1", "p2", "p3", "p4")}
    assert set(shown["p1"]) == {
        "overdue", "silent", "helper_silent", "follow_up_overdue", "planned_missed", "extension_pending"
    }  # fmt: skip
    assert (set(shown["p2"]), set(shown["p3"])) == ({"paused", "silent"}, {"unassigned", "silent"})
    await ok(h, "clerk", "/oversights/p4/urges", {"assignment_id": "a-p4", "text": "请抓紧"})
    h.clock.set(h.clock.now() - timedelta(days=15))
    known = {name for found in shown.values() for name in found} | {"near", "urge_unanswered", "dissatisfied"}
    assert known == set(REASONS)
    found = await desk(h)
    points = POLICY.default().points
    for row in found:
        assert row["risk"]["score"] == sum(points[reason["reason"]] for reason in row["risk"]["reasons"])
        assert [r["points"] for r in row["risk"]["reasons"]] == sorted(
            (r["points"] for r in row["risk"]["reasons"]), reverse=True
        )
    assert [row["risk"]["score"] for row in found] == sorted((row["risk"]["score"] for row in found), reverse=True)


async def test_who_looks_says_whose_and_what_has_ended_is_not_there(h: Harness) -> None:
    await admit(h, "p1", "p2", "p3")
    await archive(h, archived(1, answer_class="planned"))
    await ok(h, "clerk", "/tracking/A-2025-1/designate", {"reason": "上年未落实"})
    await ok(h, "chair", "/oversights/p1/designate-key", LEADER | {"key_number": 2})
    await ok(h, "clerk", "/oversights/p2/appoint", {"supervisor": "示例领导"})
    mine = await desk(h, supervisor="示例领导", supervision_class="key")
    assert [(row["proposal_id"], row["key_number"], row["ordered"]) for row in mine] == [("p1", 2, False)]
    assert {row["proposal_id"] for row in await desk(h, supervisor="示例领导")} == {"p1", "p2"}
    (tracked,) = await desk(h, supervision_class="tracked")
    assert (tracked["stage"], tracked["title"], tracked["case_number"]) == ("tracked", "关于示例事项1的提案", 1)
    await assign(h, "p1")
    assert (await h.client("clerk").post("/oversights/p1/order")).status_code == 201
    assert (await one(h, "p1"))["ordered"] is True
    await reply(h, "p1")
    await sign_on_paper(h, "p1")
    assert await desk(h, supervision_class="key") == []
    other = await h.client("supervisor", county="330103").get("/desk")
    assert other.json()["items"] == []
    assert (await h.client("unit", unit_id="U1").get("/desk")).status_code == 403


async def test_pages_hold_each_once_and_a_page_is_one_statement_for_2_as_for_200(h: Harness) -> None:
    ids = [f"p{n:03}" for n in range(200)]
    await admit(h, *ids[:2])
    client = h.client("supervisor")
    with counted(h.runtime.database) as few:
        assert len((await client.get("/desk?limit=200")).json()["items"]) == 2
    for number, id in enumerate(ids[2:], 3):
        await admit(h, id)
        if number % 3 == 0:
            await assign(h, id)
    with counted(h.runtime.database) as many:
        assert len((await client.get("/desk?limit=200")).json()["items"]) == 200
    assert len(many) == len(few)
    assert sum("watched" in statement for statement in many) == 1
    later(h, 100)
    seen: list[str] = []
    after: str | None = None
    while True:
        found = (await client.get("/desk", params={"limit": 70} | ({"after": after} if after else {}))).json()
        seen += [row["proposal_id"] for row in found["items"]]
        after = found["next"]
        if after is None:
            break
    assert sorted(seen) == ids
