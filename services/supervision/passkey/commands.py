"""Binding a member's key."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

from pydantic import AfterValidator, BaseModel, Field, StringConstraints
from webauthn import verify_registration_response
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException

from chassis.eventlog import Loaded, Tx
from chassis.policy import Policy
from chassis.problems import NotFound
from contracts.base import DomainRefusal
from contracts.notification import PhoneConfirmed
from contracts.supervision import PhoneProof
from services.supervision.metadata import TABLES
from services.supervision.passkey import domain, store, x509
from services.supervision.passkey.domain import Keyring
from services.supervision.passkey.store import KEYRINGS, keyring_id


class PasskeyPolicy(BaseModel):
    rp_id: str
    rp_name: str
    origins: list[str]
    delay_hours: int = Field(ge=0, le=24 * 366)
    code_hours: int = Field(ge=1, le=24 * 366)
    by_phone: bool
    by_phone_minutes: int = Field(ge=2, le=120)
    by_phone_per_day: int = Field(ge=1, le=50)


def _anchor(pem: str) -> str:
    try:
        x509.check_anchor(pem)
    except DomainRefusal as refused:
        raise ValueError(refused.detail) from refused
    return pem


class CertificatePolicy(BaseModel):
    anchors: Annotated[
        list[Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_anchor)]], Field(max_length=50)
    ] = []

    @property
    def trusted(self) -> list[bytes]:
        return [der for pem in self.anchors for der in x509.read(pem)]


POLICY = Policy("passkey", PasskeyPolicy, Path(__file__).with_name("policy.yaml"), TABLES)

CERTIFICATES = Policy("certificate", CertificatePolicy, Path(__file__).with_name("certificate.yaml"), TABLES)


async def open_enrolment(tx: Tx, member_id: str) -> Loaded[Keyring]:
    ring = await KEYRINGS.find(tx, keyring_id(member_id))
    events = domain.open_enrolment(member_id, tx.actor.subject)
    return await KEYRINGS.append(tx, keyring_id(member_id), ring, events)


async def confirm_enrolment(tx: Tx, member_id: str, code: str) -> Loaded[Keyring]:
    ring = await KEYRINGS.load(tx, keyring_id(member_id))
    expires_at = tx.now + timedelta(hours=(await POLICY.at(tx)).value.code_hours)
    events = domain.confirm_enrolment(ring.state, tx.actor.subject, code, expires_at)
    return await KEYRINGS.append(tx, ring.id, ring, events)


async def read(tx: Tx, member_id: str) -> Loaded[Keyring]:
    return await _load(tx, member_id, lock=False)


async def revoke(tx: Tx, member_id: str, credential_id: str, reason: str) -> Loaded[Keyring]:
    """Of a passkey or of a certificate: a key of the member, whichever it is."""
    ring = await _load(tx, member_id)
    events = domain.revoke(ring.state, credential_id, reason, tx.actor.subject)
    revoked = await KEYRINGS.append(tx, ring.id, ring, events)
    for one in ring.state.certificates:
        if one.credential_id == credential_id:
            await store.release(tx, one.public_key)
    return revoked


async def _load(tx: Tx, member_id: str, *, lock: bool = True) -> Loaded[Keyring]:
    """For a member, another member's keys do not exist."""
    if "clerk" not in tx.actor.roles and tx.actor.member_id != member_id:
        raise NotFound(f"keyrings {member_id}")
    return await KEYRINGS.load(tx, keyring_id(member_id), lock=lock)


async def registration_options(tx: Tx, code: str) -> dict[str, Any]:
    """What ``navigator.credentials.create`` needs, for the acting member."""
    member = tx.actor.member_id or ""
    ring = await KEYRINGS.find(tx, keyring_id(member), lock=False)
    domain.check_code(ring.state if ring else None, code, tx.now)
    return _options(tx, (await POLICY.at(tx)).value, member, domain.challenge(tx.county, member, code))


def _options(tx: Tx, policy: PasskeyPolicy, member: str, challenge: bytes) -> dict[str, Any]:
    return {
        "challenge": bytes_to_base64url(challenge),
        "rp": {"id": policy.rp_id, "name": policy.rp_name},
        "user": {
            "id": bytes_to_base64url(f"{tx.county}/{member}".encode()),
            "name": member,
            "displayName": tx.actor.name,
        },
        "pubKeyCredParams": [{"type": "public-key", "alg": alg} for alg in (-7, -257)],
        "authenticatorSelection": {"userVerification": "required", "residentKey": "preferred"},
        "attestation": "none",
    }


async def register(tx: Tx, code: str, credential: dict[str, Any]) -> Loaded[Keyring]:
    """Verifies the authenticator's answer and binds its key; it can sign after the policy's delay."""
    member = tx.actor.member_id or ""
    ring = await KEYRINGS.find(tx, keyring_id(member))
    state = domain.check_code(ring.state if ring else None, code, tx.now)
    policy = (await POLICY.at(tx)).value
    credential_id, public_key = _verified(policy, credential, domain.challenge(tx.county, member, code))
    events = domain.register(state, credential_id, public_key, tx.now, timedelta(hours=policy.delay_hours))
    return await KEYRINGS.append(tx, keyring_id(member), ring, events)


def _verified(policy: PasskeyPolicy, credential: dict[str, Any], challenge: bytes) -> tuple[str, str]:
    """The key's id and the key, base64url."""
    try:
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=policy.rp_id,
            expected_origin=policy.origins,
            require_user_verification=True,
        )
    except WebAuthnException as error:
        raise DomainRefusal("registration", f"The key could not be verified: {error}") from error
    return bytes_to_base64url(verified.credential_id), bytes_to_base64url(verified.credential_public_key)


async def begin_options(tx: Tx) -> dict[str, Any]:
    """What the device is to answer before a code goes to the member's phone; it counts once, and not for long."""
    member = tx.actor.member_id or ""
    policy = (await POLICY.at(tx)).value
    ring = await KEYRINGS.find(tx, keyring_id(member), lock=False)
    state = ring.state if ring else None
    domain.check_begin(state, tx.now, allowed=policy.by_phone, per_day=policy.by_phone_per_day)
    challenge = secrets.token_bytes(32)
    expires_at = tx.now + timedelta(minutes=policy.by_phone_minutes)
    await store.challenge(tx, member, bytes_to_base64url(challenge), expires_at)
    return _options(tx, policy, member, challenge)


async def begin(tx: Tx, credential: dict[str, Any]) -> Loaded[Keyring]:
    """The device's key waits for the code that notification sends to the member's phone."""
    member = tx.actor.member_id or ""
    ring = await KEYRINGS.find(tx, keyring_id(member))
    policy = (await POLICY.at(tx)).value
    challenge = await store.take_challenge(tx, member)
    if challenge is None:
        raise DomainRefusal("challenge", "The device took too long, or has answered already. Begin again.")
    credential_id, public_key = _verified(policy, credential, base64url_to_bytes(challenge))
    pending = domain.Pending(
        enrolment_id=str(uuid4()),
        credential_id=credential_id,
        public_key=public_key,
        begun_at=tx.now,
        expires_at=tx.now + timedelta(minutes=policy.by_phone_minutes),
    )
    event = domain.begin(
        ring.state if ring else None,
        pending,
        member,
        allowed=policy.by_phone,
        per_day=policy.by_phone_per_day,
    )
    return await KEYRINGS.append(tx, keyring_id(member), ring, [event])


async def on_phone_confirmed(tx: Tx, event: PhoneConfirmed) -> None:
    """Notification has had the code back. Of anything but an enrolment of the same member nothing comes."""
    ring = await KEYRINGS.find(tx, keyring_id(event.member_id))
    if ring is None or event.purpose != "passkey":
        return
    policy = (await POLICY.at(tx)).value
    proof = PhoneProof(**event.model_dump(include=set(PhoneProof.model_fields)))
    delay = timedelta(hours=policy.delay_hours)
    events = domain.by_phone(ring.state, event.reference, proof, tx.now, delay, allowed=policy.by_phone)
    await KEYRINGS.append(tx, ring.id, ring, events)


async def enter_certificate(tx: Tx, member_id: str, pem: str) -> Loaded[Keyring]:
    """What one member of staff was shown: it must be the member's, for signatures, and of an issuer that is trusted."""
    ring = await KEYRINGS.find(tx, keyring_id(member_id))
    chain = x509.chain(x509.read(pem), (await CERTIFICATES.at(tx)).value.trusted, tx.now)
    public_key = x509.encoded(x509.public_key(chain[0]))
    _check_holder(await store.holder(tx, public_key), member_id)
    events = domain.enter_certificate(
        ring.state if ring else Keyring(member_id=member_id),
        x509.fingerprint(chain[0]),
        [x509.encoded(one) for one in chain],
        public_key,
        tx.actor.subject,
        tx.now + timedelta(hours=(await POLICY.at(tx)).value.code_hours),
    )
    return await KEYRINGS.append(tx, keyring_id(member_id), ring, events)


async def confirm_certificate(tx: Tx, member_id: str, certificate_id: str) -> Loaded[Keyring]:
    """By another member of staff; it can sign after the policy's delay, as every new key."""
    ring = await KEYRINGS.load(tx, keyring_id(member_id))
    entered = domain.to_confirm(ring.state, certificate_id, tx.actor.subject, tx.now)
    x509.check(ders(entered.chain), (await CERTIFICATES.at(tx)).value.trusted, tx.now)
    _check_holder(await store.hold(tx, entered.public_key, member_id), member_id)
    delay = timedelta(hours=(await POLICY.at(tx)).value.delay_hours)
    events = domain.confirm_certificate(ring.state, entered, tx.actor.subject, tx.now, delay)
    return await KEYRINGS.append(tx, ring.id, ring, events)


def _check_holder(holder: str | None, member_id: str) -> None:
    if holder not in (None, member_id):
        raise DomainRefusal("key-anothers", "The key of this certificate is another member's.")


def ders(chain: Sequence[str]) -> list[bytes]:
    return [x509.decoded(one) for one in chain]


async def rebuild(tx: Tx, ring: Loaded[Keyring]) -> None:
    """Whose the certificates' keys are, where a restored store took the keyrings' events back."""
    state = ring.state
    held = {one.public_key for one in state.certificates if one.credential_id not in state.revoked}
    await store.hold_only(tx, held, state.member_id)
