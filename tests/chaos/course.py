"""One proposal's whole course, one command after the other: what the load does not reach in so short a time."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.chaos.desk import CLERK, MEMBERS, OFFICE, TEXT, UNITS, Actor, Answer, Command, member, unit

SECOND_CLERK = Actor("clerk2", ("clerk",))
SAID = {"result": "satisfied", "process": "satisfied", "visited": True, "view": "agree"}


def leader(id: str) -> Actor:
    return Actor(f"{id}-leader", ("unit_leader",), {"unit_id": id})


class Course:
    """From a call's topic to a duty that becomes the topic of the next call; a promise and a date stay open."""

    def __init__(self, county: str, name: str) -> None:
        self.accepted = False
        """Whether the last command was; one that was not is given again, since an event may not have come yet."""
        self._county = county
        self._name = name
        self._answer: Answer = {}

    def _do(self, name: str, actor: Actor, path: str, body: Answer | None = None) -> Command:
        def told(accepted: bool, answer: Answer) -> None:
            self.accepted, self._answer = accepted, answer

        service = path.split("/", 1)[0]
        return Command(name, service, self._county, actor, f"/{path}", body or {}, told)

    def steps(self) -> Iterator[Command]:
        today = datetime.now(UTC).date()
        proposer, cosigner, unit_id = MEMBERS[0], MEMBERS[1], UNITS[0]
        call = self._call(f"C-{self._name}", [{"title": "示例助餐", "source": "示例局"}])
        yield self._do("publish", CLERK, "submission/calls", call)
        yield self._do("book", member(proposer), "submission/bookings", {"call_id": call["call_id"], "topic": 0})
        booking = self._answer["id"]
        filing = {
            "session_id": "S15-1", "publish_consent": True, "kind": "joint", "cosigners": [cosigner], "text": TEXT,
            "booking_id": booking,
        }  # fmt: skip
        yield self._do("file", member(proposer), "submission/proposals", filing)
        proposal = self._answer["id"]
        agreed = {"agreed": True, "opinion": "示例意见。"}
        yield self._do("cosign", member(cosigner), f"submission/proposals/{proposal}/cosign", agreed)
        yield self._do("admit", CLERK, f"submission/proposals/{proposal}/admit", {"topic_group": "民生"})
        wanted = {"proposal_id": proposal, "unit_id": unit_id, "role": "sole"}
        yield self._do("assign", OFFICE, "consultation/assignments", wanted)
        assignment = self._answer["id"]
        extension = {"due": str(today + timedelta(days=120)), "reason": "示例原因。"}
        yield self._do("extend", OFFICE, f"supervision/deadlines/{assignment}/extend", extension)
        yield self._do("accept", unit(unit_id), f"consultation/assignments/{assignment}/accept")
        for phase in ("before", "during"):
            waived = {"phase": phase, "reason": "示例原因。"}
            yield self._do("waive", member(proposer), f"consultation/assignments/{assignment}/waive", waived)
        plan = {"plan": "示例方案。"}
        yield self._do("agree-plan", unit(unit_id), f"consultation/assignments/{assignment}/agree-plan", plan)
        promised = {"promise": "示例承诺。", "due": str(today + timedelta(days=200))}
        answers = [{"suggestion": 1, "adoption": "planned", "why": "示例。", "commitment": promised}]
        content = {
            "answer_class": "planned", "answers": answers, "signatory": "示例负责人", "contact": "示例科室",
            "text": "答复如下。",
        }  # fmt: skip
        draft = {"assignment_id": assignment, "content": content}
        yield self._do("draft", unit(unit_id), "consultation/replies", draft)
        reply = self._answer["id"]
        yield self._do("approve", leader(unit_id), f"consultation/replies/{reply}/approve")
        yield self._do("vet", OFFICE, f"consultation/replies/{reply}/vet")
        number = {"number": f"示例函〔2026〕{self._name}号"}
        yield self._do("issue", OFFICE, f"consultation/replies/{reply}/issue", number)
        scan = hashlib.sha256(self._name.encode()).hexdigest()
        for signer in (proposer, cosigner):
            paper = {**SAID, "member_id": signer, "scan_sha256": scan}
            yield self._do("enter-paper", CLERK, f"supervision/sign-offs/{reply}/paper", paper)
            yield self._do("confirm", SECOND_CLERK, f"supervision/sign-offs/{reply}/paper/{signer}/confirm")
        outcome = {
            "proposal_id": proposal, "suggestion": 1, "kind": "duty", "title": "示例成果", "evidence": "示例佐证。",
            "achieved_on": str(today - timedelta(days=1)),
        }  # fmt: skip
        yield self._do("record", CLERK, "conversion/outcomes", outcome)
        outcome_id = self._answer["id"]
        yield self._do("verify", SECOND_CLERK, f"conversion/outcomes/{outcome_id}/verify")
        topic = {"title": "示例新题", "source": "示例局", "suggestion_id": outcome_id}
        yield self._do("publish", CLERK, "submission/calls", self._call(f"N-{self._name}", [topic]))

    def _call(self, id: str, topics: list[dict[str, Any]]) -> Answer:
        return {
            "call_id": id,
            "kind": "commissioned",
            "title": "示例预约清单",
            "basis": "示例《提案提交管理办法》",
            "topics": topics,
            "closes_on": str(datetime.now(UTC).date() + timedelta(days=30)),
        }
