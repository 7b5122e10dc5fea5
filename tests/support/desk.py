"""Everybody who acts on one proposal's handling, for tests of the consultation service."""

from dataclasses import dataclass
from typing import Any

from contracts.base import AnswerClass
from contracts.submission import ProposalAdmitted, Suggestion, UnitEnrolled
from services.consultation.app import SERVICE
from tests.support.harness import Client, Harness, Serve

ADMITTED = ProposalAdmitted(
    proposal_id="P1",
    case_number=7,
    session_id="S1",
    channel="plenary",
    kind="joint",
    title="关于加快老旧小区改造的提案",
    topic_group="城建",
    proposers=("M1", "M2"),
    suggestions=(Suggestion(number=1, text="一"), Suggestion(number=2, text="二")),
    publish_consent=True,
    policy_version=0,
)


@dataclass
class Desk:
    """Everybody who acts in these tests."""

    h: Harness
    office: Client
    clerk: Client
    lead: Client
    leader: Client
    helper: Client
    other: Client
    first: Client
    second: Client
    stranger: Client

    async def assign(self, unit_id: str = "U1", role: str = "lead") -> str:
        r = await self.office.post("/assignments", json={"proposal_id": "P1", "unit_id": unit_id, "role": role})
        assert r.status_code == 201, r.text
        return r.json()["id"]

    async def consult(self, assignment_id: str, phase: str, form: str = "face_to_face") -> str:
        r = await self.lead.post("/consultations", json=a_meeting(assignment_id, phase, form))
        assert r.status_code == 201, r.text
        return r.json()["id"]

    async def planned(self, unit_id: str = "U1", role: str = "lead") -> str:
        """An assignment of the lead unit with its plan agreed and its ``during`` consultation confirmed."""
        assignment_id = await self.assign(unit_id, role)
        await ok(self.lead, f"/assignments/{assignment_id}/accept")
        for phase in ("before", "during"):
            consultation_id = await self.consult(assignment_id, phase)
            await ok(self.first, f"/consultations/{consultation_id}/confirm")
        await ok(self.lead, f"/assignments/{assignment_id}/agree-plan", {"plan": "分步实施"})
        return assignment_id

    async def drafted(self, assignment_id: str) -> str:
        r = await self.lead.post("/replies", json=a_reply(assignment_id))
        assert r.status_code == 201, r.text
        return r.json()["id"]

    async def issued(self, assignment_id: str) -> str:
        reply_id = await self.drafted(assignment_id)
        await ok(self.leader, f"/replies/{reply_id}/approve")
        await ok(self.office, f"/replies/{reply_id}/vet", {})
        await ok(self.office, f"/replies/{reply_id}/issue", {"number": "建函〔2026〕1号"})
        return reply_id


def a_meeting(assignment_id: str, phase: str = "before", form: str = "face_to_face", **fields: Any) -> dict[str, Any]:
    return {
        "assignment_id": assignment_id,
        "phase": phase,
        "form": form,
        "requested_by": "unit",
        "held_on": "2026-03-02",
        "place": "现场",
        "participants": ["M1"],
        "minutes": "纪要",
        "points_raised": 2,
        "points_agreed": 1,
    } | fields


def a_reply(assignment_id: str, answer_class: AnswerClass = "planned") -> dict[str, Any]:
    return {
        "assignment_id": assignment_id,
        "content": {
            "answer_class": answer_class,
            "answers": [
                {"suggestion": 1, "adoption": "adopted", "why": "已办"},
                {
                    "suggestion": 2,
                    "adoption": "planned",
                    "why": "列入计划",
                    "commitment": {"promise": "年内完成", "due": "2026-12-31"},
                },
            ],
            "signatory": "局长",
            "contact": "办公室",
            "text": "答复如下",
        },
    }


async def ok(client: Client, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    r = await client.post(path, json=body)
    assert r.status_code in (200, 201), r.text
    return r.json()


async def refused(client: Client, path: str, rule: str, body: dict[str, Any] | None = None) -> str:
    r = await client.post(path, json=body)
    assert (r.status_code, r.json().get("rule")) == (409, rule), r.text
    return r.json()["detail"]


async def enrol(h: Harness, *unit_ids: str) -> None:
    for id in unit_ids:
        unit = UnitEnrolled(unit_id=id, name=f"示例单位{id}", system="government", linked_committee="示例委员会")
        await h.deliver(unit, id)


async def open_desk(serve: Serve) -> Desk:
    h = await serve(SERVICE)
    await enrol(h, "U1", "U2", "U3", "U9")
    await h.deliver(ADMITTED, "P1")
    return Desk(
        h,
        office=h.client("assigning_office"),
        clerk=h.client("clerk"),
        lead=h.client("unit", unit_id="U1", subject="u1"),
        leader=h.client("unit_leader", unit_id="U1", subject="u1-leader"),
        helper=h.client("unit", unit_id="U2", subject="u2"),
        other=h.client("unit", unit_id="U9", subject="u9"),
        first=h.client("member", member_id="M1"),
        second=h.client("member", member_id="M2"),
        stranger=h.client("member", member_id="M9"),
    )
