import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text

from chassis.eventlog import SYSTEM, Tx
from contracts.base import UnitRole
from contracts.consultation import (
    AssignmentIssued,
    ConsultationDisputed,
    ConsultationDisputeSettled,
)
from contracts.conversion import CommitmentSuperseded
from contracts.submission import MergeUndone
from contracts.supervision import (
    DeadlineExtended,
    DeadlineLifted,
)
from services.evaluation.facts import store
from tests.support.facts import (
    JUDGED,
    NOW,
    admitted,
    assigned,
    computed,
    consulted,
    deadline,
    issued,
    kept,
    made,
    opened,
    refused,
    signed,
    sound,
    verified,
)
from tests.support.harness import COUNTY, Harness


async def test_the_examples_are_published_once_and_anybody_may_publish_a_better_one(h: Harness) -> None:
    admin = h.client("county_admin")
    first, again = await admin.post("/schemes/examples"), await admin.post("/schemes/examples")
    assert first.json() == again.json()
    assert [(item["example"], item["maximum"]) for item in first.json()["items"]] == [(True, 100), (True, 100)]
    categories = [{"name": "甲", "indicators": [{"code": "a", "name": "甲", "maximum": 3}]}]
    body = {"subject": "proposal_quality", "title": "自定方案", "categories": categories}
    assert (await admin.post("/schemes", json=body)).status_code == 201
    categories[0]["indicators"] *= 2
    twice = await admin.post("/schemes", json=body)
    assert refused(twice) == "codes"
    assert [error["pointer"] for error in twice.json()["errors"]] == ["/body/categories/0/indicators/1/code"]
    assert (await h.client("assessor").post("/schemes", json=body)).status_code == 403
    await sound(h)


async def test_assessors_are_blind_until_the_score_is_computed(h: Harness) -> None:
    await h.deliver(admitted("P1"), "P1")
    id = await opened(h, "example-proposal")
    one, two = h.client("assessor", subject="j1"), h.client("assessor", subject="j2")
    high = {"topic": 20, "research": 20, "analysis": 20, "suggestions": 30, "writing": 10}
    assert (await one.post(f"/assessments/{id}/scores", json={"points": high})).status_code == 200
    answer = await two.post(f"/assessments/{id}/scores", json={"points": high | {"topic": 10}, "comment": "选题较宽"})
    assert [score["assessor"] for score in answer.json()["scores"]] == ["j2"]
    assert refused(await one.post(f"/assessments/{id}/scores", json={"points": high})) == "scored"
    assert [s["assessor"] for s in (await one.get(f"/assessments/{id}")).json()["scores"]] == ["j1"]
    listed = (await one.get("/assessments", params={"proposal_id": "P1"})).json()["items"]
    assert [s["assessor"] for s in listed[0]["scores"]] == ["j1"]
    for scheme, wanted in (("example-proposal", [id]), ("example-handling", [])):
        of_scheme = (await one.get("/assessments", params={"scheme_id": scheme})).json()["items"]
        assert [found["id"] for found in of_scheme] == wanted
    proposer = h.client("assessor", "member", member_id="M2")
    assert refused(await proposer.post(f"/assessments/{id}/scores", json={"points": high})) == "conflict-of-interest"
    undone = MergeUndone(proposal_id="P1", children=("P2",), reason="事项不同")
    await h.deliver(undone, "P1")
    assert refused(await proposer.post(f"/assessments/{id}/scores", json={"points": high})) == "conflict-of-interest"
    stale = {"If-Match": '"0-none"'}
    shown = await h.client("assessor", subject="j3").post(
        f"/assessments/{id}/scores", json={"points": high}, headers=stale
    )
    assert (shown.status_code, "current" in shown.json()) == (412, False)
    assert "j2" not in (await one.get(f"/assessments/{id}", headers=stale)).text
    unit = h.client("unit", unit_id="U9")
    for path in ("", "/self-assessment"):
        answer = await unit.request(
            "POST" if path else "GET", f"/assessments/{id}{path}", json={"points": {}} if path else None, headers=stale
        )
        assert answer.status_code == 404
    result = (await h.client("clerk").post(f"/assessments/{id}/compute")).json()["result"]
    assert (result["total"], result["maximum"], result["spread"]) == (95, 100, 10)
    assert len((await one.get(f"/assessments/{id}")).json()["scores"]) == 2
    late = h.client("assessor", subject="j3")
    assert refused(await late.post(f"/assessments/{id}/scores", json={"points": high})) == "assessment-state"
    await sound(h)


async def test_who_no_longer_proposes_may_assess(h: Harness) -> None:
    await h.deliver(admitted("P1"), "P1")
    id = await opened(h, "example-proposal")
    await h.deliver(MergeUndone(proposal_id="P1", children=("P2",), reason="事项不同", proposers=("M1",)), "P1")
    points = {"points": {"topic": 20, "research": 20, "analysis": 20, "suggestions": 30, "writing": 10}}
    once, still = (h.client("assessor", "member", member_id=id) for id in ("M2", "M1"))
    assert (await once.post(f"/assessments/{id}/scores", json=points)).status_code == 200
    assert refused(await still.post(f"/assessments/{id}/scores", json=points)) == "conflict-of-interest"


async def test_nobody_assesses_their_own_unit(h: Harness) -> None:
    await h.deliver(admitted("P1"), "P1")
    id = await opened(h, "example-handling", "U1")
    own, other = (h.client("assessor", "unit", unit_id=unit, subject=unit) for unit in ("U1", "U2"))
    assert refused(await own.post(f"/assessments/{id}/scores", json={"points": JUDGED})) == "conflict-of-interest"
    assert (await other.post(f"/assessments/{id}/scores", json={"points": JUDGED})).status_code == 200


async def test_an_unknown_proposal_cannot_be_assessed(h: Harness) -> None:
    clerk = h.client("clerk")
    await clerk.post("/schemes/examples")
    body = {"scheme_id": "example-proposal", "proposal_id": "P1"}
    assert refused(await clerk.post("/assessments", json=body)) == "unknown-proposal"
    await h.deliver(admitted("P1"), "P1")
    assert refused(await clerk.post("/assessments", json=body | {"unit_id": "U1"})) == "unit"
    assert (await clerk.post("/assessments", json=body | {"scheme_id": "nowhere"})).status_code == 404


async def test_nobody_shops_for_a_score(h: Harness) -> None:
    await h.deliver(admitted("P1"), "P1")
    clerk = h.client("clerk")
    first = await opened(h, "example-handling", "U1")
    body: dict[str, Any] = {"scheme_id": "example-handling", "proposal_id": "P1"}
    assert refused(await clerk.post("/assessments", json=body | {"unit_id": "U1"})) == "assessed-already"
    given = await h.client("assessor").post(f"/assessments/{first}/scores", json={"points": JUDGED})
    assert given.status_code == 200
    assert (await clerk.post(f"/assessments/{first}/compute")).status_code == 200
    assert refused(await clerk.post("/assessments", json=body | {"unit_id": "U1"})) == "assessed-already"
    assert refused(await clerk.post("/assessments", json=body)) == "unit"
    assert refused(await clerk.post("/assessments", json=body | {"unit_id": "U2"})) == "not-handled"
    await h.deliver(assigned(unit="U2"), "A-P1-U2")
    await h.deliver(deadline(date(2026, 6, 1), unit="U2"), "D-2")
    await h.deliver(DeadlineLifted(proposal_id="P1", assignment_id="A-P1-U2", reason="已撤销"), "D-2")
    assert refused(await clerk.post("/assessments", json=body | {"unit_id": "U2"})) == "not-handled"
    await h.deliver(assigned(unit="U3"), "A-P1-U3")
    for other in (body | {"unit_id": "U3"}, {"scheme_id": "example-proposal", "proposal_id": "P1"}):
        answers = await asyncio.gather(*(clerk.post("/assessments", json=other) for _ in range(4)))
        assert sorted(a.status_code for a in answers) == [201, 409, 409, 409]
        assert {refused(a) for a in answers if a.status_code != 201} == {"assessed-already"}
    categories = [{"name": "甲", "indicators": [{"code": "a", "name": "甲", "maximum": 3}]}]
    scheme = {"subject": "handling_quality", "title": "自定方案", "categories": categories}
    own = (await clerk.post("/schemes", json=scheme)).json()["id"]
    assert (await clerk.post("/assessments", json=body | {"unit_id": "U1", "scheme_id": own})).status_code == 201
    await sound(h)


async def test_facts_that_are_not_known_give_no_points_and_known_ones_say_why(h: Harness) -> None:
    await h.deliver(admitted("P1"), "P1")
    result = await computed(h)
    assert result["total"] == 26
    assert sum("not known yet" in why for why in result["why"]) == 7
    await consulted(h, "C1", "before")
    await consulted(h, "C2", "during", "phone")  # confirmed, but in no form that counts
    await consulted(h, "C3", "after", "meeting")
    await h.deliver(issued(), "R1")
    await h.deliver(deadline(date(2026, 3, 2)), "D-1")
    await h.deliver(made("K1"), "K1")
    await h.deliver(kept("K1"), "K1")
    await h.deliver(signed("satisfied"), "R1")
    await h.deliver(signed("mostly_satisfied", member="M2"), "R1")
    await h.deliver(verified("O1"), "O1")
    points = (await computed(h))["points"]
    assert points == JUDGED | {
        "consultation": pytest.approx(6.67),
        "timeliness": 10,
        "point_by_point": 10,
        "adoption": 5,
        "commitments": 14,
        "satisfaction": pytest.approx(8.4),
        "conversion": 6,
    }


async def test_a_promise_that_a_later_cycle_restates_is_counted_once(h: Harness) -> None:
    await h.deliver(admitted("P1"), "P1")
    for cycle, id in ((1, "K1"), (2, "K2")):
        await h.deliver(issued(cycle=cycle), f"R{cycle}")
        await h.deliver(made(id), id)
    await h.deliver(CommitmentSuperseded(proposal_id="P1", commitment_id="K1", unit_id="U1", superseded_by="K2"), "K1")
    await h.deliver(kept("K2"), "K2")
    result = await computed(h)
    assert result["points"]["commitments"] == 14
    assert any("1 of 1 commitments kept" in why for why in result["why"])


@pytest.mark.parametrize("reply_first", [True, False])
async def test_timeliness_does_not_depend_on_which_event_comes_first(h: Harness, reply_first: bool) -> None:
    await h.deliver(admitted("P1"), "P1")
    late, due = issued(at=datetime(2026, 3, 2, 16, 30, tzinfo=UTC)), deadline(date(2026, 3, 2))
    for event in (late, due) if reply_first else (due, late):
        await h.deliver(event, "R1" if event is late else "D-1")
    assert (await computed(h))["points"]["timeliness"] == 0  # half past midnight in Shanghai
    extended = DeadlineExtended(
        proposal_id="P1", assignment_id="A-P1-U1", due=date(2026, 3, 3), due_version=2, reason="r", approved_by="示例"
    )
    await h.deliver(extended, "D-1")
    assert (await computed(h))["points"]["timeliness"] == 10


@pytest.mark.parametrize("later_first", [True, False])
async def test_a_record_names_its_events_in_their_own_order(h: Harness, later_first: bool) -> None:
    """Two topics have none between them: after a restore they arrive otherwise than before."""
    events = [h.envelope(issued(), "R1"), h.envelope(deadline(date(2026, 3, 9)), "D-1")]
    for one in reversed(events) if later_first else events:
        await h.runtime.consumer.on_batch([h.message(one)])
    async with h.owner.connect() as connection:
        (told_by,) = (await connection.execute(text("SELECT told_by FROM fact_handlings"))).scalars()
    assert told_by == sorted(one.id for one in events)


async def test_what_is_read_once_more_is_told_by_the_same_event_once(h: Harness) -> None:
    """As where a store takes up later what it had passed over of an event."""
    async with h.runtime.database.transaction([COUNTY]) as connection:
        for told in ("e2", "e1", "e2"):
            tx = Tx(connection, COUNTY, SYSTEM, h.clock.now(), correlation_id="c", causation_id=told)
            await store.put(tx, store.UNITS, {"unit_id": "U1"}, {"name": "示例局"})
    async with h.owner.begin() as connection:
        # Taken away again: no event told of it, and a restored store would not have it.
        (told_by,) = (await connection.execute(text("DELETE FROM fact_units RETURNING told_by"))).scalars()
    assert told_by == ["e1", "e2"]


async def test_an_unanswered_deadline_counts_once_it_is_past_and_a_helpers_never(h: Harness) -> None:
    await h.deliver(admitted("P1"), "P1")
    role: UnitRole = "helper"
    helper = AssignmentIssued(
        proposal_id="P1", assignment_id="A-P1-U2", unit_id="U2", role=role, cycle=1, issued_at=NOW,
        return_until=date(2026, 3, 9), policy_version=0,
    )  # fmt: skip
    await h.deliver(deadline(date(2026, 2, 1), unit="U2"), "D-2")
    await h.deliver(helper, "A-P1-U2")
    await h.deliver(deadline(date(2026, 6, 1)), "D-1")
    for unit in ("U1", "U2"):
        assert "timeliness 0 of 10: on_time: not known yet" in (await computed(h, unit))["why"]
    h.clock.set(datetime(2026, 6, 2, tzinfo=UTC))
    assert "timeliness 0 of 10: on_time: 0 of 1 deadlines met" in (await computed(h, "U1"))["why"]
    assert "timeliness 0 of 10: on_time: not known yet" in (await computed(h, "U2"))["why"]


async def test_a_rehandled_reply_is_judged_by_its_latest_cycle(h: Harness) -> None:
    await h.deliver(admitted("P1"), "P1")
    await h.deliver(signed("dissatisfied"), "R1")
    assert (await computed(h))["points"]["satisfaction"] == 0
    await h.deliver(signed("satisfied", cycle=2), "R2")
    assert (await computed(h))["points"]["satisfaction"] == 14


async def test_one_units_assessment_does_not_see_anothers_facts(h: Harness) -> None:
    await h.deliver(admitted("P1"), "P1")
    await consulted(h, "C1", "before", unit="U2")
    await h.deliver(issued(unit="U2"), "R2")
    own, other = await computed(h, "U1"), await computed(h, "U2")
    assert (own["points"]["consultation"], own["points"]["adoption"]) == (0, 0)
    assert (other["points"]["consultation"], other["points"]["adoption"]) == (pytest.approx(3.33), 5)


async def test_a_disputed_consultation_counts_only_after_it_was_settled_for_the_record(h: Harness) -> None:
    await h.deliver(admitted("P1"), "P1")
    await consulted(h, "C1", "before")
    names: dict[str, Any] = {
        "proposal_id": "P1",
        "consultation_id": "C1",
        "assignment_id": "A-P1-U1",
        "phase": "before",
    }
    await h.deliver(ConsultationDisputed(**names, member_id="M2", statement="未到场"), "C1")
    assert (await computed(h))["points"]["consultation"] == 0
    partly = ConsultationDisputeSettled(**names, upheld=False, finding="有签到", awaiting=("M2",))
    await h.deliver(partly, "C1")
    assert (await computed(h))["points"]["consultation"] == 0
    await h.deliver(ConsultationDisputeSettled(**names, upheld=False, finding="有签到"), "C1")
    assert (await computed(h))["points"]["consultation"] == pytest.approx(3.33)


async def test_an_issue_is_closed_by_the_one_who_raised_it(h: Harness) -> None:
    member, other, clerk = h.client("member", member_id="M1"), h.client("member", member_id="M2"), h.client("clerk")
    issue = (await member.post("/service-issues", json={"opinion": "答复电话无人接听"})).json()
    path = f"/service-issues/{issue['id']}"
    assert refused(await member.post(f"{path}/verify")) == "issue-state"
    assert (await clerk.post(f"{path}/assign", json={"owner": "示例科室", "due": "2026-04-01"})).status_code == 200
    assert (await clerk.post(f"{path}/resolve", json={"proof": "已公布值班电话"})).status_code == 200
    assert (await clerk.post(f"{path}/verify")).status_code == 403
    assert (await other.post(f"{path}/verify")).status_code == 404
    assert (await other.get(path)).status_code == 404
    stale = {"If-Match": '"0-none"'}
    assert (await other.get(path, headers=stale)).status_code == 404
    assert (await other.post(f"{path}/verify", headers=stale)).status_code == 404
    assert (await other.get("/service-issues")).json()["items"] == []
    assert (await member.post(f"{path}/verify")).json()["state"] == "verified"
    assert [item["state"] for item in (await clerk.get("/service-issues")).json()["items"]] == ["verified"]
    await sound(h)
