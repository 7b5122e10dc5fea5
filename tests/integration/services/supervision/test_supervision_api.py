import asyncio
import json
import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contracts.consultation import AssignmentCancelled, HelperOpinionGiven
from contracts.submission import MergeUndone, UnitEnrolled
from contracts.supervision import (
    CommitteeConsultationCalled,
    DeadlineMissed,
    DeadlineNear,
    DeadlineSet,
    MemberSignedOff,
    RehandlingOrdered,
    SupervisedProposersChanged,
    SupervisionClosed,
    TrackingDesignated,
)
from ops.authenticator import SoftwareAuthenticator
from services.supervision.app import SERVICE
from services.supervision.signoff.evidence import NotProven
from services.supervision.signoff.methods import passkey
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.signing import ORIGIN, SAID, admitted, assigned, enrol, replied, signed


@pytest.fixture
async def h(serve: Serve) -> Harness:
    return await serve(SERVICE)


async def test_signed_by_the_members_own_device_closes_the_proposal(h: Harness) -> None:
    await h.deliver(admitted(), "p1")
    await h.deliver(assigned(h), "a1")
    await h.deliver(replied(h), "r1")
    device = await enrol(h)
    answer = await signed(h, device)
    assert answer.status_code == 200, answer.text
    assert answer.json()["state"] == "completed"
    events = await h.published()
    (closed,) = [e for e in events if isinstance(e, SupervisionClosed)]
    assert closed.result == "satisfied"
    (sign_off,) = [e for e in events if isinstance(e, MemberSignedOff)]
    said = json.loads(sign_off.evidence.signed_json)
    digest = replied(h).content_hash
    assert (said["county"], said["reply"], said["reply_hash"], said["signer"]) == (COUNTY, "r1", digest, "M1")
    key = sign_off.evidence.public_key
    assert key is not None
    passkey.verify(sign_off.evidence, key, "localhost", [ORIGIN])
    forged = sign_off.evidence.model_copy(
        update={"signed_json": sign_off.evidence.signed_json.replace('"satisfied"', '"dissatisfied"')}
    )
    with pytest.raises(NotProven):
        passkey.verify(forged, key, "localhost", [ORIGIN])


async def test_an_undone_merge_leaves_it_supervised_for_fewer_proposers(h: Harness) -> None:
    undone = MergeUndone(proposal_id="p1", children=("p2",), reason="事项不同")
    await h.deliver(undone, "p1")
    await h.deliver(admitted().model_copy(update={"proposers": ("M1", "M2")}), "p1")
    for proposers in (None, ("M1",), ("M1",)):
        await h.deliver(undone.model_copy(update={"proposers": proposers}), "p1")
    found = (await h.client("chair").get("/oversights/p1")).json()
    assert (found["state"], found["proposers"], found["case_number"]) == ("open", ["M1"], 1)
    assert [e.proposers for e in await h.published() if isinstance(e, SupervisedProposersChanged)] == [("M1",)]


async def test_nobody_signs_for_the_member(h: Harness) -> None:
    await h.deliver(admitted(), "p1")
    await h.deliver(assigned(h), "a1")
    await h.deliver(replied(h), "r1")
    device = await enrol(h)
    own = h.client("member", member_id="M1")
    asked = (await own.post("/sign-offs/r1/challenge", json=SAID)).json()
    good = {"signed_json": asked["signed_json"], "credential": device.get(asked["options"])}

    clerk = await h.client("clerk").post("/sign-offs/r1/sign", json=good)
    assert clerk.status_code == 403
    unit = await h.client("unit", "unit_leader", unit_id="U1").post("/sign-offs/r1/sign", json=good)
    assert unit.status_code == 403
    other = await h.client("member", member_id="M2").post("/sign-offs/r1/sign", json=good)
    assert other.status_code == 404
    both = h.client("member", "unit", member_id="M2", unit_id="U1")
    assert (await both.get("/sign-offs/r1")).status_code == 404

    async def rule(body: dict[str, Any]) -> str:
        answer = await own.post("/sign-offs/r1/sign", json=body)
        assert answer.status_code == 409, answer.text
        return answer.json()["rule"]

    foreign = SoftwareAuthenticator(ORIGIN)
    assert await rule(good | {"credential": foreign.get(asked["options"])}) == "key-unknown"
    foreign.credential_id = device.credential_id
    assert await rule(good | {"credential": foreign.get(asked["options"])}) == "signature"
    device.origin = "https://evil.test"
    assert await rule(good | {"credential": device.get(asked["options"])}) == "signature"
    device.origin = ORIGIN
    worse = good | {"signed_json": good["signed_json"].replace('"agree"', '"disagree"')}
    assert await rule(worse) == "signature"
    elsewhere = good | {"signed_json": good["signed_json"].replace('"r1"', '"r2"')}
    assert await rule(elsewhere) == "statement"
    assert await rule(good | {"signed_json": "[" * 39_000}) == "statement"
    too_long = good["signed_json"].replace('"comment":null', f'"comment":"{"长" * 20_001}"')
    assert await rule(good | {"signed_json": too_long}) == "statement"
    device._flags = 0x01  # present, but the device did not check who holds it
    assert await rule(good | {"credential": device.get(asked["options"])}) == "signature"
    h.clock.set(h.clock.now() + timedelta(minutes=11))
    assert await rule(good) == "statement-old"
    assert not [e for e in await h.published() if isinstance(e, MemberSignedOff)]


async def test_a_new_key_cannot_sign_at_once(h: Harness) -> None:
    await h.deliver(replied(h), "r1")
    device = await enrol(h, wait=False)
    assert (await signed(h, device)).json()["rule"] == "key-new"


async def test_a_device_that_does_not_check_its_holder_is_not_bound(h: Harness) -> None:
    await enrol(h, verify_user=False)


async def test_a_code_of_somebody_else_binds_nothing(h: Harness) -> None:
    await h.client("clerk").post("/members/M1/enrolments")
    code = secrets.token_urlsafe(24)
    await h.client("clerk", subject="clerk2").post("/members/M1/enrolments/confirm", json={"code": code})
    thief = h.client("member", member_id="M2")
    assert (await thief.post("/passkeys/options", json={"code": code})).json()["rule"] == "code"


async def test_a_signature_is_made_once_whatever_comes_at_once(h: Harness) -> None:
    await h.deliver(admitted(), "p1")
    await h.deliver(assigned(h), "a1")
    await h.deliver(replied(h), "r1")
    device = await enrol(h)
    answers = await asyncio.gather(*(signed(h, device) for _ in range(4)))
    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409]
    assert len([e for e in await h.published() if isinstance(e, MemberSignedOff)]) == 1


async def test_dissatisfied_orders_rehandling_with_a_new_deadline(h: Harness) -> None:
    await h.deliver(admitted("p1", "M1", "M2"), "p1")
    await h.deliver(assigned(h), "a1")
    await h.deliver(replied(h, copies=("M1", "M2")), "r1")
    device = await enrol(h)
    answer = await signed(h, device, result="dissatisfied", view="disagree", comment="没有落实")
    assert answer.json()["state"] == "superseded"
    events = await h.published()
    (order,) = [e for e in events if isinstance(e, RehandlingOrdered)]
    assert (order.next_cycle, order.assignment_id) == (2, "a1")
    assert [e.cycle for e in events if isinstance(e, DeadlineSet)] == [1, 2]
    late = await h.client("member", member_id="M2").post("/sign-offs/r1/challenge", json=SAID)
    assert late.json()["rule"] == "state"
    # The second cycle has a sign-off of its own; dissatisfied again, the proposal is tracked and nothing is ordered.
    await h.deliver(replied(h, "r2", cycle=2), "r2")
    again = await signed(h, device, "r2", result="dissatisfied", view="disagree")
    assert again.json()["state"] == "completed"
    events = await h.published()
    assert len([e for e in events if isinstance(e, RehandlingOrdered)]) == 1
    assert [e.result for e in events if isinstance(e, SupervisionClosed)] == ["dissatisfied"]


async def test_the_proposal_closes_with_the_last_unit(h: Harness) -> None:
    await h.deliver(admitted(), "p1")
    await h.deliver(assigned(h, "a1", "split"), "a1")
    await h.deliver(assigned(h, "a2", "split", "U2"), "a2")
    await h.deliver(replied(h, "r1", "a1"), "r1")
    device = await enrol(h)
    await signed(h, device)
    assert not [e for e in await h.published() if isinstance(e, SupervisionClosed)]
    await h.deliver(AssignmentCancelled(proposal_id="p1", assignment_id="a2", unit_id="U2", reason="重复交办"), "a2")
    assert [e.result for e in await h.published() if isinstance(e, SupervisionClosed)] == ["satisfied"]


async def test_paper_needs_two_clerks_and_is_shown_as_assisted(h: Harness) -> None:
    await h.deliver(admitted(), "p1")
    await h.deliver(assigned(h), "a1")
    await h.deliver(replied(h), "r1")
    clerk = h.client("clerk")
    entered = await clerk.post("/sign-offs/r1/paper", json=SAID | {"member_id": "M1", "scan_sha256": "f" * 64})
    assert entered.json()["papers"] == ["M1"]
    assert entered.json()["unsigned"] == ["M1"]
    assert (await clerk.post("/sign-offs/r1/paper/M1/confirm")).json()["rule"] == "two-staff"
    done = await h.client("clerk", subject="clerk2").post("/sign-offs/r1/paper/M1/confirm")
    assert done.json()["signatures"] == [
        {"member_id": "M1", "result": "satisfied", "process": "satisfied", "method": "paper"}
    ]


async def test_every_admitted_proposal_is_watched_in_any_order_of_arrival(h: Harness) -> None:
    unit = UnitEnrolled(unit_id="U1", name="示例局", system="government", linked_committee="经济委员会")
    await h.deliver(assigned(h), "a1")
    await h.deliver(admitted(), "p1")
    await h.deliver(admitted("p2"), "p2")
    await h.deliver(unit, "U1")
    clerk = h.client("clerk")
    assert (await clerk.get("/oversights/p1")).json()["supervisor"] == "经济委员会"
    assert (await clerk.get("/oversights/p2")).json()["supervisor"] == "提案委员会"
    figures = (await clerk.get("/figures")).json()
    assert (figures["admitted"], figures["supervised"], figures["coverage"]) == (2, 2, 1.0)


async def test_a_key_number_belongs_to_one_proposal(h: Harness) -> None:
    await h.deliver(admitted("p1"), "p1")
    await h.deliver(admitted("p2"), "p2")
    chair = h.client("chair")
    first = await chair.post("/oversights/p1/designate-key", json={"key_number": 1, "leader": "示例领导"})
    assert first.json()["supervision_class"] == "key"
    assert first.json()["case_number"] == 1
    second = await chair.post("/oversights/p2/designate-key", json={"key_number": 1, "leader": "示例领导二"})
    assert second.json()["rule"] == "key-number-taken"


async def test_after_weeks_of_downtime_each_tier_is_recorded_and_only_the_latest_announced(h: Harness) -> None:
    h.clock.set(datetime(2026, 3, 2, 2, tzinfo=UTC))
    await h.deliver(assigned(h), "a1")
    h.clock.set(datetime(2026, 6, 20, tzinfo=UTC))
    await h.tick()
    await h.tick()
    events = await h.published()
    near = [(e.tier, e.fell_due, e.announce) for e in events if isinstance(e, DeadlineNear)]
    assert near == [
        (30, date(2026, 5, 3), False),
        (15, date(2026, 5, 18), False),
        (7, date(2026, 5, 26), False),
        (0, date(2026, 6, 2), False),
    ]
    assert [e.fell_due for e in events if isinstance(e, DeadlineMissed)] == [date(2026, 6, 3)]


async def test_a_reply_ends_the_tiers(h: Harness) -> None:
    await h.deliver(assigned(h), "a1")
    await h.deliver(replied(h), "r1")
    h.clock.set(h.clock.now() + timedelta(days=200))
    await h.tick()
    assert not [e for e in await h.published() if isinstance(e, (DeadlineNear, DeadlineMissed))]
    deadline = (await h.client("unit", unit_id="U1").get("/deadlines/a1")).json()
    assert deadline["state"] == "met"
    assert deadline["why"][0].startswith("起算日")
    assert (await h.client("unit", unit_id="U2").get("/deadlines/a1")).status_code == 404


async def test_a_helper_is_done_with_its_opinion(h: Harness) -> None:
    await h.deliver(assigned(h, "a2", "helper", "U2"), "a2")
    opinion = HelperOpinionGiven(proposal_id="p1", reply_id="r1", assignment_id="a2", unit_id="U2")
    await h.deliver(opinion, "r1")
    h.clock.set(h.clock.now() + timedelta(days=200))
    assert await h.tick() == 0
    assert (await h.client("unit", unit_id="U2").get("/deadlines/a2")).json()["state"] == "met"


@pytest.mark.parametrize("early", [False, True])
async def test_a_helper_of_a_later_cycle_is_done_with_its_opinion(h: Harness, early: bool) -> None:
    opinion = HelperOpinionGiven(proposal_id="p1", reply_id="r2", assignment_id="a2", unit_id="U2")
    events = [(assigned(h, "a2", "helper", "U2").model_copy(update={"cycle": 2}), "a2"), (opinion, "r2")]
    for event, id in reversed(events) if early else events:
        await h.deliver(event, id)
    assert (await h.client("unit", unit_id="U2").get("/deadlines/a2")).json()["state"] == "met"


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature"])
async def test_a_signature_that_no_figure_could_read_is_none(h: Harness, part: str) -> None:
    """A lenient decoder passes over what is no base64; the figures read what is stored as JSON, where NUL fails."""
    await h.deliver(replied(h), "r1")
    device = await enrol(h)
    member = h.client("member", member_id="M1")
    asked = (await member.post("/sign-offs/r1/challenge", json=SAID)).json()
    credential = device.get(asked["options"])
    credential["response"][part] += "\0"
    body = {"signed_json": asked["signed_json"], "credential": credential}
    refused = await member.post("/sign-offs/r1/sign", json=body)
    assert refused.status_code == 422
    assert (await h.client("clerk").get("/figures")).status_code == 200


async def test_closed_unsigned_stays_unsigned(h: Harness) -> None:
    await h.deliver(admitted(), "p1")
    await h.deliver(assigned(h), "a1")
    chair = h.client("chair")
    body = {"why": "left_office", "reason": "已离任，无法联系"}
    early = await chair.post("/oversights/p1/close-unsigned", json=body)
    assert early.json()["rule"] == "nothing-awaits"
    await h.deliver(replied(h), "r1")
    device = await enrol(h)
    member = h.client("member", member_id="M1")
    asked = (await member.post("/sign-offs/r1/challenge", json=SAID)).json()
    closed = await chair.post("/oversights/p1/close-unsigned", json=body)
    assert closed.json()["state"] == "closed_unsigned"
    # Who was asked before cannot sign after it, and nobody is asked any more.
    statement = {"signed_json": asked["signed_json"], "credential": device.get(asked["options"])}
    assert (await member.post("/sign-offs/r1/sign", json=statement)).json()["rule"] == "state"
    assert (await member.post("/sign-offs/r1/challenge", json=SAID)).json()["rule"] == "state"
    assert not [e for e in await h.published() if isinstance(e, (MemberSignedOff, SupervisionClosed))]


async def test_what_is_urgent_is_due_sooner_a_helper_s_part_too(h: Harness) -> None:
    h.clock.set(datetime(2026, 3, 2, 2, tzinfo=UTC))
    for id, role, urgent in (("a1", "sole", False), ("a2", "sole", True), ("a3", "helper", True)):
        await h.deliver(assigned(h, id, role).model_copy(update={"urgent": urgent}), id)
    due = {one.assignment_id: one.due for one in await h.published() if isinstance(one, DeadlineSet)}
    assert due == {"a1": date(2026, 6, 2), "a2": date(2026, 4, 2), "a3": date(2026, 4, 2)}


async def test_an_extension_moves_the_tiers(h: Harness) -> None:
    h.clock.set(datetime(2026, 3, 2, 2, tzinfo=UTC))
    await h.deliver(assigned(h), "a1")
    office = h.client("assigning_office")
    extended = await office.post("/deadlines/a1/extend", json={"due": "2026-07-02", "reason": "情况复杂"})
    assert extended.json()["due_version"] == 2
    h.clock.set(datetime(2026, 6, 5, tzinfo=UTC))
    await h.tick()
    near = [(e.tier, e.due_version) for e in await h.published() if isinstance(e, DeadlineNear)]
    assert near == [(30, 2)]
    too_far = await office.post("/deadlines/a1/extend", json={"due": "2026-12-01", "reason": "情况复杂"})
    assert too_far.json()["rule"] == "at-most"


@pytest.mark.parametrize(("proposers", "end"), [(("M1", "M2"), "open"), (("M1",), "closed")])
async def test_tracking_follows_the_second_dissatisfaction(h: Harness, proposers: tuple[str, ...], end: str) -> None:
    """Also when the same signature is the last one and closes the supervision."""
    await h.deliver(admitted("p1", *proposers), "p1")
    await h.deliver(assigned(h), "a1")
    await h.deliver(replied(h, "r2", cycle=2, copies=proposers), "r2")
    device = await enrol(h)
    await signed(h, device, "r2", result="dissatisfied", view="disagree")
    assert [type(e) for e in await h.published() if isinstance(e, TrackingDesignated)]
    oversight = (await h.client("clerk").get("/oversights/p1")).json()
    assert (oversight["supervision_class"], oversight["state"]) == ("tracked", end)
    (called,) = [e for e in await h.published() if isinstance(e, CommitteeConsultationCalled)]
    assert (called.reply_id, called.member_id, called.cycle) == ("r2", "M1", 2)
