"""A service's whole HTTP surface, called in-process: what is sent, who sends it, and what an answer must keep to."""

import asyncio
import itertools
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import requests
import schemathesis
from schemathesis.core.transport import Response

from chassis.app import Service
from chassis.identity import ROLES, Open
from chassis.problems import TITLES, TYPE_BASE
from ops import export
from ops.embedded import Postgres
from tests.support.harness import COUNTY, Harness, serve_service
from tests.support.tokens import token

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
CLAIMS: dict[str, dict[str, str]] = {
    "member": {"member_id": "M1"},
    "body_officer": {"member_id": "M3", "body_id": "B1"},
    "unit": {"unit_id": "U1"},
    "unit_leader": {"unit_id": "U1"},
}
"""Whom a role acts for; every world knows them."""
Known = dict[str, list[Any]]
"""Name of a path parameter (in braces where a field of that name is something else) or of a field → values that exist.
``file`` has what is handed in as a file; a route (``POST /calls``) has (id, body) of which it does something, where
chance seldom finds any: the last id of its path, and a body, None where what was made at random does."""
World = Callable[[Harness], Awaitable[Known]]
Answer = tuple[int, list[tuple[str, str]], bytes]


@dataclass(frozen=True)
class Route:
    """One operation of the published document."""

    service: str
    method: str
    path: str
    roles: frozenset[str]
    """Empty: anybody signed in."""
    edits: bool
    """It demands If-Match."""

    @property
    def open(self) -> bool:
        """Nobody is asked who they are."""
        return self.roles == Open().roles

    def fits(self, path: str) -> bool:
        return re.fullmatch(re.sub(r"{\w+}", "[^/]+", self.path), path) is not None

    def __str__(self) -> str:
        return f"{self.method} /{self.service}{self.path}"


def routes_of(service: Service) -> list[Route]:
    prefix, paths = f"/{service.name}", export.openapi(service)["paths"]
    found: list[Route] = []
    for method, path, roles in export.guarded(service):
        bare = path.removeprefix(prefix)
        found.append(Route(service.name, method, bare, roles, "428" in paths[bare][method.lower()]["responses"]))
    return found


class Surface:
    """One service on its own event loop, with a world in it that its routes find and change."""

    def __init__(self, postgres: Postgres, service: Service, world: World) -> None:
        self._runner = asyncio.Runner()
        self.h = self._runner.run(serve_service(postgres, service))
        self.known = self._runner.run(world(self.h))
        self._made = self.h.clock.now()
        self._restore = self._runner.run(self._keep())
        self._changed = False
        self.answers: dict[Route, Counter[int]] = defaultdict(Counter)
        """How often each status was the answer to a case."""
        self._asked = itertools.count()
        self._document = document = export.openapi(service)
        # Who calls is chosen here, and tried apart: a case must not do without a token by chance.
        del document["security"]
        for operation in (one for path in document["paths"].values() for one in path.values()):
            operation.pop("security", None)
            # The same three at each route, read by the same code: their oddities are tried by hand, and what makes
            # them at random took half of the time of a case.
            operation["parameters"] = [one for one in operation["parameters"] if one["in"] != "header"]
        self.schema: Any = schemathesis.openapi.from_dict(document)
        self.schema.config.update(base_url="http://test")
        self.schema.config.checks.negative_data_rejection.expected_statuses = ["4XX"]
        self._signed, self._tokens = float("-inf"), dict[str, str]()

    @property
    def tokens(self) -> dict[str, str]:
        """Of each role one, which is valid for an hour."""
        if time.monotonic() - self._signed > 1200:
            self._signed, self._tokens = time.monotonic(), {role: bearer(role) for role in sorted(ROLES)}
        return self._tokens

    def signed(self, route: Route, role: str | None = None, county: str = COUNTY) -> dict[str, str]:
        """The headers of a caller: with this role, or with one that may."""
        if route.open:
            return {"X-County": county}
        role = role or min(route.roles or self.tokens)
        return {"Authorization": f"Bearer {self.tokens[role] if county == COUNTY else bearer(role, county)}"}

    def restore(self) -> None:
        """Everything is as the world was made, so that no route finds only what others have left.

        Its clock too: however long the routes before took, a code that is shown for a minute is not over.
        """
        self.h.clock.set(self._made)
        if not self._changed:
            return
        self._changed = False

        async def restored() -> None:
            async with self.h.owner.begin() as connection:
                raw = (await connection.get_raw_connection()).driver_connection
                assert raw is not None
                # The log lets nobody delete.
                await raw.execute(f"SET LOCAL session_replication_role = replica; {self._restore}")

        self._runner.run(restored())

    async def _keep(self) -> str:
        """Copies every table; answers the statements that bring the copies back."""
        back: list[str] = []
        async with self.h.owner.begin() as connection:
            await connection.exec_driver_sql("CREATE SCHEMA kept")
            for table in self.h.runtime.service.metadata.sorted_tables:
                columns = ", ".join(f'"{column.name}"' for column in table.columns if column.computed is None)
                await connection.exec_driver_sql(
                    f"CREATE TABLE kept.{table.name} AS SELECT {columns} FROM {table.name}"
                )
                back.append(
                    f"DELETE FROM {table.name}; INSERT INTO {table.name} ({columns}) "
                    f"OVERRIDING SYSTEM VALUE SELECT {columns} FROM kept.{table.name}"
                )
        return "; ".join(back)

    def close(self) -> None:
        self._runner.run(self.h.close())
        self._runner.close()

    def send(self, request: requests.PreparedRequest) -> Response:
        url, body = urlsplit(request.url or "/"), request.body or b""
        headers = {name: value if isinstance(value, str) else value.decode() for name, value in request.headers.items()}
        raw = body.encode() if isinstance(body, str) else bytes(body)
        status, got, content = self.call(request.method or "GET", url.path, url.query, headers, raw)
        kept: dict[str, list[str]] = {}
        for name, value in got:
            kept.setdefault(name, []).append(value)
        return Response(status, kept, content, request, 0.0, True, encoding="utf-8")

    def call(self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """``path`` and ``query`` as on the wire: nothing is mended or refused on the way, as a client library would."""
        raw = [(name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers.items()]
        if body and not any(name == b"content-length" for name, _ in raw):
            raw.append((b"content-length", str(len(body)).encode()))
        scope: dict[str, Any] = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            # As uvicorn does: https://asgi.readthedocs.io says UTF-8, and what is none must not end the connection.
            "path": unquote_to_bytes(path).decode("utf-8", "replace"), "raw_path": path.encode(),
            "query_string": query.encode(), "root_path": "", "headers": raw, "client": ("127.0.0.1", 1),
            "server": ("test", 80), "state": {},
        }  # fmt: skip
        return self._runner.run(self._answer(scope, body))

    def ask(self, method: str, path: str, headers: Mapping[str, str], query: str = "", body: bytes = b"") -> "Told":
        given = {"Idempotency-Key": f"asked-{next(self._asked)}"} | dict(headers)
        return Told(*self.call(method, path, query, given, body))

    def filled(self, route: Route, id: str | None = None) -> str:
        """The route's path with ids that exist, or with this one in each place."""
        return re.sub(r"{\w+}", lambda name: id or str(next(iter(self.ids(name[0][1:-1])), "1")), route.path)

    def ids(self, parameter: str) -> list[Any]:
        return self.known.get(f"{{{parameter}}}") or self.known.get(parameter) or []

    def fields(self, route: Route) -> list[str]:
        """Of the JSON object that the route takes."""
        content = self._operation(route).get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        # What may be left out is one of a reference and nothing.
        reference = next((one["$ref"] for one in [schema, *schema.get("anyOf", ())] if "$ref" in one), None)
        return sorted(
            self._document["components"]["schemas"][reference.split("/")[-1]]["properties"] if reference else ()
        )

    def _operation(self, route: Route) -> dict[str, Any]:
        return self._document["paths"][route.path][route.method.lower()]

    async def _answer(self, scope: dict[str, Any], body: bytes) -> Answer:
        waiting = [{"type": "http.request", "body": body, "more_body": False}]
        messages: list[Any] = []

        async def receive() -> dict[str, Any]:
            return waiting.pop() if waiting else await asyncio.Event().wait()  # type: ignore[return-value]

        async def send(message: Any) -> None:
            messages.append(message)

        try:
            await self.h.runtime.app(scope, receive, send)
        except Exception as error:
            # The outermost layer raises once more what it has answered with 500: that says more than the answer.
            raise AssertionError(f"500 for {scope['method']} {scope['raw_path']!r}: {error!r}") from error
        self._changed |= scope["method"] != "GET" and messages[0]["status"] < 300
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in messages[0]["headers"]]
        return messages[0]["status"], headers, b"".join(message.get("body", b"") for message in messages[1:])


class Told:
    """An answer, as short as a list of findings wants it."""

    def __init__(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.status = status
        self.headers = dict(headers)
        self.content = content

    @cached_property
    def said(self) -> Any:
        return json.loads(self.content)

    @property
    def problem(self) -> bool:
        """RFC 9457, whole, of a type that is published, and true to its status."""
        if self.headers.get("content-type") != "application/problem+json":
            return False
        return (
            self.said["status"] == self.status
            and self.said["type"].removeprefix(TYPE_BASE) in TITLES
            and all(isinstance(self.said[name], str) for name in ("title", "detail"))
        )

    def __str__(self) -> str:
        return f"{self.status} {self.content[:300]!r}"


def strangers(route: Route) -> list[str]:
    """Roles that may not call it."""
    return sorted(ROLES - route.roles) if route.roles and not route.open else []


def bearer(role: str, county: str = COUNTY) -> str:
    return token(subject=role, roles=[role], counties=[county], **CLAIMS.get(role, {}))
