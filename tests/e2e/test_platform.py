"""``proposals up`` as a user runs it: a proposal goes the whole way over HTTP, through a kill and a restart."""

import json
import os
import secrets
import signal
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from ops import registry
from ops.authenticator import SoftwareAuthenticator
from ops.embedded import Postgres
from tests.support.caller import Caller, eventually
from tests.support.platform import Platform
from tests.support.walking import Walk


def events_of(status: dict[str, Any]) -> dict[str, int]:
    return {name: status[name]["events"] for name in registry.NAMES}


def settled(status: dict[str, Any]) -> bool:
    """Nothing waits in any outbox, on the bus or aside."""
    services = [status[name] for name in registry.NAMES]
    return all(
        one["outbox"]["pending"] == 0
        and not one["parked"]
        and not one["replays"]
        and all(source["lag"] == 0 and source["applied"] == source["head"] for source in one["consumer"].values())
        for one in services
    )


@pytest.fixture
def platform(tmp_path: Path) -> Generator[Platform]:
    started = Platform(tmp_path / "state")
    yield started
    started.close()


def test_a_proposal_goes_from_filing_to_the_members_signature_through_a_kill(platform: Platform) -> None:
    platform.up()
    walk = Walk(platform).prepared()
    clerk, clerk2, member = walk.clerk, platform.caller("clerk2"), walk.member
    id = walk.filed()

    # Killed right after an answer: what was accepted takes effect all the same.
    assert walk.admitted(id)["case_number"] == 1
    os.kill(platform.pid(), signal.SIGKILL)
    platform.up()

    assignment = walk.accepted(id)
    path = f"/consultation/assignments/{assignment}/agree-plan"
    refused = walk.unit.post(path, {"plan": "分三步办理。"}, expect=409)
    assert refused["rule"] == "gate-before"
    walk.consulted(assignment)
    reply = walk.replied(assignment)
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

    eventually(lambda: settled(platform.status()))
    status = platform.status()
    assert status["coverage"]["total"] == {"admitted": 1, "supervised": 1, "coverage": 1.0}
    assert status["supervision"]["counts"]["oversights"] == {"closed": 1}
    assert "100.00%" in platform.command("status").stdout
    county = next(iter(status["coverage"]["counties"]))
    asked = platform.command("replay", "submission", "--county", county, "--aggregate", id)
    assert (asked.returncode, "requested" in asked.stdout) == (0, True), asked.stderr
    eventually(lambda: settled(platform.status()))
    assert platform.status()["consultation"]["events"] == status["consultation"]["events"]
    assert platform.command("parked", "list").stdout.strip() == "nothing is parked"
    assert "no parked event" in platform.command("parked", "drop", "supervision:1", "--reason", "示例").stderr
    verified = platform.command("audit", "verify")
    assert verified.returncode == 0, verified.stdout
    assert "unproven" in verified.stdout

    # Down ends everything it started, and up again has lost nothing.
    broker = json.loads((platform.state / "broker.pid").read_text())["pid"]
    events = events_of(platform.status())
    assert platform.command("down").stdout.strip() == "stopped"
    assert not Path(f"/proc/{broker}").exists()
    assert not (platform.state / "postgres" / "postmaster.pid").exists()
    platform.up()
    assert events_of(platform.status()) == events
    assert clerk.get(f"/supervision/oversights/{id}").json()["state"] == "closed"


class Enrolments:
    """Members enrolled one after the other, each repeated with its key until it is acknowledged, as a client would."""

    def __init__(self, clerk: Caller) -> None:
        self._clerk = clerk
        self.acknowledged = 0
        self.unavailable = 0

    def enrol(self, count: int) -> None:
        for _ in range(count):
            number = f"M{self.acknowledged + 1:04d}"
            body = {"member_id": number, "name": f"示例委员{number}", "sector": "经济界", "term": 15}
            headers = {"Idempotency-Key": number}

            def accepted(body: Any = body, headers: Any = headers) -> bool:
                answer = self._clerk.client.post("/submission/members", json=body, headers=headers)
                if answer.status_code == 503:
                    assert answer.json()["type"] == "urn:cppcc:problem:unavailable"
                    self.unavailable += 1
                    return False
                assert answer.status_code == 201, answer.text
                return True

            eventually(accepted, 120)
            self.acknowledged += 1


def stored(platform: Platform, database: str, query: str) -> int:
    url = make_url((platform.state / "server-url").read_text())
    server = Postgres(platform.state / "postgres", url.port or 0)
    return int(server.psql(query, database))


def everything_arrived(platform: Platform, acknowledged: int) -> bool:
    """Every acknowledged enrolment is an event, and all of them reached a service that reads them."""
    sent = stored(platform, "submission", "SELECT count(*) FROM event_log WHERE type = 'cppcc.MemberEnrolled.v1'")
    assert sent == acknowledged
    marks = "SELECT coalesce(sum(version), 0) FROM inbox WHERE source = 'submission' AND aggregate_id LIKE 'M0%'"
    return stored(platform, "supervision", marks) == acknowledged


@pytest.mark.parametrize("kafka", ["embedded", "apache"])
def test_a_killed_broker_is_started_anew_and_every_event_arrives(platform: Platform, kafka: str) -> None:
    platform.up("--kafka", kafka)
    enrolments = Enrolments(platform.caller("clerk"))
    enrolments.enrol(30)
    killed = json.loads((platform.state / "broker.pid").read_text())["pid"]
    os.kill(killed, signal.SIGKILL)
    enrolments.enrol(60)
    assert enrolments.unavailable == 0  # HTTP does not need the broker
    eventually(lambda: json.loads((platform.state / "broker.pid").read_text())["pid"] != killed, 120)
    eventually(lambda: everything_arrived(platform, 90), 120)
    assert platform.status()["submission"]["ready"]


def test_a_killed_postgres_is_started_anew_and_nothing_acknowledged_is_lost(platform: Platform) -> None:
    platform.up()
    enrolments = Enrolments(platform.caller("clerk"))
    enrolments.enrol(30)
    os.kill(int((platform.state / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    enrolments.enrol(60)
    assert enrolments.unavailable > 0
    eventually(lambda: everything_arrived(platform, 90), 120)


def test_a_port_in_use_is_said_clearly(platform: Platform, tmp_path: Path) -> None:
    platform.up()
    second = Platform(tmp_path / "other")
    done = second.command("up", "--detach", "--port", str(platform.port))
    assert done.returncode == 1
    assert f"port {platform.port} is in use" in done.stderr
    again = platform.command("up", "--detach", "--port", str(platform.port))
    assert (again.returncode, "running already" in again.stdout) == (0, True)
