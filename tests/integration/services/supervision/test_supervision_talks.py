"""Dissatisfied with the process alone: the committee talks it over, and nothing is handled again."""

from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.supervision import ProcessTalkCalled, ProcessTalkEnded, ProcessTalkHeld, RehandlingOrdered
from services.supervision.app import SERVICE
from tests.support.harness import Harness, Serve
from tests.support.signing import admitted, assigned, enrol, replied, signed
from tests.support.watched import SAID

START = datetime(2026, 3, 2, 2, tzinfo=UTC)
TALKED = {"held_on": "2026-03-03", "form": "face_to_face", "outcome": "已说明延迟的原因，委员理解"}
DONE = {"conclusion": "单位今后先联系委员"}


@pytest.fixture
async def h(serve: Serve) -> Harness:
    h = await serve(SERVICE)
    h.clock.set(START)
    await h.deliver(admitted("p1", "M1", "M2"), "p1")
    await h.deliver(assigned(h), "a1")
    await h.deliver(replied(h, copies=("M1", "M2")), "r1")
    return h


async def called(h: Harness, **said: Any) -> dict[str, Any]:
    device = await enrol(h)
    said = {"process": "dissatisfied", "comment": "办理中从未联系"} | said
    assert (await signed(h, device, **said)).status_code == 200
    (one,) = (await h.client("clerk").get("/process-talks")).json()["items"]
    return one


async def refused(h: Harness, path: str, body: dict[str, Any]) -> str:
    r = await h.client("clerk").post(path, json=body)
    assert r.status_code == 409, r.text
    return r.json()["rule"]


async def test_it_is_talked_over_recorded_and_ended(h: Harness) -> None:
    one = await called(h)
    said = (one["member_id"], one["reply_id"], one["unit_id"], one["result"], one["comment"], one["state"])
    assert said == ("M1", "r1", "U1", "satisfied", "办理中从未联系", "called")
    path, clerk = f"/process-talks/{one['id']}", h.client("clerk")
    assert await refused(h, f"{path}/end", DONE) == "talk-first"
    for day in ("2026-03-02", "2026-03-04"):
        assert await refused(h, f"{path}/hold", TALKED | {"held_on": day}) == "held-on"
    for form in ("phone", "face_to_face"):
        assert (await clerk.post(f"{path}/hold", json=TALKED | {"form": form})).json()["state"] == "talked"
    assert await refused(h, f"{path}/end", DONE | {"declined": True}) == "talked-already"
    ended = (await clerk.post(f"{path}/end", json=DONE)).json()
    assert (ended["state"], ended["declined"], [t["form"] for t in ended["talks"]]) == (
        "ended", False, ["phone", "face_to_face"],
    )  # fmt: skip
    assert await refused(h, f"{path}/hold", TALKED) == "state"
    assert await refused(h, f"{path}/end", DONE) == "state"
    kinds = [
        type(e) for e in await h.published() if isinstance(e, ProcessTalkCalled | ProcessTalkHeld | ProcessTalkEnded)
    ]
    assert kinds == [ProcessTalkCalled, ProcessTalkHeld, ProcessTalkHeld, ProcessTalkEnded]
    assert not any(isinstance(e, RehandlingOrdered) for e in await h.published())


async def test_who_wants_no_talk_is_ended_as_that(h: Harness) -> None:
    one = await called(h)
    ended = await h.client("clerk").post(f"/process-talks/{one['id']}/end", json=DONE | {"declined": True})
    assert (ended.json()["state"], ended.json()["declined"], ended.json()["talks"]) == ("ended", True, [])


@pytest.mark.parametrize(
    "said", [{"process": "mostly_satisfied"}, {"process": "dissatisfied", "result": "dissatisfied"}, {}]
)
async def test_nothing_else_calls_for_it(h: Harness, said: dict[str, Any]) -> None:
    device = await enrol(h)
    assert (await signed(h, device, **said)).status_code == 200
    assert (await h.client("clerk").get("/process-talks")).json()["items"] == []


async def test_a_paper_form_calls_for_it_too(h: Harness) -> None:
    form = SAID | {"process": "dissatisfied", "member_id": "M2", "scan_sha256": "f" * 64}
    assert (await h.client("clerk").post("/sign-offs/r1/paper", json=form)).is_success
    assert not (await h.client("clerk").get("/process-talks")).json()["items"]
    assert (await h.client("clerk", subject="clerk2").post("/sign-offs/r1/paper/M2/confirm")).is_success
    assert [one["member_id"] for one in (await h.client("clerk").get("/process-talks")).json()["items"]] == ["M2"]


async def test_the_member_sees_their_own_and_nobody_else_s(h: Harness) -> None:
    one = await called(h)
    path = f"/process-talks/{one['id']}"
    own, other = h.client("member", member_id="M1"), h.client("member", member_id="M2")
    assert (await own.get(path)).json()["id"] == one["id"]
    assert len((await own.get("/process-talks")).json()["items"]) == 1
    assert (await other.get(path)).status_code == 404
    assert (await other.get("/process-talks")).json()["items"] == []
    for role, claims in (("unit", {"unit_id": "U1"}), ("assessor", {})):
        assert (await h.client(role, **claims).get(path)).status_code == 403
    assert (await own.post(f"{path}/end", json=DONE)).status_code == 403
    for state, count in (("called", 1), ("ended", 0)):
        found = await h.client("clerk").get("/process-talks", params={"state": state, "proposal_id": "p1"})
        assert len(found.json()["items"]) == count
