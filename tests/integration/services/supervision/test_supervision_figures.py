"""The figures of supervision: each against rows that ought to count and rows that must not."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.consultation import AssignmentCancelled
from contracts.conversion import TrackingRecommended
from contracts.submission import ProposalWithdrawn
from ops.authenticator import SoftwareAuthenticator
from services.supervision.app import SERVICE
from tests.support.harness import Harness, Serve
from tests.support.watched import SAID, admit, archive, archived, assign, reply, sign_on_paper

NOTHING = {"numerator": 0, "denominator": 0, "value": None}


@pytest.fixture
async def h(serve: Serve) -> Harness:
    return await serve(SERVICE)


async def figures(h: Harness, **query: Any) -> dict[str, Any]:
    answer = await h.client("chair").get("/figures", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def ok(h: Harness, role: str, path: str, body: dict[str, Any]) -> None:
    answer = await h.client(role).post(path, json=body)
    assert answer.is_success, answer.text


def ratio(figure: dict[str, Any]) -> tuple[int, int]:
    if figure["denominator"]:
        assert figure["value"] == figure["numerator"] / figure["denominator"]
    else:
        assert figure["value"] is None
    return figure["numerator"], figure["denominator"]


async def test_a_county_without_anything_divides_by_nothing(h: Harness) -> None:
    found = await figures(h)
    bounds = {"at_least": 0.15, "at_most": 0.25, "within": None}
    assert found["key"] == NOTHING | bounds
    assert (found["admitted"], found["supervised"], found["coverage"], found["class"], found["status"]) == (
        0, 0, None, {}, {}
    )  # fmt: skip
    assert [found[name] for name in ("appointed", "watched", "on_time")] == [NOTHING] * 3
    assert (found["sign_offs"]["asked"], found["overdue"], found["closed_unsigned"]) == (0, 0, 0)
    assert (await h.client("member", member_id="M1").get("/figures")).status_code == 403


async def test_key_is_a_share_of_the_admitted_with_bounds_of_the_policy(h: Harness) -> None:
    await admit(h, *(f"p{n}" for n in range(1, 5)))
    await archive(h, archived(1, answer_class="planned"))
    await ok(h, "clerk", "/tracking/A-2025-1/designate", {"reason": "上年未落实"})
    assert (await figures(h))["key"]["within"] is False
    await ok(h, "chair", "/oversights/p1/designate-key", {"leader": "示例领导"})
    found = await figures(h)
    # A quarter lies on the upper bound, and the archive's supervision is in no denominator.
    assert (ratio(found["key"]), found["key"]["within"]) == ((1, 4), True)
    assert (found["archived"], found["class"]) == (1, {"general": 3, "key": 1, "tracked": 1})
    await ok(h, "chair", "/oversights/p2/designate-key", {"leader": "示例领导"})
    assert (await figures(h))["key"]["within"] is False


async def test_tracked_is_a_share_of_the_year_before(h: Harness) -> None:
    await archive(
        h,
        *(archived(n, unfinished="示例事项未了") for n in range(1, 11)),
        archived(11, answer_class="solved", result="satisfied"),
        archived(1, 2024, result="dissatisfied"),
    )
    await admit(h, "p1")
    await h.deliver(TrackingRecommended(proposal_id="p1", reason="无成果"), "F-p1")
    for id in ("A-2025-3", "A-2024-1", "p1"):
        await ok(h, "clerk", f"/tracking/{id}/designate", {"reason": "继续督办"})
    found = (await figures(h))["tracked"]
    # Neither what has no reason, nor an older year, nor what was recommended only this year.
    assert (ratio(found), found["within"]) == ((1, 10), True)
    await ok(h, "clerk", "/tracking/A-2025-3/finish", {"finding": "已落实"})
    assert ratio((await figures(h))["tracked"]) == (1, 10)
    h.clock.set(h.clock.now() + timedelta(days=365))
    assert ratio((await figures(h))["tracked"]) == (1, 1)


async def test_appointed_is_not_watched_and_general_ones_stand_apart(h: Harness) -> None:
    await admit(h, "p1", "p2", "p3")
    await ok(h, "chair", "/oversights/p1/designate-key", {"leader": "示例领导"})
    for id, day in (("p1", "2026-03-01"), ("p2", "2025-11-01")):
        visit = {"kind": "call", "held_on": day, "findings": "已联系"}
        await ok(h, "supervisor", f"/oversights/{id}/activities", visit)
    found = await figures(h)
    assert [ratio(found[n]) for n in ("appointed", "watched", "appointed_general", "watched_general")] == [
        (3, 3), (1, 3), (2, 2), (0, 2)
    ]  # fmt: skip
    policy = {"key_share": 0.2, "key_tolerance": 0.05, "tracked_share": 0.1, "tracked_tolerance": 0.05}
    changed = policy | {"tracked_base_years": 1, "watched_within_days": 200}
    current = await h.client("county_admin").get("/policies/figures")
    put = await h.client("county_admin").put(
        "/policies/figures",
        json={"document": changed, "effective_from": (h.clock.now() + timedelta(hours=1)).isoformat()},
        headers={"If-Match": current.headers["etag"]},
    )
    assert put.is_success, put.text
    h.clock.set(h.clock.now() + timedelta(hours=2))
    assert ratio((await figures(h))["watched_general"]) == (1, 2)
    await h.deliver(ProposalWithdrawn(proposal_id="p2", reason="撤案"), "p2")
    assert ratio((await figures(h))["watched"]) == (1, 2)
    # An urge is a contact as an activity is, and grows as old.
    await assign(h, "p3")
    await ok(h, "clerk", "/oversights/p3/urges", {"assignment_id": "a-p3", "text": "请抓紧"})
    assert ratio((await figures(h))["watched"]) == (2, 2)
    h.clock.set(h.clock.now() + timedelta(days=201))
    assert ratio((await figures(h))["watched"]) == (0, 2)


async def test_members_who_take_part_and_what_is_followed_up_have_their_shares(h: Harness) -> None:
    await admit(h, "p1", "p2")
    await admit(h, "q1", session="S15-2")
    await ok(h, "chair", "/oversights/p1/designate-key", {"leader": "示例领导"})
    assert ratio((await figures(h))["activities"]["with_members"]) == (0, 0)

    async def held(id: str, **said: Any) -> None:
        visit = {"kind": "site_visit", "held_on": "2026-03-01", "findings": "示例情况"}
        await ok(h, "supervisor", f"/oversights/{id}/activities", visit | said)

    def asked(*dues: str) -> dict[str, Any]:
        return {"follow_ups": [{"what": "示例事项", "who": "示例专委会", "due": due} for due in dues]}

    await held("p1", members=["M1", "M2"], **asked("2026-03-10", "2026-06-01"))
    await held("p1", members=["M2"], **asked("2026-03-12", "2026-03-14"))
    await held("p2")
    # One leader's instruction is no occasion for members, and the other session's stands apart.
    await held("p2", kind="instruction", others=["示例领导"])
    await held("q1", members=["M9"])
    found = (await figures(h, session_id="S15-1"))["activities"]
    assert (ratio(found["with_members"]), ratio(found["with_members_general"]), found["members"]) == ((2, 3), (0, 1), 2)
    assert (await figures(h))["activities"]["members"] == 3
    by_due = {one["due"]: one["follow_up_id"] for one in (await h.client("clerk").get("/follow-ups")).json()["items"]}
    await ok(h, "clerk", f"/follow-ups/{by_due['2026-03-10']}/close", {"finding": "已办"})
    h.clock.set(h.clock.now() + timedelta(days=20))
    await ok(h, "clerk", f"/follow-ups/{by_due['2026-03-12']}/close", {"finding": "迟办"})
    found = (await figures(h, session_id="S15-1"))["follow_ups"]
    assert (ratio(found["in_time"]), found["open"], found["overdue"], found["to_close"]) == ((1, 3), 2, 1, 0)


async def test_an_unfinished_case_cannot_flatter_what_was_on_time(h: Harness) -> None:
    """On time ÷ (closed + open past due); what runs within its time is not judged yet, what was lifted is left out."""
    await admit(h, "p1", "p2", "p3", "p4")
    for id in ("p1", "p2", "p3", "p4"):
        await assign(h, id)
    assert ratio((await figures(h))["on_time"]) == (0, 0)
    await reply(h, "p1")
    assert (ratio((await figures(h))["on_time"]), (await figures(h))["overdue"]) == ((1, 1), 0)
    cancelled = AssignmentCancelled(proposal_id="p4", assignment_id="a-p4", unit_id="U1", reason="并案")
    await h.deliver(cancelled, "a-p4")
    h.clock.set(h.clock.now() + timedelta(days=200))
    # The ticker has not come round yet: past due is past due.
    found = await figures(h)
    assert (ratio(found["on_time"]), found["overdue"]) == ((1, 3), 2)
    await h.tick()
    assert (await figures(h))["overdue"] == 2
    await reply(h, "p2")
    found = await figures(h)
    assert (ratio(found["on_time"]), found["overdue"]) == ((1, 3), 1)


async def test_dates_that_stand_still_or_were_moved_have_denominators_of_their_own(h: Harness) -> None:
    ids = [f"p{n}" for n in range(1, 7)]
    await admit(h, *ids)
    found = (await figures(h))["dates"]
    assert [ratio(found[name]) for name in ("paused", "extended", "overdue")] == [(0, 0)] * 3
    for id in ids:
        await assign(h, id)
    office, unit = h.client("assigning_office"), h.client("unit", unit_id="U1")
    more = {"due": "2026-07-20", "reason": "资金未到位"}
    assert (await office.post("/deadlines/a-p1/pause", json={"reason": "等规划"})).is_success
    for id in ("p2", "p3", "p6"):
        assert (await office.post(f"/deadlines/a-{id}/extend", json=more)).is_success
    assert (await unit.post("/deadlines/a-p4/request-extension", json=more)).is_success
    await reply(h, "p3")
    cancelled = AssignmentCancelled(proposal_id="p6", assignment_id="a-p6", unit_id="U1", reason="并案")
    await h.deliver(cancelled, "a-p6")
    h.clock.set(h.clock.now() + timedelta(days=100))
    found = (await figures(h))["dates"]
    # Open are p1 (paused), p2 (extended), p4 and p5 (past due); p3 is met, and p6 is nobody's any more.
    assert (found["open"], found["asked"]) == (4, 1)
    assert [ratio(found[name]) for name in ("paused", "extended", "overdue")] == [(1, 4), (2, 5), (2, 4)]
    await h.tick()
    assert (await figures(h))["dates"] == found
    assert (await figures(h, session_id="S15-2"))["dates"]["open"] == 0


async def test_a_re_handling_does_not_make_the_first_reply_forgotten(h: Harness) -> None:
    await admit(h, "p1")
    await assign(h, "p1")
    h.clock.set(h.clock.now() + timedelta(days=200))
    await reply(h, "p1")
    await sign_on_paper(h, "p1", result="dissatisfied")
    assert ratio((await figures(h))["on_time"]) == (0, 1)
    await reply(h, "p1", cycle=2)
    assert ratio((await figures(h))["on_time"]) == (1, 2)


async def test_every_request_is_signed_assisted_unsigned_or_given_up(h: Harness) -> None:
    await admit(h, "p1", "p2", "p3", "p4")
    for id in ("p1", "p2", "p3", "p4"):
        await assign(h, id)
    await reply(h, "p1", "M1", "M2", "M3")
    await reply(h, "p2", "M1")
    await reply(h, "p3", "M1", "M2")
    await reply(h, "p4", "M1")
    await sign_on_paper(h, "p1", "M1", result="mostly_satisfied")
    device = await enrol(h, "M2")
    member = h.client("member", member_id="M2")
    asked = (await member.post("/sign-offs/r-p1-1/challenge", json=SAID)).json()
    body = {"signed_json": asked["signed_json"], "credential": device.get(asked["options"])}
    assert (await member.post("/sign-offs/r-p1-1/sign", json=body)).is_success
    await ok(h, "chair", "/oversights/p2/close-unsigned", {"why": "died", "reason": "已去世"})
    # The other of p3 is asked no more: its reply is superseded. Nobody is asked about what was withdrawn.
    await sign_on_paper(h, "p3", "M1", result="dissatisfied")
    await h.deliver(ProposalWithdrawn(proposal_id="p4", reason="撤案"), "p4")
    found = await figures(h)
    assert found["sign_offs"] == {
        "asked": 5,
        "signed": {"satisfied": 1, "mostly_satisfied": 0, "dissatisfied": 0},
        "assisted": {"satisfied": 0, "mostly_satisfied": 1, "dissatisfied": 1},
        "unsigned": 1,
        "closed_unsigned": 1,
    }
    assert found["closed_unsigned"] == 1


async def enrol(h: Harness, member: str) -> SoftwareAuthenticator:
    device = SoftwareAuthenticator("http://localhost:8080")
    code = "c" * 32
    path = f"/members/{member}/enrolments"
    assert (await h.client("clerk").post(path)).is_success
    assert (await h.client("clerk", subject="clerk2").post(f"{path}/confirm", json={"code": code})).is_success
    client = h.client("member", member_id=member)
    options = (await client.post("/passkeys/options", json={"code": code})).json()
    done = await client.post("/passkeys", json={"code": code, "credential": device.create(options)})
    assert done.is_success, done.text
    h.clock.set(h.clock.now() + timedelta(hours=25))
    return device


async def test_one_session_is_asked_apart_from_the_others(h: Harness) -> None:
    await admit(h, "p1", "p2")
    await admit(h, "q1", session="S15-2")
    await ok(h, "chair", "/oversights/p1/designate-key", {"leader": "示例领导"})
    for id in ("p1", "q1"):
        await assign(h, id)
    await reply(h, "q1", "M1", "M2")
    await sign_on_paper(h, "q1")
    first, second = await figures(h, session_id="S15-1"), await figures(h, session_id="S15-2")
    assert (ratio(first["key"]), ratio(second["key"])) == ((1, 2), (0, 1))
    assert (first["coverage"], first["class"]) == (1.0, {"general": 1, "key": 1})
    assert (ratio(first["on_time"]), ratio(second["on_time"])) == ((0, 0), (1, 1))
    assert (first["sign_offs"]["asked"], second["sign_offs"]["asked"]) == (0, 2)
    assert (await figures(h))["admitted"] == 3
    assert (await figures(h, session_id="S9-9"))["admitted"] == 0


async def test_another_county_sees_none_of_it(h: Harness) -> None:
    await admit(h, "p1")
    await archive(h, archived(1, answer_class="planned"))
    answer = await h.client("chair", county="330103").get("/figures")
    assert (answer.json()["admitted"], ratio(answer.json()["tracked"])) == (0, (0, 0))
