"""The service on a real store: assignment, gates, reply, re-handling, who sees what."""

import asyncio
from datetime import UTC, datetime

import pytest

from chassis.eventlog import verify
from contracts.consultation import (
    AssignmentCancelled,
    AssignmentClosed,
    AssignmentIssued,
    AssignmentReassigned,
    AssignmentReplied,
    ConsultationCalledOff,
    HandlingReopened,
    HelperOpinionGiven,
    ReplyDrafted,
    ReplyIssued,
)
from contracts.submission import MergeUndone, ProposalMergedInto, ProposalWithdrawn
from contracts.supervision import ClosedUnsigned, RehandlingOrdered, SupervisionClosed
from services.consultation.app import SERVICE
from services.consultation.reply.domain import content_hash
from tests.support.desk import Desk, a_meeting, a_reply, ok, refused
from tests.support.harness import Serve
from tests.support.life import filed

WITHDRAWN = ProposalWithdrawn(proposal_id="P1", reason="已解决")
UNDONE = MergeUndone(proposal_id="P1", children=("P2",), reason="事项不同", proposers=("M1",))
CLOSED = SupervisionClosed(proposal_id="P1", closed_at=datetime(2026, 6, 1, tzinfo=UTC), result="satisfied")


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


async def test_waiting_for_a_connection_does_not_make_a_return_late(desk: Desk) -> None:
    assignment_id = await desk.assign()
    desk.h.clock.set(datetime(2026, 3, 9, 15, 59, 59, tzinfo=UTC))
    pool = [await desk.h.runtime.database.engine.connect() for _ in range(10)]
    back = {"reason": "不属职责", "suggested_unit": "U2"}
    waiting = asyncio.create_task(ok(desk.lead, f"/assignments/{assignment_id}/return", back))
    await asyncio.sleep(0.2)
    desk.h.clock.set(datetime(2026, 3, 9, 17, 0, tzinfo=UTC))
    assert not waiting.done()
    for connection in pool:
        await connection.close()
    assert (await waiting)["state"] == "returned"


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
    # M2 proposed what was merged into it, and is a first proposer, too.
    for id, first in (("P1", "M1"), ("P2", "M2")):
        await desk.h.deliver(filed(id, first).event, id)
    await desk.h.deliver(ProposalMergedInto(proposal_id="P2", master_id="P1", answer_by=None), "P2")
    await ok(desk.office, f"/replies/{reply_id}/issue", {"number": "建函〔2026〕1号"})

    events = await desk.h.published()
    (issued,) = [event for event in events if isinstance(event, ReplyIssued)]
    assert issued.content_hash == content_hash(issued.content)
    assert (issued.content.answer_class, issued.copies_to) == ("reference", ("M1", "M2"))
    assert issued.first_proposers == ("M1", "M2")
    replied = {event.assignment_id for event in events if isinstance(event, AssignmentReplied)}
    assert replied == {lead_id, helper_id}
    assert (await desk.first.get(f"/replies/{reply_id}")).json()["number"] == "建函〔2026〕1号"
    figures = (await desk.clerk.get("/figures")).json()
    assert figures == {
        "assignments": {"replied": 2},
        "consultations": {
            "after": {"scheduled": 1},
            "before": {"confirmed": 1},
            "during": {"confirmed": 1},
        },
        "replies_issued": {"reference": 1},
    }
    lead = {
        "unit_id": "U1", "role": "lead", "assignments": {"replied": 1},
        "consultations": {"confirmed": 2, "scheduled": 1}, "replies_issued": {"reference": 1},
    }  # fmt: skip
    helper = {
        "unit_id": "U2",
        "role": "helper",
        "assignments": {"replied": 1},
        "consultations": {},
        "replies_issued": {},
    }
    assert (await desk.clerk.get("/figures/units")).json() == [lead, helper]
    assert (await desk.helper.get("/figures/units")).json() == [helper]
    assert (await desk.other.get("/figures/units")).json() == []
    assert (await desk.first.get("/figures/units")).status_code == 403
    assert (await desk.clerk.get("/figures/units?session_id=S1")).json() == [lead, helper]
    assert (await desk.clerk.get("/figures/units?session_id=S2")).json() == []


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


async def test_what_was_before_a_cycle_opens_none_of_its_gates(desk: Desk) -> None:
    assignment_id = await desk.assign()
    await ok(desk.lead, f"/assignments/{assignment_id}/accept")
    await refused(desk.lead, "/consultations", "held-on", a_meeting(assignment_id, held_on="2026-03-01"))
    await ok(desk.office, f"/assignments/{assignment_id}/cancel", {"reason": "r"})
    assignment_id = await desk.planned()
    reply_id = await desk.issued(assignment_id)
    desk.h.clock.set(datetime(2026, 5, 4, 2, tzinfo=UTC))
    ordered = RehandlingOrdered(
        proposal_id="P1", reply_id=reply_id, assignment_id=assignment_id, unit_id="U1", next_cycle=2, reason="不满意"
    )
    await desk.h.deliver(ordered, "P1")
    desk.h.clock.set(datetime(2026, 5, 8, 2, tzinfo=UTC))
    await refused(desk.lead, "/consultations", "held-on", a_meeting(assignment_id, held_on="2026-05-03"))
    attempts = [{"on": f"2026-05-{day:02d}", "how": "电话"} for day in (3, 4, 5, 6)]
    release, body = f"/assignments/{assignment_id}/release", {"phase": "before", "reason": "联系不上"}
    await refused(desk.clerk, release, "attempts", body | {"attempts": attempts})
    await ok(desk.lead, "/consultations", a_meeting(assignment_id, held_on="2026-05-04"))
    assert (await ok(desk.clerk, release, body | {"attempts": attempts[1:]}))["state"] == "released"


async def test_a_reply_of_a_cancelled_assignment_is_not_vetted(desk: Desk) -> None:
    assignment_id = await desk.planned()
    reply_id = await desk.drafted(assignment_id)
    await ok(desk.leader, f"/replies/{reply_id}/approve")
    await ok(desk.office, f"/assignments/{assignment_id}/cancel", {"reason": "不再办理"})
    for path, body in (("vet", {}), ("reject", {"reason": "r"})):
        await refused(desk.office, f"/replies/{reply_id}/{path}", "assignment-state", body)


async def test_split_units_read_each_other_s_reply_once_it_is_issued(desk: Desk) -> None:
    assignment_id = await desk.planned(role="split")
    split = desk.h.client("unit", unit_id="U3", subject="u3")
    await ok(split, f"/assignments/{await desk.assign('U3', 'split')}/accept")
    reply_id = await desk.drafted(assignment_id)
    assert (await split.get(f"/replies/{reply_id}")).status_code == 404
    assert (await split.get("/replies")).json()["items"] == []
    await ok(desk.leader, f"/replies/{reply_id}/approve")
    await ok(desk.office, f"/replies/{reply_id}/vet", {})
    await ok(desk.office, f"/replies/{reply_id}/issue", {"number": "建函〔2026〕1号"})
    assert (await split.get(f"/replies/{reply_id}")).status_code == 200


async def test_a_version_names_the_helpers_that_it_waits_for_now(desk: Desk) -> None:
    lead_id = await desk.planned()
    gone = await desk.assign("U3", "helper")
    await ok(desk.office, f"/assignments/{gone}/cancel", {"reason": "不再会办"})
    await ok(desk.helper, f"/assignments/{await desk.assign('U2', 'helper')}/accept")
    reply_id = await desk.drafted(lead_id)
    await ok(desk.helper, f"/replies/{reply_id}/countersign", {})
    drafted, spoke = (await desk.h.published())[-2:]
    assert isinstance(drafted, ReplyDrafted)
    assert drafted.helpers == ("U2",)
    assert isinstance(spoke, HelperOpinionGiven)
    assert (spoke.unit_id, spoke.lead_unit) == ("U2", "U1")


async def test_a_rehandled_reply_waits_for_its_helpers_again(desk: Desk) -> None:
    lead_id = await desk.planned()
    await ok(desk.helper, f"/assignments/{await desk.assign('U2', 'helper')}/accept")
    first = await desk.drafted(lead_id)
    await ok(desk.helper, f"/replies/{first}/countersign", {})
    await ok(desk.leader, f"/replies/{first}/approve")
    await ok(desk.office, f"/replies/{first}/vet", {})
    await ok(desk.office, f"/replies/{first}/issue", {"number": "建函〔2026〕1号"})
    await desk.h.deliver(
        RehandlingOrdered(
            proposal_id="P1", reply_id=first, assignment_id=lead_id, unit_id="U1", next_cycle=2, reason="不满意"
        ),
        "P1",
    )
    for phase in ("before", "during"):
        await ok(desk.first, f"/assignments/{lead_id}/waive", {"phase": phase, "reason": "r"})
    await ok(desk.lead, f"/assignments/{lead_id}/agree-plan", {"plan": "p"})
    second, path = await desk.drafted(lead_id), "/replies/{}/approve"
    assert "U2" in await refused(desk.leader, path.format(second), "helpers")
    await ok(desk.helper, f"/replies/{second}/countersign", {"opinion": "同意再次答复"})
    await ok(desk.leader, path.format(second))
    await ok(desk.office, f"/replies/{second}/reject", {"reason": "答非所问"})
    third = await desk.drafted(lead_id)
    desk.h.clock.set(datetime(2026, 4, 1, 2, tzinfo=UTC))
    attempts = [{"on": f"2026-03-{day:02d}", "how": "电话"} for day in (2, 9, 16)]
    await ok(desk.office, f"/replies/{third}/helper-silent", {"unit_id": "U2", "attempts": attempts})
    assert (await ok(desk.leader, path.format(third)))["state"] == "approved"


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
    # What the unit has promised is to be kept after the close.
    assert (await desk.lead.get("/matters/P1")).status_code == 200
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


async def test_an_undone_merge_cancels_what_crossed_it_and_nothing_afterwards(desk: Desk) -> None:
    crossed = await desk.assign()
    call = {"phase": "before", "at": "2026-03-03T09:30:00+08:00", "place": "示例会议室", "invited": ["M1"]}
    await ok(desk.lead, f"/assignments/{crossed}/accept")
    await ok(desk.lead, f"/assignments/{crossed}/schedule", call)
    assert (await desk.second.get("/matters/P1")).status_code == 200
    await desk.h.deliver(UNDONE, "P1")
    gone = (await desk.office.get(f"/assignments/{crossed}")).json()
    assert (gone["state"], gone["reason"], gone["merge_undone"]) == ("cancelled", "并案已撤销：事项不同", False)
    published = await desk.h.published()
    assert len([event for event in published if isinstance(event, ConsultationCalledOff)]) == 1
    matter = (await desk.office.get("/matters/P1")).json()
    assert (matter["case_number"], matter["proposers"], matter["withdrawn"]) == (7, ["M1"], False)
    assert (await desk.second.get("/matters/P1")).status_code == 404
    # The restored twin hears of the undoing when it has this one back already.
    later = await desk.assign("U2")
    assert (await desk.office.get(f"/assignments/{later}")).json()["merge_undone"] is True


async def test_what_was_answered_before_an_undone_merge_was_heard_of_stays_answered(desk: Desk) -> None:
    assignment_id = await desk.planned()
    reply_id = await desk.issued(assignment_id)
    await desk.h.deliver(UNDONE, "P1")
    assert (await desk.office.get(f"/assignments/{assignment_id}")).json()["state"] == "replied"
    assert (await desk.clerk.get(f"/replies/{reply_id}")).json()["state"] == "issued"


async def test_a_merge_undone_before_admission_is_no_matter_here(desk: Desk) -> None:
    assignment_id = await desk.assign()
    await desk.h.deliver(UNDONE.model_copy(update={"proposers": None}), "P1")
    assert (await desk.office.get(f"/assignments/{assignment_id}")).json()["state"] == "issued"
    assert (await desk.office.get("/matters/P1")).json()["proposers"] == ["M1", "M2"]


async def test_of_assigning_and_an_undone_merge_at_once_nothing_stands_for_the_merged(desk: Desk) -> None:
    assignment_id, _ = await asyncio.gather(desk.assign(), desk.h.deliver(UNDONE, "P1"))
    found = (await desk.office.get(f"/assignments/{assignment_id}")).json()
    assert (found["state"], found["merge_undone"]) in (("cancelled", False), ("issued", True))


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


async def test_one_record_is_not_the_county_s_figure(desk: Desk) -> None:
    assignment_id = await desk.assign()
    await ok(desk.lead, f"/assignments/{assignment_id}/accept")
    padded = a_meeting(assignment_id, points_raised=2_000_000_000, points_agreed=2_000_000_000)
    assert (await desk.lead.post("/consultations", json=padded)).status_code == 422
    ahead = {"proposal_id": "P1", "unit_id": "U3", "role": "split", "cycle": 3_000_000_000}
    await refused(desk.office, "/assignments", "cycle", ahead)


async def test_a_stale_tag_tells_others_nothing(desk: Desk) -> None:
    """To whom a record does not exist, no version of it does, either."""
    assignment_id = await desk.planned()
    reply_id = await desk.drafted(assignment_id)
    (met, *_) = (await desk.lead.get("/consultations")).json()["items"]
    stale = {"If-Match": '"0-none"'}
    leader = desk.h.client("unit_leader", unit_id="U9", subject="u9-leader")
    for client, path, sent in (
        (desk.other, f"/replies/{reply_id}/countersign", {}),
        (leader, f"/replies/{reply_id}/approve", None),
        (leader, f"/replies/{reply_id}/issue", {"number": "1号"}),
        (desk.stranger, f"/consultations/{met['id']}/confirm", None),
        (desk.stranger, f"/consultations/{met['id']}/dispute", {"statement": "未见面"}),
    ):
        answer = await client.post(path, json=sent, headers=stale)
        assert answer.status_code == 404, (path, answer.text)
    assert (await desk.leader.post(f"/replies/{reply_id}/approve", headers=stale)).status_code == 412
    assert (await desk.first.post(f"/consultations/{met['id']}/confirm", headers=stale)).status_code == 412
