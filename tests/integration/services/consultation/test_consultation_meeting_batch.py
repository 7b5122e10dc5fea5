"""The assignment meeting: many assignments at once, known units only, split units and what they answer."""

import asyncio
import secrets
from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts.consultation import AssignmentIssued, ReplyIssued
from contracts.conversion import CommitmentKept, CommitmentMade, CommitmentReleased
from contracts.submission import ProposalAdmitted
from contracts.supervision import RehandlingOrdered, SupervisionClosed
from tests.support.desk import ADMITTED, Desk, a_meeting, a_reply, enrol, ok, refused
from tests.support.harness import Client

CLOSED = SupervisionClosed(proposal_id="P1", closed_at=datetime(2026, 6, 1, tzinfo=UTC), result="satisfied")


def item(proposal_id: str, unit_id: str = "U1", role: str = "sole", **fields: Any) -> dict[str, Any]:
    return {"proposal_id": proposal_id, "unit_id": unit_id, "role": role, **fields}


def admitted(proposal_id: str) -> ProposalAdmitted:
    return ADMITTED.model_copy(update={"proposal_id": proposal_id, "case_number": 100 + int(proposal_id[1:])})


async def test_a_unit_that_nobody_enrolled_is_refused(desk: Desk) -> None:
    await refused(desk.office, "/assignments", "unit-unknown", item("P1", "U01"))
    assignment_id = await desk.assign()
    await ok(desk.lead, f"/assignments/{assignment_id}/return", {"reason": "r", "suggested_unit": "U2"})
    await refused(desk.office, f"/assignments/{assignment_id}/reassign", "unit-unknown", {"unit_id": "U01"})
    assert (await desk.clerk.get(f"/assignments/{assignment_id}")).json()["state"] == "returned"
    units = (await desk.office.get("/units")).json()["items"]
    assert [(unit["id"], unit["workload"]) for unit in units] == [("U1", 1), ("U2", 0), ("U3", 0), ("U9", 0)]
    elsewhere = desk.h.client("clerk", county="330103")
    assert (await elsewhere.get("/units")).json()["items"] == []
    assert (await desk.lead.get("/units")).status_code == 403


async def test_a_batch_issues_what_it_can_and_names_the_rule_for_the_rest(desk: Desk) -> None:
    await desk.h.deliver(admitted("P2"), "P2")
    items = [
        item("P1", "U1", "lead"),
        item("P1", "U2", "lead"),
        item("P9"),
        item("P2", "U0"),
        item("P1", "U2", "helper"),
        item("P2", "U3"),
        item("P2", "U9", "split", suggestions=[7]),
    ]
    answer = await ok(desk.clerk, "/assignment-batches", {"items": items})
    assert (answer["issued"], answer["refused"]) == (3, 4)
    rules = [None, "role-taken", "not-admitted", "unit-unknown", None, None, "role-taken"]
    assert [one["rule"] for one in answer["items"]] == rules
    assert [one["assignment"] is None for one in answer["items"]] == [rule is not None for rule in rules]
    issued = [event for event in await desk.h.published() if isinstance(event, AssignmentIssued)]
    assert [(event.unit_id, event.role) for event in issued] == [("U1", "lead"), ("U2", "helper"), ("U3", "sole")]
    assert [event.assignment_id for event in issued] == [
        one["assignment"]["id"] for one in answer["items"] if one["assignment"]
    ]


async def test_a_batch_is_idempotent_as_a_whole_and_bounded(desk: Desk) -> None:
    key = {"Idempotency-Key": secrets.token_hex(8)}
    body = {"items": [item("P1"), item("P9")]}
    first = await desk.office.post("/assignment-batches", json=body, headers=key)
    again = await desk.office.post("/assignment-batches", json=body, headers=key)
    assert (first.status_code, first.json(), again.headers["idempotency-replayed"]) == (200, again.json(), "true")
    assert sum(isinstance(event, AssignmentIssued) for event in await desk.h.published()) == 1
    assert (await desk.office.post("/assignment-batches", json={"items": []})).status_code == 422
    assert (await desk.office.post("/assignment-batches", json={"items": [item("P1")] * 201})).status_code == 422
    assert (await desk.lead.post("/assignment-batches", json=body)).status_code == 403


async def test_meetings_at_the_same_moment_neither_wait_for_each_other_nor_assign_twice(desk: Desk) -> None:
    proposals = [f"P{n}" for n in range(2, 22)]
    for proposal in proposals:
        await desk.h.deliver(admitted(proposal), proposal)
    orders = [proposals, proposals[::-1], proposals[10:] + proposals[:10]]
    answers = await asyncio.gather(
        *(
            desk.office.post("/assignment-batches", json={"items": [item(p, unit) for p in order]})
            for unit, order in zip(("U1", "U2", "U3"), orders, strict=True)
        )
    )
    assert [answer.status_code for answer in answers] == [200] * 3
    assert sum(answer.json()["issued"] for answer in answers) == len(proposals)


async def through(desk: Desk, unit: Client, leader: Client, assignment_id: str, answers: list[dict[str, Any]]) -> None:
    """A unit's part from acceptance to the issued reply."""
    await ok(unit, f"/assignments/{assignment_id}/accept")
    for phase in ("before", "during"):
        met = await ok(unit, "/consultations", a_meeting(assignment_id, phase))
        await ok(desk.first, f"/consultations/{met['id']}/confirm")
    await ok(unit, f"/assignments/{assignment_id}/agree-plan", {"plan": "分步实施"})
    body = a_reply(assignment_id, "solved")
    wrong = await refused(unit, "/replies", "answers", body)
    assert "no suggestions" in wrong
    body["content"]["answers"] = answers
    reply = await ok(unit, "/replies", body)
    await ok(leader, f"/replies/{reply['id']}/approve")
    await ok(desk.office, f"/replies/{reply['id']}/vet", {})
    await ok(desk.office, f"/replies/{reply['id']}/issue", {"number": "建函〔2026〕2号"})


async def test_a_split_unit_answers_its_own_suggestions_and_the_matter_shows_what_nobody_has(desk: Desk) -> None:
    async def uncovered() -> list[int]:
        listed = (await desk.clerk.get("/matters")).json()["items"]
        one = (await desk.clerk.get("/matters/P1")).json()
        assert listed == [one]
        return one["uncovered"]

    assert await uncovered() == [1, 2]
    await refused(desk.office, "/assignments", "suggestions", item("P1", "U1", "sole", suggestions=[1]))
    await refused(desk.office, "/assignments", "suggestions", item("P1", "U1", "split", suggestions=[3]))
    await refused(desk.office, "/assignments", "suggestions", item("P1", "U1", "split", suggestions=[1, 1]))
    first = await ok(desk.office, "/assignments", item("P1", "U1", "split", suggestions=[1]))
    assert (first["suggestions"], await uncovered()) == ([1], [2])
    await ok(desk.lead, f"/assignments/{first['id']}/return", {"reason": "r", "suggested_unit": "U3"})
    successor = (await ok(desk.office, f"/assignments/{first['id']}/reassign", {"unit_id": "U3"}))["successor_id"]
    assert (await desk.clerk.get(f"/assignments/{successor}")).json()["suggestions"] == [1]
    second = await ok(desk.office, "/assignments", item("P1", "U2", "split", suggestions=[2]))
    assert await uncovered() == []
    leader = desk.h.client("unit_leader", unit_id="U2", subject="u2-leader")
    await through(desk, desk.helper, leader, second["id"], [{"suggestion": 2, "adoption": "adopted", "why": "已办"}])
    (issued,) = [event for event in await desk.h.published() if isinstance(event, ReplyIssued)]
    assert [answer.suggestion for answer in issued.content.answers] == [2]
    await ok(desk.office, f"/assignments/{successor}/cancel", {"reason": "r"})
    assert await uncovered() == [1]


async def second_cycle(desk: Desk) -> str:
    assignment_id = await desk.planned()
    reply_id = await desk.issued(assignment_id)
    ordered = RehandlingOrdered(
        proposal_id="P1", reply_id=reply_id, assignment_id=assignment_id, unit_id="U1", next_cycle=2, reason="不满意"
    )
    await desk.h.deliver(ordered, "P1")
    for phase in ("before", "during"):
        await ok(desk.first, f"/consultations/{await desk.consult(assignment_id, phase)}/confirm")
    await ok(desk.lead, f"/assignments/{assignment_id}/agree-plan", {"plan": "p"})
    return assignment_id


async def test_a_new_cycle_restates_what_the_last_one_promised(desk: Desk) -> None:
    assignment_id = await second_cycle(desk)
    body = a_reply(assignment_id, "reference")
    body["content"]["answers"][1] = {"suggestion": 2, "adoption": "not_adopted", "why": "暂无条件"}
    assert "suggestions 2" in await refused(desk.lead, "/replies", "commitment-restated", body)
    await ok(desk.lead, "/replies", a_reply(assignment_id))
    body["content"]["answers"][1] = {"suggestion": 2, "adoption": "adopted", "why": "已提前办成"}
    await ok(desk.lead, "/replies", body)


@pytest.mark.parametrize("how", [CommitmentKept, CommitmentReleased])
async def test_what_was_kept_or_released_since_is_not_promised_again(
    desk: Desk, how: type[CommitmentKept] | type[CommitmentReleased]
) -> None:
    assignment_id = await second_cycle(desk)
    (promising,) = [event.reply_id for event in await desk.h.published() if isinstance(event, ReplyIssued)]
    body = a_reply(assignment_id, "reference")
    body["content"]["answers"][1] = {"suggestion": 2, "adoption": "not_adopted", "why": "另行安排"}
    of = {"proposal_id": "P1", "unit_id": "U1"}
    for id, reply_id, suggestion in (("C1", promising, 2), ("C2", promising, 1), ("C3", "another", 2)):
        made = CommitmentMade(
            **of, commitment_id=id, reply_id=reply_id, suggestion=suggestion, promise="示例", due=date(2026, 9, 1)
        )
        await desk.h.deliver(made, id)

    async def settle(id: str) -> None:
        said = {"verified_by": "M1", "on_time": True} if how is CommitmentKept else {"reason": "示例"}
        await desk.h.deliver(how.model_validate(of | said | {"commitment_id": id}), id)

    # Another promise, and the same suggestion of another reply, settle nothing.
    await settle("C2")
    await settle("C3")
    assert "suggestions 2" in await refused(desk.lead, "/replies", "commitment-restated", body)
    await settle("C1")
    await ok(desk.lead, "/replies", body)


async def silent_desk(desk: Desk) -> str:
    lead_id = await desk.planned()
    await desk.assign("U2", "helper")
    return await desk.drafted(lead_id)


ASKED = [{"on": "2026-03-02", "how": "书面催办"}, {"on": "2026-03-05", "how": "电话催办"}]


async def test_a_silent_helper_does_not_block(desk: Desk) -> None:
    reply_id = await silent_desk(desk)
    path, body = f"/replies/{reply_id}/helper-silent", {"unit_id": "U2", "attempts": ASKED}
    await refused(desk.clerk, path, "attempts", body)  # the second attempt is still to come
    desk.h.clock.set(desk.h.clock.now().replace(day=6))
    assert "waited for 5 days" in await refused(desk.clerk, path, "attempts", body)
    desk.h.clock.set(desk.h.clock.now().replace(day=7))
    await refused(desk.clerk, path, "attempts", body | {"attempts": ASKED[:1]})
    await refused(desk.clerk, path, "attempts", body | {"attempts": [*ASKED, {"on": "2026-03-01", "how": "x"}]})
    await refused(desk.clerk, path, "no-helper", body | {"unit_id": "U1"})
    assert (await desk.lead.post(path, json=body)).status_code == 403
    await refused(desk.leader, f"/replies/{reply_id}/approve", "helpers")
    marked = await ok(desk.office, path, body)
    assert (marked["state"], marked["helper_silent"]) == ("countersigning", ["U2"])
    await refused(desk.office, path, "already-silent", body)
    await ok(desk.leader, f"/replies/{reply_id}/approve")
    await ok(desk.office, f"/replies/{reply_id}/vet", {})
    await ok(desk.office, f"/replies/{reply_id}/issue", {"number": "建函〔2026〕1号"})
    events = {event.wire_name(): event.model_dump() for event in await desk.h.published()}
    assert events["cppcc.ReplyApproved.v1"]["helper_silent"] == ("U2",)
    assert events["cppcc.ReplyIssued.v1"]["helper_silent"] == ("U2",)
    assert events["cppcc.HelperSilent.v1"]["released_by"] == "assigning_office"
    states = {a["unit_id"]: a["state"] for a in (await desk.clerk.get("/assignments")).json()["items"]}
    assert states == {"U1": "replied", "U2": "issued"}
    await desk.h.deliver(CLOSED, "P1")
    states = {a["unit_id"]: a["state"] for a in (await desk.clerk.get("/assignments")).json()["items"]}
    assert states == {"U1": "closed", "U2": "closed"}


@pytest.mark.parametrize("after", ["approve", "vet"])
async def test_a_late_opinion_is_taken_until_the_reply_goes_out(desk: Desk, after: str) -> None:
    reply_id = await silent_desk(desk)
    helper_id = (await desk.helper.get("/assignments")).json()["items"][0]["id"]
    await ok(desk.helper, f"/assignments/{helper_id}/accept")
    desk.h.clock.set(desk.h.clock.now().replace(day=7))
    await ok(desk.clerk, f"/replies/{reply_id}/helper-silent", {"unit_id": "U2", "attempts": ASKED})
    await ok(desk.leader, f"/replies/{reply_id}/approve")
    if after == "vet":
        await ok(desk.office, f"/replies/{reply_id}/vet", {})
    late = await ok(desk.helper, f"/replies/{reply_id}/countersign", {"opinion": "同意"})
    assert (late["state"], late["helper_silent"]) == ("vetted" if after == "vet" else "approved", [])
    if after == "approve":
        await ok(desk.office, f"/replies/{reply_id}/vet", {})
    await ok(desk.office, f"/replies/{reply_id}/issue", {"number": "建函〔2026〕1号"})
    (issued,) = [event for event in await desk.h.published() if isinstance(event, ReplyIssued)]
    assert issued.helper_silent == ()
    assert (await desk.clerk.get(f"/assignments/{helper_id}")).json()["state"] == "replied"
    await refused(desk.helper, f"/replies/{reply_id}/countersign", "reply-state", {})


async def test_a_unit_enrolled_again_is_one_unit(desk: Desk) -> None:
    await enrol(desk.h, "U1")
    assert len((await desk.office.get("/units")).json()["items"]) == 4
