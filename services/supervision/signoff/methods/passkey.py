"""A passkey: the member's own device signs the digest of the statement, user verified."""

from collections.abc import Mapping, Sequence
from typing import Any

from webauthn import verify_authentication_response
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException

from contracts.supervision import Evidence
from services.supervision.passkey import domain as keys
from services.supervision.signoff.evidence import Desk, NotProven, Past, Proof, Words, challenge
from services.supervision.signoff.methods.binding import bound
from services.supervision.signoff.methods.keys import broken, check_usable


class Passkey:
    by_key = True

    def prove(self, signed_json: str, answer: Mapping[str, Any], desk: Desk) -> Proof:
        """``answer`` is the authenticator's, kept whole with where it was given."""
        key = keys.usable_key(desk.ring, str(answer.get("id")), desk.now)
        assert desk.ring is not None  # it holds the key
        evidence = _of_assertion(signed_json, answer, key.public_key, desk.rp_id, desk.origins)
        count = verify(evidence, key.public_key, desk.rp_id, desk.origins)
        return Proof(evidence, keys.use(desk.ring, key.credential_id, count, desk.reply_id))

    def verify(self, evidence: Evidence, past: Past) -> Words:
        key, how = bound(past, evidence.credential_id)
        check_usable(past, key.credential_id, key.usable_from)
        try:
            verify(evidence, key.public_key, past.rp_id, past.origins)
        except NotProven as error:
            raise NotProven(broken("签名", "signature", past.member_id, error.why)) from error
        where = evidence.rp_id if evidence.rp_id is not None else past.rp_id
        return Words(
            f"本人通行密钥 {evidence.credential_id}（依赖方 {where}，{how.zh}）",
            f"with their own passkey {evidence.credential_id} (relying party {where}, {how.en})",
        )


def _of_assertion(
    signed_json: str, credential: Mapping[str, Any], public_key: str, rp_id: str, origins: Sequence[str]
) -> Evidence:
    try:
        response = credential["response"]
        return Evidence(
            method="passkey",
            signed_json=signed_json,
            credential_id=credential["id"],
            public_key=public_key,
            client_data=response["clientDataJSON"],
            authenticator_data=response["authenticatorData"],
            signature=response["signature"],
            rp_id=rp_id,
            origins=tuple(origins),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise NotProven(Words(f"不是设备的签名：{error!r}", f"not an assertion: {error!r}")) from error


def verify(evidence: Evidence, public_key: str, rp_id: str, origins: Sequence[str]) -> int:
    """The device's count of its signatures, 0 where it keeps none.

    Raises :class:`NotProven` unless the key's device signed exactly ``evidence.signed_json``, user verified.
    ``public_key`` is the one that was registered (base64url COSE), not the copy inside the evidence.
    """
    try:
        verified = verify_authentication_response(
            credential={
                "id": evidence.credential_id,
                "rawId": evidence.credential_id,
                "type": "public-key",
                "response": {
                    "clientDataJSON": evidence.client_data,
                    "authenticatorData": evidence.authenticator_data,
                    "signature": evidence.signature,
                },
            },
            expected_challenge=challenge(evidence.signed_json),
            expected_rp_id=evidence.rp_id if evidence.rp_id is not None else rp_id,
            expected_origin=list(evidence.origins if evidence.origins is not None else origins),
            credential_public_key=base64url_to_bytes(public_key),
            # The keyring compares it with the last one.
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError) as error:
        raise NotProven(Words(str(error), str(error))) from error
    return verified.new_sign_count
