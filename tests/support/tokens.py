"""Tokens as the identity provider would issue them, signed by a key of the test run."""

import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

ISSUER = "http://issuer.test"
AUDIENCE = "cppcc-proposals"
_KEY = ECKey.generate_key("P-256", {"kid": "test", "use": "sig", "alg": "ES256"})


async def jwks() -> dict[str, Any]:
    return {"keys": [_KEY.as_dict(private=False)]}


def token(*, subject: str, roles: list[str], counties: list[str], **claims: Any) -> str:
    now = int(time.time())
    values = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": subject,
        "name": subject,
        "iat": now,
        "exp": now + 3600,
        "roles": roles,
        "counties": counties,
    }
    return jwt.encode({"alg": "ES256", "kid": "test"}, values | claims, _KEY)
