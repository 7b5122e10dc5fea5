"""A passkey in software, for the demo county and for tests: real WebAuthn answers in the final format.

It is no substitute for a member's device: nothing but development and tests may hold keys in a file or in memory.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""FIPS 186-4: private keys are 1 … order - 1."""


class SoftwareAuthenticator:
    """One key for one origin. ``verify_user`` False makes a device that did not check who holds it; one that is
    ``counting`` says in each signature how many it has made.

    With ``seed`` it is the same device every time, for a demo that is taken up again; without, a fresh one.
    """

    def __init__(
        self, origin: str, *, verify_user: bool = True, seed: str | None = None, counting: bool = False
    ) -> None:
        self.origin = origin
        self.counting = counting
        self.count = 0
        material = hashlib.sha512(seed.encode()).digest() if seed is not None else secrets.token_bytes(64)
        self.credential_id = material[:16]
        self._key = ec.derive_private_key(int.from_bytes(material[16:]) % (P256_ORDER - 1) + 1, ec.SECP256R1())
        self._flags = PRESENT | (VERIFIED if verify_user else 0)

    def create(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to creation options, attestation *none*."""
        numbers = self._key.public_key().public_numbers()
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cose
        data = self._authenticator_data(options["rp"]["id"], ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            {
                "clientDataJSON": bytes_to_base64url(self._client_data("webauthn.create", options["challenge"])),
                "attestationObject": bytes_to_base64url(attestation),
            }
        )

    def get(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to request options: a signature over this challenge."""
        client_data = self._client_data("webauthn.get", options["challenge"])
        self.count += self.counting
        data = self._authenticator_data(options["rpId"], 0)
        signature = self._key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": bytes_to_base64url(client_data),
                "authenticatorData": bytes_to_base64url(data),
                "signature": bytes_to_base64url(signature),
            }
        )

    def _authenticator_data(self, rp_id: str, flags: int) -> bytes:
        return hashlib.sha256(rp_id.encode()).digest() + bytes([self._flags | flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: str) -> bytes:
        assert base64url_to_bytes(challenge)
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        id = bytes_to_base64url(self.credential_id)
        return {"id": id, "rawId": id, "type": "public-key", "response": response}
