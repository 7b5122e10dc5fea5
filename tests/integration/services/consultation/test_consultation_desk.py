"""Everybody sees what waits for them; whatever order commands come in, no gate is passed and somebody must act next."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from contracts.base import Form
from services.consultation.assignment.domain import ENDED
from tests.support.desk import ADMITTED, Desk, a_meeting, a_reply, ok
from tests.support.harness import Client

COUNTS = ("face_to_face", "site_visit", "meeting")
ATTEMPTS = [{"on": "2026-03-02", "how": "电话"}, {"on": "2026-03-02", "how": "上门"}]


async def desk_of(client: Client) -> list[tuple[str, str | None]]:
    return [(one["what"], one["whom"]) for one in (await client.get("/desk")).json()["items"]]


async def waits(desk: Desk, reader: Client | None = None) -> set[tuple[str, str, str | None]]:
    found = (await (reader or desk.clerk).get("/matters/P1/next-steps")).json()
    return {(one["who"], one["what"], one["whom"]) for one in found}


async def test_from_the_assignment_to_the_letter_everybody_sees_whose_turn_it_is(desk: Desk) -> None:
    supervisor = desk.h.client("supervisor", subject="leader")
    assert await waits(desk) == set()
    lead = await desk.assign()
    path = f"/assignments/{lead}"
    assert await waits(desk, desk.first) == {("unit", "accept", "U1")}
    assert await desk_of(desk.lead) == [("accept", "U1")]
    for nobody in (desk.other, desk.leader, desk.first, desk.office):
        assert await desk_of(nobody) == []
    assert (await desk.stranger.get("/matters/P1/next-steps")).status_code == 404
    await ok(desk.lead, f"{path}/return", {"reason": "不属本单位职责", "suggested_unit": "U9"})
    assert await desk_of(desk.office) == [("decide_return", None)]
    await ok(desk.office, f"{path}/refuse-return", {"reason": "属其职责"})
    await ok(desk.leader, f"{path}/dispute", {"statement": "异议"})
    assert await desk_of(supervisor) == [("decide_dispute", None)]
    await ok(supervisor, f"{path}/decide-dispute", {"reason": "属其职责"})
    await ok(desk.lead, f"{path}/accept")
    helper = await desk.assign("U2", "helper")
    assert await waits(desk) == {("unit", "hold_consultation", "U1"), ("unit", "accept", "U2")}
    await ok(desk.helper, f"/assignments/{helper}/accept")
    held = await desk.consult(lead, "before")
    assert await waits(desk) == {("proposer", "confirm_consultation", None)}
    assert await desk_of(desk.second) == [("confirm_consultation", None)]
    assert await desk_of(desk.stranger) == []
    await ok(desk.first, f"/consultations/{held}/dispute", {"statement": "未见面"})
    assert await desk_of(desk.clerk) == [("settle_dispute", None)]
    await ok(desk.clerk, f"/consultations/{held}/settle", {"upheld": False, "finding": "已见面"})
    assert await waits(desk) == {("unit", "agree_plan", "U1")}
    await ok(desk.lead, f"{path}/agree-plan", {"plan": "分步实施"})
    assert await waits(desk) == {("unit", "hold_consultation", "U1"), ("unit", "draft_reply", "U1")}
    reply = await desk.drafted(lead)
    assert await waits(desk) == {("unit", "hold_consultation", "U1"), ("unit", "countersign", "U2")}
    await ok(desk.first, f"/consultations/{await desk.consult(lead, 'during')}/confirm")
    first, reply = reply, await desk.drafted(lead)
    assert (await desk.first.get(f"/replies/{reply}/difference?since={first}")).status_code == 404
    same = (await desk.lead.get(f"/replies/{reply}/difference?since={first}")).json()
    assert same == {"fields": {}, "answers": [], "text": []}
    assert await desk_of(desk.helper) == [("countersign", "U2")]
    await ok(desk.helper, f"/replies/{reply}/countersign", {})
    assert await desk_of(desk.leader) == [("approve_reply", "U1")]
    await ok(desk.leader, f"/replies/{reply}/approve")
    assert await desk_of(desk.office) == [("vet_reply", None)]
    await ok(desk.office, f"/replies/{reply}/vet", {})
    assert await desk_of(desk.office) == [("issue_reply", None)]
    board = (await desk.clerk.get("/board")).json()
    assert board == {"steps": {"issue_reply": {"waiting": 1, "overdue": 0}}, "units": {}}
    await ok(desk.office, f"/replies/{reply}/issue", {"number": "建函〔2026〕1号"})
    (after,) = (await desk.lead.get("/desk")).json()["items"]
    assert (after["what"], after["due"], after["case_number"]) == ("hold_consultation", "2026-04-01", 7)


async def test_a_desk_of_many_comes_page_by_page_and_counts_what_is_late(desk: Desk) -> None:
    ids = [f"P{number:03}" for number in range(2, 122)]
    for number, id in enumerate(ids, 2):
        await desk.h.deliver(ADMITTED.model_copy(update={"proposal_id": id, "case_number": number + 10}), id)
    batch = [{"proposal_id": id, "unit_id": "U1", "role": "sole"} for id in ids]
    await ok(desk.office, "/assignment-batches", {"items": batch})
    seen: list[str] = []
    after = ""
    while True:
        page = (await desk.lead.get(f"/desk?limit=50{after}")).json()
        seen += [one["proposal_id"] for one in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == ids
    desk.h.clock.set(desk.h.clock.now().replace(month=5))
    assert (await desk.clerk.get("/board")).json() == {
        "steps": {"accept": {"waiting": 120, "overdue": 120}},
        "units": {"U1": {"waiting": 120, "overdue": 120}},
    }


@dataclass
class Walk:
    """Commands in any order, most of them refused. What was answered is all that it knows."""

    desk: Desk
    chance: random.Random
    lead: str = ""
    helper: str | None = None
    consultations: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    replies: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    path: list[str] = field(default_factory=list[str])
    number: int = 0

    def any_of(self, known: dict[str, Any]) -> str:
        return self.chance.choice([*known, "unknown"])

    def opened(self, phase: str) -> bool:
        return any(
            one["phase"] == phase
            and (one["state"] in ("waived", "released")
                 or (one["state"] in ("confirmed", "stands") and one["form"] in COUNTS))
            for one in self.consultations.values()
        )  # fmt: skip

    async def consult(self) -> httpx.Response:
        form: Form = self.chance.choice(("face_to_face", "meeting", "phone"))
        phase = self.chance.choice(("before", "during", "after"))
        return self.noted(await self.desk.lead.post("/consultations", json=a_meeting(self.lead, phase, form)))

    def noted(self, answer: httpx.Response) -> httpx.Response:
        if answer.is_success:
            self.consultations[answer.json()["id"]] = answer.json()
        return answer

    async def on_consultation(self) -> httpx.Response:
        path = f"/consultations/{self.any_of(self.consultations)}"
        client, command, body = self.chance.choice((
            (self.desk.first, "confirm", None),
            (self.desk.second, "dispute", {"statement": "未见面"}),
            (self.desk.clerk, "settle", {"upheld": self.chance.random() < 0.5, "finding": "已查"}),
        ))  # fmt: skip
        return self.noted(await client.post(f"{path}/{command}", json=body))

    async def give_up(self) -> httpx.Response:
        body: dict[str, Any] = {"phase": self.chance.choice(("before", "during")), "reason": "示例"}
        if self.chance.random() < 0.5:
            return self.noted(await self.desk.first.post(f"/assignments/{self.lead}/waive", json=body))
        body |= {"attempts": ATTEMPTS}
        return self.noted(await self.desk.clerk.post(f"/assignments/{self.lead}/release", json=body))

    async def on_assignment(self) -> httpx.Response:
        path = f"/assignments/{self.lead}"
        client, command, body = self.chance.choice((
            (self.desk.lead, "accept", None),
            (self.desk.lead, "return", {"reason": "r", "suggested_unit": "U9"}),
            (self.desk.office, "refuse-return", {"reason": "r"}),
            (self.desk.lead, "agree-plan", {"plan": "分步实施"}),
        ))  # fmt: skip
        answer = await client.post(f"{path}/{command}", json=body)
        if answer.is_success and command == "agree-plan":
            assert self.opened("before"), self.path
        return answer

    async def helping(self) -> httpx.Response:
        if self.helper is None or self.chance.random() < 0.1:
            body = {"proposal_id": "P1", "unit_id": "U2", "role": "helper"}
            answer = await self.desk.office.post("/assignments", json=body)
            self.helper = answer.json()["id"] if answer.is_success else self.helper
            return answer
        if self.chance.random() < 0.3:
            return await self.desk.office.post(f"/assignments/{self.helper}/cancel", json={"reason": "r"})
        return await self.desk.helper.post(f"/assignments/{self.helper}/accept")

    async def draft(self) -> httpx.Response:
        answer = await self.desk.lead.post("/replies", json=a_reply(self.lead) | {"assignment_id": self.lead})
        if answer.is_success:
            self.replies[answer.json()["id"]] = answer.json()
        return answer

    async def on_reply(self) -> httpx.Response:
        command = self.chance.choice(("countersign", "approve", "vet", "reject", "issue"))
        return await self.reply_command(self.any_of(self.replies), command)

    async def hasty(self) -> httpx.Response:
        """Straight to the letter with the newest version, whatever was talked over."""
        id = [*self.replies, "unknown"][-2 if self.replies else -1]
        for command in ("countersign", "approve", "vet"):
            await self.reply_command(id, command)
        return await self.reply_command(id, "issue")

    async def reply_command(self, id: str, command: str) -> httpx.Response:
        path = f"/replies/{id}"
        self.number += 1
        by: dict[str, tuple[Client, Any]] = {
            "countersign": (self.desk.helper, {}),
            "approve": (self.desk.leader, None),
            "vet": (self.desk.office, {"answer_class": "solved", "reason": "r"}),
            "reject": (self.desk.office, {"reason": "r"}),
            "issue": (self.desk.office, {"number": f"建函〔2026〕{self.number}号"}),
        }
        client, body = by[command]
        before = (await self.desk.clerk.get(path)).json()
        answer = await client.post(f"{path}/{command}", json=body)
        if answer.is_success and command == "approve":
            assert self.opened("before"), self.path
            assert self.opened("during"), self.path
            assert await self.helpers_spoke(answer.json()), self.path
        if answer.is_success and command == "issue":
            assert (before["state"], before["approved_by"] is not None) == ("vetted", True), self.path
            assert await self.helpers_spoke(answer.json()), self.path
        return answer

    async def next_step(self) -> httpx.Response:
        """What the desk says that somebody must do, that somebody can do."""
        found = (await self.desk.clerk.get("/matters/P1/next-steps")).json()
        step = self.chance.choice(found)
        answer = await self.take(step)
        assert answer.is_success, (step, answer.text, self.path)
        return answer

    async def take(self, step: dict[str, Any]) -> httpx.Response:
        desk, id = self.desk, step["id"]
        unit = desk.helper if step["whom"] == "U2" else desk.lead
        match step["what"]:
            case "accept":
                return await unit.post(f"/assignments/{id}/accept")
            case "decide_return":
                return await desk.office.post(f"/assignments/{id}/refuse-return", json={"reason": "属其职责"})
            case "hold_consultation":
                state = (await desk.clerk.get(f"/assignments/{self.lead}")).json()["state"]
                phase = {"accepted": "before", "plan_agreed": "during"}.get(state, "after")
                return self.noted(await desk.lead.post("/consultations", json=a_meeting(self.lead, phase)))
            case "confirm_consultation":
                return self.noted(await desk.second.post(f"/consultations/{id}/confirm"))
            case "settle_dispute":
                body = {"upheld": False, "finding": "已查"}
                return self.noted(await desk.clerk.post(f"/consultations/{id}/settle", json=body))
            case "agree_plan":
                return await desk.lead.post(f"/assignments/{id}/agree-plan", json={"plan": "分步实施"})
            case "draft_reply":
                return await self.draft()
            case "countersign":
                return await desk.helper.post(f"/replies/{id}/countersign", json={})
            case "approve_reply":
                return await desk.leader.post(f"/replies/{id}/approve")
            case "vet_reply":
                return await desk.office.post(f"/replies/{id}/vet", json={})
            case "issue_reply":
                self.number += 1
                return await desk.office.post(f"/replies/{id}/issue", json={"number": f"建函〔2026〕{self.number}号"})
            case other:
                raise AssertionError(other)

    async def helpers_spoke(self, reply: dict[str, Any]) -> bool:
        if self.helper is None:
            return True
        helping = (await self.desk.clerk.get(f"/assignments/{self.helper}")).json()["state"] not in {*ENDED, "replied"}
        return not helping or any(one["unit_id"] == "U2" for one in reply["opinions"])


@pytest.mark.parametrize("seed", range(6))
async def test_no_order_of_commands_passes_a_gate_or_changes_a_version_or_leaves_nobody_to_act(
    desk: Desk, seed: int
) -> None:
    walk = Walk(desk, random.Random(seed))
    walk.lead = await desk.assign()
    moves: list[Callable[[], Awaitable[httpx.Response]]] = [
        walk.consult, walk.on_consultation, walk.on_consultation, walk.give_up, walk.on_assignment, walk.on_assignment,
        walk.helping, walk.draft, walk.on_reply, walk.on_reply, walk.hasty, walk.next_step, walk.next_step,
    ]  # fmt: skip
    taken = 0
    for _ in range(100):
        move = walk.chance.choice(moves)
        answer = await move()
        walk.path.append(f"{answer.request.method} {answer.request.url.path} {answer.status_code}")
        assert answer.status_code < 500, walk.path
        if answer.is_success:
            taken += 1
            state = (await desk.clerk.get(f"/assignments/{walk.lead}")).json()["state"]
            if not await waits(desk):
                # What is left is the proposers' signature, which is another service's to ask for.
                assert state == "replied", walk.path
                break
    for id, drafted in walk.replies.items():
        now = (await desk.clerk.get(f"/replies/{id}")).json()["content"]
        # Vetting may change the class, and nothing else.
        kept = {"answers", "signatory", "contact", "text"}
        assert {name: now[name] for name in kept} == {name: drafted["content"][name] for name in kept}
    assert taken > 10, "a walk that gets nowhere shows nothing"
