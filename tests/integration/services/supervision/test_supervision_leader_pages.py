"""A leader's sheet and the county's: what is led at which risk, and what waits for whom."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.submission import UnitEnrolled
from services.supervision.app import SERVICE
from tests.support.harness import Harness, Serve
from tests.support.statements import counted
from tests.support.watched import admit, archive, archived, assign

MAYOR = "县长"


@pytest.fixture
async def h(serve: Serve) -> Harness:
    found = await serve(SERVICE)
    unit = UnitEnrolled(unit_id="U1", name="示例单位", system="government", linked_committee="示例专委会")
    await found.deliver(unit, "U1")
    return found


async def ok(h: Harness, role: str, path: str, body: dict[str, Any] | None = None, **claims: Any) -> None:
    answer = await h.client(role, **claims).post(path, json=body)
    assert answer.is_success, answer.text


async def sheet(h: Harness, path: str, **query: Any) -> dict[str, Any]:
    answer = await h.client("chair").get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_leader_sees_their_own_and_what_waits_for_them(h: Harness) -> None:
    await admit(h, "p1", "p2", "p3", "p4")
    for id, number, leader in (("p1", 2, MAYOR), ("p2", None, MAYOR), ("p3", None, "县委副书记")):
        await ok(h, "chair", f"/oversights/{id}/designate-key", {"key_number": number, "leader": leader})
    await ok(h, "clerk", "/oversights/p4/appoint", {"supervisor": MAYOR})
    for id in ("p1", "p2"):
        await assign(h, id)
    await ok(h, "clerk", "/oversights/p2/order")
    asked = [{"what": what, "unit_id": "U1", "due": "2026-03-20"} for what in ("报送方案", "落实资金")]
    told = {"kind": "instruction", "held_on": "2026-03-01", "findings": "请抓紧办理", "others": [MAYOR]}
    await ok(h, "supervisor", "/oversights/p1/activities", told | {"follow_ups": asked})
    follow_ups = (await h.client("clerk").get("/follow-ups")).json()["items"]
    (plan,) = [one["follow_up_id"] for one in follow_ups if one["what"] == "报送方案"]
    await ok(h, "unit", f"/follow-ups/{plan}/answer", {"text": "方案已报"}, unit_id="U1")
    h.clock.set(h.clock.now() + timedelta(days=25))
    found = await sheet(h, "/leader-page", leader=MAYOR)
    assert (found["principal"], found["more"]) == (2, False)
    assert [(one["proposal_id"], one["key_number"]) for one in found["proposals"]] == [("p1", 2), ("p2", None)]
    waiting = found["waiting"]
    assert waiting["to_order"] == ["p1"]
    assert [(one["answer"], one["kind"]) for one in waiting["answered"]] == [("方案已报", "instruction")]
    assert [(one["what"], one["overdue"]) for one in waiting["open"]] == [("落实资金", True)]
    await ok(h, "clerk", f"/follow-ups/{plan}/close", {"finding": "已阅"})
    await ok(h, "clerk", "/oversights/p1/order")
    waiting = (await sheet(h, "/leader-page", leader=MAYOR))["waiting"]
    assert (waiting["to_order"], waiting["answered"]) == ([], [])
    # No unit handles it yet, so that there is nothing to sign.
    other = await sheet(h, "/leader-page", leader="县委副书记")
    assert (other["principal"], other["waiting"]["to_order"]) == (None, [])
    assert (await sheet(h, "/leader-page", leader="无此人"))["proposals"] == []
    assert (await h.client("unit", unit_id="U1").get("/leader-page?leader=x")).status_code == 403
    assert (await h.client("chair").get("/leader-page")).status_code == 422


async def test_the_county_on_one_sheet(h: Harness) -> None:
    empty = await sheet(h, "/county-page")
    assert (empty["coverage"], empty["general"]["value"], empty["total"]["proposals"]) == (None, None, 0)
    await admit(h, "p1", "p2", "p3", "p4", "p5")
    await admit(h, "q1", session="S15-2")
    await archive(h, archived(1, answer_class="planned"))
    await ok(h, "clerk", "/tracking/A-2025-1/designate", {"reason": "上年未落实"})
    await ok(h, "chair", "/oversights/p1/designate-key", {"key_number": 2, "leader": MAYOR})
    for id in ("p1", "p2"):
        await assign(h, id)
    later = h.clock.now() + timedelta(days=100)
    h.clock.set(later)
    call = {"kind": "call", "held_on": later.date().isoformat(), "findings": "已联系"}
    await ok(h, "supervisor", "/oversights/p2/activities", call)
    found = await sheet(h, "/county-page", session_id="S15-1")
    assert (found["admitted"], found["coverage"]) == (5, 1.0)
    shares = {name: (found[name]["numerator"], found[name]["denominator"]) for name in ("key", "general", "tracked")}
    assert shares == {"key": (1, 5), "general": (4, 5), "tracked": (1, 1)}
    watched = {name: (found[name]["numerator"], found[name]["denominator"]) for name in ("appointed", "watched")}
    assert watched == {"appointed": (5, 5), "watched": (1, 5)}
    lines = {one["supervisor"]: one for one in found["supervisors"]}
    assert (lines[MAYOR]["leader"], lines[MAYOR]["principal"], lines[MAYOR]["high"]) == (True, 2, 1)
    assert (lines["提案委员会"]["leader"], lines["提案委员会"]["proposals"]) == (False, 3)
    # Overdue alone is a high risk; those that nobody has assigned are silent as well.
    assert lines["示例专委会"] == {
        "supervisor": "示例专委会", "leader": False, "principal": None, "proposals": 1, "high": 1, "medium": 0,
        "low": 0, "overdue": 1, "silent": 0, "to_order": 1,
    }  # fmt: skip
    total = found["total"]
    assert (total["proposals"], total["overdue"], total["silent"], total["to_order"]) == (5, 2, 4, 2)
    assert total["high"] + total["medium"] + total["low"] == 5
    assert found["classes"]["key"]["proposals"] + found["classes"]["general"]["proposals"] == 5
    assert (await sheet(h, "/county-page"))["classes"]["tracked"]["proposals"] == 1


async def test_a_sheet_costs_as_many_statements_for_many_as_for_few(h: Harness) -> None:
    costs: list[list[int]] = []
    for start, stop in ((0, 2), (2, 40)):
        for n in range(start, stop):
            await admit(h, f"p{n}")
            await ok(h, "chair", f"/oversights/p{n}/designate-key", {"leader": MAYOR})
        cost: list[int] = []
        for path in (f"/leader-page?leader={MAYOR}", "/county-page"):
            with counted(h.runtime.database) as seen:
                assert (await h.client("chair").get(path)).status_code == 200
            cost.append(len(seen))
        costs.append(cost)
    assert costs[0] == costs[1]
