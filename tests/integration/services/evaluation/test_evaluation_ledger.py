"""The members' ledger over HTTP, from the events of three topics in any order; awards revoked."""

import io
from typing import Any

from python_calamine import CalamineWorkbook

from chassis.consumer import Consumer
from contracts.base import Event
from contracts.evaluation import AwardGranted, AwardRevoked
from contracts.submission import CosignAnswered, MergeUndone, ProposalWithdrawn
from contracts.supervision import KeyDesignationRevoked, KeyProposalDesignated
from services.evaluation.app import SERVICE
from services.evaluation.ledger.policy import POLICY
from tests.support.facts import admitted, filed, refused, sound
from tests.support.harness import Harness, Serve

KEY = KeyProposalDesignated(proposal_id="P1", key_number=None, leader="示例领导")


def life() -> list[tuple[Event, str]]:
    return [
        (filed("P1", kind="joint"), "P1"),
        (CosignAnswered(proposal_id="P1", member_id="M2", agreed=True), "P1"),
        (CosignAnswered(proposal_id="P1", member_id="M4", agreed=False), "P1"),
        (admitted("P1"), "P1"),
        (KEY, "V-P1"),
        (filed("P2", first_proposer="M2"), "P2"),
        (admitted("P2"), "P2"),
    ]


def ledger(h: Harness) -> Consumer:
    return next(reader.consumer for reader in h.runtime.readers if reader.consumer.name == "evaluation.ledger")


async def told(h: Harness, *events: tuple[Event, str]) -> None:
    for event, id in events:
        await ledger(h).on_batch([h.message(h.envelope(event, id))])


async def mine(h: Harness, member: str) -> dict[str, Any]:
    answer = await h.client("member", member_id=member).get("/ledger/mine")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_member_sees_their_own_and_the_clerk_all(h: Harness) -> None:
    await told(h, *life())
    own = await mine(h, "M1")
    assert [(line["kind"], line["points"]) for line in own["lines"]] == [
        ("filed", 2), ("admitted", 5), ("key", 5), ("admitted", 2),
    ]  # fmt: skip
    assert (own["years"]["2026"]["total"], own["sessions"]["S1"]["admitted"]) == (14, 7)
    assert all(line["event_id"] and line["takes_back"] is None for line in own["lines"])
    assert (await mine(h, "M4"))["lines"] == []
    clerk = h.client("clerk")
    listed = (await clerk.get("/ledger", params={"year": 2026})).json()["items"]
    assert [(one["member_id"], one["points"]["total"]) for one in listed] == [("M1", 14), ("M2", 11)]
    assert (await clerk.get("/ledger", params={"session_id": "S1"})).json()["items"] == listed
    assert (await clerk.get("/ledger")).json()["items"] == listed
    for other in ({"year": 2025}, {"session_id": "S9"}, {"year": 2026, "session_id": "S9"}):
        assert (await clerk.get("/ledger", params=other)).json()["items"] == []
    assert (await clerk.get("/ledger/members/M1")).json() == own
    for path in ("/ledger", "/ledger/members/M2", "/ledger/export.xlsx"):
        assert (await h.client("member", member_id="M1").get(path)).status_code == 403
        assert (await h.client("unit", unit_id="U1").get(path)).status_code == 403
    assert (await h.client("clerk", county="330103").get("/ledger")).json()["items"] == []


async def test_what_takes_points_back_is_a_further_line(h: Harness) -> None:
    await told(h, *life())
    before = (await mine(h, "M1"))["lines"]
    revoked = KeyDesignationRevoked(proposal_id="P1", reason="示例", supervisor="示例委员会")
    await told(h, (revoked, "V-P1"))
    undone = MergeUndone(proposal_id="P1", children=("P9",), reason="示例", proposers=("M1",))
    await told(h, (undone, "P1"))
    await told(h, (ProposalWithdrawn(proposal_id="P2", reason="示例"), "P2"))
    own = await mine(h, "M1")
    assert own["lines"][: len(before)] == before
    assert [(line["kind"], line["points"]) for line in own["lines"][len(before) :]] == [("key", -5), ("admitted", -2)]
    other = await mine(h, "M2")
    back = {(line["proposal_id"], line["kind"], line["points"]) for line in other["lines"] if line["takes_back"]}
    assert back == {("P1", "key", -1), ("P1", "admitted", -2), ("P2", "admitted", -5), ("P2", "filed", -2)}
    assert (own["years"]["2026"]["total"], other["years"]["2026"]["total"]) == (7, 1)


async def test_read_anew_in_another_order_it_says_the_same_to_the_last_digit(h: Harness, serve: Serve) -> None:
    again = await serve(SERVICE)
    events = life()
    envelopes = [h.envelope(event, id) for event, id in events]
    for envelope in envelopes:
        await ledger(h).on_batch([h.message(envelope)])
    # Another topic first, and a message twice.
    for number in (4, 5, 6, 0, 1, 1, 2, 3):
        await ledger(again).on_batch([again.message(envelopes[number])])
    again.clock.offset = h.clock.offset
    for member in ("M1", "M2"):
        first, second = [await one.client("member", member_id=member).get("/ledger/mine") for one in (h, again)]
        assert first.content == second.content
        assert first.json()["lines"]


async def test_points_are_by_the_policy_of_the_day(h: Harness) -> None:
    await told(h, *life()[:1])
    document = POLICY.default().model_dump(mode="json")
    document["filed"] = {"first": 3.5, "joint": 0, "cap": 4}
    answer = await h.client("county_admin").put(
        "/policies/ledger", json={"document": document}, headers={"If-Match": '"0-000000000000"'}
    )
    assert answer.status_code == 200, answer.text
    await told(h, (filed("P3"), "P3"))
    found = (await mine(h, "M1"))["lines"]
    # What stood before keeps its points; the cap is the year's last.
    assert [(line["points"], line["counted"]) for line in found] == [(2, 2), (3.5, 2)]
    document["filed"]["first"] = 1.005
    answer = await h.client("county_admin").put("/policies/ledger", json={"document": document})
    assert answer.status_code in (422, 428)


async def test_a_revoked_award_is_no_more_and_may_be_granted_anew(h: Harness) -> None:
    await told(h, *life())
    await h.deliver(filed("P1"), "main-P1")
    await h.deliver(admitted("P1"), "main-P1")
    chair, body = h.client("chair"), {"kind": "excellent_proposal", "subject_id": "P1", "reason": "示例"}
    award = (await chair.post("/awards", json=body)).json()
    path = f"/awards/{award['id']}/revoke"
    assert (await h.client("clerk").post(path, json={"reason": "示例"})).status_code == 403
    gone = await chair.post(path, json={"reason": "内容与实际不符"})
    assert (gone.status_code, gone.json()["state"], gone.json()["revoked"]) == (200, "revoked", "内容与实际不符")
    assert refused(await chair.post(path, json={"reason": "示例"})) == "award-revoked"
    assert (await chair.post("/awards", json=body)).json()["state"] == "granted"
    assert refused(await chair.post("/awards", json=body)) == "awarded"
    events = [event for event in await h.published() if isinstance(event, AwardGranted | AwardRevoked)]
    assert [type(event) for event in events] == [AwardGranted, AwardRevoked, AwardGranted]
    await told(h, *((event, award["id"]) for event in events))
    excellent = [line for line in (await mine(h, "M1"))["lines"] if line["kind"] == "excellent"]
    assert [line["points"] for line in excellent] == [8, -8, 8]
    await sound(h)


async def test_the_export_has_totals_and_every_line_and_no_name(h: Harness) -> None:
    await told(h, *life())
    answer = await h.client("clerk").get("/ledger/export.xlsx", params={"year": 2026})
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    sums, every = (book.get_sheet_by_name(name).to_python() for name in ("合计", "明细"))
    assert sums[1:] == [["M1", 2, 0, 7, 5, 0, 14], ["M2", 2, 1, 7, 1, 0, 11]]
    assert len(every) == 1 + 9
    assert sum(row[7] for row in every[1:]) == 25
