"""What a clerk is offered for the proposals that are to be assigned: from events alone, for many at once."""

import base64
import json
from typing import Any

from sqlalchemy import text

from contracts.submission import (
    BodyEnrolled,
    MemberEnrolled,
    MergeUndone,
    ProposalAdmitted,
    ProposalMergedInto,
    ProposalWithdrawn,
    UnitEnrolled,
)
from tests.support.desk import ADMITTED, Desk, ok
from tests.support.harness import Client
from tests.support.letters import a_filing
from tests.support.statements import counted

MANY = 200


def admitted(proposal_id: str, **fields: Any) -> ProposalAdmitted:
    number = {"case_number": 100 + int(proposal_id[1:])}
    return ADMITTED.model_copy(update={"proposal_id": proposal_id} | number | fields)


async def filed(desk: Desk, proposal_id: str, *units: str, body_id: str | None = None, **fields: Any) -> None:
    filing = a_filing(proposal_id, "M1", body_id).model_copy(update={"suggested_units": units})
    await desk.h.deliver(filing, proposal_id)
    await desk.h.deliver(admitted(proposal_id, **fields), proposal_id)


async def given(desk: Desk, proposal_id: str, unit_id: str, role: str = "sole") -> str:
    body = {"proposal_id": proposal_id, "unit_id": unit_id, "role": role}
    return (await ok(desk.office, "/assignments", body))["id"]


async def ended(desk: Desk, *ids: str, status: str, reply_id: str | None = "R") -> None:
    """As if its reply were out: what stands before that is tried elsewhere."""
    state = "jsonb_set(state::jsonb, '{reply_id}', cast(:reply AS jsonb))::text"
    async with desk.h.owner.begin() as connection:
        await connection.execute(
            text(f"UPDATE assignments SET status = :status, state = {state} WHERE id = ANY(:ids)"),
            {"status": status, "reply": json.dumps(reply_id), "ids": list(ids)},
        )


async def offers(client: Client, **params: Any) -> dict[str, Any]:
    r = await client.get("/candidate-units", params=params)
    assert r.status_code == 200, r.text
    return {one["proposal_id"]: one for one in r.json()["items"]}


def reasons(offer: dict[str, Any], unit_id: str, part: str = "main") -> list[tuple[str, int]]:
    (one,) = [one for one in offer[part] if one["unit_id"] == unit_id]
    assert one["points"] == sum(reason["points"] for reason in one["reasons"])
    return [(reason["kind"], reason["points"]) for reason in one["reasons"]]


async def directory(desk: Desk) -> None:
    for id, committee in (("U1", "城建委"), ("U2", "财经委"), ("U3", "教卫委"), ("U9", "教卫委")):
        unit = UnitEnrolled(unit_id=id, name=f"示例局{id}", system="government", linked_committee=committee)
        await desk.h.deliver(unit, id)
    seat = {"name": "示例委员", "sector": "示例界别", "term": 10}
    await desk.h.deliver(MemberEnrolled(member_id="M1", committee="教卫委", **seat), "M1")
    for id, kind, name in (("B1", "committee", "财经委"), ("B2", "party_group", "城建委")):
        await desk.h.deliver(BodyEnrolled.model_validate({"body_id": id, "kind": kind, "name": name}), id)


async def test_an_offer_says_who_was_named_what_is_linked_and_what_was_handled(desk: Desk) -> None:
    await directory(desk)
    for n in range(20, 27):
        await filed(desk, f"P{n}")
    answered = [await given(desk, "P20", "U1"), await given(desk, "P21", "U2", "lead")]
    await ended(desk, *answered, status="replied")
    helped, silent = await given(desk, "P21", "U3", "helper"), await given(desk, "P22", "U9", "helper")
    await ended(desk, helped, status="closed")
    await ended(desk, silent, status="closed", reply_id=None)
    back = await given(desk, "P23", "U1")
    await ok(desk.lead, f"/assignments/{back}/return", {"reason": "非本单位职责", "suggested_unit": "U9"})
    await ok(desk.lead, f"/assignments/{await given(desk, 'P24', 'U1')}/accept")
    # Neither what nobody has taken on yet nor what was cancelled says anything of a unit.
    await given(desk, "P25", "U3")
    await ok(desk.office, f"/assignments/{await given(desk, 'P26', 'U3')}/cancel", {"reason": "误交"})
    county = {"topics": {"城建": {"units": ["U9"], "committees": ["城建委"]}}}
    admin = desk.h.client("county_admin")
    present = (await admin.get("/policies/candidate-units")).json()["document"]
    etag = (await admin.get("/policies/candidate-units")).headers["etag"]
    put = await admin.put("/policies/candidate-units", json={"document": present | county}, headers={"If-Match": etag})
    assert put.is_success, put.text

    await filed(desk, "P2", "U2", "U3")
    await filed(desk, "P3", body_id="B1", topic_group="其他")
    await filed(desk, "P4", body_id="B2", topic_group="其他")
    found = await offers(desk.clerk)
    # In the order of case numbers; P1's filing has not come, and its topic is known all the same.
    assert list(found) == ["P1", "P2", "P3", "P4", "P23", "P26"]
    two = found["P2"]
    assert [one["unit_id"] for one in two["main"]] == ["U2", "U9", "U3", "U1"]
    assert reasons(two, "U2") == [("proposer", 40), ("handled", 10)]
    assert reasons(two, "U3") == [("proposer", 26), ("committee", 5)]
    assert reasons(two, "U9") == [("topic", 30), ("committee", 5)]
    # One answered, one in hand, one returned: 2 + 1 - 2.
    assert reasons(two, "U1") == [("handled", 6), ("committee", 5)]
    (handled,) = [one for one in two["main"][3]["reasons"] if one["kind"] == "handled"]
    assert handled["zh"] == "办理过“城建”类提案：已答复1件，在办1件，退办1件"
    assert [one["unit_id"] for one in two["helpers"]] == ["U3", "U9"]
    assert reasons(two, "U3", "helpers") == [("proposer", 26), ("handled", 10)]
    assert reasons(two, "U9", "helpers") == [("topic", 30)]
    assert (two["policy_version"], two["main"][3]["name"], two["main"][3]["workload"]) == (1, "示例局U1", 2)
    # A committee's own, or a party group's, whose officer may sit anywhere.
    assert [one["unit_id"] for one in found["P3"]["main"]] == ["U2"]
    assert found["P4"]["main"] == []
    # What a unit gave back goes to whom it suggests; it is named, and not offered again.
    again = found["P23"]
    assert again["main"][0]["unit_id"] == "U9"
    assert ("returning_unit", 30) in reasons(again, "U9")
    assert {one["unit_id"] for one in again["main"] + again["helpers"]} == {"U2", "U3", "U9"}
    (returned,) = again["returned"]
    assert (returned["unit_id"], returned["name"], returned["reason"]) == ("U1", "示例局U1", "非本单位职责")
    assert "示例局U1" in again["main"][0]["reasons"][0]["zh"]
    # One at a time it is the same, and what is assigned whole has no place left.
    assert (await desk.office.get("/matters/P2/candidate-units")).json() == two
    whole = (await desk.office.get("/matters/P24/candidate-units")).json()
    assert (whole["main"], whole["helpers"]) == ([], [])


async def test_a_return_is_remembered_whatever_was_said_after_it(desk: Desk) -> None:
    await filed(desk, "P2", "U1", "U2")
    back = await given(desk, "P2", "U1")
    assert list(await offers(desk.office)) == ["P1"]
    await ok(desk.lead, f"/assignments/{back}/return", {"reason": "职责已划出", "suggested_unit": "nobody-here"})
    await ok(desk.office, f"/assignments/{back}/refuse-return", {"reason": "仍属该单位"})
    assert list(await offers(desk.office)) == ["P1"]
    await ok(desk.office, f"/assignments/{back}/cancel", {"reason": "重新研究"})
    found = (await offers(desk.office))["P2"]
    assert [one["unit_id"] for one in found["main"]] == ["U2"]
    assert [(one["unit_id"], one["reason"]) for one in found["returned"]] == [("U1", "职责已划出")]
    # Taken into a meeting's batch by the clerk, it is offered no more.
    item = {"proposal_id": "P2", "unit_id": found["main"][0]["unit_id"], "role": "sole"}
    assert (await ok(desk.clerk, "/assignment-batches", {"items": [item]}))["issued"] == 1
    assert list(await offers(desk.office)) == ["P1"]


async def test_merged_ones_speak_for_their_master_and_what_is_withdrawn_is_offered_to_nobody(desk: Desk) -> None:
    await filed(desk, "P2", "U2")
    await desk.h.deliver(a_filing("P3", "M2").model_copy(update={"suggested_units": ("U3",)}), "P3")
    await desk.h.deliver(ProposalMergedInto(proposal_id="P3", master_id="P2"), "P3")
    found = (await offers(desk.clerk))["P2"]
    assert [one["unit_id"] for one in found["main"]] == ["U2", "U3"]
    await desk.h.deliver(ProposalWithdrawn(proposal_id="P2", reason="示例"), "P2")
    assert list(await offers(desk.clerk)) == ["P1"]
    gone = (await desk.clerk.get("/matters/P2/candidate-units")).json()
    assert (gone["main"], gone["helpers"]) == ([], [])


async def test_an_admission_that_is_read_once_more_brings_no_proposer_back(desk: Desk) -> None:
    undone = MergeUndone(proposal_id="P1", children=("P8",), reason="示例", proposers=("M1",))
    await desk.h.deliver(undone, "P1")
    await desk.h.deliver(ADMITTED.model_copy(update={"topic_group": "交通"}), "P1")
    assert (await desk.clerk.get("/matters/P1")).json()["proposers"] == ["M1"]
    assert list(await offers(desk.clerk, topic_group="交通")) == ["P1"]


async def test_a_whole_meeting_costs_as_many_statements_as_one_proposal(desk: Desk) -> None:
    await directory(desk)
    await filed(desk, "P2", "U2", "U3")
    back = await given(desk, "P2", "U1")
    await ok(desk.lead, f"/assignments/{back}/return", {"reason": "非本单位职责", "suggested_unit": "U9"})

    async def ask(path: str) -> tuple[list[str], dict[str, Any]]:
        with counted(desk.h.runtime.database) as seen:
            answer = await desk.clerk.get(path)
        assert answer.status_code == 200, answer.text
        return seen, answer.json()

    one, single = await ask("/matters/P2/candidate-units")
    columns = "county, case_number, title, proposers, suggestions, withdrawn, session_id, channel, texts, merge_undone"
    async with desk.h.owner.begin() as connection:
        await connection.execute(
            text(
                f"INSERT INTO matters (id, topic_group, {columns}) "
                f"SELECT 'P2-' || lpad(n::text, 4, '0'), '城建' || n % 9, {columns} "
                "FROM matters, generate_series(1, :many) AS n WHERE id = 'P2'"
            ),
            {"many": MANY},
        )
        await connection.execute(
            text(
                "INSERT INTO originals (county, id, first_proposer, suggested_units) "
                "SELECT county, 'P2-' || lpad(n::text, 4, '0'), first_proposer, suggested_units "
                "FROM originals, generate_series(1, :many) AS n WHERE id = 'P2'"
            ),
            {"many": MANY},
        )
    many, page = await ask(f"/candidate-units?limit={MANY}&session_id=S1&channel=plenary")
    assert len(many) == len(one), "\n".join(many)
    assert len(page["items"]) == MANY
    by_id = {item["proposal_id"]: item for item in page["items"]}
    assert by_id["P2"] == single
    assert [unit["unit_id"] for unit in by_id["P2-0007"]["main"]] == ["U2", "U3", "U9"]
    # The next page ends the list.
    rest = (await desk.clerk.get("/candidate-units", params={"limit": MANY, "after": page["next"]})).json()
    assert (len(rest["items"]), rest["next"]) == (2, None)


async def test_only_the_staff_of_the_county_is_offered_anything(desk: Desk) -> None:
    for client in (desk.lead, desk.first):
        assert (await client.get("/candidate-units")).status_code == 403
        assert (await client.get("/matters/P1/candidate-units")).status_code == 403
    elsewhere = desk.h.client("clerk", county="330103")
    assert await offers(elsewhere) == {}
    assert (await elsewhere.get("/matters/P1/candidate-units")).status_code == 404
    assert (await desk.clerk.get("/matters/P99/candidate-units")).status_code == 404
    forged = base64.urlsafe_b64encode(json.dumps([10**12, "P1"]).encode()).decode()
    assert (await desk.clerk.get("/candidate-units", params={"after": forged})).status_code == 422
    assert (await desk.clerk.get("/candidate-units", params={"channel": "x"})).status_code == 422
    assert await offers(desk.clerk, session_id="S2") == {}
