"""Calls, bookings, offers, duties and sessions under odd input, wrong hands, repeated keys and everything at once."""

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chassis.eventlog import verify
from contracts.submission import BookingPlanned, BookingReleased, CallClosed, SessionScheduled
from services.submission.app import SERVICE
from tests.support.harness import Client, Harness, Serve

TODAY = date(2026, 3, 2)
OTHER = "330103"
CALL = {
    "call_id": "C1", "kind": "commissioned", "title": "示例清单", "basis": "示例办法",
    "topics": [{"title": title, "source": "示例局"} for title in ("老年助餐", "充电设施", "乡村道路", "校园午休")],
    "closes_on": str(TODAY + timedelta(days=30)),
}  # fmt: skip
SESSION = {
    "session_id": "S15-1", "term": 15, "number": 1,
    "plenary_opens": "2026-04-01T00:00:00Z", "plenary_cutoff": "2026-04-03T00:00:00Z",
}  # fmt: skip


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    clerk = harness.client("clerk")
    for id in ("M1", "M2"):
        enrolled = {"member_id": id, "name": f"示例委员{id}", "sector": "经济界", "term": 15}
        assert (await clerk.post("/members", json=enrolled)).is_success
    for path, body in (("/sessions", SESSION), ("/calls", CALL)):
        assert (await clerk.post(path, json=body)).is_success
    return harness


def member(h: Harness, id: str = "M1", **claims: Any) -> Client:
    return h.client("member", member_id=id, **claims)


async def booked(h: Harness, topic: int = 0) -> str:
    answer = await member(h).post("/bookings", json={"call_id": "C1", "topic": topic})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


HUGE = 10**30
ODD: list[Any] = [
    None, -1, HUGE, 1.5, "", "a\0b", "\ud800", "𠮷" * 300, "../..", "9999-12-31", "0001-01-01", "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00", [None], {"a": HUGE},
]  # fmt: skip
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/calls"): CALL | {"call_id": "C9"},
    ("POST", "/calls/announce"): {
        "call_id": "C8", "kind": "quarterly", "title": "示例", "basis": "示例", "publish_on": "2026-03-09",
        "publisher": "示例", "session_id": None,
    },
    ("POST", "/calls/C1/correct"): {"reason": "示例", "title": "示例二", "closes_on": None, "add": [], "withdraw": []},
    ("POST", "/bookings"): {"call_id": "C1", "topic": 1, "due": None, "body_id": None, "plan": None},
    ("POST", "/topic-offers"): {
        "call_id": "C1", "topic": 2, "member_id": "M1", "body_id": None, "answer_by": None, "due": None, "note": None,
    },
    ("POST", "/sessions"): SESSION | {"session_id": "S15-2", "number": 2},
    ("POST", "/sessions/S15-1/change-window"): {"plenary_opens": None, "plenary_cutoff": None, "reason": "示例"},
    ("PUT", "/bookings/{booking}/plan"): {
        "team": [], "others": [], "research_from": None, "research_until": None, "milestones": [],
    },
    ("POST", "/bookings/{booking}/reach-milestone"): {"name": "示例", "done_on": None},
    ("POST", "/bookings/{booking}/extend"): {"due": "2026-06-30", "reason": "示例"},
}  # fmt: skip


async def test_odd_input_in_any_field_is_a_clear_problem_and_never_a_failure(h: Harness) -> None:
    booking = await booked(h)
    everybody = h.client("clerk", "county_admin", "member", "body_officer", member_id="M1", subject="all")
    for (method, route), body in BODIES.items():
        path = route.format(booking=booking)
        for field in body:
            for odd in ODD:
                sent = json.dumps(body | {field: odd}).encode("ascii")
                headers = (
                    {"Content-Type": "application/json", "If-Match": '"1-000000000000"'}
                    if method == "PUT"
                    else {"Content-Type": "application/json"}
                )
                answer = await everybody.request(method, path, content=sent, headers=headers)
                assert answer.status_code < 500, (path, field, repr(odd)[:60], answer.text[:300])
                if not answer.is_success:
                    assert answer.json()["type"].startswith("urn:cppcc:problem:"), (path, field, odd)
    lists = (
        "/calls",
        "/bookings",
        "/topic-offers",
        "/topic-suggestions",
        "/suggested-topics",
        "/call-reminders",
        "/sessions",
    )
    for path in lists:
        for query in (
            "after=x",
            "after=W10=",
            "after=WyJcdTAwMDAiXQ==",
            "limit=0",
            "limit=999999999999999999999",
            "limit=-1",
        ):
            answer = await everybody.get(f"{path}?{query}")
            assert answer.status_code in (200, 422), (path, query, answer.text)
    for path in ("/calls/{}", "/bookings/{}", "/topic-offers/{}", "/topic-suggestions/{}", "/sessions/{}"):
        for id in ("%00", "%ed%a0%80", "x" * 5000, "..%2f..", "%F0%9F%98%80", "'%20OR%201=1"):
            answer = await everybody.get(path.format(id))
            assert answer.status_code in (404, 422), (path, id, answer.text)
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []


async def test_another_countys_hands_and_wrong_roles_reach_nothing(h: Harness) -> None:
    booking = await booked(h)
    offer = await h.client("clerk").post("/topic-offers", json={"call_id": "C1", "topic": 1, "member_id": "M1"})
    before = len(await h.published())
    stranger = h.client("clerk", "county_admin", "member", "body_officer", county=OTHER, member_id="M1", subject="x")
    reading = h.client("auditor", "chair", "reviewer", subject="reader")
    routes: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/calls/C1/close", {}),
        ("POST", "/calls/C1/drop", {"reason": "r"}),
        ("POST", "/calls/C1/correct", {"reason": "r", "title": "t"}),
        ("POST", f"/bookings/{booking}/release", {}),
        ("POST", f"/bookings/{booking}/extend", {"due": "2026-06-30", "reason": "r"}),
        ("POST", f"/bookings/{booking}/reach-milestone", {"name": "n"}),
        ("POST", f"/topic-offers/{offer.json()['id']}/withdraw", {"reason": "r"}),
        ("POST", f"/topic-offers/{offer.json()['id']}/accept", {}),
        ("POST", f"/topic-offers/{offer.json()['id']}/decline", {"reason": "r"}),
        ("POST", "/sessions/S15-1/change-window", {"plenary_cutoff": "2026-04-04T00:00:00Z", "reason": "r"}),
    ]
    for method, path, body in routes:
        assert (await stranger.request(method, path, json=body)).status_code == 404, path
        assert (await reading.request(method, path, json=body)).status_code == 403, path
        named = await reading.request(method, path, json=body, headers={"X-County": OTHER})
        assert named.status_code in (403, 404), path
    # Of its own county somebody books nothing of this one, and a filing names no booking from here.
    wrong = await stranger.post("/bookings", json={"call_id": "C1", "topic": 2})
    assert wrong.json().get("rule") == "not-a-member"
    assert (await stranger.get("/calls")).json()["items"] == []
    assert (await stranger.get("/call-reminders")).json()["items"] == []
    assert len(await h.published()) == before
    assert await h.published(OTHER) == []


async def test_a_key_that_is_used_again_with_another_body_changes_nothing(h: Harness) -> None:
    booking = await booked(h)
    clerk, admin = h.client("clerk"), h.client("county_admin")
    pairs: list[tuple[Client, str, dict[str, Any], dict[str, Any]]] = [
        (member(h), "/bookings", {"call_id": "C1", "topic": 1}, {"call_id": "C1", "topic": 2}),
        (member(h), f"/bookings/{booking}/release", {"reason": "甲"}, {"reason": "乙"}),
        (clerk, "/calls", CALL | {"call_id": "C2"}, CALL | {"call_id": "C3"}),
        (clerk, "/calls/C1/correct", {"reason": "甲", "title": "甲"}, {"reason": "乙", "title": "乙"}),
        (clerk, "/topic-offers", {"call_id": "C1", "topic": 3, "member_id": "M1"},
         {"call_id": "C1", "topic": 3, "member_id": "M2"}),
        (clerk, "/sessions", SESSION | {"session_id": "S15-3", "number": 3},
         SESSION | {"session_id": "S15-4", "number": 4}),
        (admin, "/sessions/S15-1/change-window", {"plenary_cutoff": "2026-04-04T00:00:00Z", "reason": "甲"},
         {"plenary_cutoff": "2026-04-05T00:00:00Z", "reason": "乙"}),
    ]  # fmt: skip
    for client, path, first, other in pairs:
        key = {"Idempotency-Key": "the-same"}
        done = await client.post(path, json=first, headers=key)
        assert done.is_success, (path, done.text)
        count = len(await h.published())
        reused = await client.post(path, json=other, headers=key)
        assert (reused.status_code, reused.json()["type"]) == (422, "urn:cppcc:problem:key-reused"), path
        again = await client.post(path, json=first, headers=key)
        assert (again.status_code, again.text) == (done.status_code, done.text), path
        assert len(await h.published()) == count, path


async def test_everything_at_once_leaves_one_of_each_and_a_store_that_verifies(h: Harness) -> None:
    booking = await booked(h)
    clerk, admin = h.client("clerk"), h.client("county_admin")
    plan = {"milestones": [{"name": "座谈", "due": "2026-03-20"}]}
    etag = (await member(h).get(f"/bookings/{booking}")).headers["etag"]
    window = {"reason": "示例"}
    answers = await asyncio.gather(
        *(member(h).put(f"/bookings/{booking}/plan", json=plan, headers={"If-Match": etag}) for _ in range(3)),
        *(member(h).post(f"/bookings/{booking}/release") for _ in range(3)),
        *(clerk.post("/calls/C1/close") for _ in range(2)),
        *(clerk.post("/calls/C1/correct", json={"reason": "示例", "withdraw": [n]}) for n in (0, 1, 2)),
        *(member(h, "M2").post("/bookings", json={"call_id": "C1", "topic": n}) for n in (0, 1, 2)),
        *(clerk.post("/sessions", json=SESSION | {"session_id": "S16-1", "term": 16}) for _ in range(3)),
        *(admin.post("/sessions/S15-1/change-window", json=window | {"plenary_cutoff": f"2026-04-0{n}T00:00:00Z"})
          for n in (4, 5)),
        h.tick(),
    )  # fmt: skip
    for answer in answers[:-1]:
        assert answer.status_code in (200, 201, 404, 409, 412), answer.text
    events = await h.published()
    assert len([e for e in events if isinstance(e, BookingReleased)]) == 1
    assert len([e for e in events if isinstance(e, BookingPlanned)]) <= 1
    assert len([e for e in events if isinstance(e, CallClosed)]) == 1
    assert len([e for e in events if isinstance(e, SessionScheduled) and e.term == 16]) == 1
    call = (await clerk.get("/calls/C1")).json()
    for topic in call["topics"]:
        holding = [one for one in topic["bookings"] if one["state"] in ("open", "fulfilled")]
        assert len(holding) <= 1
        assert not (topic["withdrawn"] and holding)
    h.clock.set(datetime(2027, 3, 2, tzinfo=UTC))
    while await h.tick():
        pass
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []
