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

COUNTY = "330102"
LIFETIME_SECONDS = 8 * 3600

PEOPLE: dict[str, dict[str, Any]] = {
    "clerk": {"name": "示例 提案委工作人员", "roles": ["clerk", "reviewer", "county_admin"]},
    "clerk2": {"name": "示例 提案委复核人员", "roles": ["clerk", "reviewer"]},
    "office": {"name": "示例 两办工作人员", "roles": ["assigning_office"]},
    "chair": {"name": "示例 主席会议", "roles": ["chair"]},
    "M001": {"name": "示例委员001", "roles": ["member"], "member_id": "M001"},
    "M002": {"name": "示例委员002", "roles": ["member"], "member_id": "M002"},
    "U001": {"name": "示例承办单位一 经办", "roles": ["unit"], "unit_id": "U001"},
    "U001-leader": {"name": "示例承办单位一 负责人", "roles": ["unit_leader"], "unit_id": "U001"},
    "supervisor": {"name": "示例 督办人员", "roles": ["supervisor"]},
    "J01": {"name": "示例评估人员01", "roles": ["assessor"]},
    "auditor": {"name": "示例 审计人员", "roles": ["auditor"]},
}


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
        now = int(time.time())
        claims = {"name": body.subject, "counties": [COUNTY]} | person | named
        claims |= {"iss": issuer, "aud": audience, "sub": body.subject, "iat": now, "exp": now + LIFETIME_SECONDS}
        encoded = jwt.encode({"alg": "ES256", "kid": "development"}, claims, key)
        return {"access_token": encoded, "token_type": "Bearer", "expires_in": LIFETIME_SECONDS}

    return app
