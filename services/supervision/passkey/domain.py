"""A member's keys: passkeys and certificates. One clerk alone cannot bind one: another confirms, and a new key cannot
sign at once.

Nor can a login alone: a key that the member brings by themselves is bound when notification says that they have given
the code that went to their own phone (``by_phone``). It is named before that, so that no other one can take its place.

Any one clerk may revoke one: that takes a signature from nobody, and a lost device must not wait for a second person.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from pydantic import Field

from contracts.base import DomainRefusal, Event, Record, Ref
from contracts.supervision import (
    CertificateEntered,
    CertificateRegistered,
    CertificateRevoked,
    PasskeyEnrolmentBegun,
    PasskeyEnrolmentConfirmed,
    PasskeyEnrolmentLapsed,
    PasskeyEnrolmentOpened,
    PasskeyRegistered,
    PasskeyRevoked,
    PasskeyUsed,
    PhoneProof,
)

EVENTS = (
    PasskeyEnrolmentOpened, PasskeyEnrolmentConfirmed, PasskeyEnrolmentBegun, PasskeyEnrolmentLapsed, PasskeyRegistered,
    PasskeyRevoked, PasskeyUsed, CertificateEntered, CertificateRegistered, CertificateRevoked,
)  # fmt: skip
DAY = timedelta(days=1)


class Bound(Record):
    """What signs for a member from a moment on."""

    credential_id: str
    public_key: str
    usable_from: datetime


class Key(Bound):
    enrolment_id: str | None = None
    """Of the enrolment by a code to the phone; None where two staff saw the member."""


class Certificate(Bound):
    """Known by the SHA-256 of the certificate."""

    chain: tuple[str, ...]


class Entered(Record):
    """A certificate that waits for its second member of staff."""

    credential_id: str
    chain: tuple[str, ...]
    public_key: str
    entered_by: str
    confirm_until: datetime


class Pending(Record):
    """A key that waits for the code to the member's phone."""

    enrolment_id: str
    credential_id: str
    public_key: str
    begun_at: datetime
    expires_at: datetime


class Keyring(Record):
    member_id: Ref
    opened_by: str | None = None
    code_sha256: str | None = None
    keys: tuple[Key, ...] = ()
    code_expires_at: datetime | None = None
    revoked: tuple[str, ...] = ()
    """The credential ids of keys that sign no more; the keys stay, so that what they signed can be verified."""
    counts: dict[str, int] = Field(default_factory=dict[str, int])
    """The last count of each device that counts its signatures."""
    entered: Entered | None = None
    certificates: tuple[Certificate, ...] = ()

    pending: Pending | None = None
    """One at a time: who begins again gives up the one before."""
    begun: tuple[datetime, ...] = ()
    """Of the last day before the latest."""

    def live(self, keys: Sequence[Bound]) -> list[str]:
        """The ids of those that are not revoked."""
        return [key.credential_id for key in keys if key.credential_id not in self.revoked]


NO_CODE: dict[str, object] = {"code_sha256": None, "code_expires_at": None}


def apply(state: Keyring | None, event: Event) -> Keyring:
    match event:
        case PasskeyEnrolmentOpened():
            ring = state or Keyring(member_id=event.member_id)
            return ring.model_copy(update={"opened_by": event.opened_by, **NO_CODE})
        case PasskeyEnrolmentConfirmed() if state is not None:
            return state.model_copy(update={"code_sha256": event.code_sha256, "code_expires_at": event.code_expires_at})
        case PasskeyEnrolmentBegun():
            ring = state or Keyring(member_id=event.member_id)
            pending = Pending(**{name: getattr(event, name) for name in Pending.model_fields})
            recent = tuple(at for at in ring.begun if at > event.begun_at - DAY)
            return ring.model_copy(update={"pending": pending, "begun": (*recent, event.begun_at)})
        case PasskeyEnrolmentLapsed() if state is not None:
            return state.model_copy(update={"pending": _still(state, event.enrolment_id)})
        case PasskeyRegistered() if state is not None:
            key = Key(**{name: getattr(event, name) for name in Key.model_fields})
            # What two staff have begun goes on beside it.
            ended = {"pending": None} if key.enrolment_id is not None else {"opened_by": None, **NO_CODE}
            return state.model_copy(update={"keys": (*state.keys, key), **ended})
        case PasskeyRevoked() if state is not None:
            return state.model_copy(update={"revoked": (*state.revoked, event.credential_id)})
        case PasskeyUsed() if state is not None:
            return state.model_copy(update={"counts": {**state.counts, event.credential_id: event.sign_count}})
        case CertificateEntered():
            ring = state or Keyring(member_id=event.member_id)
            return ring.model_copy(update={"entered": _entered(event)})
        case CertificateRegistered() if state is not None:
            known = {"credential_id": event.certificate_id, "public_key": event.public_key}
            certificate = Certificate(**known, chain=event.chain, usable_from=event.usable_from)
            return state.model_copy(update={"entered": None, "certificates": (*state.certificates, certificate)})
        case CertificateRevoked() if state is not None:
            return state.model_copy(update={"revoked": (*state.revoked, event.certificate_id)})
        case _:
            raise ValueError(event)


def _entered(event: CertificateEntered) -> Entered:
    return Entered(
        credential_id=event.certificate_id,
        chain=event.chain,
        public_key=event.public_key,
        entered_by=event.entered_by,
        confirm_until=event.confirm_until,
    )


def _still(state: Keyring, ended: str) -> Pending | None:
    return state.pending if state.pending and state.pending.enrolment_id != ended else None


def digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def challenge(county: str, member_id: str, code: str) -> bytes:
    """What the registration must answer: only who holds the code can have made it."""
    return hashlib.sha256(f"{county}/{member_id}/{digest(code)}".encode()).digest()


def open_enrolment(member_id: str, staff: str) -> list[Event]:
    return [PasskeyEnrolmentOpened(member_id=member_id, opened_by=staff)]


def confirm_enrolment(state: Keyring, staff: str, code: str, expires_at: datetime) -> list[Event]:
    if state.opened_by is None or state.code_sha256 is not None:
        raise DomainRefusal("enrolment", "There is no enrolment to confirm.")
    if state.opened_by == staff:
        raise DomainRefusal("two-staff", "Another member of staff confirms the person.")
    return [
        PasskeyEnrolmentConfirmed(
            member_id=state.member_id, confirmed_by=staff, code_sha256=digest(code), code_expires_at=expires_at
        )
    ]


def check_code(state: Keyring | None, code: str, now: datetime) -> Keyring:
    """The keyring whose confirmed enrolment this code belongs to. A code without an end would be good for ever."""
    if state is None or state.code_sha256 is None or state.code_sha256 != digest(code):
        raise DomainRefusal("code", "The code is not the one that was handed over.")
    if state.code_expires_at is None or now >= state.code_expires_at:
        raise DomainRefusal(
            "code-expired", "The code is no longer valid. Ask the conference's office for a new enrolment and its code."
        )
    return state


def begin(
    state: Keyring | None, pending: Pending, member_id: str, *, allowed: bool, per_day: int
) -> PasskeyEnrolmentBegun:
    check_begin(state, pending.begun_at, allowed=allowed, per_day=per_day)
    _refuse_known(state, pending.credential_id)
    return PasskeyEnrolmentBegun(member_id=member_id, **pending.model_dump())


def check_begin(state: Keyring | None, now: datetime, *, allowed: bool, per_day: int) -> None:
    if not allowed:
        raise DomainRefusal("by-phone", "In this county a key is bound in person, at the conference's office.")
    if state is not None and sum(at > now - DAY for at in state.begun) >= per_day:
        raise DomainRefusal("too-many-enrolments", "This was begun too often today. Try again tomorrow, or in person.")


def by_phone(
    state: Keyring, enrolment_id: str, proof: PhoneProof, now: datetime, delay: timedelta, *, allowed: bool
) -> list[Event]:
    """The key that the confirmed code was for; or why it is bound no more, which is kept."""
    pending = state.pending
    if pending is None or pending.enrolment_id != enrolment_id:
        rule = "not-pending"
    elif not allowed:
        rule = "by-phone"
    elif proof.confirmed_at >= pending.expires_at:
        rule = "enrolment-late"
    elif any(key.credential_id == pending.credential_id for key in state.keys):
        rule = "key-known"
    else:
        return [
            PasskeyRegistered(
                member_id=state.member_id,
                credential_id=pending.credential_id,
                public_key=pending.public_key,
                usable_from=now + delay,
                enrolment_id=enrolment_id,
                phone=proof,
            )
        ]
    return [PasskeyEnrolmentLapsed(member_id=state.member_id, enrolment_id=enrolment_id, rule=rule)]


def _refuse_known(state: Keyring | None, credential_id: str) -> None:
    if state is not None and any(key.credential_id == credential_id for key in state.keys):
        raise DomainRefusal("key-known", "This key is registered already.")


def register(state: Keyring, credential_id: str, public_key: str, now: datetime, delay: timedelta) -> list[Event]:
    _refuse_known(state, credential_id)
    return [
        PasskeyRegistered(
            member_id=state.member_id, credential_id=credential_id, public_key=public_key, usable_from=now + delay
        )
    ]


def revoke(state: Keyring, credential_id: str, reason: str, by: str) -> list[Event]:
    if all(key.credential_id != credential_id for key in (*state.keys, *state.certificates)):
        raise DomainRefusal("key-unknown", "This key is not registered for the member.")
    if credential_id in state.revoked:
        raise DomainRefusal("key-revoked", "This key has been revoked already.")
    about = {"member_id": state.member_id, "reason": reason, "revoked_by": by}
    revoked = next((one for one in state.certificates if one.credential_id == credential_id), None)
    if revoked is not None:
        # The key is what was lost, in whatever other certificate it stands.
        same = [one.credential_id for one in state.certificates if one.public_key == revoked.public_key]
        return [CertificateRevoked(certificate_id=one, **about) for one in same if one not in state.revoked]
    return [PasskeyRevoked(credential_id=credential_id, **about)]


def enter_certificate(
    state: Keyring, certificate_id: str, chain: Sequence[str], public_key: str, staff: str, confirm_until: datetime
) -> list[Event]:
    """What was entered before it and was not confirmed is forgotten."""
    _check_new(state, certificate_id, public_key)
    return [
        CertificateEntered(
            member_id=state.member_id,
            certificate_id=certificate_id,
            chain=tuple(chain),
            public_key=public_key,
            entered_by=staff,
            confirm_until=confirm_until,
        )
    ]


def _check_new(state: Keyring, certificate_id: str, public_key: str) -> None:
    """A key that was revoked does not come back in another certificate."""
    if any(one.credential_id == certificate_id for one in state.certificates):
        raise DomainRefusal("key-known", "This certificate is registered already.")
    if any(one.public_key == public_key and one.credential_id in state.revoked for one in state.certificates):
        raise DomainRefusal("key-revoked", "The key of this certificate was revoked; a new one is needed.")


def to_confirm(state: Keyring, certificate_id: str, staff: str, now: datetime) -> Entered:
    """The very certificate that the second member of staff has seen: it may have been exchanged since."""
    entered = state.entered
    if entered is None or entered.credential_id != certificate_id:
        raise DomainRefusal("enrolment", "This certificate does not wait to be confirmed.")
    if entered.entered_by == staff:
        raise DomainRefusal("two-staff", "Another member of staff confirms the person and the certificate.")
    if now >= entered.confirm_until:
        raise DomainRefusal("entry-expired", "It was entered too long ago. Enter the certificate anew.")
    return entered


def confirm_certificate(state: Keyring, entered: Entered, staff: str, now: datetime, delay: timedelta) -> list[Event]:
    _check_new(state, entered.credential_id, entered.public_key)
    return [
        CertificateRegistered(
            member_id=state.member_id,
            certificate_id=entered.credential_id,
            chain=entered.chain,
            public_key=entered.public_key,
            entered_by=entered.entered_by,
            confirmed_by=staff,
            usable_from=now + delay,
        )
    ]


def use(state: Keyring, credential_id: str, sign_count: int, reply_id: str) -> list[Event]:
    """A passkey that is kept in a cloud counts nothing and says 0; one that counts must say more than before."""
    last = state.counts.get(credential_id, 0)
    if sign_count == 0 and last == 0:
        return []
    if sign_count <= last:
        raise DomainRefusal(
            "key-copied",
            "The device says fewer signatures than it has made: a copy of it may exist. Revoke the key and enrol anew.",
        )
    return [
        PasskeyUsed(member_id=state.member_id, credential_id=credential_id, sign_count=sign_count, reply_id=reply_id)
    ]


K = TypeVar("K", bound=Bound)


def usable_key(state: Keyring | None, credential_id: str, now: datetime) -> Key:
    return _usable(state, state.keys if state else (), credential_id, now)


def usable_certificate(state: Keyring | None, certificate_id: str, now: datetime) -> Certificate:
    return _usable(state, state.certificates if state else (), certificate_id, now)


def _usable(state: Keyring | None, keys: Sequence[K], credential_id: str, now: datetime) -> K:
    key = next((k for k in keys if k.credential_id == credential_id), None)
    if state is None or key is None:
        raise DomainRefusal("key-unknown", "This key is not registered for the member.")
    if credential_id in state.revoked:
        raise DomainRefusal("key-revoked", "This key was revoked; sign with another one, or have a new one enrolled.")
    if now < key.usable_from:
        raise DomainRefusal("key-new", f"The key can sign from {key.usable_from.isoformat()} on.")
    return key
