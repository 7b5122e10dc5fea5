"""A caller of the public API, for the demo and the benchmarks: signs in at the development issuer, repeats safely.

Every POST carries an Idempotency-Key, so what the network or a restart interrupts is simply sent again.
"""

import asyncio
import secrets
from types import TracebackType
from typing import Any

import httpx

RETRIED = frozenset({502, 503, 504})
PATIENCE_SECONDS = 120
"""How long a platform may be away before its caller gives up."""


class ApiError(RuntimeError):
    """The platform refused, or was away for too long. ``problem`` is its RFC 9457 answer, empty when it gave none."""

    def __init__(self, what: str, status: int, problem: dict[str, Any]) -> None:
        rule = f" [{problem['rule']}]" if "rule" in problem else ""
        said = [str(problem.get("detail") or problem.get("title") or ""), *map(str, problem.get("errors", [])[:5])]
        super().__init__(f"{what}: {status}{rule} {'; '.join(said)}".rstrip())
        self.status = status
        self.problem = problem


class Api:
    """The platform at ``origin``."""

    def __init__(self, origin: str, *, connections: int = 32, patience: float = PATIENCE_SECONDS) -> None:
        self.origin = origin
        self._patience = patience
        self._callers: dict[str, Caller] = {}
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        self._client = httpx.AsyncClient(base_url=origin, timeout=60, limits=limits, trust_env=False)

    async def __aenter__(self) -> "Api":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def as_(self, subject: str, **claims: Any) -> "Caller":
        """The person with these claims (``roles``, ``counties``, ``member_id`` …); signed in once."""
        if subject not in self._callers:
            token = await self._send("POST", "/dev-issuer/token", json={"subject": subject, **claims})
            self._callers[subject] = Caller(self, {"Authorization": f"Bearer {token['access_token']}"})
        return self._callers[subject]

    def anybody(self, county: str) -> "Caller":
        """Whoever has not signed in, and asks for the county."""
        return Caller(self, {"X-County": county})

    async def get(self, path: str) -> Any:
        return await self._send("GET", path)

    async def put(self, path: str, body: object) -> Any:
        return await self._send("PUT", path, json=body)

    async def _send(self, method: str, path: str, **content: Any) -> Any:
        return _answer(method, path, await self.response(method, path, **content))

    async def response(self, method: str, path: str, **content: Any) -> httpx.Response:
        """The final answer, whatever it is; sent again while the platform is away."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._patience
        pause = 0.1
        while True:
            try:
                answer = await self._client.request(method, path, **content)
                if answer.status_code not in RETRIED or loop.time() > end:
                    return answer
            except httpx.TransportError as error:
                if loop.time() > end:
                    raise ApiError(
                        f"{method} {path}", 0, {"detail": f"the platform does not answer: {error!r}"}
                    ) from error
            await asyncio.sleep(pause)
            pause = min(pause * 2, 2)


class Caller:
    """One signed-in person."""

    def __init__(self, api: Api, headers: dict[str, str]) -> None:
        self._api = api
        self._headers = headers

    async def get(self, path: str) -> Any:
        return _answer("GET", path, await self._api.response("GET", path, headers=self._headers))

    async def post(self, path: str, body: object = None, key: str | None = None) -> Any:
        """``key`` is the Idempotency-Key; None makes a fresh one."""
        return await self._write("POST", path, key, json={} if body is None else body)

    async def edit(self, resource: str, path: str, body: object, key: str | None = None) -> Any:
        """Puts to ``path`` an edit of what ``resource`` is now: its version is read first and sent along."""
        current = await self._api.response("GET", resource, headers=self._headers)
        if current.is_success:
            return await self._write("PUT", path, key, match=current.headers["etag"], json=body)
        return _answer("GET", resource, current)

    async def upload(self, path: str, content: bytes, content_type: str, key: str | None = None) -> Any:
        return await self._write("POST", path, key, content_type=content_type, content=content)

    async def _write(
        self,
        method: str,
        path: str,
        key: str | None,
        *,
        match: str | None = None,
        content_type: str | None = None,
        **content: Any,
    ) -> Any:
        headers = self._headers | {"Idempotency-Key": key or secrets.token_hex(16)}
        if match is not None:
            headers["If-Match"] = match
        if content_type is not None:
            headers["Content-Type"] = content_type
        return _answer(method, path, await self._api.response(method, path, headers=headers, **content))


def _answer(method: str, path: str, answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json()
    try:
        problem: dict[str, Any] = answer.json()
    except ValueError:
        problem = {"detail": answer.text[:200]}
    raise ApiError(f"{method} {path}", answer.status_code, problem)
