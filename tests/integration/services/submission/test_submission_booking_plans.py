"""A booking's plan, its milestones and its extension; and that of two ends of a booking exactly one happens."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from chassis.eventlog import SYSTEM, Tx, verify
from chassis.policy import policies
from contracts.submission import (
    BookingExtended,
    BookingFulfilled,
    BookingLapsed,
    BookingReleased,
    MilestoneNear,
)
from services.submission.app import SERVICE
from services.submission.booking import commands
from tests.integration.services.submission.test_submission_calls import TODAY, at, booked, filing, h, member, officer
from tests.integration.services.submission.test_submission_refold import refold
from tests.support.harness import COUNTY, Client, Harness

__all__ = ["h"]

PLAN: dict[str, Any] = {
    "team": ["M2"],
    "others": ["示例专家"],
    "research_from": str(TODAY + timedelta(days=5)),
    "research_until": str(TODAY + timedelta(days=20)),
    "milestones": [
        {"name": "座谈", "due": str(TODAY + timedelta(days=10))},
        {"name": "成稿", "due": str(TODAY + timedelta(days=25))},
    ],
}


async def put_plan(client: Client, id: str, **changes: Any) -> tuple[int, dict[str, Any]]:
    etag = (await client.get(f"/bookings/{id}")).headers.get("etag", "*")
    answer = await client.put(f"/bookings/{id}/plan", json=PLAN | changes, headers={"If-Match": etag})
    return answer.status_code, answer.json()


def reminders(events: list[Any]) -> list[str]:
    return [e.milestone for e in events if isinstance(e, MilestoneNear)]


async def test_a_plan_comes_with_the_booking_or_later(h: Harness) -> None:
    id = await booked(member(h), plan=PLAN)
    shown = (await member(h).get(f"/bookings/{id}")).json()
    assert (shown["team"], shown["others"], shown["research_until"]) == (["M2"], ["示例专家"], PLAN["research_until"])
    assert [(m["name"], m["done_on"]) for m in shown["milestones"]] == [("座谈", None), ("成稿", None)]
    done = await member(h).post(f"/bookings/{id}/reach-milestone", json={"name": "座谈"})
    assert done.json()["milestones"][0]["done_on"] == str(TODAY)
    status, after = await put_plan(member(h), id, team=["M3"])
    assert (status, after["team"], after["milestones"][0]["done_on"]) == (200, ["M3"], str(TODAY))
    # Whoever is of the team reads it, and changes nothing.
    assert (await member(h, "M3").get(f"/bookings/{id}")).json()["team"] == ["M3"]
    assert (await put_plan(member(h, "M3"), id))[0] == 404
    assert (await member(h, "M3").post(f"/bookings/{id}/release")).status_code == 404
    assert (await member(h, "M2").get(f"/bookings/{id}")).status_code == 404
    stale = await member(h).put(f"/bookings/{id}/plan", json=PLAN, headers={"If-Match": '"1-abc"'})
    assert stale.status_code == 412
    assert (await member(h).put(f"/bookings/{id}/plan", json=PLAN)).status_code == 428


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"team": ["M404"]}, "not-a-member"),
        ({"team": ["M1"]}, "team-twice"),
        ({"milestones": [{"name": "座谈", "due": str(TODAY + timedelta(days=91))}]}, "milestone-date"),
        ({"research_until": str(TODAY)}, "research-dates"),
    ],
)
async def test_a_bad_plan_books_nothing(h: Harness, changes: dict[str, Any], rule: str) -> None:
    refused = await member(h).post("/bookings", json={"call_id": "C1", "topic": 0, "plan": PLAN | changes})
    assert (refused.status_code, refused.json()["rule"]) == (409, rule)
    assert (await member(h).get("/bookings")).json()["items"] == []


async def test_a_body_s_plan_is_its_present_officers(h: Harness) -> None:
    id = await booked(officer(h, "M3"), body_id="B1", plan=PLAN)
    assert (await put_plan(officer(h, "M4"), id, team=[]))[0] == 200
    status, refused = await put_plan(h.client("body_officer", member_id="M2", body_id="B1"), id)
    assert (status, refused["rule"]) == (409, "body-officer")


async def test_each_milestone_is_reminded_of_once_before_its_day(h: Harness) -> None:
    id = await booked(member(h), plan=PLAN)
    h.clock.set(at(TODAY + timedelta(days=6), 15) + timedelta(minutes=59))
    assert await h.tick() == 0
    h.clock.set(at(TODAY + timedelta(days=6), 16))
    await h.tick()
    await h.tick()
    assert reminders(await h.published()) == ["座谈"]
    # Said again, the plan reminds of nothing a second time; what has been done is not reminded of.
    await put_plan(member(h), id, others=[])
    assert (await member(h).post(f"/bookings/{id}/reach-milestone", json={"name": "成稿"})).is_success
    h.clock.set(at(TODAY + timedelta(days=30)))
    await h.tick()
    assert reminders(await h.published()) == ["座谈"]


async def test_after_downtime_each_milestone_is_reminded_of_once_and_none_of_a_booking_that_is_over(h: Harness) -> None:
    id = await booked(member(h), plan=PLAN)
    gone = await booked(member(h, "M4"), 1, plan=PLAN)
    assert (await member(h, "M4").post(f"/bookings/{gone}/release")).is_success
    h.clock.set(at(TODAY + timedelta(days=60)))
    await h.tick()
    await h.tick()
    found = [e for e in await h.published() if isinstance(e, MilestoneNear)]
    assert sorted((e.booking_id, e.milestone) for e in found) == sorted([(id, "座谈"), (id, "成稿")])


@pytest.mark.tampered
async def test_a_restored_store_has_the_timers_that_are_still_to_fire(h: Harness) -> None:
    id = await booked(member(h), plan=PLAN)
    await member(h).post(f"/bookings/{id}/reach-milestone", json={"name": "座谈"})
    timers = text("SELECT kind, tier, due_at FROM timers WHERE aggregate_id = :id ORDER BY 1, 2")
    async with h.owner.begin() as connection:
        before = (await connection.execute(timers, {"id": id})).all()
        assert [(row.kind, row.tier) for row in before] == [("booking-lapse", 0), ("booking-milestone", 1)]
        await connection.execute(text("DELETE FROM timers"))
    async with transaction(h) as tx:
        await commands.rebuild(tx, await commands.BOOKINGS.load(tx, id))
    async with h.owner.connect() as connection:
        assert (await connection.execute(timers, {"id": id})).all() == before


async def test_a_clerk_extends_within_the_policy(h: Harness) -> None:
    id = await booked(member(h), due=str(TODAY), plan={})
    clerk = h.client("clerk")
    new = {"due": str(TODAY + timedelta(days=10)), "reason": "调研未完"}
    assert (await member(h).post(f"/bookings/{id}/extend", json=new)).status_code == 403
    far = await clerk.post(f"/bookings/{id}/extend", json=new | {"due": str(TODAY + timedelta(days=61))})
    assert far.json()["rule"] == "due"
    assert (await clerk.post(f"/bookings/{id}/extend", json=new)).json()["due"] == new["due"]
    h.clock.set(at(TODAY + timedelta(days=10), 15))
    assert await h.tick() == 0
    assert (await member(h).post("/proposals", json=filing(booking_id=id))).status_code == 201
    late = await clerk.post(f"/bookings/{id}/extend", json=new)
    assert late.json()["rule"] == "state"
    (event,) = [e for e in await h.published() if isinstance(e, BookingExtended)]
    assert (event.before, event.due, event.policy_version) == (TODAY, TODAY + timedelta(days=10), 0)


async def test_a_county_s_bounds_hold_from_their_day_on(h: Harness) -> None:
    bounds = policies(SERVICE.metadata)["booking"].default().model_dump() | {"extensions_at_most": 0}
    changed = await h.client("county_admin").put(
        "/policies/booking", json={"document": bounds}, headers={"If-Match": '"0-000000000000"'}
    )
    assert changed.is_success, changed.text
    id = await booked(member(h), due=str(TODAY))
    refused = await h.client("clerk").post(
        f"/bookings/{id}/extend", json={"due": str(TODAY + timedelta(days=1)), "reason": "调研未完"}
    )
    assert refused.json()["rule"] == "extended-often"


@asynccontextmanager
async def transaction(h: Harness) -> AsyncGenerator[Tx]:
    """A transaction of the test's own, in the county."""
    async with h.runtime.worker_database.transaction([COUNTY]) as connection:
        yield Tx(connection, COUNTY, SYSTEM, h.clock.now(), correlation_id="test")


ENDS: dict[str, Callable[[Harness, str], Awaitable[Any]]] = {
    "release": lambda h, id: member(h).post(f"/bookings/{id}/release"),
    "file": lambda h, id: member(h).post("/proposals", json=filing(booking_id=id)),
    "extend": lambda h, id: h.client("clerk").post(
        f"/bookings/{id}/extend", json={"due": str(TODAY + timedelta(days=9)), "reason": "调研未完"}
    ),
}


@pytest.mark.parametrize("end", ENDS)
async def test_who_comes_while_the_lapse_is_being_stored_comes_too_late(h: Harness, end: str) -> None:
    id = await booked(member(h), due=str(TODAY))
    h.clock.set(at(TODAY, 15) + timedelta(minutes=59, seconds=30))
    waiting: asyncio.Task[Any]
    async with transaction(h) as tx:
        # What the ticker does: its row, then the booking.
        await tx.connection.execute(text("DELETE FROM timers WHERE kind = 'booking-lapse'"))
        waiting = asyncio.ensure_future(ENDS[end](h, id))
        tx.now = at(TODAY, 16)
        fired = commands.Fired(id, commands.LAPSE, 0, at(TODAY, 16), latest=True)
        await commands.on_lapse(tx, fired)
        await waits(h)
        assert not waiting.done()
    answer = await waiting
    assert (answer.status_code, answer.json()["rule"]) == (409, "state")
    await only_one_end(h)


@pytest.mark.parametrize("end", ENDS)
async def test_the_lapse_passes_over_a_booking_that_ends_otherwise(h: Harness, end: str) -> None:
    id = await booked(member(h), due=str(TODAY))
    h.clock.set(at(TODAY, 15) + timedelta(minutes=59, seconds=30))
    async with transaction(h) as tx:
        # Holds up the request just before it stores the booking, when it has the timer's row.
        await tx.connection.execute(text("SELECT 1 FROM bookings FOR UPDATE"))
        waiting = asyncio.ensure_future(ENDS[end](h, id))
        await waits(h)
        h.clock.set(at(TODAY, 16))
        assert await h.tick() == 0
    assert (await waiting).is_success
    await h.tick()
    assert not [e for e in await h.published() if isinstance(e, BookingLapsed)]
    await only_one_end(h)


async def waits(h: Harness) -> None:
    """Until some session waits for another's lock; the store is asked, and no time is guessed."""
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(30):
        while True:
            async with h.owner.connect() as connection:
                if await connection.scalar(query):
                    return


async def only_one_end(h: Harness) -> None:
    ends = [e for e in await h.published() if isinstance(e, BookingLapsed | BookingFulfilled | BookingReleased)]
    assert len(ends) <= 1
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []


@pytest.mark.tampered
async def test_the_migrations_refold_bookings_of_before(h: Harness) -> None:
    await booked(member(h))
    async with h.owner.begin() as connection:
        cut = r"""UPDATE bookings SET state = regexp_replace(state, ',"team":.*$', '}')"""
        await connection.execute(text(cut))
    async with h.owner.connect() as connection:
        assert len((await verify(connection, SERVICE.metadata))[1]) == 1
    async with h.owner.begin() as connection:
        for revision in ("0013_booking_plans.py", "0026_topic_offers.py"):
            for statement in refold(revision):
                await connection.exec_driver_sql(statement)
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []
