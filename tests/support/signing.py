"""What the other services say to supervision, and how a member binds a key and signs, for its tests."""

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx

from chassis.eventlog import GENESIS, event_hash
from contracts.consultation import Answer, AssignmentIssued, ReplyContent, ReplyIssued
from contracts.submission import ProposalAdmitted, Suggestion
from ops.authenticator import SoftwareAuthenticator
from services.supervision.signoff.file import EvidenceFile
from tests.support.harness import Harness

ORIGIN = "http://localhost:8080"
SAID = {"result": "satisfied", "process": "satisfied", "visited": True, "view": "agree"}


def admitted(id: str = "p1", *proposers: str) -> ProposalAdmitted:
    return ProposalAdmitted(
        proposal_id=id,
        case_number=1,
        session_id="S15-1",
        channel="plenary",
        kind="individual",
        title="关于增设老年助餐点的提案",
        topic_group="民生",
        proposers=proposers or ("M1",),
        suggestions=(Suggestion(number=1, text="增设助餐点"),),
        publish_consent=True,
        policy_version=0,
    )


def assigned(h: Harness, id: str = "a1", role: Any = "sole", unit: str = "U1") -> AssignmentIssued:
    now = h.clock.now()
    return AssignmentIssued(
        proposal_id="p1",
        assignment_id=id,
        unit_id=unit,
        role=role,
        cycle=1,
        issued_at=now,
        return_until=now.date(),
        policy_version=0,
    )


def replied(h: Harness, id: str = "r1", assignment: str = "a1", cycle: int = 1, copies: Any = ("M1",)) -> ReplyIssued:
    answers = (Answer(suggestion=1, adoption="adopted", why="已采纳"),)
    content = ReplyContent(
        answer_class="solved", letter="A", answers=answers, signatory="示例负责人", contact="示例科室", text="答复"
    )
    canonical = json.dumps(content.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return ReplyIssued(
        proposal_id="p1",
        reply_id=id,
        assignment_id=assignment,
        unit_id="U1",
        cycle=cycle,
        reply_version=1,
        number="示例函〔2026〕1号",
        content=content,
        content_hash=digest,
        copies_to=copies,
        issued_at=h.clock.now(),
    )


async def enrol(
    h: Harness, member: str = "M1", *, wait: bool = True, verify_user: bool = True, counting: bool = False
) -> SoftwareAuthenticator:
    device = SoftwareAuthenticator(ORIGIN, verify_user=verify_user, counting=counting)
    code = secrets.token_urlsafe(24)
    opened = await h.client("clerk").post(f"/members/{member}/enrolments")
    assert opened.status_code == 201, opened.text
    alone = await h.client("clerk").post(f"/members/{member}/enrolments/confirm", json={"code": code})
    assert alone.json()["rule"] == "two-staff"
    second = h.client("clerk", subject="clerk2")
    assert (await second.post(f"/members/{member}/enrolments/confirm", json={"code": code})).status_code == 200
    client = h.client("member", member_id=member)
    options = (await client.post("/passkeys/options", json={"code": code})).json()
    done = await client.post("/passkeys", json={"code": code, "credential": device.create(options)})
    if verify_user:
        assert done.status_code == 201, done.text
    else:
        assert done.json()["rule"] == "registration"
    if wait:
        h.clock.set(h.clock.now() + timedelta(hours=25))
    return device


async def signed(
    h: Harness, device: SoftwareAuthenticator, reply: str = "r1", member: str = "M1", **said: Any
) -> httpx.Response:
    client = h.client("member", member_id=member)
    asked = await client.post(f"/sign-offs/{reply}/challenge", json=SAID | said)
    assert asked.status_code == 200, asked.text
    body = {"signed_json": asked.json()["signed_json"], "credential": device.get(asked.json()["options"])}
    return await client.post(f"/sign-offs/{reply}/sign", json=body)


def rewritten(file: EvidenceFile, change: Callable[[str], str]) -> str:
    """The sign-off's whole chain written anew, as who holds the store could."""
    rows, before = list[dict[str, Any]](), GENESIS
    for row in file.sign_off:
        fields = row.model_dump() | {"data": change(row.data), "prev_hash": before}
        before = event_hash(fields)
        rows.append(fields | {"hash": before})
    return EvidenceFile.model_validate(file.model_dump() | {"sign_off": rows}).model_dump_json()
