"""What other services publish about a proposal that supervision watches."""

from typing import Any

from contracts.consultation import Answer, AssignmentIssued, ReplyContent, ReplyIssued
from contracts.submission import ArchivedProposalRecorded, ProposalAdmitted, Suggestion
from tests.support.harness import Harness

SAID = {"result": "satisfied", "process": "satisfied", "visited": True, "view": "agree"}


def admitted(id: str, number: int = 1, session: str = "S15-1") -> ProposalAdmitted:
    return ProposalAdmitted(
        proposal_id=id,
        case_number=number,
        session_id=session,
        channel="plenary",
        kind="individual",
        title="关于增设老年助餐点的提案",
        topic_group="民生",
        proposers=("M1",),
        suggestions=(Suggestion(number=1, text="增设助餐点"),),
        publish_consent=True,
        policy_version=0,
    )


def archived(number: int, year: int = 2025, **said: Any) -> ArchivedProposalRecorded:
    values: dict[str, Any] = {
        "proposal_id": f"A-{year}-{number}",
        "year": year,
        "session": "示例届次",
        "case_number": number,
        "title": f"关于示例事项{number}的提案",
        "proposers": ("示例委员",),
        "units": ("示例县住建局",),
    }
    return ArchivedProposalRecorded(**values | said)


async def admit(h: Harness, *ids: str, session: str = "S15-1") -> None:
    for number, id in enumerate(ids, 1):
        await h.deliver(admitted(id, number, session), id)


async def archive(h: Harness, *events: ArchivedProposalRecorded) -> None:
    for event in events:
        await h.deliver(event, event.proposal_id)


async def assign(h: Harness, proposal: str) -> None:
    now = h.clock.now()
    event = AssignmentIssued(
        proposal_id=proposal,
        assignment_id=f"a-{proposal}",
        unit_id="U1",
        role="sole",
        cycle=1,
        issued_at=now,
        return_until=now.date(),
        policy_version=0,
    )
    await h.deliver(event, event.assignment_id)


async def reply(h: Harness, proposal: str, *members: str, cycle: int = 1) -> None:
    answers = (Answer(suggestion=1, adoption="adopted", why="已采纳"),)
    event = ReplyIssued(
        proposal_id=proposal,
        reply_id=f"r-{proposal}-{cycle}",
        assignment_id=f"a-{proposal}",
        unit_id="U1",
        cycle=cycle,
        reply_version=1,
        number="示例函〔2026〕1号",
        content=ReplyContent(
            answer_class="solved", letter="A", answers=answers, signatory="示例负责人", contact="示例科室", text="答复"
        ),
        content_hash="ab" * 32,
        copies_to=members or ("M1",),
        issued_at=h.clock.now(),
    )
    await h.deliver(event, event.reply_id)


async def sign_on_paper(h: Harness, proposal: str, member: str = "M1", cycle: int = 1, **said: Any) -> None:
    path = f"/sign-offs/r-{proposal}-{cycle}/paper"
    body = SAID | said | {"member_id": member, "scan_sha256": "cd" * 32}
    entered = await h.client("clerk").post(path, json=body)
    assert entered.is_success, entered.text
    confirmed = await h.client("clerk", subject="clerk2").post(f"{path}/{member}/confirm")
    assert confirmed.is_success, confirmed.text
