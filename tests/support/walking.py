"""One proposal's way on a running platform, each step by whoever takes it, as the users' clients would."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import count
from typing import Any

from chassis.clock import WALL
from tests.support.caller import Caller, eventually
from tests.support.platform import Platform

TITLE = "关于增设老年助餐点的提案"
TEXT = {
    "title": TITLE,
    "situation": "助餐点只有四处。",
    "analysis": "场地不足，补贴偏低。",
    "suggestions": ["在每个街道至少增设两处助餐点。"],
}
CONTENT = {
    "answer_class": "solved",
    "answers": [{"suggestion": 1, "adoption": "adopted", "why": "已列入实施方案。"}],
    "signatory": "示例负责人",
    "contact": "示例科室",
    "text": "现答复如下。",
}


NUMBERS = count(1)
"""A county gives a letter's number once."""


@dataclass
class Walk:
    """A county of one member and one unit; ``today`` is the platform's."""

    platform: Platform
    today: Callable[[], date] = lambda: datetime.now(WALL).date()

    @cached_property
    def clerk(self) -> Caller:
        return self.platform.caller("clerk")

    @cached_property
    def office(self) -> Caller:
        return self.platform.caller("office")

    @cached_property
    def member(self) -> Caller:
        return self.platform.caller("M001")

    @cached_property
    def unit(self) -> Caller:
        return self.platform.caller("U001")

    @cached_property
    def leader(self) -> Caller:
        return self.platform.caller("U001-leader")

    def prepared(self) -> "Walk":
        """With its directory and a session."""
        enrolled = {"member_id": "M001", "name": "示例委员一", "sector": "经济界", "term": 15}
        self.clerk.post("/submission/members", enrolled)
        linked = {"unit_id": "U001", "name": "示例局", "system": "government", "linked_committee": "经济委员会"}
        self.clerk.post("/submission/units", linked)
        window = {"plenary_opens": "2026-01-01T00:00:00+08:00", "plenary_cutoff": "2026-01-02T00:00:00+08:00"}
        self.clerk.post("/submission/sessions", {"session_id": "S15-1", "term": 15, "number": 1, **window})
        return self

    def filed(self, **more: Any) -> str:
        """The proposal's id."""
        body = {"session_id": "S15-1", "publish_consent": True, "text": TEXT} | more
        return self.member.post("/submission/proposals", body)["id"]

    def admitted(self, id: str) -> dict[str, Any]:
        return self.clerk.post(f"/submission/proposals/{id}/admit", {"topic_group": "民生"})

    def answered(self) -> tuple[str, str]:
        """Filed and handled up to its reply; the ids of both."""
        id = self.filed()
        self.admitted(id)
        assignment = self.accepted(id)
        self.consulted(assignment)
        return id, self.replied(assignment)

    def accepted(self, id: str) -> str:
        """The assignment's id."""
        eventually(lambda: self.clerk.get(f"/supervision/oversights/{id}").status_code == 200)
        eventually(lambda: self.office.get(f"/consultation/matters/{id}").status_code == 200)
        eventually(lambda: self.office.get("/consultation/units").json()["items"])
        body = {"proposal_id": id, "unit_id": "U001", "role": "sole"}
        assignment = self.office.post("/consultation/assignments", body)["id"]
        self.unit.post(f"/consultation/assignments/{assignment}/accept")
        return assignment

    def met(self, assignment: str, phase: str) -> str:
        """The id of what the unit says it held."""
        met = {
            "phase": phase,
            "assignment_id": assignment,
            "form": "face_to_face",
            "requested_by": "承办单位",
            "held_on": self.today().isoformat(),
            "place": "示例会议室",
            "participants": ["示例委员一"],
            "minutes": "逐条交换意见。",
            "points_raised": 1,
            "points_agreed": 1,
        }
        return self.unit.post("/consultation/consultations", met)["id"]

    def consulted(self, assignment: str) -> None:
        """Before the plan and during the work, the plan made final in between."""
        for phase in ("before", "during"):
            held = self.met(assignment, phase)
            self.member.post(f"/consultation/consultations/{held}/confirm")
            if phase == "before":
                self.unit.post(f"/consultation/assignments/{assignment}/agree-plan", {"plan": "分三步办理。"})

    def replied(self, assignment: str, content: dict[str, Any] = CONTENT) -> str:
        """The id of the reply, issued, and the member asked to sign it off."""
        reply = self.unit.post("/consultation/replies", {"assignment_id": assignment, "content": content})["id"]
        self.leader.post(f"/consultation/replies/{reply}/approve")
        self.office.post(f"/consultation/replies/{reply}/vet")
        self.office.post(f"/consultation/replies/{reply}/issue", {"number": f"示例函〔2026〕{next(NUMBERS)}号"})
        eventually(lambda: self.member.get(f"/supervision/sign-offs/{reply}").status_code == 200)
        return reply

    def signed_on_paper(self, id: str, reply: str) -> None:
        """Satisfied, on a form that two clerks have seen; the supervision of the proposal ends with it."""
        said = {"result": "satisfied", "process": "satisfied", "visited": True, "view": "agree"}
        paper = said | {"member_id": "M001", "scan_sha256": "f" * 64}
        self.clerk.post(f"/supervision/sign-offs/{reply}/paper", paper)
        self.platform.caller("clerk2").post(f"/supervision/sign-offs/{reply}/paper/M001/confirm")
        assert self.clerk.get(f"/supervision/oversights/{id}").json()["state"] == "closed"
