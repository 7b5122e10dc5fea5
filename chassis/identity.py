"""Bearer token → actor. OpenID Connect tokens, verified against the issuer's published keys.

Each route declares its callers in one line (``Caller("clerk", "chair")``) that a test can read.
"""

import asyncio
import hashlib
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import structlog
from fastapi import Request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import TypeAdapter

from chassis.eventlog import PUBLIC, SYSTEM, Actor
from chassis.problems import Forbidden, IssuerAway, Unauthenticated
from contracts.base import County, Ref

log = structlog.get_logger()

ROLES = frozenset(
    {
        "member", "body_officer", "clerk", "reviewer", "chair", "assigning_office", "unit", "unit_leader",
        "supervisor", "assessor", "county_admin", "city_viewer", "city_admin", "auditor", "ops", "integration",
    }
)  # fmt: skip
ALGORITHMS = ["RS256", "ES256", "EdDSA"]
LEEWAY_SECONDS = 30
FETCH_SECONDS = 10
REMEMBERED_SECONDS = 60
"""How long a token that verified is not verified again: a key taken from the issuer's set ends that much later."""
REMEMBERED_TOKENS = 10_000
COUNTIES: TypeAdapter[tuple[County, ...]] = TypeAdapter(tuple[County, ...])
ROLES_CLAIM: TypeAdapter[frozenset[str]] = TypeAdapter(frozenset[str])
REFS: TypeAdapter[frozenset[str]] = TypeAdapter(frozenset[Ref])
OPTIONAL_REF: TypeAdapter[str | None] = TypeAdapter(Ref | None)
IS_REF = re.compile(r"[A-Za-z0-9._:-]{1,64}")
DIGEST = "sub-sha256:"


class Verifier:
    """Verifies tokens of one issuer. Keys are fetched lazily and again when a token names an unknown one."""

    def __init__(self, issuer: str, audience: str, fetch_keys: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        self.issuer = issuer
        self.audience = audience
        self._fetch = fetch_keys
        self._keys: KeySet | None = None
        self._asked = 0.0
        self._failures = 0
        self._lock = asyncio.Lock()
        self._remembered: dict[bytes, tuple[float, Actor]] = {}
        self._claims = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )

    async def _key_set(self, *, again: bool) -> KeySet:
        # Who holds a token of a known key waits for no fetch: the issuer may be away while others bring bad tokens.
        if self._keys is not None and not again:
            return self._keys
        failures = self._failures
        async with self._lock:
            if self._keys is None and self._failures != failures:
                # Who waited meanwhile shares the answer: one after the other they would wait for ever.
                raise IssuerAway("the issuer's keys could not be fetched just now")
            # An unknown key may only cause one fetch a minute, or forged tokens would flood the issuer.
            if self._keys is None or (again and time.monotonic() - self._asked > 60):
                self._asked = time.monotonic()
                try:
                    # The client bounds each step, and an answer that comes drop by drop has no end of them.
                    async with asyncio.timeout(FETCH_SECONDS):
                        found = await self._fetch()
                    self._keys = KeySet.import_key_set(found)  # pyright: ignore[reportArgumentType]  # JSON from outside: joserfc checks it
                except (JoseError, ValueError, httpx.HTTPError, TimeoutError) as error:
                    self._failures += 1
                    raise IssuerAway(f"the issuer's keys cannot be fetched: {error!r}") from error
            return self._keys

    async def actor(self, token: str) -> Actor:
        """The actor that ``token`` speaks for; :class:`Unauthenticated` when it does not verify."""
        keys = await self._key_set(again=False)
        try:
            return self._verified(token, keys)
        except (JoseError, ValueError) as error:
            refused = error
        try:
            return self._verified(token, await self._key_set(again=True))
        except (JoseError, ValueError) as error:
            refused = error
        except IssuerAway:
            log.warning("identity.issuer_away", issuer=self.issuer)
        raise Unauthenticated(f"token refused: {refused}") from refused

    def _verified(self, token: str, keys: KeySet) -> Actor:
        digest = hashlib.sha256(token.encode()).digest()
        until, actor = self._remembered.get(digest, (0.0, None))
        if actor is not None and time.time() < until:
            return actor
        decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
        self._claims.validate(decoded.claims)
        actor = _actor(decoded.claims)
        if len(self._remembered) >= REMEMBERED_TOKENS:
            self._remembered.clear()
        until = min(time.time() + REMEMBERED_SECONDS, decoded.claims["exp"] + LEEWAY_SECONDS)
        self._remembered[digest] = (until, actor)
        return actor


def _actor(claims: dict[str, Any]) -> Actor:
    """Raises ValueError where a claim cannot stand in an event: refused here, it can fail nowhere behind."""
    counties = claims.get("counties") or ([claims["county"]] if "county" in claims else [])
    roles = ROLES_CLAIM.validate_python(claims.get("roles") or ()) & ROLES
    return Actor(
        subject=subject(str(claims["sub"])),
        name=(str(claims.get("name", "")).strip() or str(claims["sub"]))[:200],
        roles=roles,
        counties=COUNTIES.validate_python(counties),
        member_id=OPTIONAL_REF.validate_python(claims.get("member_id")),
        unit_id=OPTIONAL_REF.validate_python(claims.get("unit_id")),
        body_id=OPTIONAL_REF.validate_python(claims.get("body_id")),
        former_unit_ids=REFS.validate_python(claims.get("former_unit_ids") or ()),
    )


def subject(sub: str) -> str:
    """``sub`` as events can carry it. OpenID Connect allows 255 characters of any kind, an event's ids do not: such a
    subject becomes its digest, the same person each time."""
    # One that looks like a digest becomes a digest, too, or its bearer would be taken for somebody else.
    # So do the platform's own names: nobody may act as if a timer had, or as somebody who never signed in.
    if sub in (SYSTEM.subject, PUBLIC.subject) or sub.startswith(DIGEST) or not IS_REF.fullmatch(sub):
        return DIGEST + hashlib.sha256(sub.encode()).hexdigest()[:40]
    return sub


def http_keys(url: str) -> Callable[[], Awaitable[dict[str, Any]]]:
    """Fetches a JWKS over HTTP."""

    async def fetch() -> dict[str, Any]:
        async with httpx.AsyncClient(timeout=5) as client:
            answer = await client.get(url)
            answer.raise_for_status()
            return answer.json()

    return fetch


class Caller:
    """A route's dependency that lets in only these roles; ``Caller()`` lets in anybody signed in."""

    def __init__(self, *roles: str) -> None:
        unknown = set(roles) - ROLES
        if unknown:
            raise ValueError(f"unknown roles {unknown}")
        self.roles = frozenset(roles)

    async def __call__(self, request: Request) -> Actor:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("no bearer token")
        verifier: Verifier = request.app.state.verifier
        actor = await verifier.actor(token)
        if self.roles and not actor.roles & self.roles:
            log.warning("request.forbidden", path=request.url.path, subject=actor.subject, roles=sorted(actor.roles))
            raise Forbidden(f"needs one of: {', '.join(sorted(self.roles))}")
        return actor


class Open(Caller):
    """A route's dependency that lets in anybody, signed in or not, as the public: whoever it is, no token is read."""

    def __init__(self) -> None:
        self.roles = PUBLIC.roles

    async def __call__(self, request: Request) -> Actor:
        return PUBLIC
