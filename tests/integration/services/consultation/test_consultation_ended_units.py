"""Units that end: nothing new for them, and nothing lost of what they hold."""

from datetime import date
from typing import Any

import httpx

from contracts.base import UnitAct
from contracts.submission import UnitEnrolled, UnitRetired, UnitSucceeded, UnitSuccessionUndone
from tests.support.desk import Desk, a_reply, ok, refused
from tests.support.harness import Client

PAST, TO_COME = date(2026, 1, 1), date(2100, 1, 1)


async def succeeded(desk: Desk, id: str, successor: str, day: date = PAST) -> None:
    event = UnitSucceeded(unit_id=id, successor_id=successor, takes_over_on=day, reason="机构改革")
    await desk.h.deliver(event, id)


async def listed(client: Client, **params: Any) -> list[str]:
    answer: httpx.Response = await client.get("/assignments", params=params)
    assert answer.status_code == 200
    return [one["id"] for one in answer.json()["items"]]


async def test_what_has_ended_is_assigned_nothing_and_its_successor_is_named(desk: Desk) -> None:
    body = {"proposal_id": "P1", "unit_id": "U1", "role": "helper"}
    await succeeded(desk, "U1", "U2", TO_COME)
    assert (await desk.office.post("/assignments", json=body)).status_code == 201
    await succeeded(desk, "U2", "U3")
    told = await refused(desk.office, "/assignments", "unit-ended", body | {"unit_id": "U2"})
    assert "U3 (示例单位U3)" in told
    # Along the whole way, as far as it is known here.
    await succeeded(desk, "U3", "U4")
    assert "successor U4." in await refused(desk.office, "/assignments", "unit-ended", body | {"unit_id": "U2"})
    await desk.h.deliver(
        UnitEnrolled(unit_id="U4", name="示例新局", system="government", linked_committee="示例委"), "U4"
    )
    assert "U4 (示例新局)" in await refused(desk.office, "/assignments", "unit-ended", body | {"unit_id": "U2"})
    await desk.h.deliver(UnitRetired(unit_id="U9", retired_on=PAST, reason="撤销"), "U9")
    assert "nobody" in await refused(desk.office, "/assignments", "unit-ended", body | {"unit_id": "U9"})
    # A correction of its name does not bring it back.
    again = UnitEnrolled(unit_id="U2", name="改名", system="government", linked_committee="示例委")
    await desk.h.deliver(again, "U2")
    await refused(desk.office, "/assignments", "unit-ended", body | {"unit_id": "U2"})
    batch = await ok(
        desk.office, "/assignment-batches", {"items": [body | {"unit_id": "U9"}, body | {"unit_id": "U4"}]}
    )
    assert [item["rule"] for item in batch["items"]] == ["unit-ended", None]
    units = {unit["id"]: unit for unit in (await desk.office.get("/units")).json()["items"]}
    assert (units["U2"]["successor_id"], units["U2"]["ended_on"]) == ("U3", "2026-01-01")


async def test_a_succession_that_is_undone_never_was(desk: Desk) -> None:
    body = {"proposal_id": "P1", "unit_id": "U2", "role": "helper"}
    await succeeded(desk, "U2", "U3")
    await refused(desk.office, "/assignments", "unit-ended", body)
    undone = UnitSuccessionUndone(unit_id="U2", successor_id="U3", takes_over_on=PAST, reason="登记有误")
    await desk.h.deliver(undone, "U2")
    assert (await desk.office.post("/assignments", json=body)).status_code == 201
    units = {unit["id"]: unit for unit in (await desk.office.get("/units")).json()["items"]}
    assert (units["U2"]["successor_id"], units["U2"]["ended_on"]) == (None, None)
    assert await listed(desk.office, ended_unit=True) == []


async def test_what_it_holds_goes_on_and_the_office_sees_it(desk: Desk) -> None:
    assignment_id = await desk.planned()
    kept = await desk.assign("U2", "helper")
    assert await listed(desk.office, ended_unit=True) == []
    await succeeded(desk, "U1", "U3")
    assert await listed(desk.office, ended_unit=True) == [assignment_id]
    assert sorted(await listed(desk.office)) == sorted([assignment_id, kept])
    # The successor's id alone opens nothing; the register of logins says for whom it acts.
    alone = desk.h.client("unit", unit_id="U3")
    both = desk.h.client("unit", unit_id="U3", former_unit_ids=["U1"])
    assert (await alone.get(f"/assignments/{assignment_id}")).status_code == 404
    assert (await alone.post("/replies", json=a_reply(assignment_id))).status_code == 404
    assert await listed(both) == [assignment_id]
    await ok(desk.helper, f"/assignments/{kept}/accept")
    reply = await ok(both, "/replies", a_reply(assignment_id))
    assert reply["unit_id"] == "U1"
    await ok(desk.helper, f"/replies/{reply['id']}/countersign", {"opinion": "同意"})
    leader = desk.h.client("unit_leader", unit_id="U3", former_unit_ids=["U1"])
    await ok(leader, f"/replies/{reply['id']}/approve")
    # Who was there before goes on as well; an event says which of the two it was.
    assert await listed(desk.lead) == [assignment_id]
    acts = [event for event in await desk.h.published() if isinstance(event, UnitAct)]
    by = {(type(act).__name__, act.acting_unit) for act in acts}
    assert {("ReplyDrafted", "U3"), ("ReplyApproved", "U3"), ("PlanAgreed", None), ("HelperOpinionGiven", None)} <= by
    assert ("AssignmentAccepted", "U3") not in by
    # The office may have somebody else handle it.
    await ok(desk.office, f"/assignments/{assignment_id}/cancel", {"reason": "机构改革"})
    assert await listed(desk.office, ended_unit=True) == []
    await desk.assign("U3", "lead")
