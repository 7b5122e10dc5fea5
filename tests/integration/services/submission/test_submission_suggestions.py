"""Topics that members, bodies and units suggest: screened, pooled, taken into a call, booked, filed on."""

import asyncio
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from chassis.eventlog import verify
from contracts.conversion import TopicSuggested
from contracts.submission import TopicSuggestionDeclined, TopicSuggestionTaken
from services.submission.app import SERVICE
from tests.support.harness import Client, Harness, Serve

TODAY = date(2026, 3, 2)


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    clerk = harness.client("clerk")
    for id in ("M1", "M2", "M3"):
        enrolled = {"member_id": id, "name": f"示例委员{id}", "sector": "经济界", "term": 15}
        assert (await clerk.post("/members", json=enrolled)).is_success
    party = {"body_id": "B1", "name": "示例党派", "kind": "party_group", "officers": ["M3"]}
    assert (await clerk.post("/bodies", json=party)).is_success
    unit = {"unit_id": "U1", "name": "示例局", "system": "government", "linked_committee": "示例委员会"}
    assert (await clerk.post("/units", json=unit)).is_success
    window = {"plenary_opens": "2026-03-01T00:00:00Z", "plenary_cutoff": "2026-03-03T00:00:00Z"}
    assert (await clerk.post("/sessions", json={"session_id": "S15-1", "term": 15, "number": 1, **window})).is_success
    return harness


def member(h: Harness, id: str = "M1") -> Client:
    return h.client("member", member_id=id)


def a_topic(title: str = "老年助餐", **changes: Any) -> dict[str, Any]:
    return {"title": title, "grounds": "全县老年助餐点只有四处，群众反映强烈。"} | changes


async def suggested(client: Client, title: str = "老年助餐", **changes: Any) -> str:
    answer = await client.post("/topic-suggestions", json=a_topic(title, **changes))
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def ok(client: Client, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = await client.post(path, json=body)
    assert answer.is_success, answer.text
    return answer.json()


async def publish(h: Harness, call_id: str, *topics: tuple[str, str | None]) -> httpx.Response:
    call = {
        "call_id": call_id,
        "kind": "catalogue",
        "title": "示例参考目录",
        "basis": "示例《提案提交管理办法》",
        "topics": [{"title": title, "source": "选题建议", "suggestion_id": id} for title, id in topics],
        "closes_on": str(TODAY + timedelta(days=30)),
    }
    return await h.client("clerk").post("/calls", json=call)


async def progress(client: Client, id: str) -> str:
    return (await client.get(f"/topic-suggestions/{id}")).json()["progress"]


TEXT = {
    "title": "关于增设老年助餐点的提案",
    "situation": "全县六十岁以上老人占三成，助餐点只有四处。",
    "analysis": "场地不足，补贴标准偏低，社会力量进入意愿不强。",
    "suggestions": ["在每个街道至少增设两处老年助餐点。"],
}


async def test_a_suggestion_is_followed_from_the_pool_to_the_proposal_with_what_was_merged_into_it(h: Harness) -> None:
    clerk, unit = h.client("clerk"), h.client("unit", unit_id="U1")
    first = await suggested(member(h))
    same = await suggested(unit, "老年助餐点", source="unit")
    other = await suggested(
        h.client("body_officer", member_id="M3", body_id="B1"), "充电桩", source="body", body_id="B1"
    )
    (alike,) = (await clerk.get(f"/topic-suggestions/{same}/duplicates")).json()
    assert (alike["suggestion_id"], alike["source"], alike["wording"]) == (first, "member", 1.0)

    assert (await publish(h, "C0", ("老年助餐", first))).json()["rule"] == "suggestion-unknown"
    accepted = await ok(clerk, f"/topic-suggestions/{first}/accept", {"title": "增设老年助餐点"})
    assert (accepted["title"], accepted["title_before"], accepted["progress"]) == (
        "增设老年助餐点",
        "老年助餐",
        "accepted",
    )
    merged = await ok(clerk, f"/topic-suggestions/{same}/merge", {"into": first})
    assert (merged["state"], merged["merged_into"]) == ("merged", first)
    (pooled,) = (await clerk.get("/suggested-topics")).json()["items"]
    assert (pooled["suggestion_id"], pooled["source"], pooled["proposal_id"]) == (first, "member", None)
    assert pooled["topic"] == "增设老年助餐点"

    assert (await publish(h, "C1", ("乡村道路", None), ("增设老年助餐点", first))).status_code == 201
    for who, id in ((member(h), first), (unit, same)):
        assert await progress(who, id) == "in_call"
    assert (await clerk.post(f"/topic-suggestions/{first}/decline", json={"reason": "r"})).json()["rule"] == (
        "suggestion-taken"
    )
    bookings = [(await ok(member(h, id), "/bookings", {"call_id": "C1", "topic": 1}))["id"] for id in ("M2", "M3")]
    assert (await member(h).get(f"/topic-suggestions/{first}")).json()["booking_id"] == bookings[0]
    filing = {"publish_consent": True, "text": TEXT, "booking_id": bookings[1]}
    proposal = (await ok(member(h, "M3"), "/proposals", filing))["id"]
    for who, id in ((member(h), first), (unit, same)):
        found = (await who.get(f"/topic-suggestions/{id}")).json()
        assert (found["progress"], found["filed_as"], found["topic"]) == ("filed", [proposal], 1)
    assert await progress(clerk, other) == "proposed"
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []


async def test_what_a_call_withdraws_is_in_the_pool_again_and_may_be_declined_then_with_its_duplicates(
    h: Harness,
) -> None:
    clerk = h.client("clerk")
    one, two, three = [await suggested(member(h, id), f"老年助餐{id}") for id in ("M1", "M2", "M3")]
    await ok(clerk, f"/topic-suggestions/{one}/accept")
    await ok(clerk, f"/topic-suggestions/{two}/merge", {"into": one})
    assert (await publish(h, "C1", ("老年助餐", one), ("乡村道路", None))).is_success
    # Merged into what a call has already, it has come as far.
    assert (await ok(clerk, f"/topic-suggestions/{three}/merge", {"into": one}))["progress"] == "in_call"
    await ok(clerk, "/calls/C1/correct", {"reason": "示例", "withdraw": [0]})
    assert [await progress(clerk, id) for id in (one, two, three)] == ["accepted", "merged", "merged"]
    await ok(
        clerk, "/calls/C1/correct", {"reason": "示例", "add": [{"title": "助餐", "source": "s", "suggestion_id": one}]}
    )
    assert (await clerk.get(f"/topic-suggestions/{two}")).json()["topic"] == 2
    await ok(clerk, "/calls/C1/correct", {"reason": "示例", "withdraw": [2]})
    declined = await ok(clerk, f"/topic-suggestions/{one}/decline", {"reason": "已由专项规划覆盖"})
    assert (declined["state"], declined["reason"]) == ("declined", "已由专项规划覆盖")
    told = {e.suggestion_id for e in await h.published() if isinstance(e, TopicSuggestionDeclined)}
    assert told == {one, two, three}
    assert (await clerk.get("/suggested-topics")).json()["items"] == []


async def test_of_two_calls_that_want_one_suggestion_one_has_it_and_a_decline_comes_before_or_not_at_all(
    h: Harness,
) -> None:
    clerk = h.client("clerk")
    ids = [await suggested(member(h, id), f"示例选题{id}") for id in ("M1", "M2", "M3")]
    for id in ids:
        await ok(clerk, f"/topic-suggestions/{id}/accept")
    wanted = [(f"示例选题{n}", id) for n, id in enumerate(ids)]
    answers = await asyncio.gather(
        publish(h, "C1", *wanted[:2]), publish(h, "C2", *reversed(wanted[:2])),
        clerk.post(f"/topic-suggestions/{ids[2]}/decline", json={"reason": "r"}), publish(h, "C3", wanted[2]),
    )  # fmt: skip
    assert sorted(one.status_code for one in answers[:2]) == [201, 409]
    decline, taken = answers[2:]
    assert {decline.is_success, taken.is_success} == {True, False}
    refused = taken if decline.is_success else decline
    assert refused.json()["rule"] in ("suggestion-unknown", "suggestion-taken")
    takes = [e.suggestion_id for e in await h.published() if isinstance(e, TopicSuggestionTaken)]
    assert sorted(takes) == sorted(ids[:2] if decline.is_success else ids)


async def test_two_that_are_merged_into_each_other_at_once_are_merged_once(h: Harness) -> None:
    clerk = h.client("clerk")
    one, two = [await suggested(member(h, id)) for id in ("M1", "M2")]
    answers = await asyncio.gather(
        clerk.post(f"/topic-suggestions/{one}/merge", json={"into": two}),
        clerk.post(f"/topic-suggestions/{two}/merge", json={"into": one}),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (refused,) = [answer for answer in answers if answer.status_code == 409]
    assert refused.json()["rule"] in ("state", "merged-into-it")
    left = two if answers[0].is_success else one
    third = await suggested(member(h, "M3"))
    has_others = await clerk.post(f"/topic-suggestions/{left}/merge", json={"into": third})
    assert has_others.json()["rule"] == "merged-into-it"
    assert (await clerk.post(f"/topic-suggestions/{third}/merge", json={"into": "nothing"})).json()["rule"] == (
        "suggestion-unknown"
    )


async def test_who_may_suggest_in_what_capacity(h: Harness) -> None:
    async def rule(client: Client, **changes: Any) -> str:
        answer = await client.post("/topic-suggestions", json=a_topic(**changes))
        assert answer.status_code == 409, answer.text
        return answer.json()["rule"]

    assert await rule(h.client("member")) == "member-needed"
    assert await rule(member(h, "M9")) == "not-a-member"
    assert await rule(h.client("unit", unit_id="U9"), source="unit") == "unit-needed"
    # A unit in the token of a mere member speaks for nothing.
    assert await rule(h.client("member", member_id="M1", unit_id="U1"), source="unit") == "unit-needed"
    assert await rule(h.client("unit", unit_id="U1", member_id="M1")) == "member-needed"
    assert await rule(member(h), source="body") == "body"
    assert await rule(member(h), body_id="B1") == "body"
    assert await rule(member(h), source="body", body_id="B1") == "body-officer"
    assert await rule(member(h), grounds="请联系13912345678") == "personal-data"
    assert (await h.client("clerk").post("/topic-suggestions", json=a_topic())).status_code == 403
    await h.client("clerk").post("/members/M2/retire", json={"reason": "示例"})
    assert await rule(member(h, "M2")) == "not-a-member"


async def test_a_suggestion_is_its_suggesters_and_the_staffs_and_no_other_countys(h: Harness) -> None:
    id = await suggested(member(h))
    unit = await suggested(h.client("unit", unit_id="U1"), source="unit")
    path = f"/topic-suggestions/{id}"
    assert (await member(h, "M2").get(path)).status_code == 404
    assert (await h.client("unit", unit_id="U1").get(path)).status_code == 404
    assert (await h.client("member", member_id="M1", county="330103").get(path)).status_code == 404
    assert (await h.client("clerk", county="330103").get(path)).status_code == 404
    assert (await h.client("clerk", county="330103").post(f"{path}/accept")).status_code == 404
    assert (await member(h).post(f"{path}/accept")).status_code == 403
    assert [s["id"] for s in (await member(h).get("/topic-suggestions")).json()["items"]] == [id]
    assert (await member(h, "M2").get("/topic-suggestions")).json()["items"] == []
    leader = h.client("unit_leader", unit_id="U1")
    assert [s["id"] for s in (await leader.get("/topic-suggestions")).json()["items"]] == [unit]
    successor = h.client("unit", unit_id="U2", former_unit_ids=["U1"], subject="u2")
    assert (await successor.get(f"/topic-suggestions/{unit}")).status_code == 200
    clerk = h.client("clerk")
    assert len((await clerk.get("/topic-suggestions", params={"state": "proposed"})).json()["items"]) == 2
    assert [s["id"] for s in (await clerk.get("/topic-suggestions?source=unit")).json()["items"]] == [unit]
    # Not even the public's route shows what somebody suggested by their login.
    assert (await h.client("clerk").get(f"/public{path}", headers={"X-County": "330102"})).status_code == 404
    own = h.client("clerk", "member", member_id="M1", subject="two-hats")
    for command, body in (("accept", None), ("decline", {"reason": "r"}), ("merge", {"into": unit})):
        assert (await own.post(f"{path}/{command}", json=body)).json()["rule"] == "conflict-of-interest"


async def test_what_waits_of_one_suggester_is_bounded_however_fast_it_comes(h: Harness) -> None:
    admin = h.client("county_admin")
    present = await admin.get("/policies/topic-suggestions")
    document = present.json()["document"] | {"open_at_most": 2}
    headers = {"If-Match": present.headers["etag"]}
    assert (await admin.put("/policies/topic-suggestions", json={"document": document}, headers=headers)).is_success
    answers = await asyncio.gather(*(member(h).post("/topic-suggestions", json=a_topic(f"选题{n}")) for n in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409, 409]
    assert {answer.json()["rule"] for answer in answers if answer.status_code == 409} == {"suggestions-many"}


async def test_conversions_topics_are_among_the_duplicates_and_taken_beside(h: Harness) -> None:
    await h.deliver(TopicSuggested(proposal_id="P0", outcome_id="o1", topic="老年助餐点消防安全"), "o1")
    id = await suggested(member(h), "老年助餐点的消防安全", grounds="示例理由。")
    clerk = h.client("clerk")
    (alike,) = (await clerk.get(f"/topic-suggestions/{id}/duplicates")).json()
    assert (alike["suggestion_id"], alike["source"]) == ("o1", "outcome")
    await ok(clerk, f"/topic-suggestions/{id}/accept")
    assert (await publish(h, "C1", ("消防安全", "o1"), ("助餐", id))).is_success
    assert len((await clerk.get("/suggested-topics?taken=true")).json()["items"]) == 2
