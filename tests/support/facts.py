"""What the other services say, and how assessments are opened, for tests of evaluation."""

from datetime import UTC, date, datetime
from typing import Any

import httpx

from chassis.eventlog import verify
from contracts.base import Channel, Form, Phase, Rating
from contracts.consultation import (
    Answer,
    AssignmentIssued,
    Commitment,
    ConsultationConfirmed,
    ConsultationRecorded,
    ReplyContent,
    ReplyIssued,
)
from contracts.conversion import CommitmentKept, CommitmentMade, OutcomeRecorded, OutcomeVerified
from contracts.submission import (
    ProposalAdmitted,
    ProposalFiled,
    ProposalText,
    Suggestion,
)
from contracts.supervision import (
    DeadlineSet,
    Evidence,
    MemberSignedOff,
)
from services.evaluation.metadata import METADATA
from tests.support.harness import Harness

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
SUGGESTIONS = (Suggestion(number=1, text="甲"), Suggestion(number=2, text="乙"))


def filed(proposal: str, channel: Channel = "plenary", **fields: Any) -> ProposalFiled:
    text = ProposalText(title="关于示例的提案", situation="情况", analysis="分析", suggestions=SUGGESTIONS)
    return ProposalFiled(
        proposal_id=proposal, kind="individual", first_proposer="M1", session_id="S1", channel=channel, text=text,
        publish_consent=True, received_at=NOW,
    ).model_copy(update=fields)  # fmt: skip


def admitted(proposal: str) -> ProposalAdmitted:
    return ProposalAdmitted(
        proposal_id=proposal, case_number=1, session_id="S1", channel="plenary", kind="individual",
        title="关于示例的提案", topic_group="社会", proposers=("M1", "M2"), suggestions=SUGGESTIONS,
        publish_consent=True, policy_version=0,
    )  # fmt: skip


def assigned(proposal: str = "P1", unit: str = "U1") -> AssignmentIssued:
    return AssignmentIssued(
        proposal_id=proposal, assignment_id=f"A-{proposal}-{unit}", unit_id=unit, role="split", cycle=1, issued_at=NOW,
        return_until=date(2026, 3, 9), policy_version=0,
    )  # fmt: skip


def issued(proposal: str = "P1", *, cycle: int = 1, unit: str = "U1", at: datetime = NOW) -> ReplyIssued:
    promised = Commitment(promise="年内建成", due=date(2026, 6, 30))
    content = ReplyContent(
        answer_class="planned",
        letter="B",
        answers=(
            Answer(suggestion=1, adoption="adopted", why="已办"),
            Answer(suggestion=2, adoption="planned", why="列入计划", commitment=promised),
        ),
        signatory="示例签发人",
        contact="示例联系人",
        text="答复",
    )
    return ReplyIssued(
        proposal_id=proposal, reply_id=f"R-{proposal}-{unit}-{cycle}", assignment_id=f"A-{proposal}-{unit}",
        unit_id=unit, cycle=cycle, reply_version=1, number="示例〔2026〕1号", content=content,
        content_hash="0" * 64, copies_to=("M1",), issued_at=at,
    )  # fmt: skip


def deadline(due: date, *, cycle: int = 1, unit: str = "U1") -> DeadlineSet:
    return DeadlineSet(
        proposal_id="P1", assignment_id=f"A-P1-{unit}", unit_id=unit, cycle=cycle, due=due, due_version=cycle,
        why=("示例",), policy_version=0,
    )  # fmt: skip


def signed(result: Rating, *, cycle: int = 1, member: str = "M1") -> MemberSignedOff:
    return MemberSignedOff(
        proposal_id="P1", reply_id=f"R-P1-U1-{cycle}", assignment_id="A-P1-U1", unit_id="U1", cycle=cycle,
        member_id=member, result=result, process="satisfied", visited=True, view="agree",
        evidence=Evidence(method="paper", signed_json="{}"),
    )  # fmt: skip


async def consulted(
    h: Harness,
    id: str,
    phase: Phase,
    form: Form = "face_to_face",
    *,
    proposal: str = "P1",
    unit: str = "U1",
    confirm: bool = True,
    **fields: Any,
) -> None:
    assignment = f"A-{proposal}-{unit}"
    recorded = ConsultationRecorded(
        proposal_id=proposal, consultation_id=id, assignment_id=assignment, unit_id=unit, cycle=1, phase=phase,
        form=form, requested_by="承办单位", held_on=date(2026, 3, 1), place="示例地点", participants=("示例",),
        minutes="记录", points_raised=2, points_agreed=1,
    ).model_copy(update=fields)  # fmt: skip
    await h.deliver(recorded, id)
    if not confirm:
        return
    confirmed = ConsultationConfirmed(
        proposal_id=proposal, consultation_id=id, assignment_id=assignment, phase=phase, member_id="M1"
    )
    await h.deliver(confirmed, id)


def made(id: str, proposal: str = "P1", due: date = date(2026, 6, 30)) -> CommitmentMade:
    return CommitmentMade(
        proposal_id=proposal, commitment_id=id, reply_id="R1", unit_id="U1", suggestion=2, promise="建成", due=due
    )


def kept(id: str, proposal: str = "P1", *, on_time: bool = True) -> CommitmentKept:
    return CommitmentKept(proposal_id=proposal, commitment_id=id, unit_id="U1", verified_by="M1", on_time=on_time)


def recorded(id: str, proposal: str = "P1", **fields: Any) -> OutcomeRecorded:
    return OutcomeRecorded(
        proposal_id=proposal, outcome_id=id, suggestion=1, kind="decision", title="示例成果", evidence="示例文号",
        achieved_on=date(2026, 4, 11),
    ).model_copy(update=fields)  # fmt: skip


def verified(id: str, proposal: str = "P1") -> OutcomeVerified:
    return OutcomeVerified(proposal_id=proposal, outcome_id=id, kind="decision", suggestion=1, verified_by="M1")


async def sound(h: Harness) -> None:
    """What is stored is what its events fold to."""
    async with h.owner.connect() as connection:
        _, findings = await verify(connection, METADATA)
    assert findings == []


def refused(answer: httpx.Response) -> str:
    assert answer.status_code == 409, answer.text
    return answer.json()["rule"]


async def opened(h: Harness, scheme: str, unit_id: str | None = None, *, proposal: str = "P1") -> str:
    """A unit of which nothing is known yet is assigned the proposal first."""
    clerk = h.client("clerk")
    assert (await clerk.post("/schemes/examples")).status_code == 201
    body = {"scheme_id": scheme, "proposal_id": proposal} | ({"unit_id": unit_id} if unit_id else {})
    answer = await clerk.post("/assessments", json=body)
    if unit_id is not None and answer.json().get("rule") == "not-handled":
        await h.deliver(assigned(proposal, unit_id), f"A-{proposal}-{unit_id}")
        answer = await clerk.post("/assessments", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


JUDGED = {"leadership": 8, "mechanism": 6, "cooperation": 6, "format": 6}


async def computed(h: Harness, unit_id: str = "U1") -> dict[str, Any]:
    """Points of the example for handling quality, judged ones full; computed again where they were before."""
    listed = (await h.client("clerk").get("/assessments", params={"proposal_id": "P1"})).json()["items"]
    id = next((a["id"] for a in listed if (a["scheme_id"], a["unit_id"]) == ("example-handling", unit_id)), None)
    if id is None:
        id = await opened(h, "example-handling", unit_id)
        given = await h.client("assessor").post(f"/assessments/{id}/scores", json={"points": JUDGED})
        assert given.status_code == 200
    answer = await h.client("clerk").post(f"/assessments/{id}/compute")
    assert answer.status_code == 200, answer.text
    return answer.json()["result"]
