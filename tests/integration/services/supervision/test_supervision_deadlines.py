"""Dates over HTTP: what a county's rules, persons and the calendar make of them, whatever comes first."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from chassis.eventlog import SYSTEM, Tx
from chassis.workcalendar import WorkCalendar
from contracts.base import Event
from contracts.supervision import (
    DateStep,
    DeadlineExtended,
    DeadlineMissed,
    DeadlineNear,
    DeadlinePaused,
    DeadlineRecomputed,
    DeadlineResumed,
    DeadlineSet,
    ExtensionRefused,
    ExtensionRequested,
)
from services.supervision.app import SERVICE
from services.supervision.deadline import commands
from services.supervision.deadline.store import DEADLINES, deadline_id
from services.supervision.deadline.term import follow
from services.supervision.deadline.trace import words
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.signing import admitted, assigned, replied

OTHER = "330103"
START = datetime(2026, 3, 2, 2, tzinfo=UTC)
KEY_SOONER = {"name": "重点提案", "classes": ["key"], "months": 2}
BETWEEN = {"name": "闭会提案", "channels": ["between_sessions"], "working_days": 40}


@pytest.fixture
async def h(serve: Serve) -> Harness:
    h = await serve(SERVICE)
    h.clock.set(START)
    return h


async def change(h: Harness, policy: str, **changes: Any) -> None:
    admin = h.client("county_admin")
    found = await admin.get(f"/policies/{policy}")
    document = found.json()["document"] | changes
    put = await admin.put(
        f"/policies/{policy}", json={"document": document}, headers={"If-Match": found.headers["etag"]}
    )
    assert put.status_code == 200, put.text


async def act(h: Harness, path: str, body: dict[str, Any] | None = None, role: str = "assigning_office") -> Any:
    answer = await h.client(role, unit_id="U1").post(f"/deadlines/a1/{path}", json=body or {})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def shown(h: Harness) -> Any:
    return (await h.client("assigning_office").get("/deadlines/a1")).json()


async def test_dates_and_sign_offs_are_asked_for_by_their_proposal(h: Harness) -> None:
    for one in ("1", "2"):
        await h.deliver(admitted(f"p{one}"), f"p{one}")
        of_it = {"proposal_id": f"p{one}"}
        await h.deliver(assigned(h, f"a{one}").model_copy(update=of_it), f"a{one}")
        await h.deliver(replied(h, f"r{one}", f"a{one}").model_copy(update=of_it), f"r{one}")
    clerk, stranger = h.client("clerk"), h.client("clerk", county=OTHER)
    for path, key in (("/deadlines", "assignment_id"), ("/sign-offs", "reply_id")):
        whole = (await clerk.get(path)).json()["items"]
        assert len(whole) == 2
        (listed,) = (await clerk.get(path, params={"proposal_id": "p2"})).json()["items"]
        assert (listed["proposal_id"], listed[key][1:]) == ("p2", "2")
        assert (await stranger.get(path, params={"proposal_id": "p2"})).json()["items"] == []
    # Whoever is asked on the other one alone sees nothing of it.
    other = h.client("member", member_id="M9")
    assert (await other.get("/sign-offs", params={"proposal_id": "p2"})).json()["items"] == []


async def of(h: Harness, *types: type[Event]) -> list[Any]:
    return [event for event in await h.published() if isinstance(event, types)]


async def test_a_unit_asks_for_more_time_and_the_assigning_office_decides(h: Harness) -> None:
    await h.deliver(assigned(h), "a1")
    wish = {"due": "2026-07-04", "reason": "需上级批复"}
    asked = await act(h, "request-extension", wish, "unit")
    assert (asked["due"], asked["asked"]) == ("2026-06-02", {"due": "2026-07-06", "reason": "需上级批复"})
    office = h.client("assigning_office")
    listed = (await office.get("/deadlines", params={"asked": True})).json()["items"]
    assert [one["assignment_id"] for one in listed] == ["a1"]
    await act(h, "refuse-extension", {"reason": "时间充足"})
    assert (await office.get("/deadlines", params={"asked": True})).json()["items"] == []
    again = await office.post("/deadlines/a1/refuse-extension", json={"reason": "时间充足"})
    assert (again.status_code, again.json()["rule"]) == (409, "not-asked")
    await act(h, "request-extension", wish, "unit")
    granted = await act(h, "extend", wish)
    # 4 July is a Saturday.
    assert (granted["due"], granted["due_version"], granted["asked"]) == ("2026-07-06", 2, None)
    assert [step["rule"] for step in granted["trace"]] == ["start", "months", "extended", "next_working"]
    decided = [type(one) for one in await of(h, ExtensionRequested, ExtensionRefused, DeadlineExtended)]
    assert decided == [ExtensionRequested, ExtensionRefused, ExtensionRequested, DeadlineExtended]


async def test_what_was_asked_and_decided_is_told_with_the_latest_date_that_may_be(h: Harness) -> None:
    await h.deliver(assigned(h), "a1")
    wish = {"due": "2026-07-02", "reason": "需上级批复"}
    await act(h, "request-extension", wish, "unit")
    await act(h, "refuse-extension", {"reason": "时间充足"})
    await act(h, "request-extension", wish, "unit")
    await act(h, "extend", wish)
    await act(h, "pause", {"reason": "等待规划"})
    await act(h, "resume")
    office = h.client("assigning_office")
    found = (await office.get("/deadlines/a1/course")).json()
    told = [(one["what"], one["due"], one["reason"]) for one in found["decisions"]]
    assert told == [
        ("requested", "2026-07-02", "需上级批复"), ("refused", "2026-07-02", "时间充足"),
        ("requested", "2026-07-02", "需上级批复"), ("extended", "2026-07-02", "需上级批复"),
        ("paused", None, "等待规划"), ("resumed", "2026-07-02", None),
    ]  # fmt: skip
    assert [one["by"] is None for one in found["decisions"]] == [True, False, True, False, False, False]
    # As it says: the latest is given, the day after it is not.
    late = {"due": (date.fromisoformat(found["latest"]) + timedelta(days=1)).isoformat(), "reason": "情况复杂"}
    refused = await office.post("/deadlines/a1/extend", json=late)
    assert (refused.status_code, refused.json()["rule"]) == (409, "at-most")
    assert (await act(h, "extend", late | {"due": found["latest"]}))["due"] == found["latest"]
    # Its own unit reads it; for another's it does not exist.
    assert (await h.client("unit", unit_id="U1").get("/deadlines/a1/course")).status_code == 200
    assert (await h.client("unit", unit_id="U9").get("/deadlines/a1/course")).status_code == 404


async def test_only_the_unit_itself_asks_and_only_the_office_decides(h: Harness) -> None:
    await h.deliver(assigned(h), "a1")
    wish = {"due": "2026-07-02", "reason": "需上级批复"}
    other = h.client("unit", unit_id="U9")
    assert (await other.post("/deadlines/a1/request-extension", json=wish)).status_code == 404
    for role in ("unit", "clerk", "supervisor"):
        for path, body in (
            ("extend", wish),
            ("pause", {"reason": "等待"}),
            ("resume", {}),
            ("refuse-extension", {"reason": "x"}),
        ):
            assert (await h.client(role).post(f"/deadlines/a1/{path}", json=body)).status_code == 403
    assert not await of(h, ExtensionRequested, DeadlineExtended, DeadlinePaused)


async def test_a_pause_stops_the_tiers_and_gives_its_days_back(h: Harness) -> None:
    await h.deliver(assigned(h), "a1")
    h.clock.set(datetime(2026, 5, 25, tzinfo=UTC))
    await h.tick()
    assert [one.tier for one in await of(h, DeadlineNear)] == [30, 15]
    paused = await act(h, "pause", {"reason": "等待上级规划批复"})
    assert (paused["state"], paused["paused_on"]) == ("paused", "2026-05-25")
    h.clock.set(datetime(2026, 6, 24, tzinfo=UTC))
    await h.tick()
    assert len(await of(h, DeadlineNear)) == 2
    assert not await of(h, DeadlineMissed)
    figures = (await h.client("clerk").get("/figures")).json()
    assert figures["overdue"] == 0
    resumed = await act(h, "resume")
    assert (resumed["state"], resumed["due"], resumed["pause"]) == ("running", "2026-07-02", None)
    assert "中止 30 天" in resumed["why"][-1]
    (event,) = await of(h, DeadlineResumed)
    # Eight days are left: the tiers of 30 and 15 are not said once more.
    assert (event.days, event.due_version, event.tiers) == (30, 2, (7, 0))
    h.clock.set(datetime(2026, 7, 3, tzinfo=UTC))
    await h.tick()
    assert [one.tier for one in await of(h, DeadlineNear)] == [30, 15, 7, 0]
    assert [one.fell_due for one in await of(h, DeadlineMissed)] == [date(2026, 7, 3)]
    # The pause does not use up the six months.
    assert (await act(h, "extend", {"due": "2026-10-02", "reason": "情况复杂"}))["due"] == "2026-10-08"


async def test_a_reply_while_the_time_stands_still_is_on_time(h: Harness) -> None:
    await h.deliver(admitted(), "p1")
    await h.deliver(assigned(h), "a1")
    await act(h, "pause", {"reason": "等待批复"})
    h.clock.set(START + timedelta(days=200))
    await h.deliver(replied(h), "r1")
    met = await shown(h)
    assert (met["state"], met["met_on_time"], met["met_late"]) == ("met", 1, 0)


async def test_pause_and_tick_at_once_end_in_one_order(h: Harness) -> None:
    await h.deliver(assigned(h), "a1")
    h.clock.set(datetime(2026, 5, 25, tzinfo=UTC))
    office = h.client("assigning_office")
    answers = await asyncio.gather(
        office.post("/deadlines/a1/pause", json={"reason": "等待"}),
        h.tick(),
        office.post("/deadlines/a1/pause", json={"reason": "再等"}),
    )
    assert sorted((answers[0].status_code, answers[2].status_code)) == [200, 409]
    await h.tick()
    assert len(await of(h, DeadlinePaused)) == 1
    assert [one.tier for one in await of(h, DeadlineNear)] in ([], [30, 15])


@pytest.mark.parametrize("first", ["admission", "assignment"])
async def test_a_rule_of_a_channel_counts_whichever_event_comes_first(h: Harness, first: str) -> None:
    await change(h, "deadline", rules=[BETWEEN])
    h.clock.set(START + timedelta(minutes=5))
    matter = (admitted().model_copy(update={"channel": "between_sessions"}), "p1")
    given = (assigned(h), "a1")
    for event, id in (matter, given) if first == "admission" else (given, matter):
        await h.deliver(event, id)
    found = await shown(h)
    assert found["due"] == "2026-04-28"
    assert found["why"][1] == "按政策 40 个工作日（闭会提案）：2026-04-28"
    moved = [(one.basis, one.due_version) for one in await of(h, DeadlineRecomputed)]
    assert moved == ([] if first == "admission" else [("term", 2)])


async def test_admission_and_assignment_at_once_know_each_other(h: Harness) -> None:
    await change(h, "deadline", rules=[BETWEEN])
    h.clock.set(START + timedelta(minutes=5))
    for n in range(6):
        p, a = f"p{n}", f"a{n}"
        matter = admitted(p).model_copy(update={"channel": "between_sessions"})
        given = assigned(h, a).model_copy(update={"proposal_id": p})
        await asyncio.gather(h.deliver(matter, p), h.deliver(given, a))
        found = (await h.client("clerk").get(f"/deadlines/{a}")).json()
        assert found["due"] == "2026-04-28"


async def test_a_proposal_that_becomes_key_has_the_term_of_a_key_one(h: Harness) -> None:
    await change(h, "deadline", rules=[KEY_SOONER])
    h.clock.set(START + timedelta(minutes=5))
    await h.deliver(admitted(), "p1")
    await h.deliver(assigned(h), "a1")
    assert (await shown(h))["due"] == "2026-06-02"
    chosen = {"key_number": 1, "leader": "示例领导"}
    assert (await h.client("chair").post("/oversights/p1/designate-key", json=chosen)).status_code == 200
    found = await shown(h)
    assert (found["due"], found["due_version"]) == ("2026-05-06", 2)
    assert "按政策 2 个月（重点提案）：2026-05-02" in found["why"]


async def test_a_candidate_that_becomes_tracked_has_the_term_of_a_tracked_one(h: Harness) -> None:
    await change(h, "deadline", rules=[KEY_SOONER | {"name": "跟踪提案", "classes": ["tracked"]}])
    h.clock.set(START + timedelta(minutes=5))
    await h.deliver(admitted(), "p1")
    await h.deliver(assigned(h), "a1")
    taken = await h.client("clerk").post("/tracking/p1/designate", json={"reason": "上届承诺未落实"})
    assert taken.status_code == 200, taken.text
    assert ((await shown(h))["due"], (await shown(h))["due_version"]) == ("2026-05-06", 2)


async def test_a_helper_that_is_called_into_a_re_handling_has_its_term_and_keeps_it(h: Harness) -> None:
    await change(h, "deadline", rules=[KEY_SOONER | {"rehandling": False}])
    h.clock.set(START + timedelta(minutes=5))
    await h.deliver(admitted(), "p1")
    await h.deliver(assigned(h, "a1", "helper").model_copy(update={"cycle": 2}), "a1")
    assert (await shown(h))["due"] == "2026-04-02"
    chosen = {"key_number": 1, "leader": "示例领导"}
    assert (await h.client("chair").post("/oversights/p1/designate-key", json=chosen)).status_code == 200
    assert (await shown(h))["due_version"] == 1


async def test_days_that_the_county_changes_move_its_running_dates_once_and_nobody_elses(h: Harness) -> None:
    await h.deliver(admitted(), "p1")
    for n in range(1, 4):
        await h.deliver(assigned(h, f"a{n}"), f"a{n}")
    await h.deliver(replied(h), "r1")
    await h.deliver(assigned(h, "b1"), "b1", OTHER)
    await change(h, "calendar", off=["2026-06-02"])
    await h.tick()
    assert not await of(h, DeadlineRecomputed)
    h.clock.set(START + timedelta(minutes=2))
    for _ in range(3):
        await h.tick()
    moved = await of(h, DeadlineRecomputed)
    assert sorted((one.assignment_id, one.before, one.due) for one in moved) == [
        (id, date(2026, 6, 2), date(2026, 6, 3)) for id in ("a2", "a3")
    ]
    assert not [one for one in await h.published(OTHER) if isinstance(one, DeadlineRecomputed)]
    # A change that moves nothing says nothing.
    await change(h, "calendar", off=["2026-06-02", "2026-12-24"])
    h.clock.set(START + timedelta(minutes=9))
    for _ in range(3):
        await h.tick()
    assert len(await of(h, DeadlineRecomputed)) == 2


async def test_a_year_that_is_announced_ends_the_guess_and_says_so(h: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    known = "chassis.workcalendar.WorkCalendar.is_tentative"
    with monkeypatch.context() as before:
        before.setattr(known, lambda _, day: day.year == 2026)
        await h.deliver(assigned(h), "a1")
        assert "尚未公布" in (await shown(h))["why"][-1]
        h.clock.set(START + timedelta(days=1, minutes=1))
        await h.tick()
        assert not await of(h, DeadlineRecomputed)
    h.clock.set(START + timedelta(days=2, minutes=2))
    await h.tick()
    found = await shown(h)
    assert (found["due"], found["due_version"]) == ("2026-06-02", 1)
    assert not any("尚未公布" in line for line in found["why"])
    (said,) = await of(h, DeadlineRecomputed)
    assert said.before == said.due
    # It is looked at no more, and its tiers are as they were.
    h.clock.set(datetime(2026, 5, 4, tzinfo=UTC))
    await h.tick()
    assert [(one.tier, one.due_version) for one in await of(h, DeadlineNear)] == [(30, 1)]
    async with h.owner.connect() as connection:
        kinds = await connection.execute(text("SELECT DISTINCT kind FROM timers"))
        assert list(kinds.scalars()) == ["deadline"]


async def test_a_restored_store_looks_at_a_guess_at_the_moment_at_which_the_lost_one_would_have(
    h: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.workcalendar.WorkCalendar.is_tentative", lambda _, day: day.year == 2026)
    await h.deliver(assigned(h), "a1")

    async def timers() -> list[tuple[Any, ...]]:
        async with h.owner.connect() as connection:
            found = await connection.execute(text("SELECT kind, tier, due_at FROM timers ORDER BY kind, tier"))
            return [tuple(row) for row in found]

    lost = await timers()
    assert ("calendar", 0, datetime(2026, 3, 2, 16, tzinfo=UTC)) in lost
    h.clock.set(START + timedelta(hours=3))
    async with h.runtime.database.transaction([COUNTY]) as connection:
        tx = Tx(connection, COUNTY, SYSTEM, h.clock.now(), correlation_id="rebuild")
        await connection.execute(text("DELETE FROM timers"))
        await commands.schedule(tx, await DEADLINES.load(tx, deadline_id("a1")))
    assert await timers() == lost


async def test_the_trace_recomputes_the_stored_date(h: Harness) -> None:
    """With the answer alone and the official calendar, as an auditor would."""
    await h.deliver(assigned(h), "a1")
    await act(h, "pause", {"reason": "等待批复"})
    h.clock.set(START + timedelta(days=10))
    await act(h, "resume")
    await act(h, "extend", {"due": "2026-07-04", "reason": "情况复杂"})
    found = await shown(h)
    trace = tuple(DateStep.model_validate(step) for step in found["trace"])
    assert follow(trace, WorkCalendar()) == trace
    assert trace[-1].day.isoformat() == found["due"]
    assert list(words(trace)) == found["why"]
    (event,) = await of(h, DeadlineSet)
    assert event.role == "sole"
    assert event.decided_at.replace(microsecond=0) == START
