"""The development issuer: sample logins with real, verifiable tokens. Mounted by ``proposals up`` and nowhere else."""

import json
import time
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import ECKey
from pydantic import BaseModel, Field

from chassis import problems
from ops.issuer import codeflow
from ops.issuer.people import COUNTY, PEOPLE

__all__ = ["COUNTY", "PEOPLE", "build"]

LIFETIME_SECONDS = 8 * 3600


class TokenRequest(BaseModel):
    """``subject`` alone signs in as a sample person; with claims, as anybody."""

    subject: Annotated[str, Field(max_length=64)]
    name: str | None = None
    roles: list[str] | None = None
    counties: list[str] | None = None
    member_id: str | None = None
    unit_id: str | None = None
    former_unit_ids: list[str] | None = None
    body_id: str | None = None


def build(state: Path, issuer: str, audience: str) -> FastAPI:
    """The issuer's application; its key is made once and kept in ``state``."""
    path = state / "issuer.json"
    if path.exists():
        key = ECKey.import_key(json.loads(path.read_text()))
    else:
        key = ECKey.generate_key("P-256", {"kid": "development", "use": "sig", "alg": "ES256"})
        path.touch(mode=0o600)
        path.write_text(json.dumps(key.as_dict(private=True)))
    app = FastAPI(title="development issuer", docs_url=None, redoc_url=None)
    problems.install(app)

    def signed(subject: str, audience: str, claims: dict[str, Any]) -> str:
        now = int(time.time())
        stated = claims | {"iss": issuer, "aud": audience, "sub": subject, "iat": now, "exp": now + LIFETIME_SECONDS}
        return jwt.encode({"alg": "ES256", "kid": "development"}, stated, key)

    def access(subject: str, claims: dict[str, Any]) -> str:
        return signed(subject, audience, {"name": subject, "counties": [COUNTY]} | claims)

    @app.get("/jwks")
    async def jwks() -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False)]}

    @app.get("/people")
    async def people() -> dict[str, dict[str, Any]]:
        return PEOPLE

    @app.post("/token")
    async def token(body: TokenRequest) -> dict[str, Any]:
        person = PEOPLE.get(body.subject, {})
        named = {name: value for name, value in body.model_dump().items() if value is not None and name != "subject"}
        if not person and "roles" not in named:
            raise problems.NotFound(f"no sample person {body.subject}; see /dev-issuer/people")
        encoded = access(body.subject, person | named)
        return {"access_token": encoded, "token_type": "Bearer", "expires_in": LIFETIME_SECONDS}

    app.include_router(codeflow.router(codeflow.Issuing(issuer, access, signed, LIFETIME_SECONDS)))
    return app
