"""Activities: who took part, what was found, and what they left to be done until it is answered, closed or overdue."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from chassis.eventlog import SYSTEM, Tx, verify
from contracts.base import Event
from contracts.submission import ProposalWithdrawn, UnitEnrolled
from contracts.supervision import ActivityHeld, FollowUpOverdue
from services.supervision.activity import commands
from services.supervision.activity.store import ACTIVITIES, FOLLOW_UPS
from services.supervision.app import SERVICE
from services.supervision.oversight.store import OVERSIGHTS, oversight_id
from tests.integration.services.supervision.test_supervision_refold import refold
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.watched import admit, assign

VISIT: dict[str, Any] = {
    "kind": "site_visit",
    "held_on": "2026-03-01",
    "findings": "选址已定，资金未落实",
    "members": ["M1", "M7"],
    "units": ["U1"],
    "others": ["示例领导"],
    "next_on": "2026-04-20",
}
FUNDS = {"what": "落实资金", "due": "2026-03-20", "unit_id": "U1"}
REPORT = {"what": "整理专题报告", "due": "2026-03-25", "who": "提案委员会"}


@pytest.fixture
async def h(serve: Serve) -> Harness:
    found = await serve(SERVICE)
    for id in ("U1", "U2"):
        enrolled = UnitEnrolled(unit_id=id, name=f"示例单位{id}", system="government", linked_committee="示例委员会")
        await found.deliver(enrolled, id)
    await admit(found, "p1", "p2")
    return found


async def record(h: Harness, proposal: str = "p1", **said: Any) -> Any:
    return await h.client("supervisor").post(f"/oversights/{proposal}/activities", json=VISIT | said)


async def listed(h: Harness, query: str = "", **claims: Any) -> list[dict[str, Any]]:
    client = h.client("unit", **claims) if claims else h.client("clerk")
    answer = await client.get(f"/follow-ups{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def of_type(h: Harness, kind: type[Event]) -> list[Any]:
    return [event for event in await h.published() if isinstance(event, kind)]


async def test_an_activity_keeps_who_took_part_and_what_is_to_be_done(h: Harness) -> None:
    said = await record(h, follow_ups=[FUNDS, REPORT])
    assert said.status_code == 200, said.text
    shown = said.json()
    assert (shown["contacts"], shown["last_contact"], shown["next_activity"]) == (1, "2026-03-01", "2026-04-20")
    assert [one["due"] for one in shown["follow_ups"]] == ["2026-03-20", "2026-03-25"]
    (activity,) = (await h.client("chair").get("/activities?proposal_id=p1")).json()["items"]
    assert {name: activity[name] for name in VISIT} == VISIT
    (event,) = await of_type(h, ActivityHeld)
    assert [one.who for one in event.follow_ups] == ["示例单位U1", "提案委员会"]
    assert (event.activity_id, event.recorded_by) == (activity["id"], activity["recorded_by"])
    assert [one["what"] for one in await listed(h, unit_id="U1")] == ["落实资金"]
    assert len(await listed(h)) == 2


async def test_the_planned_day_stays_until_an_activity_on_it_or_after(h: Harness) -> None:
    assert (await record(h)).json()["next_activity"] == "2026-04-20"
    assert (await record(h, held_on="2026-03-02", next_on=None)).json()["next_activity"] == "2026-04-20"
    h.clock.set(h.clock.now() + timedelta(days=60))
    assert (await record(h, held_on="2026-04-21", next_on=None)).json()["next_activity"] is None


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ({"held_on": "2099-01-01", "next_on": None}, "held-on"),
        ({"next_on": "2026-03-01"}, "next-on"),
        ({"follow_ups": [FUNDS | {"due": "2026-02-28"}]}, "follow-up-due"),
        ({"follow_ups": [FUNDS | {"unit_id": "U9"}]}, "unit-unknown"),
        ({"units": ["U9"]}, "unit-unknown"),
        ({"follow_ups": [{"what": "落实", "due": "2026-03-20"}]}, "follow-up-who"),
    ],
)
async def test_what_cannot_be_so_is_refused_by_rule(h: Harness, said: dict[str, Any], rule: str) -> None:
    answer = await record(h, **said)
    assert (answer.status_code, answer.json()["rule"]) == (409, rule)
    assert (await h.client("clerk").get("/activities")).json()["items"] == []


async def test_no_more_are_open_at_once_than_a_state_can_hold(h: Harness) -> None:
    for _ in range(5):
        assert (await record(h, follow_ups=[REPORT] * 20)).status_code == 200
    assert (await record(h, follow_ups=[REPORT])).json()["rule"] == "follow-ups-at-most"


async def test_the_unit_that_was_asked_answers_once_and_the_supervisor_closes(h: Harness) -> None:
    await record(h, follow_ups=[FUNDS])
    (asked,) = await listed(h)
    path = f"/follow-ups/{asked['follow_up_id']}"
    other, own = h.client("unit", unit_id="U2"), h.client("unit_leader", unit_id="U1")
    assert (await other.post(f"{path}/answer", json={"text": "不是我们"})).status_code == 404
    assert await listed(h, unit_id="U2") == []
    assert (await own.post(f"{path}/answer", json={"text": "资金已落实"})).status_code == 200
    assert (await own.post(f"{path}/answer", json={"text": "再答"})).json()["rule"] == "follow-up-answered"
    assert (await own.post(f"{path}/close", json={"finding": "自己销号"})).status_code == 403
    closed = await h.client("supervisor").post(f"{path}/close", json={"finding": "已到账"})
    assert closed.json()["follow_ups"] == []
    again = await h.client("supervisor").post(f"{path}/close", json={"finding": "再次"})
    assert again.json()["rule"] == "follow-up-closed"
    (asked,) = await listed(h, "?state=closed")
    assert (asked["answer"], asked["finding"], asked["late"]) == ("资金已落实", "已到账", False)
    unknown = h.client("supervisor")
    assert (await unknown.post("/follow-ups/none/close", json={"finding": "无"})).status_code == 404


async def test_what_passes_its_day_is_recorded_once_also_after_downtime(h: Harness) -> None:
    await record(h, follow_ups=[FUNDS, REPORT, FUNDS | {"what": "报送方案", "due": "2026-03-22"}])
    (first,) = [one for one in await listed(h) if one["what"] == "落实资金"]
    own = h.client("unit", unit_id="U1")
    assert (await own.post(f"/follow-ups/{first['follow_up_id']}/answer", json={"text": "已落实"})).is_success
    assert await h.tick() == 0
    h.clock.set(h.clock.now() + timedelta(days=40))
    # Seen at once, whether or not the ticker has come round.
    assert {one["due"] for one in await listed(h, "?overdue=true")} == {"2026-03-22", "2026-03-25"}
    assert await h.tick() == 1
    assert await h.tick() == 0
    missed = await of_type(h, FollowUpOverdue)
    assert [(e.due.isoformat(), e.fell_due.isoformat(), e.unit_id) for e in missed] == [
        ("2026-03-22", "2026-03-23", "U1"),
        ("2026-03-25", "2026-03-26", None),
    ]
    late = next(one for one in await listed(h, "?overdue=true") if one["unit_id"] == "U1")
    assert (await own.post(f"/follow-ups/{late['follow_up_id']}/answer", json={"text": "已报送"})).is_success
    (answered,) = [one for one in await listed(h) if one["follow_up_id"] == late["follow_up_id"]]
    assert (answered["state"], answered["overdue"], answered["late"]) == ("answered", False, True)
    assert await h.tick() == 0


async def test_nothing_is_left_to_do_for_what_was_withdrawn(h: Harness) -> None:
    await record(h, follow_ups=[FUNDS])
    await h.deliver(ProposalWithdrawn(proposal_id="p1", reason="撤案"), "p1")
    h.clock.set(h.clock.now() + timedelta(days=40))
    assert await h.tick() == 0
    assert await of_type(h, FollowUpOverdue) == []
    (left,) = await listed(h)
    assert (left["state"], left["overdue"]) == ("lapsed", False)
    own = h.client("unit", unit_id="U1")
    answer = await own.post(f"/follow-ups/{left['follow_up_id']}/answer", json={"text": "已落实"})
    assert answer.json()["rule"] == "state"


async def test_letters_and_urges_stand_among_the_activities_and_a_letter_names_one(h: Harness) -> None:
    await record(h)
    await assign(h, "p1")
    await assign(h, "p2")
    clerk = h.client("clerk")
    urged = await clerk.post("/oversights/p1/urges", json={"assignment_id": "a-p1", "text": "请抓紧"})
    assert urged.is_success, urged.text
    (visit,) = (await clerk.get("/activities?kind=site_visit")).json()["items"]
    said = {"activity_id": visit["id"]}
    assert (await clerk.post("/oversights/p2/order", json=said)).status_code == 404
    order = await clerk.post("/oversights/p1/order", json=said)
    assert order.json()["activity"] == {"activity_id": visit["id"], "kind": "site_visit", "held_on": "2026-03-01"}
    found = (await clerk.get("/activities")).json()["items"]
    assert [one["kind"] for one in found] == ["letter", "urge", "site_visit"]
    assert (found[0]["findings"], found[0]["units"]) == (order.json()["number"], ["U1"])
    assert (found[1]["findings"], found[1]["held_on"]) == ("请抓紧", "2026-03-02")
    assert [one["kind"] for one in (await clerk.get("/activities?kind=letter")).json()["items"]] == ["letter"]
    first = (await clerk.get("/activities?limit=2")).json()
    rest = (await clerk.get(f"/activities?limit=2&after={first['next']}")).json()
    assert [one["id"] for one in (*first["items"], *rest["items"])] == [one["id"] for one in found]
    # One without an activity says nothing of any.
    assert (await clerk.post("/oversights/p2/order")).json()["activity"] is None


async def rows(h: Harness) -> Any:
    async with h.owner.connect() as connection:
        return [
            (await connection.execute(select(table).order_by(*table.primary_key.columns))).all()
            for table in (ACTIVITIES, FOLLOW_UPS)
        ]


async def test_a_restored_store_has_them_again_from_the_supervisions(h: Harness) -> None:
    await record(h, follow_ups=[FUNDS, REPORT])
    asked = await listed(h)
    own = h.client("unit", unit_id="U1")
    (mine,) = [one for one in asked if one["unit_id"] == "U1"]
    assert (await own.post(f"/follow-ups/{mine['follow_up_id']}/answer", json={"text": "已落实"})).is_success
    before = await rows(h)
    async with h.owner.begin() as connection:
        for table in ("activities", "follow_ups", "timers"):
            await connection.execute(text(f"DELETE FROM {table}"))
    for _ in range(2):
        async with h.runtime.worker_database.transaction([COUNTY]) as connection:
            tx = Tx(connection, COUNTY, SYSTEM, h.clock.now(), correlation_id="c1")
            await commands.rebuild(tx, await OVERSIGHTS.load(tx, oversight_id("p1")))
    assert await rows(h) == before
    h.clock.set(h.clock.now() + timedelta(days=40))
    assert await h.tick() == 1


async def test_activities_of_an_earlier_release_are_refolded_and_listed(h: Harness) -> None:
    await record(h, members=[], units=[], others=[], next_on=None)
    await assign(h, "p1")
    assert (await h.client("clerk").post("/oversights/p1/order")).status_code == 201
    module = refold("0024_activities", "REFOLD")
    added = {"oversights": ("opened_on", "next_activity", "follow_ups"), "orders": ("activity",)}
    opened = {"p1": "2026-03-02", "p2": "2026-03-02"}
    async with h.owner.begin() as connection:
        for table, names in added.items():
            for id, state in (await connection.execute(text(f"SELECT id, state FROM {table}"))).all():
                older = {name: value for name, value in json.loads(state).items() if name not in names}
                stored = json.dumps(older, ensure_ascii=False, separators=(",", ":"))
                await connection.execute(
                    text(f"UPDATE {table} SET state = :state WHERE id = :id"), {"state": stored, "id": id}
                )
        await connection.execute(text("DELETE FROM activities"))
    async with h.owner.connect() as connection:
        assert len((await verify(connection, SERVICE.metadata))[1]) == 3
    async with h.owner.begin() as connection:
        for statement in (*module, refold("0024_activities", "EARLIER")):
            await connection.exec_driver_sql(statement)
        # The events of this test say the day already; those of before do not.
        for id, day in opened.items():
            await connection.execute(
                text("UPDATE oversights SET state = replace(state, :unknown, :day) WHERE proposal_id = :id"),
                {"id": id, "unknown": '"opened_on":null', "day": f'"opened_on":"{day}"'},
            )
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []
    (visit,) = (await h.client("clerk").get("/activities?kind=site_visit")).json()["items"]
    assert (visit["findings"], visit["id"][:2]) == (VISIT["findings"], "A-")
