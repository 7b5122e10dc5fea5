"""The list of supervisions by class, supervisor, leader, state, unit, silence, follow-ups and due tier."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import postgresql

from contracts.consultation import AssignmentCancelled
from contracts.submission import ProposalWithdrawn
from services.supervision.app import SERVICE
from services.supervision.oversight.listing import Wanted, listing
from services.supervision.oversight.store import OVERSIGHTS
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.watched import admit, archive, archived, assign

TIERS = [30, 15, 7, 0]


@pytest.fixture
async def h(serve: Serve) -> Harness:
    return await serve(SERVICE)


async def ok(h: Harness, role: str, path: str, body: dict[str, Any]) -> None:
    answer = await h.client(role).post(path, json=body)
    assert answer.is_success, answer.text


async def found(h: Harness, **filters: Any) -> list[str]:
    answer = await h.client("supervisor").get("/oversights", params=filters)
    assert answer.status_code == 200, answer.text
    return [one["proposal_id"] for one in answer.json()["items"]]


async def test_each_filter_shows_what_it_says_and_all_of_them_hold(h: Harness) -> None:
    await admit(h, "p1", "p2", "p3")
    await admit(h, "q1", session="S15-2")
    await archive(h, archived(1, answer_class="planned"))
    await ok(h, "clerk", "/tracking/A-2025-1/designate", {"reason": "上年未落实"})
    await ok(h, "chair", "/oversights/p1/designate-key", {"leader": "示例领导", "key_number": 1})
    await ok(h, "clerk", "/oversights/p2/appoint", {"supervisor": "示例领导"})
    await assign(h, "p2")
    await h.deliver(ProposalWithdrawn(proposal_id="p3", reason="撤案"), "p3")
    call = {"kind": "call", "held_on": "2026-03-01", "findings": "已联系"}
    await ok(h, "supervisor", "/oversights/p2/activities", call | {
        "follow_ups": [{"what": "报送方案", "who": "示例专委会", "due": "2026-04-01"}]
    })  # fmt: skip
    assert await found(h) == ["A-2025-1", "p1", "p2", "p3", "q1"]
    assert await found(h, supervision_class="tracked") == ["A-2025-1"]
    assert await found(h, supervisor="示例领导") == ["p1", "p2"]
    # A general proposal that a leader's office watches is not one that the leader leads.
    assert await found(h, leader="示例领导") == ["p1"]
    assert await found(h, leader="示例领导", supervision_class="general") == []
    assert await found(h, state="cancelled") == ["p3"]
    assert await found(h, session_id="S15-2") == ["q1"]
    assert await found(h, unit_id="U1") == ["p2"]
    assert await found(h, follow_ups_open=True) == ["p2"]
    assert await found(h, follow_ups_open=False, session_id="S15-1") == ["p1", "p3"]
    cancelled = AssignmentCancelled(proposal_id="p2", assignment_id="a-p2", unit_id="U1", reason="误交")
    await h.deliver(cancelled, "a-p2")
    assert await found(h, unit_id="U1") == []
    first = (await h.client("chair").get("/oversights?limit=2&session_id=S15-1")).json()
    rest = (await h.client("chair").get(f"/oversights?limit=2&session_id=S15-1&after={first['next']}")).json()
    assert [one["proposal_id"] for one in (*first["items"], *rest["items"])] == ["p1", "p2", "p3"]
    assert rest["next"] is None
    other = await h.client("chair", county="330103").get("/oversights?supervisor=示例领导")
    assert other.json()["items"] == []


async def test_silence_is_counted_from_the_last_contact_or_from_the_opening(h: Harness) -> None:
    await admit(h, "p1", "p2", "p3")
    await assign(h, "p3")
    await ok(h, "clerk", "/oversights/p2/activities", {"kind": "call", "held_on": "2026-02-20", "findings": "已联系"})
    # Opened today: nobody can have been in contact for long.
    assert await found(h, silent_days=10) == []
    h.clock.set(h.clock.now() + timedelta(days=11))
    await ok(h, "clerk", "/oversights/p3/urges", {"assignment_id": "a-p3", "text": "请抓紧"})
    assert await found(h, silent_days=10) == ["p1", "p2"]
    h.clock.set(h.clock.now() + timedelta(days=11))
    assert await found(h, silent_days=10) == ["p1", "p2", "p3"]
    assert await found(h, silent_days=20) == ["p1", "p2"]
    # Of one from before, whose opening is not known, nobody can say that it is new.
    async with h.owner.begin() as connection:
        await connection.execute(text("UPDATE oversights SET opened_on = NULL WHERE proposal_id = 'p1'"))
    assert await found(h, silent_days=3000) == ["p1"]


async def test_a_due_tier_holds_each_proposal_once_by_its_earliest_date(h: Harness) -> None:
    await admit(h, "p1", "p2", "p3")
    await assign(h, "p1")
    due = (await h.client("clerk").get("/deadlines/a-p1")).json()["due"]
    start = h.clock.now()
    h.clock.set(start + timedelta(days=20))
    await assign(h, "p2")
    for days_before, tier in ((40, None), (30, 30), (16, 30), (15, 15), (7, 7), (1, 7), (0, 0), (-1, -1), (-40, -1)):
        day = date.fromisoformat(due) - timedelta(days=days_before)
        h.clock.set(start.replace(year=day.year, month=day.month, day=day.day))
        shown = {one: "p1" in await found(h, tier=one) for one in (*TIERS, -1)}
        assert [one for one, there in shown.items() if there] == ([] if tier is None else [tier]), days_before
    # Paused, nothing falls due.
    h.clock.set(start + timedelta(days=85))
    await ok(h, "assigning_office", "/deadlines/a-p1/pause", {"reason": "示例"})
    assert [await found(h, tier=one) for one in TIERS] == [["p2"], [], [], []]


@pytest.mark.parametrize("query", ["tier=-2", "tier=367", "silent_days=0", "silent_days=4000", "state=lost"])
async def test_filters_are_bounded(h: Harness, query: str) -> None:
    assert (await h.client("chair").get(f"/oversights?{query}")).status_code == 422
    assert (await h.client("unit", unit_id="U1").get("/oversights")).status_code == 403


MANY = (
    """INSERT INTO oversights (county, id, version, hash, state, proposal_id, status, class, supervisor)
       SELECT '330102', 'S-' || n, 1, '', '{}', 'p' || n, CASE WHEN n % 9 = 0 THEN 'open' ELSE 'closed' END,
              CASE WHEN n % 7 = 0 THEN 'key' ELSE 'general' END, '示例专委会' || n % 100
       FROM generate_series(1, 20000) n""",
    """INSERT INTO deadlines (county, id, version, hash, state, proposal_id, unit_id, status, due)
       SELECT '330102', 'D-' || n, 1, '', '{}', 'p' || n, 'U1',
              CASE WHEN n % 20 = 0 THEN 'running' ELSE 'met' END, date '2026-02-01' + n % 200
       FROM generate_series(1, 20000) n""",
    """INSERT INTO handlings (county, assignment_id, proposal_id, unit_id)
       SELECT '330102', 'a' || n, 'p' || n, 'U' || n % 200 FROM generate_series(1, 20000) n""",
    """INSERT INTO follow_ups (county, follow_up_id, proposal_id, activity_id, what, who, due, state, overdue)
       SELECT '330102', 'f' || n, 'p' || n, 'v', 'x', 'y', date '2026-02-01' + n % 200,
              CASE WHEN n % 100 = 0 THEN 'open' ELSE 'closed' END, false FROM generate_series(1, 20000) n""",
    "ANALYZE oversights, deadlines, handlings, follow_ups",
)


async def test_a_filter_finds_its_index_behind_the_wall_between_counties(h: Harness) -> None:
    """As the application's role, whose policies keep an index unused where its operator tells of other rows."""
    async with h.owner.begin() as connection:
        for statement in MANY:
            await connection.exec_driver_sql(statement)
    for wanted, index in (
        (Wanted(supervisor="示例专委会1"), "oversights_county_supervisor_status_idx"),
        (Wanted(state="open", supervision_class="key"), "oversights_county_status_class_id_idx"),
        (Wanted(unit_id="U1"), "handlings_county_unit_id_idx"),
        (Wanted(tier=-1), "deadlines_county_status_due_idx"),
        (Wanted(tier=7), "deadlines_county_status_due_idx"),
        (Wanted(follow_ups_open=True), "follow_ups_county_state_due_idx"),
    ):
        statement = listing(COUNTY, wanted, TIERS, h.clock.now().date()).order_by(OVERSIGHTS.table.c.id).limit(50)
        compiled = statement.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
        async with h.runtime.database.transaction([COUNTY]) as connection:
            plan = "\n".join((await connection.exec_driver_sql(f"EXPLAIN {compiled}")).scalars())
        assert index in plan, (wanted, plan)
