"""An SM2 certificate: its key signs the statement's own bytes by SM2 with SM3. Whether a USB key or software made the
signature, the certificate says whose it is.
"""

from collections.abc import Mapping
from typing import Any

from contracts.base import DomainRefusal
from contracts.supervision import CertificateRegistered, Evidence
from services.supervision.passkey import domain as keys
from services.supervision.passkey import sm2, x509
from services.supervision.signoff.evidence import Desk, NotProven, Past, Proof, Words
from services.supervision.signoff.methods.keys import broken, check_two, check_usable, never_bound

REFUSED = {
    "certificate": "不是登记的那一张，或者不是可用于签名的 SM2 证书",
    "certificate-untrusted": "签发者不受信任，或者证书与签发者对不上",
    "certificate-expired": "签字时不在有效期内",
}


class Certificate:
    by_key = True

    def prove(self, signed_json: str, answer: Mapping[str, Any], desk: Desk) -> Proof:
        """``answer`` names the certificate (``id``) and has the signature (``signature``, DER, base64url)."""
        key = keys.usable_certificate(desk.ring, str(answer.get("id")), desk.now)
        x509.check([x509.decoded(one) for one in key.chain], desk.anchors, desk.now)
        try:
            evidence = Evidence(
                method="sm2",
                signed_json=signed_json,
                credential_id=key.credential_id,
                public_key=key.public_key,
                signature=answer["signature"],
                chain=key.chain,
            )
        except (KeyError, ValueError) as error:
            raise NotProven(Words("没有签名值", "there is no signature")) from error
        _holds(evidence, key.public_key)
        return Proof(evidence)

    def verify(self, evidence: Evidence, past: Past) -> Words:
        key = _registration(past, evidence.credential_id)
        check_two(past, key.entered_by, key.confirmed_by)
        check_usable(past, key.certificate_id, key.usable_from)
        chain = _registered(evidence, key, past)
        try:
            _holds(evidence, key.public_key)
        except NotProven as error:
            raise NotProven(broken("签名", "signature", past.member_id, error.why)) from error
        said, anchor = x509.says(chain[0]), x509.fingerprint(chain[-1])
        root = x509.says(chain[-1]).subject
        return Words(
            f"SM2 证书（持有人 {said.subject}，序列号 {said.serial_number}，签发链终于 {root}，"
            f"其 SHA-256 {anchor}，{key.entered_by} 与 {key.confirmed_by} 当面核验登记）",
            f"with an SM2 certificate (holder {said.subject}, serial number {said.serial_number}, issued under {root} "
            f"with SHA-256 {anchor}, registered in person before {key.entered_by} and {key.confirmed_by})",
        )


def _registration(past: Past, certificate_id: str | None) -> CertificateRegistered:
    for _, event in past.history():
        if isinstance(event, CertificateRegistered) and event.certificate_id == certificate_id:
            return event
    raise never_bound(past)


def _registered(evidence: Evidence, key: CertificateRegistered, past: Past) -> list[bytes]:
    """The chain that was registered, once it holds at the moment of signing and the key is its first certificate's."""
    try:
        chain = [x509.decoded(one) for one in key.chain]
        if evidence.chain != key.chain or not chain or x509.fingerprint(chain[0]) != key.certificate_id:
            raise DomainRefusal("certificate", "It is not the one that was registered.")
        x509.check(chain, chain[-1:] if past.anchors is None else past.anchors, past.at)
        if x509.encoded(x509.public_key(chain[0])) != key.public_key:
            raise DomainRefusal("certificate", "Another key was registered with it.")
    except DomainRefusal as error:
        why = Words(REFUSED[error.rule], error.detail)
        raise NotProven(broken("证书", "certificate", past.member_id, why)) from error
    except ValueError as error:
        why = Words("不是证书的编码", str(error))
        raise NotProven(broken("证书", "certificate", past.member_id, why)) from error
    return chain


def _holds(evidence: Evidence, public_key: str) -> None:
    try:
        signature = x509.decoded(evidence.signature or "")
    except ValueError as error:
        raise NotProven(Words("签名值不是 base64url", "the signature is not base64url")) from error
    if not sm2.holds(x509.decoded(public_key), evidence.signed_json.encode(), signature):
        raise NotProven(
            Words("这不是该证书对所示内容的签名", "it is not the certificate's signature over what is shown")
        )
