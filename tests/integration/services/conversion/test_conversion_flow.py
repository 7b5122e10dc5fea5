import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from contracts.base import UnitAct
from contracts.conversion import (
    CommitmentClaimRefused,
    CommitmentKept,
    CommitmentMissed,
    FollowUpOpened,
    TopicSuggested,
    TrackingRecommended,
)
from contracts.submission import MergeUndone
from contracts.supervision import ClosedUnsigned
from services.conversion.app import SERVICE
from tests.support.harness import Harness, Serve
from tests.support.promises import CLOSED, admitted, closed, issued, outcome, refused, sound


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    await harness.deliver(admitted(), "P1")
    return harness


async def test_a_promise_is_claimed_by_its_unit_and_verified_by_a_proposer(h: Harness) -> None:
    await h.deliver(issued("R1", date(2026, 6, 30)), "R1")
    # The login of a unit that has taken over acts for the one that promised.
    unit = h.client("unit", unit_id="U5", former_unit_ids=["U1"])
    assert (await unit.get("/commitments")).json()["items"][0]["id"] == "R1.2"
    stranger = h.client("unit", unit_id="U2")
    assert (await stranger.get("/commitments")).json()["items"] == []
    assert (await stranger.post("/commitments/R1.2/claim", json={"proof": "p"})).status_code == 404
    h.clock.set(datetime(2026, 6, 30, 15, 59, tzinfo=UTC))  # 23:59 in Shanghai: the due day still lasts
    await h.tick()
    assert not [event for event in await h.published() if isinstance(event, CommitmentMissed)]
    assert (await unit.post("/commitments/R1.2/claim", json={"proof": "验收单"})).json()["state"] == "claimed"
    h.clock.set(datetime(2026, 8, 1, tzinfo=UTC))
    assert await h.tick() == 0
    other = h.client("member", member_id="M9")
    assert (await other.post("/commitments/R1.2/verify")).status_code == 404
    assert (await other.get("/commitments/R1.2")).status_code == 404
    kept = (await h.client("member", member_id="M2").post("/commitments/R1.2/verify")).json()
    assert (kept["state"], kept["on_time"], kept["verified_by"]) == ("kept", True, "M2")
    assert refused(await unit.post("/commitments/R1.2/claim", json={"proof": "p"})) == "commitment-state"
    assert [event.acting_unit for event in await h.published() if isinstance(event, UnitAct)] == ["U5"]
    await sound(h)


async def test_the_timer_announces_a_miss_once_and_a_late_proof_stays_late(h: Harness) -> None:
    await h.deliver(issued("R1", date(2026, 6, 30)), "R1")
    h.clock.set(datetime(2026, 6, 30, 16, 1, tzinfo=UTC))
    await h.tick()
    await h.tick()
    unit, clerk = h.client("unit", unit_id="U1"), h.client("clerk")
    assert (await unit.post("/commitments/R1.2/claim", json={"proof": "p"})).status_code == 200
    assert (await clerk.post("/commitments/R1.2/verify")).status_code == 200
    published = await h.published()
    assert len([event for event in published if isinstance(event, CommitmentMissed)]) == 1
    assert [event.on_time for event in published if isinstance(event, CommitmentKept)] == [False]
    await sound(h)


async def test_a_claim_that_is_not_so_is_refused_and_its_dates_run_again(h: Harness) -> None:
    await h.deliver(issued("R1", date(2026, 6, 30)), "R1")
    unit, member = h.client("unit", unit_id="U1"), h.client("member", member_id="M1")
    why = {"reason": "现场没有建成"}
    assert refused(await member.post("/commitments/R1.2/refuse", json=why)) == "commitment-state"
    assert (await unit.post("/commitments/R1.2/claim", json={"proof": "照片"})).status_code == 200
    assert (await unit.post("/commitments/R1.2/refuse", json=why)).status_code == 403
    assert (await h.client("member", member_id="M9").post("/commitments/R1.2/refuse", json=why)).status_code == 404
    back = (await member.post("/commitments/R1.2/refuse", json=why)).json()
    assert (back["state"], back["refusal"], back["proof"], back["missed"]) == ("open", "现场没有建成", None, False)
    # In time once more, and found wanting only when its day is over: it was not kept in time.
    assert (await unit.post("/commitments/R1.2/claim", json={"proof": "照片"})).status_code == 200
    h.clock.set(datetime(2026, 7, 10, 2, tzinfo=UTC))
    assert await h.tick() == 0
    late = (await h.client("clerk").post("/commitments/R1.2/refuse", json=why)).json()
    assert (late["state"], late["missed"], late["review_on"]) == ("missed", True, "2026-08-09")
    assert (await unit.post("/commitments/R1.2/claim", json={"proof": "验收单"})).json()["refusal"] is None
    kept = (await h.client("clerk").post("/commitments/R1.2/verify")).json()
    assert (kept["on_time"], kept["verified_as"]) == (False, "committee")
    h.clock.set(datetime(2026, 9, 1, tzinfo=UTC))
    assert await h.tick() == 0
    await sound(h)


async def test_of_those_who_judge_one_claim_at_once_one_is_heard(h: Harness) -> None:
    await h.deliver(issued("R1", date(2026, 6, 30)), "R1")
    assert (
        await h.client("unit", unit_id="U1").post("/commitments/R1.2/claim", json={"proof": "p"})
    ).status_code == 200
    answers = await asyncio.gather(
        h.client("member", member_id="M1").post("/commitments/R1.2/verify"),
        h.client("member", member_id="M2").post("/commitments/R1.2/refuse", json={"reason": "r"}),
        h.client("clerk").post("/commitments/R1.2/verify"),
    )
    assert sorted(answer.status_code for answer in answers)[0] == 200
    judged = [e for e in await h.published() if isinstance(e, CommitmentKept | CommitmentClaimRefused)]
    assert len(judged) == 1
    await sound(h)


async def test_a_promise_that_stays_broken_is_recommended_whatever_else_came_of_the_proposal(h: Harness) -> None:
    await h.deliver(issued("R1", date(2026, 6, 30)), "R1")
    await h.deliver(issued("R2", date(2026, 6, 30)), "R2")
    made = (await h.client("clerk").post("/outcomes", json=outcome())).json()
    assert (await h.client("member", member_id="M1").post(f"/outcomes/{made['id']}/verify")).status_code == 200
    h.clock.set(datetime(2026, 7, 1, 2, tzinfo=UTC))
    await h.tick()
    assert (
        await h.client("unit", unit_id="U1").post("/commitments/R2.2/claim", json={"proof": "p"})
    ).status_code == 200
    for day in (30, 31, 31):
        h.clock.set(datetime(2026, 7, day, 2, tzinfo=UTC))
        await h.tick()
    (event,) = [event for event in await h.published() if isinstance(event, TrackingRecommended)]
    assert (event.commitment_id, "逾期31天" in event.reason) == ("R1.2", True)
    shown = (await h.client("member", member_id="M1").get("/commitments/R1.2")).json()
    assert (shown["state"], shown["recommended"]) == ("missed", True)
    await sound(h)


async def test_an_outcome_counts_once_somebody_else_has_verified_it(h: Harness) -> None:
    clerk, second = h.client("clerk", subject="c1"), h.client("clerk", subject="c2")
    made = (await clerk.post("/outcomes", json=outcome(kind="duty"))).json()
    assert refused(await clerk.post(f"/outcomes/{made['id']}/verify")) == "four-eyes"
    assert (await h.client("member", member_id="M9").post(f"/outcomes/{made['id']}/verify")).status_code == 404
    verified = (await second.post(f"/outcomes/{made['id']}/verify")).json()
    assert (verified["state"], verified["verified_by"]) == ("verified", "c2")
    (topic,) = [event for event in await h.published() if isinstance(event, TopicSuggested)]
    assert (topic.outcome_id, topic.topic) == (made["id"], "列入县政府年度民生实事")
    assert refused(await second.post(f"/outcomes/{made['id']}/reject", json={"reason": "r"})) == "outcome-state"
    await sound(h)


async def test_an_instruction_alone_is_recorded_and_never_verified(h: Harness) -> None:
    made = (await h.client("clerk").post("/outcomes", json=outcome(instruction_only=True))).json()
    member = h.client("member", member_id="M1")
    assert refused(await member.post(f"/outcomes/{made['id']}/verify")) == "instruction-alone"
    rejected = await member.post(f"/outcomes/{made['id']}/reject", json={"reason": "仅有批示"})
    assert rejected.json()["state"] == "rejected"


async def test_an_outcome_belongs_to_a_known_suggestion_and_a_unit_that_replied(h: Harness) -> None:
    clerk, unit = h.client("clerk"), h.client("unit", unit_id="U1")
    assert refused(await clerk.post("/outcomes", json=outcome(proposal_id="P9"))) == "unknown-proposal"
    assert refused(await clerk.post("/outcomes", json=outcome(suggestion=3))) == "unknown-suggestion"
    assert (await unit.post("/outcomes", json=outcome())).status_code == 404
    await h.deliver(issued("R1", None), "R1")
    made = await unit.post("/outcomes", json=outcome())
    assert made.status_code == 201
    items = (await unit.get("/outcomes", params={"proposal_id": "P1"})).json()["items"]
    assert [item["id"] for item in items] == [made.json()["id"]]
    assert (await h.client("member", member_id="M9").get("/outcomes")).json()["items"] == []


async def test_a_closed_proposal_that_nothing_came_of_is_recommended_for_tracking(serve: Serve) -> None:
    h = await serve(SERVICE)
    await h.deliver(closed(), "S-P1")  # before the admission is known
    await h.deliver(admitted(), "P1")
    h.clock.set(datetime(2026, 9, 1, 15, 59, tzinfo=UTC))
    assert await h.tick() == 0
    h.clock.set(datetime(2026, 9, 1, 16, 1, tzinfo=UTC))
    await h.tick()
    h.clock.set(datetime(2027, 9, 1, tzinfo=UTC))
    await h.tick()
    recommended = [event for event in await h.published() if isinstance(event, TrackingRecommended)]
    assert [event.proposal_id for event in recommended] == ["P1"]
    dossier = (await h.client("clerk").get("/dossiers/P1")).json()
    assert (dossier["title"], dossier["followup"]) == ("关于增设老年助餐点的提案", "recommended")
    assert (await h.client("member", member_id="M9").get("/dossiers/P1")).status_code == 404
    await sound(h)


async def test_a_verified_outcome_spares_the_proposal_and_a_pending_promise_only_delays(h: Harness) -> None:
    await h.deliver(admitted("P2"), "P2")
    for proposal in ("P1", "P2"):
        await h.deliver(closed(proposal), f"S-{proposal}")
    await h.deliver(issued("R2", date(2026, 9, 20), proposal="P2"), "R2")
    made = (await h.client("clerk").post("/outcomes", json=outcome())).json()
    assert (await h.client("member", member_id="M1").post(f"/outcomes/{made['id']}/verify")).status_code == 200
    h.clock.set(datetime(2026, 9, 2, 2, tzinfo=UTC))
    await h.tick()
    assert not [event for event in await h.published() if isinstance(event, TrackingRecommended)]
    h.clock.set(datetime(2026, 9, 21, 2, tzinfo=UTC))
    await h.tick()  # the promise is broken
    h.clock.set(datetime(2026, 10, 2, 2, tzinfo=UTC))
    await h.tick()
    recommended = [event for event in await h.published() if isinstance(event, TrackingRecommended)]
    assert [event.proposal_id for event in recommended] == ["P2"]


async def test_unfinished_promises_past_due_weigh_on_the_figure_and_released_ones_do_not(h: Harness) -> None:
    clerk, unit = h.client("clerk"), h.client("unit", unit_id="U1")
    for reply, due in (("R1", 10), ("R2", 10), ("R3", 10), ("R4", 10), ("R5", 30)):
        await h.deliver(issued(reply, date(2026, 3, due)), reply)
    assert (await clerk.post("/commitments/R1.2/release", json={"reason": "r"})).status_code == 200
    for reply in ("R2", "R3"):
        assert (await unit.post(f"/commitments/{reply}.2/claim", json={"proof": "p"})).status_code == 200
    assert (await clerk.post("/commitments/R2.2/verify")).status_code == 200
    await h.deliver(closed(), "S-P1")
    made = (await clerk.post("/outcomes", json=outcome())).json()
    h.clock.set(datetime(2026, 3, 15, tzinfo=UTC))  # R3 waits for its verifier, R4's timer has not fired yet
    figures = (await clerk.get("/figures")).json()
    assert figures["commitments"] == {"open": 2, "missed": 0, "claimed": 1, "kept": 1, "released": 1, "superseded": 0}
    assert figures["kept_on_time"] == {"numerator": 1, "denominator": 3, "value": pytest.approx(1 / 3)}
    assert figures["closed_with_outcome"] == {"numerator": 0, "denominator": 1, "value": 0.0}
    assert (await h.client("member", member_id="M1").post(f"/outcomes/{made['id']}/verify")).status_code == 200
    figures = (await clerk.get("/figures")).json()
    assert figures["closed_with_outcome"]["value"] == 1.0
    assert figures["by_kind"]["decision"]["numerator"] == 1
    assert figures["by_kind"]["duty"]["numerator"] == 0
    assert (await unit.get("/figures")).status_code == 403


async def test_who_no_longer_proposes_sees_it_no_more(h: Harness) -> None:
    first, second = (h.client("member", member_id=id) for id in ("M1", "M2"))
    undone = MergeUndone(proposal_id="P1", children=("P2",), reason="事项不同")
    for proposers, status in ((None, 200), (("M1",), 404)):
        await h.deliver(undone.model_copy(update={"proposers": proposers}), "P1")
        assert [(await one.get("/dossiers/P1")).status_code for one in (first, second)] == [200, status]
    # One that came without its admission is known by nothing else.
    await h.deliver(undone.model_copy(update={"proposal_id": "P9", "proposers": ("M1",)}), "P9")
    assert (await first.get("/dossiers/P9")).json()["title"] is None


async def test_another_county_sees_nothing(h: Harness) -> None:
    await h.deliver(issued("R1", date(2026, 6, 30)), "R1")
    elsewhere = h.client("clerk", county="330103")
    assert (await elsewhere.get("/commitments")).json()["items"] == []
    assert (await elsewhere.get("/commitments/R1.2")).status_code == 404
    assert refused(await elsewhere.post("/outcomes", json=outcome())) == "unknown-proposal"


async def test_what_was_closed_unsigned_is_followed_up_once(serve: Serve) -> None:
    h = await serve(SERVICE)
    await h.deliver(admitted(), "P1")
    await h.deliver(ClosedUnsigned(proposal_id="P1", reason="无法联系"), "S-P1")
    figures = (await h.client("clerk").get("/figures")).json()
    assert figures["closed_with_outcome"]["denominator"] == 1
    await h.deliver(closed(), "S-P1")
    assert [e.proposal_id for e in await h.published() if isinstance(e, FollowUpOpened)] == ["P1"]
    h.clock.set(CLOSED + timedelta(days=800))
    await h.tick()
    assert [e.proposal_id for e in await h.published() if isinstance(e, TrackingRecommended)] == ["P1"]
