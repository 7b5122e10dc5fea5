"""Unit and proposer rate each other: each once, back to back, until both have or the days are over."""

import asyncio
from datetime import timedelta
from typing import Any

from contracts.evaluation import HandlingRated, MutualReviewClosed, MutualReviewOpened, ProposalRated
from services.evaluation.mutual_review.policy import POLICY
from tests.support.facts import admitted, filed, issued, refused, sound
from tests.support.harness import Client, Harness

TITLE = "关于示例的提案"
OF_PROPOSAL = {"sound": 18, "serious": 20, "feasible": 15.5, "regular": 20, "reach": 10}
OF_HANDLING = {"attitude": 20, "contact": 20, "timely": 20, "to_the_point": 12, "effect": 8}


async def wanted(h: Harness, **changed: Any) -> None:
    document = POLICY.default().model_dump(mode="json") | {"open": True} | changed
    answer = await h.client("county_admin").put(
        "/policies/mutual_review", json={"document": document}, headers={"If-Match": '"0-000000000000"'}
    )
    assert answer.status_code == 200, answer.text


async def opened(h: Harness) -> tuple[str, Client, Client]:
    """Of P1 and U1: (id, unit, first proposer)."""
    await h.deliver(filed("P1"), "P1")
    await h.deliver(admitted("P1"), "P1")
    at = h.clock.now()
    await h.deliver(issued("P1", at=at), "R-P1-U1-1")
    member = h.client("member", member_id="M1")
    (one,) = (await member.get("/mutual-reviews")).json()["items"]
    assert (one["state"], one["due"]) == ("open", "2026-03-17")
    return one["id"], h.client("unit", unit_id="U1"), member


async def test_without_the_policy_nobody_is_asked(h: Harness) -> None:
    await h.deliver(admitted("P1"), "P1")
    await h.deliver(issued("P1"), "R-P1-U1-1")
    assert (await h.client("clerk").get("/mutual-reviews")).json()["items"] == []
    assert await h.published() == []


async def test_each_rates_once_and_sees_the_other_only_afterwards(h: Harness) -> None:
    await wanted(h)
    id, unit, member = await opened(h)
    path = f"/mutual-reviews/{id}"
    assert refused(await unit.post(f"{path}/rate-proposal", json={"points": {"sound": 1}})) == "criteria"
    assert refused(await unit.post(f"{path}/rate-proposal", json={"points": OF_PROPOSAL | {"reach": 21}})) == "maximum"
    for stranger in (h.client("unit", unit_id="U2"), h.client("member", member_id="M2")):
        assert (await stranger.get(path)).status_code == 404
        assert (await stranger.get("/mutual-reviews")).json()["items"] == []
    other = h.client("unit", unit_id="U2")
    assert (await other.post(f"{path}/rate-proposal", json={"points": OF_PROPOSAL})).status_code == 404
    cosigner = h.client("member", member_id="M2")
    assert (await cosigner.post(f"{path}/rate-handling", json={"points": OF_HANDLING})).status_code == 404
    given = await unit.post(f"{path}/rate-proposal", json={"points": OF_PROPOSAL, "comment": "建议具体"})
    assert (given.status_code, given.json()["proposal_total"]) == (200, 83.5)
    assert (given.json()["side"], given.json()["title"]) == ("unit", TITLE)
    assert refused(await unit.post(f"{path}/rate-proposal", json={"points": OF_PROPOSAL})) == "rated"
    for reader in (member, h.client("clerk"), h.client("city_viewer")):
        for seen in ((await reader.get(path)).json(), (await reader.get("/mutual-reviews")).json()["items"][0]):
            assert (seen["proposal_rated"], seen["of_proposal"], seen["proposal_total"]) == (True, None, None)
            assert "建议具体" not in str(seen)
    (asked,) = (await member.get("/mutual-reviews")).json()["items"]
    assert (asked["side"], asked["title"], (await h.client("clerk").get(path)).json()["side"]) == (
        "proposer", TITLE, None,
    )  # fmt: skip
    assert (await h.client("assessor").get(path)).status_code == 403
    last = await member.post(f"{path}/rate-handling", json={"points": OF_HANDLING})
    assert (last.json()["state"], last.json()["handling_total"], last.json()["proposal_total"]) == ("closed", 80, 83.5)
    for reader in (unit, h.client("clerk")):
        seen = (await reader.get(path)).json()
        assert (seen["of_handling"]["points"]["effect"], seen["of_proposal"]["comment"]) == (8, "建议具体")
    h.clock.set(h.clock.now() + timedelta(days=30))
    assert await h.tick() == 0  # what is closed has no days
    assert [type(event) for event in await h.published()][1:] == [
        MutualReviewOpened, ProposalRated, HandlingRated, MutualReviewClosed,
    ]  # fmt: skip
    await sound(h)


async def test_a_unit_sees_no_rating_of_it_while_it_owes_its_own(h: Harness) -> None:
    await wanted(h)
    id, unit, member = await opened(h)
    assert (await member.post(f"/mutual-reviews/{id}/rate-handling", json={"points": OF_HANDLING})).status_code == 200
    seen = (await unit.get(f"/mutual-reviews/{id}")).json()
    assert (seen["handling_rated"], seen["of_handling"], seen["handling_total"]) == (True, None, None)
    own = (await member.get(f"/mutual-reviews/{id}")).json()
    assert (own["handling_total"], own["of_proposal"]) == (80, None)


async def test_when_the_days_are_over_what_was_given_is_shown(h: Harness) -> None:
    await wanted(h)
    id, unit, member = await opened(h)
    assert (await unit.post(f"/mutual-reviews/{id}/rate-proposal", json={"points": OF_PROPOSAL})).status_code == 200
    h.clock.set(h.clock.now() + timedelta(days=15))
    assert await h.tick() == 0  # the last day is theirs
    h.clock.set(h.clock.now() + timedelta(days=1))
    late = await member.post(f"/mutual-reviews/{id}/rate-handling", json={"points": OF_HANDLING})
    assert refused(late) == "review-closed"
    assert await h.tick() == 1
    seen = (await member.get(f"/mutual-reviews/{id}")).json()
    assert (seen["state"], seen["proposal_total"], seen["handling_total"]) == ("closed", 83.5, None)
    (closed,) = [event for event in await h.published() if isinstance(event, MutualReviewClosed)]
    assert closed.handling_total is None
    await sound(h)


async def test_both_at_once_close_it_once_and_a_second_reply_opens_none(h: Harness) -> None:
    await wanted(h)
    id, unit, member = await opened(h)
    answers = await asyncio.gather(
        unit.post(f"/mutual-reviews/{id}/rate-proposal", json={"points": OF_PROPOSAL}),
        member.post(f"/mutual-reviews/{id}/rate-handling", json={"points": OF_HANDLING}),
    )
    assert [answer.status_code for answer in answers] == [200, 200]
    await h.deliver(issued("P1", cycle=2, at=h.clock.now()), "R-P1-U1-2")
    events = [type(event) for event in await h.published()]
    assert (events.count(MutualReviewClosed), events.count(MutualReviewOpened)) == (1, 1)
    await sound(h)
