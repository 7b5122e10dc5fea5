"""``proposals up`` as a user runs it: a proposal goes the whole way over HTTP, through a kill and a restart."""

import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
import pytest

from ops.authenticator import SoftwareAuthenticator
from ops.embedded import free_port
from tests.support.caller import Caller, eventually


class Platform:
    def __init__(self, state: Path) -> None:
        self.state = state
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self._callers: list[Caller] = []

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "ops.cli", *arguments, "--state", str(self.state)],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def up(self) -> None:
        done = self.command("up", "--detach", "--port", str(self.port))
        assert done.returncode == 0, done.stdout + done.stderr

    def status(self) -> dict[str, Any]:
        return json.loads(self.command("status", "--json").stdout)

    def pid(self) -> int:
        return json.loads((self.state / "platform.json").read_text())["pid"]

    def caller(self, subject: str, **claims: Any) -> Caller:
        signed = httpx.post(f"{self.origin}/dev-issuer/token", json={"subject": subject, **claims}, trust_env=False)
        self._callers.append(Caller(self.origin, signed.json()["access_token"]))
        return self._callers[-1]

    def close(self) -> None:
        for caller in self._callers:
            caller.client.close()
        self.command("down")


@pytest.fixture
def platform(tmp_path: Path) -> Generator[Platform]:
    started = Platform(tmp_path / "state")
    yield started
    started.close()


def test_a_proposal_goes_from_filing_to_the_members_signature_through_a_kill(platform: Platform) -> None:
    platform.up()
    clerk = platform.caller("clerk")
    clerk2, office = platform.caller("clerk2"), platform.caller("office")
    member, unit, leader = platform.caller("M001"), platform.caller("U001"), platform.caller("U001-leader")

    enrolled = {"member_id": "M001", "name": "示例委员一", "sector": "经济界", "term": 15}
    clerk.post("/submission/members", enrolled)
    linked = {"unit_id": "U001", "name": "示例局", "system": "government", "linked_committee": "经济委员会"}
    clerk.post("/submission/units", linked)
    window = {"plenary_opens": "2026-01-01T00:00:00+08:00", "plenary_cutoff": "2026-01-02T00:00:00+08:00"}
    clerk.post("/submission/sessions", {"session_id": "S15-1", "term": 15, "number": 1, **window})
    text = {
        "title": "关于增设老年助餐点的提案",
        "situation": "助餐点只有四处。",
        "analysis": "场地不足，补贴偏低。",
        "suggestions": ["在每个街道至少增设两处助餐点。"],
    }
    filed = member.post("/submission/proposals", {"session_id": "S15-1", "publish_consent": True, "text": text})
    id = filed["id"]

    # Killed right after an answer: what was accepted takes effect all the same.
    admitted = clerk.post(f"/submission/proposals/{id}/admit", {"topic_group": "民生"})
    assert admitted["case_number"] == 1
    os.kill(platform.pid(), signal.SIGKILL)
    platform.up()

    eventually(lambda: clerk.get(f"/supervision/oversights/{id}").status_code == 200)
    eventually(lambda: office.get(f"/consultation/matters/{id}").status_code == 200)
    eventually(lambda: office.get("/consultation/units").json()["items"])
    assignment = office.post("/consultation/assignments", {"proposal_id": id, "unit_id": "U001", "role": "sole"})["id"]
    unit.post(f"/consultation/assignments/{assignment}/accept")
    met = {
        "assignment_id": assignment,
        "form": "face_to_face",
        "requested_by": "承办单位",
        "held_on": "2026-01-05",
        "place": "示例会议室",
        "participants": ["示例委员一"],
        "minutes": "逐条交换意见。",
        "points_raised": 1,
        "points_agreed": 1,
    }
    refused = unit.post(f"/consultation/assignments/{assignment}/agree-plan", {"plan": "分三步办理。"}, expect=409)
    assert refused["rule"] == "gate-before"
    for phase in ("before", "during"):
        held = unit.post("/consultation/consultations", met | {"phase": phase})["id"]
        member.post(f"/consultation/consultations/{held}/confirm")
        if phase == "before":
            unit.post(f"/consultation/assignments/{assignment}/agree-plan", {"plan": "分三步办理。"})
    content = {
        "answer_class": "solved",
        "answers": [{"suggestion": 1, "adoption": "adopted", "why": "已列入实施方案。"}],
        "signatory": "示例负责人",
        "contact": "示例科室",
        "text": "现答复如下。",
    }
    reply = unit.post("/consultation/replies", {"assignment_id": assignment, "content": content})["id"]
    leader.post(f"/consultation/replies/{reply}/approve")
    office.post(f"/consultation/replies/{reply}/vet")
    office.post(f"/consultation/replies/{reply}/issue", {"number": "示例函〔2026〕1号"})

    eventually(lambda: member.get(f"/supervision/sign-offs/{reply}").status_code == 200)
    deadline = clerk.get(f"/supervision/deadlines/{assignment}").json()
    assert deadline["state"] == "met"
    assert deadline["why"]

    code = secrets.token_urlsafe(24)
    clerk.post("/supervision/members/M001/enrolments")
    clerk2.post("/supervision/members/M001/enrolments/confirm", {"code": code})
    device = SoftwareAuthenticator("http://localhost:8080")
    options = member.post("/supervision/passkeys/options", {"code": code})
    member.post("/supervision/passkeys", {"code": code, "credential": device.create(options)})
    said = {"result": "satisfied", "process": "satisfied", "visited": True, "view": "agree"}
    asked = member.post(f"/supervision/sign-offs/{reply}/challenge", said)
    signed = {"signed_json": asked["signed_json"], "credential": device.get(asked["options"])}
    assert member.post(f"/supervision/sign-offs/{reply}/sign", signed, expect=409)["rule"] == "key-new"
    # The key cannot sign for a day, so today the member signs on paper before two clerks.
    paper = said | {"member_id": "M001", "scan_sha256": "f" * 64}
    clerk.post(f"/supervision/sign-offs/{reply}/paper", paper)
    clerk2.post(f"/supervision/sign-offs/{reply}/paper/M001/confirm")
    assert clerk.get(f"/supervision/oversights/{id}").json()["state"] == "closed"
    eventually(lambda: clerk.get(f"/consultation/assignments/{assignment}").json()["state"] == "closed")
    assert clerk.get("/supervision/figures").json()["coverage"] == 1.0

    eventually(lambda: all(one["outbox"] == 0 and not one["parked"] for one in platform.status().values()))
    verified = platform.command("audit", "verify")
    assert verified.returncode == 0, verified.stdout
    assert "unproven" in verified.stdout

    # Down ends everything it started, and up again has lost nothing.
    broker = int((platform.state / "broker.pid").read_text())
    events = {name: one["events"] for name, one in platform.status().items()}
    assert platform.command("down").stdout.strip() == "stopped"
    assert not Path(f"/proc/{broker}").exists()
    assert not (platform.state / "postgres" / "postmaster.pid").exists()
    platform.up()
    assert {name: one["events"] for name, one in platform.status().items()} == events
    assert clerk.get(f"/supervision/oversights/{id}").json()["state"] == "closed"


def test_a_port_in_use_is_said_clearly(platform: Platform, tmp_path: Path) -> None:
    platform.up()
    second = Platform(tmp_path / "other")
    done = second.command("up", "--detach", "--port", str(platform.port))
    assert done.returncode == 1
    assert f"port {platform.port} is in use" in done.stderr
    again = platform.command("up", "--detach", "--port", str(platform.port))
    assert (again.returncode, "running already" in again.stdout) == (0, True)
