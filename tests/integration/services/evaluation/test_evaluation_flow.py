from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest

from chassis.eventlog import verify
from contracts.base import Channel, Form, Phase, Rating, UnitRole
from contracts.consultation import (
    Answer,
    AssignmentIssued,
    Commitment,
    ConsultationConfirmed,
    ConsultationDisputed,
    ConsultationDisputeSettled,
    ConsultationRecorded,
    ReplyContent,
    ReplyIssued,
)
from contracts.conversion import CommitmentKept, CommitmentMade, CommitmentMissed, CommitmentReleased, OutcomeVerified
from contracts.submission import (
    ProposalAdmitted,
    ProposalDeclined,
    ProposalFiled,
    ProposalMergedInto,
    ProposalText,
    ProposalWithdrawn,
    Suggestion,
)
from contracts.supervision import (
    ActivityHeld,
    DeadlineExtended,
    DeadlineSet,
    Evidence,
    KeyProposalDesignated,
    MemberSignedOff,
    SupervisionOpened,
    SupervisorAppointed,
)
from services.evaluation.app import SERVICE
from services.evaluation.metadata import METADATA
from tests.support.harness import Harness, Serve

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
SUGGESTIONS = (Suggestion(number=1, text="甲"), Suggestion(number=2, text="乙"))


def filed(proposal: str, channel: Channel = "plenary") -> ProposalFiled:
    text = ProposalText(title="关于示例的提案", situation="情况", analysis="分析", suggestions=SUGGESTIONS)
    return ProposalFiled(
        proposal_id=proposal, kind="individual", first_proposer="M1", session_id="S1", channel=channel, text=text,
        publish_consent=True, received_at=NOW,
    )  # fmt: skip


def admitted(proposal: str) -> ProposalAdmitted:
    return ProposalAdmitted(
        proposal_id=proposal, case_number=1, session_id="S1", channel="plenary", kind="individual",
        title="关于示例的提案", topic_group="社会", proposers=("M1", "M2"), suggestions=SUGGESTIONS,
        publish_consent=True, policy_version=0,
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
    h: Harness, id: str, phase: Phase, form: Form = "face_to_face", *, proposal: str = "P1", unit: str = "U1"
) -> None:
    assignment = f"A-{proposal}-{unit}"
    recorded = ConsultationRecorded(
        proposal_id=proposal, consultation_id=id, assignment_id=assignment, unit_id=unit, cycle=1, phase=phase,
        form=form, requested_by="承办单位", held_on=date(2026, 3, 1), place="示例地点", participants=("示例",),
        minutes="记录", points_raised=2, points_agreed=1,
    )  # fmt: skip
    await h.deliver(recorded, id)
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


def verified(id: str, proposal: str = "P1") -> OutcomeVerified:
    return OutcomeVerified(proposal_id=proposal, outcome_id=id, kind="decision", suggestion=1, verified_by="M1")


@pytest.fixture
async def h(serve: Serve) -> Harness:
    return await serve(SERVICE)


async def sound(h: Harness) -> None:
    """What is stored is what its events fold to."""
    async with h.owner.connect() as connection:
        _, findings = await verify(connection, METADATA)
    assert findings == []


def refused(answer: httpx.Response) -> str:
    assert answer.status_code == 409, answer.text
    return answer.json()["rule"]


async def opened(h: Harness, scheme: str, unit_id: str | None = None) -> str:
    clerk = h.client("clerk")
    assert (await clerk.post("/schemes/examples")).status_code == 201
    body = {"scheme_id": scheme, "proposal_id": "P1"} | ({"unit_id": unit_id} if unit_id else {})
    answer = await clerk.post("/assessments", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


JUDGED = {"leadership": 8, "mechanism": 6, "cooperation": 6, "format": 6}


async def computed(h: Harness, unit_id: str | None = None) -> dict[str, Any]:
    """Points of the example for handling quality, judged ones full."""
    id = await opened(h, "example-handling", unit_id)
    assert (await h.client("assessor").post(f"/assessments/{id}/scores", json={"points": JUDGED})).status_code == 200
    answer = await h.client("clerk").post(f"/assessments/{id}/compute")
    assert answer.status_code == 200, answer.text
    return answer.json()["result"]


async def test_the_examples_are_published_once_and_anybody_may_publish_a_better_one(h: Harness) -> None:
    admin = h.client("county_admin")
    first, again = await admin.post("/schemes/examples"), await admin.post("/schemes/examples")
    assert first.json() == again.json()
    assert [(item["example"], item["maximum"]) for item in first.json()["items"]] == [(True, 100), (True, 100)]
    categories = [{"name": "甲", "indicators": [{"code": "a", "name": "甲", "maximum": 3}]}]
    body = {"subject": "proposal_quality", "title": "自定方案", "categories": categories}
    assert (await admin.post("/schemes", json=body)).status_code == 201
    categories[0]["indicators"] *= 2
    assert refused(await admin.post("/schemes", json=body)) == "codes"
    assert (await h.client("assessor").post("/schemes", json=body)).status_code == 403
    await sound(h)


async def test_assessors_are_blind_until_the_score_is_computed(h: Harness) -> None:
    await h.deliver(admitted("P1"), "P1")
    id = await opened(h, "example-proposal")
    one, two = h.client("assessor", subject="j1"), h.client("assessor", subject="j2")
    high = {"topic": 20, "research": 20, "analysis": 20, "suggestions": 30, "writing": 10}
    assert (await one.post(f"/assessments/{id}/scores", json={"points": high})).status_code == 200
    answer = await two.post(f"/assessments/{id}/scores", json={"points": high | {"topic": 10}, "comment": "选题较宽"})
    assert [score["assessor"] for score in answer.json()["scores"]] == ["j2"]
    assert refused(await one.post(f"/assessments/{id}/scores", json={"points": high})) == "scored"
    assert [s["assessor"] for s in (await one.get(f"/assessments/{id}")).json()["scores"]] == ["j1"]
    listed = (await one.get("/assessments", params={"proposal_id": "P1"})).json()["items"]
    assert [s["assessor"] for s in listed[0]["scores"]] == ["j1"]
    proposer = h.client("assessor", "member", member_id="M2")
    assert refused(await proposer.post(f"/assessments/{id}/scores", json={"points": high})) == "conflict-of-interest"
    result = (await h.client("clerk").post(f"/assessments/{id}/compute")).json()["result"]
    assert (result["total"], result["maximum"], result["spread"]) == (95, 100, 10)
    assert len((await one.get(f"/assessments/{id}")).json()["scores"]) == 2
    late = h.client("assessor", subject="j3")
    assert refused(await late.post(f"/assessments/{id}/scores", json={"points": high})) == "assessment-state"
    await sound(h)


async def test_an_unknown_proposal_cannot_be_assessed(h: Harness) -> None:
    clerk = h.client("clerk")
    await clerk.post("/schemes/examples")
    body = {"scheme_id": "example-proposal", "proposal_id": "P1"}
    assert refused(await clerk.post("/assessments", json=body)) == "unknown-proposal"
    await h.deliver(admitted("P1"), "P1")
    assert refused(await clerk.post("/assessments", json=body | {"unit_id": "U1"})) == "unit"
    assert (await clerk.post("/assessments", json=body | {"scheme_id": "nowhere"})).status_code == 404


async def test_facts_that_are_not_known_give_no_points_and_known_ones_say_why(h: Harness) -> None:
    await h.deliver(admitted("P1"), "P1")
    result = await computed(h)
    assert result["total"] == 26
    assert sum("not known yet" in why for why in result["why"]) == 7
    await consulted(h, "C1", "before")
    await consulted(h, "C2", "during", "phone")  # confirmed, but in no form that counts
    await consulted(h, "C3", "after", "meeting")
    await h.deliver(issued(), "R1")
    await h.deliver(deadline(date(2026, 3, 2)), "D-1")
    await h.deliver(made("K1"), "K1")
    await h.deliver(kept("K1"), "K1")
    await h.deliver(signed("satisfied"), "R1")
    await h.deliver(signed("mostly_satisfied", member="M2"), "R1")
    await h.deliver(verified("O1"), "O1")
    points = (await computed(h))["points"]
    assert points == JUDGED | {
        "consultation": pytest.approx(6.67),
        "timeliness": 10,
        "point_by_point": 10,
        "adoption": 5,
        "commitments": 14,
        "satisfaction": pytest.approx(8.4),
        "conversion": 6,
    }


@pytest.mark.parametrize("reply_first", [True, False])
async def test_timeliness_does_not_depend_on_which_event_comes_first(h: Harness, reply_first: bool) -> None:
    await h.deliver(admitted("P1"), "P1")
    late, due = issued(at=datetime(2026, 3, 2, 16, 30, tzinfo=UTC)), deadline(date(2026, 3, 2))
    for event in (late, due) if reply_first else (due, late):
        await h.deliver(event, "R1" if event is late else "D-1")
    assert (await computed(h))["points"]["timeliness"] == 0  # half past midnight in Shanghai
    extended = DeadlineExtended(
        proposal_id="P1", assignment_id="A-P1-U1", due=date(2026, 3, 3), due_version=2, reason="r", approved_by="示例"
    )
    await h.deliver(extended, "D-1")
    assert (await computed(h))["points"]["timeliness"] == 10


async def test_an_unanswered_deadline_counts_once_it_is_past_and_a_helpers_never(h: Harness) -> None:
    await h.deliver(admitted("P1"), "P1")
    role: UnitRole = "helper"
    helper = AssignmentIssued(
        proposal_id="P1", assignment_id="A-P1-U2", unit_id="U2", role=role, cycle=1, issued_at=NOW,
        return_until=date(2026, 3, 9), policy_version=0,
    )  # fmt: skip
    await h.deliver(deadline(date(2026, 2, 1), unit="U2"), "D-2")
    await h.deliver(helper, "A-P1-U2")
    await h.deliver(deadline(date(2026, 6, 1)), "D-1")
    why = (await computed(h))["why"]
    assert "timeliness 0 of 10: on_time: not known yet" in why
    h.clock.set(datetime(2026, 6, 2, tzinfo=UTC))
    assert "timeliness 0 of 10: on_time: 0 of 1 deadlines met" in (await computed(h))["why"]


async def test_a_rehandled_reply_is_judged_by_its_latest_cycle(h: Harness) -> None:
    await h.deliver(admitted("P1"), "P1")
    await h.deliver(signed("dissatisfied"), "R1")
    assert (await computed(h))["points"]["satisfaction"] == 0
    await h.deliver(signed("satisfied", cycle=2), "R2")
    assert (await computed(h))["points"]["satisfaction"] == 14


async def test_one_units_assessment_does_not_see_anothers_facts(h: Harness) -> None:
    await h.deliver(admitted("P1"), "P1")
    await consulted(h, "C1", "before", unit="U2")
    await h.deliver(issued(unit="U2"), "R2")
    own, other = await computed(h, "U1"), await computed(h, "U2")
    assert (own["points"]["consultation"], own["points"]["adoption"]) == (0, 0)
    assert (other["points"]["consultation"], other["points"]["adoption"]) == (pytest.approx(3.33), 5)


async def test_a_disputed_consultation_counts_only_after_it_was_settled_for_the_record(h: Harness) -> None:
    await h.deliver(admitted("P1"), "P1")
    await consulted(h, "C1", "before")
    names: dict[str, Any] = {
        "proposal_id": "P1",
        "consultation_id": "C1",
        "assignment_id": "A-P1-U1",
        "phase": "before",
    }
    await h.deliver(ConsultationDisputed(**names, member_id="M2", statement="未到场"), "C1")
    assert (await computed(h))["points"]["consultation"] == 0
    await h.deliver(ConsultationDisputeSettled(**names, upheld=False, finding="有签到"), "C1")
    assert (await computed(h))["points"]["consultation"] == pytest.approx(3.33)


async def test_an_issue_is_closed_by_the_one_who_raised_it(h: Harness) -> None:
    member, other, clerk = h.client("member", member_id="M1"), h.client("member", member_id="M2"), h.client("clerk")
    issue = (await member.post("/service-issues", json={"opinion": "答复电话无人接听"})).json()
    path = f"/service-issues/{issue['id']}"
    assert refused(await member.post(f"{path}/verify")) == "issue-state"
    assert (await clerk.post(f"{path}/assign", json={"owner": "示例科室", "due": "2026-04-01"})).status_code == 200
    assert (await clerk.post(f"{path}/resolve", json={"proof": "已公布值班电话"})).status_code == 200
    assert (await clerk.post(f"{path}/verify")).status_code == 403
    assert (await other.post(f"{path}/verify")).status_code == 404
    assert (await other.get(path)).status_code == 404
    assert (await other.get("/service-issues")).json()["items"] == []
    assert (await member.post(f"{path}/verify")).json()["state"] == "verified"
    assert [item["state"] for item in (await clerk.get("/service-issues")).json()["items"]] == ["verified"]
    await sound(h)


async def board(h: Harness) -> dict[int, dict[str, Any]]:
    answer = await h.client("chair").get("/boards/six-problems")
    assert answer.status_code == 200, answer.text
    return {problem["number"]: problem for problem in answer.json()["problems"]}


async def test_an_empty_board_has_no_values(h: Harness) -> None:
    empty = {"numerator": 0, "denominator": 0, "value": None}
    problems = await board(h)
    assert [problem["figure"] for problem in problems.values()] == [empty] * 6
    assert (await h.client("member", member_id="M1").get("/boards/six-problems")).status_code == 403


async def test_the_six_problems(h: Harness) -> None:
    for proposal in ("P1", "P2", "P3", "P4", "P5"):
        await h.deliver(filed(proposal, "between_sessions" if proposal == "P2" else "plenary"), proposal)
    for proposal in ("P1", "P2", "P5"):
        await h.deliver(admitted(proposal), proposal)
    await h.deliver(ProposalWithdrawn(proposal_id="P5", reason="r"), "P5")
    await h.deliver(ProposalDeclined(proposal_id="P3", reason_code="x", explanation="e", policy_version=0), "P3")
    await h.deliver(ProposalMergedInto(proposal_id="P4", master_id="P1"), "P4")
    for id, proposal, due in (("K1", "P1", 1), ("K2", "P1", 1), ("K3", "P2", 1), ("K4", "P2", 1), ("K5", "P2", 30)):
        await h.deliver(made(id, proposal, date(2026, 3, due)), id)
    await h.deliver(kept("K1"), "K1")
    await h.deliver(kept("K2", on_time=False), "K2")
    missed = CommitmentMissed(proposal_id="P2", commitment_id="K3", unit_id="U1", due=date(2026, 3, 1))
    await h.deliver(missed, "K3")
    await h.deliver(CommitmentReleased(proposal_id="P2", commitment_id="K4", unit_id="U1", reason="r"), "K4")
    phases: tuple[Phase, ...] = ("before", "during", "after")
    for phase in phases:
        await consulted(h, f"C1-{phase}", phase, "phone" if phase == "after" else "face_to_face")
    await consulted(h, "C2", "before", proposal="P2")
    for proposal in ("P1", "P2"):
        id = f"S-{proposal}"
        supervised = SupervisionOpened(
            proposal_id=proposal, supervision_class="general", case_number=1, proposers=("M1",)
        )
        await h.deliver(supervised, id)
        await h.deliver(SupervisorAppointed(proposal_id=proposal, supervisor="示例专委会", by_default=True), id)
    await h.deliver(KeyProposalDesignated(proposal_id="P1", key_number=1, leader="示例领导"), "S-P1")
    for day in (date(2026, 3, 1), date(2025, 1, 1)):  # entered late, it does not undo the later contact
        await h.deliver(ActivityHeld(proposal_id="P1", kind="call", held_on=day, findings="f"), "S-P1")
    await h.deliver(verified("O1", "P2"), "O1")

    problems = await board(h)

    def parts(number: int) -> dict[str, tuple[int, int]]:
        return {name: (part["numerator"], part["denominator"]) for name, part in problems[number]["parts"].items()}

    figures = {n: (p["figure"]["numerator"], p["figure"]["denominator"]) for n, p in problems.items()}
    assert figures == {1: (1, 5), 2: (2, 4), 3: (1, 3), 4: (1, 2), 5: (2, 2), 6: (1, 2)}
    assert problems[1]["figure"]["value"] == 0.2
    assert parts(4) == {"face_to_face": (3, 4)}
    assert parts(5) == {"watched": (1, 2), "watched_general": (0, 1)}
    assert parts(6) == {"decision": (1, 2), "development": (0, 2), "duty": (0, 2), "consensus": (0, 2)}
    for number, (numerator, denominator) in figures.items():
        behind = (await h.client("clerk").get(f"/boards/six-problems/{number}/proposals")).json()["items"]
        assert len(behind) == denominator
        assert sum(row["counted"] for row in behind) == numerator
    rows = (await h.client("clerk").get("/boards/six-problems/3/proposals")).json()["items"]
    assert [(row["id"], row["proposal_id"], row["counted"]) for row in rows] == [
        ("K1", "P1", True),
        ("K2", "P1", False),
        ("K3", "P2", False),
    ]


async def test_the_rows_behind_a_figure_are_paged_and_of_one_county(h: Harness) -> None:
    for proposal in ("P1", "P2", "P3"):
        await h.deliver(filed(proposal), proposal)
    await h.deliver(filed("P9"), "P9", county="330103")
    clerk = h.client("clerk")
    first = (await clerk.get("/boards/six-problems/1/proposals", params={"limit": 2})).json()
    rest = (await clerk.get("/boards/six-problems/1/proposals", params={"limit": 2, "after": first["next"]})).json()
    assert [row["id"] for row in first["items"] + rest["items"]] == ["P1", "P2", "P3"]
    assert (await clerk.get("/boards/six-problems/7/proposals")).status_code == 422
    assert (await board(h))[1]["figure"]["denominator"] == 3
