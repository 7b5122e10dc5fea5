"""SM2 certificates: registered by two of the staff, usable after a delay, and what they sign proves itself offline."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from chassis.eventlog import SYSTEM, Tx, verify
from contracts.supervision import (
    CertificateEntered,
    CertificateRegistered,
    CertificateRevoked,
    MemberSignedOff,
    PasskeyUsed,
    SignOffRefused,
)
from services.supervision.app import SERVICE
from services.supervision.passkey import commands
from services.supervision.passkey.store import KEYRINGS, keyring_id
from tests.support.certificates import CIPHER, Holder, Issuer
from tests.support.harness import COUNTY, Harness, Serve
from tests.support.signing import (
    SAID,
    asked,
    certified,
    checked,
    enrol,
    of,
    register,
    replied,
    signed,
    tampered,
    trust,
)  # fmt: skip

START = datetime(2026, 3, 2, 2, tzinfo=UTC)
LOST = {"reason": "证书介质遗失"}
EVERYBODY_ELSE = (
    "clerk", "chair", "supervisor", "county_admin", "auditor", "unit", "unit_leader", "assigning_office",
)  # fmt: skip


@pytest.fixture
async def h(serve: Serve, ca: Issuer) -> Harness:
    h = await serve(SERVICE)
    h.clock.set(START)
    await trust(h, ca.pem)
    return h


async def sound(h: Harness) -> None:
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []


async def test_two_of_the_staff_register_what_both_have_seen_and_it_signs_after_the_delay(
    h: Harness, holder: Holder
) -> None:
    await asked(h)
    first, second = h.client("clerk"), h.client("clerk", subject="clerk2")
    path = "/members/M1/certificates"
    entered = await first.post(path, json={"pem": holder.pem})
    assert entered.status_code == 201, entered.text
    assert (await first.post(f"{path}/{holder.id}/confirm")).json()["rule"] == "two-staff"
    seen = (await second.get("/members/M1/passkeys")).json()
    assert seen == entered.json()
    assert (seen["certificates"], seen["entered"]["subject"], seen["entered"]["entered_by"]) == (
        [], "CN=示例委员001,O=Sample County,C=CN", "clerk",
    )  # fmt: skip
    confirmed = await second.post(f"{path}/{holder.id}/confirm")
    assert confirmed.status_code == 200, confirmed.text
    (registered,) = confirmed.json()["certificates"]
    assert confirmed.json()["entered"] is None
    assert (registered["certificate_id"], registered["issuer"], registered["not_after"], registered["revoked"]) == (
        holder.id, "CN=Sample ca,O=Sample County,C=CN", "2028-12-31T00:00:00Z", False,
    )  # fmt: skip
    usable_from = datetime.fromisoformat(registered["usable_from"])
    assert timedelta(hours=23) < usable_from - h.clock.now() <= timedelta(hours=24)
    early = await certified(h, holder)
    assert (early.status_code, early.json()["rule"]) == (409, "key-new")
    h.clock.set(usable_from)
    offered = (await h.client("member", member_id="M1").post("/sign-offs/r1/challenge", json=SAID)).json()
    assert offered["certificates"] == [holder.id]
    done = await certified(h, holder, comment="办得好")
    assert done.status_code == 200, done.text
    assert (done.json()["state"], done.json()["signatures"][0]["method"]) == ("completed", "sm2")
    (event,) = await of(h, MemberSignedOff)
    (key,) = await of(h, CertificateRegistered)
    evidence = event.evidence
    assert (evidence.method, evidence.credential_id, evidence.chain) == ("sm2", holder.id, key.chain)
    assert len(evidence.chain) == 2
    assert evidence.signature
    assert json.loads(evidence.signed_json)["signer"] == "M1"
    assert not await of(h, PasskeyUsed)
    assert (await h.client("clerk").get("/figures")).json()["sign_offs"]["signed"]["satisfied"] == 1
    await sound(h)


async def test_what_an_issuer_that_is_not_trusted_says_registers_nobody(
    h: Harness, ca: Issuer, holder: Holder, tmp_path: Path
) -> None:
    clerk = h.client("clerk")
    cipher = ca.issue(Holder(tmp_path, "cipher"), extensions=CIPHER)
    late = ca.issue(Holder(tmp_path, "late"), begins="20260701000000Z")
    old = ca.issue(Holder(tmp_path, "old"), ends="20260301000000Z")
    p256 = ca.issue(Holder(tmp_path, "p256", curve="prime256v1"))
    foreign = Issuer(tmp_path / "foreign", "ca").member()
    for pem, rule in (
        (cipher.pem, "certificate"), (p256.pem, "certificate"), (ca.pem, "certificate"), ("示例", "certificate"),
        (late.pem, "certificate-expired"), (old.pem, "certificate-expired"), (foreign.pem, "certificate-untrusted"),
    ):  # fmt: skip
        refused = await clerk.post("/members/M1/certificates", json={"pem": pem})
        assert (refused.status_code, refused.json()["rule"]) == (409, rule), refused.text
    await trust(h)
    refused = await clerk.post("/members/M1/certificates", json={"pem": holder.pem})
    assert refused.json()["rule"] == "certificate-untrusted"
    assert not await of(h, CertificateEntered)
    assert (await clerk.get("/members/M1/passkeys")).status_code == 404


async def test_a_chain_by_an_issuer_below_the_trusted_one_is_registered_whole(
    h: Harness, ca: Issuer, tmp_path: Path
) -> None:
    await asked(h)
    sub = Issuer(tmp_path / "sub", "sub", under=ca)
    member = sub.member()
    lonely = await h.client("clerk").post("/members/M1/certificates", json={"pem": member.pem})
    assert lonely.json()["rule"] == "certificate-untrusted"
    await register(h, member, pem=member.pem + sub.pem)
    assert (await certified(h, member)).status_code == 200
    (event,) = await of(h, MemberSignedOff)
    assert len(event.evidence.chain) == 3


async def test_what_waits_is_confirmed_in_time_and_only_as_it_was_seen(
    h: Harness, ca: Issuer, holder: Holder, second: Holder
) -> None:
    clerk, other = h.client("clerk"), h.client("clerk", subject="clerk2")
    path = "/members/M1/certificates"
    assert (await other.post(f"{path}/{holder.id}/confirm")).status_code == 404
    await clerk.post(path, json={"pem": holder.pem})
    await clerk.post(path, json={"pem": second.pem})
    assert (await other.post(f"{path}/{holder.id}/confirm")).json()["rule"] == "enrolment"
    (_, entered) = await of(h, CertificateEntered)
    h.clock.set(entered.confirm_until)
    assert (await other.post(f"{path}/{second.id}/confirm")).json()["rule"] == "entry-expired"
    await clerk.post(path, json={"pem": second.pem})
    await trust(h)
    assert (await other.post(f"{path}/{second.id}/confirm")).json()["rule"] == "certificate-untrusted"
    await trust(h, ca.pem)
    both = await asyncio.gather(*(other.post(f"{path}/{second.id}/confirm") for _ in range(3)))
    assert sorted(answer.status_code for answer in both) == [200, 409, 409]
    assert len(await of(h, CertificateRegistered)) == 1
    await sound(h)


async def test_one_key_is_one_members(h: Harness, holder: Holder) -> None:
    """Also where two members' certificates are confirmed at once, and again once it was revoked."""
    clerk, other = h.client("clerk"), h.client("clerk", subject="clerk2")
    for member in ("M1", "M2", "M3"):
        entered = await clerk.post(f"/members/{member}/certificates", json={"pem": holder.pem})
        assert entered.status_code == 201, entered.text
    answers = await asyncio.gather(
        *(other.post(f"/members/{member}/certificates/{holder.id}/confirm") for member in ("M1", "M2", "M3"))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert {answer.json().get("rule") for answer in answers} == {None, "key-anothers"}
    (registered,) = await of(h, CertificateRegistered)
    late = await clerk.post("/members/M4/certificates", json={"pem": holder.pem})
    assert late.json()["rule"] == "key-anothers"
    before = await holders(h)
    await restored(h, registered.member_id)
    assert await holders(h) == before == [(registered.public_key, registered.member_id)]
    wrong = f"/members/{registered.member_id}/certificates/{holder.id}/revoke"
    assert (await clerk.post(wrong, json={"reason": "登记错人"})).status_code == 200
    assert await holders(h) == []
    await restored(h, registered.member_id)
    assert await holders(h) == []
    await register(h, holder, "M4")
    await sound(h)


async def holders(h: Harness) -> list[Any]:
    async with h.owner.connect() as connection:
        return [tuple(row) for row in await connection.execute(text("SELECT public_key, member_id FROM key_holders"))]


async def restored(h: Harness, member: str) -> None:
    """Whose the keys are is made again from the keyring, twice."""
    async with h.owner.begin() as connection:
        await connection.execute(text("DELETE FROM key_holders"))
    for _ in range(2):
        async with h.runtime.worker_database.transaction([COUNTY]) as connection:
            tx = Tx(connection, COUNTY, SYSTEM, h.clock.now(), correlation_id="c1")
            await commands.rebuild(tx, await KEYRINGS.load(tx, keyring_id(member)))


async def test_nobody_but_the_staff_registers_and_nobody_else_sees_or_revokes(h: Harness, holder: Holder) -> None:
    path = "/members/M1/certificates"
    for role in (*EVERYBODY_ELSE[1:], "member"):
        caller = h.client(role, member_id="M1") if role == "member" else h.client(role)
        assert (await caller.post(path, json={"pem": holder.pem})).status_code == 403
        assert (await caller.post(f"{path}/{holder.id}/confirm")).status_code == 403
    await register(h, holder)
    revoke = f"{path}/{holder.id}/revoke"
    other = h.client("member", member_id="M2")
    assert (await other.post(revoke, json=LOST)).status_code == 404
    assert (await h.client("clerk", county="330103").post(revoke, json=LOST)).status_code == 404
    for role in EVERYBODY_ELSE[1:]:
        assert (await h.client(role).post(revoke, json=LOST)).status_code == 403
    assert (await h.client("clerk").post(f"{path}/nothing/revoke", json=LOST)).json()["rule"] == "key-unknown"
    assert not await of(h, CertificateRevoked)


async def sent(h: Harness, body: dict[str, Any]) -> tuple[int, str | None]:
    answer = await h.client("member", member_id="M1").post("/sign-offs/r1/sign", json=body)
    return answer.status_code, answer.json().get("rule")


async def test_what_proves_no_will_is_refused_and_kept(h: Harness, ca: Issuer, holder: Holder, second: Holder) -> None:
    await asked(h, "M1", "M2")
    await register(h, holder)
    await register(h, second, "M2")
    device = await enrol(h)
    member = h.client("member", member_id="M1")
    challenge = (await member.post("/sign-offs/r1/challenge", json=SAID)).json()
    said = challenge["signed_json"]
    good = {"method": "sm2", "signed_json": said, "credential": holder.sign(said)}
    better = said.replace('"result":"satisfied"', '"result":"dissatisfied"')
    signature = good["credential"]["signature"]
    cases: list[tuple[dict[str, Any], str]] = [
        ({"signed_json": said.replace('"reply_version":1', '"reply_version":2')}, "statement"),
        ({"signed_json": said.replace('"signer":"M1"', '"signer":"M2"')}, "statement"),
        ({"signed_json": better}, "signature"),
        ({"credential": second.sign(said)}, "key-unknown"),
        ({"credential": {"id": holder.id, "signature": second.sign(said)["signature"]}}, "signature"),
        ({"credential": {"id": holder.id, "signature": tampered(signature)}}, "signature"),
        ({"credential": {"id": holder.id, "signature": signature + "="}}, "signature"),
        ({"credential": {"id": holder.id, "signature": None}}, "signature"),
        ({"credential": {"id": holder.id, "signature": ["示例"]}}, "signature"),
        ({"credential": {"id": holder.id}}, "signature"),
        ({"credential": {}}, "key-unknown"),
        ({"method": "passkey"}, "key-unknown"),
        ({"credential": device.get(challenge["options"])}, "key-unknown"),
    ]
    for change, rule in cases:
        assert await sent(h, good | change) == (409, rule), change
    for role in EVERYBODY_ELSE:
        assert (await h.client(role).post("/sign-offs/r1/sign", json=good)).status_code == 403
    assert (await h.client("member", member_id="M9").post("/sign-offs/r1/sign", json=good)).status_code == 404
    # M2 is asked, too, and sends what M1 signed.
    taken = await h.client("member", member_id="M2").post("/sign-offs/r1/sign", json=good)
    assert taken.json()["rule"] == "statement"
    paper = await member.post("/sign-offs/r1/sign", json=good | {"method": "paper"})
    assert paper.status_code == 422
    refused = [(one.rule, one.member_id) for one in await of(h, SignOffRefused)]
    assert refused == [*((rule, "M1") for _, rule in cases), ("statement", "M2")]
    h.clock.set(h.clock.now() + timedelta(minutes=11))
    assert await sent(h, good) == (409, "statement-old")
    assert (await certified(h, holder)).status_code == 200
    assert await sent(h, good) == (409, "signed-already")
    assert len(await of(h, MemberSignedOff)) == 1
    await sound(h)


async def test_a_certificate_out_of_its_time_or_of_an_issuer_no_longer_trusted_signs_nothing(
    h: Harness, ca: Issuer, tmp_path: Path
) -> None:
    await asked(h)
    brief = ca.issue(Holder(tmp_path, "brief"), ends="20260304000000Z")
    await register(h, brief)
    await trust(h, Issuer(tmp_path / "new", "new").pem)
    assert (await certified(h, brief)).json()["rule"] == "certificate-untrusted"
    await trust(h, ca.pem)
    h.clock.set(datetime(2026, 3, 4, 0, 0, 1, tzinfo=UTC))
    assert (await certified(h, brief)).json()["rule"] == "certificate-expired"
    assert [one.rule for one in await of(h, SignOffRefused)] == ["certificate-untrusted", "certificate-expired"]
    h.clock.set(datetime(2026, 3, 3, 23, 59, tzinfo=UTC))
    assert (await certified(h, brief)).status_code == 200


@pytest.mark.parametrize("by", ["clerk", "member"])
async def test_a_revoked_certificate_signs_no_more_and_what_it_signed_stays(
    h: Harness, ca: Issuer, holder: Holder, tmp_path: Path, by: str
) -> None:
    await asked(h)
    await h.deliver(replied(h, "r2", cycle=2), "r2")
    await register(h, holder)
    assert (await certified(h, holder)).status_code == 200
    caller = h.client("clerk") if by == "clerk" else h.client("member", member_id="M1")
    revoke = f"/members/M1/certificates/{holder.id}/revoke"
    assert [one["revoked"] for one in (await caller.post(revoke, json=LOST)).json()["certificates"]] == [True]
    assert (await caller.post(revoke, json=LOST)).json()["rule"] == "key-revoked"
    assert (await certified(h, holder, "r2")).json()["rule"] == "key-revoked"
    again = await h.client("clerk").post("/members/M1/certificates", json={"pem": holder.pem})
    assert again.json()["rule"] == "key-known"
    renewed = Holder(tmp_path, "renewed")
    renewed.key.write_bytes(holder.key.read_bytes())
    ca.issue(renewed)
    back = await h.client("clerk").post("/members/M1/certificates", json={"pem": renewed.pem})
    assert back.json()["rule"] == "key-revoked"
    path = tmp_path / "evidence.json"
    path.write_bytes((await h.client("auditor").get("/sign-offs/r1/evidence")).content)
    code, said = checked(path)
    assert (code, "proven (sm2): 委员 M1" in said) == (0, True), said
    fresh = ca.member("fresh")
    await register(h, fresh)
    assert (await certified(h, fresh, "r2")).status_code == 200
    await sound(h)


async def test_revocation_and_signature_at_once_end_in_one_order(h: Harness, holder: Holder) -> None:
    await asked(h)
    await register(h, holder)
    revoke = f"/members/M1/certificates/{holder.id}/revoke"
    signature, *revocations = await asyncio.gather(
        certified(h, holder), *(h.client("clerk").post(revoke, json=LOST) for _ in range(3))
    )
    assert sorted(answer.status_code for answer in revocations) == [200, 409, 409]
    events = [type(one) for one in await of(h, CertificateRevoked, MemberSignedOff)]
    if signature.status_code == 200:
        assert events == [MemberSignedOff, CertificateRevoked]
    else:
        assert (signature.json()["rule"], events) == ("key-revoked", [CertificateRevoked])
    await sound(h)


async def test_a_member_has_both_and_signs_with_either(h: Harness, holder: Holder) -> None:
    await asked(h)
    await h.deliver(replied(h, "r2", cycle=2), "r2")
    await register(h, holder)
    device = await enrol(h)
    assert (await signed(h, device)).status_code == 200
    assert (await certified(h, holder, "r2")).status_code == 200
    assert [one.evidence.method for one in await of(h, MemberSignedOff)] == ["passkey", "sm2"]
    ring = (await h.client("member", member_id="M1").get("/members/M1/passkeys")).json()
    assert (len(ring["keys"]), len(ring["certificates"])) == (1, 1)


@pytest.mark.parametrize(
    "anchors",
    [["示例"], ["-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"], "示例", [None], ["", ""]],
)
async def test_what_is_no_issuers_certificate_is_no_anchor(h: Harness, holder: Holder, anchors: Any) -> None:
    admin = h.client("county_admin")
    match = {"If-Match": (await admin.get("/policies/certificate")).headers["etag"]}
    for document in ({"anchors": anchors}, {"anchors": [holder.pem]}):
        refused = await admin.put("/policies/certificate", json={"document": document}, headers=match)
        assert (refused.status_code, refused.json()["type"]) == (422, "urn:cppcc:problem:invalid")
