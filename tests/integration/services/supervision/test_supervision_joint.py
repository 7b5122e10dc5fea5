"""What completes the sign-off of several proposers: all, or the first ones and a share; nobody is outvoted."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from contracts.submission import ProposalWithdrawn
from contracts.supervision import (
    MemberSignedOff,
    PaperSignOffWithdrawn,
    RehandlingOrdered,
    SignOffCompleted,
    SignOffReminded,
    SignOffRequested,
)
from ops.cli import app
from services.supervision.app import SERVICE
from services.supervision.signoff.file import EvidenceFile
from services.supervision.signoff.policy import SignOffPolicy
from tests.support.harness import Harness, Serve
from tests.support.signing import SAID, admitted, assigned, replied, rewritten

START = datetime(2026, 3, 2, 2, tzinfo=UTC)
FORM = SAID | {"scan_sha256": "f" * 64}
FOUR = ("M1", "M2", "M3", "M4")
QUORUM: dict[str, Any] = {"joint": "first_and_quorum", "quorum_after_days": 0}


@pytest.fixture
async def h(serve: Serve) -> Harness:
    h = await serve(SERVICE)
    h.clock.set(START)
    return h


async def rule(h: Harness, **change: Any) -> int:
    admin = h.client("county_admin")
    found = await admin.get("/policies/sign-off")
    body = {"document": found.json()["document"] | change}
    return (await admin.put("/policies/sign-off", json=body, headers={"If-Match": found.headers["etag"]})).status_code


async def asked(h: Harness, members: tuple[str, ...] = FOUR, first: tuple[str, ...] = (), **more: Any) -> None:
    await h.deliver(admitted("p1", *members), "p1")
    await h.deliver(assigned(h), "a1")
    reply = replied(h, copies=members, **more).model_copy(update={"first_proposers": first})
    await h.deliver(reply, reply.reply_id)


async def entered(h: Harness, member: str, **said: Any) -> None:
    body = FORM | said | {"member_id": member}
    r = await h.client("clerk").post("/sign-offs/r1/paper", json=body)
    assert r.status_code == 200, r.text


async def confirmed(h: Harness, member: str) -> dict[str, Any]:
    r = await h.client("clerk", subject="clerk2").post(f"/sign-offs/r1/paper/{member}/confirm")
    assert r.status_code == 200, r.text
    return r.json()


async def sign(h: Harness, member: str, **said: Any) -> str:
    await entered(h, member, **said)
    return (await confirmed(h, member))["state"]


async def of(h: Harness, *types: Any) -> list[Any]:
    return [event for event in await h.published() if isinstance(event, types)]


async def test_by_default_all_sign(h: Harness) -> None:
    await asked(h)
    assert [await sign(h, one) for one in FOUR] == ["requested"] * 3 + ["completed"]


async def test_the_first_proposer_and_the_share_are_enough_and_the_silent_stay_unsigned(
    h: Harness, tmp_path: Path
) -> None:
    assert await rule(h, **QUORUM, quorum="2/3") == 200
    await asked(h)
    (requested,) = await of(h, SignOffRequested)
    assert requested.completion.model_dump(exclude={"policy_version", "not_before"}) == {
        "rule": "first_and_quorum", "first": ("M1",), "needed": 3,
    }  # fmt: skip
    # Three of four, and not the first proposer.
    assert [await sign(h, one) for one in ("M2", "M3")] == ["requested"] * 2
    assert await sign(h, "M1", result="mostly_satisfied") == "completed"
    shown = (await h.client("member", member_id="M4").get("/sign-offs/r1")).json()
    assert (shown["unsigned"], shown["completion"]["needed"]) == (["M4"], 3)
    assert (await h.client("clerk").post("/sign-offs/r1/paper", json=FORM | {"member_id": "M4"})).json()[
        "rule"
    ] == "state"
    assert [one.result for one in await of(h, SignOffCompleted)] == ["mostly_satisfied"]
    figures = (await h.client("clerk").get("/figures")).json()["sign_offs"]
    assert (figures["asked"], figures["unsigned"]) == (4, 1)
    h.clock.set(START + timedelta(days=40))
    await h.tick()
    assert not await of(h, SignOffReminded)
    path = tmp_path / "evidence.json"
    path.write_bytes((await h.client("auditor").get("/sign-offs/r1/evidence")).content)
    result = CliRunner().invoke(app, ["audit", "signoff", str(path)])
    assert (result.exit_code, "unsigned: M4" in result.output) == (0, True), result.output


async def test_each_merged_proposals_first_proposer_must_have_signed(h: Harness) -> None:
    assert await rule(h, **QUORUM, quorum="1/4") == 200
    await asked(h, first=("M1", "M3"))
    assert [await sign(h, one) for one in ("M1", "M2", "M3")] == ["requested", "requested", "completed"]


async def test_who_is_dissatisfied_is_not_outvoted(h: Harness) -> None:
    assert await rule(h, **QUORUM, quorum="1/4") == 200
    await asked(h)
    # The form of M4 was signed before the others signed; only its second clerk has not come yet.
    await entered(h, "M4", result="dissatisfied")
    assert await sign(h, "M1") == "requested"
    assert (await confirmed(h, "M4"))["state"] == "superseded"
    assert not await of(h, SignOffCompleted)
    assert len(await of(h, RehandlingOrdered)) == 1


async def test_another_rule_is_for_those_who_are_asked_from_then_on(h: Harness) -> None:
    await asked(h)
    assert await rule(h, **QUORUM, quorum="1/4") == 200
    assert await sign(h, "M1") == "requested"
    reply = replied(h, "r2", copies=FOUR, cycle=2)
    await h.deliver(reply, "r2")
    rules = [(one.completion.rule, one.completion.needed) for one in await of(h, SignOffRequested)]
    assert rules == [("all", 4), ("first_and_quorum", 1)]


async def test_who_alone_is_asked_completes_it_by_either_rule(h: Harness) -> None:
    assert await rule(h, **QUORUM) == 200
    await asked(h, ("M1",))
    assert await sign(h, "M1") == "completed"
    assert len(await of(h, MemberSignedOff)) == 1


async def test_a_quorum_waits_until_everybody_has_been_given_the_time(h: Harness, tmp_path: Path) -> None:
    assert await rule(h, **QUORUM | {"quorum_after_days": 14}, quorum="1/2") == 200
    await asked(h)
    assert [await sign(h, one) for one in ("M1", "M2")] == ["requested"] * 2
    h.clock.set(START + timedelta(days=13, hours=23))
    await h.tick()
    assert not await of(h, SignOffCompleted)
    h.clock.set(START + timedelta(days=14, hours=1))
    await h.tick()
    (completed,) = await of(h, SignOffCompleted)
    assert completed.result == "satisfied"
    shown = (await h.client("member", member_id="M3").get("/sign-offs/r1")).json()
    assert (shown["state"], shown["supervised"]) == ("completed", False)
    oversight = (await h.client("clerk").get("/oversights/p1")).json()
    assert oversight["state"] == "closed"
    # The evidence shows that it was not too early, and would show it if it had been.
    file = EvidenceFile.model_validate(json.loads((await h.client("auditor").get("/sign-offs/r1/evidence")).content))
    path = tmp_path / "evidence.json"
    for day, code in (("16", 0), ("17", 1)):

        def change(data: str, day: str = day) -> str:
            return data.replace('"not_before":"2026-03-16T', f'"not_before":"2026-03-{day}T')

        path.write_text(rewritten(file, change), "utf-8")
        result = CliRunner().invoke(app, ["audit", "signoff", str(path)])
        assert (result.exit_code, "before enough had signed" in result.output) == (code, bool(code)), result.output


async def test_all_need_no_time(h: Harness) -> None:
    assert await rule(h, **QUORUM | {"quorum_after_days": 14}, quorum="1/2") == 200
    await asked(h)
    assert [await sign(h, one) for one in FOUR] == ["requested"] * 3 + ["completed"]
    h.clock.set(START + timedelta(days=15))
    await h.tick()
    assert len(await of(h, SignOffCompleted)) == 1


async def test_what_was_closed_meanwhile_is_not_completed_by_its_quorum(h: Harness) -> None:
    assert await rule(h, **QUORUM | {"quorum_after_days": 14}, quorum="1/2", remind_after_days=[]) == 200
    await asked(h)
    for one in ("M1", "M2"):
        await sign(h, one)
    await h.deliver(ProposalWithdrawn(proposal_id="p1", reason="提案人撤回", withdrawn_by="M1"), "p1")
    h.clock.set(START + timedelta(days=20))
    await h.tick()
    assert not await of(h, SignOffCompleted)
    (listed,) = (await h.client("member", member_id="M3").get("/sign-offs")).json()["items"]
    assert (listed["state"], listed["supervised"]) == ("requested", False)


async def test_a_wrong_form_is_taken_back_and_holds_up_nobody(h: Harness) -> None:
    assert await rule(h, **QUORUM, quorum="1/2") == 200
    await asked(h)
    await entered(h, "M4", result="dissatisfied")
    assert [await sign(h, one) for one in ("M1", "M2")] == ["requested"] * 2
    clerk = h.client("clerk", subject="clerk3")
    wrong = {"reason": "表是另一件提案的"}
    for role, claims in (("member", {"member_id": "M4"}), ("chair", {}), ("unit", {"unit_id": "U1"})):
        refused = await h.client(role, **claims).post("/sign-offs/r1/paper/M4/withdraw", json=wrong)
        assert refused.status_code == 403, refused.text
    r = await clerk.post("/sign-offs/r1/paper/M3/withdraw", json=wrong)
    assert (r.status_code, r.json()["rule"]) == (409, "no-paper")
    r = await clerk.post("/sign-offs/r1/paper/M4/withdraw", json=wrong)
    assert (r.status_code, r.json()["state"], r.json()["papers"]) == (200, "requested", []), r.text
    (withdrawn,) = await of(h, PaperSignOffWithdrawn)
    assert (withdrawn.member_id, withdrawn.withdrawn_by, withdrawn.scan_sha256) == ("M4", "clerk3", "f" * 64)
    # What the member signed is not lost by it: the others' quorum waits a while, whoever of them signs meanwhile.
    assert await sign(h, "M3") == "requested"
    h.clock.set(START + timedelta(hours=23))
    await h.tick()
    assert not await of(h, SignOffCompleted)
    h.clock.set(START + timedelta(hours=25))
    await h.tick()
    assert len(await of(h, SignOffCompleted)) == 1
    # What counts is no entry any more.
    r = await clerk.post("/sign-offs/r1/paper/M1/withdraw", json=wrong)
    assert (r.status_code, r.json()["rule"]) == (409, "state"), r.text


async def test_who_is_dissatisfied_is_not_silenced_by_taking_their_form_back(h: Harness) -> None:
    assert await rule(h, **QUORUM, quorum="1/2") == 200
    await asked(h)
    await entered(h, "M4", result="dissatisfied")
    assert [await sign(h, one) for one in ("M1", "M2")] == ["requested"] * 2
    again = await h.client("clerk").post("/sign-offs/r1/paper/M4/withdraw", json={"reason": "录错了"})
    assert again.status_code == 200, again.text
    assert await sign(h, "M4", result="dissatisfied") == "superseded"
    h.clock.set(START + timedelta(days=30))
    await h.tick()
    assert not await of(h, SignOffCompleted)


async def test_a_form_that_was_taken_back_can_be_entered_anew(h: Harness) -> None:
    await asked(h, ("M1",))
    await entered(h, "M1", result="dissatisfied")
    wrong = {"reason": "录错了"}
    assert (await h.client("clerk").post("/sign-offs/r1/paper/M1/withdraw", json=wrong)).json()["papers"] == []
    r = await h.client("clerk", subject="clerk2").post("/sign-offs/r1/paper/M1/confirm")
    assert r.json()["rule"] == "no-paper"
    assert await sign(h, "M1") == "completed"


@pytest.mark.parametrize(("quorum", "asked_of", "needed"), [("2/3", 3, 2), ("1/3", 3, 1), ("2/3", 4, 3), ("1/1", 7, 7)])
def test_a_share_is_exact(quorum: str, asked_of: int, needed: int) -> None:
    policy = SignOffPolicy(challenge_minutes=1, max_cycle=2, joint="first_and_quorum", quorum=quorum)
    assert policy.needed(asked_of) == needed


@pytest.mark.parametrize("quorum", ["0/3", "4/3", "0.66", "2/0", "二/三", ""])
async def test_what_is_no_share_is_no_rule(h: Harness, quorum: str) -> None:
    assert await rule(h, quorum=quorum) == 422


async def test_a_completion_before_its_time_is_found(h: Harness, tmp_path: Path) -> None:
    assert await rule(h, **QUORUM, quorum="1/2") == 200
    await asked(h)
    for one in ("M2", "M1"):
        await sign(h, one)
    file = EvidenceFile.model_validate(json.loads((await h.client("auditor").get("/sign-offs/r1/evidence")).content))
    path = tmp_path / "evidence.json"
    for needed, code in (("2", 0), ("3", 1)):

        def change(data: str, needed: str = needed) -> str:
            return data.replace('"needed":2', f'"needed":{needed}')

        path.write_text(rewritten(file, change), "utf-8")
        result = CliRunner().invoke(app, ["audit", "signoff", str(path)])
        assert (result.exit_code, "before enough had signed" in result.output) == (code, bool(code)), result.output
