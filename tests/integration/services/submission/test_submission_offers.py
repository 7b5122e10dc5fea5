"""Topics worked up on order: asked, accepted, declined, lapsed, and who else may have them meanwhile."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chassis.eventlog import verify
from contracts.submission import OfferAccepted, OfferLapsed, TopicBooked
from services.submission.app import SERVICE
from tests.support.harness import Client, Harness, Serve

TODAY = date(2026, 3, 2)
MEMBERS = ("M1", "M2", "M3", "M4")


def call(call_id: str, kind: str = "commissioned") -> dict[str, Any]:
    return {
        "call_id": call_id, "kind": kind, "title": "示例预约清单", "basis": "示例《提案提交管理办法》",
        "topics": [{"title": title, "source": "示例局"} for title in ("老年助餐", "充电设施", "乡村道路", "校园午休")],
        "closes_on": str(TODAY + timedelta(days=30)),
    }  # fmt: skip


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    clerk = harness.client("clerk")
    for id in MEMBERS:
        enrolled = {"member_id": id, "name": f"示例委员{id}", "sector": "经济界", "term": 15}
        assert (await clerk.post("/members", json=enrolled)).is_success
    party = {"body_id": "B1", "name": "示例党派", "kind": "party_group", "officers": ["M3"]}
    assert (await clerk.post("/bodies", json=party)).is_success
    for body in (call("C1"), call("C2", "catalogue")):
        assert (await clerk.post("/calls", json=body)).is_success
    return harness


def member(h: Harness, id: str = "M1") -> Client:
    return h.client("member", member_id=id)


async def ask(h: Harness, topic: int = 0, **changes: Any) -> str:
    wanted = changes if "body_id" in changes else {"member_id": "M1"} | changes
    answer = await h.client("clerk").post("/topic-offers", json={"call_id": "C1", "topic": topic} | wanted)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def ask_refused(h: Harness, **changes: Any) -> str:
    answer = await h.client("clerk").post("/topic-offers", json={"call_id": "C1", "topic": 0} | changes)
    assert answer.status_code == 409, answer.text
    return answer.json()["rule"]


async def book(client: Client, topic: int = 0) -> str:
    answer = await client.post("/bookings", json={"call_id": "C1", "topic": topic})
    return "booked" if answer.status_code == 201 else answer.json()["rule"]


def midnight(h: Harness, days: int) -> None:
    """The end of that day, Asia/Shanghai."""
    h.clock.set(datetime(2026, 3, 2, 16, tzinfo=UTC) + timedelta(days=days))


async def test_an_offer_keeps_the_topic_until_it_is_accepted_and_then_it_is_booked(h: Harness) -> None:
    id = await ask(h, due=str(TODAY + timedelta(days=60)), note="请联合调研")
    assert await book(member(h, "M2")) == "topic-full"
    topic = (await h.client("clerk").get("/calls/C1")).json()["topics"][0]
    assert (topic["places_left"], topic["bookings"], topic["offers"][0]["offer_id"]) == (0, [], id)
    assert (await member(h, "M2").get("/calls/C1")).json()["topics"][0]["offers"] == []
    for stranger in (member(h, "M2"), h.client("member"), h.client("clerk", county="330103")):
        assert (await stranger.get(f"/topic-offers/{id}")).status_code == 404
    assert (await member(h, "M2").post(f"/topic-offers/{id}/accept")).status_code == 404
    assert (await h.client("clerk").post(f"/topic-offers/{id}/accept")).status_code == 403
    # Promised while the call was open, it is kept afterwards.
    assert (await h.client("clerk").post("/calls/C1/close")).is_success
    accepted = await member(h).post(f"/topic-offers/{id}/accept", json={"plan": {"team": ["M2"]}})
    assert accepted.status_code == 200, accepted.text
    booking = (await member(h).get(f"/bookings/{accepted.json()['booking_id']}")).json()
    assert (booking["offer_id"], booking["due"], booking["team"]) == (id, str(TODAY + timedelta(days=60)), ["M2"])
    twice = await member(h).post(f"/topic-offers/{id}/decline", json={"reason": "r"})
    assert twice.json()["rule"] == "state"
    midnight(h, 7)
    assert await h.tick() == 0
    assert [o["id"] for o in (await member(h).get("/topic-offers")).json()["items"]] == [id]
    assert (await member(h, "M2").get("/topic-offers")).json()["items"] == []


async def test_what_is_declined_lapses_or_is_withdrawn_is_free_and_the_clerk_asks_another(h: Harness) -> None:
    first = await ask(h)
    assert await ask_refused(h, member_id="M1") == "offered-already"
    assert await ask_refused(h, member_id="M2") == "topic-full"
    refused = await h.client("clerk").post("/calls/C1/correct", json={"reason": "r", "withdraw": [0]})
    assert refused.json()["rule"] == "topic-booked"
    declined = await member(h).post(f"/topic-offers/{first}/decline", json={"reason": "另有任务"})
    assert (declined.json()["state"], declined.json()["reason"]) == ("declined", "另有任务")
    second = await ask(h, member_id="M2")
    assert (
        await h.client("clerk").post(f"/topic-offers/{second}/withdraw", json={"reason": "改由党派承担"})
    ).is_success
    third = await ask(h, body_id="B1", answer_by=str(TODAY + timedelta(days=2)))
    midnight(h, 2)
    late = await h.client("body_officer", member_id="M3", body_id="B1").post(f"/topic-offers/{third}/accept")
    assert late.json()["rule"] == "offer-over"
    # The refusal took nothing back: the timer is still there.
    assert await h.tick() == 1
    assert [e.offer_id for e in await h.published() if isinstance(e, OfferLapsed)] == [third]
    assert await book(member(h, "M4")) == "booked"
    assert await ask_refused(h, member_id="M1") == "topic-full"
    assert await ask_refused(h, member_id="M4") == "booked-already"


async def test_a_bad_offer_gets_a_clear_answer(h: Harness) -> None:
    assert await ask_refused(h) == "offer-holder"
    assert await ask_refused(h, member_id="M1", body_id="B1") == "offer-holder"
    assert await ask_refused(h, member_id="M9") == "not-a-member"
    assert await ask_refused(h, body_id="B9") == "body-unknown"
    assert await ask_refused(h, member_id="M1", topic=4) == "topic-unknown"
    assert await ask_refused(h, member_id="M1", call_id="C2") == "not-commissioned"
    assert await ask_refused(h, member_id="M1", answer_by=str(TODAY - timedelta(days=1))) == "answer-by"
    wanted = {"call_id": "C9", "topic": 0, "member_id": "M1"}
    assert (await h.client("clerk").post("/topic-offers", json=wanted)).status_code == 404
    assert (await member(h).post("/topic-offers", json=wanted)).status_code == 403
    id = await ask(h, body_id="B1")
    former = h.client("body_officer", member_id="M2", body_id="B1")
    for command, body in (("accept", None), ("decline", {"reason": "r"})):
        assert (await former.post(f"/topic-offers/{id}/{command}", json=body)).json()["rule"] == "body-officer"
    assert (await h.client("clerk").post("/members/M1/retire", json={"reason": "示例"})).is_success
    assert await ask_refused(h, topic=1, member_id="M1") == "not-a-member"


async def test_accepted_offers_count_apart_unless_the_county_says_otherwise(h: Harness) -> None:
    admin = h.client("county_admin")
    present = await admin.get("/policies/topic-offers")
    for topic in (0, 1, 2):
        assert (await member(h).post("/bookings", json={"call_id": "C2", "topic": topic})).is_success
    assert await book(member(h), 3) == "quota"
    assert (await member(h).post(f"/topic-offers/{await ask(h, 0)}/accept")).is_success
    document = present.json()["document"] | {"open_accepted_per_holder": 1}
    headers = {"If-Match": present.headers["etag"]}
    changed = await admin.put("/policies/topic-offers", json={"document": document}, headers=headers)
    assert changed.is_success
    second = await ask(h, 1)
    refused = await member(h).post(f"/topic-offers/{second}/accept")
    assert refused.json()["rule"] == "quota"
    assert (await member(h).get(f"/topic-offers/{second}")).json()["state"] == "open"
    document |= {"open_accepted_per_holder": 9, "counted_apart": False}
    headers = {"If-Match": changed.headers["etag"]}
    assert (await admin.put("/policies/topic-offers", json={"document": document}, headers=headers)).is_success
    assert (await member(h).post(f"/topic-offers/{second}/accept")).json()["rule"] == "quota"


async def test_of_accepting_lapsing_withdrawing_and_anothers_booking_at_once_exactly_one_happens(h: Harness) -> None:
    ids = [await ask(h, topic, member_id=id, answer_by=str(TODAY)) for topic, id in enumerate(MEMBERS)]
    h.clock.set(datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC))
    accepting = [
        asyncio.create_task(member(h, who).post(f"/topic-offers/{id}/accept"))
        for who, id in zip(MEMBERS, ids, strict=True)
    ]
    withdrawing = asyncio.create_task(h.client("clerk").post(f"/topic-offers/{ids[3]}/withdraw", json={"reason": "r"}))
    await asyncio.sleep(0)
    midnight(h, 0)
    booking = [asyncio.create_task(book(member(h, MEMBERS[topic - 1]), topic)) for topic in range(4)]
    await h.tick()
    answers, withdrawn = await asyncio.gather(*accepting), await withdrawing
    booked = await asyncio.gather(*booking)
    while await h.tick():
        pass
    events = await h.published()
    for topic, (answer, id, other) in enumerate(zip(answers, ids, booked, strict=True)):
        state = (await h.client("clerk").get(f"/topic-offers/{id}")).json()["state"]
        of_topic = [e for e in events if isinstance(e, TopicBooked) and e.topic == topic]
        assert (state == "accepted") is answer.is_success
        assert len(of_topic) == int(answer.is_success) + int(other == "booked") <= 1
        assert state in ("accepted", "lapsed") or (topic == 3 and withdrawn.is_success and state == "withdrawn")
    assert len([e for e in events if isinstance(e, OfferAccepted)]) == sum(a.is_success for a in answers)
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []


async def test_two_clerks_who_offer_one_topic_at_once_ask_one_and_one_who_accepts_twice_books_once(h: Harness) -> None:
    clerk = h.client("clerk")
    wanted = [{"call_id": "C1", "topic": 0, "member_id": id} for id in MEMBERS]
    answers = await asyncio.gather(*(clerk.post("/topic-offers", json=body) for body in wanted))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    (made,) = [answer.json() for answer in answers if answer.is_success]
    holder = member(h, made["member_id"])
    path = f"/topic-offers/{made['id']}/accept"
    same = await asyncio.gather(*(holder.post(path, headers={"Idempotency-Key": "k"}) for _ in range(3)))
    assert {answer.status_code for answer in same} == {200}
    assert len({answer.json()["booking_id"] for answer in same}) == 1
    assert len([e for e in await h.published() if isinstance(e, TopicBooked)]) == 1
