"""The part of OpenID Connect that a browser needs: authorization code with PKCE, a session of its own, sign-out.

As any issuer's, so that the portal knows only one way to sign in; instead of a password the person is picked.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Cookie, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from ops.issuer.people import PEOPLE

CLIENT_ID = "portal"
CODE_SECONDS = 60
COOKIE = "dev_issuer"
Words = Annotated[str, Query(max_length=500)]


@dataclass(frozen=True)
class Issuing:
    issuer: str
    access: Callable[[str, dict[str, Any]], str]
    signed: Callable[[str, str, dict[str, Any]], str]
    lifetime: int


@dataclass(frozen=True)
class Code:
    subject: str
    redirect_uri: str
    challenge: str
    nonce: str
    until: float


PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>示例登录 Sample sign-in</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><style>
body{{font:18px/1.6 "Noto Sans CJK SC",system-ui,sans-serif;max-width:36rem;margin:2rem auto;
padding:0 1rem;color:#1f2328}}
button{{display:block;width:100%;min-height:60px;margin:.5rem 0;padding:.5rem 1rem;font:inherit;text-align:left;
border:1px solid #4b535c;border-radius:10px;background:#fff;cursor:pointer}}small{{color:#4b535c}}</style></head><body>
<main><h1>选一位示例人员登录</h1><p>Pick a sample person. 仅供试用：这里没有密码，也没有真实的人。</p>
<form method="post">{people}</form></main></body></html>"""


def _home(url: str) -> bool:
    """Whether ``url`` is of this machine: nothing but development uses this issuer."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1") and parts.path.startswith("/portal/")


async def _form(request: Request) -> dict[str, str]:
    body = await request.body()
    return dict(parse_qsl(body.decode("utf-8", "replace"))) if len(body) <= 10_000 else {}


def router(issuing: Issuing) -> APIRouter:
    routes = APIRouter()
    codes: dict[str, Code] = {}
    sessions: dict[str, str] = {}

    @routes.get("/.well-known/openid-configuration")
    async def configuration() -> dict[str, Any]:
        return {
            "issuer": issuing.issuer,
            "authorization_endpoint": f"{issuing.issuer}/authorize",
            "token_endpoint": f"{issuing.issuer}/code",
            "end_session_endpoint": f"{issuing.issuer}/end-session",
            "jwks_uri": f"{issuing.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def answered(subject: str, redirect_uri: str, state: str, nonce: str, challenge: str) -> RedirectResponse:
        now = time.monotonic()
        for old in [code for code, held in codes.items() if held.until < now]:
            del codes[old]
        code = secrets.token_urlsafe(32)
        codes[code] = Code(subject, redirect_uri, challenge, nonce, now + CODE_SECONDS)
        return RedirectResponse(f"{redirect_uri}?{urlencode({'code': code, 'state': state})}", status_code=303)

    @routes.get("/authorize")
    async def authorize(
        client_id: Words,
        redirect_uri: Words,
        state: Words,
        code_challenge: Words,
        nonce: Words = "",
        dev_issuer: Annotated[str | None, Cookie()] = None,
    ) -> Response:
        if client_id != CLIENT_ID or not _home(redirect_uri):
            return HTMLResponse("unknown client", status_code=400)
        known = sessions.get(dev_issuer or "")
        if known is not None:
            return answered(known, redirect_uri, state, nonce, code_challenge)
        people = "".join(
            f'<button name="subject" value="{escape(subject)}">{escape(person["name"])} '
            f"<small>{escape(subject)} · {escape(', '.join(person['roles']))}</small></button>"
            for subject, person in PEOPLE.items()
        )
        return HTMLResponse(PAGE.format(people=people))

    @routes.post("/authorize")
    async def picked(
        request: Request,
        client_id: Words,
        redirect_uri: Words,
        state: Words,
        code_challenge: Words,
        nonce: Words = "",
    ) -> Response:
        subject = (await _form(request)).get("subject", "")
        if client_id != CLIENT_ID or not _home(redirect_uri) or subject not in PEOPLE:
            return HTMLResponse("unknown client or person", status_code=400)
        session = secrets.token_urlsafe(32)
        sessions[session] = subject
        back = answered(subject, redirect_uri, state, nonce, code_challenge)
        back.set_cookie(COOKIE, session, httponly=True, samesite="lax", path="/dev-issuer")
        return back

    @routes.post("/code")
    async def exchange(request: Request) -> Response:
        form = await _form(request)
        held = codes.pop(form.get("code", ""), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        digest = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if (
            form.get("grant_type") != "authorization_code"
            or held is None
            or held.until < time.monotonic()
            or held.redirect_uri != form.get("redirect_uri")
            or not hmac.compare_digest(held.challenge.encode(), digest.encode())
        ):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        tokens = {
            "access_token": issuing.access(held.subject, PEOPLE[held.subject]),
            "id_token": issuing.signed(held.subject, CLIENT_ID, {"nonce": held.nonce} if held.nonce else {}),
            "token_type": "Bearer",
            "expires_in": issuing.lifetime,
        }
        return JSONResponse(tokens, headers={"Cache-Control": "no-store"})

    @routes.get("/end-session")
    async def end(post_logout_redirect_uri: Words, dev_issuer: Annotated[str | None, Cookie()] = None) -> Response:
        sessions.pop(dev_issuer or "", None)
        if not _home(post_logout_redirect_uri):
            return HTMLResponse("signed out")
        back = RedirectResponse(post_logout_redirect_uri, status_code=303)
        back.delete_cookie(COOKIE, path="/dev-issuer")
        return back

    return routes
