"""A refused return goes up the ladder; a helper is asked for, and none is skipped; a number is given once."""

import asyncio
from datetime import UTC, datetime

from contracts.consultation import AssignmentReassigned, HelperRequestDecided
from tests.support.desk import ADMITTED, Desk, ok, refused

RETURN = {"reason": "不属本单位职责", "suggested_unit": "U9"}


async def refused_return(desk: Desk) -> str:
    assignment_id = await desk.assign(role="sole")
    await ok(desk.lead, f"/assignments/{assignment_id}/return", RETURN)
    await ok(desk.office, f"/assignments/{assignment_id}/refuse-return", {"reason": "属其职责"})
    return assignment_id


async def test_a_dispute_goes_from_the_office_to_the_unit_s_leader_to_a_deciding_leader(desk: Desk) -> None:
    assignment_id = await refused_return(desk)
    path, statement = f"/assignments/{assignment_id}", {"statement": "依据三定方案，不属我局职责"}
    # Five working days later than Monday 2 March it would be too late: the window is three.
    assert (await desk.lead.get(path)).json()["dispute_until"] == "2026-03-05"
    assert (await desk.lead.post(f"{path}/dispute", json=statement)).status_code == 403
    assert (await desk.h.client("unit_leader", unit_id="U9").post(f"{path}/dispute", json=statement)).status_code == 404
    assert (await ok(desk.leader, f"{path}/dispute", statement))["state"] == "disputed"
    await refused(desk.lead, f"{path}/accept", "assignment-state")
    await refused(desk.office, f"{path}/refuse-return", "assignment-state", {"reason": "r"})
    deciding = desk.h.client("supervisor", name="示例领导")
    assert (await desk.office.post(f"{path}/decide-dispute", json={"reason": "r"})).status_code == 403
    await refused(deciding, f"{path}/decide-dispute", "same-unit", {"unit_id": "U1", "reason": "r"})
    await refused(deciding, f"{path}/decide-dispute", "unit-unknown", {"unit_id": "U7", "reason": "r"})
    decided = await ok(deciding, f"{path}/decide-dispute", {"unit_id": "U9", "reason": "职责在U9"})
    assert (decided["state"], decided["dispute"]["decided_by"]) == ("reassigned", "示例领导")
    (moved,) = [event for event in await desk.h.published() if isinstance(event, AssignmentReassigned)]
    successor = (await desk.other.get(f"/assignments/{moved.successor_id}")).json()
    assert (successor["role"], successor["state"]) == ("sole", "issued")


async def test_whom_a_leader_tells_to_go_on_has_nothing_left_but_to_handle_it(desk: Desk) -> None:
    assignment_id = await refused_return(desk)
    path = f"/assignments/{assignment_id}"
    await ok(desk.leader, f"{path}/dispute", {"statement": "异议"})
    decided = await ok(desk.h.client("supervisor"), f"{path}/decide-dispute", {"reason": "属其职责"})
    assert (decided["state"], decided["dispute"]["moved"]) == ("issued", False)
    await refused(desk.lead, f"{path}/return", "return-refused", RETURN)
    await refused(desk.leader, f"{path}/dispute", "dispute-decided", {"statement": "再次异议"})
    await ok(desk.lead, f"{path}/accept")


async def test_a_statement_that_comes_late_is_refused(desk: Desk) -> None:
    path = f"/assignments/{await refused_return(desk)}"
    desk.h.clock.set(datetime(2026, 3, 5, 16, tzinfo=UTC))
    await refused(desk.leader, f"{path}/dispute", "dispute-window", {"statement": "异议"})
    await ok(desk.lead, f"{path}/accept")


async def test_of_two_decisions_and_a_withdrawal_at_once_one_holds(desk: Desk) -> None:
    path = f"/assignments/{await refused_return(desk)}"
    await ok(desk.leader, f"{path}/dispute", {"statement": "异议"})
    deciding, decision = desk.h.client("supervisor"), {"reason": "r"}
    answers = await asyncio.gather(
        deciding.post(f"{path}/decide-dispute", json=decision | {"unit_id": "U9"}),
        deciding.post(f"{path}/decide-dispute", json=decision),
        desk.office.post(f"{path}/cancel", json=decision),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409], [a.text for a in answers]
    holding = [a for a in (await desk.clerk.get("/assignments")).json()["items"] if a["state"] == "issued"]
    assert len(holding) == (answers[2].status_code != 200)


async def test_a_helper_that_is_asked_for_makes_the_sole_unit_lead_and_is_waited_for(desk: Desk) -> None:
    lead_id = await desk.planned(role="sole")
    path, wanted = f"/assignments/{lead_id}", {"unit_id": "U2", "reason": "涉及管线"}
    await refused(desk.office, "/assignments", "role-taken", {"proposal_id": "P1", "unit_id": "U2", "role": "helper"})
    await refused(desk.lead, f"{path}/request-helper", "unit-unknown", wanted | {"unit_id": "U7"})
    await ok(desk.lead, f"{path}/request-helper", wanted)
    await refused(desk.lead, f"{path}/request-helper", "already-asked", wanted)
    assert (await desk.other.post(f"{path}/request-helper", json=wanted)).status_code == 404
    reply_id = await desk.drafted(lead_id)
    await ok(desk.leader, f"/replies/{reply_id}/approve")
    answers = await asyncio.gather(
        *(desk.office.post(f"{path}/decide-helper", json={"unit_id": "U2", "granted": True}) for _ in range(2))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409], [a.text for a in answers]
    assert (await desk.lead.get(path)).json()["role"] == "lead"
    (helper,) = [a for a in (await desk.clerk.get("/assignments")).json()["items"] if a["role"] == "helper"]
    assert sum(isinstance(event, HelperRequestDecided) for event in await desk.h.published()) == 1
    # It came after the approval, and is not skipped for that.
    await ok(desk.office, f"/replies/{reply_id}/vet", {})
    number = {"number": "建函〔2026〕1号"}
    assert "U2" in await refused(desk.office, f"/replies/{reply_id}/issue", "helpers", number)
    await ok(desk.helper, f"/assignments/{helper['id']}/accept")
    await ok(desk.helper, f"/replies/{reply_id}/countersign", {})
    await ok(desk.office, f"/replies/{reply_id}/issue", number)
    assert (await desk.helper.get(f"/assignments/{helper['id']}")).json()["state"] == "replied"


async def test_a_helper_that_came_late_may_be_found_silent_without_a_second_approval(desk: Desk) -> None:
    lead_id = await desk.planned()
    reply_id = await desk.drafted(lead_id)
    await ok(desk.leader, f"/replies/{reply_id}/approve")
    await desk.assign("U2", "helper")
    desk.h.clock.set(datetime(2026, 4, 1, 2, tzinfo=UTC))
    attempts = [{"on": f"2026-03-{day:02d}", "how": "电话"} for day in (3, 9, 16)]
    silent = await ok(desk.office, f"/replies/{reply_id}/helper-silent", {"unit_id": "U2", "attempts": attempts})
    assert (silent["state"], silent["helper_silent"]) == ("approved", ["U2"])
    await ok(desk.office, f"/replies/{reply_id}/vet", {})
    await ok(desk.office, f"/replies/{reply_id}/issue", {"number": "建函〔2026〕1号"})


async def test_helpers_are_the_lead_s_and_without_a_lead_every_split_unit_s(desk: Desk) -> None:
    split_id = await desk.planned(role="split")
    await ok(desk.helper, f"/assignments/{await desk.assign('U2', 'helper')}/accept")
    reply_id = await desk.drafted(split_id)
    assert "U2" in await refused(desk.leader, f"/replies/{reply_id}/approve", "helpers")
    await desk.assign("U3", "lead")
    await ok(desk.leader, f"/replies/{reply_id}/approve")


async def test_a_number_is_given_once_in_a_county(desk: Desk) -> None:
    number = {"number": "建函〔2026〕1号"}
    replies: list[str] = []
    for proposal in ("P1", "P2", "P3"):
        if proposal != "P1":
            await desk.h.deliver(ADMITTED.model_copy(update={"proposal_id": proposal}), proposal)
        body = {"proposal_id": proposal, "unit_id": "U1", "role": "sole"}
        assignment_id = (await ok(desk.office, "/assignments", body))["id"]
        await ok(desk.lead, f"/assignments/{assignment_id}/accept")
        for phase in ("before", "during"):
            await ok(desk.first, f"/assignments/{assignment_id}/waive", {"phase": phase, "reason": "r"})
        await ok(desk.lead, f"/assignments/{assignment_id}/agree-plan", {"plan": "p"})
        reply_id = await desk.drafted(assignment_id)
        await ok(desk.leader, f"/replies/{reply_id}/approve")
        await ok(desk.office, f"/replies/{reply_id}/vet", {})
        replies.append(reply_id)
    answers = await asyncio.gather(*(desk.office.post(f"/replies/{id}/issue", json=number) for id in replies))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409], [a.text for a in answers]
    left = [id for id, answer in zip(replies, answers, strict=True) if answer.status_code == 409]
    await refused(desk.office, f"/replies/{left[0]}/issue", "number-taken", number)
    await ok(desk.office, f"/replies/{left[0]}/issue", {"number": "建函〔2026〕2号"})
