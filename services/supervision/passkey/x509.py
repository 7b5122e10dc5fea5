"""X.509 certificates with SM2 keys: what they say, and whether they lead to an issuer that the county trusts."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from OpenSSL import crypto
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from contracts.base import DomainRefusal

SM2_WITH_SM3 = "1.2.156.10197.1.501"
SM2_KEY = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
"""How every SubjectPublicKeyInfo with a point on the SM2 curve begins: ecPublicKey, 1.2.156.10197.1.301."""
CHAIN_AT_MOST = 8
NOT_YET, EXPIRED = 9, 10
"""OpenSSL's numbers of these errors."""


@dataclass(frozen=True)
class Says:
    """What a certificate says of its holder."""

    subject: str
    issuer: str
    serial_number: str
    not_before: datetime
    not_after: datetime


def read(pem: str) -> list[bytes]:
    """The certificates of a PEM text, as DER."""
    try:
        found = [one.public_bytes(Encoding.DER) for one in x509.load_pem_x509_certificates(pem.encode())]
    except ValueError as error:
        raise DomainRefusal("certificate", "This is no certificate in the PEM format.") from error
    if len(found) > CHAIN_AT_MOST:
        raise DomainRefusal("certificate", f"A chain has at most {CHAIN_AT_MOST} certificates.")
    return found


def encoded(der: bytes) -> str:
    return bytes_to_base64url(der)


def decoded(text: str) -> bytes:
    """Bytes have one text: what decodes to them otherwise is not theirs. Raises ValueError."""
    try:
        raw = base64url_to_bytes(text)
    except ValueError as error:
        raise ValueError("not base64url") from error
    if bytes_to_base64url(raw) != text:
        raise ValueError("not base64url")
    return raw


def fingerprint(der: bytes) -> str:
    return hashlib.sha256(der).hexdigest()


def says(der: bytes) -> Says:
    try:
        found = x509.load_der_x509_certificate(der)
        return Says(
            subject=found.subject.rfc4514_string(),
            issuer=found.issuer.rfc4514_string(),
            serial_number=f"{found.serial_number:X}",
            not_before=found.not_valid_before_utc,
            not_after=found.not_valid_after_utc,
        )
    except ValueError as error:
        raise DomainRefusal("certificate", "What the certificate says of its holder cannot be read.") from error


def public_key(der: bytes) -> bytes:
    """The point, uncompressed; refused unless it is of an SM2 key and the certificate is signed with one, too."""
    try:
        found = x509.load_der_x509_certificate(der)
        algorithm = found.signature_algorithm_oid.dotted_string
        key = crypto.dump_publickey(crypto.FILETYPE_ASN1, crypto.X509.from_cryptography(found).get_pubkey())
    except (ValueError, crypto.Error) as error:
        raise DomainRefusal("certificate", "The certificate cannot be read.") from error
    if algorithm != SM2_WITH_SM3 or not key.startswith(SM2_KEY) or len(key) != len(SM2_KEY) + 65:
        raise DomainRefusal("certificate", "Its key is no SM2 key, or it is not signed by SM2 with SM3.")
    return key.removeprefix(SM2_KEY)


def check_usage(der: bytes) -> None:
    """A certificate for encryption, or an issuer's own, signs nothing here."""
    usage, constraints = _extensions(der)
    if usage is None or not (usage.digital_signature or usage.content_commitment):
        raise DomainRefusal("certificate", "The certificate is not for signatures: its key usage says otherwise.")
    if constraints is not None and constraints.ca:
        raise DomainRefusal("certificate", "This is an issuer's certificate and not a person's.")


def check_anchor(pem: str) -> None:
    """One issuer's certificate with an SM2 key."""
    (der, *more) = read(pem)
    if more:
        raise DomainRefusal("certificate", "Each trust anchor is one certificate.")
    public_key(der)
    usage, constraints = _extensions(der)
    if constraints is None or not constraints.ca or (usage is not None and not usage.key_cert_sign):
        raise DomainRefusal("certificate", "A trust anchor is the certificate of an issuer.")


def _extensions(der: bytes) -> tuple[x509.KeyUsage | None, x509.BasicConstraints | None]:
    try:
        found = {type(one.value): one.value for one in x509.load_der_x509_certificate(der).extensions}
    except (ValueError, x509.DuplicateExtension) as error:
        raise DomainRefusal("certificate", "The certificate cannot be read.") from error
    usage, constraints = found.get(x509.KeyUsage), found.get(x509.BasicConstraints)
    assert usage is None or isinstance(usage, x509.KeyUsage)
    assert constraints is None or isinstance(constraints, x509.BasicConstraints)
    return usage, constraints


def chain(certificates: Sequence[bytes], anchors: Sequence[bytes], at: datetime) -> list[bytes]:
    """The first certificate and its issuers up to one of ``anchors``, each of them SM2 and valid at ``at``."""
    leaf, *others = (_loaded(one) for one in certificates)
    store = crypto.X509Store()
    for anchor in anchors:
        store.add_cert(_loaded(anchor))
    # An issuing CA may be the anchor without its root; where it signed itself, that must hold, too.
    store.set_flags(crypto.X509StoreFlags.PARTIAL_CHAIN | crypto.X509StoreFlags.CHECK_SS_SIGNATURE)
    store.set_time(at.astimezone(UTC))
    try:
        built = crypto.X509StoreContext(store, leaf, others).get_verified_chain()
    except crypto.X509StoreContextError as error:
        code, depth, why = error.errors
        which = f"{why} (certificate {depth + 1} of the chain)"
        if code in (NOT_YET, EXPIRED):
            raise DomainRefusal("certificate-expired", f"The certificate is out of its time: {which}.") from error
        raise DomainRefusal("certificate-untrusted", f"No issuer that the county trusts: {which}.") from error
    found = [crypto.dump_certificate(crypto.FILETYPE_ASN1, one) for one in built]
    for one in found:
        public_key(one)
        says(one)
    check_usage(found[0])
    return found


def _loaded(der: bytes) -> crypto.X509:
    try:
        return crypto.load_certificate(crypto.FILETYPE_ASN1, der)
    except crypto.Error as error:
        raise DomainRefusal("certificate", "The certificate cannot be read.") from error


def check(registered: Sequence[bytes], anchors: Sequence[bytes], at: datetime) -> None:
    """The chain as it was registered, at another time and with the anchors of that time."""
    if registered[-1] not in anchors:
        raise DomainRefusal("certificate-untrusted", "Its issuer is not, or no longer, among those that are trusted.")
    if chain(registered, registered[-1:], at) != list(registered):
        raise DomainRefusal("certificate-untrusted", "The certificates are no chain.")
