"""Calls that are announced, due, reminded of and corrected."""

import asyncio
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from chassis.eventlog import verify
from contracts.conversion import TopicSuggested
from contracts.submission import CallCorrected, CallDue, TopicBooked
from services.submission.app import SERVICE
from services.submission.duty import commands as duties
from services.submission.duty.store import DUTIES
from services.submission.session import commands as sessions
from services.submission.session.store import SESSIONS
from tests.integration.services.submission.test_submission_booking_plans import transaction
from tests.integration.services.submission.test_submission_calls import (
    TODAY,
    at,
    booked,
    h,
    member,
    published,
    topics,
)
from tests.integration.services.submission.test_submission_refold import refold
from tests.support.harness import Harness

__all__ = ["h"]

OPENS = date(2026, 4, 30)
"""Of the next session, so that its catalogue is due on March 31."""
ANNOUNCED = {
    "call_id": "C9",
    "kind": "commissioned",
    "title": "示例重点清单",
    "basis": "示例办法",
    "publish_on": str(TODAY + timedelta(days=10)),
    "publisher": "提案委办公室",
}


async def scheduled(h: Harness) -> None:
    window = {"plenary_opens": f"{OPENS}T01:00:00Z", "plenary_cutoff": "2026-05-02T01:00:00Z"}
    sent = {"session_id": "S15-2", "term": 15, "number": 2, **window}
    assert (await h.client("clerk").post("/sessions", json=sent)).status_code == 201


async def due(h: Harness, duty_id: str) -> list[tuple[date, int]]:
    return [(e.reminded_on, e.reminder) for e in await h.published() if isinstance(e, CallDue) and e.duty_id == duty_id]


async def looked(h: Harness, day: date) -> None:
    """Every timer of that morning; a second time, because what is over must not be reminded of again."""
    h.clock.set(at(day))
    await h.tick()
    await h.tick()


async def test_the_catalogue_is_reminded_of_until_it_is_out(h: Harness) -> None:
    await scheduled(h)
    first = OPENS - timedelta(days=30)
    for day in (first - timedelta(days=1), first, first + timedelta(days=6), first + timedelta(days=7)):
        await looked(h, day)
    assert await due(h, "catalogue:S15-2") == [(first, 1), (first + timedelta(days=7), 2)]
    # A catalogue of another session meets nothing.
    await published(h, "K1", kind="catalogue", session_id="S15-1", closes_on="2026-12-31")
    await looked(h, first + timedelta(days=14))
    assert len(await due(h, "catalogue:S15-2")) == 3
    assert (await published(h, "K2", kind="catalogue", session_id="S15-2", closes_on="2026-12-31")).is_success
    await looked(h, first + timedelta(days=21))
    assert len(await due(h, "catalogue:S15-2")) == 3
    (shown,) = [
        one for one in (await h.client("clerk").get("/call-reminders")).json()["items"] if one["kind"] == "catalogue"
    ]
    assert (shown["session_id"], shown["due_on"], shown["reminders"]) == ("S15-2", str(first), 3)
    assert (await member(h).get("/call-reminders")).status_code == 403


async def test_a_catalogue_that_names_no_session_is_for_the_next_plenary(h: Harness) -> None:
    await scheduled(h)
    assert (await published(h, "K1", kind="catalogue", closes_on="2026-12-31")).is_success
    await looked(h, OPENS - timedelta(days=3))
    assert await due(h, "catalogue:S15-2") == []


async def test_after_downtime_it_is_reminded_of_once_and_not_when_the_plenary_is_on(h: Harness) -> None:
    await scheduled(h)
    await looked(h, OPENS - timedelta(days=3))
    assert [n for _, n in await due(h, "catalogue:S15-2")] == [1]
    await looked(h, OPENS + timedelta(days=30))
    assert [n for _, n in await due(h, "catalogue:S15-2")] == [1]


async def test_a_plenary_that_moves_moves_what_is_due(h: Harness) -> None:
    await scheduled(h)
    later = {"plenary_opens": "2026-06-30T01:00:00Z", "plenary_cutoff": "2026-07-02T01:00:00Z", "reason": "改期"}
    assert (await h.client("county_admin").post("/sessions/S15-2/change-window", json=later)).is_success
    await looked(h, OPENS)
    assert await due(h, "catalogue:S15-2") == []
    await looked(h, date(2026, 5, 31))
    assert await due(h, "catalogue:S15-2") == [(date(2026, 5, 31), 1)]


async def test_each_quarter_has_its_own_and_none_is_forgotten(h: Harness) -> None:
    await looked(h, date(2026, 4, 14))
    assert await due(h, "quarterly:2026-2") == []
    await looked(h, date(2026, 4, 15))
    await looked(h, date(2026, 4, 22))
    assert len(await due(h, "quarterly:2026-2")) == 2
    assert (await published(h, "Q2", kind="quarterly", closes_on="2026-12-31")).is_success
    await looked(h, date(2026, 5, 30))
    assert len(await due(h, "quarterly:2026-2")) == 2
    await looked(h, date(2026, 7, 15))
    assert len(await due(h, "quarterly:2026-3")) == 1
    # Down for most of a year: the quarter that is on is reminded of once, the ones that are over no more.
    h.clock.set(at(date(2027, 2, 1)))
    for _ in range(6):
        await h.tick()
    found = [e.duty_id for e in await h.published() if isinstance(e, CallDue)]
    assert found == ["quarterly:2026-2"] * 2 + ["quarterly:2026-3", "quarterly:2027-1"]


async def test_a_county_says_what_it_is_reminded_of(h: Harness) -> None:
    document = {"remind": [], "catalogue_days_before": 30, "quarterly_day": 15, "again_days": 7}
    changed = await h.client("county_admin").put(
        "/policies/call-reminders", json={"document": document}, headers={"If-Match": '"0-000000000000"'}
    )
    assert changed.is_success, changed.text
    await scheduled(h)
    await looked(h, date(2026, 4, 20))
    assert not [e for e in await h.published() if isinstance(e, CallDue)]


@pytest.mark.tampered
async def test_a_restored_store_looks_again_and_repeats_nothing(h: Harness) -> None:
    await scheduled(h)
    await looked(h, date(2026, 4, 20))
    before = [e for e in await h.published() if isinstance(e, CallDue)]
    assert {e.duty_id for e in before} == {"catalogue:S15-2", "quarterly:2026-2"}
    async with h.owner.begin() as connection:
        await connection.execute(text("DELETE FROM timers"))
    async with transaction(h) as tx:
        for id in ("S15-1", "S15-2"):
            await sessions.rebuild(tx, await SESSIONS.load(tx, id))
        for id in ("catalogue:S15-2", "quarterly:2026-2"):
            await duties.rebuild(tx, await DUTIES.load(tx, id))
    await looked(h, date(2026, 4, 20))
    assert [e for e in await h.published() if isinstance(e, CallDue)] == before
    await looked(h, date(2026, 4, 27))
    assert len(await due(h, "catalogue:S15-2")) == len(await due(h, "quarterly:2026-2")) == 2


async def announced(h: Harness, **changes: Any) -> httpx.Response:
    return await h.client("clerk").post("/calls/announce", json=ANNOUNCED | changes)


async def test_an_announced_call_is_reminded_of_until_it_is_published(h: Harness) -> None:
    assert (await announced(h)).json()["state"] == "announced"
    refused = await member(h).post("/bookings", json={"call_id": "C9", "topic": 0})
    assert refused.json()["rule"] == "state"
    day = TODAY + timedelta(days=10)
    for looked_on in (day - timedelta(days=1), day, day + timedelta(days=7)):
        await looked(h, looked_on)
    assert await due(h, "announced:C9") == [(day, 1), (day + timedelta(days=7), 2)]
    (event, _) = [e for e in await h.published() if isinstance(e, CallDue)]
    assert (event.call_id, event.title, event.publisher) == ("C9", "示例重点清单", "提案委办公室")
    out = await published(h, "C9", closes_on="2026-12-31")
    assert (out.status_code, out.json()["publish_on"]) == (201, str(day))
    await looked(h, day + timedelta(days=60))
    assert len(await due(h, "announced:C9")) == 2


async def test_an_announced_call_may_be_dropped(h: Harness) -> None:
    await announced(h)
    clerk = h.client("clerk")
    assert (await clerk.post("/calls/C9/drop", json={"reason": "并入目录"})).json()["state"] == "dropped"
    await looked(h, TODAY + timedelta(days=30))
    assert await due(h, "announced:C9") == []
    assert (await clerk.post("/calls/C9/drop", json={"reason": "再次"})).json()["rule"] == "state"
    assert (await published(h, "C9")).json()["rule"] == "published-already"
    assert (await clerk.post("/calls/C1/drop", json={"reason": "已发布"})).json()["rule"] == "state"


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"call_id": "C1"}, "announced-already"),
        ({"publish_on": str(TODAY - timedelta(days=1))}, "publish-on"),
        ({"session_id": "S404"}, "session-unknown"),
    ],
)
async def test_a_bad_announcement_gets_a_clear_answer(h: Harness, changes: dict[str, Any], rule: str) -> None:
    answer = await announced(h, **changes)
    assert (answer.status_code, answer.json()["rule"]) == (409, rule)


async def corrected(h: Harness, **changes: Any) -> httpx.Response:
    return await h.client("clerk").post("/calls/C1/correct", json={"reason": "更正"} | changes)


async def test_an_open_call_is_corrected_and_says_what_changed(h: Harness) -> None:
    await booked(member(h), 0, due=str(TODAY + timedelta(days=20)))
    new = str(TODAY + timedelta(days=25))
    answer = await corrected(h, title="示例清单（更正）", closes_on=new, add=topics("夜间公交"), withdraw=[3])
    assert answer.status_code == 200, answer.text
    view = (await member(h).get("/calls/C1")).json()
    assert [(t["title"], t["withdrawn"], t["places_left"]) for t in view["topics"]][3:] == [
        ("校园午休", True, 0),
        ("夜间公交", False, 1),
    ]
    (correction,) = view["corrections"]
    assert (correction["title_before"], correction["withdrawn"]) == ("示例预约清单", ["校园午休"])
    (event,) = [e for e in await h.published() if isinstance(e, CallCorrected)]
    assert (event.closes_on_before, str(event.closes_on)) == (TODAY + timedelta(days=30), new)
    assert (await member(h).post("/bookings", json={"call_id": "C1", "topic": 3})).json()["rule"] == "topic-withdrawn"
    await booked(member(h, "M2"), 4)
    for changes, rule in (
        ({"withdraw": [0]}, "topic-booked"),
        ({"closes_on": str(TODAY + timedelta(days=19))}, "bookings-due"),
        ({}, "correction-empty"),
    ):
        assert (await corrected(h, **changes)).json()["rule"] == rule
    # The call closes by its new last day.
    h.clock.set(at(TODAY + timedelta(days=25), 16))
    await h.tick()
    assert (await member(h).get("/calls/C1")).json()["state"] == "closed"
    assert (await corrected(h, title="迟了")).json()["rule"] == "state"


async def test_of_a_booking_and_the_withdrawal_of_its_topic_one_happens(h: Harness) -> None:
    for topic in range(3):
        booking, correction = await asyncio.gather(
            member(h, f"M{topic + 1}").post("/bookings", json={"call_id": "C1", "topic": topic}),
            corrected(h, withdraw=[topic]),
        )
        rules = {booking.json().get("rule"), correction.json().get("rule")}
        assert (booking.status_code, correction.status_code) in {(201, 409), (409, 200)}
        assert rules <= {None, "topic-withdrawn", "topic-booked"}
    bookings = [e.topic for e in await h.published() if isinstance(e, TopicBooked)]
    gone = [t.index for e in await h.published() if isinstance(e, CallCorrected) for t in e.withdrawn]
    assert sorted(bookings + gone) == [0, 1, 2]


async def test_what_was_suggested_goes_with_its_topic(h: Harness) -> None:
    await h.deliver(TopicSuggested(proposal_id="P0", outcome_id="o1", topic="助餐点消防安全"), "o1")
    taking = [{"title": "助餐点消防安全", "source": "成果转化", "suggestion_id": "o1"}]
    assert (await corrected(h, add=taking)).status_code == 200
    assert (await published(h, "C2", topics=taking)).json()["rule"] == "suggestion-taken"
    assert (await corrected(h, withdraw=[4])).status_code == 200
    assert (await published(h, "C2", topics=taking)).status_code == 201
    # Who took it meanwhile keeps it, whatever else of the first call is corrected.
    assert (await corrected(h, title="再次更正")).status_code == 200
    (suggested,) = (await h.client("clerk").get("/suggested-topics")).json()["items"]
    assert suggested["call_id"] == "C2"
    unknown = [taking[0] | {"suggestion_id": "o404"}]
    assert (await corrected(h, add=unknown)).json()["rule"] == "suggestion-unknown"


@pytest.mark.tampered
async def test_the_migration_refolds_calls_of_before(h: Harness) -> None:
    async with h.owner.begin() as connection:
        cut = r"""UPDATE calls SET state = regexp_replace(state, ',"publish_on":.*$', '}'), published_on = NULL"""
        await connection.execute(text(cut))
        # As it was stored then: without the day of its publication.
        await connection.execute(text("ALTER TABLE event_log DISABLE TRIGGER append_only"))
        old = r"""UPDATE event_log SET data = regexp_replace(data, ',"published_on":"[^"]*"', '')
                  WHERE aggregate = 'calls'"""
        await connection.execute(text(old))
    hash_only = "was altered"

    async def findings() -> list[str]:
        async with h.owner.connect() as connection:
            return [f.what for f in (await verify(connection, SERVICE.metadata))[1] if hash_only not in f.what]

    assert await findings() == ["row differs from its refolded events"]
    async with h.owner.begin() as connection:
        for statement in refold("0014_call_duties.py"):
            await connection.exec_driver_sql(statement)
    assert await findings() == []
