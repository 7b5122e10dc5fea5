"""Gates as a county sets them: of a class, as often, confirmed by whom, and before an assignment is closed."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from chassis.eventlog import SYSTEM, Tx
from contracts.consultation import AssignmentClosed, ClosingAwaits
from contracts.supervision import (
    KeyDesignationRevoked,
    KeyProposalDesignated,
    RehandlingOrdered,
    SupervisionClosed,
    SupervisionOpened,
    TrackingDesignated,
)
from services.consultation.app import SERVICE
from services.consultation.assignment.store import ASSIGNMENTS
from services.consultation.meeting.closings import look_again
from services.consultation.meeting.commands import POLICY
from tests.support.desk import ADMITTED, Desk, a_meeting, ok, refused
from tests.support.harness import COUNTY

FORMS = ["face_to_face"]
CLOSED = SupervisionClosed(proposal_id="P1", closed_at=datetime(2026, 6, 1, tzinfo=UTC), result="satisfied")


async def county(desk: Desk, effective_from: datetime | None = None, **said: Any) -> None:
    admin = desk.h.client("county_admin")
    present = await admin.get("/policies/consultation-gates")
    document = POLICY.default().model_dump(mode="json") | said
    headers = {"If-Match": present.headers["etag"]}
    body = {"document": document, "effective_from": effective_from.isoformat() if effective_from else None}
    put = await admin.put("/policies/consultation-gates", json=body, headers=headers)
    assert put.is_success, put.text


async def listed(desk: Desk, id: str) -> list[tuple[str, str, int, int, bool]]:
    gates = (await desk.lead.get(f"/assignments/{id}/gates")).json()["gates"]
    return [(one["step"], one["phase"], one["counts"], one["times"], one["open"]) for one in gates]


async def test_a_key_proposal_needs_what_the_county_asks_of_its_class(desk: Desk) -> None:
    approval = {"phases": ["during"], "forms": FORMS, "times": 2}
    await county(desk, classes={"key": {"approval": approval, "confirmed_by": "first"}})
    await desk.h.deliver(ADMITTED.model_copy(update={"proposal_id": "P2", "case_number": 8}), "P2")
    for id in ("P1", "P2"):
        opened = SupervisionOpened(proposal_id=id, supervision_class="general", case_number=7, proposers=("M1", "M2"))
        await desk.h.deliver(opened, id)
    await desk.h.deliver(KeyProposalDesignated(proposal_id="P1", key_number=1, leader="示例领导"), "P1")
    lead = await desk.assign(role="sole")
    await ok(desk.lead, f"/assignments/{lead}/accept")
    assert await listed(desk, lead) == [("plan_agreed", "before", 0, 1, False), ("approval", "during", 0, 2, False)]
    before = await desk.consult(lead, "before")
    assert "M1" in await refused(desk.second, f"/consultations/{before}/confirm", "first-proposer")
    assert (await desk.second.get("/desk")).json()["items"] == []
    (step,) = (await desk.first.get("/desk")).json()["items"]
    assert (step["what"], step["id"], step["whom"]) == ("confirm_consultation", before, "M1")
    await ok(desk.first, f"/consultations/{before}/confirm")
    await ok(desk.lead, f"/assignments/{lead}/agree-plan", {"plan": "分步实施"})
    reply = await desk.drafted(lead)
    await ok(desk.first, f"/consultations/{await desk.consult(lead, 'during')}/confirm")
    assert "1 counts" in await refused(desk.leader, f"/replies/{reply}/approve", "gate-during")
    assert await listed(desk, lead) == [("plan_agreed", "before", 1, 1, True), ("approval", "during", 1, 2, False)]
    assert "hold_consultation" in {one["what"] for one in (await desk.lead.get("/desk")).json()["items"]}
    await ok(desk.first, f"/consultations/{await desk.consult(lead, 'during')}/confirm")
    await ok(desk.leader, f"/replies/{reply}/approve")
    # A general one goes by what holds for all.
    body = {"proposal_id": "P2", "unit_id": "U1", "role": "sole"}
    other = (await ok(desk.office, "/assignments", body))["id"]
    await ok(desk.lead, f"/assignments/{other}/accept")
    for phase in ("before", "during"):
        await ok(desk.second, f"/consultations/{await desk.consult(other, phase)}/confirm")
    await ok(desk.lead, f"/assignments/{other}/agree-plan", {"plan": "分步实施"})
    await ok(desk.leader, f"/replies/{await desk.drafted(other)}/approve")


async def test_the_list_of_gates_says_what_was_given_up_and_who_confirms_and_a_helper_has_none(desk: Desk) -> None:
    await county(desk, confirmed_by="every")
    lead, helper = await desk.assign(role="lead"), await desk.assign("U2", role="helper")
    await ok(desk.lead, f"/assignments/{lead}/accept")
    await ok(desk.first, f"/assignments/{lead}/waive", {"phase": "before", "reason": "已当面谈过"})
    found = (await desk.lead.get(f"/assignments/{lead}/gates")).json()
    assert (found["cycle"], found["confirming"]) == (1, ["M1", "M2"])
    assert [(one["phase"], one["open"], one["given_up"], one["counts"]) for one in found["gates"]] == [
        ("before", True, True, 0),
        ("during", False, False, 0),
    ]
    assert (await desk.helper.get(f"/assignments/{helper}/gates")).json()["gates"] == []
    assert (await desk.helper.get(f"/assignments/{lead}/gates")).status_code == 404


async def issued(desk: Desk) -> str:
    """With the helper's part; the county wants the result talked over before it is closed."""
    await county(desk, closing={"phases": ["after"], "forms": FORMS})
    lead = await desk.planned()
    await desk.issued(lead)
    return lead


async def state(desk: Desk, id: str) -> str:
    return (await desk.office.get(f"/assignments/{id}")).json()["state"]


@pytest.mark.parametrize("how", ["confirm", "settle", "waive", "release"])
async def test_an_assignment_is_closed_once_its_result_was_talked_over_or_given_up(desk: Desk, how: str) -> None:
    lead = await issued(desk)
    await desk.h.deliver(CLOSED, "P1")
    await desk.h.deliver(CLOSED.model_copy(update={"result": "mostly_satisfied"}), "P1")
    assert await state(desk, lead) == "replied"
    (waits,) = [one for one in await desk.h.published() if isinstance(one, ClosingAwaits)]
    assert (waits.unit_id, waits.phases) == ("U1", ("after",))
    assert {one["what"] for one in (await desk.lead.get("/desk")).json()["items"]} == {"hold_consultation"}
    if how in ("confirm", "settle"):
        by_phone = await ok(desk.lead, "/consultations", a_meeting(lead, "after", "phone"))
        await ok(desk.first, f"/consultations/{by_phone['id']}/confirm")
        assert await state(desk, lead) == "replied"
        met = (await ok(desk.lead, "/consultations", a_meeting(lead, "after")))["id"]
        if how == "settle":
            await ok(desk.first, f"/consultations/{met}/dispute", {"statement": "未见面"})
            await ok(desk.clerk, f"/consultations/{met}/settle", {"upheld": False, "finding": "已见面"})
        else:
            await ok(desk.second, f"/consultations/{met}/confirm")
    elif how == "waive":
        await ok(desk.first, f"/assignments/{lead}/waive", {"phase": "after", "reason": "满意"})
    else:
        desk.h.clock.set(datetime(2026, 3, 9, 2, tzinfo=UTC))
        attempts = [{"on": f"2026-03-{day:02d}", "how": "电话"} for day in (2, 5)]
        body = {"phase": "after", "reason": "联系不上", "attempts": attempts}
        await ok(desk.clerk, f"/assignments/{lead}/release", body)
    assert await state(desk, lead) == "closed"
    assert sum(isinstance(one, AssignmentClosed) for one in await desk.h.published()) == 1


async def test_a_result_talked_over_before_supervision_ends_closes_with_it(desk: Desk) -> None:
    lead = await issued(desk)
    met = (await ok(desk.lead, "/consultations", a_meeting(lead, "after")))["id"]
    await ok(desk.first, f"/consultations/{met}/confirm")
    assert await state(desk, lead) == "replied"
    await desk.h.deliver(CLOSED, "P1")
    assert await state(desk, lead) == "closed"


async def test_confirmed_while_supervision_ends_it_is_closed_whichever_came_first(desk: Desk) -> None:
    lead = await issued(desk)
    met = (await ok(desk.lead, "/consultations", a_meeting(lead, "after")))["id"]
    _, confirmed = await asyncio.gather(desk.h.deliver(CLOSED, "P1"), desk.first.post(f"/consultations/{met}/confirm"))
    assert confirmed.status_code == 200, confirmed.text
    assert await state(desk, lead) == "closed"


async def test_what_is_handled_again_waits_for_no_closing(desk: Desk) -> None:
    lead = await issued(desk)
    await desk.h.deliver(CLOSED, "P1")
    reply_id = (await desk.office.get(f"/assignments/{lead}")).json()["reply_id"]
    ordered = RehandlingOrdered(
        proposal_id="P1", reply_id=reply_id, assignment_id=lead, unit_id="U1", next_cycle=2, reason="不满意"
    )
    await desk.h.deliver(ordered, "P1")
    found = (await desk.office.get(f"/assignments/{lead}")).json()
    assert (found["state"], found["closing_awaits"]) == ("accepted", [])


async def closings(desk: Desk) -> int:
    """What the worker's chore does with each look."""
    return await look_again(desk.h.runtime)


async def waiting(desk: Desk) -> list[tuple[str, int]]:
    async with desk.h.owner.connect() as connection:
        found = await connection.execute(text("SELECT assignment_id, policy_version FROM waiting_closings"))
        return [(row.assignment_id, row.policy_version) for row in found]


async def test_a_gate_that_is_relaxed_closes_what_waited_once(desk: Desk) -> None:
    assert "closings" in SERVICE.chores
    lead = await issued(desk)
    await desk.h.deliver(CLOSED, "P1")
    met = (await ok(desk.lead, "/consultations", a_meeting(lead, "after", "phone")))["id"]
    await ok(desk.first, f"/consultations/{met}/confirm")
    assert await waiting(desk) == [(lead, 1)]
    assert await closings(desk) == 0
    # Another change of the same policy leaves it waiting, and it is looked at no more until the next one.
    await county(desk, closing={"phases": ["after"], "forms": FORMS, "times": 2})
    assert [await closings(desk), await closings(desk)] == [1, 0]
    assert (await state(desk, lead), await waiting(desk)) == ("replied", [(lead, 2)])
    # Of a change that is to come only the day counts.
    at = desk.h.clock.now() + timedelta(days=7)
    await county(desk, at, closing={"phases": ["after"], "forms": [*FORMS, "phone"]})
    assert (await closings(desk), await state(desk, lead)) == (0, "replied")
    desk.h.clock.set(at)
    answers = await asyncio.gather(closings(desk), closings(desk))
    assert (sum(answers), await state(desk, lead), await waiting(desk)) == (1, "closed", [])
    published = await desk.h.published()
    assert sum(isinstance(one, AssignmentClosed) for one in published) == 1
    assert sum(isinstance(one, ClosingAwaits) for one in published) == 1


async def test_a_class_that_is_taken_away_closes_what_waited_for_its_gate(desk: Desk) -> None:
    await county(desk, classes={"key": {"closing": {"phases": ["after"], "forms": FORMS}}}, closing={"phases": []})
    await desk.h.deliver(KeyProposalDesignated(proposal_id="P1", key_number=1, leader="示例领导"), "P1")
    lead = await desk.planned()
    await desk.issued(lead)
    await desk.h.deliver(CLOSED, "P1")
    ((id, judged_by),) = await waiting(desk)
    assert (id, judged_by > 0, await closings(desk)) == (lead, True, 0)
    # Key once more: it is looked at, and waits on.
    await desk.h.deliver(KeyProposalDesignated(proposal_id="P1", key_number=2, leader="示例领导"), "P1")
    assert await waiting(desk) == [(lead, -1)]
    assert (await closings(desk), await waiting(desk)) == (1, [(lead, judged_by)])
    await desk.h.deliver(KeyDesignationRevoked(proposal_id="P1", reason="示例", supervisor="示例委员会"), "P1")
    assert (await closings(desk), await state(desk, lead), await waiting(desk)) == (1, "closed", [])
    # Of a proposal that waits for nothing a class is only a class.
    await desk.h.deliver(TrackingDesignated(proposal_id="P1", reason="示例"), "P1")
    assert (await closings(desk), await waiting(desk)) == (0, [])


async def test_a_gate_that_is_relaxed_closes_nothing_that_is_handled_again(desk: Desk) -> None:
    lead = await issued(desk)
    await desk.h.deliver(CLOSED, "P1")
    reply_id = (await desk.office.get(f"/assignments/{lead}")).json()["reply_id"]
    ordered = RehandlingOrdered(
        proposal_id="P1", reply_id=reply_id, assignment_id=lead, unit_id="U1", next_cycle=2, reason="不满意"
    )
    await desk.h.deliver(ordered, "P1")
    await county(desk, closing={"phases": [], "forms": FORMS})
    assert (await closings(desk), await closings(desk)) == (1, 0)
    assert (await state(desk, lead), await waiting(desk)) == ("accepted", [])


async def test_one_that_cannot_be_closed_holds_up_no_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A county's closings come in batches, each in a transaction of its own."""
    lead = await issued(desk)
    await desk.h.deliver(CLOSED, "P1")
    async with desk.h.owner.begin() as connection:
        # What no assignment stands behind any more, and one whose row is broken.
        await connection.execute(
            text(
                "INSERT INTO waiting_closings SELECT county, 'gone-' || n, -1 FROM assignments, generate_series(1, 5) n"
            )
        )
        columns = "county, version, hash, proposal_id, unit_id, role, status, helper_wanted"
        await connection.execute(
            text(f"INSERT INTO assignments (id, state, {columns}) SELECT 'broken', '{{}}', {columns} FROM assignments")
        )
        await connection.execute(text("INSERT INTO waiting_closings VALUES ('330102', 'broken', -1)"))
    await county(desk, closing={"phases": [], "forms": FORMS})
    monkeypatch.setattr("services.consultation.meeting.closings.BATCH", 3)
    rounds = [await closings(desk) for _ in range(8)]
    # The broken one may be in every batch: it takes a place, and stops nobody.
    assert (max(rounds) <= 3, sum(rounds), await state(desk, lead)) == (True, 6, "closed")
    assert [id for id, _ in await waiting(desk)] == ["broken"]


async def test_a_restored_store_looks_at_what_waits_once_more(desk: Desk) -> None:
    lead = await issued(desk)
    await desk.h.deliver(CLOSED, "P1")
    (rebuild,) = [one for one in SERVICE.rebuilds if one.aggregate == "assignments"]

    async def rebuilt() -> None:
        async with desk.h.runtime.worker_database.transaction([COUNTY]) as connection:
            tx = Tx(connection, COUNTY, SYSTEM, desk.h.clock.now(), correlation_id="c")
            await rebuild.run(tx, await ASSIGNMENTS.load(tx, lead))

    async with desk.h.owner.begin() as connection:
        await connection.execute(text("DELETE FROM waiting_closings"))
    await rebuilt()
    assert await waiting(desk) == [(lead, -1)]
    assert (await closings(desk), await waiting(desk)) == (1, [(lead, 1)])
    await ok(desk.first, f"/assignments/{lead}/waive", {"phase": "after", "reason": "满意"})
    async with desk.h.owner.begin() as connection:
        await connection.execute(text("INSERT INTO waiting_closings SELECT county, id, 1 FROM assignments"))
    await rebuilt()
    assert await waiting(desk) == []
