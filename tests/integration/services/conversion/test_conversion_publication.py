"""What the public sees: what the proposer agreed to, the units and the office have opened, and no more."""

import asyncio
from datetime import date
from typing import Any

import pytest

from contracts.base import AnswerClass
from contracts.consultation import ReplyIssued
from contracts.conversion import PublicationDecided
from services.conversion.app import SERVICE
from tests.support.harness import COUNTY, Client, Harness, Serve
from tests.support.promises import admitted, asked, issued, opened, outcome, refused, sound

PATH = "/proposals/P1/publication"


def replied(reply: str, unit: str = "U1", answer: AnswerClass = "solved", cycle: int = 1) -> ReplyIssued:
    event = issued(reply, None, cycle=cycle)
    content = event.content.model_copy(update={"answer_class": answer})
    return event.model_copy(update={"unit_id": unit, "content": content})


@pytest.fixture
async def h(serve: Serve) -> Harness:
    harness = await serve(SERVICE)
    await opened(harness)
    await harness.deliver(admitted(), "P1")
    return harness


async def shown(h: Harness, county: str = COUNTY) -> list[dict[str, Any]]:
    """As anybody reads it."""
    answer = await asked(h, "/proposals", county=county)
    return answer.json()["items"] if answer.status_code == 200 else []


async def mark(caller: Client, mark: str, reason: str | None = None) -> str:
    answer = await caller.post(PATH, json={"mark": mark, "reason": reason})
    assert answer.status_code == 200, answer.text
    return answer.json()["mark"]


async def verified(h: Harness) -> None:
    made = (await h.client("clerk").post("/outcomes", json=outcome())).json()
    assert (await h.client("member", member_id="M1").post(f"/outcomes/{made['id']}/verify")).status_code == 200
    assert (await h.client("clerk").post("/outcomes", json=outcome(title="未核实"))).status_code == 201


async def test_a_published_proposal_shows_its_answer_and_its_verified_outcomes_and_nobody(h: Harness) -> None:
    await h.deliver(replied("R1", answer="planned"), "R1")
    await verified(h)
    unit = h.client("unit", unit_id="U1")
    assert await shown(h) == []
    assert await mark(unit, "public") == "public"
    seen = {
        "proposal_id": "P1",
        "title": "关于增设老年助餐点的提案",
        "case_number": 1,
        "session_id": "S1",
        "year": None,
        "channel": "plenary",
        "topic_group": "社会",
        "mark": "public",
        "text": None,
        "answers": [
            {
                "unit_id": "U1",
                "unit": None,
                "answer_class": "planned",
                "number": "示例〔2026〕1号",
                "issued_on": "2026-03-02",
                "text": "答复",
                "points": [
                    {"suggestion": 1, "adoption": "adopted", "why": "已办"},
                    {"suggestion": 2, "adoption": "planned", "why": "列入计划"},
                ],
            }
        ],
        "outcomes": [
            {
                "suggestion": 1,
                "kind": "decision",
                "achieved_on": "2026-03-01",
                "title": "列入县政府年度民生实事",
                "facts": None,
            }
        ],
        "commitments": [],
    }
    assert await shown(h) == [seen]
    assert await mark(unit, "summary") == "summary"
    brief = [{**found, "title": None} for found in seen["outcomes"]]
    (answer,) = seen["answers"]
    told = [{**answer, "text": None, "points": [{**one, "why": None} for one in answer["points"]]}]
    assert await shown(h) == [seen | {"mark": "summary", "outcomes": brief, "answers": told}]
    assert await shown(h, county="330103") == []
    await sound(h)


async def test_what_is_closed_or_not_agreed_to_is_never_shown(h: Harness) -> None:
    await h.deliver(admitted("P2").model_copy(update={"publish_consent": False}), "P2")
    await h.deliver(issued("R2", date(2026, 6, 30), proposal="P2"), "R2")
    await h.deliver(replied("R1"), "R1")
    clerk, unit = h.client("clerk"), h.client("unit", unit_id="U1")
    assert (await clerk.post("/proposals/P2/publication", json={"mark": "public"})).status_code == 200
    assert await shown(h) == []
    assert refused(await unit.post(PATH, json={"mark": "closed"})) == "reason-missing"
    assert await mark(unit, "closed", "涉及商业秘密") == "closed"
    assert await mark(clerk, "public") == "closed"
    assert await shown(h) == []
    assert await mark(unit, "public") == "public"
    assert [item["proposal_id"] for item in await shown(h)] == ["P1"]
    assert await mark(clerk, "closed", "省级要求") == "closed"
    assert await shown(h) == []
    await sound(h)


async def test_a_unit_opens_only_its_own_answer(h: Harness) -> None:
    await h.deliver(replied("R1"), "R1")
    await h.deliver(replied("R2", "U2", "infeasible"), "R2")
    await mark(h.client("unit", unit_id="U1"), "public")
    assert [[one["unit_id"] for one in item["answers"]] for item in await shown(h)] == [["U1"]]
    await mark(h.client("clerk"), "public")
    assert [sorted(a["unit_id"] for a in item["answers"]) for item in await shown(h)] == [["U1", "U2"]]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
async def test_the_latest_cycles_answer_is_shown(h: Harness, order: tuple[int, int]) -> None:
    classes: dict[int, AnswerClass] = {1: "infeasible", 2: "solved"}
    for cycle in order:
        await h.deliver(replied(f"R{cycle}", answer=classes[cycle], cycle=cycle), f"R{cycle}")
    await mark(h.client("unit", unit_id="U1"), "public")
    assert [item["answers"][0]["answer_class"] for item in await shown(h)] == ["solved"]


async def test_nothing_is_shown_before_a_reply(h: Harness) -> None:
    await mark(h.client("clerk"), "public")
    assert await shown(h) == []
    await h.deliver(replied("R1"), "R1")
    assert len(await shown(h)) == 1


async def test_who_may_decide_and_who_sees_the_decision(h: Harness) -> None:
    body = {"mark": "public"}
    assert (await h.client("unit", unit_id="U1").post(PATH, json=body)).status_code == 404  # has not replied
    assert (await h.client("member", member_id="M1").post(PATH, json=body)).status_code == 403
    clerk = h.client("clerk")
    assert refused(await clerk.post("/proposals/P9/publication", json=body)) == "unknown-proposal"
    await mark(clerk, "closed", "省级要求")
    seen = (await h.client("member", member_id="M2").get(PATH)).json()
    assert (seen["mark"], seen["decisions"]) == (
        "closed", [{"unit_id": None, "mark": "closed", "reason": "省级要求"}]
    )  # fmt: skip
    assert (await h.client("member", member_id="M9").get(PATH)).status_code == 404
    assert (await h.client("clerk", county="330103").get(PATH)).status_code == 404


async def test_decisions_at_once_lose_nothing_and_the_same_again_is_no_event(h: Harness) -> None:
    await h.deliver(replied("R1"), "R1")
    await h.deliver(replied("R2", "U2"), "R2")
    await mark(h.client("clerk"), "public")
    body = {"mark": "closed", "reason": "涉及商业秘密"}
    answers = await asyncio.gather(*(h.client("unit", unit_id=u).post(PATH, json=body) for u in ("U1", "U2", "U1")))
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    decided = [event.unit_id for event in await h.published() if isinstance(event, PublicationDecided)]
    assert sorted(unit or "" for unit in decided) == ["", "U1", "U2"]
    await sound(h)
