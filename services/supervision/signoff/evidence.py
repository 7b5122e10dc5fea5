"""Making and checking the evidence of a passkey signature; checking needs nothing of this platform's stores."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from webauthn import verify_authentication_response
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException

from contracts.supervision import Evidence


class NotProven(ValueError):
    """The evidence does not show what it claims."""


def challenge(signed_json: str) -> bytes:
    """The challenge *is* the digest of the statement, so that a device signs this statement and no other."""
    return hashlib.sha256(signed_json.encode()).digest()


def of_assertion(
    signed_json: str, credential: Mapping[str, Any], public_key: str, rp_id: str, origins: Sequence[str]
) -> Evidence:
    """The authenticator's answer, kept whole, with where it was given; :class:`NotProven` when it is not one."""
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
        raise NotProven(f"not an assertion: {error!r}") from error


def verify(evidence: Evidence, public_key: str, rp_id: str, origins: Sequence[str]) -> int:
    """The device's count of its signatures, 0 where it keeps none.

    ``rp_id`` and ``origins`` are for evidence that names none: it was made before it did.
    Raises :class:`NotProven` unless the key's device signed exactly ``evidence.signed_json``, user verified.
    ``public_key`` is the one that was registered (base64url COSE), not the copy inside the evidence.
    """
    if evidence.method != "passkey":
        raise NotProven("only a passkey signature verifies by itself; paper is shown as assisted")
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
        raise NotProven(str(error)) from error
    return verified.new_sign_count
