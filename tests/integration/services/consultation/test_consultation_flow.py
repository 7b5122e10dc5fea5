"""The service on a real store: assignment, gates, reply, re-handling, who sees what."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.eventlog import verify
from contracts.base import AnswerClass
from contracts.consultation import (
    AssignmentCancelled,
    AssignmentClosed,
    AssignmentIssued,
    AssignmentReassigned,
    AssignmentReplied,
    HandlingReopened,
    ReplyIssued,
)
from contracts.submission import ProposalAdmitted, ProposalWithdrawn, Suggestion
from contracts.supervision import ClosedUnsigned, RehandlingOrdered, SupervisionClosed
from services.consultation.app import SERVICE
from services.consultation.reply.domain import content_hash
from tests.support.harness import Client, Harness, Serve

ADMITTED = ProposalAdmitted(
    proposal_id="P1",
    case_number=7,
    session_id="S1",
    channel="plenary",
    kind="joint",
    title="关于加快老旧小区改造的提案",
    topic_group="城建",
    proposers=("M1", "M2"),
    suggestions=(Suggestion(number=1, text="一"), Suggestion(number=2, text="二")),
    publish_consent=True,
    policy_version=0,
)
WITHDRAWN = ProposalWithdrawn(proposal_id="P1", reason="已解决")
CLOSED = SupervisionClosed(proposal_id="P1", closed_at=datetime(2026, 6, 1, tzinfo=UTC), result="satisfied")


@dataclass
class Desk:
    """Everybody who acts in these tests."""

    h: Harness
    office: Client
    clerk: Client
    lead: Client
    leader: Client
    helper: Client
    other: Client
    first: Client
    second: Client
    stranger: Client

    async def assign(self, unit_id: str = "U1", role: str = "lead") -> str:
        r = await self.office.post("/assignments", json={"proposal_id": "P1", "unit_id": unit_id, "role": role})
        assert r.status_code == 201, r.text
        return r.json()["id"]

    async def consult(self, assignment_id: str, phase: str, form: str = "face_to_face") -> str:
        r = await self.lead.post("/consultations", json=a_meeting(assignment_id, phase, form))
        assert r.status_code == 201, r.text
        return r.json()["id"]

    async def planned(self, unit_id: str = "U1", role: str = "lead") -> str:
        """An assignment of the lead unit with its plan agreed and its ``during`` consultation confirmed."""
        assignment_id = await self.assign(unit_id, role)
        await ok(self.lead, f"/assignments/{assignment_id}/accept")
        for phase in ("before", "during"):
            consultation_id = await self.consult(assignment_id, phase)
            await ok(self.first, f"/consultations/{consultation_id}/confirm")
        await ok(self.lead, f"/assignments/{assignment_id}/agree-plan", {"plan": "分步实施"})
        return assignment_id

    async def drafted(self, assignment_id: str) -> str:
        r = await self.lead.post("/replies", json=a_reply(assignment_id))
        assert r.status_code == 201, r.text
        return r.json()["id"]

    async def issued(self, assignment_id: str) -> str:
        reply_id = await self.drafted(assignment_id)
        await ok(self.leader, f"/replies/{reply_id}/approve")
        await ok(self.office, f"/replies/{reply_id}/vet", {})
        await ok(self.office, f"/replies/{reply_id}/issue", {"number": "建函〔2026〕1号"})
        return reply_id


def a_meeting(assignment_id: str, phase: str = "before", form: str = "face_to_face", **fields: Any) -> dict[str, Any]:
    return {
        "assignment_id": assignment_id,
        "phase": phase,
        "form": form,
        "requested_by": "unit",
        "held_on": "2026-03-02",
        "place": "现场",
        "participants": ["M1"],
        "minutes": "纪要",
        "points_raised": 2,
        "points_agreed": 1,
    } | fields


def a_reply(assignment_id: str, answer_class: AnswerClass = "planned") -> dict[str, Any]:
    return {
        "assignment_id": assignment_id,
        "content": {
            "answer_class": answer_class,
            "answers": [
                {"suggestion": 1, "adoption": "adopted", "why": "已办"},
                {
                    "suggestion": 2,
                    "adoption": "planned",
                    "why": "列入计划",
                    "commitment": {"promise": "年内完成", "due": "2026-12-31"},
                },
            ],
            "signatory": "局长",
            "contact": "办公室",
            "text": "答复如下",
        },
    }


async def ok(client: Client, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    r = await client.post(path, json=body)
    assert r.status_code in (200, 201), r.text
    return r.json()


async def refused(client: Client, path: str, rule: str, body: dict[str, Any] | None = None) -> str:
    r = await client.post(path, json=body)
    assert (r.status_code, r.json().get("rule")) == (409, rule), r.text
    return r.json()["detail"]


@pytest.fixture
async def desk(serve: Serve) -> Desk:
    h = await serve(SERVICE)
    await h.deliver(ADMITTED, "P1")
    return Desk(
        h,
        office=h.client("assigning_office"),
        clerk=h.client("clerk"),
        lead=h.client("unit", unit_id="U1", subject="u1"),
        leader=h.client("unit_leader", unit_id="U1", subject="u1-leader"),
        helper=h.client("unit", unit_id="U2", subject="u2"),
        other=h.client("unit", unit_id="U9", subject="u9"),
        first=h.client("member", member_id="M1"),
        second=h.client("member", member_id="M2"),
        stranger=h.client("member", member_id="M9"),
    )


async def test_only_an_admitted_proposal_is_assigned_and_only_once(desk: Desk) -> None:
    body = {"proposal_id": "P2", "unit_id": "U1", "role": "sole"}
    await refused(desk.office, "/assignments", "not-admitted", body)
    r = await desk.clerk.post("/assignments", json=body | {"proposal_id": "P1"})
    assert r.json()["return_until"] == "2026-03-09"  # the fifth working day after Monday, 2 March
    await refused(desk.office, "/assignments", "role-taken", body | {"proposal_id": "P1", "unit_id": "U2"})
    assert (await desk.lead.post("/assignments", json=body)).status_code == 403


async def test_of_two_leads_at_the_same_moment_one_is_issued(desk: Desk) -> None:
    answers = await asyncio.gather(
        *(
            desk.office.post("/assignments", json={"proposal_id": "P1", "unit_id": unit_id, "role": "lead"})
            for unit_id in ("U1", "U2", "U3")
        )
    )
    assert sorted(r.status_code for r in answers) == [201, 409, 409]


async def test_a_return_within_the_window_is_refused_once_and_for_all(desk: Desk) -> None:
    assignment_id = await desk.assign()
    back = {"reason": "不属职责", "suggested_unit": "U2"}
    assert (await desk.other.post(f"/assignments/{assignment_id}/return", json=back)).status_code == 404
    assert (await ok(desk.lead, f"/assignments/{assignment_id}/return", back))["state"] == "returned"
    again = await ok(desk.office, f"/assignments/{assignment_id}/refuse-return", {"reason": "属职责"})
    assert (again["state"], again["return_refused"]) == ("issued", True)
    await refused(desk.lead, f"/assignments/{assignment_id}/return", "return-refused", back)


async def test_a_late_return_is_refused(desk: Desk) -> None:
    assignment_id = await desk.assign()
    desk.h.clock.set(datetime(2026, 3, 9, 16, 0, tzinfo=UTC))  # midnight of 10 March in Shanghai
    back = {"reason": "不属职责", "suggested_unit": "U2"}
    await refused(desk.lead, f"/assignments/{assignment_id}/return", "return-window", back)


async def test_a_reassignment_ends_the_old_and_issues_a_new_one(desk: Desk) -> None:
    assignment_id = await desk.assign()
    await ok(desk.lead, f"/assignments/{assignment_id}/return", {"reason": "r", "suggested_unit": "U2"})
    old = await ok(desk.office, f"/assignments/{assignment_id}/reassign", {"unit_id": "U2"})
    ended, issued = (await desk.h.published())[-2:]
    assert isinstance(ended, AssignmentReassigned)
    assert isinstance(issued, AssignmentIssued)
    assert old["successor_id"] == ended.successor_id == issued.assignment_id
    assert (issued.unit_id, issued.role) == ("U2", "lead")
    new = await desk.helper.get(f"/assignments/{issued.assignment_id}")
    assert new.json()["state"] == "issued"


async def test_the_plan_waits_for_a_confirmed_consultation_in_a_form_that_counts(desk: Desk) -> None:
    assignment_id = await desk.assign()
    await ok(desk.lead, f"/assignments/{assignment_id}/accept")
    path, plan = f"/assignments/{assignment_id}/agree-plan", {"plan": "分步实施"}
    assert "On record: none" in await refused(desk.lead, path, "gate-before", plan)
    by_phone = await desk.consult(assignment_id, "before", "phone")
    await ok(desk.first, f"/consultations/{by_phone}/confirm")
    assert "phone" in await refused(desk.lead, path, "gate-before", plan)
    met = await desk.consult(assignment_id, "before")
    assert "recorded" in await refused(desk.lead, path, "gate-before", plan)
    assert (await desk.stranger.post(f"/consultations/{met}/confirm")).status_code == 404
    await ok(desk.second, f"/consultations/{met}/confirm")
    assert (await ok(desk.lead, path, plan))["state"] == "plan_agreed"


async def test_a_dispute_closes_the_gate_until_it_is_settled(desk: Desk) -> None:
    assignment_id = await desk.assign()
    await ok(desk.lead, f"/assignments/{assignment_id}/accept")
    met = await desk.consult(assignment_id, "before")
    await ok(desk.first, f"/consultations/{met}/dispute", {"statement": "未见面"})
    path, plan = f"/assignments/{assignment_id}/agree-plan", {"plan": "分步实施"}
    assert "disputed" in await refused(desk.lead, path, "gate-before", plan)
    settled = await ok(desk.clerk, f"/consultations/{met}/settle", {"upheld": True, "finding": "查实"})
    assert settled["state"] == "struck"
    await refused(desk.lead, path, "gate-before", plan)


async def test_only_the_first_proposer_waives_and_once(desk: Desk) -> None:
    assignment_id = await desk.assign()
    await ok(desk.lead, f"/assignments/{assignment_id}/accept")
    path, body = f"/assignments/{assignment_id}/waive", {"phase": "before", "reason": "已充分沟通"}
    await refused(desk.second, path, "first-proposer", body)
    assert (await desk.stranger.post(path, json=body)).status_code == 404
    assert (await ok(desk.first, path, body))["state"] == "waived"
    await refused(desk.first, path, "already-waived", body)
    await ok(desk.lead, f"/assignments/{assignment_id}/agree-plan", {"plan": "分步实施"})


async def test_a_consultation_in_the_future_or_of_another_unit_is_refused(desk: Desk) -> None:
    assignment_id = await desk.assign()
    await ok(desk.lead, f"/assignments/{assignment_id}/accept")
    tomorrow = a_meeting(assignment_id, held_on="2026-03-03")
    await refused(desk.lead, "/consultations", "held-on", tomorrow)
    assert (await desk.other.post("/consultations", json=a_meeting(assignment_id))).status_code == 404


async def test_a_reply_goes_through_helper_leader_and_vetting_to_issue(desk: Desk) -> None:
    lead_id = await desk.planned()
    helper_id = await desk.assign("U2", "helper")
    reply_id = await desk.drafted(lead_id)
    assert "U2" in await refused(desk.leader, f"/replies/{reply_id}/approve", "helpers")
    await refused(desk.helper, f"/replies/{reply_id}/countersign", "not-accepted", {})
    await ok(desk.helper, f"/assignments/{helper_id}/accept")
    assert (await desk.other.post(f"/replies/{reply_id}/countersign", json={})).status_code == 404
    await ok(desk.helper, f"/replies/{reply_id}/countersign", {"opinion": "同意"})
    assert (await ok(desk.leader, f"/replies/{reply_id}/approve"))["state"] == "approved"
    vetted = await ok(desk.office, f"/replies/{reply_id}/vet", {"answer_class": "reference", "reason": "尚无资金"})
    assert (vetted["content"]["answer_class"], vetted["content"]["letter"]) == ("reference", "C")
    assert (await desk.first.get(f"/replies/{reply_id}")).status_code == 404  # not issued yet
    await ok(desk.office, f"/replies/{reply_id}/issue", {"number": "建函〔2026〕1号"})

    events = await desk.h.published()
    (issued,) = [event for event in events if isinstance(event, ReplyIssued)]
    assert issued.content_hash == content_hash(issued.content)
    assert (issued.content.answer_class, issued.copies_to) == ("reference", ("M1", "M2"))
    replied = {event.assignment_id for event in events if isinstance(event, AssignmentReplied)}
    assert replied == {lead_id, helper_id}
    assert (await desk.first.get(f"/replies/{reply_id}")).json()["number"] == "建函〔2026〕1号"
    figures = (await desk.clerk.get("/figures")).json()
    assert figures == {
        "assignments": {"replied": 2},
        "consultations": {"before": {"confirmed": 1}, "during": {"confirmed": 1}},
        "replies_issued": {"reference": 1},
    }


async def test_approval_waits_for_the_during_consultation(desk: Desk) -> None:
    assignment_id = await desk.assign()
    await ok(desk.lead, f"/assignments/{assignment_id}/accept")
    await ok(desk.first, f"/assignments/{assignment_id}/waive", {"phase": "before", "reason": "r"})
    await ok(desk.lead, f"/assignments/{assignment_id}/agree-plan", {"plan": "p"})
    reply_id = await desk.drafted(assignment_id)
    await refused(desk.leader, f"/replies/{reply_id}/approve", "gate-during")
    await ok(desk.first, f"/assignments/{assignment_id}/waive", {"phase": "during", "reason": "r"})
    await ok(desk.leader, f"/replies/{reply_id}/approve")


async def test_a_rejected_version_stays_beside_the_next(desk: Desk) -> None:
    assignment_id = await desk.planned()
    first = await desk.drafted(assignment_id)
    await ok(desk.leader, f"/replies/{first}/approve")
    await refused(desk.lead, "/replies", "reply-under-way", a_reply(assignment_id))
    await ok(desk.office, f"/replies/{first}/reject", {"reason": "答非所问"})
    second = await desk.drafted(assignment_id)
    listed = (await desk.lead.get("/replies", params={"proposal_id": "P1"})).json()["items"]
    assert [(item["id"], item["reply_version"], item["state"]) for item in listed] == [
        (first, 1, "rejected"),
        (second, 2, "draft"),
    ]


async def test_rehandling_opens_the_next_cycle_with_gates_of_its_own(desk: Desk) -> None:
    assignment_id = await desk.planned()
    reply_id = await desk.issued(assignment_id)
    ordered = RehandlingOrdered(
        proposal_id="P1", reply_id=reply_id, assignment_id=assignment_id, unit_id="U1", next_cycle=2, reason="不满意"
    )
    await desk.h.deliver(ordered, "P1")
    await desk.h.deliver(ordered, "P1")
    assert sum(isinstance(event, HandlingReopened) for event in await desk.h.published()) == 1
    found = (await desk.lead.get(f"/assignments/{assignment_id}")).json()
    assert (found["state"], found["cycle"]) == ("accepted", 2)
    await refused(desk.lead, f"/assignments/{assignment_id}/agree-plan", "gate-before", {"plan": "p"})
    for phase in ("before", "during"):
        await ok(desk.first, f"/consultations/{await desk.consult(assignment_id, phase)}/confirm")
    await ok(desk.lead, f"/assignments/{assignment_id}/agree-plan", {"plan": "p"})
    again = (await desk.lead.post("/replies", json=a_reply(assignment_id))).json()
    assert (again["cycle"], again["reply_version"]) == (2, 1)


@pytest.mark.parametrize("closing", [CLOSED, ClosedUnsigned(proposal_id="P1", reason="联系不上")])
async def test_supervision_s_end_closes_replied_assignments(
    desk: Desk, closing: SupervisionClosed | ClosedUnsigned
) -> None:
    assignment_id = await desk.planned()
    waiting = await desk.assign("U3", "split")
    await desk.issued(assignment_id)
    await desk.h.deliver(closing, "P1")
    closed = [event.assignment_id for event in await desk.h.published() if isinstance(event, AssignmentClosed)]
    assert closed == [assignment_id]
    assert (await desk.clerk.get(f"/assignments/{waiting}")).json()["state"] == "issued"


async def test_a_withdrawal_cancels_what_is_open_and_stops_further_assignment(desk: Desk) -> None:
    await desk.assign()
    await desk.assign("U2", "helper")
    await desk.h.deliver(WITHDRAWN, "P1")
    cancelled = {event.unit_id for event in await desk.h.published() if isinstance(event, AssignmentCancelled)}
    assert cancelled == {"U1", "U2"}
    await refused(desk.office, "/assignments", "withdrawn", {"proposal_id": "P1", "unit_id": "U3", "role": "sole"})


async def test_a_withdrawal_before_admission_harms_nothing(serve: Serve) -> None:
    h = await serve(SERVICE)
    await h.deliver(WITHDRAWN, "P1")
    assert await h.published() == []


async def test_every_row_is_what_its_events_fold_to(desk: Desk) -> None:
    assignment_id = await desk.planned()
    reply_id = await desk.issued(assignment_id)
    await ok(desk.first, f"/assignments/{assignment_id}/waive", {"phase": "after", "reason": "满意"})
    await desk.h.deliver(CLOSED, "P1")
    async with desk.h.owner.connect() as connection:
        count, findings = await verify(connection, SERVICE.metadata)
    assert findings == []
    assert count == len(await desk.h.published())
    assert (await desk.clerk.get(f"/replies/{reply_id}")).json()["state"] == "issued"


async def test_who_sees_what(desk: Desk) -> None:
    assignment_id = await desk.planned()
    reply_id = await desk.drafted(assignment_id)
    (consultation,) = (await desk.lead.get("/consultations", params={"proposal_id": "P1", "limit": 1})).json()["items"]
    paths = {
        "/matters": "P1",
        "/assignments": assignment_id,
        "/consultations": consultation["id"],
        "/replies": reply_id,
    }
    elsewhere = desk.h.client("clerk", county="330103")
    for path, id in paths.items():
        for client in (desk.clerk, desk.lead, desk.leader):
            assert (await client.get(f"{path}/{id}")).status_code == 200, path
            assert (await client.get(path)).json()["items"], path
        for client in (desk.other, desk.stranger, elsewhere):
            assert (await client.get(f"{path}/{id}")).status_code == 404, path
            assert (await client.get(path)).json()["items"] == [], path
        seen = 404 if path == "/replies" else 200  # proposers read a reply once it is issued
        assert (await desk.second.get(f"{path}/{id}")).status_code == seen, path
    assert (await desk.lead.get("/figures")).status_code == 403
