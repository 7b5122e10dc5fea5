"""What is scheduled, what is given up, and how the proposers of merged proposals confirm."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from chassis.eventlog import verify
from contracts.consultation import (
    ConsultationCalledOff,
    ConsultationConfirmed,
    ConsultationPartlyConfirmed,
    ConsultationReleased,
    ConsultationScheduled,
)
from contracts.submission import ProposalFiled, ProposalMergedInto, ProposalText, ProposalUnmerged, Suggestion
from contracts.supervision import RehandlingOrdered, SupervisionClosed
from services.consultation.app import SERVICE
from tests.support.desk import Desk, a_meeting, ok, refused

CLOSED = SupervisionClosed(proposal_id="P1", closed_at=datetime(2026, 6, 1, tzinfo=UTC), result="satisfied")
TWICE = [{"on": "2026-03-02", "how": "电话无人接听"}, {"on": "2026-03-04", "how": "上门未遇"}]


async def listed(desk: Desk, **params: Any) -> list[dict[str, Any]]:
    return (await desk.clerk.get("/consultations", params=params)).json()["items"]


async def sound(desk: Desk) -> None:
    async with desk.h.owner.connect() as connection:
        _, findings = await verify(connection, SERVICE.metadata)
    assert findings == []


async def test_an_issued_reply_schedules_the_consultation_after_it(desk: Desk) -> None:
    assignment_id = await desk.planned()
    await desk.issued(assignment_id)
    (due,) = await listed(desk, state="scheduled")
    assert (due["phase"], due["due"], due["by_policy"], due["overdue"]) == ("after", "2026-04-01", True, False)
    assert await listed(desk, overdue=True) == []
    desk.h.clock.set(datetime(2026, 4, 1, 16, 0, tzinfo=UTC))  # midnight of 2 April in Shanghai
    assert [item["id"] for item in await listed(desk, overdue=True)] == [due["id"]]
    assert (await desk.first.get(f"/consultations/{due['id']}")).json()["overdue"] is True
    await desk.h.deliver(CLOSED, "P1")
    held = await ok(desk.lead, "/consultations", a_meeting(assignment_id, "after", held_on="2026-04-02"))
    assert (held["id"], held["state"], held["due"]) == (due["id"], "recorded", "2026-04-01")
    assert (await ok(desk.first, f"/consultations/{due['id']}/confirm"))["state"] == "confirmed"
    assert await listed(desk, overdue=True) == []
    await sound(desk)


async def test_a_unit_calls_a_consultation_and_fulfils_it_by_name(desk: Desk) -> None:
    assignment_id = await desk.assign()
    path = f"/assignments/{assignment_id}/schedule"
    call = {"phase": "before", "at": "2026-03-03T09:30:00+08:00", "place": "示例会议室", "invited": ["M1", "示例专家"]}
    await refused(desk.lead, path, "phase", call)
    await ok(desk.lead, f"/assignments/{assignment_id}/accept")
    assert (await desk.other.post(path, json=call)).status_code == 404
    assert (await desk.lead.post(path, json=call | {"at": "2026-03-03T09:30:00"})).status_code == 422
    await refused(desk.lead, path, "schedule-at", call | {"at": "2026-03-01T09:30:00+08:00"})
    first, second = await ok(desk.lead, path, call), await ok(desk.lead, path, call)
    assert (first["state"], first["invited"], first["by_policy"]) == ("scheduled", ["M1", "示例专家"], False)
    wrong = a_meeting(assignment_id, "during", scheduled_id=second["id"])
    await refused(desk.lead, "/consultations", "scheduled", wrong)
    await refused(desk.lead, "/consultations", "scheduled", wrong | {"scheduled_id": "nowhere"})
    await refused(desk.first, f"/consultations/{first['id']}/confirm", "consultation-state")
    meeting = a_meeting(assignment_id, scheduled_id=second["id"])
    assert (await ok(desk.lead, "/consultations", meeting))["id"] == second["id"]
    await refused(desk.lead, "/consultations", "consultation-state", meeting)
    assert [item["id"] for item in await listed(desk, state="scheduled")] == [first["id"]]
    await refused(desk.lead, f"/assignments/{assignment_id}/agree-plan", "gate-before", {"plan": "p"})
    await sound(desk)


async def test_two_records_at_the_same_moment_fulfil_two_schedules(desk: Desk) -> None:
    assignment_id = await desk.assign()
    await ok(desk.lead, f"/assignments/{assignment_id}/accept")
    call = {"phase": "before", "at": "2026-03-03T09:30:00+08:00", "place": "示例会议室", "invited": ["M1"]}
    scheduled = {(await ok(desk.lead, f"/assignments/{assignment_id}/schedule", call))["id"] for _ in range(2)}
    meeting = a_meeting(assignment_id)
    answers = await asyncio.gather(*(desk.lead.post("/consultations", json=meeting) for _ in range(3)))
    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.json()["id"] for answer in answers} - scheduled) == 1
    assert await listed(desk, state="scheduled") == []


async def test_what_lost_its_object_is_called_off(desk: Desk) -> None:
    assignment_id = await desk.planned()
    reply_id = await desk.issued(assignment_id)
    ordered = RehandlingOrdered(
        proposal_id="P1", reply_id=reply_id, assignment_id=assignment_id, unit_id="U1", next_cycle=2, reason="不满意"
    )
    await desk.h.deliver(ordered, "P1")
    (off,) = [event for event in await desk.h.published() if isinstance(event, ConsultationCalledOff)]
    assert "重新办理" in off.reason
    call = {"phase": "before", "at": "2026-03-03T09:30:00+08:00", "place": "示例会议室", "invited": ["M1"]}
    await ok(desk.lead, f"/assignments/{assignment_id}/schedule", call)
    await ok(desk.first, f"/assignments/{assignment_id}/waive", {"phase": "before", "reason": "已充分沟通"})
    assert await listed(desk, state="scheduled") == []
    await ok(desk.lead, f"/assignments/{assignment_id}/schedule", call | {"phase": "during"})
    await ok(desk.office, f"/assignments/{assignment_id}/cancel", {"reason": "r"})
    assert await listed(desk, state="scheduled") == []
    await sound(desk)


async def test_a_clerk_releases_a_phase_on_proof_of_attempts(desk: Desk) -> None:
    assignment_id = await desk.assign()
    await ok(desk.lead, f"/assignments/{assignment_id}/accept")
    desk.h.clock.set(datetime(2026, 3, 5, 2, tzinfo=UTC))
    path = f"/assignments/{assignment_id}/release"
    body = {"phase": "before", "reason": "多次联系未果", "attempts": TWICE}
    for client in (desk.lead, desk.office, desk.first):
        assert (await client.post(path, json=body)).status_code == 403
    await refused(desk.clerk, path, "attempts", body | {"attempts": TWICE[:1]})
    await refused(desk.clerk, path, "attempts", body | {"attempts": [TWICE[0], TWICE[0]]})
    await refused(desk.clerk, path, "attempts", body | {"attempts": [*TWICE, {"on": "2026-03-06", "how": "x"}]})
    await refused(desk.clerk, path, "attempts", body | {"attempts": [*TWICE, {"on": "2026-03-01", "how": "x"}]})
    released = await ok(desk.clerk, path, body)
    assert (released["state"], released["released_by"], len(released["attempts"])) == ("released", "clerk", 2)
    await refused(desk.clerk, path, "already-released", body)
    await refused(
        desk.first, f"/assignments/{assignment_id}/waive", "already-released", {"phase": "before", "reason": "r"}
    )
    await ok(desk.lead, f"/assignments/{assignment_id}/agree-plan", {"plan": "分步实施"})
    (event,) = [event for event in await desk.h.published() if isinstance(event, ConsultationReleased)]
    assert (event.unit_id, event.cycle, event.policy_version) == ("U1", 1, 0)
    await sound(desk)


def original(id: str, first: str) -> ProposalFiled:
    text = ProposalText(
        title="关于示例的提案", situation="情况", analysis="分析", suggestions=(Suggestion(number=1, text="一"),)
    )
    return ProposalFiled(
        proposal_id=id, kind="individual", first_proposer=first, session_id="S1", channel="plenary", text=text,
        publish_consent=True, received_at=datetime(2026, 3, 1, tzinfo=UTC),
    )  # fmt: skip


async def test_each_first_proposer_of_merged_proposals_confirms(desk: Desk) -> None:
    # The merge may be known before the filing: events of two proposals are not ordered.
    await desk.h.deliver(ProposalMergedInto(proposal_id="P2", master_id="P1"), "P2")
    await desk.h.deliver(original("P2", "M2"), "P2")
    await desk.h.deliver(original("P1", "M1"), "F1")
    assignment_id = await desk.assign()
    await ok(desk.lead, f"/assignments/{assignment_id}/accept")
    met = await desk.consult(assignment_id, "before")
    path, plan = f"/assignments/{assignment_id}/agree-plan", {"plan": "分步实施"}
    partly = await ok(desk.first, f"/consultations/{met}/confirm")
    assert (partly["state"], partly["confirmed_by"]) == ("recorded", ["M1"])
    await refused(desk.first, f"/consultations/{met}/confirm", "confirmed")
    await refused(desk.lead, path, "gate-before", plan)
    assert (await ok(desk.second, f"/consultations/{met}/confirm"))["state"] == "confirmed"
    await ok(desk.lead, path, plan)
    events = await desk.h.published()
    (first,) = [event for event in events if isinstance(event, ConsultationPartlyConfirmed)]
    assert (first.member_id, first.awaiting) == ("M1", ("M2",))
    assert [event.member_id for event in events if isinstance(event, ConsultationConfirmed)] == ["M2"]
    await sound(desk)


async def test_who_was_merged_by_way_of_another_confirms_too(desk: Desk) -> None:
    await desk.h.deliver(original("P1", "M1"), "F1")
    await desk.h.deliver(original("P2", "M8"), "P2")
    await desk.h.deliver(original("P3", "M2"), "P3")
    await desk.h.deliver(ProposalMergedInto(proposal_id="P3", master_id="P2"), "P3")
    await desk.h.deliver(ProposalMergedInto(proposal_id="P2", master_id="P1"), "P2")
    assignment_id = await desk.assign()
    await ok(desk.lead, f"/assignments/{assignment_id}/accept")
    met = await desk.consult(assignment_id, "before")
    await ok(desk.second, f"/consultations/{met}/confirm")
    (partly,) = [e for e in await desk.h.published() if isinstance(e, ConsultationPartlyConfirmed)]
    assert partly.awaiting == ("M1", "M8")


async def test_an_undone_merge_asks_for_no_second_confirmation(desk: Desk) -> None:
    await desk.h.deliver(original("P1", "M1"), "F1")
    await desk.h.deliver(original("P2", "M2"), "P2")
    await desk.h.deliver(ProposalMergedInto(proposal_id="P2", master_id="P1"), "P2")
    await desk.h.deliver(ProposalUnmerged(proposal_id="P2", master_id="P1"), "P2")
    assignment_id = await desk.assign()
    await ok(desk.lead, f"/assignments/{assignment_id}/accept")
    met = await desk.consult(assignment_id, "before")
    assert (await ok(desk.second, f"/consultations/{met}/confirm"))["state"] == "confirmed"


async def test_another_proposer_of_merged_proposals_may_only_dispute(desk: Desk) -> None:
    await desk.h.deliver(original("P1", "M1"), "F1")
    await desk.h.deliver(original("P2", "M8"), "P2")
    await desk.h.deliver(ProposalMergedInto(proposal_id="P2", master_id="P1"), "P2")
    assignment_id = await desk.assign()
    await ok(desk.lead, f"/assignments/{assignment_id}/accept")
    met = await desk.consult(assignment_id, "before")
    await refused(desk.second, f"/consultations/{met}/confirm", "first-proposer")
    assert (await ok(desk.second, f"/consultations/{met}/dispute", {"statement": "未见面"}))["state"] == "disputed"


async def test_only_a_sole_lead_or_split_reply_is_talked_over_again(desk: Desk) -> None:
    lead_id = await desk.planned()
    helper_id = await desk.assign("U2", "helper")
    await ok(desk.helper, f"/assignments/{helper_id}/accept")
    reply_id = await desk.drafted(lead_id)
    await ok(desk.helper, f"/replies/{reply_id}/countersign", {})
    await ok(desk.leader, f"/replies/{reply_id}/approve")
    await ok(desk.office, f"/replies/{reply_id}/vet", {})
    await ok(desk.office, f"/replies/{reply_id}/issue", {"number": "建函〔2026〕1号"})
    scheduled = [event for event in await desk.h.published() if isinstance(event, ConsultationScheduled)]
    assert [(event.assignment_id, event.policy_version) for event in scheduled] == [(lead_id, 0)]
