"""The open route: closed by default, counted by day, county and address, and no word on who it was."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from services.submission.app import SERVICE
from tests.support.harness import COUNTY, Client, Harness, Serve

OTHER = "330103"
SUGGESTION = {"title": "老年助餐", "grounds": "全县老年助餐点只有四处。"}
CONTACT = "示例热心人 示例信箱"


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    await policy(harness, public_open=True, public_per_address=2, public_per_day=4)
    return harness


async def policy(h: Harness, **changes: Any) -> None:
    admin = h.client("county_admin")
    present = await admin.get("/policies/topic-suggestions")
    document = present.json()["document"] | changes
    headers = {"If-Match": present.headers["etag"]}
    assert (await admin.put("/policies/topic-suggestions", json={"document": document}, headers=headers)).is_success


def anybody(h: Harness, address: str = "203.0.113.7", county: str | None = COUNTY) -> Client:
    client = Client(
        transport=httpx.ASGITransport(h.runtime.app, raise_app_exceptions=False, client=(address, 4711)),
        base_url="http://test",
        headers={"X-County": county} if county else {},
    )
    h._clients.append(client)
    return client


async def suggest(client: Client, key: str | None = None, **changes: Any) -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return await client.post("/public/topic-suggestions", json=SUGGESTION | changes, headers=headers)


async def test_anybody_suggests_and_looks_up_what_became_of_it(h: Harness) -> None:
    given = await suggest(anybody(h), contact=CONTACT)
    assert given.status_code == 201, given.text
    id, clerk = given.json()["id"], h.client("clerk")
    assert given.json() == {"id": id, "version": 1, "progress": "proposed", "title": "老年助餐", "reason": None}
    assert (await clerk.get(f"/topic-suggestions/{id}/contact")).json() == {"contact": CONTACT}
    assert (await h.client("reviewer").get(f"/topic-suggestions/{id}/contact")).status_code == 403
    seen = (await clerk.get(f"/topic-suggestions/{id}")).json()
    assert (seen["source"], seen["member_id"]) == ("public", None)
    assert (await clerk.post(f"/topic-suggestions/{id}/accept")).is_success
    assert (await anybody(h).get(f"/public/topic-suggestions/{id}")).json()["progress"] == "accepted"
    assert (await anybody(h, county=OTHER).get(f"/public/topic-suggestions/{id}")).status_code == 404
    assert (await anybody(h).get("/public/topic-suggestions/nothing")).status_code == 404
    declined = await clerk.post(f"/topic-suggestions/{id}/decline", json={"reason": "已有专项规划"})
    assert declined.is_success
    assert (await anybody(h).get(f"/public/topic-suggestions/{id}")).json()["reason"] == "已有专项规划"
    assert (await clerk.get(f"/topic-suggestions/{id}/contact")).json() == {"contact": None}


async def test_no_event_and_no_kept_answer_says_who_it_was(h: Harness) -> None:
    assert (await suggest(anybody(h, "203.0.113.77"), contact=CONTACT)).is_success
    async with h.owner.connect() as connection:
        for table in ("event_log", "topic_suggestions", "idempotency", "public_intake"):
            rows = (await connection.exec_driver_sql(f"SELECT t::text FROM {table} t")).scalars().all()
            assert rows, table
            assert not [row for row in rows if "203.0.113.77" in row or "热心人" in row], table


async def test_a_county_takes_nothing_from_the_public_unless_it_says_so(h: Harness) -> None:
    # One that never was answers as one that is closed.
    for county in (OTHER, "999999"):
        refused = await suggest(anybody(h, county=county))
        assert (refused.status_code, refused.json()["rule"]) == (409, "public-closed")
    for county in (None, "33010", "3301020", "33010a", "３３０１０２"):
        headers = {"X-County": county.encode()} if county else {}
        unclear = await anybody(h, county=None).post("/public/topic-suggestions", json=SUGGESTION, headers=headers)
        assert unclear.status_code == 422, county
    # A token opens nothing here, and closes nothing.
    signed_in = h.client("clerk", county=OTHER)
    assert (await signed_in.post("/public/topic-suggestions", json=SUGGESTION)).status_code == 422


async def test_a_text_with_numbers_of_people_or_too_long_is_refused_and_counts_for_nothing(h: Harness) -> None:
    client = anybody(h)
    for changes, rule in (
        ({"grounds": "请联系13912345678"}, "personal-data"),
        ({"title": "一" * 61}, "too-long"),
        ({"grounds": "一" * 1001}, "too-long"),
    ):
        assert (await suggest(client, **changes)).json()["rule"] == rule
    for changes in ({"title": " "}, {"title": "\0"}, {"source": "member"}, {"contact": "x" * 201}, {"grounds": 1}):
        assert (await suggest(client, **changes)).status_code == 422
    assert [(await suggest(client)).status_code for _ in range(3)] == [201, 201, 429]


async def test_so_many_a_day_from_one_address_and_to_one_county_however_fast_they_come(h: Harness) -> None:
    answers = await asyncio.gather(*(suggest(anybody(h, "203.0.113.7")) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 429, 429, 429]
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["type"] == "urn:cppcc:problem:too-many"
    # The same household, whatever address it takes of its network.
    network = [await suggest(anybody(h, f"2001:db8:1:2::{n}")) for n in range(3)]
    assert [answer.status_code for answer in network] == [201, 201, 429]
    assert (await suggest(anybody(h, "198.51.100.1"))).status_code == 429
    assert len(await h.published()) == 4 + 1
    h.clock.offset += timedelta(days=1)
    assert (await suggest(anybody(h))).status_code == 201
    async with h.owner.connect() as connection:
        left = (await connection.exec_driver_sql("SELECT count(*) FROM public_intake")).scalar_one()
    assert left == 2  # Of yesterday nothing.


async def test_what_is_sent_again_with_its_key_is_done_and_counted_once(h: Harness) -> None:
    client = anybody(h)
    first, again = await suggest(client, "k1"), await suggest(client, "k1")
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    other = await suggest(client, "k1", title="另一个选题")
    assert (other.status_code, other.json()["type"]) == (422, "urn:cppcc:problem:key-reused")
    assert (await suggest(client, "k2")).status_code == 201
    # Also when the day is full.
    assert (await suggest(client, "k2")).status_code == 201
    assert (await suggest(client, "k3")).status_code == 429
    no_key = await client.post("/public/topic-suggestions", json=SUGGESTION, headers={"Idempotency-Key": ""})
    assert no_key.status_code == 400


async def test_who_calls_themselves_the_public_is_not_taken_for_it(h: Harness) -> None:
    impostor = h.client("clerk", subject="public")
    id = (await suggest(anybody(h))).json()["id"]
    assert (await impostor.post(f"/topic-suggestions/{id}/accept")).is_success
    async with h.owner.connect() as connection:
        query = "SELECT actor FROM event_log WHERE aggregate = 'topic_suggestions' ORDER BY aggregate_version"
        actors = (await connection.exec_driver_sql(query)).scalars().all()
    assert actors[0] == "public"
    assert actors[1].startswith("sub-sha256:")
