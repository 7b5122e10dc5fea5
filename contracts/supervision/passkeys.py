"""Members' keys: they belong to no proposal."""

from datetime import datetime
from typing import ClassVar

from contracts.base import Event, Line, Record, Ref, Text
from contracts.supervision.base import Encoded


class PasskeyEvent(Event):
    """Events of a member's keys: they belong to no proposal."""

    SOURCE: ClassVar[str] = "supervision"
    member_id: Ref


class PasskeyEnrolmentOpened(PasskeyEvent):
    opened_by: Line


class PasskeyEnrolmentConfirmed(PasskeyEvent):
    """A second member of staff confirmed the person; ``code_sha256`` is of the code handed over, never the code."""

    confirmed_by: Line
    code_sha256: str
    code_expires_at: datetime | None = None


class PasskeyEnrolmentBegun(PasskeyEvent):
    """The member has made a key and wants it bound by a code to their own phone; until then it signs nothing.

    ``credential_id`` and ``public_key`` (COSE) are base64url; the code must be given before ``expires_at``.
    """

    enrolment_id: Ref
    credential_id: str
    public_key: str
    begun_at: datetime
    expires_at: datetime


class PasskeyEnrolmentLapsed(PasskeyEvent):
    """The code was given, and the key was not bound; ``rule`` says why."""

    enrolment_id: Ref
    rule: Ref


class PhoneProof(Record):
    """That whoever enrolled the key had the member's phone, and how that phone came to be on file: entered when, by
    whom, and by whom again. One member of staff alone can have entered it only ``days_required`` days before."""

    confirmed_at: datetime
    issued_at: datetime
    on_file_since: datetime
    entered_by: Line
    checked_by: Line | None
    days_required: int


class PasskeyRegistered(PasskeyEvent):
    """``credential_id`` and ``public_key`` (COSE) are base64url; the key signs from ``usable_from`` on."""

    credential_id: str
    public_key: str
    usable_from: datetime
    enrolment_id: Ref | None = None
    """Of the enrolment by a code to the member's phone; None of one before two staff."""
    phone: PhoneProof | None = None


class PasskeyUsed(PasskeyEvent):
    """A signature by a device that counts them: a later one with no higher count is from a copy of it."""

    credential_id: str
    sign_count: int
    reply_id: Ref


class PasskeyRevoked(PasskeyEvent):
    """The key signs no more, its device lost or replaced; what it signed before stays signed."""

    credential_id: str
    reason: Text
    revoked_by: Line


class CertificateEntered(PasskeyEvent):
    """One member of staff entered a certificate of the member's; it signs nothing until another has confirmed it."""

    certificate_id: Ref
    """SHA-256 of the certificate."""
    chain: tuple[Encoded, ...]
    """DER, base64url: the member's, then its issuers', the county's trust anchor last."""
    public_key: Encoded
    """The point on the SM2 curve, uncompressed, base64url."""
    entered_by: Line
    confirm_until: datetime


class CertificateRegistered(PasskeyEvent):
    """A second member of staff saw the person and the certificate; it signs from ``usable_from`` on."""

    certificate_id: Ref
    chain: tuple[Encoded, ...]
    public_key: Encoded
    entered_by: Line
    confirmed_by: Line
    usable_from: datetime


class CertificateRevoked(PasskeyEvent):
    """The certificate signs no more; what it signed before stays signed."""

    certificate_id: Ref
    reason: Text
    revoked_by: Line
