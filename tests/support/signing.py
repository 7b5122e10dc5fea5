"""What the other services say to supervision, and how a member binds a key and signs, for its tests."""

import hashlib
import json
import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from typer.testing import CliRunner

from chassis.eventlog import GENESIS, event_hash
from contracts.consultation import Answer, AssignmentIssued, ReplyContent, ReplyIssued
from contracts.submission import ProposalAdmitted, Suggestion
from ops.authenticator import SoftwareAuthenticator
from ops.cli import app
from services.supervision.signoff.file import EvidenceFile, Row
from tests.support.certificates import Holder
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
    """The chains of the sign-off and of the keys written anew, as who holds the store could."""

    def anew(chain: Sequence[Row]) -> list[dict[str, Any]]:
        rows, before = list[dict[str, Any]](), GENESIS
        for row in chain:
            fields = row.model_dump() | {"data": change(row.data), "prev_hash": before}
            before = event_hash(fields)
            rows.append(fields | {"hash": before})
        return rows

    chains = {"sign_off": anew(file.sign_off), "keyrings": {name: anew(one) for name, one in file.keyrings.items()}}
    return EvidenceFile.model_validate(file.model_dump() | chains).model_dump_json()


async def asked(h: Harness, *members: str) -> None:
    """About one reply, which only needs to be signed."""
    members = members or ("M1",)
    await h.deliver(admitted("p1", *members), "p1")
    await h.deliver(assigned(h), "a1")
    await h.deliver(replied(h, copies=members), "r1")


async def of(h: Harness, *types: Any) -> list[Any]:
    """What was published of these types."""
    return [event for event in await h.published() if isinstance(event, types)]


def checked(path: Path, *more: str | Path) -> tuple[int, str]:
    """What ``proposals audit signoff`` says of a file of evidence."""
    result = CliRunner().invoke(app, ["audit", "signoff", str(path), *map(str, more)])
    return result.exit_code, result.output


def tampered(base64: str, place: int | None = None) -> str:
    """One character is another."""
    place = len(base64) // 2 if place is None else place
    return base64[:place] + ("A" if base64[place] != "A" else "B") + base64[place + 1 :]


async def trust(h: Harness, *anchors: str) -> None:
    """These issuers, and no others, from now on."""
    admin = h.client("county_admin")
    found = await admin.get("/policies/certificate")
    body = {"document": {"anchors": list(anchors)}}
    changed = await admin.put("/policies/certificate", json=body, headers={"If-Match": found.headers["etag"]})
    assert changed.is_success, changed.text


async def register(
    h: Harness, holder: Holder, member: str = "M1", *, pem: str | None = None, wait: bool = True
) -> None:
    """By two of the staff, the member present."""
    path = f"/members/{member}/certificates"
    entered = await h.client("clerk").post(path, json={"pem": pem or holder.pem})
    assert entered.status_code == 201, entered.text
    confirmed = await h.client("clerk", subject="clerk2").post(f"{path}/{holder.id}/confirm")
    assert confirmed.status_code == 200, confirmed.text
    h.clock.set(h.clock.now() + timedelta(hours=25))


async def certified(h: Harness, holder: Holder, reply: str = "r1", member: str = "M1", **said: Any) -> httpx.Response:
    """Signed with the key of a certificate."""
    client = h.client("member", member_id=member)
    asked = await client.post(f"/sign-offs/{reply}/challenge", json=SAID | said)
    assert asked.status_code == 200, asked.text
    signed_json = asked.json()["signed_json"]
    body = {"method": "sm2", "signed_json": signed_json, "credential": holder.sign(signed_json)}
    return await client.post(f"/sign-offs/{reply}/sign", json=body)
