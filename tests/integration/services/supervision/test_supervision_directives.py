"""What the supervision system directs and announces, where those who act on it look: activities, follow-ups, desks."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.bus import Message
from contracts import external
from contracts.external.base import CloudEvent
from contracts.submission import ProposalWithdrawn
from contracts.supervision import ActivityHeld, FollowUpOverdue
from services.supervision.activity.domain import OPEN_AT_MOST
from services.supervision.app import SERVICE
from services.supervision.exchange.intake import Intake
from tests.support import watched
from tests.support.harness import Harness, Serve
from tests.support.otherside import directive

START = datetime(2026, 3, 5, 2, tzinfo=UTC)


@pytest.fixture
async def h(serve: Serve) -> Harness:
    h = await serve(SERVICE)
    h.clock.set(START)
    await watched.admit(h, "p1", "p2")
    return h


async def take(h: Harness, *events: CloudEvent) -> None:
    values = [event.encode() for event in events]
    await Intake(h.runtime).on_batch(
        [Message(external.INBOUND, 0, n, None, value, {}) for n, value in enumerate(values)]
    )


def due(day: str | None, id: str = "d1", sequence: int = 1, proposal: str = "p1", **more: Any) -> CloudEvent:
    said = directive(id, sequence, proposal).data | more
    return directive(id, sequence, proposal, data=said | ({"due": day} if day else {}))


def inspection(id: str, sequence: int, day: str) -> CloudEvent:
    data = {
        "proposal_id": "p1",
        "number": "示例督查〔2026〕1号",
        "announced_by": "县委县政府督查室",
        "inspection_on": day,
        "matters": "办理进度",
    }
    return directive(id, sequence, type=external.InspectionAnnounced.wire_name(), data=data)


async def follow_ups(h: Harness) -> list[dict[str, Any]]:
    return (await h.client("clerk").get("/follow-ups")).json()["items"]


async def on_desk(h: Harness, proposal: str = "p1") -> dict[str, Any]:
    found = (await h.client("supervisor").get("/desk")).json()["items"]
    return next(one for one in found if one["proposal_id"] == proposal)


async def test_a_directive_is_an_instruction_that_each_unit_answers_by_its_day(h: Harness) -> None:
    await watched.assign(h, "p1")
    await take(h, due("2026-03-20"))
    (held,) = (await h.client("clerk").get("/activities", params={"proposal_id": "p1"})).json()["items"]
    assert (held["kind"], held["held_on"], held["others"]) == ("instruction", "2026-03-02", ["县委办公室"])
    (asked,) = await follow_ups(h)
    assert (asked["unit_id"], asked["due"], asked["state"]) == ("U1", "2026-03-20", "open")
    shown = await on_desk(h)
    assert (shown["last_contact"], shown["next"]) == ("2026-03-02", {"kind": "follow_up", "day": "2026-03-20"})
    unit = h.client("unit", unit_id="U1")
    answered = await unit.post(f"/follow-ups/{asked['follow_up_id']}/answer", json={"text": "示例：已部署落实。"})
    assert answered.status_code == 200, answered.text
    assert [one["state"] for one in await follow_ups(h)] == ["answered"]


async def test_a_day_that_goes_by_is_recorded_once_and_is_a_risk(h: Harness) -> None:
    await watched.assign(h, "p1")
    await take(h, due("2026-03-20"))
    h.clock.set(START + timedelta(days=30))
    for _ in range(2):
        await h.tick()
    (missed,) = [one for one in await h.published() if isinstance(one, FollowUpOverdue)]
    assert (missed.due.isoformat(), missed.unit_id) == ("2026-03-20", "U1")
    reasons = [one["reason"] for one in (await on_desk(h))["risk"]["reasons"]]
    assert "follow_up_overdue" in reasons


async def test_without_a_unit_the_supervisor_does_it_and_without_a_day_nobody_is_asked(h: Harness) -> None:
    await take(h, due("2026-03-20"), due(None, "d2", 2, "p2"))
    (asked,) = await follow_ups(h)
    assert (asked["proposal_id"], asked["unit_id"], bool(asked["who"])) == ("p1", None, True)
    assert len([one for one in await h.published() if isinstance(one, ActivityHeld)]) == 2


async def test_said_again_it_is_carried_in_once(h: Harness) -> None:
    await take(h, due("2026-03-20"))
    await take(h, due("2026-03-20"))
    assert len(await follow_ups(h)) == 1


async def test_a_day_before_it_was_given_asks_nobody_and_a_later_one_is_of_today(h: Harness) -> None:
    await take(h, due("2026-03-01"), due("2026-04-30", "d2", 2, "p2", given_on="2026-04-01"))
    (asked,) = await follow_ups(h)
    assert (asked["proposal_id"], asked["due"]) == ("p2", "2026-04-30")
    held = {one.proposal_id: one.held_on.isoformat() for one in await h.published() if isinstance(one, ActivityHeld)}
    assert held == {"p1": "2026-03-02", "p2": "2026-03-05"}


async def test_what_was_withdrawn_or_is_full_is_still_acknowledged(h: Harness) -> None:
    await h.deliver(ProposalWithdrawn(proposal_id="p2", reason="示例：提案人撤回"), "p2")
    many = [{"what": "示例事项", "who": "示例单位", "due": "2026-03-30"}] * 20
    for _ in range(OPEN_AT_MOST // 20):
        visit = {"kind": "site_visit", "held_on": "2026-03-04", "findings": "示例", "follow_ups": many}
        held = await h.client("supervisor").post("/oversights/p1/activities", json=visit)
        assert held.status_code == 200, held.text
    await take(h, due("2026-03-20"), due("2026-03-20", "d2", 2, "p2"))
    received = (await h.client("clerk").get("/exchange/received")).json()["items"]
    assert [one["status"] for one in received] == ["received"] * 2
    assert not [one for one in await follow_ups(h) if one["due"] == "2026-03-20"]
    instructed = [one for one in await h.published() if isinstance(one, ActivityHeld) and one.kind == "instruction"]
    assert [one.proposal_id for one in instructed] == ["p1"]


async def test_the_desk_and_the_leaders_sheet_show_the_next_inspection(h: Harness) -> None:
    designated = await h.client("chair").post("/oversights/p1/designate-key", json={"leader": "示例领导"})
    assert designated.status_code == 200, designated.text
    await take(
        h, inspection("i1", 1, "2026-03-12"), inspection("i2", 2, "2026-03-04"), inspection("i3", 3, "2026-05-12")
    )
    coming = {"kind": "inspection", "day": "2026-03-12"}
    assert (await on_desk(h))["next"] == coming
    sheet = (await h.client("chair").get("/leader-page", params={"leader": "示例领导"})).json()
    assert [one["next"] for one in sheet["proposals"]] == [coming]
    h.clock.set(START + timedelta(days=10))
    assert (await on_desk(h))["next"] == {"kind": "inspection", "day": "2026-05-12"}
