"""Silence is reminded and never satisfaction; what proves no will is refused and kept; evidence speaks for itself."""

import asyncio
import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from contracts.supervision import ClosedUnsigned, MemberSignedOff, PasskeyUsed, SignOffRefused, SignOffReminded
from ops.cli import app
from services.supervision.app import SERVICE
from services.supervision.signoff.file import EvidenceFile
from tests.support.harness import Harness, Serve
from tests.support.signing import SAID, admitted, assigned, enrol, replied, rewritten, signed

START = datetime(2026, 3, 2, 2, tzinfo=UTC)
GONE = {"why": "left_office", "reason": "已离任"}
AWAY = {"why": "unreachable", "reason": "多次联系不上"}


@pytest.fixture
async def h(serve: Serve) -> Harness:
    h = await serve(SERVICE)
    h.clock.set(START)
    return h


async def asked(h: Harness, *members: str) -> None:
    await h.deliver(admitted("p1", *members), "p1")
    await h.deliver(assigned(h), "a1")
    await h.deliver(replied(h, copies=members), "r1")


async def of(h: Harness, *types: Any) -> list[Any]:
    return [event for event in await h.published() if isinstance(event, types)]


async def days_later(h: Harness, days: int) -> None:
    h.clock.set(START + timedelta(days=days, minutes=1))
    await h.tick()


async def test_who_has_not_signed_is_reminded_and_nobody_else(h: Harness) -> None:
    await asked(h, "M1", "M2")
    device = await enrol(h)
    assert (await signed(h, device)).status_code == 200
    for day in (6, 7, 8, 14):
        await days_later(h, day)
    said = await of(h, SignOffReminded)
    assert [(one.number, one.members, one.announce) for one in said] == [(1, ("M2",), True), (2, ("M2",), True)]
    second = await enrol(h, "M2")
    assert (await signed(h, second, member="M2")).status_code == 200
    await days_later(h, 30)
    assert len(await of(h, SignOffReminded)) == 2


async def test_after_weeks_of_downtime_only_the_latest_reminder_is_sent(h: Harness) -> None:
    await asked(h, "M1")
    await days_later(h, 40)
    await h.tick()
    assert [(one.number, one.announce) for one in await of(h, SignOffReminded)] == [(1, False), (2, False), (3, True)]


async def test_who_is_there_to_be_reminded_is_reminded_before_it_is_closed_unsigned(h: Harness) -> None:
    await asked(h, "M1")
    chair = h.client("chair")
    for day in (0, 7, 14):
        await days_later(h, day)
        early = await chair.post("/oversights/p1/close-unsigned", json=AWAY)
        assert (early.status_code, early.json()["rule"]) == (409, "reminders-first")
    await days_later(h, 21)
    assert (await chair.post("/oversights/p1/close-unsigned", json=AWAY)).json()["state"] == "closed_unsigned"
    (closed,) = await of(h, ClosedUnsigned)
    assert closed.why == "unreachable"


async def test_what_a_unit_still_owes_is_not_closed(h: Harness) -> None:
    await asked(h, "M1")
    await h.deliver(assigned(h, "a2", "split", "U2"), "a2")
    refused = await h.client("chair").post("/oversights/p1/close-unsigned", json=GONE)
    assert refused.json()["rule"] == "reply-owed"


async def test_nobody_is_reminded_of_what_was_closed(h: Harness) -> None:
    await asked(h, "M1")
    assert (await h.client("chair").post("/oversights/p1/close-unsigned", json=GONE)).status_code == 200
    await days_later(h, 30)
    assert not await of(h, SignOffReminded)


async def test_a_copy_of_a_device_that_counts_is_refused(h: Harness) -> None:
    await asked(h, "M1")
    for n in (2, 3, 4):
        await h.deliver(replied(h, f"r{n}", cycle=n), f"r{n}")
    device = await enrol(h, counting=True)
    assert (await signed(h, device, "r1")).status_code == 200
    clone = copy.copy(device)
    assert (await signed(h, device, "r2")).status_code == 200
    refused = await signed(h, clone, "r3")
    assert (refused.status_code, refused.json()["rule"]) == (409, "key-copied")
    silent = copy.copy(device)
    silent.counting, silent.count = False, 0
    assert (await signed(h, silent, "r3")).json()["rule"] == "key-copied"
    assert (await signed(h, device, "r3")).status_code == 200
    assert [one.sign_count for one in await of(h, PasskeyUsed)] == [1, 2, 3]
    assert [(one.reply_id, one.rule) for one in await of(h, SignOffRefused)] == [("r3", "key-copied")] * 2


async def test_what_proves_no_will_is_refused_and_kept(h: Harness) -> None:
    await asked(h, "M1")
    device = await enrol(h, wait=False)
    assert (await signed(h, device)).json()["rule"] == "key-new"
    h.clock.set(START + timedelta(hours=25))
    member = h.client("member", member_id="M1")
    asked_for = (await member.post("/sign-offs/r1/challenge", json=SAID)).json()
    good = {"signed_json": asked_for["signed_json"], "credential": device.get(asked_for["options"])}
    other = good | {"signed_json": good["signed_json"].replace('"reply_version":1', '"reply_version":2')}
    worse = good | {"signed_json": good["signed_json"].replace('"satisfied"', '"dissatisfied"')}
    for body, rule in ((other, "statement"), (worse, "signature")):
        for _ in range(2):
            assert (await member.post("/sign-offs/r1/sign", json=body)).json()["rule"] == rule
    with capture_logs() as logs:
        for role in (
            "clerk",
            "chair",
            "supervisor",
            "county_admin",
            "auditor",
            "unit",
            "unit_leader",
            "assigning_office",
        ):
            assert (await h.client(role).post("/sign-offs/r1/sign", json=good)).status_code == 403
    assert [one["event"] for one in logs].count("request.forbidden") == 8
    refused = [(one.rule, one.member_id) for one in await of(h, SignOffRefused)]
    assert refused == [("key-new", "M1"), *[("statement", "M1")] * 2, *[("signature", "M1")] * 2]
    shown = (await member.get("/sign-offs/r1")).json()
    assert (shown["refused"], shown["unsigned"]) == (5, ["M1"])
    assert (await member.post("/sign-offs/r1/sign", json=good)).status_code == 200
    # The same answer of the device once more, under another key: it has had its effect.
    assert (await member.post("/sign-offs/r1/sign", json=good)).json()["rule"] == "state"
    assert len(await of(h, MemberSignedOff)) == 1


async def test_the_attitude_and_whether_it_was_to_the_point_are_signed_too(h: Harness) -> None:
    await asked(h, "M1")
    device = await enrol(h)
    assert (await signed(h, device, attitude="good", to_the_point=False)).status_code == 200
    (one,) = await of(h, MemberSignedOff)
    said = json.loads(one.evidence.signed_json)
    assert (said["attitude"], said["to_the_point"]) == (one.attitude, one.to_the_point) == ("good", False)


async def evidence_of(h: Harness, tmp_path: Path) -> Path:
    """One signed with a device, one on paper, one silent."""
    await asked(h, "M1", "M2", "M3")
    device = await enrol(h, counting=True)
    assert (await signed(h, device, comment="办得好")).status_code == 200
    form = SAID | {"member_id": "M2", "scan_sha256": "f" * 64, "result": "mostly_satisfied"}
    assert (await h.client("clerk").post("/sign-offs/r1/paper", json=form)).status_code == 200
    confirmed = await h.client("clerk", subject="clerk2").post("/sign-offs/r1/paper/M2/confirm")
    assert confirmed.status_code == 200
    answer = await h.client("auditor").get("/sign-offs/r1/evidence")
    assert answer.status_code == 200, answer.text
    path = tmp_path / "evidence.json"
    path.write_bytes(answer.content)
    return path


def checked(path: Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["audit", "signoff", str(path)])
    return result.exit_code, result.output


async def test_the_evidence_says_offline_who_signed_what_over_which_reply(h: Harness, tmp_path: Path) -> None:
    path = await evidence_of(h, tmp_path)
    code, said = checked(path)
    assert code == 0, said
    assert "示例函〔2026〕1号" in said
    assert "proven (passkey): 委员 M1" in said
    assert "结果满意、过程满意、对结果同意，意见：办得好" in said
    assert "proven (paper): 委员 M2" in said
    assert "协助录入" in said
    assert "unsigned: M3" in said


def altered(file: dict[str, Any], where: str) -> None:
    """One thing is another."""
    rows: list[dict[str, Any]] = file["sign_off"]
    of = {row["type"].split(".")[1]: row for row in reversed(rows)}
    match where:
        case "reply":
            file["reply"] = file["reply"].replace("已采纳", "未采纳")
        case "rating":
            of["MemberSignedOff"]["data"] = of["MemberSignedOff"]["data"].replace(
                '"result":"satisfied"', '"result":"dissatisfied"', 1
            )
        case "time":
            of["SignOffRequested"]["occurred_at"] = "2026-03-02T03:00:00Z"
        case "left out":
            rows.pop(1)
        case "signer":
            of["MemberSignedOff"]["data"] = of["MemberSignedOff"]["data"].replace(
                '"member_id":"M1"', '"member_id":"M3"'
            )
        case "key":
            row = file["keyrings"]["M1"][-2]
            row["data"] = row["data"].replace('"public_key":"p', '"public_key":"q')
        case "no keys":
            file["keyrings"] = {}
        case _:
            raise ValueError(where)


def worse(*where: str) -> Callable[[str], str]:
    """The first signature's rating is another, in the event or in what was signed."""

    def change(data: str) -> str:
        for one in where:
            data = data.replace(one, one.replace("satisfied", "dissatisfied"), 1)
        return data

    return change


@pytest.fixture
async def kept(h: Harness, tmp_path: Path) -> dict[str, Any]:
    return json.loads((await evidence_of(h, tmp_path)).read_text("utf-8"))


async def test_whatever_is_altered_is_said(kept: dict[str, Any], tmp_path: Path) -> None:
    reasons = {
        "reply": "the reply is not the one", "rating": "was altered", "time": "was altered",
        "left out": "missing, or was exchanged", "signer": "was altered", "key": "was altered",
        "no keys": "events are missing",
    }  # fmt: skip
    for where, reason in reasons.items():
        file = copy.deepcopy(kept)
        altered(file, where)
        assert file != kept, where
        path = tmp_path / "altered.json"
        path.write_text(json.dumps(file, ensure_ascii=False), "utf-8")
        code, said = checked(path)
        assert code == 1, where
        assert reason in " ".join(said.split()), (where, said)
    path.write_text(rewritten(EvidenceFile.model_validate(kept), lambda _: "{}"), "utf-8")
    code, said = checked(path)
    assert (code, "says nothing that such an event says" in " ".join(said.split())) == (1, True), said
    path.write_text(json.dumps(kept)[:-200], "utf-8")
    code, said = checked(path)
    assert (code, "not an evidence file" in said) == (1, True)


async def test_a_chain_that_was_written_anew_does_not_make_a_signature(kept: dict[str, Any], tmp_path: Path) -> None:
    file, path = EvidenceFile.model_validate(kept), tmp_path / "forged.json"
    stored, spoken = '"result":"satisfied"', '\\"result\\":\\"satisfied\\"'
    for changes, reason in (
        ((), ""),
        ((stored,), "what M1 signed is not what is stored: result"),
        ((spoken,), "what M1 signed is not what is stored: result"),
        ((stored, spoken), "the signature of M1 does not hold"),
    ):
        path.write_text(rewritten(file, worse(*changes)), "utf-8")
        code, said = checked(path)
        assert (code, reason in " ".join(said.split())) == (1 if changes else 0, True), said


def older(data: str) -> str:
    """Without the relying party, as an earlier version stored a signature."""
    event = json.loads(data)
    for name in ("rp_id", "origins"):
        event.get("evidence", {}).pop(name, None)
    return json.dumps(event, ensure_ascii=False)


async def test_a_signature_is_held_against_the_relying_party_of_its_own_day(h: Harness, tmp_path: Path) -> None:
    path = await evidence_of(h, tmp_path)
    before = EvidenceFile.model_validate_json(path.read_text("utf-8"))
    admin = h.client("county_admin")
    found = await admin.get("/policies/passkey")
    moved = {"rp_id": "zx.example.gov.cn", "origins": ["https://zx.example.gov.cn"]}
    body = {"document": found.json()["document"] | moved}
    assert (await admin.put("/policies/passkey", json=body, headers={"If-Match": found.headers["etag"]})).is_success
    path.write_bytes((await h.client("auditor").get("/sign-offs/r1/evidence")).content)
    after = EvidenceFile.model_validate_json(path.read_text("utf-8"))
    assert (before.party.rp_id, after.party.rp_id) == ("localhost", "zx.example.gov.cn")
    code, said = checked(path)
    assert (code, "依赖方 localhost" in said) == (0, True), said
    moved_to = {
        "where it was": (after, str),
        "elsewhere": (after, lambda data: data.replace('"rp_id":"localhost"', '"rp_id":"elsewhere.test"')),
        "old, party of its day": (before, older),
        "old, party of today": (after, older),
    }  # fmt: skip
    held: dict[str, bool] = {}
    for name, (file, change) in moved_to.items():
        path.write_text(rewritten(file, change), "utf-8")
        code, said = checked(path)
        held[name] = code == 0
        assert held[name] or "the signature of M1 does not hold" in " ".join(said.split()), said
    assert held == {
        "where it was": True, "elsewhere": False, "old, party of its day": True, "old, party of today": False,
    }  # fmt: skip


async def test_a_member_has_the_evidence_of_what_they_were_asked_and_nobody_else(h: Harness) -> None:
    await asked(h, "M1")
    assert (await h.client("member", member_id="M1").get("/sign-offs/r1/evidence")).status_code == 200
    assert (await h.client("member", member_id="M2").get("/sign-offs/r1/evidence")).status_code == 404
    assert (await h.client("unit", unit_id="U1").get("/sign-offs/r1/evidence")).status_code == 403


async def test_a_reminder_and_a_signature_at_once_wait_for_each_other_in_one_order(h: Harness) -> None:
    await asked(h, "M1")
    device = await enrol(h)
    h.clock.set(h.clock.now() + timedelta(days=40))
    signature, *_ = await asyncio.gather(signed(h, device), h.tick(), h.tick())
    assert signature.status_code == 200, signature.text
    await h.tick()
    # All of them before the signature, or none after it.
    assert [one.number for one in await of(h, SignOffReminded)] in ([], [1, 2, 3])
