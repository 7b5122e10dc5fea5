"""What the other services say to conversion, for its tests."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import httpx

from chassis.eventlog import verify
from contracts.base import AnswerClass
from contracts.consultation import Answer, Commitment, ReplyContent, ReplyIssued
from contracts.submission import ProposalAdmitted, Suggestion
from contracts.supervision import SupervisionClosed
from services.conversion.metadata import METADATA
from tests.support.harness import COUNTY, Harness

CLOSED = datetime(2026, 3, 2, 2, tzinfo=UTC)


def admitted(proposal: str = "P1") -> ProposalAdmitted:
    return ProposalAdmitted(
        proposal_id=proposal, case_number=1, session_id="S1", channel="plenary", kind="joint",
        title="关于增设老年助餐点的提案", topic_group="社会", proposers=("M1", "M2"),
        suggestions=(Suggestion(number=1, text="甲"), Suggestion(number=2, text="乙")),
        publish_consent=True, policy_version=0,
    )  # fmt: skip


def issued(reply: str, due: date | None, cycle: int = 1, proposal: str = "P1") -> ReplyIssued:
    promised = Commitment(promise="年内建成两处", due=due) if due else None
    answer_class: AnswerClass = "planned" if due else "solved"
    content = ReplyContent(
        answer_class=answer_class,
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
        proposal_id=proposal, reply_id=reply, assignment_id=f"A-{proposal}", unit_id="U1", cycle=cycle,
        reply_version=1, number="示例〔2026〕1号", content=content, content_hash="0" * 64, copies_to=("M1",),
        issued_at=CLOSED,
    )  # fmt: skip


def closed(proposal: str = "P1") -> SupervisionClosed:
    return SupervisionClosed(proposal_id=proposal, closed_at=CLOSED, result="satisfied")


def outcome(**changes: Any) -> dict[str, Any]:
    return {
        "proposal_id": "P1",
        "suggestion": 1,
        "kind": "decision",
        "title": "列入县政府年度民生实事",
        "evidence": "示例文号",
        "achieved_on": "2026-03-01",
    } | changes


async def opened(h: Harness, **changes: bool) -> None:
    """The county lets the public in."""
    policy = {"open": True, "texts": True, "replies": True, "open_data": True} | changes
    admin = h.client("county_admin")
    tag = {"If-Match": (await admin.get("/policies/public")).headers["etag"]}
    answer = await admin.put("/policies/public", json={"document": policy}, headers=tag)
    assert answer.status_code == 200, answer.text
    h.runtime.app.state.public_pages.forget()


async def asked(
    h: Harness, path: str, *, county: str = COUNTY, headers: Mapping[str, str] | None = None, kept: bool = False
) -> httpx.Response:
    """By somebody who has not signed in, once what the process has kept is old, unless ``kept``."""
    if not kept:
        h.runtime.app.state.public_pages.forget()
    transport = httpx.ASGITransport(h.runtime.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get(f"/public/{county}{path}", headers=headers)


async def sound(h: Harness) -> None:
    """What is stored is what its events fold to."""
    async with h.owner.connect() as connection:
        _, findings = await verify(connection, METADATA)
    assert findings == []


def refused(answer: httpx.Response) -> str:
    assert answer.status_code == 409, answer.text
    return answer.json()["rule"]
