"""``proposals docs export``: everything that the code can say of itself, as files; the same code, the same bytes."""

import inspect
import json
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from chassis.app import Service, routers, routes
from chassis.http import ID
from chassis.identity import Caller, Open
from contracts.base import Event
from ops import asyncapi, examples, externalapi, registry

GENERATED = ("docs/openapi", "docs/schemas")
"""Directories that hold nothing else: a file there that is not made any more is stale."""
STATES = re.compile(r"(<!-- states -->\n).*?(<!-- /states -->)", re.DOTALL)
NOTE = "<!-- written by `proposals docs export` -->\n"


def services() -> list[Service]:
    return [registry.service(name) for name in registry.NAMES]


def made(root: Path) -> dict[str, str]:
    """Path below ``root`` → content."""
    found = services()
    events = {service.name: asyncapi.events(service.name) for service in found}
    files = {f"docs/openapi/{service.name}.json": _json(openapi(service)) for service in found}
    files["docs/asyncapi.json"] = _json(asyncapi.document(found))
    files["docs/integration/asyncapi.json"] = _json(externalapi.document(registry.ROOT))
    for published in events.values():
        files |= {f"docs/schemas/{event.wire_name()}.json": _json(asyncapi.schema(event)) for event in published}
    files["docs/access.md"] = access(found)
    files["docs/event-catalogue.md"] = event_table(found)
    for service in found:
        path = f"services/{service.name}/README.md"
        text = (root / path).read_text("utf-8")
        table = states(service.name)
        files[path] = STATES.sub(lambda match, t=table: f"{match[1]}{t}{match[2]}", text)
    return files


def stale(root: Path) -> list[str]:
    """The files that are not what the code says, orphans included."""
    files = made(root)
    wrong = [path for path, content in files.items() if not _same(root / path, content)]
    return sorted(wrong + [str(path.relative_to(root)) for path in _orphans(root, files)])


def write(root: Path) -> None:
    files = made(root)
    for path in _orphans(root, files):
        path.unlink()
    for path, content in files.items():
        if not _same(root / path, content):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(content, "utf-8")


def _same(path: Path, content: str) -> bool:
    return path.exists() and path.read_text("utf-8") == content


def _orphans(root: Path, files: Mapping[str, str]) -> list[Path]:
    return [
        path
        for directory in GENERATED
        for path in sorted((root / directory).glob("*"))
        if str(path.relative_to(root)) not in files
    ]


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def callers(dependant: Dependant) -> Iterator[Caller]:
    """The role checks that a route depends on."""
    if isinstance(dependant.call, Caller):
        yield dependant.call
    for inner in dependant.dependencies:
        yield from callers(inner)


def guarded(service: Service) -> list[tuple[str, str, frozenset[str]]]:
    """(method, path behind the one origin, roles) of every route; no roles: anybody signed in."""
    found: list[tuple[str, str, frozenset[str]]] = []
    for router in routers(service):
        for route in router.routes:
            assert isinstance(route, APIRoute)
            guards = list(callers(route.dependant))
            if len(guards) != 1:
                raise ValueError(f"{service.name} {route.path} declares {len(guards)} caller(…), not one")
            found += [
                (method, f"/{service.name}{route.path}", guards[0].roles) for method in sorted(route.methods or ())
            ]
    return sorted(found, key=lambda one: (one[1], one[0]))


def access(found: list[Service]) -> str:
    """Roles × routes, from each route's ``caller(…)``."""
    lines = [NOTE, "# Who may call what\n"]
    lines.append(
        "Every route but those open to the `public` needs a bearer token of one county (`X-County` where a token has "
        "several, and where there is none). What a role then sees "
        "of it is the service's own rule (`visibility.py`): a record that is not for the caller does not exist.\n"
    )
    for service in found:
        table = guarded(service)
        roles = sorted({role for _, _, allowed in table for role in allowed})
        lines += [
            f"## {service.name}\n",
            f"| route | anybody | {' | '.join(roles)} |",
            "| --- " * (len(roles) + 2) + "|",
        ]
        for method, path, allowed in table:
            marks = ["●" if not allowed else "", *("●" if role in allowed else "" for role in roles)]
            lines.append(f"| `{method} {path}` | {' | '.join(marks)} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def openapi(service: Service) -> dict[str, Any]:
    """What FastAPI knows, and what it cannot: who may call, and the headers and problems that the edge adds."""
    document = routes(service).openapi()
    document["servers"] = [{"url": f"/{service.name}", "description": "behind the one origin"}]
    document["security"] = [{"bearer": []}]
    document["info"]["description"] = (
        "Every text is without NUL and not blank; every date lies in the years 1900 to 2199; numbers are finite. "
        "A cursor (`after`) is what an answer gave as `next`."
    )
    components = document.setdefault("components", {})
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = _PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        f"Problem{status}": {"description": said, "content": content} for status, said in _PROBLEMS.items()
    }
    roles = {(method, path): allowed for method, path, allowed in guarded(service)}
    edits = set(_edits(service))
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            operation["x-roles"] = sorted(roles[method.upper(), f"/{service.name}{path}"])
            operation["responses"].pop("422", None)
            statuses = set(_READ if method == "get" else _WRITE)
            if frozenset(operation["x-roles"]) == Open().roles:
                operation["security"] = []
                # Nobody is asked who they are; how often they come is counted.
                statuses = statuses - {401, 403} | (set() if method == "get" else {429})
            if (method.upper(), path) in edits:
                statuses.add(428)
            for status in sorted(statuses):
                operation["responses"][str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
            headers = [_COUNTY] if method == "get" else [_COUNTY, _KEY, _IF_MATCH]
            operation["parameters"] = [*operation.get("parameters", []), *headers]
            for parameter in operation["parameters"]:
                if parameter["in"] == "path" and parameter["schema"].get("type") == "string":
                    parameter["schema"].setdefault("pattern", f"^{ID.pattern}$")
    examples.add(document, service.name)
    return document


def _edits(service: Service) -> Iterator[tuple[str, str]]:
    """(method, path) of the routes that demand If-Match: no declaration says so, only the call in the route."""
    for router in routers(service):
        for route in router.routes:
            assert isinstance(route, APIRoute)
            if "edit=True" in inspect.getsource(route.endpoint):
                yield from ((method, route.path) for method in route.methods or ())


_PROBLEMS = {
    400: "The request cannot be read, or a command has no Idempotency-Key.",
    401: "No token, or one that does not verify.",
    403: "The role may not do this, or a token of several counties names none in X-County.",
    404: "No such record in this county for this caller.",
    409: "Refused: by a rule of the procedure, which `rule` names, or by the state of the record.",
    412: "Changed by somebody else since it was looked at.",
    413: "The body is larger than it may be.",
    422: "The request is not valid; `errors` point at what is wrong.",
    428: "An edit needs the ETag that was seen as If-Match.",
    429: "More than one sender may hand in for now.",
    503: "Not at the moment: the same request may be sent again with the same key after `Retry-After` seconds.",
}
"""RFC 9457, each under a stable `type`."""
_READ: tuple[int, ...] = (401, 403, 404, 409, 422, 503)
_WRITE: tuple[int, ...] = (400, 401, 403, 404, 409, 412, 413, 422, 503)


_COUNTY = {
    "name": "X-County",
    "in": "header",
    "required": False,
    "description": "Needed by a token of several counties.",
    "schema": {"type": "string", "pattern": r"^\d{6}$"},
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A command demands one with 400, fresh each time; the same one, sent again, gets the first answer. "
    "What stores nothing needs none.",
    "schema": {"type": "string", "maxLength": 200},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag that was seen; 412 when it is stale. An edit demands it with 428.",
    "schema": {"type": "string"},
}
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "rule": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}, "rule": {"type": "string"}},
            },
        },
    },
}


def first_sentence(event: type[Event]) -> str:
    """Of the event's own docstring; the name says the rest."""
    own = event.__dict__.get("__doc__")
    if not own:
        return ""
    paragraph = " ".join(inspect.cleandoc(own).split("\n\n")[0].split())
    # A link of the code's own documentation is a word here.
    return re.sub(r":class:`(\w+)`", r"`\1`", paragraph).split(". ")[0].rstrip(".").replace("``", "`")


def aggregates(service: Service) -> dict[str, list[str]]:
    """Wire name → the aggregates of the service that append it."""
    found: dict[str, list[str]] = {}
    for name, aggregate in service.metadata.info["aggregates"].items():
        for wire in aggregate.events:
            found.setdefault(wire, []).append(name)
    return found


def event_table(found: list[Service]) -> str:
    lines = [NOTE, "# Events\n"]
    lines.append(
        "One topic per service; [asyncapi.json](asyncapi.json) describes the messages, [schemas](schemas/) their "
        "values. An event without an aggregate is part of the contract and not published yet.\n"
    )
    for service in found:
        sources = aggregates(service)
        lines += [f"## `{service.topic}`\n", "| event | of | consumed by | says |", "| --- | --- | --- | --- |"]
        for event in asyncapi.events(service.name):
            consumers = [s.name for s in found if event in s.subscriptions.get(service.topic, {})]
            of = ", ".join(sources.get(event.wire_name(), [])) or "—"
            link = f"[{event.__name__}](schemas/{event.wire_name()}.json)"
            lines.append(f"| {link} | {of} | {', '.join(consumers) or '—'} | {first_sentence(event)} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def states(name: str) -> str:
    """Commands × states of every aggregate of the service that takes commands, from its ``TRANSITIONS``."""
    lines = ["| aggregate | commands | allowed in |", "| --- | --- | --- |"]
    for path in sorted((registry.ROOT / "services" / name).glob("*/domain.py")):
        module = import_module(f"services.{name}.{path.parent.name}.domain")
        transitions: Mapping[str, frozenset[str]] = getattr(module, "TRANSITIONS", {})
        order = {state: place for place, state in enumerate(get_args(getattr(module, "State", None)))}
        together: dict[str, list[str]] = {}
        for command, allowed in transitions.items():
            where = sorted(allowed, key=lambda state: (order.get(state, 0), state))
            together.setdefault(", ".join(where), []).append(command)
        lines += [f"| {path.parent.name} | {', '.join(commands)} | {where} |" for where, commands in together.items()]
    return "\n".join(lines) + "\n"
