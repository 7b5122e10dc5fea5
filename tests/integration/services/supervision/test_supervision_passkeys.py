"""Codes that expire and keys that can be lost."""

import asyncio
import importlib.util
import json
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from chassis.eventlog import verify
from contracts.supervision import MemberSignedOff, PasskeyEnrolmentConfirmed, PasskeyRegistered, PasskeyRevoked
from ops.authenticator import SoftwareAuthenticator
from services.supervision.app import SERVICE
from services.supervision.signoff.methods import passkey
from tests.support.harness import Harness, Serve
from tests.support.signing import ORIGIN, SAID, admitted, assigned, enrol, replied, signed

VERSIONS = Path(__file__).parents[4] / "services/supervision/migrations/versions"
REVISION, COUNTS = VERSIONS / "0007_revoked.py", VERSIONS / "0014_sign_offs.py"
CERTIFICATES, PHONE = VERSIONS / "0027_certificates.py", VERSIONS / "0028_by_phone.py"
ADDED = ["code_expires_at", "revoked", "counts", "entered", "certificates", "pending", "begun"]
LOST = {"reason": "手机遗失"}


@pytest.fixture
async def h(serve: Serve) -> Harness:
    return await serve(SERVICE)


async def code_for(h: Harness, member: str = "M1") -> str:
    code = secrets.token_urlsafe(24)
    assert (await h.client("clerk").post(f"/members/{member}/enrolments")).status_code == 201
    second = h.client("clerk", subject="clerk2")
    confirmed = await second.post(f"/members/{member}/enrolments/confirm", json={"code": code})
    assert confirmed.status_code == 200, confirmed.text
    return code


async def test_an_id_that_no_event_can_carry_opens_nothing(h: Harness) -> None:
    answer = await h.client("clerk").post(f"/members/{'M' * 65}/enrolments")
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:cppcc:problem:invalid")
    assert (await h.client("clerk").post(f"/members/{'M' * 64}/enrolments")).status_code == 201


async def ask(h: Harness) -> None:
    await h.deliver(admitted(), "p1")
    await h.deliver(assigned(h), "a1")
    await h.deliver(replied(h), "r1")


async def sound(h: Harness) -> None:
    async with h.owner.connect() as connection:
        assert (await verify(connection, SERVICE.metadata))[1] == []


async def test_a_code_binds_a_key_until_the_policys_hours_are_over(h: Harness) -> None:
    code = await code_for(h)
    member = h.client("member", member_id="M1")
    (confirmed,) = [e for e in await h.published() if isinstance(e, PasskeyEnrolmentConfirmed)]
    assert confirmed.code_expires_at is not None
    assert timedelta(hours=71) < confirmed.code_expires_at - h.clock.now() <= timedelta(hours=72)
    h.clock.set(confirmed.code_expires_at - timedelta(minutes=30))
    options = await member.post("/passkeys/options", json={"code": code})
    assert options.status_code == 200
    h.clock.set(confirmed.code_expires_at)
    late = await member.post("/passkeys/options", json={"code": code})
    assert (late.status_code, late.json()["rule"]) == (409, "code-expired")
    assert "new enrolment" in late.json()["detail"]
    # The authenticator's answer was made while the code was valid, and came too late all the same.
    credential = SoftwareAuthenticator(ORIGIN).create(options.json())
    assert (await member.post("/passkeys", json={"code": code, "credential": credential})).json()["rule"] == (
        "code-expired"
    )
    wrong = await member.post("/passkeys/options", json={"code": secrets.token_urlsafe(24)})
    assert wrong.json()["rule"] == "code"
    assert not [e for e in await h.published() if isinstance(e, PasskeyRegistered)]
    renewed = await code_for(h)
    assert (await member.post("/passkeys/options", json={"code": renewed})).status_code == 200
    await sound(h)


async def test_the_county_says_how_long_a_code_is_valid(h: Harness) -> None:
    admin = h.client("county_admin")
    current = await admin.get("/policies/passkey")
    document = current.json()["document"] | {"code_hours": 1}
    changed = await admin.put(
        "/policies/passkey", json={"document": document}, headers={"If-Match": current.headers["etag"]}
    )
    assert changed.status_code == 200, changed.text
    code = await code_for(h)
    h.clock.set(h.clock.now() + timedelta(hours=1))
    answer = await h.client("member", member_id="M1").post("/passkeys/options", json={"code": code})
    assert answer.json()["rule"] == "code-expired"


@pytest.mark.parametrize("by", ["clerk", "member"])
async def test_a_lost_devices_key_is_revoked_and_what_it_signed_stays(h: Harness, by: str) -> None:
    await ask(h)
    device = await enrol(h)
    assert (await signed(h, device)).status_code == 200
    caller = h.client("clerk") if by == "clerk" else h.client("member", member_id="M1")
    keys = (await caller.get("/members/M1/passkeys")).json()["keys"]
    assert [key["revoked"] for key in keys] == [False]
    revoke = f"/members/M1/passkeys/{keys[0]['credential_id']}/revoke"
    revoked = await caller.post(revoke, json=LOST)
    assert revoked.status_code == 200, revoked.text
    assert [key["revoked"] for key in revoked.json()["keys"]] == [True]
    again = await caller.post(revoke, json=LOST)
    assert (again.status_code, again.json()["rule"]) == (409, "key-revoked")
    events = await h.published()
    (event,) = [e for e in events if isinstance(e, PasskeyRevoked)]
    assert (event.reason, event.revoked_by) == ("手机遗失", "clerk" if by == "clerk" else "M1")
    sign_off = (await h.client("clerk").get("/sign-offs/r1")).json()
    assert (sign_off["state"], [s["member_id"] for s in sign_off["signatures"]]) == ("completed", ["M1"])
    (statement,) = [e for e in events if isinstance(e, MemberSignedOff)]
    (registered,) = [e for e in events if isinstance(e, PasskeyRegistered)]
    passkey.verify(statement.evidence, registered.public_key, "localhost", [ORIGIN])
    await sound(h)


async def test_a_revoked_key_cannot_sign_and_is_not_bound_again_while_a_new_one_can(h: Harness) -> None:
    await ask(h)
    lost = await enrol(h)
    member = h.client("member", member_id="M1")
    asked = (await member.post("/sign-offs/r1/challenge", json=SAID)).json()
    body = {"signed_json": asked["signed_json"], "credential": lost.get(asked["options"])}
    (key,) = (await member.get("/members/M1/passkeys")).json()["keys"]
    revoke = f"/members/M1/passkeys/{key['credential_id']}/revoke"
    assert (await h.client("clerk").post(revoke, json=LOST)).status_code == 200
    refused = await member.post("/sign-offs/r1/sign", json=body)
    assert (refused.status_code, refused.json()["rule"]) == (409, "key-revoked")
    offered = (await member.post("/sign-offs/r1/challenge", json=SAID)).json()["options"]["allowCredentials"]
    assert offered == []
    code = await code_for(h)
    options = (await member.post("/passkeys/options", json={"code": code})).json()
    bound = await member.post("/passkeys", json={"code": code, "credential": lost.create(options)})
    assert bound.json()["rule"] == "key-known"
    fresh = await enrol(h)
    assert (await signed(h, fresh)).status_code == 200
    await sound(h)


async def test_nobody_else_revokes_or_sees_a_members_key(h: Harness) -> None:
    await enrol(h)
    (key,) = (await h.client("clerk").get("/members/M1/passkeys")).json()["keys"]
    revoke = f"/members/M1/passkeys/{key['credential_id']}/revoke"
    other = h.client("member", member_id="M2")
    assert (await other.post(revoke, json=LOST)).status_code == 404
    assert (await other.get("/members/M1/passkeys")).status_code == 404
    assert (await h.client("unit", unit_id="U1").post(revoke, json=LOST)).status_code == 403
    assert (await h.client("clerk", county="330103").post(revoke, json=LOST)).status_code == 404
    unknown = await h.client("clerk").post("/members/M1/passkeys/nothing/revoke", json=LOST)
    assert unknown.json()["rule"] == "key-unknown"
    unsaid = await h.client("clerk").post(revoke, json={"reason": " "})
    assert unsaid.status_code == 422
    assert not [e for e in await h.published() if isinstance(e, PasskeyRevoked)]


async def test_revocation_and_signature_at_once_end_in_one_order(h: Harness) -> None:
    await ask(h)
    device = await enrol(h)
    (key,) = (await h.client("clerk").get("/members/M1/passkeys")).json()["keys"]
    revoke = f"/members/M1/passkeys/{key['credential_id']}/revoke"
    signature, *revocations = await asyncio.gather(
        signed(h, device), *(h.client("clerk").post(revoke, json=LOST) for _ in range(3))
    )
    assert sorted(answer.status_code for answer in revocations) == [200, 409, 409]
    events = [e for e in await h.published() if isinstance(e, (PasskeyRevoked, MemberSignedOff))]
    if signature.status_code == 200:
        assert [type(e) for e in events] == [MemberSignedOff, PasskeyRevoked]
    else:
        assert signature.json()["rule"] == "key-revoked"
        assert [type(e) for e in events] == [PasskeyRevoked]
    await sound(h)


def refold(revision: Path, name: str = "REFOLD") -> Any:
    spec = importlib.util.spec_from_file_location("revision", revision)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name)


async def test_the_migration_refolds_keyrings_of_before(h: Harness) -> None:
    await enrol(h)
    async with h.owner.begin() as connection:
        state: dict[str, Any] = json.loads((await connection.execute(text("SELECT state FROM keyrings"))).scalar_one())
        assert list(state)[-7:] == ADDED
        older = {name: value for name, value in state.items() if name not in ADDED}
        older["keys"] = [{k: v for k, v in key.items() if k != "enrolment_id"} for key in older["keys"]]
        stored = json.dumps(older, ensure_ascii=False, separators=(",", ":"))
        await connection.execute(text("UPDATE keyrings SET state = :state"), {"state": stored})
    async with h.owner.connect() as connection:
        assert len((await verify(connection, SERVICE.metadata))[1]) == 1
    async with h.owner.begin() as connection:
        await connection.exec_driver_sql(refold(REVISION))
        await connection.exec_driver_sql(refold(COUNTS)[1])
        await connection.exec_driver_sql(refold(CERTIFICATES)[0])
        await connection.exec_driver_sql(refold(PHONE))
    await sound(h)


async def test_the_migration_refolds_what_passkeys_signed_and_goes_back(h: Harness) -> None:
    await ask(h)
    assert (await signed(h, await enrol(h), comment='好"，"origins":null}]')).is_success
    async with h.owner.begin() as connection:
        now = (await connection.execute(text("SELECT state FROM sign_offs"))).scalar_one()
        assert now.count(',"chain":null}') == 1
        back, _ = refold(CERTIFICATES, "UNFOLD")
        await connection.exec_driver_sql(back)
        older = (await connection.execute(text("SELECT state FROM sign_offs"))).scalar_one()
        assert older == now.replace(',"chain":null}', "}")
        await connection.exec_driver_sql(refold(CERTIFICATES)[1])
    await sound(h)
