import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from chassis.eventlog import verify
from contracts.conversion import TopicSuggested
from contracts.submission import BookingFulfilled, BookingLapsed, BookingReleased, CallClosed, TopicBooked
from services.submission.app import SERVICE
from tests.support.harness import Client, Harness, Serve

TODAY = date(2026, 3, 2)
"""Of the harness: 10 o'clock in Asia/Shanghai."""
MEMBERS = ("M1", "M2", "M3", "M4")


def topics(*titles: str) -> list[dict[str, Any]]:
    return [{"title": title, "source": "示例局"} for title in titles]


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    clerk = harness.client("clerk")
    for id in MEMBERS:
        enrolled = {"member_id": id, "name": f"示例委员{id}", "sector": "经济界", "term": 15}
        assert (await clerk.post("/members", json=enrolled)).status_code == 201
    party = {"body_id": "B1", "name": "示例党派", "kind": "party_group", "officers": ["M3", "M4"]}
    assert (await clerk.post("/bodies", json=party)).status_code == 201
    window = {"plenary_opens": "2026-03-01T00:00:00Z", "plenary_cutoff": "2026-03-03T00:00:00Z"}
    assert (await clerk.post("/sessions", json={"session_id": "S15-1", "term": 15, "number": 1, **window})).is_success
    await published(harness, "C1")
    return harness


async def published(h: Harness, call_id: str, **changes: Any) -> httpx.Response:
    call = {
        "call_id": call_id,
        "kind": "commissioned",
        "title": "示例预约清单",
        "basis": "示例《提案提交管理办法》",
        "topics": topics("老年助餐", "充电设施", "乡村道路", "校园午休"),
        "closes_on": str(TODAY + timedelta(days=30)),
    }
    return await h.client("clerk").post("/calls", json=call | changes)


def member(h: Harness, id: str = "M1") -> Client:
    return h.client("member", member_id=id)


def officer(h: Harness, id: str = "M3") -> Client:
    return h.client("body_officer", member_id=id, body_id="B1")


async def booked(client: Client, topic: int = 0, **changes: Any) -> str:
    answer = await client.post("/bookings", json={"call_id": "C1", "topic": topic} | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def filing(**changes: Any) -> dict[str, Any]:
    return {
        "publish_consent": True,
        "text": {
            "title": "关于增设老年助餐点的提案",
            "situation": "全县六十岁以上老人占三成，助餐点只有四处。",
            "analysis": "场地不足，补贴标准偏低，社会力量进入意愿不强。",
            "suggestions": ["在每个街道至少增设两处老年助餐点。"],
        },
    } | changes


def at(day: date, hour: int = 2) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


async def test_topic_booking_and_proposal_are_found_from_every_end(h: Harness) -> None:
    id = await booked(member(h))
    answer = await member(h).post("/proposals", json=filing(booking_id=id))
    assert (answer.status_code, answer.json()["booking_id"]) == (201, id)
    proposal = answer.json()["id"]
    clerk = h.client("clerk")
    first, second, *_ = (await clerk.get("/calls/C1")).json()["topics"]
    (holder,) = first["bookings"]
    assert (holder["booking_id"], holder["state"], holder["proposal_id"]) == (id, "fulfilled", proposal)
    assert (first["places_left"], second["places_left"], second["bookings"]) == (0, 1, [])
    (mine,) = (await member(h).get("/bookings")).json()["items"]
    assert (mine["title"], mine["proposal_id"]) == ("老年助餐", proposal)
    assert (await member(h).get(f"/bookings/{id}")).json()["state"] == "fulfilled"
    assert (await clerk.get("/bookings", params={"member_id": "M1", "state": "fulfilled"})).json()["items"] == [mine]
    (event,) = [e for e in await h.published() if isinstance(e, BookingFulfilled)]
    assert (event.booking_id, event.proposal_id) == (id, proposal)
    # What was filed once stays done, whatever becomes of the proposal and of the day.
    assert (await member(h).post(f"/proposals/{proposal}/withdraw", json={"reason": "另行提出"})).is_success
    h.clock.set(at(TODAY + timedelta(days=400)))
    await h.tick()
    assert (await member(h).get(f"/bookings/{id}")).json()["state"] == "fulfilled"
    assert not [e for e in await h.published() if isinstance(e, BookingLapsed)]


async def test_of_two_who_race_for_the_last_place_exactly_one_gets_it(h: Harness) -> None:
    answers = await asyncio.gather(
        *(member(h, id).post("/bookings", json={"call_id": "C1", "topic": 0}) for id in MEMBERS)
    )
    assert sorted(a.status_code for a in answers) == [201, 409, 409, 409]
    assert {a.json()["rule"] for a in answers if a.status_code == 409} == {"topic-full"}
    assert len([e for e in await h.published() if isinstance(e, TopicBooked)]) == 1


async def test_a_member_who_books_everything_at_once_stays_within_the_quota(h: Harness) -> None:
    await published(h, "C2")
    wanted = [{"call_id": call, "topic": topic} for call in ("C1", "C2") for topic in range(4)]
    answers = await asyncio.gather(*(member(h).post("/bookings", json=body) for body in wanted))
    assert sorted(a.status_code for a in answers) == [201] * 3 + [409] * 5
    assert {a.json()["rule"] for a in answers if a.status_code == 409} == {"quota"}


async def test_a_released_place_is_free_again(h: Harness) -> None:
    id = await booked(member(h))
    full = await member(h, "M2").post("/bookings", json={"call_id": "C1", "topic": 0})
    assert full.json()["rule"] == "topic-full"
    assert (await member(h, "M2").post(f"/bookings/{id}/release")).status_code == 404
    released = await member(h).post(f"/bookings/{id}/release", json={"reason": "另有安排"})
    assert released.json()["state"] == "released"
    await booked(member(h, "M2"))
    twice = await member(h).post(f"/bookings/{id}/release")
    assert (twice.status_code, twice.json()["rule"]) == (409, "state")
    (event,) = [e for e in await h.published() if isinstance(e, BookingReleased)]
    assert event.reason == "另有安排"
    refused = await member(h).post("/proposals", json=filing(booking_id=id))
    assert refused.json()["rule"] == "state"


async def test_a_booking_lapses_at_the_end_of_its_day_and_not_before(h: Harness) -> None:
    id = await booked(member(h), due=str(TODAY + timedelta(days=10)))
    # 23:59 in Asia/Shanghai
    h.clock.set(at(TODAY + timedelta(days=10), 15) + timedelta(minutes=59))
    assert await h.tick() == 0
    h.clock.set(at(TODAY + timedelta(days=10), 16))
    assert await h.tick() == 1
    assert (await member(h).get(f"/bookings/{id}")).json()["state"] == "lapsed"
    await booked(member(h, "M2"))


async def test_a_filing_after_the_day_is_refused_also_where_no_timer_ran(h: Harness) -> None:
    id = await booked(member(h), due=str(TODAY))
    h.clock.set(at(TODAY + timedelta(days=1)))
    refused = await member(h).post("/proposals", json=filing(booking_id=id))
    assert (refused.status_code, refused.json()["rule"]) == (409, "booking-over")
    # The refusal took nothing back: the timer is still there.
    assert await h.tick() == 1


async def test_filing_and_the_lapse_at_the_same_moment_end_in_one_of_both(h: Harness) -> None:
    ids = [await booked(member(h, id), topic, due=str(TODAY)) for topic, id in enumerate(MEMBERS)]
    h.clock.set(at(TODAY, 15) + timedelta(minutes=59, seconds=59))
    filings = [
        asyncio.create_task(member(h, m).post("/proposals", json=filing(booking_id=id)))
        for m, id in zip(MEMBERS, ids, strict=True)
    ]
    await asyncio.sleep(0)
    h.clock.set(at(TODAY, 16))
    await h.tick()
    answers = await asyncio.gather(*filings)
    for answer, id in zip(answers, ids, strict=True):
        state = (await h.client("clerk").get(f"/bookings/{id}")).json()["state"]
        assert (answer.status_code, state) in {(201, "fulfilled"), (409, "lapsed")}
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []


async def test_a_booking_is_the_proposer_s_own(h: Harness) -> None:
    id = await booked(member(h))
    for thief in (member(h, "M2"), officer(h)):
        refused = await thief.post("/proposals", json=filing(booking_id=id))
        assert refused.json()["rule"] == "booking-unknown"
        assert (await thief.get(f"/bookings/{id}")).status_code == 404
        assert (await thief.get("/bookings")).json()["items"] == []
    assert not [e for e in await h.published() if isinstance(e, BookingFulfilled)]
    topic = (await member(h, "M2").get("/calls/C1")).json()["topics"][0]
    assert (topic["places_left"], topic["bookings"]) == (0, [])


async def test_a_body_books_and_any_of_its_officers_files(h: Harness) -> None:
    stranger = await member(h, "M2").post("/bookings", json={"call_id": "C1", "topic": 0, "body_id": "B1"})
    assert stranger.json()["rule"] == "body-officer"
    id = await booked(officer(h, "M3"), body_id="B1")
    again = await officer(h, "M4").post("/bookings", json={"call_id": "C1", "topic": 0, "body_id": "B1"})
    assert again.json()["rule"] == "booked-already"
    assert [b["id"] for b in (await officer(h, "M4").get("/bookings")).json()["items"]] == [id]
    # Whoever the register no longer names gives nothing of the body's back, whatever their login says.
    former = h.client("body_officer", member_id="M2", body_id="B1")
    assert (await former.post(f"/bookings/{id}/release")).json()["rule"] == "body-officer"
    own = await officer(h, "M3").post("/proposals", json=filing(booking_id=id))
    assert own.json()["rule"] == "booking-unknown"
    collective = filing(booking_id=id, kind="collective", body_id="B1")
    assert (await officer(h, "M4").post("/proposals", json=collective)).status_code == 201
    assert (await officer(h, "M3").get(f"/bookings/{id}")).json()["state"] == "fulfilled"


async def test_a_call_closes_by_hand_or_at_the_end_of_its_last_day(h: Harness) -> None:
    clerk = h.client("clerk")
    assert (await clerk.post("/calls/C1/close")).json()["state"] == "closed"
    refused = await member(h).post("/bookings", json={"call_id": "C1", "topic": 0})
    assert refused.json()["rule"] == "state"
    assert (await clerk.post("/calls/C1/close")).json()["rule"] == "state"
    await published(h, "C2", closes_on=str(TODAY))
    h.clock.set(at(TODAY, 16))
    late = await member(h).post("/bookings", json={"call_id": "C2", "topic": 0})
    assert late.json()["rule"] == "call-over"
    assert await h.tick() == 1
    assert [e.call_id for e in await h.published() if isinstance(e, CallClosed)] == ["C1", "C2"]
    listed = (await clerk.get("/calls", params={"state": "closed", "kind": "commissioned"})).json()["items"]
    assert [call["id"] for call in listed] == ["C1", "C2"]


@pytest.mark.parametrize(
    ("changes", "status", "rule"),
    [
        ({"call_id": "C1"}, 409, "published-already"),
        ({"topics": []}, 409, "topics-needed"),
        ({"topics": topics("老年助餐", "老年助餐")}, 409, "topic-twice"),
        ({"closes_on": str(TODAY - timedelta(days=1))}, 409, "closes-on"),
        ({"session_id": "S404"}, 409, "session-unknown"),
        ({"topics": [{"title": "老年助餐", "source": "转化", "suggestion_id": "o404"}]}, 409, "suggestion-unknown"),
        ({"kind": "yearly"}, 422, None),
    ],
)
async def test_a_bad_call_gets_a_clear_answer(
    h: Harness, changes: dict[str, Any], status: int, rule: str | None
) -> None:
    answer = await published(h, changes.pop("call_id", "C2"), **changes)
    assert (answer.status_code, answer.json().get("rule")) == (status, rule)
    assert len((await h.client("clerk").get("/calls")).json()["items"]) == 1


@pytest.mark.parametrize(
    ("change", "status", "rule"),
    [
        ({"topic": 4}, 409, "topic-unknown"),
        ({"topic": -1}, 409, "topic-unknown"),
        ({"call_id": "C404"}, 404, None),
        ({"due": str(TODAY - timedelta(days=1))}, 409, "due"),
        ({"due": str(TODAY + timedelta(days=366))}, 409, "due"),
    ],
)
async def test_a_bad_booking_gets_a_clear_answer(
    h: Harness, change: dict[str, Any], status: int, rule: str | None
) -> None:
    answer = await member(h).post("/bookings", json={"call_id": "C1", "topic": 0} | change)
    assert (answer.status_code, answer.json().get("rule")) == (status, rule)


async def test_only_an_active_member_books(h: Harness) -> None:
    nobody = await h.client("member").post("/bookings", json={"call_id": "C1", "topic": 0})
    assert nobody.json()["rule"] == "member-needed"
    await h.client("clerk").post("/members/M1/retire", json={"reason": "辞去委员"})
    retired = await member(h).post("/bookings", json={"call_id": "C1", "topic": 0})
    assert retired.json()["rule"] == "not-a-member"


async def test_what_conversion_suggests_goes_into_one_call(h: Harness) -> None:
    for id, topic in (("o1", "助餐点消防安全"), ("o2", "适老化改造")):
        await h.deliver(TopicSuggested(proposal_id="P0", outcome_id=id, topic=topic), id)
    clerk = h.client("clerk")
    assert [s["topic"] for s in (await clerk.get("/suggested-topics")).json()["items"]] == [
        "助餐点消防安全",
        "适老化改造",
    ]
    assert (await member(h).get("/suggested-topics")).status_code == 403
    taking = [{"title": "助餐点消防安全", "source": "成果转化", "suggestion_id": "o1"}]
    answers = await asyncio.gather(*(published(h, call, topics=taking) for call in ("C2", "C3")))
    assert sorted(a.status_code for a in answers) == [201, 409]
    (refused,) = [a for a in answers if a.status_code == 409]
    assert refused.json()["rule"] == "suggestion-taken"
    (winner,) = [a.json()["id"] for a in answers if a.status_code == 201]
    left = (await clerk.get("/suggested-topics", params={"taken": False})).json()["items"]
    assert [s["suggestion_id"] for s in left] == ["o2"]
    (taken,) = (await clerk.get("/suggested-topics", params={"taken": True})).json()["items"]
    assert (taken["suggestion_id"], taken["call_id"], taken["proposal_id"]) == ("o1", winner, "P0")
    (topic,) = (await clerk.get(f"/calls/{winner}")).json()["topics"]
    assert topic["suggestion_id"] == "o1"


async def test_figures_count_calls_and_bookings_by_state(h: Harness) -> None:
    await published(h, "C2")
    await h.client("clerk").post("/calls/C2/close")
    id = await booked(member(h))
    await booked(member(h), 1)
    await member(h).post("/proposals", json=filing(booking_id=id))
    assert (await h.client("clerk").get("/figures")).json() == {
        "status": {"filed": 1},
        "channel": {"plenary": 1},
        "kind": {"individual": 1},
        "calls": {"published": 1, "closed": 1},
        "bookings": {"fulfilled": 1, "open": 1},
        "archived": 0,
        "assisted": 0,
        "assisted_share": 0.0,
        "papers": {},
    }
