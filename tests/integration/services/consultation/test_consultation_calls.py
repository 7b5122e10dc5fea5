"""请求协商: a proposer, or the conference, calls for a consultation, and the unit answers."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from contracts.consultation import ConsultationCallDeclined, ConsultationCalledFor, ConsultationCalledOff
from tests.support.desk import Desk, a_meeting, ok, refused
from tests.support.harness import Client

GROUNDS = {"phase": "during", "reason": "方案与建议不符，请当面说明"}


async def accepted(desk: Desk) -> str:
    lead = await desk.assign()
    await ok(desk.lead, f"/assignments/{lead}/accept")
    return lead


async def called(client: Client, assignment_id: str, **fields: Any) -> dict[str, Any]:
    return await ok(client, f"/assignments/{assignment_id}/call-for-consultation", GROUNDS | fields)


async def steps(client: Client) -> set[tuple[str, str | None, bool]]:
    items = (await client.get("/desk")).json()["items"]
    return {(one["what"], one["due"], one["overdue"]) for one in items}


MEETING = {"phase": "during", "at": "2026-03-06T09:00:00+08:00", "place": "示例社区", "invited": ["M1", "M2"]}


async def test_a_proposer_calls_and_the_unit_schedules_it(desk: Desk) -> None:
    lead = await accepted(desk)
    call = await called(desk.second, lead)
    assert (call["state"], call["requested_by"], call["member_id"]) == ("called_for", "proposer", "M2")
    assert (call["statement"], call["due"]) == (GROUNDS["reason"], "2026-03-12")
    assert ("answer_call", "2026-03-12", False) in await steps(desk.lead)
    assert "answer_call" not in {what for what, _, _ in await steps(desk.first)}
    await refused(desk.first, f"/assignments/{lead}/call-for-consultation", "already-called-for", GROUNDS)
    scheduled = await ok(desk.lead, f"/assignments/{lead}/schedule", MEETING)
    assert (scheduled["id"], scheduled["state"], scheduled["place"]) == (call["id"], "scheduled", "示例社区")
    # Its grounds and who asked stay on it, also when the unit's record says otherwise.
    assert (scheduled["statement"], scheduled["requested_by"]) == (GROUNDS["reason"], "proposer")
    await refused(desk.first, f"/assignments/{lead}/call-for-consultation", "already-scheduled", GROUNDS)
    await refused(desk.lead, f"/consultations/{call['id']}/decline", "consultation-state", {"reason": "r"})
    held = await ok(desk.lead, "/consultations", a_meeting(lead, "during"))
    assert (held["id"], held["state"], held["requested_by"]) == (call["id"], "recorded", "proposer")
    await ok(desk.first, f"/consultations/{call['id']}/confirm")
    # Once it was held it may be called for again, and what is held at once answers it, too.
    again = await called(desk.clerk, lead)
    assert (again["requested_by"], again["member_id"]) == ("conference", None)
    held = await ok(desk.lead, "/consultations", a_meeting(lead, "during"))
    assert (held["id"], held["requested_by"]) == (again["id"], "conference")
    events = [one for one in await desk.h.published() if isinstance(one, ConsultationCalledFor)]
    assert [(one.called_by, one.member_id, one.unit_id) for one in events] == [
        ("proposer", "M2", "U1"),
        ("conference", None, "U1"),
    ]


async def test_a_unit_that_does_not_follow_says_why_and_one_that_is_late_is_seen(desk: Desk) -> None:
    lead = await accepted(desk)
    call = await called(desk.clerk, lead, phase="before")
    # A call opens no gate, and neither does its answer.
    await refused(desk.lead, f"/assignments/{lead}/agree-plan", "gate-before", {"plan": "p"})
    desk.h.clock.set(datetime(2026, 3, 13, 2, tzinfo=UTC))
    assert ("answer_call", "2026-03-12", True) in await steps(desk.lead)
    (late,) = (await desk.clerk.get("/consultations?overdue=true")).json()["items"]
    assert (late["id"], late["overdue"]) == (call["id"], True)
    path = f"/consultations/{call['id']}/decline"
    assert (await desk.other.post(path, json={"reason": "r"})).status_code == 404
    assert (await desk.first.post(path, json={"reason": "r"})).status_code == 403
    answers = await asyncio.gather(
        desk.lead.post(path, json={"reason": "上周已当面沟通"}),
        desk.lead.post(
            f"/assignments/{lead}/schedule", json=MEETING | {"phase": "before", "at": "2026-03-20T09:00:00+08:00"}
        ),
    )
    # One of the two answers it; a meeting beside a declined call is one of the unit's own.
    assert answers[1].status_code == 201
    mine = (await desk.clerk.get(f"/consultations/{call['id']}")).json()
    declined = [one for one in await desk.h.published() if isinstance(one, ConsultationCallDeclined)]
    if answers[0].status_code == 200:
        assert (mine["state"], mine["finding"], len(declined)) == ("declined", "上周已当面沟通", 1)
        assert answers[1].json()["id"] != call["id"]
    else:
        assert (answers[0].json()["rule"], mine["state"], declined) == ("consultation-state", "scheduled", [])
    await refused(desk.lead, f"/assignments/{lead}/agree-plan", "gate-before", {"plan": "p"})


async def test_who_may_call_and_when(desk: Desk) -> None:
    lead = await desk.assign()
    path = f"/assignments/{lead}/call-for-consultation"
    await refused(desk.first, path, "phase", GROUNDS)
    await ok(desk.lead, f"/assignments/{lead}/accept")
    assert (await desk.stranger.post(path, json=GROUNDS)).status_code == 404
    assert (await desk.lead.post(path, json=GROUNDS)).status_code == 403
    assert (await desk.first.post("/assignments/none/call-for-consultation", json=GROUNDS)).status_code == 404
    assert (await desk.h.client("clerk", county="330103").post(path, json=GROUNDS)).status_code == 404
    assert (await desk.first.post(path, json={"phase": "during"})).status_code == 422
    # Of two at once one call is made; waived by its first proposer, or with the assignment, it has lost its object.
    both = await asyncio.gather(*(client.post(path, json=GROUNDS) for client in (desk.first, desk.second)))
    assert sorted(one.status_code for one in both) == [201, 409]
    await ok(desk.first, f"/assignments/{lead}/waive", {"phase": "during", "reason": "已电话沟通"})
    await called(desk.second, lead, phase="before")
    await ok(desk.office, f"/assignments/{lead}/cancel", {"reason": "误交"})
    off = [one for one in await desk.h.published() if isinstance(one, ConsultationCalledOff)]
    assert [one.phase for one in off] == ["during", "before"]
    await refused(desk.clerk, path, "phase", GROUNDS)
    assert {one["state"] for one in (await desk.clerk.get("/consultations")).json()["items"]} == {
        "called_off",
        "waived",
    }
